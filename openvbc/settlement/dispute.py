"""A payer's list of assigned people against the contract's attribution, counted from a project folder."""

from pathlib import Path

from openvbc.claims.attribution.attribute import attribute
from openvbc.claims.attribution.dispute import Dispute, dispute_list
from openvbc.claims.attribution.participants import participants_of
from openvbc.claims.attribution.payer_list import read_payer_list
from openvbc.claims.attribution.terms import AttributionTerms
from openvbc.claims.engine.opening import open_engine
from openvbc.claims.member_months.count import count_member_months
from openvbc.claims.member_months.terms import (
    MEDICARE_TYPES,
    ONE_TYPE,
    CountPeriod,
    EnrollmentTypeRule,
    MemberMonthTerms,
)
from openvbc.claims.project.project import open_project
from openvbc.claims.project.sound import require_sound
from openvbc.contract.model import Contract
from openvbc.errors import ContractError, Fault
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.mssp.counting.assignment import attribution_terms
from openvbc.payment_models.mssp.counting.periods import count_periods
from openvbc.payment_models.record import ClaimsSources, WorksheetRequest
from openvbc.payment_models.shared_savings.counting.attribution import agreed_attribution
from openvbc.settlement.count_options import CountOptions, sources_of
from openvbc.settlement.settle import performance_year_of


def dispute_from_project(
    contract: Contract, folder: Path, year: int, payer_list: Path, parameters: ParameterSet, options: CountOptions
) -> Dispute:
    """Attribute the performance year's people and compare them with the payer's list.

    FileError where a list has faults, ContractError where the contract does not attribute from claims, ClaimsError
    where the data cannot be counted as they are.
    """
    listed = read_payer_list(payer_list)
    project = open_project(folder)
    require_sound(project)
    sources = sources_of(contract, options, project.source_files)
    organization, terms, types = _terms(contract, year, parameters, sources)
    (period,) = terms.periods
    by_program = sources.assignment is not None
    months = MemberMonthTerms(
        (period.period,), types, source_type_counts=True, windows=terms.windows, silence_gives_way=by_program
    )
    with open_engine(options.engine, progress=options.progress) as engine:
        project.attach_all(engine)
        count_member_months(engine, months)
        attribute(engine, terms)
        return dispute_list(engine, period.period.name, organization, listed)


def _terms(
    contract: Contract, year: int, parameters: ParameterSet, sources: ClaimsSources
) -> tuple[str, AttributionTerms, tuple[EnrollmentTypeRule, ...]]:
    """Whom the contract is about, and how the year's people are attributed."""
    current = performance_year_of(contract, year)
    if sources.assignment is None:
        paid_through = current.paid_through(sources.run_out_months)
        agreed = agreed_attribution((CountPeriod(str(year), current.period, paid_through),), sources)
        return agreed.organization_id, agreed.terms, ONE_TYPE
    stream = next((each for each in contract.streams if each.model == "mssp"), None)
    if stream is None:
        raise ContractError(Fault("no stream of this contract is of the Shared Savings Program", contract.name))
    if sources.participants is None:
        what, why = "no list of participants is given", "whose services count for the ACO is told by it"
        raise ContractError(Fault(what, "population.attribution", why=why, mend="give --participants FILE"))
    organization = sources.assignment.organization
    request = WorksheetRequest(stream, contract.agreement, current, parameters, contract.scorecard)
    terms = attribution_terms(
        request,
        count_periods(request)[-1:],
        participants_of(sources.participants, organization),
        prospective=sources.assignment.assignment == "prospective",
    )
    return organization, terms, MEDICARE_TYPES
