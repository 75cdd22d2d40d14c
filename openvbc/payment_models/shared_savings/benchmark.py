"""Projected spend (the benchmark): given, negotiated, from own history, from a control group, or a mix of both."""

from decimal import Decimal

from openvbc.errors import ContractError, Fault
from openvbc.money import ONE, ZERO
from openvbc.payment_models.record import WorksheetRequest
from openvbc.payment_models.shared_savings.benchmark_terms import (
    Benchmark,
    GivenBenchmark,
    Hybrid,
    Negotiated,
    OwnHistory,
    TrendIndex,
)
from openvbc.payment_models.shared_savings.comparator import (
    add_benchmark_risk,
    add_comparator_growth,
    add_control_group,
    add_risk_adjustment,
)
from openvbc.payment_models.shared_savings.expenditures import net_expenditures
from openvbc.payment_models.shared_savings.worksheet_builder import WorksheetBuilder
from openvbc.units import (
    FACTOR,
    PERSON_YEARS,
    RATE,
    USD,
    USD_PER_MEMBER_PER_MONTH,
    USD_PER_PERSON_YEAR,
    Unit,
)
from openvbc.worksheet.formula import Axis, Formula, Member, at, by_member, greatest, least, multiplied, total, when
from openvbc.worksheet.sheet import Line

_MONTHS_A_YEAR = 12


def add_benchmark(builder: WorksheetBuilder) -> Line:
    """Projected spend: the line `benchmark`, in dollars of the whole population."""
    builder.sheet.section("benchmark", "Projected spend (benchmark)")
    benchmark = builder.terms.benchmark
    agreed = benchmark.given or benchmark.negotiated
    adjusted = agreed.risk_adjustment if agreed is not None else None
    line = _before_adjustments(builder, "benchmark_before_risk" if adjusted is not None else _after_risk(benchmark))
    if adjusted is not None:
        clause = builder.clause(
            "benchmark", "given" if benchmark.given is not None else "negotiated", "risk_adjustment"
        )
        ratio = add_benchmark_risk(builder, adjusted, clause)
        name = _after_risk(benchmark)
        line = builder.sheet.line(name, _LABELS[name], USD, line * ratio, clause=clause)
    if benchmark.discount is not None:
        clause = builder.clause("benchmark", "discount")
        rate = builder.sheet.term("discount", "Discount of the benchmark", RATE, benchmark.discount, clause=clause)
        line = builder.sheet.line("benchmark", "Benchmark", USD, line * (1 - rate), clause=clause)
    return line


_LABELS = {
    "benchmark": "Benchmark",
    "benchmark_before_risk": "Benchmark before risk adjustment",
    "benchmark_before_discount": "Benchmark before the discount",
}


def _after_risk(benchmark: Benchmark) -> str:
    return "benchmark" if benchmark.discount is None else "benchmark_before_discount"


def _before_adjustments(builder: WorksheetBuilder, name: str) -> Line:
    """The line `name`: what was projected, before the whole of it is adjusted for risk or discounted."""
    benchmark = builder.terms.benchmark
    if benchmark.given is not None:
        return _given(builder, benchmark.given, name)
    if benchmark.negotiated is not None:
        return _negotiated(builder, benchmark.negotiated, name)
    if benchmark.loss_ratio is not None:
        clause = builder.clause("benchmark", "loss_ratio")
        target = builder.sheet.term(
            "target_loss_ratio", "Target loss ratio", RATE, benchmark.loss_ratio.target, clause=clause
        )
        return builder.sheet.line(name, _LABELS[name], USD, target * builder.base(benchmark.loss_ratio.of))
    own = _from_own_history(builder, benchmark.own_history) if benchmark.own_history is not None else None
    group = add_control_group(builder, benchmark.control_group) if benchmark.control_group is not None else None
    if own is not None and group is not None and benchmark.hybrid is not None:
        per_capita: Formula = _hybrid(builder, benchmark.hybrid, own, group)
    elif own is not None:
        per_capita = own
    elif group is not None:
        per_capita = group
    else:
        raise TypeError("the target calculator has a worksheet of its own")
    per = benchmark.own_history or benchmark.control_group
    months = builder.member_months()
    population = _person_years(builder, months) if per is not None and per.per == "person_year" else months
    return builder.sheet.line(name, _LABELS[name], USD, per_capita * population)


def _hybrid(builder: WorksheetBuilder, hybrid: Hybrid, own: Line, group: Line) -> Line:
    """Own history and control group, weighted."""
    clause = builder.clause("benchmark", "hybrid")
    weight = builder.sheet.term(
        "weight_of_own_history", "Weight of own history", RATE, hybrid.weight_of_own_history, clause=clause
    )
    label = "Own history and control group, weighted"
    return builder.sheet.line("hybrid_benchmark", label, own.unit, weight * own + (1 - weight) * group, clause=clause)


