"""The panels of a contract's own people, counted from a project folder as settling counts them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from openvbc.claims.attribution.panels import Panel, PanelMember, list_panel_members, panels_of
from openvbc.claims.findings import Finding
from openvbc.claims.measures.count import Subject, count_measures, subjects
from openvbc.claims.measures.definition import Measure
from openvbc.claims.measures.rule_tables import check_years
from openvbc.claims.measures.value_sets import ValueSets
from openvbc.claims.project.counting import counting_on
from openvbc.claims.project.project import open_project
from openvbc.claims.project.require_clean import require_sound
from openvbc.contract.model import Contract
from openvbc.errors import ContractError, Fault
from openvbc.experience.count import count_experience
from openvbc.experience.of_contract import contract_basis
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel
from openvbc.settlement.experience_options import ExperienceOptions, claims_basis_of, experience_request


@dataclass(frozen=True)
class MeasuredBy:
    """The measures by which panels are measured, and the codes that they name."""

    measures: Sequence[Measure]
    value_sets: ValueSets


@dataclass(frozen=True)
class Panels:
    """The panels of a contract's own people, and who is on which. findings: of the measures."""

    panels: tuple[Panel, ...]
    members: tuple[PanelMember, ...]
    findings: tuple[Finding, ...] = ()


def panels_from_project(
    contract: Contract,
    folder: Path,
    year: int | str,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
    measured: MeasuredBy | None = None,
) -> Panels:
    """On whose panel the performance year's own people are, with their months and what their care cost.

    measured: by which measures each panel's quality is counted, if by any. ContractError where the contract does not
    attribute from claims or does not say how claims count, ClaimsError where the data cannot be counted as they are.
    """
    project = open_project(folder)
    require_sound(project)
    asked = experience_request(contract, None, year, models, parameters, options, project.source_files)
    claims = claims_basis_of(contract, contract.streams[0].population)
    if claims is None:
        raise ContractError(
            Fault(
                "the contract does not say how claims count",
                contract.name,
                why="what a panel's care cost cannot be known",
                fix="add `claims_basis` to the population",
            )
        )
    basis = contract_basis(asked, claims)
    (organization,) = basis.own.population_ids
    period = basis.periods.performance
    if measured is not None:
        check_years(measured.measures, measured.value_sets, [period])
    with counting_on(project, options.engine, recount=options.recount, progress=options.progress) as engine:
        experience = count_experience(engine, basis, project.source_files)
        members = list_panel_members(experience.engine, period.name, organization)
        panels = panels_of(members)
        if measured is None:
            return Panels(panels, members)
        counted = count_measures(experience.engine, measured.measures, measured.value_sets, [period])
        own = [each for each in subjects(experience.engine, counted) if each.population == organization]
    return Panels(with_quality(panels, members, own), members, counted.findings)


def with_quality(panels: Sequence[Panel], members: Sequence[PanelMember], own: Sequence[Subject]) -> tuple[Panel, ...]:
    """The panels with the cases of their people: a case is met if it is no gap."""
    panel_of = {each.person_id: (each.tin, each.npi) for each in members}
    met: Counter[tuple[str, str]] = Counter()
    cases: Counter[tuple[str, str]] = Counter()
    for each in own:
        if each.status in ("numerator", "not_met") and each.person_id in panel_of:
            cases[panel_of[each.person_id]] += 1
            met[panel_of[each.person_id]] += not each.is_gap
    return tuple(replace(each, met=met[each.tin, each.npi], cases=cases[each.tin, each.npi]) for each in panels)
