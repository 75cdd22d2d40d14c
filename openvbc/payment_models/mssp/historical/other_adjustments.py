"""The prior savings adjustment and the population adjustment, agreements from 2024 and 2025; and that of 2016."""

from openvbc.money import ZERO
from openvbc.payment_models.mssp.historical.axes import PRIOR_YEARS, last
from openvbc.payment_models.mssp.historical.history import mean_of_types
from openvbc.payment_models.mssp.historical.rules import BenchmarkRules
from openvbc.payment_models.mssp.historical.years import share_of_months
from openvbc.units import FACTOR, PERSON_YEARS, RATE, USD_PER_PERSON_YEAR, YES_OR_NO
from openvbc.worksheet.formula import first_present, greatest, least, total, when
from openvbc.worksheet.sheet import Line

_THREE_YEARS = 3


def add_national_single_value(rules: BenchmarkRules) -> Line:
    """National expenditures of benchmark year 3 as one value, types weighted as the assigned beneficiaries are."""
    sheet = rules.builder.sheet
    return sheet.line(
        "national_per_capita",
        "National expenditures per person-year, all types",
        USD_PER_PERSON_YEAR,
        mean_of_types(rules, last(sheet["national_assignable_per_capita"])),
        note="Types are weighted by the ACO's person-years of benchmark year 3.",
    )


def add_prior_savings(rules: BenchmarkRules) -> Line:
    """The line `prior_savings_adjustment`: zero for an ACO without savings in the three years before."""
    builder, sheet = rules.builder, rules.builder.sheet
    sheet.section("prior_savings", "Prior savings adjustment")
    savings = sheet.input(
        "prior_savings_per_capita",
        "Savings (+) or losses (−) per person-year in the years before the agreement",
        USD_PER_PERSON_YEAR,
        axis=PRIOR_YEARS,
        optional=True,
        note="Absent for a year without reconciliation, which counts as zero.",
    )
    rule = builder.rule("mssp_prior_savings_share")
    average = sheet.line(
        "average_prior_savings",
        "Average of the three years",
        USD_PER_PERSON_YEAR,
        total(first_present(savings, 0)) / _THREE_YEARS,
        rule=rule,
    )
    prorated = sheet.line(
        "prorated_prior_savings",
        "Average, prorated where fewer people were assigned then",
        USD_PER_PERSON_YEAR,
        average * _proration(rules),
        rule=rule,
    )
    share = builder.parameter("mssp_prior_savings_share", "prior_savings_share")
    most = sheet["national_per_capita"] * sheet["adjustment_cap_of_national"]
    adjustment = least(prorated * share, most)
    return sheet.line(
        "prior_savings_adjustment",
        "Prior savings adjustment",
        USD_PER_PERSON_YEAR,
        greatest(adjustment, ZERO),
        rule=rule,
        note="Zero: not eligible, since the average is not above zero.",
    )


def _proration(rules: BenchmarkRules) -> Line:
    sheet = rules.builder.sheet
    options = {"axis": PRIOR_YEARS, "optional": True, "at_least": ZERO}
    then = sheet.input(
        "prior_person_years",
        "Person-years of the reconciled years",
        PERSON_YEARS,
        **options,  # type: ignore[arg-type]
    )
    now = sheet.input(
        "matching_benchmark_person_years",
        "Person-years of the benchmark years that match the reconciled ones",
        PERSON_YEARS,
        **options,  # type: ignore[arg-type]
    )
    return sheet.line(
        "prior_savings_proration",
        "Proration, at most 1",
        FACTOR,
        first_present(least(total(then) / total(now), 1), 0),
        note="Zero where no year before the agreement was reconciled.",
    )


def add_population_adjustment(rules: BenchmarkRules, regional: Line, prior: Line) -> Line:
    """The line `population_adjustment` (first called health equity benchmark adjustment), agreements from 2025."""
    builder, sheet = rules.builder, rules.builder.sheet
    sheet.section("population_adjustment", "Population adjustment")
    share = share_of_months(
        rules,
        "low_income_or_dual_share",
        "Share of assigned people with low-income subsidy or Medicaid",
        "low_income_or_medicaid_months",
        "Months with low-income subsidy or Medicaid, benchmark year 3",
    )
    minimum = builder.parameter("mssp_population_adjustment_minimum_share", "population_adjustment_minimum_share")
    rule = builder.rule("mssp_population_adjustment")
    scaler = sheet.line(
        "population_adjustment_scaler",
        "Cap less the higher of the other adjustments",
        USD_PER_PERSON_YEAR,
        sheet["national_per_capita"] * sheet["adjustment_cap_of_national"] - greatest(regional, prior, ZERO),
        rule=rule,
    )
    eligible = sheet.line(
        "population_adjustment_eligible", "The share reaches the minimum", YES_OR_NO, share >= minimum, rule=rule
    )
    return sheet.line(
        "population_adjustment",
        "Population adjustment",
        USD_PER_PERSON_YEAR,
        when(eligible, scaler * share, 0),
        rule=rule,
    )


def add_first_agreement_savings(rules: BenchmarkRules) -> Line:
    """The line `first_agreement_adjustment`: second agreements of 2016 keep part of what the first one saved."""
    sheet = rules.builder.sheet
    sheet.section("first_agreement", "Savings of the first agreement")
    rule = rules.published("mssp_first_agreement_savings_added").citation
    savings = sheet.input(
        "first_agreement_savings_per_capita",
        "Average savings (+) or losses (−) per person-year of the first agreement",
        USD_PER_PERSON_YEAR,
    )
    rate = sheet.input(
        "first_agreement_sharing_rate",
        "Average final sharing rate of the first agreement",
        RATE,
        at_least=ZERO,
        at_most=ZERO + 1,
    )
    then = sheet.input(
        "first_agreement_person_years", "Average person-years of the first agreement", PERSON_YEARS, at_least=ZERO
    )
    people = sheet.line(
        "first_agreement_proration",
        "Proration where fewer people were assigned then, at most 1",
        FACTOR,
        least(then / last(sheet["all_person_years"]), 1),
        rule=rule,
    )
    return sheet.line(
        "first_agreement_adjustment",
        "Savings of the first agreement that are added",
        USD_PER_PERSON_YEAR,
        greatest(savings, ZERO) * rate * people,
        rule=rule,
    )
