"""The audit log: what was read, exported and posted, by whom and when, in a chain of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, select, update

from openvbc.errors import Fault
from openvbc.ledger.chain import end_faults, hash_of, start_of
from openvbc.ledger.tables import ACCESS, BOOKS, CHAIN

#: The chain of the audit log.
ACCESSES: Final = "accesses"


@dataclass(frozen=True)
class Access:
    """Something that was done with the books or with a project's data.

    action: read, exported or posted. what: in words, with the files. lists_members: whether members' identifiers were
    among it.
    """

    at: datetime
    who: str
    action: str
    what: str
    lists_members: bool = False


def add_access(connection: Connection, access: Access) -> None:
    """Add a row to the log, in a transaction that is open."""
    end = connection.execute(select(CHAIN).where(CHAIN.c.name == ACCESSES).with_for_update()).one()
    told = (access.at.isoformat(), access.who, access.action, access.what, int(access.lists_members))
    row = (end.length + 1, *told, end.hash)
    names = [column.name for column in ACCESS.columns]
    new = hash_of(row)
    connection.execute(insert(ACCESS), dict(zip(names, (*row, new), strict=True)))
    connection.execute(update(CHAIN).where(CHAIN.c.name == ACCESSES).values(length=row[0], hash=new))


def accesses(connection: Connection) -> tuple[Access, ...]:
    """The log, oldest first."""
    rows = connection.execute(select(ACCESS).order_by(ACCESS.c.number))
    return tuple(
        Access(datetime.fromisoformat(at), who, action, what, bool(lists_members))
        for _, at, who, action, what, lists_members, *_ in rows
    )


def access_faults(connection: Connection) -> Iterator[Fault]:
    """Every row of the log that was changed, and rows that are missing."""
    owner = connection.execute(select(BOOKS)).one()
    end = connection.execute(select(CHAIN).where(CHAIN.c.name == ACCESSES)).first()
    before, last = start_of(owner.organization, owner.side), 0
    for row in connection.execute(select(ACCESS).order_by(ACCESS.c.number)):
        where = f"row {row.number} of the audit log"
        if row.number != last + 1 or row.previous != before:
            yield Fault("it does not follow from the row before it", where)
        if hash_of(tuple(row)[:-1]) != row.hash:
            yield Fault("it was changed after it was written", where)
        last, before = row.number, row.hash
    for fault in end_faults(None if end is None else (end.length, end.hash), last, before):
        yield Fault(fault.what, "the audit log")
