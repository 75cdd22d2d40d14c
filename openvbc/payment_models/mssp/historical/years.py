"""What is counted of each year, by enrollment type: expenditures, person-years, risk; and the nation and the region."""

from openvbc.money import ZERO
from openvbc.payment_models.mssp.historical.axes import BENCHMARK_YEARS, ENROLLMENT_TYPES, LAST, PERFORMANCE, spoken
from openvbc.payment_models.mssp.historical.region import (
    add_national_weight,
    add_regional_per_capita,
    county_axis,
)
from openvbc.payment_models.mssp.historical.rules import BenchmarkRules
from openvbc.payment_models.mssp.worksheet_builder import MONTHS_A_YEAR
from openvbc.units import FACTOR, MEMBER_MONTHS, PERSON_YEARS, RATE, USD, USD_PER_PERSON_YEAR
from openvbc.worksheet.formula import total
from openvbc.worksheet.sheet import Line


def add_years(rules: BenchmarkRules) -> None:
    """The lines of the three benchmark years and of the performance year that the benchmark is made from."""
    for year in (*BENCHMARK_YEARS, PERFORMANCE):
        title = spoken(year).capitalize()
        rules.builder.sheet.section(year, f"{title}: expenditures, person-years and risk")
        _add_expenditures(rules, year)
        _add_risk(rules, year)
        _add_growth_inputs(rules, year)


def _add_expenditures(rules: BenchmarkRules, year: str) -> None:
    sheet = rules.builder.sheet
    expenditures = sheet.input(
        f"{year}_expenditures",
        f"Parts A and B expenditures, completed and truncated, {spoken(year)}",
        USD,
        axis=ENROLLMENT_TYPES,
        note="Each person's yearly amount, completed, cut off at the type's threshold, for the months in the type.",
    )
    months = sheet.input(
        f"{year}_member_months",
        f"Months of assigned beneficiaries, {spoken(year)}",
        MEMBER_MONTHS,
        axis=ENROLLMENT_TYPES,
        at_least=ZERO,
    )
    person_years = sheet.line(
        f"{year}_person_years", f"Person-years, {spoken(year)}", PERSON_YEARS, months / MONTHS_A_YEAR
    )
    sheet.line(
        f"{year}_per_capita",
        f"Expenditures per person-year, {spoken(year)}",
        USD_PER_PERSON_YEAR,
        expenditures / person_years,
    )
    if year in (LAST, PERFORMANCE):
        label = f"Person-years of all types, {spoken(year)}"
        sheet.line(f"{year}_all_person_years", label, PERSON_YEARS, total(person_years))


def _add_risk(rules: BenchmarkRules, year: str) -> None:
    note = "Mean of the assigned, with the mean of all assignable beneficiaries of the type and year as 1."
    score(rules, f"{year}_risk_score", f"Risk score (CMS-HCC), {spoken(year)}", note)
    if year in (LAST, PERFORMANCE) and rules.holds("mssp_risk_cap_follows_demographics"):
        score(rules, f"{year}_demographic_score", f"Demographic risk score, {spoken(year)}", note)


def score(rules: BenchmarkRules, name: str, label: str, note: str = "") -> Line:
    """An input of mean risk scores by enrollment type."""
    return rules.builder.sheet.input(name, label, FACTOR, axis=ENROLLMENT_TYPES, at_least=ZERO, note=note)


def _add_growth_inputs(rules: BenchmarkRules, year: str) -> None:
    """National and regional expenditures per person-year, as far as trend, caps and adjustments need them."""
    sheet = rules.builder.sheet
    if rules.national:
        sheet.input(
            f"{year}_national_per_capita",
            f"National expenditures per person-year of assignable beneficiaries, {spoken(year)}",
            USD_PER_PERSON_YEAR,
            axis=ENROLLMENT_TYPES,
            at_least=ZERO,
        )
    if not rules.regional:
        return
    counties = county_axis(rules)
    weighted = rules.national and year in (LAST, PERFORMANCE)
    if counties is not None:
        add_regional_per_capita(rules, year, counties)
        if weighted:
            add_national_weight(rules, year, counties)
        return
    sheet.input(
        f"{year}_regional_per_capita",
        f"Regional expenditures per person-year at risk 1, {spoken(year)}",
        USD_PER_PERSON_YEAR,
        axis=ENROLLMENT_TYPES,
        at_least=ZERO,
        note="The region's counties, weighted by where the assigned beneficiaries of the type live.",
    )
    if weighted:
        sheet.input(
            f"{year}_national_weight",
            f"Weight of national growth, {spoken(year)}",
            RATE,
            at_least=ZERO,
            places=4,
            note="How large a share of its region's assignable beneficiaries the ACO serves.",
        )
