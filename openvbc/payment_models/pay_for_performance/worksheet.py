"""The settlement of a pay-for-performance stream: measures, score, payments one after the other."""

from typing import cast

from openvbc.errors import ContractError, Fault
from openvbc.payment_models.pay_for_performance.composite import (
    add_bonus,
    add_brackets,
    add_penalty,
    add_ranking,
    add_withhold,
)
from openvbc.payment_models.pay_for_performance.measures import add_gap_closure, add_measure_payments, add_reporting
from openvbc.payment_models.pay_for_performance.terms import PayForPerformanceTerms
from openvbc.payment_models.pay_for_performance.worksheet_builder import WorksheetBuilder
from openvbc.payment_models.record import WorksheetRequest
from openvbc.quality.goals import PEER_RESULT
from openvbc.quality.scorecard import add_quality_scorecard
from openvbc.units import USD
from openvbc.worksheet.formula import Formula
from openvbc.worksheet.sheet import Bar, BarRole, Line, Worksheet


def build_worksheet(request: WorksheetRequest) -> Worksheet:
    """The lines of a pay-for-performance settlement. ContractError without a scorecard, or for an unknown measure."""
    terms = cast("PayForPerformanceTerms", request.stream.terms)
    if request.scorecard is None:
        raise ContractError(
            Fault(
                "pay for performance needs the contract's quality_scorecard",
                request.stream.node.where,
                why="its measures stand there",
                fix="add `quality_scorecard:` beside `payment_streams:`",
            )
        )
    sheet = Worksheet(f"Pay for performance, performance year {request.performance_year.year}")
    builder = WorksheetBuilder(sheet, request, terms, request.scorecard)
    if terms.needs_score or terms.per_measure:
        add_quality_scorecard(sheet, request.scorecard, request.performance_year.year, request.listed(PEER_RESULT))
    payments = _payments(builder)
    penalty = add_penalty(builder, terms.penalty) if terms.penalty is not None else None
    _add_outcome(sheet, payments, penalty)
    return sheet


def _payments(builder: WorksheetBuilder) -> list[Line]:
    terms = builder.terms
    payments = []
    if terms.gap_closure is not None:
        payments.append(add_gap_closure(builder, terms.gap_closure))
    if terms.per_measure:
        payments.append(add_measure_payments(builder, terms.per_measure))
    if terms.reporting is not None:
        payments.append(add_reporting(builder, terms.reporting))
    if terms.brackets is not None:
        payments.append(add_brackets(builder, terms.brackets))
    if terms.bonus is not None:
        payments.append(add_bonus(builder, terms.bonus))
    if terms.ranking is not None:
        payments.append(add_ranking(builder, terms.ranking))
    if terms.withhold is not None:
        payments.append(add_withhold(builder, terms.withhold))
    return payments


def _add_outcome(sheet: Worksheet, payments: list[Line], penalty: Line | None) -> None:
    sheet.section("outcome", "Outcome")
    net: Formula | None = None
    for payment in payments:
        net = payment if net is None else net + payment
    if penalty is not None:
        net = 0 - penalty if net is None else net - penalty
    if net is None:
        raise TypeError("a stream pays or owes something")
    sheet.line("net_payment", "Net payment to the provider (+) or owed by it (−)", USD, net)
    sheet.outcome = "net_payment"
    sheet.waterfall = (
        *(Bar(payment.name, BarRole.PLUS) for payment in payments),
        *([Bar(penalty.name, BarRole.MINUS)] if penalty is not None else []),
        Bar("net_payment", BarRole.TOTAL),
    )
