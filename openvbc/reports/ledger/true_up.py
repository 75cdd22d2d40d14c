"""What a period was stated to come to, from the first estimate to the final settlement, and what moved between them."""

from collections.abc import Sequence

from openvbc.ledger.accounts import dollars_of
from openvbc.ledger.entry import Item
from openvbc.ledger.true_up import Stated, TrueUp
from openvbc.reports.comparison import comparison_report
from openvbc.reports.document.tree import Answer, Column, Document, Row, Section, Table
from openvbc.units import USD


def true_up_report(item: Item, stated: Sequence[Stated], true_ups: Sequence[TrueUp]) -> Document:
    """Each posting with what it came to and what it changed; then the bridge from one settlement to the next."""
    columns = (
        Column("entry", "Entry", number=True),
        Column("effective_on", "Counts on", nowrap=True),
        Column("status", "Status"),
        Column("amount", "Comes to", USD),
        Column("change", "Changes", USD),
        Column("reversed_by", "Reversed by", number=True),
        Column("reason", "Reason", width=34),
        Column("fingerprint", "Settlement", width=16),
    )
    rows = tuple(
        Row(
            (
                each.entry.number,
                each.entry.posting.effective_on,
                each.entry.posting.status,
                dollars_of(each.cents),
                dollars_of(each.change),
                each.reversed_by,
                each.entry.posting.reason,
                each.entry.posting.fingerprint[:12],
            )
        )
        for each in stated
    )
    last = stated[-1] if stated else None
    reached = USD.show(dollars_of(last.cents)) if last is not None else "nothing"
    bridges = tuple(
        Section(
            f"From entry {each.before.number} ({each.before.posting.status})"
            f" to entry {each.after.number} ({each.after.posting.status})",
            comparison_report(each.streams).blocks,
            key="true_ups",
        )
        for each in true_ups
    )
    return Document(
        "True-up",
        f"From interim to final: {item.words}",
        Answer.of(f"{item.words} comes to {reached}", reached),
        (Table(columns, rows, key="stated", label="What was posted"), *bridges),
    )
