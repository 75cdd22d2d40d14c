"""The settlement of one performance year, in the order in which CMS determines it."""

from typing import cast

from openvbc.payment_models.mssp.adjustment import add_adjustment
from openvbc.payment_models.mssp.advances import add_recoupment
from openvbc.payment_models.mssp.benchmark import add_benchmark_and_expenditures, add_savings_rate
from openvbc.payment_models.mssp.first_dollar_savings import add_generated, add_guardrail_by_benchmarks
from openvbc.payment_models.mssp.losses import add_shared_losses
from openvbc.payment_models.mssp.minimum import add_minimum_rate
from openvbc.payment_models.mssp.outcome import add_outcome
from openvbc.payment_models.mssp.participation import check_participation, track_of_year
from openvbc.payment_models.mssp.quality import add_quality
from openvbc.payment_models.mssp.reasons import add_reasons
from openvbc.payment_models.mssp.savings import add_shared_savings
from openvbc.payment_models.mssp.sharing import add_sharing_rate
from openvbc.payment_models.mssp.terms import MsspTerms
from openvbc.payment_models.mssp.tracks import TITLES
from openvbc.payment_models.mssp.worksheet_builder import WorksheetBuilder
from openvbc.payment_models.record import WorksheetRequest
from openvbc.worksheet.sheet import Worksheet


def build_worksheet(request: WorksheetRequest) -> Worksheet:
    """The lines of a settlement, before any figure is known. ContractError where the contract cannot be."""
    terms = cast("MsspTerms", request.stream.terms)
    track = track_of_year(terms, request)
    sheet = Worksheet(f"{TITLES[track]}, performance year {request.performance_year.year}")
    builder = WorksheetBuilder(sheet, request, terms, track)
    check_participation(builder)
    add_adjustment(builder)
    add_benchmark_and_expenditures(builder)
    if "three_way_benchmark" in sheet:
        # The guardrail needs the minimum rate before it is known which benchmark counts.
        add_minimum_rate(builder)
        add_guardrail_by_benchmarks(builder)
        add_savings_rate(builder)
    else:
        add_savings_rate(builder)
        add_minimum_rate(builder)
    add_generated(builder)
    add_quality(builder)
    add_sharing_rate(builder)
    add_shared_savings(builder)
    if builder.two_sided:
        add_shared_losses(builder)
    if terms.advances is not None:
        add_recoupment(builder, terms.advances)
    add_outcome(builder)
    add_reasons(builder)
    return sheet
