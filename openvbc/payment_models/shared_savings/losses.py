"""The losses side: minimum, pool, the provider's share, caps and floor."""

from openvbc.payment_models.shared_savings.limits import add_pool, capped, floored
from openvbc.payment_models.shared_savings.minimum import add_minimum_met
from openvbc.payment_models.shared_savings.terms import LossShare, LossSide
from openvbc.payment_models.shared_savings.worksheet_builder import WorksheetBuilder
from openvbc.units import RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import greatest, least, rounded, when
from openvbc.worksheet.sheet import Line


def add_losses_side(builder: WorksheetBuilder, side: LossSide) -> Line:
    """The lines from losses to `shared_losses`, what the provider owes in dollars and cents."""
    builder.sheet.section("losses", "Shared losses")
    losses = builder.sheet.line("losses", "Losses", USD, greatest(0 - builder.sheet["savings"], 0))
    met = add_minimum_met(builder, "losses", losses, "minimum_loss_rate", side.minimum_loss_rate)
    pool = add_pool(builder, "losses", losses, met, side)
    share = _share_of_losses(builder, side.share)
    return _payment(builder, side, share, pool)


def _share_of_losses(builder: WorksheetBuilder, share: LossShare) -> Line:
    sheet, label = builder.sheet, "Provider's share of losses"
    clause = builder.clause("losses", "share")
    if share.rate is not None:
        return sheet.term("share_of_losses", label, RATE, share.rate, clause=clause)
    savings_share = sheet["share_of_savings"]
    if share.one_minus_share_of_savings is None:
        # Symmetric risk: the agreed share, not the part of it that quality leaves; poor quality must not lower a debt.
        names = ("maximum_share_of_savings", "quality_share_at_stretch", "share_of_savings")
        agreed = next(sheet[name] for name in names if name in sheet)
        return sheet.line("share_of_losses", label, RATE, agreed, clause=clause)
    bounds = share.one_minus_share_of_savings
    path = ("losses", "share", "one_minus_share_of_savings")
    low = sheet.term(
        "least_share_of_losses", "Least share of losses", RATE, bounds.at_least, clause=builder.clause(*path)
    )
    high = sheet.term(
        "most_share_of_losses", "Most share of losses", RATE, bounds.at_most, clause=builder.clause(*path)
    )
    return sheet.line("share_of_losses", label, RATE, least(greatest(1 - savings_share, low), high), clause=clause)


def _payment(builder: WorksheetBuilder, side: LossSide, share: Line, pool: Line) -> Line:
    sheet = builder.sheet
    clause = builder.clause("losses")
    amount = sheet.line("provider_share_of_losses_pool", "Provider's share of the losses pool", USD, share * pool)
    limited = capped(builder, floored(builder, amount, "losses", side.floor), "losses", "payment", side.caps)
    label = "Shared losses owed by the provider"
    if side.floor is None:
        return sheet.line("shared_losses", label, USD, rounded(limited, 2), clause=clause)
    owed = sheet.line("losses_payable", "Losses are owed", YES_OR_NO, amount > 0)
    return sheet.line("shared_losses", label, USD, when(owed, rounded(limited, 2), 0), clause=clause)
