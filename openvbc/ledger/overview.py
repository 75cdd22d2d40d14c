"""What a finance director asks of the books: each contract's period, what it comes to, what is paid, what is open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from openvbc.ledger.accounts import ACCRUED, DUE, RESULT, SHARED, Account, Pair
from openvbc.ledger.books import Books, all_entries, document_of
from openvbc.ledger.entry import Entry, Item, Kind
from openvbc.ledger.items import OpenItem, open_items
from openvbc.payment_models.record import PaymentModel
from openvbc.settlement.settlement_record import contract_of_record

_SIDES: Mapping[str, Pair] = {"result": RESULT, "due": DUE, "accrued": ACCRUED, "shared": SHARED}


@dataclass(frozen=True)
class ItemStanding:
    """A contract's period, or a plan's distribution, on a day; in cents.

    status: under which it was posted last. stated: what it comes to, accruals included, above zero for whose books
    these are; of a distribution what participants were given. interim: what it came to by its last interim
    settlement; None where there was none. accrued: how much of it is an estimate. cash: what came in (+) or went
    out. advanced: advances that are outstanding. open: what is to be received (+) or paid.
    hcp_lan_category: of the contract; "" of a distribution or where nothing is settled yet.
    """

    item: Item
    is_distribution: bool
    status: str
    stated: int
    interim: int | None
    accrued: int
    cash: int
    advanced: int
    open: int
    hcp_lan_category: str


@dataclass(frozen=True)
class Overview:
    """The books on a day. closed_through: None where they were never closed. head: the hash of the last entry."""

    organization: str
    as_of: date
    items: tuple[ItemStanding, ...]
    open_items: tuple[OpenItem, ...]
    closed_through: date | None
    entries: int
    head: str


def overview_of(books: Books, as_of: date, models: Mapping[str, PaymentModel]) -> Overview:
    """The books as they stand on a day."""
    with books.database.reading() as connection:
        entries = [each for each in all_entries(connection) if each.posting.effective_on <= as_of]
        by_item: dict[tuple[str, str, str], list[Entry]] = {}
        for each in entries:
            if each.posting.kind is not Kind.CLOSING:
                by_item.setdefault(each.posting.item.key, []).append(each)
        records = {
            key: document_of(connection, newest.posting.document)
            for key, of_item in by_item.items()
            if (newest := _newest_settlement(of_item)) is not None
        }
    closings = [each.posting.effective_on for each in entries if each.posting.kind is Kind.CLOSING]
    categories = {key: contract_of_record(record, models).hcp_lan_category for key, record in records.items()}
    return Overview(
        books.organization,
        as_of,
        tuple(_standing(of_item, categories.get(key, "")) for key, of_item in sorted(by_item.items())),
        open_items(books, as_of),
        max(closings, default=None),
        len(entries),
        entries[-1].hash if entries else "",
    )


def _newest_settlement(entries: list[Entry]) -> Entry | None:
    return next((each for each in reversed(entries) if each.posting.kind is Kind.SETTLEMENT), None)


def _standing(entries: list[Entry], category: str) -> ItemStanding:
    reversed_ones = {each.posting.reverses for each in entries}
    kinds = (Kind.SETTLEMENT, Kind.ACCRUAL, Kind.DISTRIBUTION)
    stating = [each for each in entries if each.posting.kind in kinds and each.number not in reversed_ones]
    sums = {name: sum(_cents(entries, pair.debit, pair.credit)) for name, pair in _SIDES.items()}
    is_distribution = not entries[0].posting.item.payer
    return ItemStanding(
        entries[0].posting.item,
        is_distribution,
        stating[-1].posting.status if stating else "",
        sum(_cents(entries, Account.DISTRIBUTIONS)) if is_distribution else -sums["result"],
        _interim(entries, stating),
        sums["accrued"],
        sum(_cents(entries, Account.CASH)),
        -sum(_cents(entries, Account.ADVANCES)),
        sums["shared"] if is_distribution else sums["due"],
        category,
    )


def _interim(entries: list[Entry], stating: list[Entry]) -> int | None:
    """What the books stated after the last interim settlement that stands."""
    interim = [each for each in stating if each.posting.kind is Kind.SETTLEMENT and each.posting.status == "interim"]
    if not interim:
        return None
    until = [each for each in entries if each.number <= interim[-1].number]
    return -sum(_cents(until, RESULT.debit, RESULT.credit))


def _cents(entries: list[Entry], *accounts: Account) -> Iterator[int]:
    for entry in entries:
        for place, cents in entry.posting.lines:
            if place.account in accounts:
                yield cents
