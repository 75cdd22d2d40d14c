"""Actual spend and projected spend (the benchmark): given, from own history, or by the target calculator."""

from openvbc.errors import ContractError, Fault
from openvbc.money import ONE, ZERO
from openvbc.payment_models.shared_savings.draft import Draft
from openvbc.payment_models.shared_savings.terms import GivenBenchmark, OwnHistory
from openvbc.units import (
    FACTOR,
    MEMBER_MONTHS,
    PERSON_YEARS,
    RATE,
    USD,
    USD_PER_MEMBER_PER_MONTH,
    USD_PER_PERSON_YEAR,
    Unit,
)
from openvbc.worksheet.formula import Axis, Formula, Member, total, when
from openvbc.worksheet.sheet import Line

_MONTHS_A_YEAR = 12


def add_expenditures(draft: Draft) -> Line:
    """Actual spend of the performance year after carve-outs and truncation."""
    draft.sheet.section("actual_spend", "Actual spend of the performance year")
    add_truncation_point(draft)
    return _net_expenditures(draft, None)


def add_truncation_point(draft: Draft) -> None:
    """Where one member's cost is cut off, as agreed; the amount cut off is an input."""
    truncation = draft.terms.truncation
    if truncation is None:
        return
    note = "What is cut off above this point is the line “excess claims”."
    clause = draft.clause("truncation")
    if truncation.per_member_per_year is not None:
        label = "Truncation point per member and year"
        draft.sheet.term("truncation_point", label, USD, truncation.per_member_per_year, clause=clause, note=note)
    elif truncation.percentile is not None:
        label = "Truncation percentile of members' yearly cost"
        draft.sheet.term("truncation_percentile", label, RATE, truncation.percentile, clause=clause, note=note)


def _net_expenditures(draft: Draft, years: Axis | None) -> Line:
    """Total expenditures less carve-outs and excess claims, of the performance year or of each base year."""
    prefix, whose = ("base_year_", "Base-year ") if years else ("", "")
    sheet, terms = draft.sheet, draft.terms

    def labelled(label: str) -> str:
        return whose + (label[0].lower() + label[1:] if whose else label)

    net_name, net_label = f"{prefix}expenditures", labelled("Expenditures")
    if not terms.carve_outs and terms.truncation is None:
        return sheet.input(net_name, net_label, USD, axis=years, at_least=ZERO)
    net: Formula = sheet.input(
        f"{prefix}total_expenditures", labelled("Total expenditures"), USD, axis=years, at_least=ZERO
    )
    for index, carve_out in enumerate(terms.carve_outs):
        label = labelled(f"Carved out: {carve_out.name.replace('_', ' ')}")
        clause = draft.clause("carve_outs", index)
        name = f"{prefix}carved_out_{carve_out.name}"
        net = net - sheet.input(name, label, USD, axis=years, at_least=ZERO, clause=clause)
    if terms.truncation is not None:
        label = labelled("Excess claims above the truncation point")
        net = net - sheet.input(
            f"{prefix}excess_claims", label, USD, axis=years, at_least=ZERO, clause=draft.clause("truncation")
        )
    # More cut off or carved out than was spent is a slip, and would look like savings.
    return sheet.line(net_name, labelled("Expenditures that count"), USD, net, at_least=ZERO)


def add_benchmark(draft: Draft) -> Line:
    """Projected spend: the line `benchmark`, in dollars of the whole population."""
    draft.sheet.section("benchmark", "Projected spend (benchmark)")
    benchmark = draft.terms.benchmark
    if benchmark.own_history is not None:
        return _from_own_history(draft, benchmark.own_history)
    if benchmark.given is not None:
        return _given(draft, benchmark.given)
    raise TypeError("the target calculator has a worksheet of its own")


def _given(draft: Draft, given: GivenBenchmark) -> Line:
    clause = draft.clause("benchmark", "given")
    sheet = draft.sheet
    if given.basis == "total":
        return sheet.input("benchmark", "Benchmark", USD, at_least=ZERO, clause=clause)
    months = draft.member_months()
    if given.basis == "per_member_per_month":
        unit, label, population = USD_PER_MEMBER_PER_MONTH, "Benchmark per member per month", months
    else:
        unit, label, population = USD_PER_PERSON_YEAR, "Benchmark per person-year", _person_years(draft, months)
    per_capita = sheet.input("benchmark_per_capita", label, unit, at_least=ZERO, clause=clause)
    return sheet.line("benchmark", "Benchmark", USD, per_capita * population)


