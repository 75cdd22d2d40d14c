"""The losses side: minimum, pool, the provider's share, caps and floor."""

from openvbc.payment_models.shared_savings.draft import Draft
from openvbc.payment_models.shared_savings.limits import add_pool, capped, floored
from openvbc.payment_models.shared_savings.minimum import add_minimum_met
from openvbc.payment_models.shared_savings.terms import LossShare, LossSide
from openvbc.units import RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import greatest, least, rounded, when
from openvbc.worksheet.sheet import Line


def add_losses_side(draft: Draft, side: LossSide) -> Line:
    """The lines from losses to `shared_losses`, what the provider owes in dollars and cents."""
    draft.sheet.section("losses", "Shared losses")
    losses = draft.sheet.line("losses", "Losses", USD, greatest(0 - draft.sheet["savings"], 0))
    met = add_minimum_met(draft, "losses", losses, "minimum_loss_rate", side.minimum_loss_rate)
    pool = add_pool(draft, "losses", losses, met, side)
    share = _share_of_losses(draft, side.share)
    return _payment(draft, side, share, pool)


def _share_of_losses(draft: Draft, share: LossShare) -> Line:
    sheet, label = draft.sheet, "Provider's share of losses"
    clause = draft.clause("losses", "share")
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
        "least_share_of_losses", "Least share of losses", RATE, bounds.at_least, clause=draft.clause(*path)
    )
    high = sheet.term("most_share_of_losses", "Most share of losses", RATE, bounds.at_most, clause=draft.clause(*path))
    return sheet.line("share_of_losses", label, RATE, least(greatest(1 - savings_share, low), high), clause=clause)


def _payment(draft: Draft, side: LossSide, share: Line, pool: Line) -> Line:
    sheet = draft.sheet
    clause = draft.clause("losses")
    amount = sheet.line("provider_share_of_losses_pool", "Provider's share of the losses pool", USD, share * pool)
    limited = capped(draft, floored(draft, amount, "losses", side.floor), "losses", "payment", side.caps)
    label = "Shared losses owed by the provider"
    if side.floor is None:
        return sheet.line("shared_losses", label, USD, rounded(limited, 2), clause=clause)
    owed = sheet.line("losses_payable", "Losses are owed", YES_OR_NO, amount > 0)
    return sheet.line("shared_losses", label, USD, when(owed, rounded(limited, 2), 0), clause=clause)
