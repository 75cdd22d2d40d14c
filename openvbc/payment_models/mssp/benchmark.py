"""Updated benchmark and expenditures of the performance year, and what lies between them."""

from openvbc.money import ZERO
from openvbc.payment_models.mssp.historical.benchmark_bridge import add_computed_benchmark
from openvbc.payment_models.mssp.historical.rules import BenchmarkRules
from openvbc.payment_models.mssp.worksheet_builder import WorksheetBuilder, share_of_year
from openvbc.units import PERSON_YEARS, RATE, USD, USD_PER_PERSON_YEAR
from openvbc.worksheet.formula import Formula
from openvbc.worksheet.sheet import Line


def add_benchmark_and_expenditures(builder: WorksheetBuilder) -> None:
    """The lines `benchmark` and `expenditures`; with the guardrail to be applied here, `three_way_benchmark`."""
    note = ""
    if builder.is_prorated:
        note = "CMS settles the calendar year and prorates the result to the months of the performance year."
        if not _is_prorated_here(builder):
            note += " The dollars given are prorated already."
    computed = builder.terms.benchmark.computed
    if computed is not None:
        add_computed_benchmark(BenchmarkRules(builder, computed))
        return
    builder.sheet.section("benchmark_and_expenditures", "Benchmark and expenditures", note)
    if builder.terms.benchmark.guardrail == "two_way_benchmark":
        add_benchmark(builder, "three_way_benchmark", "Benchmark with the three-way update")
        add_benchmark(builder, "two_way_benchmark", "Benchmark with the two-way update")
    else:
        add_benchmark(builder, "benchmark", "Updated benchmark")
    label = "Expenditures of assigned beneficiaries"
    if _is_prorated_here(builder):
        _prorated(builder, "expenditures", label, _twelve_months(builder, "expenditures", label))
    else:
        builder.sheet.input("expenditures", label, USD, at_least=ZERO)


def add_benchmark(builder: WorksheetBuilder, name: str, label: str) -> Line:
    """A benchmark in dollars of all assigned people, as the contract says that it is given."""
    sheet = builder.sheet
    clause = builder.clause("benchmark")
    if builder.terms.benchmark.basis == "total":
        if _is_prorated_here(builder):
            return _prorated(builder, name, label, _twelve_months(builder, name, label))
        return sheet.input(name, label, USD, at_least=ZERO, clause=clause)
    per_capita = sheet.input(
        f"{name}_per_person_year", f"{label} per person-year", USD_PER_PERSON_YEAR, at_least=ZERO, clause=clause
    )
    if "person_years" not in sheet:
        sheet.input("person_years", "Person-years of assigned beneficiaries", PERSON_YEARS, at_least=ZERO)
    whole = per_capita * sheet["person_years"]
    if builder.is_prorated:
        return _prorated(builder, name, label, whole)
    return sheet.line(name, label, USD, whole)


def _is_prorated_here(builder: WorksheetBuilder) -> bool:
    """Whether dollars of the calendar year are given for a shorter performance year."""
    return builder.is_prorated and builder.terms.benchmark.amounts == "calendar_year"


def _twelve_months(builder: WorksheetBuilder, name: str, label: str) -> Line:
    return builder.sheet.input(f"twelve_month_{name}", f"{label}, calendar year", USD, at_least=ZERO)


def _prorated(builder: WorksheetBuilder, name: str, label: str, whole: Formula) -> Line:
    return builder.sheet.line(name, label, USD, whole * share_of_year(builder))


def add_savings_rate(builder: WorksheetBuilder) -> None:
    """The lines `savings` and `savings_rate`."""
    sheet = builder.sheet
    sheet.section("savings_rate", "Savings rate")
    savings = sheet.line("savings", "Savings (+) or losses (−)", USD, sheet["benchmark"] - sheet["expenditures"])
    sheet.line("savings_rate", "Savings rate", RATE, savings / sheet["benchmark"])
