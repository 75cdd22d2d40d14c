"""The historical benchmark: each benchmark year at the risk and cost of the newest, weighted."""

from openvbc.figures import ABSENT, Value
from openvbc.money import ONE
from openvbc.payment_models.mssp.historical.axes import BENCHMARK_YEARS, LAST, PERFORMANCE, YEARS, last, performance
from openvbc.payment_models.mssp.historical.rules import BenchmarkRules
from openvbc.units import FACTOR, POINTS, USD_PER_PERSON_YEAR
from openvbc.worksheet.formula import Formula, absent, by_member, total
from openvbc.worksheet.sheet import Line


def add_historical_benchmark(rules: BenchmarkRules) -> None:
    """The lines `historical_benchmark_by_type` and `historical_benchmark`, before adjustments."""
    sheet = rules.builder.sheet
    sheet.section("historical_benchmark", "Historical benchmark")
    published = {year: rules.published(parameter) for year, parameter in BENCHMARK_YEARS.items()}
    parts: dict[str, Value] = {year: value.number for year, value in published.items()}
    sheet.parameter(
        "benchmark_parts",
        "Parts of each benchmark year in the historical benchmark",
        POINTS,
        {**dict.fromkeys(YEARS.keys, ABSENT), **parts},
        axis=YEARS,
        rule=published[LAST].citation,
    )
    risk = sheet["risk_score"]
    ratio = sheet.line(
        "benchmark_risk_ratio",
        "Risk score of benchmark year 3 over that of the year",
        FACTOR,
        by_member(YEARS, {PERFORMANCE: absent()}, last(risk) / risk),
    )
    at_risk = sheet.line(
        "risk_adjusted_per_capita",
        "Expenditures at the risk of benchmark year 3",
        USD_PER_PERSON_YEAR,
        sheet["expenditures_per_capita"] * ratio,
    )
    growth = sheet.line(
        "benchmark_growth",
        "Growth to benchmark year 3",
        FACTOR,
        by_member(YEARS, {LAST: ONE, PERFORMANCE: absent()}, _growth_to_last(rules)),
        rule=rules.published("mssp_trend_is_regional").citation,
    )
    trended = sheet.line(
        "trended_per_capita",
        "Expenditures at the risk and cost of benchmark year 3",
        USD_PER_PERSON_YEAR,
        at_risk * growth,
    )
    by_type = sheet.line(
        "historical_benchmark_by_type",
        "Historical benchmark by type",
        USD_PER_PERSON_YEAR,
        weighted_by_parts(rules, trended),
    )
    sheet.line(
        "historical_benchmark",
        "Historical benchmark before adjustment",
        USD_PER_PERSON_YEAR,
        mean_of_types(rules, by_type),
    )


def weighted_by_parts(rules: BenchmarkRules, by_year: Formula) -> Formula:
    """The benchmark years as one figure, weighted by their parts."""
    parts = rules.builder.sheet["benchmark_parts"]
    return total(by_year * parts, over=YEARS) / total(parts)


def mean_of_types(rules: BenchmarkRules, by_type: Formula, year: str = LAST) -> Formula:
    """The types as one figure, weighted by the person-years of benchmark year 3 or of the performance year."""
    sheet, of_year = rules.builder.sheet, last if year == LAST else performance
    return total(by_type * of_year(sheet["assigned_person_years"])) / of_year(sheet["all_person_years"])


def _growth_to_last(rules: BenchmarkRules) -> Formula:
    sheet = rules.builder.sheet
    national, regional = (
        last(sheet[name]) / sheet[name] if name in sheet else None
        for name in ("national_assignable_per_capita", "regional_per_capita")
    )
    return blended_growth(rules, national, regional, LAST)


def blended_growth(
    rules: BenchmarkRules, national: Formula | None, regional: Formula | None, weight_of: str
) -> Formula:
    """Growth between two years by type: national, regional, or both by the national weight of `weight_of`."""
    if national is not None and regional is not None:
        weights = rules.builder.sheet["national_weight"]
        weight = last(weights) if weight_of == LAST else performance(weights)
        return weight * national + (1 - weight) * regional
    only = national if national is not None else regional
    if only is None:
        raise TypeError("growth is national, regional, or both")
    return only


def add_update_growth(rules: BenchmarkRules) -> Line:
    """The line `two_way_update`: growth from benchmark year 3 to the performance year."""
    sheet = rules.builder.sheet
    national, regional = (
        performance(sheet[name]) / last(sheet[name]) if name in sheet else None
        for name in ("national_assignable_per_capita", "regional_per_capita")
    )
    if regional is not None and "regional_risk_factor" in sheet:  # only in agreements from 2024
        regional = regional * sheet["regional_risk_factor"]
    return sheet.line(
        "two_way_update",
        "Growth from benchmark year 3 to the performance year",
        FACTOR,
        blended_growth(rules, national, regional, PERFORMANCE),
        rule=rules.published("mssp_trend_is_regional").citation,
    )
