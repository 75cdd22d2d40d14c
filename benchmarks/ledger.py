"""Times books of 100,000 entries: posting them in one batch, verifying every hash, open items and balances."""

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeVar

from openvbc.ledger.books import Books
from openvbc.ledger.entry import Item
from openvbc.ledger.items import balances, open_items
from openvbc.ledger.requests import PostPayment, PostSettlement
from openvbc.ledger.verify import verify_books
from openvbc.settlement.settle import Status

ENTRIES, CONTRACTS = 100_000, 1_000
_DAY, _AT = date(2027, 6, 1), datetime(2027, 6, 1, tzinfo=UTC)
_Found = TypeVar("_Found")


def run() -> None:
    """Print each timing: one run."""
    items = [
        Item(f"Contract {number}", "Northern Health Plan", "Lakeside ACO", "2026", date(2026, 1, 1), date(2026, 12, 31))
        for number in range(CONTRACTS)
    ]
    settlements = [
        PostSettlement(item, _DAY, _DAY, "", Status.FINAL, item.contract, "v1", {"savings": 10**9}, "record")
        for item in items
    ]
    payments = [
        PostPayment(items[number % CONTRACTS], _DAY, _DAY, "", 100 + number, f"EFT {number}")
        for number in range(ENTRIES - CONTRACTS)
    ]
    with tempfile.TemporaryDirectory() as folder:
        books = Books.make(f"{folder}/books.db", "Lakeside ACO")
        begun = time.perf_counter()
        timed(f"{ENTRIES:,} entries posted in one batch", lambda: books.post([*settlements, *payments], by="a", at=_AT))
        timed(f"{ENTRIES:,} entries verified", lambda: verify_books(books))
        timed(f"{CONTRACTS:,} open items, and balances", lambda: (open_items(books, _DAY), balances(books)))
        print(f"{'in all, and at most 10 s':<55} {time.perf_counter() - begun:9.3f} s")


def timed(what: str, work: Callable[[], _Found]) -> _Found:
    """Print how long one run took."""
    start = time.perf_counter()
    found = work()
    print(f"{what:<55} {time.perf_counter() - start:9.3f} s")
    return found
