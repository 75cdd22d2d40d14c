"""How risk from benchmark year 3 to the performance year moves the benchmark, and how its growth is capped."""

from openvbc.money import ZERO
from openvbc.payment_models.mssp.historical.axes import ENROLLMENT_TYPES, PERFORMANCE, last, performance
from openvbc.payment_models.mssp.historical.history import mean_of_types
from openvbc.payment_models.mssp.historical.region import add_regional_ratio, county_axis
from openvbc.payment_models.mssp.historical.rules import BenchmarkRules
from openvbc.payment_models.mssp.historical.scores import (
    ASSIGNED,
    CONTINUOUSLY,
    DEMOGRAPHIC,
    NEWLY,
    RISK,
    SCORES,
    WEIGHTED,
    scores_by_assignment,
)
from openvbc.payment_models.mssp.historical.years import score
from openvbc.units import FACTOR, MEMBER_MONTHS, RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import at, first_present, greatest, least, total, when
from openvbc.worksheet.sheet import Line


def add_performance_risk(rules: BenchmarkRules) -> None:
    """The line `risk_adjustment`, a factor for each type."""
    rules.builder.sheet.section("risk_adjustment", "Risk adjustment to the performance year")
    if rules.holds("mssp_risk_by_newly_and_continuously_assigned"):
        _by_assignment(rules)
        return
    ratio = _ratio(rules, "risk_score", "risk_ratio", "Risk score of the performance year over benchmark year 3")
    if rules.holds("mssp_risk_cap_follows_demographics"):
        _aggregate_cap(rules, ratio)
        return
    sheet = rules.builder.sheet
    growth = rules.builder.parameter("mssp_risk_growth_cap", "risk_growth_cap")
    rule = rules.builder.rule("mssp_risk_growth_cap")
    sheet.line("risk_adjustment", "Risk adjustment, capped type by type", FACTOR, least(ratio, 1 + growth), rule=rule)


def _ratio(rules: BenchmarkRules, of: str, name: str, label: str) -> Line:
    sheet = rules.builder.sheet
    return sheet.line(name, label, FACTOR, performance(sheet[of]) / last(sheet[of]))


def benchmark_weight(rules: BenchmarkRules) -> Line:
    """Dollars by which ratios of the types are weighted in aggregate caps; added where it is first needed."""
    sheet = rules.builder.sheet
    if "benchmark_weight" not in sheet:
        weight = sheet["adjusted_benchmark_by_type"] * performance(sheet["assigned_person_years"])
        sheet.line("benchmark_weight", "Adjusted benchmark of the performance year's person-years", USD, weight)
    return sheet["benchmark_weight"]


def weighted_mean(rules: BenchmarkRules, name: str, label: str, ratio: Line) -> Line:
    """A ratio over all types, weighted by the benchmark's dollars."""
    weight = benchmark_weight(rules)
    return rules.builder.sheet.line(name, label, FACTOR, total(weight * ratio) / total(weight))


def _aggregate_cap(rules: BenchmarkRules, ratio: Line) -> None:
    """Agreements from 2024: capped only where risk grows more than 3 points above demographics, all types together."""
    sheet = rules.builder.sheet
    rule = rules.builder.rule("mssp_risk_cap_follows_demographics")
    demographic = _ratio(rules, "demographic_score", "demographic_ratio", "Demographic score over benchmark year 3")
    risk = weighted_mean(rules, "aggregate_risk_ratio", "Risk ratio, all types", ratio)
    people = weighted_mean(rules, "aggregate_demographic_ratio", "Demographic ratio, all types", demographic)
    growth = rules.builder.parameter("mssp_risk_growth_cap", "risk_growth_cap")
    cap = sheet.line("risk_cap", "Cap on the risk ratio", FACTOR, people + growth, rule=rule)
    applies = sheet.line("risk_cap_applies", "Risk grows beyond the cap", YES_OR_NO, risk > cap, rule=rule)
    sheet.line("risk_adjustment", "Risk adjustment", FACTOR, when(applies, least(ratio, cap), ratio), rule=rule)


