"""A payer's list of assigned people against the contract's attribution, counted from a project folder."""

from collections.abc import Mapping
from pathlib import Path

from openvbc.claims.attribution.payer_list import read_payer_list
from openvbc.claims.attribution.reconciliation import AttributionReconciliation, reconciliation_list
from openvbc.claims.project.counting import counting_on
from openvbc.claims.project.project import open_project
from openvbc.claims.project.require_clean import require_sound
from openvbc.contract.model import Contract
from openvbc.experience.count import count_experience
from openvbc.experience.of_contract import contract_basis
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel
from openvbc.settlement.experience_options import ExperienceOptions, claims_basis_of, experience_request


def reconcile_attribution_from_project(
    contract: Contract,
    folder: Path,
    year: int | str,
    payer_list: Path,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
) -> AttributionReconciliation:
    """Attribute the performance year's people and compare them with the payer's list.

    FileError where a list has faults, ContractError where the contract does not attribute from claims, ClaimsError
    where the data cannot be counted as they are.
    """
    listed = read_payer_list(payer_list)
    project = open_project(folder)
    require_sound(project)
    asked = experience_request(contract, None, year, models, parameters, options, project.counted_files)
    basis = contract_basis(asked, claims_basis_of(contract, contract.streams[0].population), dollars=False)
    (organization,) = basis.own.population_ids
    with counting_on(project, options.engine, recount=options.recount, progress=options.progress) as engine:
        counted = count_experience(engine, basis, project.counted_files)
        return reconciliation_list(counted.engine, basis.periods.performance.name, organization, listed)
