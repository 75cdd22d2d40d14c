"""The regional adjustment: part of the difference between the region, at the ACO's severity, and the benchmark."""

from openvbc.money import ZERO
from openvbc.payment_models.mssp.historical.axes import last
from openvbc.payment_models.mssp.historical.history import mean_of_types
from openvbc.payment_models.mssp.historical.rules import BenchmarkRules
from openvbc.payment_models.mssp.historical.years import share_of_months
from openvbc.units import FACTOR, RATE, USD_PER_PERSON_YEAR, YES_OR_NO
from openvbc.worksheet.formula import Formula, greatest, least, total, when
from openvbc.worksheet.sheet import Line


def add_regional_adjustment(rules: BenchmarkRules) -> None:
    """The lines `regional_adjustment_by_type` and `regional_adjustment` (one value)."""
    sheet = rules.builder.sheet
    sheet.section("regional_adjustment", "Regional adjustment")
    person_years = last(sheet["assigned_person_years"])
    difference = sheet.line(
        "regional_difference",
        "Region at the ACO's severity less the historical benchmark",
        USD_PER_PERSON_YEAR,
        last(sheet["regional_per_capita"]) * last(sheet["risk_score"]) - sheet["historical_benchmark_by_type"],
    )
    lower = sheet.line(
        "lower_spending",
        "The ACO spends less than its region",
        YES_OR_NO,
        total(difference * person_years) > 0,
    )
    weights = [_weight(rules, "lower"), _weight(rules, "higher")]
    weight = sheet.line("regional_weight", "Weight of the regional difference", RATE, when(lower, *weights))
    weighted = sheet.line(
        "weighted_regional_difference", "Weighted regional difference", USD_PER_PERSON_YEAR, difference * weight
    )
    by_type = sheet.line(
        "regional_adjustment_by_type",
        "Regional adjustment by type",
        USD_PER_PERSON_YEAR,
        _limited(rules, weighted),
    )
    sheet.line(
        "regional_adjustment",
        "Regional adjustment, all types",
        USD_PER_PERSON_YEAR,
        mean_of_types(rules, by_type),
    )


def _weight(rules: BenchmarkRules, spending: str) -> Line:
    value = rules.published(f"mssp_regional_weight_{spending}_spending")
    return rules.builder.sheet.parameter(
        f"regional_weight_{spending}_spending", value.label, value.unit, value.number, rule=value.citation
    )


def _limited(rules: BenchmarkRules, weighted: Line) -> Formula:
    """Between floor and cap of national expenditures; from 2024 what is negative is lessened by the offset."""
    builder, sheet = rules.builder, rules.builder.sheet
    if not rules.has("mssp_regional_adjustment_cap"):  # 425.603(c) knows no limits
        return weighted
    national = last(sheet["national_assignable_per_capita"])
    cap = builder.parameter("mssp_regional_adjustment_cap", "regional_adjustment_cap")
    floor = builder.parameter("mssp_regional_adjustment_floor", "regional_adjustment_floor")
    above = sheet.line(
        "regional_adjustment_limited",
        "Weighted difference between floor and cap",
        USD_PER_PERSON_YEAR,
        greatest(least(weighted, cap * national), 0 - floor * national),
        rule=builder.rule("mssp_regional_adjustment_floor"),
    )
    if not rules.three_way:
        return above
    offset = _offset(rules)
    return when(above < 0, above * (1 - offset), above)


def _offset(rules: BenchmarkRules) -> Line:
    """How much of a negative adjustment is taken away: the dual share and the risk above the average."""
    sheet = rules.builder.sheet
    rule = rules.builder.rule("mssp_regional_adjustment_floor")
    dual = share_of_months(
        rules,
        "dual_share",
        "Share of person-years with Medicaid, benchmark year 3",
        "medicaid_months",
        "Months with Medicaid, benchmark year 3",
    )
    dollars = last(sheet["expenditures_per_capita"]) * last(sheet["assigned_person_years"])
    risk = sheet.line(
        "weighted_risk_score",
        "Risk score of benchmark year 3, weighted by expenditures",
        FACTOR,
        total(last(sheet["risk_score"]) * dollars) / total(dollars),
        rule=rule,
    )
    return sheet.line(
        "offset_factor",
        "Offset of a negative adjustment",
        RATE,
        least(greatest(dual + (risk - 1), ZERO), 1),
        rule=rule,
    )
