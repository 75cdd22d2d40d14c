"""The eight steps of a Shared Savings Program contract, in the order in which an organization goes through them."""

from openvbc.checklist.record import Answered
from openvbc.claims.engine.engine import Engine
from openvbc.claims.warehouse.claims import OpenClaims
from openvbc.experience.request import ExperienceRequest
from openvbc.payment_models.mssp.checklist.facts import gather
from openvbc.payment_models.mssp.checklist.joining import benchmark_step, eligibility_step
from openvbc.payment_models.mssp.checklist.risk import track_step
from openvbc.payment_models.mssp.checklist.settling import (
    data_step,
    payment_step,
    program_reconciliation_step,
    program_run_out_step,
    quality_step,
)
from openvbc.payment_models.record import WorksheetRequest


def program_checklist(
    request: WorksheetRequest, asked: ExperienceRequest, engine: Engine | None, claims: OpenClaims | None
) -> Answered:
    """The steps for the request's performance year. engine: holds the claims' tables; None where none is given.

    FileError where the list of participants is not there. What cannot be counted stands in the steps as not known.
    """
    facts = gather(request, asked, engine, claims)
    steps = (
        eligibility_step(facts),
        benchmark_step(facts),
        track_step(facts),
        quality_step(facts),
        program_run_out_step(facts),
        program_reconciliation_step(facts),
        payment_step(facts),
        data_step(facts),
    )
    return Answered(facts.organization, steps, facts.held, facts.counted)
