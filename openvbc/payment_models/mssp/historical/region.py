"""The region from its counties: what care costs where the assigned beneficiaries live, and how much of it they are.

Used where the counties are known (a settlement from claims and a file of county factors); else the regional figures
are inputs, as CMS's benchmark report states them.
"""

from openvbc.errors import Fault, SettlementError
from openvbc.figures import Key
from openvbc.money import ZERO
from openvbc.payment_models.mssp.historical.axes import (
    COUNTIES,
    ENROLLMENT_TYPES,
    LAST,
    PERFORMANCE,
    YEARS,
    last,
    performance,
)
from openvbc.payment_models.mssp.historical.rules import BenchmarkRules
from openvbc.payment_models.mssp.worksheet_builder import MONTHS_A_YEAR
from openvbc.units import FACTOR, MEMBER_MONTHS, PERSON_YEARS, RATE, USD_PER_PERSON_YEAR
from openvbc.worksheet.formula import Axis, Formula, Member, keys_of, least, total
from openvbc.worksheet.sheet import Line


def county_axis(rules: BenchmarkRules) -> Axis | None:
    """The counties of the region; None where they are not known and regional figures are given."""
    counties = rules.builder.request.columns.get(COUNTIES)
    if counties is None:
        return None
    if not counties:
        what = "no assigned beneficiary lives in a county that the factors name"
        raise SettlementError(Fault(what, why="there is no region to compare with", fix="check the county factors"))
    return Axis(COUNTIES, "Counties of the region", tuple(Member(code, f"County {code}") for code in counties))


def add_regional_per_capita(rules: BenchmarkRules, counties: Axis) -> Line:
    """The line `regional_per_capita` by year and type, from lines of each county."""
    sheet, axes = rules.builder.sheet, (YEARS, ENROLLMENT_TYPES, counties)
    cost = sheet.input(
        "county_per_capita",
        "County expenditures per person-year",
        USD_PER_PERSON_YEAR,
        axis=axes,
        at_least=ZERO,
        optional=True,
        note="Absent where nobody who is assigned lives in the county in that type and year.",
    )
    risk = sheet.input("county_risk_score", "County risk score", FACTOR, axis=axes, at_least=ZERO, optional=True)
    label = "Months of assigned beneficiaries in the county"
    sheet.input("county_months", label, MEMBER_MONTHS, axis=axes, at_least=ZERO)
    at_risk_one = sheet.line("county_standardized", "County at risk 1", USD_PER_PERSON_YEAR, cost / risk)
    label = "Regional expenditures per person-year at risk 1"
    return sheet.line("regional_per_capita", label, USD_PER_PERSON_YEAR, _by_months(rules, at_risk_one, counties))


def _by_months(rules: BenchmarkRules, figures: Formula, counties: Axis) -> Formula:
    """The mean of the counties, weighted by the months of assigned beneficiaries in each."""
    months = rules.builder.sheet["county_months"]
    return total(figures * months, over=counties) / total(months, over=counties)


def add_national_weight(rules: BenchmarkRules, counties: Axis) -> Line:
    """The line `national_weight` by type: the ACO's share of each county's person-years, weighted by its own."""
    sheet, rule = rules.builder.sheet, rules.published("mssp_national_weight_by_type").citation
    assignable = sheet.input(
        "county_assignable_person_years",
        "Person-years of assignable beneficiaries in the county",
        PERSON_YEARS,
        axis=(YEARS, ENROLLMENT_TYPES, counties),
        ends=dict.fromkeys(_of_two_years(counties), (ZERO, None)),
        optional=True,
    )
    assigned = sheet["county_months"] / MONTHS_A_YEAR
    share = sheet.line(
        "county_share",
        "The ACO's share of the county's person-years",
        RATE,
        least(assigned / assignable, 1),
        rule=rule,
        note="At most all of them: people assigned by their own designation need not be assignable.",
    )
    weight = _by_months(rules, share, counties)
    return sheet.line("national_weight", "Weight of national growth", RATE, weight, places=4, rule=rule)


def _of_two_years(counties: Axis) -> list[Key]:
    """The keys of county figures that are used of benchmark year 3 and of the performance year only."""
    return [key for key in keys_of((YEARS, ENROLLMENT_TYPES, counties)) if key[0] in (LAST, PERFORMANCE)]


def add_regional_ratio(rules: BenchmarkRules, of: str, name: str, label: str, counties: Axis) -> Line:
    """A risk ratio of the region by type: county scores weighted by the ACO's months, both years."""
    sheet, county_score = rules.builder.sheet, f"county_{of}"
    if county_score not in sheet:
        axes = (YEARS, ENROLLMENT_TYPES, counties)
        ends = dict.fromkeys(_of_two_years(counties), (ZERO, None))
        words = f"County {of.replace('_', ' ')}"
        sheet.input(county_score, words, FACTOR, axis=axes, ends=ends, optional=True)
    mean = _by_months(rules, sheet[county_score], counties)
    return sheet.line(name, label, FACTOR, performance(mean) / last(mean))
