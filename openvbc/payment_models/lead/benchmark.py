"""The benchmark from three base years by rate cell, with the region or an add-on, at the performance year's risk."""

from typing import Final

from openvbc.errors import ContractError, Fault
from openvbc.figures import Keyed, Value
from openvbc.money import ZERO
from openvbc.payment_models.lead.terms import LeadComputed
from openvbc.payment_models.lead.worksheet_builder import WorksheetBuilder
from openvbc.units import FACTOR, MEMBER_MONTHS, RATE, USD, USD_PER_MEMBER_PER_MONTH
from openvbc.worksheet.formula import Axis, Formula, Member, greatest, total
from openvbc.worksheet.sheet import Line

#: People with high needs have a rate of their own.
RATE_CELLS: Final = Axis(
    "rate_cells",
    "Rate cells",
    (
        Member("aged_disabled", "Aged and disabled"),
        Member("esrd", "End-stage renal disease"),
        Member("high_needs", "High needs"),
    ),
)


def add_computed_benchmark(builder: WorksheetBuilder, agreed: LeadComputed) -> None:
    """The line `benchmark_before_discount`. ContractError where the base years are not those before the first year."""
    sheet, published = builder.sheet, builder.published
    first = builder.request.agreement.performance_years[0].year
    newest = agreed.base_years[-1]
    if newest.year != first - 1:
        what = f"the newest base year is {newest.year}, and the first performance year {first}"
        where = builder.clause("benchmark", "computed", "base_years").where
        why = "the base years are the three calendar years before the first performance year, and stay"
        raise ContractError(Fault(what, where, why=why, fix=f"write {first - 3}, {first - 2} and {first - 1}"))
    sheet.section("base_years", "Base years")
    years = Axis(
        "base_years",
        "Base years",
        tuple(Member(str(each.year), f"Base year {each.year}") for each in agreed.base_years),
    )
    weights: dict[Keyed, Value] = {str(each.year): each.weight for each in agreed.base_years}
    unpublished = published.value("lead_rule_is_not_published").citation
    weight = sheet.term(
        "base_year_weight", "Weight of the base year", RATE, weights, axis=years,
        clause=builder.clause("benchmark", "computed", "base_years"), rule=unpublished,
    )  # fmt: skip
    by_year = (years, RATE_CELLS)
    dollars = sheet.input("base_year_expenditures", "Expenditures", USD, axis=by_year)
    months = sheet.input("base_year_months", "Beneficiary-months", MEMBER_MONTHS, axis=by_year, at_least=ZERO)
    label = "Expenditures per beneficiary-month"
    per_month = sheet.line("base_year_per_month", label, USD_PER_MEMBER_PER_MONTH, dollars / months)
    score = sheet.input(
        "base_year_risk_score", "Normalized risk score of the base year", FACTOR, axis=by_year, at_least=ZERO
    )
    trend = sheet.input(
        "trend_factor", "Trend from the base year to the performance year", FACTOR, axis=by_year, at_least=ZERO,
        rule=unpublished, note="How CMS trends is not published; state the factor that it gives.",
    )  # fmt: skip
    trended = sheet.line(
        "base_year_trended", "At risk 1 and the cost of the performance year", USD_PER_MEMBER_PER_MONTH,
        per_month / score * trend,
    )  # fmt: skip
    rule = published.value("lead_base_years_stay").citation
    historical = sheet.line(
        "historical_rate", "Historical rate at risk 1", USD_PER_MEMBER_PER_MONTH, total(trended * weight, over=years),
        rule=rule,
    )  # fmt: skip
    adjusted = _regional(builder, agreed, historical)
    sheet.section("before_discount", "Benchmark before discount")
    now = sheet.input(
        "risk_score", "Normalized risk score of the performance year", FACTOR, axis=RATE_CELLS, at_least=ZERO,
        note="Prospective; of people with high needs concurrent. Its caps are not published.",
    )  # fmt: skip
    aligned = sheet.input(
        "aligned_months", "Beneficiary-months of the performance year", MEMBER_MONTHS, axis=RATE_CELLS, at_least=ZERO
    )
    by_cell = sheet.line("benchmark_by_cell", "Benchmark of the rate cell", USD, adjusted * now * aligned)
    sheet.line("benchmark_before_discount", "Benchmark before discount", USD, total(by_cell))


def _regional(builder: WorksheetBuilder, agreed: LeadComputed, historical: Line) -> Line:
    """History with its region, its prior savings, or the administrative add-on."""
    sheet, published = builder.sheet, builder.published
    clause = builder.clause("benchmark", "computed", "region")
    label = "Rate with region, prior savings or add-on, at risk 1"
    sheet.section("region", "Region")
    if agreed.region == "inefficient":
        add_on = published.line("lead_administrative_add_on", "administrative_add_on")
        rate: Formula = historical * (1 + add_on)
        return sheet.line("adjusted_rate", label, USD_PER_MEMBER_PER_MONTH, rate, rule=add_on.rule, clause=clause)
    if agreed.region == "efficient_prior_savings":
        prior = sheet.input(
            "prior_savings_adjustment", "Prior savings adjustment", USD_PER_MEMBER_PER_MONTH, axis=RATE_CELLS,
            at_least=ZERO, clause=clause,
        )  # fmt: skip
        return sheet.line("adjusted_rate", label, USD_PER_MEMBER_PER_MONTH, historical + prior, clause=clause)
    regional = sheet.input(
        "regional_rate", "Regional rate at risk 1", USD_PER_MEMBER_PER_MONTH, axis=RATE_CELLS, at_least=ZERO,
        clause=clause,
    )  # fmt: skip
    weight = published.line("lead_regional_weight", "regional_weight")
    effect = sheet.line(
        "regional_effect", "What the region adds to history, at least nothing", USD_PER_MEMBER_PER_MONTH,
        greatest(weight * (regional - historical), 0), rule=weight.rule,
    )  # fmt: skip
    return sheet.line("adjusted_rate", label, USD_PER_MEMBER_PER_MONTH, historical + effect, rule=weight.rule)
