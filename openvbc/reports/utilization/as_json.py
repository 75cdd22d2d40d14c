"""The report for machines. Exact values are text; each query stands once, and figures name the queries behind them."""

import json
import re
from decimal import Decimal
from itertools import pairwise

from openvbc.claims.utilization.measures import Measure, Ratio
from openvbc.claims.utilization.report import LEAST_PEOPLE_TOLD, HighCostMember, UtilizationReport
from openvbc.figures import Figure
from openvbc.money import plain

_QUERY = re.compile(r"^-- (\w+/\w+)\.sql with ", re.MULTILINE)
Json = dict[str, object]


def utilization_json(report: UtilizationReport, *, members: bool = False) -> Json:
    """Everything that the report says. members: whether high-cost members are named."""
    return {
        "population": report.terms.population,
        "year": report.terms.year,
        "compared_with": report.terms.year - 1,
        "amount": report.terms.amount.value,
        "months": report.terms.months.value,
        "paid_through": {period.name: period.paid_through.isoformat() for period in report.terms.periods},
        "claims_reach_to": report.last_service.isoformat(),
        "measures": [_measure(report, each) for each in report.measures],
        "conditions_of_high_cost_members": [
            {"condition": each.condition, "label": each.label, "members": each.members, "cost": plain(each.cost)}
            for each in report.conditions
            if members or each.members >= LEAST_PEOPLE_TOLD
        ],
        **({"high_cost_members": [_member(report, each) for each in report.high_cost]} if members else {}),
        "notes": list(report.notes),
        "files": [{"name": each.name, "sha256": each.sha256} for each in report.files],
        "queries": queries(report),
        "fingerprint": report.fingerprint,
    }


def utilization_json_text(report: UtilizationReport, *, members: bool = False) -> str:
    """The same as text."""
    return json.dumps(utilization_json(report, members=members), indent=2, ensure_ascii=False)


def queries(report: UtilizationReport) -> dict[str, str]:
    """Every query behind a figure as it ran, by room and name, in the order of the figures."""
    found: dict[str, str] = {}
    for measure in report.measures:
        for ratio in (measure.this_year, measure.last_year):
            for text in _split(ratio.value.source.query):
                found.setdefault(_name(text), text.strip())
    return found


def _split(text: str) -> list[str]:
    starts = [match.start() for match in _QUERY.finditer(text)]
    return [text[start:end] for start, end in pairwise([*starts, len(text)])]


def _name(text: str) -> str:
    match = _QUERY.match(text)
    return match[1] if match else ""


def _measure(report: UtilizationReport, measure: Measure) -> Json:
    definition = measure.definition
    return {
        "measure": definition.name,
        "label": definition.label,
        "section": definition.section,
        "unit": definition.unit.name,
        "definition": definition.words,
        "per": definition.per,
        str(report.terms.year): _ratio(measure.this_year),
        str(report.terms.year - 1): _ratio(measure.last_year),
        "change": plain(measure.change) if isinstance(measure.change, Decimal) else None,
        "relative_change": plain(measure.relative_change) if isinstance(measure.relative_change, Decimal) else None,
    }


def _ratio(ratio: Ratio) -> Json:
    source = ratio.value.source
    return {
        "value": _value(ratio.value),
        "numerator": _value(ratio.numerator),
        "denominator": _value(ratio.denominator),
        "source": source.description,
        "rows": source.rows,
        "queries": [_name(text) for text in _split(source.query)],
        "listing": source.listing,
    }


def _value(figure: Figure | None) -> str | None:
    return plain(figure.value) if figure is not None and isinstance(figure.value, Decimal) else None


def _member(report: UtilizationReport, member: HighCostMember) -> Json:
    return {
        "person_id": member.person_id,
        "rank": member.rank,
        "cost": plain(member.cost),
        "months": member.months,
        "hospital_stays": member.stays,
        "emergency_visits": member.emergency_visits,
        "largest_category": member.largest_category,
        "largest_category_cost": plain(member.largest_category_cost),
        "standing": member.standing,
        "cost_last_year": plain(member.cost_before) if member.months_before else None,
        "rank_last_year": member.rank_before or None,
        "change": None if member.change is None else plain(member.change),
        "conditions": [report.labels.get(each, each) for each in member.conditions],
    }
