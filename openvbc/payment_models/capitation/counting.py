"""The members of a capitation stream: of the roster that is given, or counted from eligibility and attribution."""

from typing import cast

from openvbc.claims.engine.engine import Engine
from openvbc.experience.listed_services import count_listed_services
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.experience.roster import RosterBasis, roster_figures
from openvbc.payment_models.capitation.terms import CapitationTerms
from openvbc.payment_models.record import WorksheetRequest


def count_from_claims(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> ExperienceFigures:
    """Members, and what the services come to that the capitation stands in place of, where it lists them."""
    terms = cast("CapitationTerms", request.stream.terms)
    members = count_members(request, engine, asked)
    if terms.prospective is None or not terms.prospective.codes:
        return members
    listed = count_listed_services(engine, terms.prospective.codes, asked, request.stream.clause().where)
    notes = dict.fromkeys((*members.notes, *listed.notes))
    return ExperienceFigures({**members.figures, "encounter_value": listed.amount}, tuple(notes))


def count_members(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> ExperienceFigures:
    """Member months by rate cell and month; nothing where nothing is paid by member."""
    terms = cast("CapitationTerms", request.stream.terms)
    if not terms.pays_by_member:
        return ExperienceFigures({})
    basis = RosterBasis(
        cells=terms.rate_cells,
        months=request.performance_year.period,
        agreement=request.agreement.period,
        look_back_months=terms.retroactive.look_back_months if terms.retroactive is not None else None,
        cohort=request.stream.population,
        cohorts=asked.cohorts,
        scored=terms.scored,
    )
    return roster_figures(engine, basis, asked, asked.population.claims_basis)
