"""The list of members behind what is paid by a roster, as a report and as a table."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

from openvbc.characters import as_cell
from openvbc.money import ZERO, plain
from openvbc.reports.document.tree import EVERYWHERE, IN_TEXT, Answer, Column, Document, Row, Table
from openvbc.settlement.member_list import MemberAmount
from openvbc.units import USD

_COLUMNS = ("stream", "month", "rate_cell", "person_id", "payee", "risk_score", "amount", "paid_before")


def members_csv(members: Sequence[MemberAmount]) -> str:
    """A row for each member month; what was paid by the roster before is marked."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for each in members:
        writer.writerow(
            (
                each.stream,
                each.month,
                each.rate_cell,
                as_cell(each.person_id),
                as_cell(each.payee),
                "" if each.risk_score is None else plain(each.risk_score),
                plain(each.amount),
                "yes" if each.paid_before else "no",
            )
        )
    return text.getvalue()


def members_report(members: Sequence[MemberAmount]) -> Document:
    """What each stream's members come to, by payee; as text, the table of every member month."""
    columns = (
        Column("stream", "Stream"),
        Column("payee", "Payee"),
        Column("member_months", "Member months", number=True),
        Column("amount", "Amount", USD),
        Column("paid_before", "Paid before", USD),
    )
    found: dict[tuple[str, str], tuple[int, Decimal, Decimal]] = {}
    for each in members:
        months, now, before = found.get((each.stream, each.payee), (0, ZERO, ZERO))
        if each.paid_before:
            before += each.amount
        else:
            months, now = months + 1, now + each.amount
        found[each.stream, each.payee] = (months, now, before)
    rows = tuple(Row((stream, payee or "the organization", *held)) for (stream, payee), held in sorted(found.items()))
    people = len({each.person_id for each in members})
    return Document(
        kind="Members",
        title="Who is behind what is paid",
        answer=Answer(f"{people:,} members, {sum(not each.paid_before for each in members):,} member months"),
        opening=(members_csv(members).rstrip("\n"),),
        blocks=(Table(columns, rows, key="payees", sheet="Payees", label="Payees", forms=EVERYWHERE - IN_TEXT),),
    )
