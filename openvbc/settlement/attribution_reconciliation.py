"""A payer's list of assigned people against the contract's attribution, counted from a project folder."""

from collections.abc import Mapping
from pathlib import Path

from openvbc.claims.attribution.attribute import attribute
from openvbc.claims.attribution.payer_list import read_payer_list
from openvbc.claims.attribution.reconciliation import AttributionReconciliation, reconciliation_list
from openvbc.claims.attribution.terms import AgreedAttribution
from openvbc.claims.engine.opening import open_engine
from openvbc.claims.member_months.count import count_member_months
from openvbc.claims.member_months.terms import CountPeriod, MemberMonthTerms
from openvbc.claims.project.project import open_project
from openvbc.claims.project.require_clean import require_sound
from openvbc.contract.model import Contract
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import ExperienceBasis, PaymentModel
from openvbc.settlement.agreed_attribution import attribution_of
from openvbc.settlement.experience_options import ExperienceOptions, sources_of
from openvbc.settlement.settle import performance_year_of


def reconcile_attribution_from_project(
    contract: Contract,
    folder: Path,
    year: int,
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
    sources = sources_of(contract, options, project.source_files)
    agreed = _agreed(contract, year, models, parameters, sources)
    (period,) = agreed.terms.periods
    months = MemberMonthTerms((period.period,), agreed.types, source_type_counts=True, windows=agreed.terms.windows)
    with open_engine(options.engine, progress=options.progress) as engine:
        project.attach_all(engine)
        count_member_months(engine, months)
        attribute(engine, agreed.terms)
        return reconciliation_list(engine, period.period.name, agreed.organization_id, listed)


def _agreed(
    contract: Contract,
    year: int,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    sources: ExperienceBasis,
) -> AgreedAttribution:
    """Whom the contract is about, and how the year's people are attributed."""
    if sources.assignment is not None:  # the program's own run-out holds
        return attribution_of(contract, year, models, parameters, sources)
    current = performance_year_of(contract, year)
    period = CountPeriod(str(year), current.period, current.paid_through(sources.run_out_months))
    return attribution_of(contract, year, models, parameters, sources, (period,))
