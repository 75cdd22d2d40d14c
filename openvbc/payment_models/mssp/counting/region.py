"""The region of the assigned people: county factors from the file, months and people from the count."""

from decimal import Decimal

from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.populations.build import IN_COUNTY
from openvbc.errors import ClaimsError, Fault, raise_all
from openvbc.figures import ABSENT, Figure, Figures, Keyed, Origin, Source
from openvbc.payment_models.mssp.counting.factors import FactorFile
from openvbc.payment_models.mssp.counting.figures import Counted
from openvbc.payment_models.mssp.historical.axes import ENROLLMENT_TYPES, LAST, PERFORMANCE

#: A line of county factors -> the column of the file.
_LINES = {
    "county_per_capita": "per_capita",
    "county_risk_score": "mean_risk_score",
    "county_demographic_score": "mean_demographic_score",
}


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
    people = {
        (str(row["population_id"]), str(row["period"])): int(row["people"])
        for row in counted.engine.table(NamedQuery.POPULATION_PEOPLE).records
    }
    found: dict[str, dict[Keyed, Figure]] = {}
    faults: list[Fault] = []
    for period, year in counted.years.items():
        for kind in ENROLLMENT_TYPES.keys:
            of_type = {each: months.get((period, kind, each), 0) for each in counties}
            for line, figures in _of_type(counted, county, period, year, kind, of_type, faults).items():
                found.setdefault(line, {}).update({(period, kind, code): each for code, each in figures.items()})
        if period in (LAST, PERFORMANCE):
            for line, figures in _people(counted, county, period, year, counties, people, faults).items():
                found.setdefault(line, {}).update({(period, code): each for code, each in figures.items()})
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
        if line == "county_demographic_score" and period not in (LAST, PERFORMANCE):
            continue  # the cap on the region's risk lies between these two years
        found = {each: county.figure((year, each, kind), column) for each in months}
        if column != "mean_demographic_score" or counted.demographics:
            faults += [_missing(county, year, each, kind, column, months[each]) for each in months if
                       months[each] and found[each] is None]  # fmt: skip
        figures[line] = {each: held or _nobody(county, each) for each, held in found.items()}
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


def _people(
    counted: Counted,
    county: FactorFile,
    period: str,
    year: int,
    counties: tuple[str, ...],
    people: dict[tuple[str, str], int],
    faults: list[Fault],
) -> dict[str, dict[str, Figure]]:
    organization = counted.organization_id
    source = counted.source(
        f"assigned people by county, {period}",
        (NamedQuery.RESIDENCE, NamedQuery.POPULATION, NamedQuery.POPULATION_PEOPLE),
    )
    assigned: dict[str, Figure] = {}
    assignable: dict[str, Figure] = {}
    for code in counties:
        count = people.get((f"{organization}{IN_COUNTY}{code}", period), 0)
        assigned[code] = Figure(Decimal(count), source)
        given = [county.figure((year, code, kind), "assignable_beneficiaries") for kind in ENROLLMENT_TYPES.keys]
        numbers = {held.value for held in given if held is not None}
        held = next((each for each in given if each is not None), None)
        if held is not None and len(numbers) == 1:
            assignable[code] = held
        elif len(numbers) > 1:
            what = f"county {code} has different numbers of assignable beneficiaries in its rows of {year}"
            faults.append(Fault(what, county.path.name, fix="write the number of all types in each row"))
        elif count:
            faults.append(_missing(county, year, code, "all types", "assignable_beneficiaries", count * 12))
        else:
            assignable[code] = _nobody(county, code)
    return {"county_assigned": assigned, "county_assignable": assignable}
