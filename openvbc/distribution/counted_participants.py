"""A table of participants counted from claims: practices by TIN, clinicians by NPI, with their panels."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from openvbc.claims.attribution.panels import Panel
from openvbc.money import plain

_COLUMNS: Final = (
    *("participant", "name", "level", "within", "npi", "tin"),
    *("lives", "member_months", "panel_cost", "quality", "excluded"),
)  # fmt: skip
#: People whom no participant has on its panel stand here, so that all of them add up to the organization's.
NOBODYS: Final = "nobodys_panel"


def participants_csv(panels: Sequence[Panel], levels: tuple[str, str] = ("group", "provider")) -> str:
    """The table as CSV, for people to fill in names, types and quality. Panels of one TIN make up its group."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(_COLUMNS)
    group, provider = levels
    for tin in sorted({each.tin for each in panels if each.tin}):
        table.writerow((tin, f"TIN {tin}", group, "", "", tin, "", "", "", "", ""))
    for each in panels:
        cost = plain(Decimal(each.expenditure_cents).scaleb(-2))
        figures = (each.people, each.member_months, cost, "")
        if each.tin:
            name = f"NPI {each.npi}" if each.npi else f"TIN {each.tin}, no clinician named"
            row = (f"{each.tin}-{each.npi or 'none'}", name, provider, each.tin, each.npi, "", *figures, "")
        else:
            why = "attributed without a service of a participant"
            row = (NOBODYS, "On nobody's panel", group, "", "", "", *figures, why)
        table.writerow(row)
    return text.getvalue()
