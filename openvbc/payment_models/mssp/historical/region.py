"""The region from its counties: what care costs where the assigned beneficiaries live, and how much of it they are.

Used where the counties are known (a settlement from claims and a file of county factors); else the regional figures
are inputs, as CMS's benchmark report states them.
"""

from openvbc.errors import Fault, SettlementError
from openvbc.money import ONE, ZERO
from openvbc.payment_models.mssp.historical.axes import COUNTIES, ENROLLMENT_TYPES, LAST, PERFORMANCE, spoken
from openvbc.payment_models.mssp.historical.rules import BenchmarkRules
from openvbc.units import FACTOR, MEMBER_MONTHS, PERSONS, RATE, USD_PER_PERSON_YEAR, Unit
from openvbc.worksheet.formula import Axis, Formula, Member, total
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


def add_regional_per_capita(rules: BenchmarkRules, year: str, counties: Axis) -> Line:
    """The line `<year>_regional_per_capita` by type, from county lines of each type."""
    parts = {kind.key: _of_type(rules, year, kind, counties) for kind in ENROLLMENT_TYPES.members}
    label = f"Regional expenditures per person-year at risk 1, {spoken(year)}"
    return _gathered(rules, f"{year}_regional_per_capita", label, USD_PER_PERSON_YEAR, parts)


def _of_type(rules: BenchmarkRules, year: str, kind: Member, counties: Axis) -> Line:
    sheet = rules.builder.sheet
    told = f"{kind.label}, {spoken(year)}"
    cost = sheet.input(
        f"{year}_county_per_capita_{kind.key}",
        f"County expenditures per person-year: {told}",
        USD_PER_PERSON_YEAR,
        axis=counties,
        at_least=ZERO,
        optional=True,
        note="Absent where nobody who is assigned lives in the county in that type and year.",
    )
    risk = _county_score(rules, f"{year}_county_risk_score_{kind.key}", f"County risk score: {told}", counties)
    months = sheet.input(
        f"{year}_county_months_{kind.key}",
        f"Months of assigned beneficiaries in the county: {told}",
        MEMBER_MONTHS,
        axis=counties,
        at_least=ZERO,
    )
    standardized = sheet.line(
        f"{year}_county_standardized_{kind.key}", f"County at risk 1: {told}", USD_PER_PERSON_YEAR, cost / risk
    )
    return sheet.line(
        f"{year}_regional_per_capita_{kind.key}",
        f"Region at risk 1: {told}",
        USD_PER_PERSON_YEAR,
        total(standardized * months) / total(months),
    )


def _county_score(rules: BenchmarkRules, name: str, label: str, counties: Axis) -> Line:
    return rules.builder.sheet.input(name, label, FACTOR, axis=counties, at_least=ZERO, optional=True)


def _gathered(rules: BenchmarkRules, name: str, label: str, unit: Unit, parts: dict[str, Line]) -> Line:
    """Four single lines as one line by type: each stands in its own column."""
    sheet = rules.builder.sheet
    gathered: Formula | None = None
    for key, part in parts.items():
        column = f"column_{key}"
        if column not in sheet:
            chosen = {each: ONE if each == key else ZERO for each in ENROLLMENT_TYPES.keys}
            label_of = next(kind.label for kind in ENROLLMENT_TYPES.members if kind.key == key)
            sheet.term(column, f"Column: {label_of}", FACTOR, chosen, axis=ENROLLMENT_TYPES)
        term = sheet[column] * part
        gathered = term if gathered is None else gathered + term
    if gathered is None:
        raise TypeError("there are four enrollment types")
    return sheet.line(name, label, unit, gathered)


def add_national_weight(rules: BenchmarkRules, year: str, counties: Axis) -> Line:
    """The line `<year>_national_weight`: the ACO's share of each county's assignable, weighted by its own people."""
    sheet = rules.builder.sheet
    assignable = sheet.input(
        f"{year}_county_assignable",
        f"Assignable beneficiaries of the county, {spoken(year)}",
        PERSONS,
        axis=counties,
        at_least=ZERO,
        optional=True,
    )
    assigned = sheet.input(
        f"{year}_county_assigned",
        f"Assigned beneficiaries of the county, {spoken(year)}",
        PERSONS,
        axis=counties,
        at_least=ZERO,
        not_above=assignable,
    )
    share = sheet.line(
        f"{year}_county_share", f"The ACO's share of the county, {spoken(year)}", RATE, assigned / assignable
    )
    return sheet.line(
        f"{year}_national_weight",
        f"Weight of national growth, {spoken(year)}",
        RATE,
        total(share * assigned) / total(assigned),
        places=4,
        rule=rules.published("mssp_trend_is_regional").citation,
    )


def add_regional_ratio(rules: BenchmarkRules, of: str, name: str, label: str, counties: Axis) -> Line:
    """A risk ratio of the region by type: county scores weighted by the ACO's months, both years."""
    parts: dict[str, Line] = {}
    sheet = rules.builder.sheet
    for kind in ENROLLMENT_TYPES.members:
        means = {year: _mean_score(rules, year, of, kind, counties) for year in (LAST, PERFORMANCE)}
        parts[kind.key] = sheet.line(
            f"{name}_{kind.key}", f"{label}: {kind.label}", FACTOR, means[PERFORMANCE] / means[LAST]
        )
    return _gathered(rules, name, label, FACTOR, parts)


def _mean_score(rules: BenchmarkRules, year: str, of: str, kind: Member, counties: Axis) -> Formula:
    sheet = rules.builder.sheet
    name = f"{year}_county_{of}_{kind.key}"
    if name not in sheet:
        words = of.replace("_", " ")
        _county_score(rules, name, f"County {words}: {kind.label}, {spoken(year)}", counties)
    months = sheet[f"{year}_county_months_{kind.key}"]
    return total(sheet[name] * months) / total(months)
