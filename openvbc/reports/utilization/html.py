"""The report as one page that opens by double-click and loads nothing."""

from decimal import Decimal

from openvbc import __version__
from openvbc.claims.utilization.measures import CATEGORIES, Measure
from openvbc.claims.utilization.report import UtilizationReport
from openvbc.money import rounded
from openvbc.reports.html.page import render_page
from openvbc.reports.utilization.as_json import queries
from openvbc.reports.utilization.rows import (
    MEMBER_HEADS,
    beside_last_year,
    condition_rows,
    member_cells,
    sections,
    shown,
    standing_rows,
    who_and_when,
)
from openvbc.units import USD

#: Columns of MEMBER_HEADS that hold figures.
_MEMBER_NUMBERS = frozenset({0, 2, 3, 4, 5, 9, 10, 11})
_FACTS = ("members", "inpatient_stays_per_1000", "emergency_visits_per_1000", "readmission_rate", "high_cost_share")
#: Labels that do not stand under the title of their section.
_LABELS = {
    "emergency_visits_per_1000": "Emergency visits per 1,000, not admitted",
    "high_cost_share": "High-cost members' share of cost",
}
_BAR_WIDTH = 96


def utilization_html(report: UtilizationReport, *, members: bool = False) -> str:
    """The report as HTML. members: whether it names high-cost members. Equal report, equal text."""
    conditions, hidden = condition_rows(report, members=members)
    who, beside = who_and_when(report), beside_last_year(report)
    return render_page(
        "utilization.html.jinja",
        "theme.js",
        {
            "who": who,
            "cost": shown(USD, report.measure("pmpm_total").this_year.value.value),
            "beside": beside,
            "year": report.terms.year,
            "facts": [_fact(report.measure(name)) for name in _FACTS],
            "sections": list(sections(report)),
            "bars": _bars(report),
            "bar_width": _BAR_WIDTH,
            "standings": standing_rows(report, members=members),
            "conditions": conditions,
            "hidden": hidden,
            "member_heads": [(head, index in _MEMBER_NUMBERS) for index, head in enumerate(MEMBER_HEADS)],
            "members": [
                [(cell, index in _MEMBER_NUMBERS) for index, cell in enumerate(member_cells(report, each))]
                for each in (report.high_cost if members else ())
            ],
            "notes": report.notes,
            "files": report.files,
            "queries": queries(report),
            "fingerprint": report.fingerprint,
            "version": __version__,
        },
    )


def _fact(measure: Measure) -> tuple[str, str, str]:
    """A measure for the head of the page: label, now, before."""
    unit = measure.definition.unit
    label = _LABELS.get(measure.definition.name, measure.definition.label)
    return label, shown(unit, measure.this_year.value.value), shown(unit, measure.last_year.value.value)


def _bars(report: UtilizationReport) -> dict[str, tuple[str, str]]:
    """For each category of cost the widths of two bars, this year's and last year's; the widest is the whole width."""
    found = {
        f"pmpm_{name}": [_amount(getattr(report.measure(f"pmpm_{name}"), which).value.value) for which in _YEARS]
        for name in CATEGORIES
    }
    widest = max((each for both in found.values() for each in both), default=Decimal(0))
    if not widest:
        return {}
    return {
        name: (_width(now, widest), _width(before, widest)) for name, (now, before) in found.items() if now or before
    }


_YEARS = ("this_year", "last_year")


def _amount(value: object) -> Decimal:
    return value if isinstance(value, Decimal) and value > 0 else Decimal(0)


def _width(amount: Decimal, widest: Decimal) -> str:
    return str(rounded(amount * _BAR_WIDTH / widest, 1))
