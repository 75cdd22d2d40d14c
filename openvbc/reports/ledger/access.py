"""The audit log as a report."""

from collections.abc import Sequence

from openvbc.ledger.access import Access
from openvbc.ledger.books import Books
from openvbc.reports.document.tree import Answer, Column, Document, Row, Table


def access_report(books: Books, accesses: Sequence[Access]) -> Document:
    """Who did what and when, the newest last."""
    columns = (
        Column("at", "At (UTC)", nowrap=True),
        Column("who", "Who"),
        Column("action", "Action"),
        Column("what", "What", width=70),
        Column("lists_members", "Names members"),
    )
    rows = tuple(Row((each.at.isoformat(), each.who, each.action, each.what, each.lists_members)) for each in accesses)
    told = f"{len(rows):,} rows in the audit log of {books.organization}"
    table = Table(columns, rows, key="accesses", label="Audit log", most_rows=100, and_more="in --json")
    return Document("Audit log", f"Audit log of {books.organization}", Answer(told), (table,), is_wide=True)
