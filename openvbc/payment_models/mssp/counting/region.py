"""The region of the assigned people: county factors from the file, months from the count."""

from collections.abc import Mapping
from decimal import Decimal

from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.populations.build import IN_COUNTY
from openvbc.errors import ClaimsError, Fault, raise_all
from openvbc.figures import ABSENT, Figure, Figures, Keyed, Origin, Source
from openvbc.payment_models.mssp.counting.factors import FactorFile
from openvbc.payment_models.mssp.counting.figures import Counted
from openvbc.payment_models.mssp.historical.axes import ENROLLMENT_TYPES, LAST, PERFORMANCE
from openvbc.payment_models.mssp.worksheet_builder import MONTHS_A_YEAR

#: A line of county factors -> the column of the file.
_LINES = {
    "county_per_capita": "per_capita",
    "county_risk_score": "mean_risk_score",
    "county_demographic_score": "mean_demographic_score",
    "county_assignable_person_years": "assignable_person_years",
}
#: Those that are used of benchmark year 3 and of the performance year only.
_OF_TWO_YEARS = frozenset({"county_demographic_score", "county_assignable_person_years"})


def counties_of(counted: Counted) -> tuple[str, ...]:
    """The counties in which an assigned person of any year lives, in order."""
    prefix = f"{counted.organization_id}{IN_COUNTY}"
    rows = counted.engine.table(NamedQuery.POPULATION_PEOPLE).records
    names = {str(row["population_id"]) for row in rows if str(row["population_id"]).startswith(prefix)}
    return tuple(sorted(name.removeprefix(prefix) for name in names))


def region_figures(counted: Counted, county: FactorFile) -> Figures:
    """The figures of every county line. ClaimsError names each county in which people live and that has no factor."""
    counties = counties_of(counted)
    months = _months(counted)
    found: dict[str, dict[Keyed, Figure]] = {}
    faults: list[Fault] = []
    for period, year in counted.years.items():
        for kind in ENROLLMENT_TYPES.keys:
            of_type = {each: months.get((period, kind, each), 0) for each in counties}
            for line, figures in _of_type(counted, county, period, year, kind, of_type, faults).items():
                found.setdefault(line, {}).update({(period, kind, code): each for code, each in figures.items()})
    raise_all(faults, ClaimsError)
    return dict(found)


def _months(counted: Counted) -> dict[tuple[str, str, str], int]:
    prefix = f"{counted.organization_id}{IN_COUNTY}"
    return {
        (str(row["period"]), str(row["enrollment_type"]), str(row["population_id"]).removeprefix(prefix)): int(
            row["member_months"]
        )
        for row in counted.engine.table(NamedQuery.EXPENDITURE_TOTAL).records
        if str(row["population_id"]).startswith(prefix)
    }


def _of_type(
    counted: Counted,
    county: FactorFile,
    period: str,
    year: int,
    kind: str,
    months: dict[str, int],
    faults: list[Fault],
) -> dict[str, dict[str, Figure]]:
    words = f"months of the assigned by county, {kind}, {period}"
    source = counted.source(words, (NamedQuery.RESIDENCE, NamedQuery.POPULATION, NamedQuery.EXPENDITURE_TOTAL))
    figures = {"county_months": {each: Figure(Decimal(count), source) for each, count in months.items()}}
    for line, column in _LINES.items():
        if line in _OF_TWO_YEARS and period not in (LAST, PERFORMANCE):
            continue
        found = {each: county.figure((year, each, kind), column) for each in months}
        if column != "mean_demographic_score" or counted.demographics:
            faults += [_missing(county, year, each, kind, column, months[each]) for each in months if
                       months[each] and found[each] is None]  # fmt: skip
        figures[line] = {each: figure or _nobody(county, each) for each, figure in found.items()}
    return figures


def _nobody(county: FactorFile, code: str) -> Figure:
    """No factor, and nobody assigned who would need it."""
    words = f"no row for county {code}, where nobody assigned lives in that type and year"
    return Figure(ABSENT, Source(Origin.READ, words, county.path.name))


def _missing(county: FactorFile, year: int, code: str, kind: str, column: str, months: int) -> Fault:
    return Fault(
        f"county {code or '(not known)'} has no {column.replace('_', ' ')} of {kind} in {year}",
        county.path.name,
        why=f"{months:,} months of assigned people are there",
        fix="add the row; without it the region would be another one",
    )


def shares_above_all(figures: Figures) -> int:
    """How often more person-years are assigned than assignable in a county, type and year; their share counts as 1."""
    assignable, months = (_cells(figures, line) for line in ("county_assignable_person_years", "county_months"))
    return sum(months[key] / MONTHS_A_YEAR > years for key, years in assignable.items())


def _cells(figures: Figures, line: str) -> dict[Keyed, Decimal]:
    values = figures[line]
    cells = values if isinstance(values, Mapping) else {}
    return {key: figure.value for key, figure in cells.items() if isinstance(figure.value, Decimal)}
