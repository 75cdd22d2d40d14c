"""The updated benchmark, and the bridge of bars that leads to it."""

from collections.abc import Sequence

from openvbc.payment_models.mssp.historical.adjusted_benchmark import add_adjusted_benchmark, add_given_benchmark
from openvbc.payment_models.mssp.historical.axes import PERFORMANCE, performance
from openvbc.payment_models.mssp.historical.former_names import FORMER_NAMES
from openvbc.payment_models.mssp.historical.history import add_historical_benchmark, mean_of_types, weighted_by_parts
from openvbc.payment_models.mssp.historical.risk import add_performance_risk
from openvbc.payment_models.mssp.historical.rules import BenchmarkRules
from openvbc.payment_models.mssp.historical.update import add_update
from openvbc.payment_models.mssp.historical.years import add_years
from openvbc.payment_models.mssp.worksheet_builder import share_of_year
from openvbc.units import USD, USD_PER_PERSON_YEAR
from openvbc.worksheet.formula import Formula, rounded, total
from openvbc.worksheet.sheet import Bar, BarRole, Bridge, Line
from openvbc.worksheet.words import lower_first

_CENTS = 2

#: Name, label, the level reached, and the parameter whose citation is the rule of the step.
_Step = tuple[str, str, Formula, str]


def add_computed_benchmark(rules: BenchmarkRules) -> None:
    """`benchmark`, or `three_way_benchmark` and `two_way_benchmark`, in dollars of all assigned; and `expenditures`."""
    rules.builder.sheet.former_names = FORMER_NAMES
    add_years(rules)
    if rules.from_historical:
        add_given_benchmark(rules)
    else:
        add_historical_benchmark(rules)
        add_adjusted_benchmark(rules)
    add_performance_risk(rules)
    add_update(rules)
    sheet = rules.builder.sheet
    sheet.section("updated_benchmark", "Updated benchmark")
    if rules.three_way:
        _updated(rules, "three_way", "Updated benchmark with the three-way update", sheet["three_way_update"])
        _updated(rules, "two_way", "Updated benchmark with the two-way update", sheet["two_way_update"])
        last = "three_way"
    else:
        last = ""
        _updated(rules, last, "Updated benchmark", sheet.lines.get("two_way_update"))
    spent = _of_performance_year(rules, total(performance(sheet["assigned_expenditures"])))
    sheet.line("expenditures", "Expenditures of assigned beneficiaries", USD, spent)
    _add_bridge(rules, last)


def _updated(rules: BenchmarkRules, way: str, label: str, update: Line | None) -> None:
    sheet = rules.builder.sheet
    prefix = f"{way}_" if way else ""
    at_risk = sheet["adjusted_benchmark_by_type"] * sheet["risk_adjustment"]
    formula: Formula = at_risk + sheet["update_in_dollars"] if update is None else at_risk * update
    by_type = sheet.line(f"{prefix}updated_by_type", f"{label} by type", USD_PER_PERSON_YEAR, formula)
    dollars = total(by_type * performance(sheet["assigned_person_years"]))
    sheet.line(
        f"{prefix}benchmark_per_person_year",
        f"{label} per person-year",
        USD_PER_PERSON_YEAR,
        dollars / performance(sheet["all_person_years"]),
    )
    sheet.line(f"{prefix}benchmark", label, USD, _of_performance_year(rules, dollars))


def _of_performance_year(rules: BenchmarkRules, dollars: Formula) -> Formula:
    """Dollars of the calendar year as those of the performance year; in 2019 some had six months."""
    return dollars * share_of_year(rules.builder) if rules.builder.is_prorated else dollars


def _add_bridge(rules: BenchmarkRules, way: str) -> None:
    """From the benchmark years' own cost to the updated benchmark, per person-year, in bars that add up to the cent."""
    rules.builder.sheet.section(
        "bridge",
        "Bridge from the benchmark years to the updated benchmark, per person-year",
        "Each step is rounded to the cent, so that the bars add up.",
    )
    _add_bars(rules, [*_to_adjusted_benchmark(rules), *_to_performance_year(rules, way)])


def _to_adjusted_benchmark(rules: BenchmarkRules) -> list[_Step]:
    sheet, third = rules.builder.sheet, "mssp_benchmark_year_parts_third"
    if rules.from_historical:
        given = "Historical benchmark as CMS printed it"
        return [("adjustment", given, sheet["adjusted_benchmark"], "mssp_regional_adjustment_exists")]
    own_cost = mean_of_types(rules, weighted_by_parts(rules, sheet["expenditures_per_capita"]))
    at_last_risk = mean_of_types(rules, weighted_by_parts(rules, sheet["risk_adjusted_per_capita"]))
    adjustment = "Adjustment of the historical benchmark"
    return [
        ("own_cost", "Cost of the benchmark years, weighted", own_cost, third),
        ("risk_to_last", "Risk to benchmark year 3", at_last_risk, third),
        ("trend", "Trend to benchmark year 3", sheet["historical_benchmark"], "mssp_trend_is_regional"),
        ("adjustment", adjustment, sheet["adjusted_benchmark"], "mssp_regional_adjustment_exists"),
    ]


def _to_performance_year(rules: BenchmarkRules, way: str) -> list[_Step]:
    sheet = rules.builder.sheet
    by_type = sheet["adjusted_benchmark_by_type"]
    of_risk = "mssp_risk_by_newly_and_continuously_assigned"
    steps: list[_Step] = [
        ("mix", "Change of enrollment types", mean_of_types(rules, by_type, PERFORMANCE), "mssp_update_in_dollars"),
        (
            "risk",
            "Risk to the performance year",
            mean_of_types(rules, by_type * sheet["risk_adjustment"], PERFORMANCE),
            of_risk,
        ),
    ]
    if way:
        two_way = sheet["two_way_benchmark_per_person_year"]
        steps.append(("two_way", "Two-way update", two_way, "mssp_trend_is_regional"))
    prefix = f"{way}_" if way else ""
    label = "Prospective trend in the update" if way else "Update to the performance year"
    parameter = "mssp_prospective_trend_parts" if way else "mssp_update_in_dollars"
    return [*steps, ("update", label, sheet[f"{prefix}benchmark_per_person_year"], parameter)]


def _add_bars(rules: BenchmarkRules, steps: Sequence[_Step]) -> None:
    sheet = rules.builder.sheet
    before: Line | None = None
    bars: list[Bar] = []
    for number, (name, label, level, parameter) in enumerate(steps, start=1):
        rule = rules.published(parameter).citation
        reached = label if before is None else f"After: {lower_first(label)}"
        text = "Updated benchmark per person-year" if number == len(steps) else reached
        after = sheet.line(f"bridge_after_{name}", text, USD_PER_PERSON_YEAR, rounded(level, _CENTS), rule=rule)
        if before is None:
            bars.append(Bar(after.name, BarRole.TOTAL))
        else:
            step = sheet.line(f"bridge_{name}", label, USD_PER_PERSON_YEAR, after - before, rule=rule)
            bars.append(Bar(step.name, BarRole.PLUS))
        before = after
    if before is not None:
        bars.append(Bar(before.name, BarRole.TOTAL))
    title = "From the cost of the benchmark years to the updated benchmark, per person-year"
    sheet.bridges = (Bridge("bridge", title, tuple(bars)),)
