"""The historical benchmark: each benchmark year at the risk and cost of the newest, weighted."""

from openvbc.payment_models.mssp.historical.axes import BENCHMARK_YEARS, LAST, spoken
from openvbc.payment_models.mssp.historical.rules import BenchmarkRules
from openvbc.units import FACTOR, POINTS, USD_PER_PERSON_YEAR
from openvbc.worksheet.formula import Formula, total
from openvbc.worksheet.sheet import Line


def add_historical_benchmark(rules: BenchmarkRules) -> None:
    """The lines `historical_benchmark_by_type` and `historical_benchmark`, before adjustments."""
    sheet = rules.builder.sheet
    sheet.section("historical_benchmark", "Historical benchmark")
    parts = {year: _parts(rules, year, parameter) for year, parameter in BENCHMARK_YEARS.items()}
    whole = sheet.line("benchmark_year_parts", "Parts of all benchmark years", POINTS, sum(parts.values()))
    weighted: Formula | None = None
    for year, part in parts.items():
        brought = _brought_to_last(rules, year)
        term = brought * part
        weighted = term if weighted is None else weighted + term
    if weighted is None:
        raise TypeError("there are three benchmark years")
    by_type = sheet.line(
        "historical_benchmark_by_type", "Historical benchmark by type", USD_PER_PERSON_YEAR, weighted / whole
    )
    person_years = sheet[f"{LAST}_person_years"]
    sheet.line(
        "historical_benchmark",
        "Historical benchmark before adjustment",
        USD_PER_PERSON_YEAR,
        total(by_type * person_years) / sheet[f"{LAST}_all_person_years"],
    )


def _parts(rules: BenchmarkRules, year: str, parameter: str) -> Line:
    value = rules.published(parameter)
    return rules.builder.sheet.parameter(f"{year}_parts", value.label, value.unit, value.number, rule=value.citation)


def _brought_to_last(rules: BenchmarkRules, year: str) -> Line:
    """A benchmark year's expenditures per person-year at the risk and cost of benchmark year 3."""
    sheet = rules.builder.sheet
    per_capita = sheet[f"{year}_per_capita"]
    if year == LAST:
        return per_capita
    ratio = sheet.line(
        f"{year}_risk_ratio",
        f"Risk score of benchmark year 3 over {spoken(year)}",
        FACTOR,
        sheet[f"{LAST}_risk_score"] / sheet[f"{year}_risk_score"],
    )
    growth = growth_line(rules, f"{year}_growth", year, LAST, f"Growth from {spoken(year)} to benchmark year 3", LAST)
    sheet.line(
        f"{year}_risk_adjusted",
        f"{spoken(year).capitalize()} at the risk of benchmark year 3",
        USD_PER_PERSON_YEAR,
        per_capita * ratio,
    )
    return sheet.line(
        f"{year}_trended",
        f"{spoken(year).capitalize()} at the risk and cost of benchmark year 3",
        USD_PER_PERSON_YEAR,
        sheet[f"{year}_risk_adjusted"] * growth,
    )


def growth_line(rules: BenchmarkRules, name: str, start: str, end: str, label: str, weight_of: str) -> Line:
    """Growth between two years by type: national, regional, or both by the national weight of `weight_of`."""
    sheet = rules.builder.sheet
    rule = rules.published("mssp_trend_is_regional").citation
    national: Formula | None = None
    regional: Formula | None = None
    if rules.national:
        national = sheet[f"{end}_national_per_capita"] / sheet[f"{start}_national_per_capita"]
    if rules.regional:
        regional = _regional_growth(rules, start, end)
    if national is not None and regional is not None:
        weight = sheet[f"{weight_of}_national_weight"]
        return sheet.line(name, label, FACTOR, weight * national + (1 - weight) * regional, rule=rule)
    only = national if national is not None else regional
    if only is None:
        raise TypeError("growth is national, regional, or both")
    return sheet.line(name, label, FACTOR, only, rule=rule)


def _regional_growth(rules: BenchmarkRules, start: str, end: str) -> Formula:
    sheet = rules.builder.sheet
    growth = sheet[f"{end}_regional_per_capita"] / sheet[f"{start}_regional_per_capita"]
    if "regional_risk_factor" in sheet:  # only in the update of agreements from 2024
        return growth * sheet["regional_risk_factor"]
    return growth
