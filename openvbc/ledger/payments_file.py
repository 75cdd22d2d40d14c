"""Payments as a bank's or an accounts department's table has them: a row each, known by its reference."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from openvbc.errors import Fault, FileError, LedgerError, raise_all
from openvbc.ledger.accounts import cents_of
from openvbc.ledger.books import Books
from openvbc.ledger.items import find_item
from openvbc.ledger.requests import PostPayment
from openvbc.money import money_from_text
from openvbc.tabular.small_table import Row, SmallTable, read_small_table

NEEDED: Final = ("reference", "contract", "period", "amount", "paid_on")
OPTIONAL: Final = ("provider", "participant", "reason")


def read_payments(books: Books, path: Path) -> tuple[PostPayment, ...]:
    """The payments of a table: amounts above zero came in, below zero went out. FileError lists every fault."""
    table = read_small_table(path)
    raise_all([*table.header_faults(NEEDED, OPTIONAL), *table.faults], FileError)
    faults: list[Fault] = []
    found = [payment for row, cells in table.records() for payment in _payment(books, table, row, cells, faults)]
    raise_all(faults, FileError)
    return tuple(found)


def _payment(
    books: Books, table: SmallTable, row: Row, cells: dict[str, str], faults: list[Fault]
) -> Iterator[PostPayment]:
    if not cells["reference"]:
        what, fix = "a payment has no reference", "give the bank's, so that it is posted once"
        faults.append(Fault(what, table.place(row, "reference"), fix=fix))
        return
    try:
        amount = money_from_text(cells["amount"])
        paid_on = date.fromisoformat(cells["paid_on"])
        item = find_item(books, cells["contract"], cells["period"], cells.get("provider", ""))
    except LedgerError as error:
        faults.extend(Fault(each.what, row.where, each.why, each.fix) for each in error.faults)
        return
    except ValueError as error:
        faults.append(Fault(str(error), row.where, fix="write amounts as 1234.56 and days as 2027-06-30"))
        return
    cents = cents_of(amount)
    yield PostPayment(
        item, paid_on, paid_on, cells.get("reason", ""), cents, cells["reference"], cells.get("participant", "")
    )
