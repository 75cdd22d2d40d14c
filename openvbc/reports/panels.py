"""On whose panel people are, as a report: a row for each clinician under a TIN."""

from decimal import Decimal

from openvbc.money import shifted
from openvbc.reports.document.tree import EVERYWHERE, IN_TEXT, Answer, Column, Document, Row, Table
from openvbc.settlement.panels import Panels
from openvbc.units import FACTOR, RATE, USD


def panels_report(found: Panels, table: str) -> Document:
    """The panels; as text, `table`: that of participants, which a distribution takes."""
    panels = found.panels
    columns = (
        Column("tin", "TIN"),
        Column("npi", "NPI"),
        Column("lives", "Lives", number=True),
        Column("member_months", "Member months", number=True),
        Column("panel_cost", "Cost", USD),
        Column("risk_score", "Mean risk score", FACTOR),
        Column("quality", "Quality", RATE),
        Column("cases", "Cases", number=True),
    )
    rows = tuple(
        Row(
            (
                *(each.tin, each.npi, each.people, each.member_months),
                *(shifted(Decimal(each.expenditure_cents), -2), each.risk_score, each.quality, each.cases),
            )
        )
        for each in panels
    )
    people = sum(each.people for each in panels)
    return Document(
        kind="Panels",
        title="On whose panel people are",
        answer=Answer(f"{people:,} people on {len(panels):,} panels"),
        opening=(table.rstrip("\n"),),
        blocks=(Table(columns, rows, key="panels", sheet="Panels", label="Panels", forms=EVERYWHERE - IN_TEXT),),
    )
