"""Premiums as a payer remits them, as a report: by month, what does not add up, and every row."""

import csv
from io import StringIO

from openvbc.ledger.payments_file import NEEDED
from openvbc.ledger.premiums import Premiums
from openvbc.reports.document.tree import EVERYWHERE, IN_TEXT, Answer, Column, Document, Row, Section, Sentence, Table
from openvbc.units import USD


def premiums_report(found: Premiums) -> Document:
    """Payments, premiums by month of coverage, exceptions and rows. The rows name people."""
    payments = Table(
        (
            Column("reference", "Payment", nowrap=True),
            Column("paid_on", "Paid on", nowrap=True),
            Column("payer", "Payer"),
            Column("paid", "Paid", USD),
            Column("premiums", "Its premiums", USD),
            Column("beside", "Adjustments beside", USD),
            Column("difference", "Not explained", USD),
        ),
        tuple(
            Row(
                (
                    *(each.reference, each.paid_on, each.payer, each.paid),
                    *(each.in_premiums, each.adjusted_beside, each.not_explained),
                )
            )
            for each in found.payments
        ),
        key="payments",
        label="Payments",
        sheet="Payments",
    )
    months = Table(
        (Column("month", "Month"), Column("members", "Members", number=True), Column("paid", "Premium", USD)),
        tuple(Row((month or "several or none", members, paid)) for month, (members, paid) in found.by_month().items()),
        key="months",
        label="By month of coverage",
        sheet="Months",
    )
    exceptions = list(found.exceptions())
    wrong = Table(
        (Column("what", "What"), Column("amount", "Amount", USD), Column("where", "Where", nowrap=True)),
        tuple(Row((each.what, each.amount, each.where)) for each in exceptions),
        key="exceptions",
        label="Exceptions",
        sheet="Exceptions",
    )
    rows = Table(
        (
            Column("person_id", "Person", nowrap=True),
            Column("first_day", "From", nowrap=True),
            Column("last_day", "To", nowrap=True),
            Column("paid", "Paid", USD),
            Column("billed", "Before adjustments", USD),
            Column("adjustment", "Adjusted", USD),
            Column("reason", "Reason", nowrap=True),
            Column("rate_code", "Rate code", nowrap=True),
            Column("kind", "Kind"),
            Column("reference", "Reference", nowrap=True),
            Column("where", "Where", nowrap=True),
        ),
        tuple(
            Row(
                (
                    *(each.person_id, each.first_day, each.last_day, each.paid, each.billed),
                    each.adjusted,
                    ", ".join(other.reason for other in each.adjustments),
                    *(each.rate_code, each.kind, each.reference, each.where),
                )
            )
            for each in found.rows
        ),
        key="premiums",
        label="Premiums",
        sheet="Premiums",
        is_long=True,
        forms=EVERYWHERE - IN_TEXT,
    )
    told = f"{found.paid:,} USD in {len(found.payments):,} payments, {len(found.rows):,} premiums"
    if found.period is not None:
        told += f"; {found.of_period:,} USD for coverage in {found.period}"
    counted = ", ".join(f"{name} ({count:,})" for name, count in found.not_read.items())
    return Document(
        kind="Premiums",
        title="Premiums as the payer remits them",
        answer=Answer(f"{told}; {len(exceptions):,} exceptions"),
        blocks=(
            payments,
            months,
            Section(f"Exceptions ({len(exceptions):,})", (wrong,)),
            *((Sentence(f"Not read: {counted}"),) if counted else ()),
            rows,
        ),
        colophon="Amounts are those of the file to the cent.",
    )


def payments_table(found: Premiums, contract: str, period: str) -> str:
    """The payments as a table that the books take."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(NEEDED)
    for each in found.payments:
        writer.writerow([each.reference, contract, period, each.paid, each.paid_on])
    return text.getvalue()
