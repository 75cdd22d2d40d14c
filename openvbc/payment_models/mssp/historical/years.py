"""What is counted of each year, by enrollment type: expenditures, person-years, risk; and the nation and the region."""

from decimal import Decimal

from openvbc.money import ONE, ZERO
from openvbc.payment_models.mssp.historical.axes import ENROLLMENT_TYPES, LAST, PERFORMANCE, YEARS
from openvbc.payment_models.mssp.historical.region import add_national_weight, add_regional_per_capita, county_axis
from openvbc.payment_models.mssp.historical.rules import BenchmarkRules
from openvbc.payment_models.mssp.historical.scores import add_scores
from openvbc.payment_models.mssp.worksheet_builder import MONTHS_A_YEAR
from openvbc.units import FACTOR, MEMBER_MONTHS, PERSON_YEARS, RATE, USD, USD_PER_PERSON_YEAR, Unit
from openvbc.worksheet.formula import total
from openvbc.worksheet.sheet import Line

_BY_TYPE = (YEARS, ENROLLMENT_TYPES)


def add_years(rules: BenchmarkRules) -> None:
    """The lines of the three benchmark years and of the performance year that the benchmark is made from."""
    sheet = rules.builder.sheet
    sheet.section("years", "Benchmark years and performance year: expenditures, person-years and risk")
    person_years = _add_people_and_cost(rules)
    label = "Person-years of all types"
    sheet.line("all_person_years", label, PERSON_YEARS, total(person_years, over=ENROLLMENT_TYPES))
    add_scores(rules)
    _add_growth_inputs(rules)


def _add_people_and_cost(rules: BenchmarkRules) -> Line:
    """Months and dollars; or, where given, person-years and cost a person-year, as CMS's reports print them."""
    sheet, request = rules.builder.sheet, rules.builder.request
    labels = {
        "assigned_expenditures": "Parts A and B expenditures, completed and truncated",
        "assigned_months": "Months of assigned beneficiaries",
        "assigned_person_years": "Person-years",
        "expenditures_per_capita": "Expenditures per person-year",
    }

    def given(name: str, unit: Unit, *years: str, lowest: Decimal | None = ZERO, note: str = "") -> Line:
        ends = rules.of_years(*years, lowest=lowest)
        return sheet.input(name, labels[name], unit, axis=_BY_TYPE, ends=ends, note=note)

    note = "Each person's yearly amount, completed, cut off at the type's threshold, for the months in the type."
    if request.divides("assigned_person_years") or request.divides("expenditures_per_capita"):
        person_years = given("assigned_person_years", PERSON_YEARS, LAST, PERFORMANCE)
        per_capita = given("expenditures_per_capita", USD_PER_PERSON_YEAR, PERFORMANCE, lowest=None, note=note)
        sheet.line("assigned_months", labels["assigned_months"], MEMBER_MONTHS, person_years * MONTHS_A_YEAR)
        sheet.line("assigned_expenditures", labels["assigned_expenditures"], USD, per_capita * person_years)
        return person_years
    expenditures = given("assigned_expenditures", USD, PERFORMANCE, lowest=None, note=note)
    months = given("assigned_months", MEMBER_MONTHS, LAST, PERFORMANCE)
    label = labels["assigned_person_years"]
    person_years = sheet.line("assigned_person_years", label, PERSON_YEARS, months / MONTHS_A_YEAR)
    label = labels["expenditures_per_capita"]
    sheet.line("expenditures_per_capita", label, USD_PER_PERSON_YEAR, expenditures / person_years)
    return person_years


def share_of_months(rules: BenchmarkRules, name: str, label: str, part: str, words: str) -> Line:
    """A share of the assigned's months of benchmark year 3: `part` over all, where it is at hand; else it is stated."""
    sheet = rules.builder.sheet
    if not rules.builder.request.divides(part):
        return sheet.input(name, label, RATE, at_least=ZERO, at_most=ONE)
    if "enrolled_months" not in sheet:
        every = "Months of the assigned, benchmark year 3"
        sheet.input("enrolled_months", every, MEMBER_MONTHS, at_least=ZERO)
    enrolled = sheet["enrolled_months"]
    months = sheet.input(part, words, MEMBER_MONTHS, at_least=ZERO, not_above=enrolled)
    return sheet.line(name, label, RATE, months / enrolled)


def score(rules: BenchmarkRules, name: str, label: str, note: str = "") -> Line:
    """An input of mean risk scores by enrollment type."""
    return rules.builder.sheet.input(name, label, FACTOR, axis=ENROLLMENT_TYPES, at_least=ZERO, note=note)


def _add_growth_inputs(rules: BenchmarkRules) -> None:
    """National and regional expenditures per person-year, as far as trend, caps and adjustments need them."""
    sheet = rules.builder.sheet
    if rules.national:
        sheet.input(
            "national_assignable_per_capita",
            "National expenditures per person-year of assignable beneficiaries",
            USD_PER_PERSON_YEAR,
            axis=_BY_TYPE,
            ends=rules.of_years(LAST, PERFORMANCE),
        )
    if not rules.regional:
        return
    counties = county_axis(rules)
    if counties is not None:
        add_regional_per_capita(rules, counties)
        if rules.national:
            add_national_weight(rules, counties)
        return
    sheet.input(
        "regional_per_capita",
        "Regional expenditures per person-year at risk 1",
        USD_PER_PERSON_YEAR,
        axis=_BY_TYPE,
        ends=rules.of_years(LAST, PERFORMANCE),
        note="The region's counties, weighted by where the assigned beneficiaries of the type live.",
    )
    if rules.national:
        sheet.input(
            "national_weight",
            "Weight of national growth",
            RATE,
            axis=_BY_TYPE,
            ends=dict.fromkeys(_weighted_years(rules), (ZERO, ONE)),
            places=4,
            note="How large a share of its region's assignable person-years of the type the ACO serves.",
            rule=rules.published("mssp_national_weight_by_type").citation,
        )


def _weighted_years(rules: BenchmarkRules) -> list[tuple[str, str]]:
    """Weights of national growth are those of the two years between which the update lies, the first for the trend."""
    years = (PERFORMANCE,) if rules.from_historical else (LAST, PERFORMANCE)
    return [(year, kind) for year in years for kind in ENROLLMENT_TYPES.keys]
