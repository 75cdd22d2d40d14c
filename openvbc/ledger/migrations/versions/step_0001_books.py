"""The books: entries and their lines, the documents that they rest on, and the end of the chain."""

import sqlalchemy as sa
from alembic import op

from openvbc.ledger.append_only import make_append_only

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables, which nothing changes or deletes from but the end of the chain, which moves on."""
    op.create_table(
        "books",
        sa.Column("organization", sa.Text, primary_key=True),
        sa.Column("side", sa.Text, nullable=False),
    )
    op.create_table(
        "document",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
    )
    text = (
        "kind", "key", "contract", "version", "payer", "provider", "period", "first_day", "last_day", "status",
        "fingerprint", "document", "effective_on", "due_on", "posted_at", "posted_by", "reason", "previous", "hash",
    )  # fmt: skip
    op.create_table(
        "entry",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("reverses", sa.Integer, sa.ForeignKey("entry.number"), unique=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in text),
        sa.UniqueConstraint("key", "generation"),
    )
    op.create_index("entry_of_item", "entry", ["contract", "provider", "period"])
    op.create_table(
        "line",
        sa.Column("entry", sa.Integer, sa.ForeignKey("entry.number"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("party", sa.Text, nullable=False),
        sa.Column("cents", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "chain",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    make_append_only(op.get_bind(), ("books", "document", "entry", "line"))
