"""Comparators: the market, best practice in the region, a broader network, or matched people; and risk beside them."""

from decimal import Decimal
from typing import Literal

from openvbc.citation import Clause
from openvbc.money import ZERO
from openvbc.payment_models.shared_savings.benchmark_terms import Comparator, ControlGroup, RiskAdjustment, RiskLimits
from openvbc.payment_models.shared_savings.expenditures import net_expenditures
from openvbc.payment_models.shared_savings.worksheet_builder import WorksheetBuilder
from openvbc.units import FACTOR, MEMBER_MONTHS, RATE, USD_PER_MEMBER_PER_MONTH, USD_PER_PERSON_YEAR
from openvbc.worksheet.formula import Axis, Formula, greatest, least
from openvbc.worksheet.sheet import Line

_MONTHS_A_YEAR = 12

#: The kinds of comparator as labels say them.
KINDS = {
    "market": "Market",
    "best_practice_in_region": "Best practice in the region",
    "broader_network": "Broader network",
    "matched_comparator": "Matched comparator",
}

Per = Literal["person_year", "member_month"]


def _who(comparator: Comparator) -> str:
    own = "without" if comparator.excludes_own_members else "with"
    return f"{comparator.population} ({own} the provider's own members)."


def _per_capita(builder: WorksheetBuilder, comparator: Comparator, prefix: str, axis: Axis | None, per: Per) -> Line:
    """The comparator's cost per person-year or member month; of the performance year, or of each base year."""
    sheet, kind = builder.sheet, KINDS[comparator.kind]
    whose = f"{kind}, base year:" if axis is not None else f"{kind}:"
    net = net_expenditures(builder, prefix, whose, axis)
    months = sheet.input(
        f"{prefix}member_months",
        f"{whose} member months",
        MEMBER_MONTHS,
        axis=axis,
        at_least=ZERO,
        note=_who(comparator),
    )
    if per == "member_month":
        unit, noun, divisor = USD_PER_MEMBER_PER_MONTH, "member per month", 1 * months
    else:
        unit, noun, divisor = USD_PER_PERSON_YEAR, "person-year", months / _MONTHS_A_YEAR
    return sheet.line(f"{prefix}per_capita", f"{whose} cost per {noun}", unit, net / divisor)


def add_comparator_growth(builder: WorksheetBuilder, comparator: Comparator, years: Axis, per: Per) -> Line:
    """The line `base_year_growth_factor`: the comparator's cost of the performance year over that of each base year."""
    base = _per_capita(builder, comparator, "comparator_base_year_", years, per)
    current = _per_capita(builder, comparator, "comparator_", None, per)
    return builder.sheet.line(
        "base_year_growth_factor",
        f"Growth of the comparator to the performance year ({KINDS[comparator.kind].lower()})",
        FACTOR,
        current / base,
        clause=builder.clause("benchmark", "own_history", "inflator", "comparator"),
        note=_who(comparator),
    )


def add_control_group(builder: WorksheetBuilder, group: ControlGroup) -> Line:
    """The line `control_group_benchmark`: what the comparator costs in the performance year, at the provider's risk."""
    sheet = builder.sheet
    clause = builder.clause("benchmark", "control_group")
    cost = _per_capita(builder, group, "control_group_", None, group.per)
    formula: Formula = cost
    if group.risk_adjustment is not None:
        formula = cost * _relative_risk(builder, group.risk_adjustment, clause)
    at_risk = " at the provider's risk" if group.risk_adjustment is not None else ""
    label = f"Cost of the control group ({KINDS[group.kind].lower()}){at_risk}"
    return sheet.line("control_group_benchmark", label, cost.unit, formula, clause=clause, note=_who(group))


def _relative_risk(builder: WorksheetBuilder, agreed: RiskLimits, clause: Clause) -> Line:
    sheet = builder.sheet
    own = _own_risk(builder)
    other = mean_score(builder, "control_group_", "Risk score of the control group")
    ratio = _limited(builder, agreed, own / other, "control_group", clause)
    ratio = _less_coding(builder, agreed, ratio, "control_group", clause)
    return sheet.line("control_group_risk_ratio", "Provider's risk over the control group's", FACTOR, ratio)


def _own_risk(builder: WorksheetBuilder) -> Line:
    if "risk_score" not in builder.sheet:
        return mean_score(builder, "", "Risk score of the performance year")
    return builder.sheet["risk_score"]


