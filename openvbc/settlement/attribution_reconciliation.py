"""A payer's list of assigned people against the contract's attribution, counted from claims."""

from collections.abc import Mapping
from pathlib import Path

from openvbc.claims.attribution.payer_list import read_payer_list
from openvbc.claims.attribution.reconciliation import AttributionReconciliation, reconciliation_list
from openvbc.claims.warehouse.opened import open_claims
from openvbc.claims.warehouse.place import ClaimsPlace
from openvbc.contract.model import Contract
from openvbc.experience.count import count_experience
from openvbc.experience.of_contract import contract_basis
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel
from openvbc.settlement.experience_options import ExperienceOptions, claims_basis_of, experience_request


def reconcile_attribution_from_project(
    contract: Contract,
    place: ClaimsPlace,
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
    with open_claims(place, options.engine, options.progress, recount=options.recount) as claims:
        files = claims.counted_files
        asked = experience_request(contract, None, year, models, parameters, options, files)
        basis = contract_basis(asked, claims_basis_of(contract, contract.streams[0].population), dollars=False)
        (organization,) = basis.own.population_ids
        counted = count_experience(claims.engine, basis, files)
        return reconciliation_list(counted.engine, basis.periods.performance.name, organization, listed)
