"""Entries of the books, what was posted just now, and whether the books stand as they were posted."""

from collections.abc import Mapping, Sequence

from openvbc.ledger.accounts import Account, dollars_of
from openvbc.ledger.books import Books, Posted
from openvbc.ledger.entry import Entry, Kind
from openvbc.ledger.verify import Verified
from openvbc.reports.document.tree import (
    AS_CSV,
    AS_JSON,
    FOR_MACHINES,
    Answer,
    Block,
    Column,
    Data,
    Document,
    Row,
    Section,
    Sentence,
    Table,
)
from openvbc.units import USD

_LINES = (
    Column("entry", forms=FOR_MACHINES),
    Column("account", "Account", width=30),
    Column("stream", "Stream"),
    Column("party", "Participant"),
    Column("debit", "Debit", USD),
    Column("credit", "Credit", USD),
)


def posted_report(books: Books, posted: Sequence[Posted]) -> Document:
    """What was posted, and what stood in the books already."""
    blocks: list[Block] = [Sentence(_said(each)) for each in posted]
    if len(posted) == 1 and posted[0].entry.posting.lines:
        blocks.append(_lines_table((posted[0].entry,)))
    blocks.append(Data("entries", tuple({"entry": each.entry.number, "again": each.again} for each in posted)))
    new = sum(not each.again for each in posted)
    told = f"{new} posted, {len(posted) - new} there already" if len(posted) > 1 else _said(posted[0])
    return Document("Posting", f"Books of {books.organization}", Answer(told), tuple(blocks), opening=())


def _said(posted: Posted) -> str:
    posting = posted.entry.posting
    if posting.kind is Kind.CLOSING:
        return f"Entry {posted.entry.number}: the books are closed through {posting.effective_on}."
    if posting.kind is Kind.DELIVERY:
        late = max((posting.effective_on - posting.due_on).days, 0)
        days = f", {late} day{'' if late == 1 else 's'} late" if late else ""
        what = f"{posting.item.period} under {posting.item.contract}, delivered on {posting.effective_on}"
        told = f"{what} (due on {posting.due_on}{days})"
        if posted.again:
            return f"Entry {posted.entry.number} is this delivery already, {told}; nothing was recorded."
        return f"Entry {posted.entry.number}: {told}."
    status = f" ({posting.status})" if posting.status else ""
    what = f"{posting.kind.value}{status} of {posting.item.words}"
    if posted.again:
        return f"Entry {posted.entry.number} is this {what} already; nothing was posted."
    return f"Entry {posted.entry.number}: {what}, counts on {posting.effective_on}."


def _lines_table(entries: Sequence[Entry]) -> Table:
    rows = [
        Row(
            (
                entry.number,
                place.account.words,
                place.stream,
                place.party,
                dollars_of(cents) if cents > 0 else None,
                dollars_of(-cents) if cents < 0 else None,
            )
        )
        for entry in entries
        for place, cents in entry.posting.lines
    ]
    return Table(_LINES, tuple(rows), key="lines", label="Lines")


def entries_report(books: Books, entries: Sequence[Entry], accounts: Mapping[Account, int]) -> Document:
    """The entries, the newest last, and what stands on each account."""
    columns = (
        Column("entry", "Entry", number=True),
        Column("effective_on", "Counts on", nowrap=True),
        Column("kind", "What"),
        Column("status", "Status"),
        Column("contract", "Contract", width=34),
        Column("payer", forms=FOR_MACHINES),
        Column("provider", forms=FOR_MACHINES),
        Column("period", "Period"),
        Column("amount", "Amount", USD),
        Column("due_on", "Due on", nowrap=True),
        Column("posted_by", "By"),
        Column("posted_at", "At", nowrap=True),
        Column("reason", "Reason", width=34),
        Column("reverses", forms=FOR_MACHINES),
        Column("version", forms=FOR_MACHINES),
        Column("fingerprint", forms=FOR_MACHINES),
        Column("hash", forms=FOR_MACHINES),
    )
    rows = tuple(_entry_row(each) for each in entries)
    trial = (Column("account", "Account", width=30), Column("debit", "Debit", USD), Column("credit", "Credit", USD))
    held = tuple(
        Row(
            (
                account.words,
                dollars_of(cents) if cents > 0 else None,
                dollars_of(-cents) if cents < 0 else None,
            )
        )
        for account, cents in accounts.items()
        if cents
    )
    debits = sum(cents for cents in accounts.values() if cents > 0)
    total = Row(("Together", dollars_of(debits), dollars_of(debits)), is_sum=True)
    told = f"{len(entries):,} entries in the books of {books.organization}"
    return Document(
        "Ledger",
        f"Books of {books.organization}",
        Answer(told),
        (
            Table(columns, rows, key="entries", label="Entries", most_rows=40, and_more="in --csv and --json"),
            Section("Balances", (Table(trial, held, key="balances", label="Balances", footer=(total,)),)),
            Section("Lines", (_csv_lines(entries),), forms=AS_CSV | AS_JSON),
        ),
        is_wide=True,
    )


def _csv_lines(entries: Sequence[Entry]) -> Table:
    table = _lines_table(entries)
    return Table(table.columns, table.rows, key="lines", label="Lines", forms=AS_CSV | AS_JSON)


def _entry_row(entry: Entry) -> Row:
    posting, item = entry.posting, entry.posting.item
    debits = sum(cents for _, cents in posting.lines if cents > 0)
    return Row(
        (
            entry.number,
            posting.effective_on,
            posting.kind.value,
            posting.status,
            item.contract,
            item.payer,
            item.provider,
            item.period,
            dollars_of(debits) if posting.lines else None,
            posting.due_on,
            entry.posted_by,
            entry.posted_at.isoformat(),
            posting.reason,
            posting.reverses,
            posting.version,
            posting.fingerprint,
            entry.hash,
        )
    )


def verified_report(verified: Verified) -> Document:
    """That the books stand as they were posted, and the hash to note."""
    told = f"{verified.entries:,} entries of {verified.organization} stand as they were posted"
    return Document(
        "Verification",
        f"Books of {verified.organization}",
        Answer(told),
        (
            Data("entries", verified.entries),
            Data("documents", verified.documents),
            Data("head", verified.head),
            Sentence(f"{told}: every hash, every sum, {verified.documents:,} documents."),
            Sentence(f"The last hash is {verified.head}; note it where nobody changes it, and give it as --head."),
        ),
        opening=(),
    )
