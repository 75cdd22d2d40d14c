"""Requests for tests, made up: a contract's period, and settlements of it that come to so many cents."""

from datetime import UTC, date, datetime

from openvbc.ledger.books import Books, Posted
from openvbc.ledger.entry import Item
from openvbc.ledger.requests import PostAdvance, PostPayment, PostRecoupment, PostSettlement, Request
from openvbc.settlement.settle import Status

AT = datetime(2027, 7, 1, 12, tzinfo=UTC)
DAY = date(2027, 7, 1)


def item(number: int = 1) -> Item:
    return Item(
        f"Contract {number}", "Northern Health Plan", "Lakeside ACO", "2026", date(2026, 1, 1), date(2026, 12, 31)
    )


def settlement(
    cents: int,
    name: str,
    *,
    of: Item | None = None,
    status: Status = Status.FINAL,
    reopens: bool = False,
    on: date = DAY,
) -> PostSettlement:
    streams = {"savings": cents - 100, "quality": 100}
    return PostSettlement(of or item(), on, on, "", status, name, "v1", streams, f"record of {name}", reopens)


def payment(cents: int, reference: str, *, of: Item | None = None, party: str = "", on: date = DAY) -> PostPayment:
    return PostPayment(of or item(), on, on, "", cents, reference, party)


def advance(cents: int, reference: str, *, of: Item | None = None) -> PostAdvance:
    return PostAdvance(of or item(), DAY, DAY, "", cents, reference)


def recoupment(cents: int, reference: str, *, of: Item | None = None) -> PostRecoupment:
    return PostRecoupment(of or item(), DAY, DAY, "", cents, reference)


def post(books: Books, *requests: Request) -> tuple[Posted, ...]:
    return books.post(requests, by="ann", at=AT)
