"""A table of participants counted from claims: practices by TIN, clinicians by NPI, with their panels."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from openvbc.characters import as_cell
from openvbc.claims.attribution.panels import Panel, PanelMember
from openvbc.money import EXACT, plain, rounded

_COLUMNS: Final = (
    *("participant", "name", "level", "within", "npi", "tin"),
    *("lives", "member_months", "panel_cost", "quality", "quality_denominator", "excluded"),
)  # fmt: skip
#: Decimals of a quality score in the table: more than any number of cases can part.
_PLACES: Final = 12
#: People whom no participant has on its panel stand here, so that all of them add up to the organization's.
NOBODYS: Final = "nobodys_panel"


def participants_csv(panels: Sequence[Panel], levels: tuple[str, str] = ("group", "provider")) -> str:
    """The table as CSV, for people to fill in names, types and quality. Panels of one TIN make up its group."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(_COLUMNS)
    group, provider = levels
    for tin in sorted({each.tin for each in panels if each.tin}):
        table.writerow((tin, f"TIN {tin}", group, "", "", tin, "", "", "", "", "", ""))
    for each in panels:
        cost = plain(Decimal(each.expenditure_cents).scaleb(-2))
        quality = plain(rounded(EXACT.divide(Decimal(each.met), Decimal(each.cases)), _PLACES)) if each.cases else ""
        figures = (each.people, each.member_months, cost, quality, each.cases or "")
        if each.tin:
            name = f"NPI {each.npi}" if each.npi else f"TIN {each.tin}, no clinician named"
            row = (_identifier(each), name, provider, each.tin, each.npi, "", *figures, "")
        else:
            why = "attributed without a service of a participant"
            row = (NOBODYS, "On nobody's panel", group, "", "", "", *figures, why)
        table.writerow(row)
    return text.getvalue()


def members_csv(members: Sequence[PanelMember]) -> str:
    """The people behind the table: whose panel each is on, with the months and the cost that it adds to it."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("participant", "person_id", "member_months", "cost"))
    for each in members:
        cost = plain(Decimal(each.expenditure_cents).scaleb(-2))
        table.writerow((_identifier(each), as_cell(each.person_id), each.member_months, cost))
    return text.getvalue()


def _identifier(of: Panel | PanelMember) -> str:
    return f"{of.tin}-{of.npi or 'none'}" if of.tin else NOBODYS
