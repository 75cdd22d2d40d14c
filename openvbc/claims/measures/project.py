"""Measures of a project folder: member months, whom each organization has, then every measure at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from openvbc.claims.attribution.attribute import attribute
from openvbc.claims.attribution.participants import read_participants
from openvbc.claims.attribution.services import ProviderType, QualifyingCode, ServiceList
from openvbc.claims.attribution.terms import AttributionPeriod, AttributionTerms, Participant, PluralityStep
from openvbc.claims.attribution.terms import Measure as Compared
from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.opening import open_engine
from openvbc.claims.engine.query import all_queries, query
from openvbc.claims.findings import Finding
from openvbc.claims.measures.count import MeasureCount, Subject, count_measures, subjects
from openvbc.claims.measures.definition import Measure
from openvbc.claims.measures.rule_tables import check_years
from openvbc.claims.measures.value_sets import ValueSets
from openvbc.claims.member_months.count import count_member_months
from openvbc.claims.member_months.terms import MEDICARE_TYPES, ONE_TYPE, CountPeriod, MemberMonthTerms
from openvbc.claims.populations.build import Population, Who, build_populations
from openvbc.claims.project.project import open_project
from openvbc.claims.project.require_clean import require_sound
from openvbc.claims.tables.attribution_rule_tables import ATTRIBUTION_CHOICES
from openvbc.claims.tables.dictionary import ChoiceTable, Column, ColumnType
from openvbc.errors import ClaimsError, Fault, InputError, did_you_mean, raise_all
from openvbc.figures import FileDigest
from openvbc.periods import Period
from openvbc.tabular.small_table import read_small_table

EVERYONE: Final = "everyone"
#: Whom participants are attributed by, where only their list is given: most visits of these codes.
PRIMARY_CARE_CODES: Final = (
    *("99202", "99203", "99204", "99205", "99211", "99212", "99213", "99214", "99215"),
    *("G0402", "G0438", "G0439", "G0463", "99341", "99342", "99344", "99345", "99347", "99348", "99349", "99350"),
)
_PRIMARY_CARE: Final = ProviderType("primary_care", ("01", "08", "11", "37", "38", "50", "89", "97"))


@dataclass(frozen=True)
class MeasureRequest:
    """What is counted: a year, and whom.

    days: of the year. paid_through: claims with a later payment do not count. participants: a list of participants;
    people: lists of person_id by name; without both, everyone with a month of enrollment. organizations: of these only.
    """

    days: Period
    paid_through: date
    participants: Path | None = None
    people: Mapping[str, Path] = field(default_factory=dict)
    organizations: tuple[str, ...] = ()

    @property
    def period(self) -> CountPeriod:
        """The year as a period."""
        return CountPeriod(str(self.days.last_day.year), self.days, self.paid_through)


@dataclass(frozen=True)
class ProjectMeasures:
    """What was counted in a project folder.

    members: everyone who meets the criteria of a denominator, of each population. rule: whose people were counted, in
    words. files: the files that the claims are from.
    """

    counted: MeasureCount
    populations: tuple[str, ...]
    members: tuple[Subject, ...]
    rule: str
    findings: tuple[Finding, ...]
    files: tuple[FileDigest, ...]


def count_project_measures(
    folder: Path,
    measures: Sequence[Measure],
    value_sets: ValueSets,
    request: MeasureRequest,
    *,
    engine: str = "duckdb",
    progress: Callable[[str], None] | None = None,
) -> ProjectMeasures:
    """Count measures of a year. InputError where measures or lists have faults; ClaimsError where claims have."""
    check_years(measures, value_sets, [request.period])
    project = open_project(folder)
    require_sound(project)
    people = {name: _listed(path) for name, path in request.people.items()}
    participants = read_participants(request.participants) if request.participants else ()
    names = _populations(request, participants)
    with open_engine(engine, progress=progress) as counting:
        project.attach_all(counting)
        findings = _build_people(counting, measures, request, participants, people, names)
        counted = count_measures(counting, measures, value_sets, [request.period])
        members = tuple(subjects(counting, counted))
    found = (*findings, *counted.findings)
    return ProjectMeasures(counted, names, members, _rule(request), found, project.source_files)


def _populations(request: MeasureRequest, participants: Sequence[Participant]) -> tuple[str, ...]:
    known = [*sorted({each.organization_id for each in participants}), *request.people] or [EVERYONE]
    faults = [
        Fault(f"there is no organization or list {name!r}", fix=did_you_mean(name, known))
        for name in request.organizations
        if name not in known
    ]
    raise_all(faults, InputError)
    return tuple(name for name in known if not request.organizations or name in request.organizations)


def _rule(request: MeasureRequest) -> str:
    told = []
    if request.participants:
        told.append(
            f"people of an organization: most visits of the year with primary care ({', '.join(PRIMARY_CARE_CODES)}; "
            f"specialties {', '.join(_PRIMARY_CARE.specialty_codes)}), against every other organization and practice"
        )
    told += [f"{name}: the people listed in {path.name}" for name, path in request.people.items()]
    return "; ".join(told) or "everyone with a month of enrollment in the year"


def _build_people(
    engine: Engine,
    measures: Sequence[Measure],
    request: MeasureRequest,
    participants: Sequence[Participant],
    people: Mapping[str, tuple[str, ...]],
    names: Sequence[str],
) -> tuple[Finding, ...]:
    by_type = any("enrollment_type" in each.strata for each in measures)
    types = MEDICARE_TYPES if by_type else ONE_TYPE
    months = count_member_months(engine, MemberMonthTerms((request.period,), types, source_type_counts=by_type))
    findings = months.findings
    if participants:
        findings += attribute(engine, _attribution(request, participants)).findings
    else:
        put_nobody_attributed(engine)
    organizations = {each.organization_id for each in participants}
    build_populations(engine, [_population(name, request, organizations, people) for name in names])
    empty = set(names) - {row["population_id"] for row in engine.table("population_people").records}
    faults = [
        Fault(f"{name} has nobody who is enrolled or attributed in {request.period.name}", fix="check year and list")
        for name in sorted(empty)
    ]
    raise_all(faults, ClaimsError)
    return findings


def _population(
    name: str, request: MeasureRequest, organizations: set[str], people: Mapping[str, tuple[str, ...]]
) -> Population:
    if name in people:
        return Population(name, Who.LISTED, people=tuple((request.period.name, each) for each in people[name]))
    return Population(name, Who.ATTRIBUTED, name) if name in organizations else Population(name, Who.ENROLLED)


def _attribution(request: MeasureRequest, participants: Sequence[Participant]) -> AttributionTerms:
    step = PluralityStep("most primary care visits", compared=(_PRIMARY_CARE.name,), measure=Compared.VISITS)
    services = ServiceList(tuple(QualifyingCode(code) for code in PRIMARY_CARE_CODES), (_PRIMARY_CARE,))
    period = AttributionPeriod(request.period, request.days, request.paid_through, (step,), services)
    return AttributionTerms((period,), tuple(participants))


def put_nobody_attributed(engine: Engine) -> None:
    """Populations that need no attribution are built beside empty tables of it."""
    kinds = {"VARCHAR": ColumnType.TEXT, "INTEGER": ColumnType.WHOLE, "BIGINT": ColumnType.ROW, "DATE": ColumnType.DATE}
    needed = {*query("population").inputs, *query("continuing_person").inputs}
    for table in ATTRIBUTION_CHOICES:
        if table.name in needed:
            engine.put(table, [])
    for built in (each for each in all_queries().values() if each.room == "attribution" and each.name in needed):
        columns = tuple(Column(name, kinds[kind], "") for name, kind in built.columns)
        engine.put(ChoiceTable(built.name, built.grain, columns), [])


def _listed(path: Path) -> tuple[str, ...]:
    """The people of a CSV with the column person_id, each once. InputError if it or one of its cells is missing."""
    table = read_small_table(path)
    raise_all([*table.header_faults(("person_id",), None), *table.faults], InputError)
    nameless = [
        Fault("person_id is empty", row.where, fix="name the person, or take the row out")
        for row, cells in table.records()
        if not cells["person_id"]
    ]
    raise_all(nameless, InputError)
    found = tuple(dict.fromkeys(cells["person_id"] for _, cells in table.records()))
    if not found:
        raise InputError(Fault("the list names nobody", path.name, fix="write one person_id a row"))
    return found
