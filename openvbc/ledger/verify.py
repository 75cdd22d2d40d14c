"""Whether the books stand as they were posted: every hash, every sum, every document, and the end of the chain."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from openvbc.errors import Fault, LedgerError, raise_all
from openvbc.ledger.access import access_faults
from openvbc.ledger.books import ENTRIES, Books, lines_by_entry, rows_at_once
from openvbc.ledger.chain import end_faults, hash_of, start_of
from openvbc.ledger.tables import BOOKS, CHAIN, DOCUMENT, ENTRY

#: Where these stand in a row of the table of entries.
_DOCUMENT, _REVERSES, _PREVIOUS = (
    list(ENTRY.columns.keys()).index(name) for name in ("document", "reverses", "previous")
)


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
        for row in rows_at_once(connection, select(ENTRY).order_by(ENTRY.c.number)):
            number, previous, hash_ = row[0], row[_PREVIOUS], row[-1]
            own = lines.pop(number, [])
            if number != last + 1:
                faults.append(Fault(f"entries {last + 1} to {number - 1} are missing", f"entry {number}"))
            elif previous != before:
                faults.append(Fault("it does not follow from the entry before it", f"entry {number}"))
            if hash_of(row[:-1], own) != hash_:
                faults.append(Fault("it was changed after it was posted", f"entry {number}"))
            cents = [each[-1] for each in own]
            if not all(type(each) is int for each in cents) or sum(cents):
                faults.append(Fault("its debits are not its credits", f"entry {number}"))
            document, reverses = row[_DOCUMENT], row[_REVERSES]
            if document and not documents.get(document, False):
                what = f"its document {document[:12]} is missing or was changed"
                faults.append(Fault(what, f"entry {number}"))
            if reverses is not None and reverses not in seen:
                what = f"it reverses entry {reverses}, which does not stand before it"
                faults.append(Fault(what, f"entry {number}"))
            used.add(document)
            seen.add(number)
            last, before = number, hash_
            found_head = found_head or hash_.startswith(head)
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
