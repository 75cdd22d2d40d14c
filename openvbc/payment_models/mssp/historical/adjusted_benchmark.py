"""Which adjustment applies, and the historical benchmark with it."""

from typing import Final

from openvbc.money import ZERO
from openvbc.payment_models.mssp.adjustment import add_highest
from openvbc.payment_models.mssp.historical.axes import ENROLLMENT_TYPES
from openvbc.payment_models.mssp.historical.history import mean_of_types
from openvbc.payment_models.mssp.historical.other_adjustments import (
    add_first_agreement_savings,
    add_national_single_value,
    add_population_adjustment,
    add_prior_savings,
)
from openvbc.payment_models.mssp.historical.regional import add_regional_adjustment
from openvbc.payment_models.mssp.historical.rules import BenchmarkRules
from openvbc.units import USD_PER_PERSON_YEAR
from openvbc.worksheet.formula import Formula, when
from openvbc.worksheet.sheet import Line

_BY_TYPE: Final = "Adjusted historical benchmark by type"
_ALL_TYPES: Final = "Adjusted historical benchmark"


def add_adjusted_benchmark(rules: BenchmarkRules) -> None:
    """The lines `adjusted_benchmark_by_type` and `adjusted_benchmark`."""
    sheet = rules.builder.sheet
    by_type: Formula | None = None
    flat: Formula | None = None
    if rules.regional_adjustment:
        add_regional_adjustment(rules)
        by_type, flat = _applied(rules) if rules.three_way else (sheet["regional_adjustment_by_type"], None)
    elif rules.holds("mssp_first_agreement_savings_added"):
        flat = add_first_agreement_savings(rules)
    sheet.section("adjusted_benchmark", "Adjusted historical benchmark")
    adjusted: Formula = sheet["historical_benchmark_by_type"]
    for part in (by_type, flat):
        adjusted = adjusted if part is None else adjusted + part
    line = sheet.line("adjusted_benchmark_by_type", _BY_TYPE, USD_PER_PERSON_YEAR, adjusted)
    sheet.line("adjusted_benchmark", _ALL_TYPES, USD_PER_PERSON_YEAR, mean_of_types(rules, line))


def add_given_benchmark(rules: BenchmarkRules) -> None:
    """The same lines where CMS's report gives the historical benchmark, adjusted, by type."""
    sheet = rules.builder.sheet
    sheet.section("adjusted_benchmark", "Adjusted historical benchmark")
    line = sheet.input(
        "adjusted_benchmark_by_type",
        _BY_TYPE,
        USD_PER_PERSON_YEAR,
        axis=ENROLLMENT_TYPES,
        at_least=ZERO,
        clause=rules.builder.clause("benchmark", "computed"),
        note="As the benchmark report prints it, after the adjustment that applies.",
    )
    sheet.line("adjusted_benchmark", _ALL_TYPES, USD_PER_PERSON_YEAR, mean_of_types(rules, line))


def _applied(rules: BenchmarkRules) -> tuple[Line, Line]:
    """Agreements from 2024: the highest adjustment above zero; the regional one by type, the others flat."""
    builder, sheet = rules.builder, rules.builder.sheet
    builder.parameter("mssp_adjustment_cap_of_national", "adjustment_cap_of_national")
    add_national_single_value(rules)
    regional = sheet["regional_adjustment"]
    others = [add_prior_savings(rules)]
    if builder.holds("mssp_population_adjustment"):
        others.append(add_population_adjustment(rules, regional, others[0]))
    sheet.section("adjustment", "Adjustment that applies")
    add_highest(builder, regional, others)
    applies = sheet["regional_adjustment_applies"]
    by_type = sheet.line(
        "regional_adjustment_applied",
        "Regional adjustment by type, if it applies",
        USD_PER_PERSON_YEAR,
        when(applies, sheet["regional_adjustment_by_type"], 0),
    )
    flat = sheet.line(
        "flat_adjustment_applied",
        "Flat adjustment of every type, if another applies",
        USD_PER_PERSON_YEAR,
        when(applies, 0, sheet["adjustment_that_applies"]),
    )
    return by_type, flat
