"""The members of care-management fees by tier, of a roster or counted, and their fees for listed services."""

from typing import cast

from openvbc.claims.engine.engine import Engine
from openvbc.experience.listed_services import count_listed_services
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.experience.roster import RosterBasis, roster_figures
from openvbc.payment_models.care_management.terms import CareManagementTerms
from openvbc.payment_models.record import WorksheetRequest


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
    listed = count_listed_services(engine, terms.enhanced_fees.codes, asked, request.stream.clause().where)
    notes = dict.fromkeys((*members.notes, *listed.notes))
    return ExperienceFigures({**members.figures, "base_fees": listed.amount}, tuple(notes))
