"""The update from benchmark year 3 to the performance year: in dollars, two-way, and three-way with the trend."""

from openvbc.money import ONE, ZERO
from openvbc.payment_models.mssp.historical.axes import ENROLLMENT_TYPES, last, performance
from openvbc.payment_models.mssp.historical.history import add_update_growth
from openvbc.payment_models.mssp.historical.risk import add_regional_risk_cap
from openvbc.payment_models.mssp.historical.rules import BenchmarkRules
from openvbc.units import FACTOR, RATE, USD_PER_PERSON_YEAR
from openvbc.worksheet.formula import Formula
from openvbc.worksheet.sheet import Line


def add_update(rules: BenchmarkRules) -> None:
    """The lines `two_way_update` and, from 2024, `three_way_update`; in old agreements `update_in_dollars`."""
    sheet = rules.builder.sheet
    if rules.published("mssp_update_in_dollars").value is True:
        sheet.section("update", "Update to the performance year")
        national = sheet["national_assignable_per_capita"]
        sheet.line(
            "update_in_dollars",
            "Growth of national expenditures per person-year",
            USD_PER_PERSON_YEAR,
            performance(national) - last(national),
            rule=rules.published("mssp_update_in_dollars").citation,
        )
        return
    if rules.three_way:
        add_regional_risk_cap(rules)
    sheet.section("update", "Update to the performance year")
    two_way = add_update_growth(rules)
    if rules.three_way:
        _three_way(rules, two_way)


def _three_way(rules: BenchmarkRules, two_way: Line) -> None:
    builder, sheet = rules.builder, rules.builder.sheet
    trend = _prospective_trend(rules)
    rule = builder.rule("mssp_prospective_trend_parts")
    parts = [
        builder.parameter("mssp_two_way_parts", "two_way_parts"),
        builder.parameter("mssp_prospective_trend_parts", "prospective_trend_parts"),
    ]
    blended = (two_way * parts[0] + trend * parts[1]) / (parts[0] + parts[1])
    sheet.line("three_way_update", "Update with the prospective trend", FACTOR, blended, rule=rule)


def _prospective_trend(rules: BenchmarkRules) -> Line:
    """The accountable care prospective trend: a rate fixed for the agreement, turned into dollars of the nation."""
    builder, sheet = rules.builder, rules.builder.sheet
    rule = builder.rule("mssp_prospective_trend_parts")
    name, label = "prospective_trend", "Accountable care prospective trend"
    if rules.from_historical:
        note = "As the benchmark report prints it for the performance year."
        return sheet.input(name, label, FACTOR, axis=ENROLLMENT_TYPES, at_least=ZERO, rule=rule, note=note)
    rate = sheet.input(
        "prospective_trend_rate",
        "Yearly rate of the accountable care prospective trend",
        RATE,
        axis=ENROLLMENT_TYPES,
        at_least=ZERO - ONE,
        at_most=ONE,
        note="Set by CMS's Office of the Actuary for the whole agreement.",
    )
    years = builder.year - (builder.agreement_start.year - 1)
    factor: Formula = 1 + rate
    for _ in range(years - 1):
        factor = factor * (1 + rate)
    growth = sheet.line(
        "prospective_growth", f"Growth at that rate over {years} years, less 1", FACTOR, factor - 1, rule=rule
    )
    dollars = sheet.line(
        "prospective_trend_dollars",
        "Prospective trend in dollars, at the ACO's severity",
        USD_PER_PERSON_YEAR,
        last(sheet["national_assignable_per_capita"]) * growth * last(sheet["risk_score"]),
        rule=rule,
    )
    return sheet.line(name, label, FACTOR, 1 + dollars / sheet["adjusted_benchmark_by_type"], rule=rule)
