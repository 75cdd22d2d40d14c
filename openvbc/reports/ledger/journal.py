"""The journal for the general ledger."""

from collections.abc import Sequence
from datetime import date

from openvbc.ledger.accounts import dollars_of
from openvbc.ledger.books import Books
from openvbc.ledger.journal import JournalLine
from openvbc.reports.document.tree import Answer, Column, Document, Row, Table
from openvbc.units import USD


def journal_report(books: Books, lines: Sequence[JournalLine], first: date, last: date) -> Document:
    """A row for each line: day, account, debit or credit, and what it is about."""
    columns = (
        Column("entry", "Entry", number=True),
        Column("date", "Counts on", nowrap=True),
        Column("account", "Account"),
        Column("name", "In the books", width=30),
        Column("debit", "Debit", USD),
        Column("credit", "Credit", USD),
        Column("kind", "What"),
        Column("status", "Status"),
        Column("contract", "Contract", width=34),
        Column("payer", "Payer", width=24),
        Column("provider", "Provider", width=24),
        Column("period", "Period"),
        Column("stream", "Stream"),
        Column("participant", "Participant"),
        Column("reason", "Reason", width=34),
        Column("fingerprint", "Settlement"),
        Column("hash", "Hash"),
    )
    rows = tuple(_row(each) for each in lines)
    debits, credited = (sum(sign * each.cents for each in lines if sign * each.cents > 0) for sign in (1, -1))
    total = Row(("", None, "", "Together", dollars_of(debits), dollars_of(credited), *[""] * 11), is_sum=True)
    number = len({each.entry.number for each in lines})
    told = f"{number:,} entries from {first} to {last}, {USD.show(dollars_of(debits))} on each side"
    table = Table(
        columns,
        rows,
        key="journal",
        file="journal",
        label="Journal",
        footer=(total,),
        most_rows=40,
        and_more="in the file of --csv",
    )
    return Document("Journal", f"Journal of {books.organization}", Answer(told), (table,), day=last, is_wide=True)


def _row(line: JournalLine) -> Row:
    entry, posting, item = line.entry, line.entry.posting, line.entry.posting.item
    return Row(
        (
            entry.number,
            posting.effective_on,
            line.account,
            line.place.account.words,
            dollars_of(line.cents) if line.cents > 0 else None,
            dollars_of(-line.cents) if line.cents < 0 else None,
            posting.kind.value,
            posting.status,
            item.contract,
            item.payer,
            item.provider,
            item.period,
            line.place.stream,
            line.place.party,
            posting.reason,
            posting.fingerprint,
            entry.hash,
        )
    )
