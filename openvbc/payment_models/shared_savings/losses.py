"""The losses side: minimum, pool, the provider's share or bands, caps and floor."""

from openvbc.contract.bands import Bands
from openvbc.methods.bands import add_bands
from openvbc.payment_models.shared_savings.limits import add_pool, capped, floored
from openvbc.payment_models.shared_savings.minimum import add_minimum_met
from openvbc.payment_models.shared_savings.savings import share_by_score
from openvbc.payment_models.shared_savings.share_terms import LossShare, ReducedByQuality
from openvbc.payment_models.shared_savings.terms import LossSide
from openvbc.payment_models.shared_savings.worksheet_builder import WorksheetBuilder
from openvbc.units import RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import Formula, first_present, greatest, least, rounded, total, when
from openvbc.worksheet.sheet import Line


def add_losses_side(builder: WorksheetBuilder, side: LossSide) -> Line:
    """The lines from losses to `shared_losses`, what the provider owes in dollars and cents."""
    builder.sheet.section("losses", "Shared losses")
    losses = builder.sheet.line("losses", "Losses", USD, greatest(0 - builder.sheet["savings"], 0))
    met = add_minimum_met(builder, "losses", losses, "minimum_loss_rate", side.minimum_loss_rate)
    pool = add_pool(builder, "losses", losses, met, side)
    bands, reduced = _bands(builder, side.share), side.share.reduced_by_quality
    if bands is None:
        return _payment(builder, side, _share_of_losses(builder, side.share) * pool)
    base = builder.base(bands.of) if bands.of != "dollars" else None
    part = _part_that_quality_leaves(builder, reduced) if reduced is not None else None
    in_bands = add_bands(builder.sheet, "losses", pool, bands, base, builder.clause("losses", "share"), part)
    return _payment(builder, side, total(in_bands))


def _bands(builder: WorksheetBuilder, share: LossShare) -> Bands | None:
    """The bands of losses: of their own, or those of savings where the risk is symmetric."""
    savings = builder.terms.savings
    if share.equal_to_share_of_savings and savings is not None and savings.bands is not None:
        return savings.bands
    return share.bands


def _part_that_quality_leaves(builder: WorksheetBuilder, reduced: ReducedByQuality) -> Line:
    """One minus the quality score; without a score, what the contract says of that."""
    unscored = 0 if reduced.when_unscored == "as_zero" else 1
    clause = builder.clause("losses", "share", "reduced_by_quality")
    score = first_present(builder.quality_score(), unscored)
    return builder.sheet.line("losses_quality_part", "One minus the quality score", RATE, 1 - score, clause=clause)


def _share_of_losses(builder: WorksheetBuilder, share: LossShare) -> Line:
    sheet, label = builder.sheet, "Provider's share of losses"
    clause = builder.clause("losses", "share")
    if share.rate is not None:
        if share.reduced_by_quality is None:
            return builder.agreed("share_of_losses", label, RATE, share.rate, "losses", "share")
        most_label = "Share of losses before quality"
        most = builder.agreed("maximum_share_of_losses", most_label, RATE, share.rate, "losses", "share")
        part = _part_that_quality_leaves(builder, share.reduced_by_quality)
        return sheet.line("share_of_losses", label, RATE, most * part, clause=clause)
    if share.by_score is not None:
        found = share_by_score(builder, "share_of_losses_by_score", share.by_score)
        return sheet.line("share_of_losses", label, RATE, found, clause=clause)
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


def _payment(builder: WorksheetBuilder, side: LossSide, share: Formula) -> Line:
    sheet = builder.sheet
    clause = builder.clause("losses")
    amount = sheet.line("provider_share_of_losses_pool", "Provider's share of the losses pool", USD, share)
    limited = capped(builder, floored(builder, amount, "losses", side.floor), "losses", "payment", side.caps)
    part = builder.part_of_payment("losses")
    limited = limited if part is None else limited * part
    label = "Shared losses owed by the provider"
    if side.floor is None:
        return sheet.line("shared_losses", label, USD, rounded(limited, 2), clause=clause)
    owed = sheet.line("losses_payable", "Losses are owed", YES_OR_NO, amount > 0)
    return sheet.line("shared_losses", label, USD, when(owed, rounded(limited, 2), 0), clause=clause)
