"""A capitation stream's members, of the roster that is given or counted from claims, and the claims of its funds."""

from typing import cast

from openvbc.claims.engine.engine import Engine
from openvbc.experience.listed_services import count_listed_services
from openvbc.experience.own_cost import count_own_cost
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.experience.roster import RosterBasis, roster_figures
from openvbc.payment_models.capitation.terms import CapitationTerms
from openvbc.payment_models.record import WorksheetRequest


def count_from_claims(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> ExperienceFigures:
    """Members; the services that the capitation stands in place of, where it lists them; the claims that a fund bears.

    The claims of a fund are what the members cost on the contract's claims basis; without one they stay to be given.
    """
    terms = cast("CapitationTerms", request.stream.terms)
    members = count_members(request, engine, asked)
    figures, notes, where = {**members.figures}, [*members.notes], request.stream.clause().where
    if terms.prospective is not None and terms.prospective.codes:
        listed = count_listed_services(engine, terms.prospective.codes, asked, where)
        figures["encounter_value"] = listed.amount
        notes += listed.notes
    if terms.fund is not None and "claims" in terms.fund.expenses and asked.population.claims_basis is not None:
        cost, told = count_own_cost(engine, asked, where)
        figures["fund_expense"] = {"claims": cost.expenditures}
        notes += told
    return ExperienceFigures(figures, tuple(dict.fromkeys(notes)))


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
