"""Panels counted from claims, as a table of participants: practices by TIN, clinicians by NPI."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from openvbc.claims.attribution.panels import Panel
from openvbc.reports.document.tree import Answer, Column, Document, Row, Table
from openvbc.units import USD

#: The table's name as CSV.
PARTICIPANTS: Final = "participants"
#: People whom no participant has on its panel stand here, so that all of them add up to the organization's.
NOBODYS: Final = "nobodys_panel"
_GROUP, _PROVIDER = "group", "provider"


def panel_report(panels: Sequence[Panel]) -> Document:
    """The table, for people to fill in names, types and quality. Panels of one TIN make up its group."""
    rows = [
        Row((tin, f"TIN {tin}", _GROUP, "", "", tin, None, None, None, "", ""))
        for tin in sorted({each.tin for each in panels if each.tin})
    ]
    for each in panels:
        figures = (each.people, each.member_months, Decimal(each.expenditure_cents).scaleb(-2))
        if each.tin:
            name = f"NPI {each.npi}" if each.npi else f"TIN {each.tin}, no clinician named"
            who = (f"{each.tin}-{each.npi or 'none'}", name, _PROVIDER, each.tin, each.npi, "")
            rows.append(Row((*who, *figures, "", "")))
        else:
            why = "attributed without a service of a participant"
            rows.append(Row((NOBODYS, "On nobody's panel", _GROUP, "", "", "", *figures, "", why)))
    columns = (
        Column("participant", "Participant"),
        Column("name", "Name"),
        Column("level", "Level"),
        Column("within", "Within"),
        Column("npi", "NPI"),
        Column("tin", "TIN"),
        Column("lives", "Attributed lives", number=True),
        Column("member_months", "Member months", number=True),
        Column("panel_cost", "Cost of the panel", USD),
        Column("quality", "Quality"),
        Column("excluded", "Takes no share because"),
    )
    table = Table(columns, tuple(rows), key=PARTICIPANTS, file=PARTICIPANTS, sheet="Participants", label="Panels")
    people = sum(each.people for each in panels)
    answer = Answer(f"{people:,} people are on {sum(bool(each.tin) for each in panels):,} panels.")
    return Document("Panels", "Panels", answer, (table,))
