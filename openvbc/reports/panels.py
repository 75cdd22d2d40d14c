"""On whose panel people are, as a report: a row for each clinician under a TIN."""

from collections.abc import Sequence
from decimal import Decimal

from openvbc.claims.attribution.panels import Panel
from openvbc.distribution.counted_participants import participants_csv
from openvbc.money import shifted
from openvbc.reports.document.tree import EVERYWHERE, IN_TEXT, Answer, Column, Document, Row, Table
from openvbc.units import USD


def panels_report(panels: Sequence[Panel]) -> Document:
    """The panels; as text, the table of participants that a distribution takes."""
    columns = (
        Column("tin", "TIN"),
        Column("npi", "NPI"),
        Column("lives", "Lives", number=True),
        Column("member_months", "Member months", number=True),
        Column("panel_cost", "Cost", USD),
    )
    rows = tuple(
        Row((each.tin, each.npi, each.people, each.member_months, shifted(Decimal(each.expenditure_cents), -2)))
        for each in panels
    )
    people = sum(each.people for each in panels)
    return Document(
        kind="Panels",
        title="On whose panel people are",
        answer=Answer(f"{people:,} people on {len(panels):,} panels"),
        opening=(participants_csv(panels).rstrip("\n"),),
        blocks=(Table(columns, rows, key="panels", sheet="Panels", label="Panels", forms=EVERYWHERE - IN_TEXT),),
    )
