"""Open items with their age: what is to be received and paid, by contract, payer and provider."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from openvbc.ledger.accounts import dollars_of
from openvbc.ledger.books import Books
from openvbc.ledger.items import AGES, OpenItem
from openvbc.reports.document.tree import Answer, Cell, Column, Document, Row, Section, Table
from openvbc.units import USD

_AGES = ("not_due", *(f"days_{first + 1}_to_{last}" for first, last in pairwise(AGES)))


def age_columns() -> tuple[Column, ...]:
    """The columns of the aging."""
    words = ("Not due", *(f"{first + 1} to {last} days" for first, last in pairwise(AGES)))
    named = tuple(Column(key, word, USD) for key, word in zip(_AGES, words, strict=True))
    return (*named, Column(f"days_over_{AGES[-1]}", f"Over {AGES[-1]} days", USD))


def open_items_report(books: Books, items: Sequence[OpenItem], as_of: date) -> Document:
    """What is open on a day, item by item, and added up by payer, provider and contract."""
    receivable = sum(each.cents for each in items if each.cents > 0)
    payable = sum(each.cents for each in items if each.cents < 0)
    to_pay = USD.show(dollars_of(-payable))
    told = f"On {as_of} {USD.show(dollars_of(receivable))} is to be received and {to_pay} to be paid"
    return Document(
        "Open items",
        f"Open items of {books.organization}",
        Answer(told),
        (
            items_table(items),
            *(Section(f"By {word}", (_sums(items, word),)) for word in ("contract", "payer", "provider")),
        ),
        subject=books.organization,
        day=as_of,
        is_wide=True,
    )


def items_table(items: Sequence[OpenItem]) -> Table:
    """A row for each open item: above zero to be received, below zero to be paid."""
    columns = (
        Column("contract", "Contract", width=34),
        Column("payer", "Payer", width=24),
        Column("provider", "Provider", width=24),
        Column("period", "Period"),
        Column("participant", "Participant"),
        Column("status", "Status"),
        Column("due_on", "Due on", nowrap=True),
        Column("open", "Open", USD),
        *age_columns(),
    )
    rows = tuple(
        Row(
            (
                each.item.contract,
                each.item.payer,
                each.item.provider,
                each.item.period,
                each.party,
                each.status,
                each.due_on,
                Cell(dollars_of(each.cents), owed=each.cents < 0),
                *(dollars_of(cents) for cents in each.by_age),
            )
        )
        for each in items
    )
    total = Row(
        (
            "Together", "", "", "", "", "", None, dollars_of(sum(each.cents for each in items)),
            *(dollars_of(sum(each.by_age[at] for each in items)) for at in range(len(AGES) + 1)),
        ),
        is_sum=True,
    )  # fmt: skip
    return Table(columns, rows, key="open_items", label="Open items", footer=(total,) if rows else ())


def _sums(items: Sequence[OpenItem], word: str) -> Table:
    columns = (
        Column(word, word.capitalize(), width=34),
        Column("receivable", "To be received", USD),
        Column("payable", "To be paid", USD),
        Column("net", "Net", USD),
    )
    names = sorted({getattr(each.item, word) for each in items} - {""})
    rows = []
    for name in names:
        cents = [each.cents for each in items if getattr(each.item, word) == name]
        received, paid = sum(each for each in cents if each > 0), -sum(each for each in cents if each < 0)
        rows.append(Row((name, dollars_of(received), dollars_of(paid), dollars_of(received - paid))))
    return Table(columns, tuple(rows), key=f"by_{word}", label=f"Open by {word}")
