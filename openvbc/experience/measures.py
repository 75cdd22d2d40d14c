"""Measures of the people whose months and dollars are counted: whoever is counted for money is counted for quality."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from openvbc.claims.findings import Finding
from openvbc.claims.measures.count import MeasureCount, Subject, count_measures, subjects
from openvbc.claims.measures.definition import Measure
from openvbc.claims.measures.rule_tables import check_years
from openvbc.claims.measures.value_sets import ValueSets
from openvbc.claims.member_months.count import count_member_months
from openvbc.claims.member_months.terms import ONE_TYPE, medicare_types
from openvbc.claims.payers.choice import PayerChoice
from openvbc.claims.populations.build import build_populations
from openvbc.claims.warehouse.opened import open_claims
from openvbc.claims.warehouse.place import ClaimsPlace
from openvbc.errors import Fault, InputError, did_you_mean, raise_all
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.count import count_experience
from openvbc.experience.figures import ExperienceReader, GroupFigures
from openvbc.experience.populations import (
    REFERENCE,
    PopulationGroup,
    everybody_enrolled,
    listed_members,
    members_called,
)
from openvbc.experience.without_contract import UNSAID, PlainOptions, by_most_visits, primary_care_services
from openvbc.figures import FileDigest

EVERYONE = "everyone"


@dataclass(frozen=True)
class MeasuredExperience:
    """Whose measures are counted, in the year of the basis: its own members and every group but the reference.

    rule: whose people they are, in words.
    """

    basis: ExperienceBasis
    rule: str

    @property
    def groups(self) -> tuple[PopulationGroup, ...]:
        """Those whose measures are counted, each of one population."""
        return tuple(each for each in self.basis.groups if each.name != REFERENCE)

    @property
    def populations(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(name for each in self.groups for name in each.population_ids)

    @property
    def paid_through(self) -> date:
        """Claims with a later payment do not count."""
        return self.basis.periods.performance.paid_through


@dataclass(frozen=True)
class ProjectMeasures:
    """What was counted in a project folder.

    members: everyone who meets the criteria of a denominator, of each population. experience: people, months and
    dollars of each population, where a contract says how they count. files: the files that the claims are from.
    """

    counted: MeasureCount
    measured: MeasuredExperience
    members: tuple[Subject, ...]
    experience: Mapping[str, GroupFigures]
    findings: tuple[Finding, ...]
    files: tuple[FileDigest, ...]


def measured_without_contract(
    year: int,
    run_out_months: int,
    participants: Path | None = None,
    people: Mapping[str, Path] | None = None,
    organizations: Sequence[str] = (),
    payers: PayerChoice | None = None,
) -> MeasuredExperience:
    """Those who visited the organizations on a list most, the people of lists, or everyone with a month of enrollment.

    organizations: of these organizations and lists only. payers: whose people and claims count, where the data name
    several. InputError if there is none of a name; FileError where a list
    has faults.
    """
    lists = dict(people or {})
    periods = PlainOptions(run_out_months=run_out_months).periods((year,))
    (now,) = periods.names
    agreed = by_most_visits(participants, periods.performance) if participants is not None else None
    known = [*sorted(agreed.organizations if agreed is not None else ()), *lists] or [EVERYONE]
    names = _chosen(known, organizations)
    groups = [
        everybody_enrolled(EVERYONE, EVERYONE) if name == EVERYONE else members_called(name, agreed, lists, (now,))
        for name in names
    ]
    texts = []
    if agreed is not None:
        services = primary_care_services()
        specialties = ", ".join(code for each in services.provider_types for code in each.specialty_codes)
        texts.append(
            f"people of an organization: most visits of the year with primary care "
            f"({', '.join(each.code for each in services.codes)}; specialties {specialties}), "
            "against every other organization and practice"
        )
    texts += [f"{name}: the people listed in {path.name}" for name, path in lists.items()]
    basis = ExperienceBasis(
        periods=periods,
        own=groups[0],
        payers=payers or UNSAID,
        others=tuple(groups[1:]),
        attribution=agreed,
        every_month=False,
    )
    return MeasuredExperience(_needed(basis), "; ".join(texts) or "everyone with a month of enrollment in the year")


def measured_by_contract(
    basis: ExperienceBasis, people: Mapping[str, Path], organizations: Sequence[str] = ()
) -> MeasuredExperience:
    """The own members of a contract's basis, with the people of lists; or the organizations and lists that are named.

    InputError if there is none of a name; FileError where a list has faults.
    """
    (own,) = basis.own.population_ids
    agreed, names = basis.attribution, basis.periods.names
    known = sorted(agreed.organizations if agreed is not None else ())
    listed = [listed_members(name, path, names) for name, path in people.items()]
    chosen = _chosen([*known, *people], organizations) if organizations else (own, *people)
    groups = [
        basis.own if name == own else members_called(name, agreed, people, names)
        for name in chosen
        if name not in people
    ] + [each for each in listed if set(each.population_ids) & set(chosen)]
    reference = tuple(each for each in basis.others if each.name == REFERENCE)
    texts = [f"{each.whose}, as the contract attributes and counts them" for each in groups if each not in listed]
    texts += [f"{each.whose}, as the contract counts them" for each in groups if each in listed]
    measured = replace(basis, own=groups[0], others=(*groups[1:], *reference))
    return MeasuredExperience(_needed(measured), "; ".join(texts))


def _chosen(known: Sequence[str], asked: Sequence[str]) -> tuple[str, ...]:
    faults = [
        Fault(f"there is no organization or list {name!r}", fix=did_you_mean(name, known))
        for name in asked
        if name not in known
    ]
    raise_all(faults, InputError)
    return tuple(name for name in known if not asked or name in asked)


def _needed(basis: ExperienceBasis) -> ExperienceBasis:
    """The same, with somebody needed in every group whose measures are counted."""

    def needed(group: PopulationGroup) -> PopulationGroup:
        return group if group.name == REFERENCE else replace(group, needed_in=basis.periods.names)

    return replace(basis, own=needed(basis.own), others=tuple(needed(each) for each in basis.others))


def count_project_measures(
    place: ClaimsPlace,
    measures: Sequence[Measure],
    value_sets: ValueSets,
    measured: MeasuredExperience,
    *,
    engine: str = "duckdb",
    recount: bool = False,
    progress: Callable[[str], None] | None = None,
) -> ProjectMeasures:
    """Count measures of a year. InputError where measures have faults; ClaimsError where claims have."""
    period = measured.basis.periods.performance
    check_years(measures, value_sets, [period])
    by_type = any("enrollment_type" in each.strata for each in measures)
    with open_claims(place, engine, progress, recount=recount) as claims:
        experience = count_experience(claims.engine, measured.basis, claims.counted_files)
        holding = experience.engine
        figures: dict[str, GroupFigures] = {}
        if experience.expenditures is not None:
            reader = ExperienceReader(experience)
            figures = {each.population_ids[0]: reader.figures(each, period.name) for each in measured.groups}
        if by_type and measured.basis.types == ONE_TYPE:
            # Strata by enrollment type hold the same months apart by Medicare's types.
            months = replace(measured.basis.months, types=medicare_types(), source_type_counts=True)
            count_member_months(holding, months)
        if len(measured.basis.groups) > len(measured.groups):
            build_populations(holding, [part for each in measured.groups for part in each.parts])
        counted = count_measures(holding, measures, value_sets, [period])
        members = tuple(subjects(holding, counted))
    found = (*experience.findings, *counted.findings)
    return ProjectMeasures(counted, measured, members, figures, found, claims.counted_files)