def _by_assignment(rules: BenchmarkRules) -> None:
    """Agreements until January 2019: full risk for the newly assigned; for others demographics, or risk if it fell."""
    sheet = rules.builder.sheet
    rule = rules.builder.rule("mssp_risk_by_newly_and_continuously_assigned")
    newly, continuing, people = _ratios_by_assignment(rules)
    months = sheet.input(
        "newly_assigned_months",
        "Months of newly assigned people",
        MEMBER_MONTHS,
        axis=ENROLLMENT_TYPES,
        at_least=ZERO,
        not_above=performance(sheet["assigned_months"]),
    )
    fell = sheet.line("continuous_risk_fell", "Their risk scores fell", YES_OR_NO, continuing < 1, rule=rule)
    ratio = sheet.line(
        "continuously_assigned_ratio",
        "Ratio of continuously assigned people",
        FACTOR,
        when(fell, continuing, people),
        rule=rule,
    )
    whole = performance(sheet["assigned_months"])
    sheet.line(
        "risk_adjustment",
        "Risk adjustment, newly and continuously assigned by their months",
        FACTOR,
        (newly * months + ratio * (whole - months)) / whole,
        rule=rule,
    )


def _ratios_by_assignment(rules: BenchmarkRules) -> tuple[Line, Line, Line]:
    """Risk of the newly assigned, risk and demographics of the continuously assigned, over benchmark year 3."""
    asked = (
        ("newly_assigned_risk_ratio", "Risk ratio of newly assigned people", NEWLY, RISK),
        ("continuously_assigned_risk_ratio", "Risk ratio of continuously assigned people", CONTINUOUSLY, RISK),
        ("continuously_assigned_demographic_ratio", "Their demographic ratio", CONTINUOUSLY, DEMOGRAPHIC),
    )
    sheet = rules.builder.sheet
    if not rules.builder.request.divides(WEIGHTED):
        newly, continuing, people = (score(rules, name, label) for name, label, _, _ in asked)
        return newly, continuing, people
    label = "Scores of each group, with the nation's mean as 1"
    of_group = sheet.line("group_score", label, FACTOR, scores_by_assignment(rules))
    label = "Score of the performance year over benchmark year 3"
    ratio = sheet.line(
        "group_score_ratio",
        label,
        FACTOR,
        first_present(performance(of_group) / last(of_group), 1),
        note="1 where nobody of a type is newly or continuously assigned in one of the years: nothing moves.",
    )
    newly, continuing, people = (
        sheet.line(name, label, FACTOR, at(at(ratio, ASSIGNED, group), SCORES, of)) for name, label, group, of in asked
    )
    return newly, continuing, people


def _regional_ratio(rules: BenchmarkRules, of: str, name: str, label: str) -> Line:
    """The performance year's mean score of the region over that of benchmark year 3."""
    counties = county_axis(rules)
    if counties is None:
        return score(rules, name, label, "The performance year over benchmark year 3, counties weighted by the ACO.")
    return add_regional_ratio(rules, of, name, label, counties)


def add_regional_risk_cap(rules: BenchmarkRules) -> None:
    """The line `regional_risk_factor`: region's growth is lifted where its risk growth would have been capped."""
    sheet = rules.builder.sheet
    rule = rules.builder.rule("mssp_regional_risk_cap_by_market_share")
    sheet.section("regional_risk_cap", "Cap on the region's risk growth")
    ratio = _regional_ratio(rules, "risk_score", "regional_risk_ratio", "Risk ratio of the region")
    people_label = "Demographic ratio of the region"
    demographic = _regional_ratio(rules, "demographic_score", "regional_demographic_ratio", people_label)
    risk = weighted_mean(rules, "aggregate_regional_risk_ratio", "Risk ratio of the region, all types", ratio)
    people = weighted_mean(
        rules, "aggregate_regional_demographic_ratio", "Demographic ratio of the region, all types", demographic
    )
    base = people + sheet["risk_growth_cap"]
    share = sheet.line(
        "aggregate_market_share",
        "The ACO's market share, types weighted by the performance year's person-years",
        RATE,
        mean_of_types(rules, performance(sheet["national_weight"]), PERFORMANCE),
        places=4,
        rule=rule,
    )
    cap = sheet.line(
        "regional_risk_cap",
        "Cap on the region's risk ratio",
        FACTOR,
        base + share * greatest(ZERO, risk - base),
        rule=rule,
    )
    applies = sheet.line("regional_risk_cap_applies", "The region grows beyond its cap", YES_OR_NO, risk > cap)
    sheet.line(
        "regional_risk_factor",
        "Factor on regional growth",
        FACTOR,
        when(applies, greatest(1, ratio / cap), 1),
        rule=rule,
    )
