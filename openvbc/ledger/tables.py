"""The tables of a ledger as queries name them; the steps in `migrations` make them."""

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text

_METADATA: Final = MetaData()

#: Whose books these are: the provider's or the payer's. One row.
BOOKS: Final = Table("books", _METADATA, Column("organization", Text, primary_key=True), Column("side", Text))

#: What postings rest on, under the digest of its text: records of settlements.
DOCUMENT: Final = Table("document", _METADATA, Column("sha256", Text, primary_key=True), Column("content", Text))

ENTRY: Final = Table(
    "entry",
    _METADATA,
    Column("number", Integer, primary_key=True),
    Column("kind", Text),
    Column("key", Text),
    Column("generation", Integer),
    Column("contract", Text),
    Column("version", Text),
    Column("payer", Text),
    Column("provider", Text),
    Column("period", Text),
    Column("first_day", Text),
    Column("last_day", Text),
    Column("status", Text),
    Column("fingerprint", Text),
    Column("document", Text),
    Column("effective_on", Text),
    Column("due_on", Text),
    Column("reverses", Integer),
    Column("reason", Text),
    Column("posted_by", Text),
    Column("posted_at", Text),
    Column("previous", Text),
    Column("hash", Text),
)

LINE: Final = Table(
    "line",
    _METADATA,
    Column("entry", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("account", Text),
    Column("stream", Text),
    Column("party", Text),
    Column("cents", BigInteger),
)

#: The end of each chain: how many rows it has, and the hash of the last one. Who posts holds this row.
CHAIN: Final = Table(
    "chain", _METADATA, Column("name", Text, primary_key=True), Column("length", Integer), Column("hash", Text)
)

ACCESS: Final = Table(
    "access",
    _METADATA,
    Column("number", Integer, primary_key=True),
    Column("at", Text),
    Column("who", Text),
    Column("action", Text),
    Column("what", Text),
    Column("lists_members", Integer),
    Column("previous", Text),
    Column("hash", Text),
)