def _negotiated(builder: WorksheetBuilder, negotiated: Negotiated, name: str) -> Line:
    year = builder.request.performance_year.year
    clause = builder.clause("benchmark", "negotiated")
    amounts = {each.performance_year: each.per_member_per_month for each in negotiated.years}
    if year not in amounts:
        named = ", ".join(str(each) for each in sorted(amounts))
        what = f"no benchmark is negotiated for performance year {year}"
        raise ContractError(Fault(what, clause.where, fix=f"add the year; there are {named}"))
    unit, label = USD_PER_MEMBER_PER_MONTH, "Negotiated benchmark per member per month"
    amount = builder.sheet.term("negotiated_benchmark", label, unit, amounts[year], clause=clause)
    return builder.sheet.line(name, _LABELS[name], USD, amount * builder.member_months())


def _given(builder: WorksheetBuilder, given: GivenBenchmark, name: str) -> Line:
    clause = builder.clause("benchmark", "given")
    sheet = builder.sheet
    if builder.terms.cohorts:
        label = "Benchmark of the cohort"
        each = sheet.input("cohort_benchmark", label, USD, axis=builder.cohorts(), at_least=ZERO, clause=clause)
        return sheet.line(name, _LABELS[name], USD, total(each), clause=clause)
    if given.basis == "total":
        return sheet.input(name, _LABELS[name], USD, at_least=ZERO, clause=clause)
    months = builder.member_months()
    if given.basis == "per_member_per_month":
        unit, label, population = USD_PER_MEMBER_PER_MONTH, "Benchmark per member per month", months
    else:
        unit, label, population = USD_PER_PERSON_YEAR, "Benchmark per person-year", _person_years(builder, months)
    per_capita = sheet.input("benchmark_per_capita", label, unit, at_least=ZERO, clause=clause)
    return sheet.line(name, _LABELS[name], USD, per_capita * population)


def _person_years(builder: WorksheetBuilder, months: Line) -> Line:
    return builder.sheet.line("person_years", "Person-years", PERSON_YEARS, months / _MONTHS_A_YEAR)


def _from_own_history(builder: WorksheetBuilder, history: OwnHistory) -> Line:
    sheet = builder.sheet
    years = _base_year_axis(builder, history)
    net = net_expenditures(builder, "base_year_", "Base-year", years)
    months = builder.member_months("base_year_", years)
    unit, noun, divisor = _per_capita_of(builder, history, months)
    per_capita = sheet.line("base_year_per_capita", f"Base-year cost per {noun}", unit, net / divisor)
    adjusted: Formula = per_capita
    if history.risk_adjustment is not None:
        ratio = add_risk_adjustment(builder, history.risk_adjustment, years)
        adjusted = sheet.line(
            "base_year_risk_adjusted", f"Base-year cost per {noun} at the risk of today", unit, per_capita * ratio
        )
    trended = sheet.line(
        "base_year_trended",
        f"Base-year cost per {noun}, trended",
        unit,
        adjusted * _trend(builder, history, years),
    )
    weight = sheet.term(
        "base_year_weight",
        "Weight of the base year",
        RATE,
        {str(each.year): each.weight for each in history.base_years},
        axis=years,
        clause=builder.clause("benchmark", "own_history", "base_years"),
    )
    label = f"Historical benchmark per {noun}"
    historical = sheet.line("historical_benchmark", label, unit, total(weight * trended))
    return _rebased(builder, history, historical, unit, noun)


def refuse_late_base_years(request: WorksheetRequest, history: OwnHistory) -> None:
    """ContractError if a base year does not lie before the performance year."""
    current = request.performance_year.year
    late = [each.year for each in history.base_years if each.year >= current]
    if late:
        raise ContractError(
            Fault(
                f"base year {late[0]} does not lie before performance year {current}",
                request.stream.clause("benchmark", "own_history", "base_years").where,
                why="a benchmark from own history looks back",
                fix=f"name base years before {current}",
            )
        )


def _base_year_axis(builder: WorksheetBuilder, history: OwnHistory) -> Axis:
    refuse_late_base_years(builder.request, history)
    members = tuple(Member(str(each.year), f"Base year {each.year}") for each in history.base_years)
    return Axis("base_years", "Base years", members)


def _per_capita_of(builder: WorksheetBuilder, history: OwnHistory, months: Line) -> tuple[Unit, str, Formula]:
    if history.per == "member_month":
        return USD_PER_MEMBER_PER_MONTH, "member per month", months
    person_years = builder.sheet.line(
        "base_year_person_years", "Base-year person-years", PERSON_YEARS, months / _MONTHS_A_YEAR
    )
    return USD_PER_PERSON_YEAR, "person-year", person_years


