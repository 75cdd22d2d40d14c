"""The payment file: one row for each payee and participant, for accounts payable."""

from openvbc.distribution.participants import payee_tin
from openvbc.distribution.result import Distribution
from openvbc.errors import Fault, InputError
from openvbc.reports.document.csv_files import csv_text
from openvbc.reports.document.tree import Answer, Column, Document, Row, Table

PAYMENTS = "payments"


def payment_report(distribution: Distribution) -> Document:
    """What is paid to whom: what stays with each participant, under the TIN of its payee.

    InputError if the table of participants has no TINs: nobody could be paid.
    """
    rows = distribution.participants.rows
    if not any(each.tin for each in rows.values()):
        raise InputError(
            Fault(
                "the table of participants has no TIN",
                distribution.participants.file.name,
                why="a payment needs a payee",
                fix="add the column tin, for groups or for providers",
            )
        )
    terms = distribution.plan.terms
    columns = (
        Column("payee_tin", "TIN of the payee"),
        Column("participant", "Participant"),
        Column("name", "Name"),
        Column("npi", "NPI"),
        Column("level", "Level"),
        Column("amount", "Amount", number=True),
        Column("period_start", "First day"),
        Column("period_end", "Last day"),
        Column("payable", "Payable"),
        Column("plan", "Plan"),
        Column("version", "Version"),
        Column("fingerprint", "Fingerprint"),
    )
    body = tuple(
        Row(
            (
                payee_tin(each, rows),
                each.identifier,
                each.name,
                each.npi,
                each.level,
                f"{distribution.kept[each.identifier]:.2f}",
                terms.start,
                terms.end,
                terms.payable,
                terms.plan,
                terms.version,
                distribution.fingerprint,
            )
        )
        for each in rows.values()
        if distribution.kept[each.identifier]
    )
    table = Table(columns, body, key=PAYMENTS, file=PAYMENTS, sheet="Payments", label="Payments")
    return Document("Payments", f"Payments of {terms.plan}", Answer("Payments"), (table,), subject=terms.organization)


def payments_csv(distribution: Distribution) -> str:
    """The payment file as CSV: exact amounts, one row for each participant that is paid or owes."""
    return csv_text(payment_report(distribution), PAYMENTS)
