"""A table of participants counted from claims: practices by TIN, clinicians by NPI, with their panels."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from openvbc.characters import as_cell
from openvbc.claims.attribution.panels import Panel, PanelMember
from openvbc.distribution.received import SettledStream
from openvbc.errors import Fault, InputError, did_you_mean, raise_all
from openvbc.money import plain, rounded, shifted
from openvbc.settlement.member_list import shared_in_cents
from openvbc.settlement.panels import Panels

_ABOUT: Final = ("participant", "name", "level", "within", "npi", "tin")
_FIGURES: Final = (
    *("lives", "member_months", "panel_cost", "panel_target", "cost_deviation", "risk_score"),
    *("quality", "quality_denominator"),
)  # fmt: skip
#: Columns that are there only where they are counted; the others are there to be filled in.
_IF_COUNTED: Final = ("panel_target", "cost_deviation", "risk_score")
#: Decimals of a quality and a risk score in the table: more than any number of cases can part.
_PLACES: Final = 12
#: People whom no participant has on its panel stand here, so that all of them add up to the organization's.
NOBODYS: Final = "nobodys_panel"


def panel_targets(found: Panels, streams: Sequence[SettledStream], line: str, stream: str = "") -> tuple[Decimal, ...]:
    """What each panel's care was to cost by its risk: parts of what a line of a settlement came to, to the cent.

    A panel's part is that of its months, each weighted by its person's risk score; months of people without a score
    weigh as the mean. line: such as `benchmark`. stream: whose line it is, where several have it. InputError where the
    settlement is of another contract or period, has no such line, or the contract names no model of risk.
    """
    year, faults = found.year, list[Fault]()
    having = [each for each in streams if isinstance(each.lines.get(line), Decimal) and stream in ("", each.stream)]
    known = sorted({name for each in streams for name, value in each.lines.items() if isinstance(value, Decimal)})
    weights = [each.weighted_millionths for each in found.panels]
    if not found.risk_model:
        what = "the contract names no model of risk scores, and a panel's target is by its risk"
        faults.append(
            Fault(what, found.contract, fix="add `risk_scores: {model: V28-2026}` or another to `claims_basis`")
        )
    elif not any(weights):
        faults.append(
            Fault("nobody on the panels has a risk score", found.contract, fix="look at the project's audits")
        )
    if not having:
        what = f"no stream{f' {stream}' if stream else ''} of the settlement has a line {line!r} with one amount"
        faults.append(Fault(what, fix=did_you_mean(line, known)))
    elif len(having) > 1:
        named = ", ".join(each.stream for each in having)
        faults.append(Fault(f"several streams have a line {line!r}: {named}", fix="name one of them (--target-stream)"))
    faults += [
        Fault(
            f"the settlement is of {each.contract}, {each.period}",
            f"stream {each.stream}",
            why=f"the panels are those of {found.contract}, {year.words}",
            fix="take the settlement of the same contract and period",
        )
        for each in having
        if (each.contract, each.first_day, each.last_day) != (found.contract, year.period.start, year.period.last_day)
    ]
    raise_all(faults, InputError)
    scored, weighted = sum(each.scored_months for each in found.panels), sum(weights)
    amount = rounded(Decimal(str(having[0].lines[line])), 2)
    parts = shared_in_cents(
        int(shifted(amount, 2)),
        [each.weighted_millionths * scored + each.unscored_months * weighted for each in found.panels],
    )
    return tuple(shifted(Decimal(each), -2) for each in parts)


def participants_csv(
    panels: Sequence[Panel], targets: Sequence[Decimal] = (), levels: tuple[str, str] = ("group", "provider")
) -> str:
    """The table as CSV, for people to fill in names, types and quality. Panels of one TIN make up its group.

    targets: of the panels, in their order.
    """
    group, provider = levels
    rows = [
        {"participant": tin, "name": f"TIN {tin}", "level": group, "tin": tin}
        for tin in sorted({each.tin for each in panels if each.tin})
    ]
    for place, each in enumerate(panels):
        if each.tin:
            name = f"NPI {each.npi}" if each.npi else f"TIN {each.tin}, no clinician named"
            row = {"name": name, "level": provider, "within": each.tin, "npi": each.npi}
        else:
            why = "attributed without a service of a participant"
            row = {"name": "On nobody's panel", "level": group, "excluded": why}
        deviation, risk = each.cost_deviation_cents, each.risk_score
        figures = {
            "lives": str(each.people),
            "member_months": str(each.member_months),
            "panel_cost": plain(shifted(Decimal(each.expenditure_cents), -2)),
            "panel_target": plain(targets[place]) if targets else "",
            "cost_deviation": plain(rounded(shifted(deviation, -2), 2)) if deviation is not None else "",
            "risk_score": plain(rounded(risk, _PLACES)) if risk is not None else "",
            "quality": plain(rounded(each.quality, _PLACES)) if each.quality is not None else "",
            "quality_denominator": str(each.cases) if each.cases else "",
        }
        rows.append({"participant": _identifier(each), **row, **figures})
    counted = [name for name in _FIGURES if name not in _IF_COUNTED or any(row.get(name) for row in rows)]
    text = io.StringIO()
    table = csv.DictWriter(
        text, (*_ABOUT, *counted, "excluded"), restval="", extrasaction="ignore", lineterminator="\n"
    )
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()


def members_csv(members: Sequence[PanelMember]) -> str:
    """The people behind the table: whose panel each is on, with the months and the cost that it adds to it."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("participant", "person_id", "member_months", "cost", "risk_score"))
    for each in members:
        cost = plain(shifted(Decimal(each.expenditure_cents), -2))
        score = each.risk.millionths if each.risk is not None else None
        risk = plain(shifted(Decimal(score), -6)) if score is not None else ""
        table.writerow((_identifier(each), as_cell(each.person_id), each.member_months, cost, risk))
    return text.getvalue()


def _identifier(of: Panel | PanelMember) -> str:
    return f"{of.tin}-{of.npi or 'none'}" if of.tin else NOBODYS