def _trend(builder: WorksheetBuilder, history: OwnHistory, years: Axis) -> Formula:
    """The factor that brings each base year to the performance year."""
    sheet = builder.sheet
    clause = builder.clause("benchmark", "own_history", "inflator")
    if history.inflator.comparator is not None:
        return add_comparator_growth(builder, history.inflator.comparator, years, history.per)
    if history.inflator.index is not None:
        return _index_trend(builder, history.inflator.index, years)
    if history.inflator.yearly_rate is None:
        label = "Market growth factor from the base year to the performance year"
        return sheet.input("base_year_growth_factor", label, FACTOR, axis=years, at_least=ZERO, clause=clause)
    rate = sheet.term("inflator", "Yearly inflator", RATE, history.inflator.yearly_rate, clause=clause)
    current = builder.request.performance_year.year
    distances = {str(each.year): ONE * (current - each.year) for each in history.base_years}
    distance = sheet.term(
        "years_trended",
        "Years from the base year to the performance year",
        FACTOR,
        distances,
        axis=years,
        clause=clause,
    )
    # A yearly rate over several years is a product; the list of operations has no power, and the steps stay visible.
    keys = [str(number) for number in range(1, int(max(distances.values())) + 1)]
    after = Axis(
        "growth_years", "Years after the base year", tuple(Member(key, f"Year {key} after it") for key in keys)
    )
    number = sheet.term(
        "year_after", "Number of the year", FACTOR, {key: ONE * int(key) for key in keys}, axis=after, clause=clause
    )
    grown = sheet.line(
        "growth_in_year", "Growth in the year after the base year", FACTOR, when(number <= distance, 1 + rate, 1)
    )
    label = "Growth factor to the performance year"
    return sheet.line("base_year_growth_factor", label, FACTOR, multiplied(grown, over=after))


def _index_trend(builder: WorksheetBuilder, index: TrendIndex, years: Axis) -> Line:
    """The line `base_year_growth_factor`: the trends of the years after each base year, one upon the other."""
    sheet, current = builder.sheet, builder.request.performance_year.year
    clause = builder.clause("benchmark", "own_history", "inflator", "index")
    trended = range(min(int(key) for key in years.keys) + 1, current + 1)
    axis = Axis("trend_years", "Trended years", tuple(Member(str(year), f"Trend of {year}") for year in trended))
    change = sheet.input(
        "index_change", f"Change of the index ({index.series})", RATE, axis=axis, at_least=-ONE, clause=clause
    )
    trend: Formula = change
    if index.plus is not None:
        trend = trend + sheet.term("index_margin", "Added to the change of the index", RATE, index.plus, clause=clause)
    if index.fixed_rate is not None and index.weight_of_fixed_rate is not None:
        fixed = sheet.term("fixed_trend", "Fixed yearly trend", RATE, index.fixed_rate, clause=clause)
        label = "Weight of the fixed trend"
        weight = sheet.term("weight_of_fixed_trend", label, RATE, index.weight_of_fixed_rate, clause=clause)
        trend = weight * fixed + (1 - weight) * trend
    if index.at_least is not None:
        trend = greatest(trend, sheet.term("trend_floor", "Floor of the trend", RATE, index.at_least, clause=clause))
    if index.at_most is not None:
        trend = least(trend, sheet.term("trend_ceiling", "Ceiling of the trend", RATE, index.at_most, clause=clause))
    yearly = sheet.line("yearly_trend", "Trend of the year", RATE, trend, clause=clause)
    factors: dict[str, Formula | Decimal | int | bool] = {}
    for key in years.keys:
        factor: Formula = 1 + at(yearly, axis, str(int(key) + 1))
        for year in range(int(key) + 2, current + 1):
            factor = factor * (1 + at(yearly, axis, str(year)))
        factors[key] = factor
    label = "Growth factor from the base year to the performance year"
    return sheet.line("base_year_growth_factor", label, FACTOR, by_member(years, factors), clause=clause)


def _rebased(builder: WorksheetBuilder, history: OwnHistory, historical: Line, unit: Unit, noun: str) -> Line:
    if history.rebasing is None:
        return historical
    sheet = builder.sheet
    clause = builder.clause("benchmark", "own_history", "rebasing")
    weight = sheet.term(
        "weight_of_previous_benchmark",
        "Weight of the earlier agreement's benchmark",
        RATE,
        history.rebasing.weight_of_previous_benchmark,
        clause=clause,
    )
    previous = sheet.input(
        "previous_benchmark",
        f"Earlier agreement's benchmark per {noun}, trended to the performance year",
        unit,
        at_least=ZERO,
        clause=clause,
    )
    rebased: Formula = weight * previous + (1 - weight) * historical
    if history.rebasing.share_of_earlier_savings is not None:
        label = "Share of the earlier agreement's savings that is added back"
        agreed = history.rebasing.share_of_earlier_savings
        share = sheet.term("share_of_earlier_savings", label, RATE, agreed, clause=clause)
        label = f"Average savings of the earlier agreement per {noun}, trended to the performance year"
        rebased = rebased + share * sheet.input("earlier_average_savings", label, unit, at_least=ZERO, clause=clause)
    return sheet.line("rebased_benchmark", f"Rebased benchmark per {noun}", unit, rebased)
