"""The cost of the performance year: claims, capitation that replaced claims, completion, stop-loss."""

from typing import Final

from openvbc.money import ZERO
from openvbc.payment_models.aco_reach.terms import ReachStopLoss
from openvbc.payment_models.aco_reach.worksheet_builder import WorksheetBuilder
from openvbc.units import FACTOR, RATE, USD
from openvbc.worksheet.formula import Axis, Formula, Member, total

#: CMS's sheets of stop-loss have three bands of expenditures above the attachment point.
STOP_LOSS_BANDS: Final = Axis(
    "stop_loss_bands",
    "Bands of stop-loss",
    (Member("b0", "Band 0"), Member("b1", "Band 1"), Member("b2", "Band 2")),
)


def add_expenditures(builder: WorksheetBuilder) -> None:
    """The line `net_cost_of_care`, after stop-loss and with what claims are still to come."""
    sheet = builder.sheet
    sheet.section("expenditures", "Total cost of care")
    label = "Total cost of care, net of stop-loss"
    if builder.terms.expenditures == "net":
        sheet.input("net_cost_of_care", label, USD, at_least=ZERO)
        return
    rule = builder.published.value("reach_capitation_counts_as_cost").citation
    claims = sheet.input(
        "claims_payments", "Claims payments", USD, at_least=ZERO,
        note="Net of sequestration, uncompensated care, disproportionate share and medical education add-ons.",
    )  # fmt: skip
    completion = sheet.input(
        "completion_factor", "Completion factor of claims", FACTOR, at_least=ZERO,
        note="1 where nothing is still to come.",
    )  # fmt: skip
    completed = sheet.line("completed_claims", "Claims payments with those still to come", USD, claims * completion)
    capitation = sheet.input(
        "capitation_payments", "Base capitation payments", USD, at_least=ZERO, rule=rule,
        note="What Primary Care Capitation or Total Care Capitation paid in place of claims, before sequestration.",
    )  # fmt: skip
    cost: Formula = sheet.line("total_cost_of_care", "Total cost of care", USD, completed + capitation, rule=rule)
    stop_loss = builder.terms.stop_loss
    if stop_loss is not None:
        charge = sheet.input("stop_loss_charge", "Charge for stop-loss", USD, at_least=ZERO)
        cost = cost + charge - _payout(builder, stop_loss)
    sheet.line("net_cost_of_care", label, USD, cost + 0)


def _payout(builder: WorksheetBuilder, stop_loss: ReachStopLoss) -> Formula:
    sheet = builder.sheet
    if stop_loss.payout == "amount":
        return sheet.input("stop_loss_payout", "Payout of stop-loss", USD, at_least=ZERO)
    rule = builder.published.value("reach_stop_loss_is_neutral").citation
    above = sheet.input("stop_loss_expenditures", "Expenditures in the band", USD, axis=STOP_LOSS_BANDS, at_least=ZERO)
    rate = sheet.input("stop_loss_payout_rate", "Payout rate of the band", RATE, axis=STOP_LOSS_BANDS, at_least=ZERO)
    unadjusted = sheet.line("stop_loss_band_payout", "Payout of the band, before neutrality", USD, above * rate)
    factor = sheet.input(
        "stop_loss_neutrality_factor", "Payout neutrality factor", FACTOR, at_least=ZERO, rule=rule,
        note="Such that charges and payouts of all ACOs balance; CMS states it.",
    )  # fmt: skip
    return sheet.line("stop_loss_payout", "Payout of stop-loss", USD, total(unadjusted) * factor, rule=rule)
