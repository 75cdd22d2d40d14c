"""The panels of a contract's own people, counted from a project folder as settling counts them."""

from collections.abc import Mapping
from pathlib import Path

from openvbc.claims.attribution.panels import Panel, list_panels
from openvbc.claims.engine.opening import open_engine
from openvbc.claims.project.project import open_project
from openvbc.claims.project.require_clean import require_sound
from openvbc.contract.model import Contract
from openvbc.errors import ContractError, Fault
from openvbc.experience.count import count_experience
from openvbc.experience.of_contract import contract_basis
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel
from openvbc.settlement.experience_options import ExperienceOptions, claims_basis_of, experience_request


def panels_from_project(
    contract: Contract,
    folder: Path,
    year: int | str,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
) -> tuple[Panel, ...]:
    """On whose panel the performance year's own people are, with their months and what their care cost.

    ContractError where the contract does not attribute from claims or does not say how claims count, ClaimsError where
    the data cannot be counted as they are.
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
    with open_engine(options.engine, progress=options.progress) as engine, project.attached(engine):
        count_experience(engine, basis, project.source_files)
        return list_panels(engine, basis.periods.performance.name, organization)
