"""From one posting of a settlement to the next: what moved, and what each figure contributed."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from openvbc.errors import Fault, LedgerError
from openvbc.ledger.accounts import RESULT
from openvbc.ledger.books import Books, document_of, entries_of
from openvbc.ledger.entry import Entry, Item, Kind
from openvbc.ledger.tables import ENTRY
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel
from openvbc.settlement.compare import StreamComparison, compare
from openvbc.settlement.settle import Settlement
from openvbc.settlement.settlement_record import settled_again


@dataclass(frozen=True)
class Stated:
    """A posting that states what an item comes to. cents: in all, above zero for whose books these are.

    change: what it posted. reversed_by: the entry that took it back; None while it stands.
    """

    entry: Entry
    cents: int
    change: int
    reversed_by: int | None


@dataclass(frozen=True)
class TrueUp:
    """Two settlements of an item that were posted one after the other, and what moved between them."""

    before: Entry
    after: Entry
    streams: tuple[StreamComparison, ...]


def stated_amounts(books: Books, item: Item) -> tuple[Stated, ...]:
    """Every accrual and settlement that was posted of an item, oldest first, with what it came to."""
    with books.database.reading() as connection:
        of_item = select(ENTRY.c.number).where(
            ENTRY.c.contract == item.contract, ENTRY.c.provider == item.provider, ENTRY.c.period == item.period
        )
        entries = list(entries_of(connection, [row.number for row in connection.execute(of_item)]))
    reversals = {each.posting.reverses: each.number for each in entries if each.posting.reverses is not None}
    found, reached = [], 0
    for entry in entries:
        change = -sum(cents for place, cents in entry.posting.lines if place.account in (RESULT.debit, RESULT.credit))
        reached += change
        if entry.posting.kind in (Kind.ACCRUAL, Kind.SETTLEMENT):
            found.append(Stated(entry, reached, change, reversals.get(entry.number)))
    return tuple(found)


def true_ups(
    books: Books, item: Item, models: Mapping[str, PaymentModel], parameters: ParameterSet
) -> tuple[TrueUp, ...]:
    """What moved between the settlements of an item that stand in the books, each computed again from its record."""
    standing = [
        each.entry
        for each in stated_amounts(books, item)
        if each.entry.posting.kind is Kind.SETTLEMENT and each.reversed_by is None
    ]
    if not standing:
        what = f"no settlement of {item.words} stands in the books"
        raise LedgerError(Fault(what, fix="post one with `openvbc ledger post`"))
    settlements: list[Settlement] = []
    for entry in standing:
        with books.database.reading() as connection:
            record = document_of(connection, entry.posting.document)
        settlements.append(settled_again(record, models, parameters))
    pairs = zip(standing, standing[1:], settlements, settlements[1:], strict=False)
    return tuple(TrueUp(first, second, compare(before, after)) for first, second, before, after in pairs)