def _person_years(draft: Draft, months: Line) -> Line:
    return draft.sheet.line("person_years", "Person-years", PERSON_YEARS, months / _MONTHS_A_YEAR)


def _from_own_history(draft: Draft, history: OwnHistory) -> Line:
    sheet = draft.sheet
    years = _base_year_axis(draft, history)
    net = _net_expenditures(draft, years)
    months = sheet.input("base_year_member_months", "Base-year member months", MEMBER_MONTHS, axis=years, at_least=ZERO)
    unit, noun, divisor = _per_capita_of(draft, history, months)
    per_capita = sheet.line("base_year_per_capita", f"Base-year cost per {noun}", unit, net / divisor)
    trended = sheet.line(
        "base_year_trended", f"Base-year cost per {noun}, trended", unit, per_capita * _trend(draft, history, years)
    )
    weight = sheet.term(
        "base_year_weight",
        "Weight of the base year",
        RATE,
        {str(each.year): each.weight for each in history.base_years},
        axis=years,
        clause=draft.clause("benchmark", "own_history", "base_years"),
    )
    label = f"Historical benchmark per {noun}"
    historical = sheet.line("historical_benchmark", label, unit, total(weight * trended))
    rebased = _rebased(draft, history, historical, unit, noun)
    current = draft.member_months()
    population = _person_years(draft, current) if history.per == "person_year" else current
    return sheet.line("benchmark", "Benchmark", USD, rebased * population)


def _base_year_axis(draft: Draft, history: OwnHistory) -> Axis:
    current = draft.request.performance_year.year
    late = [each.year for each in history.base_years if each.year >= current]
    if late:
        raise ContractError(
            Fault(
                f"base year {late[0]} does not lie before performance year {current}",
                draft.clause("benchmark", "own_history", "base_years").where,
                why="a benchmark from own history looks back",
                mend=f"name base years before {current}",
            )
        )
    members = tuple(Member(str(each.year), f"Base year {each.year}") for each in history.base_years)
    return Axis("base_years", "Base years", members)


def _per_capita_of(draft: Draft, history: OwnHistory, months: Line) -> tuple[Unit, str, Formula]:
    if history.per == "member_month":
        return USD_PER_MEMBER_PER_MONTH, "member per month", months
    person_years = draft.sheet.line(
        "base_year_person_years", "Base-year person-years", PERSON_YEARS, months / _MONTHS_A_YEAR
    )
    return USD_PER_PERSON_YEAR, "person-year", person_years


def _trend(draft: Draft, history: OwnHistory, years: Axis) -> Formula:
    """The factor that brings each base year to the performance year."""
    sheet = draft.sheet
    clause = draft.clause("benchmark", "own_history", "inflator")
    if history.inflator.yearly_rate is None:
        label = "Market growth factor from the base year to the performance year"
        return sheet.input("base_year_growth_factor", label, FACTOR, axis=years, at_least=ZERO, clause=clause)
    rate = sheet.term("inflator", "Yearly inflator", RATE, history.inflator.yearly_rate, clause=clause)
    current = draft.request.performance_year.year
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
    factor: Formula | None = None
    for step in range(1, int(max(distances.values())) + 1):
        grown = sheet.line(
            f"growth_in_year_{step}",
            f"Growth in year {step} after the base year",
            FACTOR,
            when(distance >= step, 1 + rate, 1),
        )
        factor = grown if factor is None else factor * grown
    if factor is None:
        raise TypeError("a base year lies before the performance year")
    return sheet.line("base_year_growth_factor", "Growth factor to the performance year", FACTOR, factor)


def _rebased(draft: Draft, history: OwnHistory, historical: Line, unit: Unit, noun: str) -> Formula:
    if history.rebasing is None:
        return historical
    sheet = draft.sheet
    clause = draft.clause("benchmark", "own_history", "rebasing")
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
    return sheet.line(
        "rebased_benchmark", f"Rebased benchmark per {noun}", unit, weight * previous + (1 - weight) * historical
    )
