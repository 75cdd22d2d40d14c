"""Runs the steps on a connection that is open already, inside its transaction: a ledger is at one step or the next."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
