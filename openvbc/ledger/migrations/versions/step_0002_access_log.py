"""The audit log: what was read, exported and posted, by whom."""

import sqlalchemy as sa
from alembic import op

from openvbc.ledger.append_only import make_append_only

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the log, a chain of its own."""
    op.create_table(
        "access",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("at", "who", "action", "what")),
        sa.Column("lists_members", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("previous", "hash")),
    )
    make_append_only(op.get_bind(), ("access",))
