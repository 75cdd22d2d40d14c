"""Who is counted: everybody enrolled, those whom a contract attributes, or people who are listed in a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from openvbc.claims.attribution.attribute import attribute
from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.query import all_queries
from openvbc.claims.findings import Finding
from openvbc.claims.member_months.terms import CountPeriod
from openvbc.claims.populations.build import Population, Who, build_populations
from openvbc.claims.tables.attribution_rule_tables import ATTRIBUTION_CHOICES
from openvbc.claims.tables.dictionary import ChoiceTable, Column, ColumnOrigin, ColumnType
from openvbc.claims.utilization.terms import ASSIGNABLE, ENROLLED, UtilizationTerms
from openvbc.errors import ClaimsError, Fault, FileError, did_you_mean, raise_all
from openvbc.tabular.small_table import in_file_order, read_small_table

_ROOMS: Final = ("attribution", "populations")
_TYPES: Final = {
    "VARCHAR": ColumnType.TEXT,
    "INTEGER": ColumnType.WHOLE,
    "BIGINT": ColumnType.ROW,
    "DATE": ColumnType.DATE,
}
_PERSON: Final = "person_id"


def build_population(engine: Engine, terms: UtilizationTerms) -> tuple[Finding, ...]:
    """Build `population` of both years; the tables of member months are there already.

    ClaimsError if there is no population of that name, or people cannot be attributed; FileError for a faulty list.
    """
    population = _population(terms)
    findings: tuple[Finding, ...] = ()
    if terms.attribution is None:
        _put_nobody_attributed(engine)
    else:
        findings = attribute(engine, terms.attribution).findings
    build_populations(engine, [population], {str(terms.year): str(terms.year - 1)})
    return findings


def read_people(path: Path, periods: Sequence[CountPeriod]) -> tuple[tuple[str, str], ...]:
    """People of a CSV file with a column person_id, each in every period. FileError lists every fault with its line."""
    found: dict[str, int] = {}
    faults: list[Fault] = []
    table = read_small_table(path)
    raise_all(table.header_faults((_PERSON,), None), FileError)
    faults.extend(table.faults)
    for row, cells in table.records():
        person = cells[_PERSON]
        if not person:
            faults.append(Fault(f"{_PERSON} is empty", row.where, fix="name the person, or take the row out"))
        elif person in found:
            what = f"{person} stands here and in line {found[person]}"
            faults.append(Fault(what, row.where, fix="name each person once"))
        else:
            found[person] = row.line
    if not found and not faults:
        faults.append(Fault("the list names nobody", path.name, why="there would be nobody to count"))
    raise_all(in_file_order(faults), FileError)
    return tuple((period.name, person) for period in periods for person in found)


def _population(terms: UtilizationTerms) -> Population:
    name = terms.population
    if name in terms.people:
        return Population(name, Who.LISTED, people=read_people(terms.people[name], terms.periods))
    if name == ENROLLED:
        return Population(name, Who.ENROLLED)
    if name == ASSIGNABLE and terms.attribution is not None:
        return Population(name, Who.ASSIGNABLE)
    if name in terms.organizations:
        return Population(name, Who.ATTRIBUTED, name)
    known = [ENROLLED, *terms.people, *sorted(terms.organizations), *([ASSIGNABLE] if terms.attribution else [])]
    raise ClaimsError(
        Fault(
            f"there is no population {name!r}",
            why="a report of another population would look like the one that was asked for",
            fix=f"{did_you_mean(name, known)} There are: {', '.join(known)}".strip(),
        )
    )


def _put_nobody_attributed(engine: Engine) -> None:
    """Every table of attribution that populations read, empty: those of choices, and those that queries would build."""
    attribution, populations = (
        {each.name: each for each in all_queries().values() if each.room == room} for room in _ROOMS
    )
    needed = {name for each in populations.values() for name in each.inputs}
    for table in ATTRIBUTION_CHOICES:
        if table.name in needed:
            engine.put(table, [])
    for name in sorted(needed & attribution.keys()):
        built = attribution[name]
        columns = tuple(
            Column(column, _TYPES[column_type], column.replace("_", " "), origin=ColumnOrigin.OPENVBC)
            for column, column_type in built.columns
        )
        engine.put(ChoiceTable(name, built.grain, columns), [])
