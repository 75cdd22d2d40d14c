"""The members of a capitation stream: of the roster that is given, or counted from eligibility and attribution."""

from typing import cast

from openvbc.claims.engine.engine import Engine
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.experience.roster import RosterBasis, roster_figures
from openvbc.payment_models.capitation.terms import CapitationTerms
from openvbc.payment_models.record import WorksheetRequest


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
