"""The savings side: minimum, pool, quality, the provider's share, caps and floor."""

from openvbc.payment_models.shared_savings.limits import add_pool, capped, floored
from openvbc.payment_models.shared_savings.minimum import add_minimum_met
from openvbc.payment_models.shared_savings.terms import Escalator, SavingsSide
from openvbc.payment_models.shared_savings.worksheet_builder import WorksheetBuilder
from openvbc.units import RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import Formula, greatest, least, rounded, when
from openvbc.worksheet.sheet import Line


def add_savings_side(builder: WorksheetBuilder, side: SavingsSide) -> Line:
    """The lines from savings to `shared_savings`, the provider's shared savings in dollars and cents."""
    builder.sheet.section("savings", "Shared savings")
    met = add_minimum_met(
        builder, "savings", builder.sheet["savings"], "minimum_savings_rate", side.minimum_savings_rate
    )
    add_pool(builder, "savings", builder.sheet["savings"], met, side)
    share = _share_of_savings(builder, side)
    return _payment(builder, side, share)


def _share_of_savings(builder: WorksheetBuilder, side: SavingsSide) -> Line:
    sheet, quality = builder.sheet, side.quality
    if quality is not None and quality.escalator is not None:
        return _escalated(builder, quality.escalator)
    if side.share is None:
        raise TypeError("a side without escalator has a share")
    clause = builder.clause("savings", "share")
    if quality is None:
        return sheet.term("share_of_savings", "Provider's share of savings", RATE, side.share, clause=clause)
    maximum = sheet.term("maximum_share_of_savings", "Maximum share of savings", RATE, side.share, clause=clause)
    score = builder.quality_score()
    use_of_quality = quality.gate or quality.multiplier
    minimum = use_of_quality.minimum_score if use_of_quality else None
    share: Formula = maximum * score if quality.multiplier else maximum
    use = "gate" if quality.gate else "multiplier"
    clause = builder.clause("savings", "quality", use)
    if minimum is not None:
        gate = sheet.term("minimum_quality_score", "Minimum quality score", RATE, minimum, clause=clause)
        label = "Quality reaches the minimum"
        met = sheet.line("minimum_quality_met", label, YES_OR_NO, score >= gate, clause=clause)
        share = when(met, share, 0)
    return sheet.line("share_of_savings", "Provider's share of savings", RATE, share, clause=clause)


def _escalated(builder: WorksheetBuilder, escalator: Escalator) -> Line:
    """Straight lines from threshold over target to stretch; nothing below the threshold, no more above stretch."""
    sheet = builder.sheet
    path = ("savings", "quality", "escalator")
    score = builder.quality_score()

    def term(name: str, label: str) -> Line:
        return sheet.term(f"quality_{name}", label, RATE, getattr(escalator, name), clause=builder.clause(*path, name))

    threshold, target = term("threshold", "Quality threshold"), term("target", "Quality target")
    stretch = term("stretch", "Quality stretch goal")
    low = term("share_at_threshold", "Share of savings at the threshold")
    middle = term("share_at_target", "Share of savings at the target")
    high = term("share_at_stretch", "Share of savings at the stretch goal")
    met = sheet.line("minimum_quality_met", "Quality reaches the threshold", YES_OR_NO, score >= threshold)
    to_target = sheet.line(
        "share_gained_to_target",
        "Share gained between threshold and target",
        RATE,
        (middle - low) * (least(greatest(score, threshold), target) - threshold) / (target - threshold),
    )
    to_stretch = sheet.line(
        "share_gained_to_stretch",
        "Share gained between target and stretch goal",
        RATE,
        (high - middle) * (least(greatest(score, target), stretch) - target) / (stretch - target),
    )
    return sheet.line(
        "share_of_savings",
        "Provider's share of savings",
        RATE,
        when(met, low + to_target + to_stretch, 0),
        clause=builder.clause(*path),
    )


def _payment(builder: WorksheetBuilder, side: SavingsSide, share: Line) -> Line:
    sheet = builder.sheet
    clause = builder.clause("savings")
    amount = sheet.line(
        "provider_share_of_pool", "Provider's share of the savings pool", USD, share * sheet["savings_pool"]
    )
    limited = capped(builder, floored(builder, amount, "savings", side.floor), "savings", "payment", side.caps)
    label = "Shared savings earned by the provider"
    if side.floor is None:
        return sheet.line("shared_savings", label, USD, rounded(limited, 2), clause=clause)
    # A floor pays only where something is payable at all, so that it never turns nothing into a payment.
    payable = sheet.line("savings_payable", "Savings are payable", YES_OR_NO, amount > 0)
    return sheet.line("shared_savings", label, USD, when(payable, rounded(limited, 2), 0), clause=clause)
