"""The members of care-management fees by tier, of a roster or counted, and their fees for listed services."""

from typing import cast

from openvbc.claims.engine.engine import Engine
from openvbc.contract.population import CarveOut
from openvbc.experience.attribution import agreed_attribution
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.count import count_experience
from openvbc.experience.expenditures import agreed_claims_basis, agreed_expenditures
from openvbc.experience.figures import ExperienceReader
from openvbc.experience.periods import named_periods
from openvbc.experience.populations import EVERYBODY, own_members
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.experience.roster import RosterBasis, roster_figures
from openvbc.figures import Figures
from openvbc.payment_models.care_management.terms import CareManagementTerms
from openvbc.payment_models.record import WorksheetRequest

_LISTED = "listed_services"


def count_members(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> ExperienceFigures:
    """Member months by tier and month; nothing where nothing is paid by member."""
    terms = cast("CareManagementTerms", request.stream.terms)
    if not terms.tiers:
        return ExperienceFigures({})
    basis = RosterBasis(
        cells=terms.tiers,
        months=request.performance_year.period,
        agreement=request.agreement.period,
        look_back_months=terms.retroactive.look_back_months if terms.retroactive is not None else None,
        cohort=request.stream.population,
        cohorts=asked.cohorts,
    )
    return roster_figures(engine, basis, asked, asked.population.claims_basis)


def count_from_claims(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> ExperienceFigures:
    """The same, and the members' fees for the listed services, on the contract's claims basis."""
    terms = cast("CareManagementTerms", request.stream.terms)
    members = count_members(request, engine, asked)
    if terms.enhanced_fees is None:
        return members
    claims = agreed_claims_basis(asked.population.claims_basis, None, None, request.stream.clause().where)
    periods = named_periods(asked, ())
    attribution = agreed_attribution(periods.every, asked)
    listed = CarveOut(name=_LISTED, hcpcs=terms.enhanced_fees.codes)
    basis = ExperienceBasis(
        periods=periods,
        own=own_members(attribution, periods.names),
        payers=asked.payers,
        attribution=attribution,
        expenditures=agreed_expenditures(
            claims, periods.names, carve_outs=(listed,), own=attribution.organization_id, reference=EVERYBODY
        ),
    )
    experience = count_experience(engine, basis, asked.files)
    found = ExperienceReader(experience).figures(basis.own, periods.performance.name)
    figures: Figures = {**members.figures, "base_fees": found.carved_out[_LISTED]}
    note = "fees of the listed services are those of the attributed members, whoever billed them"
    notes = (*members.notes, *(finding.without_people() for finding in experience.findings), note)
    return ExperienceFigures(figures, tuple(dict.fromkeys(notes)))