def mean_score(builder: WorksheetBuilder, prefix: str, label: str, axis: Axis | None = None, note: str = "") -> Line:
    """The line of a mean risk score: score-weighted months over months where both are at hand; else it is stated."""
    sheet, name = builder.sheet, f"{prefix}risk_score"
    if not builder.request.divides(f"{prefix}score_weighted_months"):
        return sheet.input(name, label, FACTOR, axis=axis, at_least=ZERO, note=note)
    months = sheet.input(f"{prefix}scored_months", f"{label}: months with a score", MEMBER_MONTHS, axis=axis)
    words = f"{label}: months, each weighted by the person's score"
    weighted = sheet.input(f"{prefix}score_weighted_months", words, MEMBER_MONTHS, axis=axis)
    return sheet.line(name, label, FACTOR, weighted / months, note=note)


def add_risk_adjustment(builder: WorksheetBuilder, agreed: RiskAdjustment, years: Axis) -> Line:
    """The line `base_year_risk_ratio`: risk of the performance year over each base year's, normalized and limited."""
    sheet = builder.sheet
    clause = builder.clause("benchmark", "own_history", "risk_adjustment")
    now: Formula = _own_risk(builder)
    label = "Base-year risk score"
    then: Formula = mean_score(builder, "base_year_", label, years)
    apart = agreed.limits_on != "relative"
    if agreed.normalized and not apart:
        note = "Scores are divided by it, so that what moves everybody's scores moves no benchmark."
        label = "Mean risk score of the reference population"
        now = now / mean_score(builder, "reference_", label, note=note)
        label = f"Base year: {label[0].lower()}{label[1:]}"
        then = then / mean_score(builder, "base_year_reference_", label, years)
    ratio = _limited(builder, agreed, now / then, "base_year", clause)
    if apart:
        label = "Mean risk score of the reference population"
        reference = mean_score(builder, "reference_", label)
        label = f"Base year: {label[0].lower()}{label[1:]}"
        earlier = mean_score(builder, "base_year_reference_", label, years)
        growth: Formula = reference / earlier
        if agreed.limits_on == "each":
            growth = _limited(builder, agreed, growth, "base_year", clause)
        ratio = ratio / growth
    ratio = _less_coding(builder, agreed, ratio, "base_year", clause)
    label = "Risk of the performance year over the base year's"
    return sheet.line("base_year_risk_ratio", label, FACTOR, ratio, clause=clause)


def _limited(builder: WorksheetBuilder, agreed: RiskLimits, ratio: Formula, prefix: str, clause: Clause) -> Formula:
    """The ratio between what was agreed as most growth and most decline."""
    if agreed.most_growth is not None:
        label = "Most that risk may count as grown"
        most = _risk_term(builder, f"{prefix}_most_risk_growth", label, agreed.most_growth, clause)
        ratio = least(ratio, 1 + most)
    if agreed.most_decline is not None:
        label = "Most that risk may count as fallen"
        most = _risk_term(builder, f"{prefix}_most_risk_decline", label, agreed.most_decline, clause)
        ratio = greatest(ratio, 1 - most)
    return ratio


def _less_coding(builder: WorksheetBuilder, agreed: RiskLimits, ratio: Formula, prefix: str, clause: Clause) -> Formula:
    """The ratio, lowered by what was agreed for more intense coding."""
    if agreed.coding_adjustment is None:
        return ratio
    label = "Adjustment for more intense coding"
    return ratio * (1 - _risk_term(builder, f"{prefix}_coding_adjustment", label, agreed.coding_adjustment, clause))


def _risk_term(builder: WorksheetBuilder, name: str, label: str, rate: Decimal, clause: Clause) -> Line:
    """An agreed limit; one that holds for two ratios stands once."""
    if name in builder.sheet:
        return builder.sheet[name]
    return builder.sheet.term(name, label, RATE, rate, clause=clause)


def add_benchmark_risk(builder: WorksheetBuilder, agreed: RiskLimits, clause: Clause) -> Line:
    """The line `benchmark_risk_ratio`: the members' risk over the one for which the benchmark was set."""
    label = "Risk score for which the benchmark was set"
    then = builder.sheet.input("benchmark_risk_score", label, FACTOR, at_least=ZERO, clause=clause)
    ratio = _limited(builder, agreed, _own_risk(builder) / then, "benchmark", clause)
    ratio = _less_coding(builder, agreed, ratio, "benchmark", clause)
    label = "Risk of the performance year over that of the benchmark"
    return builder.sheet.line("benchmark_risk_ratio", label, FACTOR, ratio, clause=clause)
