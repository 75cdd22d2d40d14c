"""Whether the books stand as they were posted: every hash, every sum, every document, and the end of the chain."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from openvbc.errors import Fault, LedgerError, raise_all
from openvbc.ledger.access import access_faults
from openvbc.ledger.books import ENTRIES, Books, lines_by_entry
from openvbc.ledger.chain import end_faults, hash_of, start_of
from openvbc.ledger.tables import BOOKS, CHAIN, DOCUMENT, ENTRY


@dataclass(frozen=True)
class Verified:
    """Books that stand as they were posted. head: the hash of the last entry, to be noted where nobody changes it."""

    organization: str
    entries: int
    documents: int
    head: str


def verify_books(books: Books, head: str = "") -> Verified:
    """Verify the books. LedgerError names every entry that was changed.

    head: a hash that was noted earlier (at least 12 digits); it must be that of an entry, so that the books cannot have
    been written anew since.
    """
    with books.database.reading() as connection:
        end = connection.execute(select(CHAIN).where(CHAIN.c.name == ENTRIES)).first()
        documents = {
            row.sha256: hashlib.sha256(row.content.encode()).hexdigest() == row.sha256
            for row in connection.execute(select(DOCUMENT))
        }
        lines = lines_by_entry(connection)
        faults: list[Fault] = []
        owner = connection.execute(select(BOOKS)).one()
        before, last, seen = start_of(owner.organization, owner.side), 0, set[int]()
        found_head = before.startswith(head)
        used: set[str] = set()
        for row in connection.execute(select(ENTRY).order_by(ENTRY.c.number)).all():
            number = row.number
            where = f"entry {number}"
            own = lines.pop(number, [])
            if number != last + 1:
                faults.append(Fault(f"entries {last + 1} to {number - 1} are missing", where))
            elif row.previous != before:
                faults.append(Fault("it does not follow from the entry before it", where))
            if hash_of(tuple(row)[:-1], own) != row.hash:
                faults.append(Fault("it was changed after it was posted", where))
            cents = [each[-1] for each in own]
            if not all(isinstance(each, int) for each in cents) or sum(cents):
                faults.append(Fault("its debits are not its credits", where))
            if row.document and not documents.get(row.document, False):
                faults.append(Fault(f"its document {row.document[:12]} is missing or was changed", where))
            if row.reverses is not None and row.reverses not in seen:
                faults.append(Fault(f"it reverses entry {row.reverses}, which does not stand before it", where))
            used.add(row.document)
            seen.add(number)
            last, before = number, row.hash
            found_head = found_head or row.hash.startswith(head)
        faults += access_faults(connection)
    faults += [Fault("its lines stand without the entry", f"entry {number}") for number in lines]
    faults += [Fault("it belongs to no entry", f"document {each[:12]}") for each in documents if each not in used]
    faults += end_faults(None if end is None else (end.length, end.hash), last, before)
    if not found_head:
        faults.append(Fault(f"no entry has the hash {head} that was noted", why="the books were written anew since"))
    raise_all([_told(each, books.database.name) for each in faults], LedgerError)
    return Verified(books.organization, last, len(documents), before)


def _told(fault: Fault, place: str) -> Fault:
    where = f"{place}, {fault.where}" if fault.where else place
    fix = "compare with a copy of the ledger; what was changed by hand is not to be relied on"
    return Fault(fault.what, where, why=fault.why, fix=fix)
