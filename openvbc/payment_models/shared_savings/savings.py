"""The savings side: minimum, pool, quality, the provider's share or bands, caps, floor and haircut."""

from decimal import Decimal

from openvbc.methods.bands import add_bands
from openvbc.methods.conditions import add_reduced_for_each
from openvbc.money import ONE
from openvbc.payment_models.shared_savings.limits import add_pool, capped, floored
from openvbc.payment_models.shared_savings.minimum import add_minimum_met
from openvbc.payment_models.shared_savings.share_terms import ByScore, Escalator, Quality
from openvbc.payment_models.shared_savings.terms import SavingsSide
from openvbc.payment_models.shared_savings.worksheet_builder import WorksheetBuilder
from openvbc.units import RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import Formula, StepTable, greatest, least, lookup, rounded, total, when
from openvbc.worksheet.sheet import Line


def add_savings_side(builder: WorksheetBuilder, side: SavingsSide) -> Line:
    """The lines from savings to `shared_savings`, the provider's shared savings in dollars and cents."""
    builder.sheet.section("savings", "Shared savings")
    met = add_minimum_met(
        builder, "savings", builder.sheet["savings"], "minimum_savings_rate", side.minimum_savings_rate
    )
    pool = add_pool(builder, "savings", builder.sheet["savings"], met, side)
    if side.bands is None:
        return _payment(builder, side, _share_of_savings(builder, side) * pool)
    base = builder.base(side.bands.of) if side.bands.of != "dollars" else None
    quality = _part_that_quality_leaves(builder, side.quality) if side.quality is not None else None
    in_bands = add_bands(builder.sheet, "savings", pool, side.bands, base, builder.clause("savings", "bands"), quality)
    return _payment(builder, side, total(in_bands))


def _part_that_quality_leaves(builder: WorksheetBuilder, quality: Quality) -> Line:
    """What the shares of the bands are multiplied by: all or nothing by a gate, the score by a multiplier."""
    clause = builder.clause("savings", "quality", "gate" if quality.gate else "multiplier")
    part: Formula | Decimal = builder.quality_score() if quality.multiplier else ONE
    met = _minimum_quality_met(builder, quality)
    label = "Part of the shares that quality leaves"
    return builder.sheet.line("quality_part", label, RATE, part if met is None else when(met, part, 0), clause=clause)


def _share_of_savings(builder: WorksheetBuilder, side: SavingsSide) -> Line:
    sheet, quality = builder.sheet, side.quality
    if quality is not None and quality.escalator is not None:
        return _escalated(builder, quality.escalator)
    if quality is not None and quality.by_score is not None:
        clause = builder.clause("savings", "quality", "by_score")
        share = share_by_score(builder, "share_of_savings_by_score", quality.by_score)
        return sheet.line("share_of_savings", "Provider's share of savings", RATE, share, clause=clause)
    if side.share is None:
        raise TypeError("a side whose share quality does not set has a share")
    name, label = "share_of_savings", "Provider's share of savings"
    if quality is not None:
        name, label = "maximum_share_of_savings", "Maximum share of savings"
    if side.reduced_for_each is None:
        maximum = builder.agreed(name, label, RATE, side.share, "savings", "share")
    else:
        first = builder.agreed(f"{name}_at_first", f"{label}, at first", RATE, side.share, "savings", "share")
        clause, facts = builder.clause("savings", "reduced_for_each"), builder.terms.facts
        maximum = add_reduced_for_each(sheet, facts, name, label, first, side.reduced_for_each, clause)
    if quality is None:
        return maximum
    score = builder.quality_score()
    share = maximum * score if quality.multiplier else maximum
    clause = builder.clause("savings", "quality", "gate" if quality.gate else "multiplier")
    met = _minimum_quality_met(builder, quality)
    if met is not None:
        share = when(met, share, 0)
    return sheet.line("share_of_savings", "Provider's share of savings", RATE, share, clause=clause)


def _minimum_quality_met(builder: WorksheetBuilder, quality: Quality) -> Line | None:
    """The flag `minimum_quality_met` of a gate, alone or before a multiplier; None where no minimum is agreed."""
    use = quality.gate or quality.multiplier
    if use is None or use.minimum_score is None:
        return None
    sheet, score = builder.sheet, builder.quality_score()
    clause = builder.clause("savings", "quality", "gate" if quality.gate else "multiplier")
    gate = sheet.term("minimum_quality_score", "Minimum quality score", RATE, use.minimum_score, clause=clause)
    return sheet.line("minimum_quality_met", "Quality reaches the minimum", YES_OR_NO, score >= gate, clause=clause)


def share_by_score(builder: WorksheetBuilder, name: str, agreed: ByScore) -> Formula:
    """The share in the row that the quality score reaches; none below the first."""
    steps = [(row.at_least, row.share) for row in agreed.rows]
    if steps[0][0] > 0:
        steps.insert(0, (Decimal(0), Decimal(0)))
    bounds, shares = zip(*steps, strict=True)
    table = StepTable(name, name.replace("_", " ").capitalize(), bounds, {"share": shares})
    return lookup(builder.quality_score(), table, "share")


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


def _payment(builder: WorksheetBuilder, side: SavingsSide, share: Formula) -> Line:
    sheet = builder.sheet
    clause = builder.clause("savings")
    amount = sheet.line("provider_share_of_pool", "Provider's share of the savings pool", USD, share)
    due = floored(builder, amount, "savings", side.floor)
    if side.haircut is not None:
        path = ("savings", "haircut")
        rate = sheet.term(
            "savings_haircut", "Haircut on savings", RATE, side.haircut.rate, clause=builder.clause(*path)
        )
        if side.haircut.applied == "before_caps":
            due = sheet.line("savings_after_haircut", "Savings less the haircut", USD, due * (1 - rate))
            limited = capped(builder, due, "savings", "payment", side.caps)
        else:
            capped_due = capped(builder, due, "savings", "payment", side.caps)
            due = sheet.line("savings_before_haircut", "Savings payment before the haircut", USD, capped_due)
            limited = due * (1 - rate)
    else:
        limited = capped(builder, due, "savings", "payment", side.caps)
    part = builder.part_of_payment("savings")
    limited = limited if part is None else limited * part
    deducted = [builder.deduction(each) for each in builder.terms.deductions if each.taken_off == "payment"]
    if deducted:
        label = "Savings payment before deductions"
        left: Formula = sheet.line("savings_before_deductions", label, USD, limited, clause=clause)
        for line in deducted:
            left = left - line
        limited = greatest(left, 0)
    label = "Shared savings earned by the provider"
    if side.floor is None:
        return sheet.line("shared_savings", label, USD, rounded(limited, 2), clause=clause)
    # A floor pays only where something is payable at all, so that it never turns nothing into a payment.
    payable = sheet.line("savings_payable", "Savings are payable", YES_OR_NO, amount > 0)
    return sheet.line("shared_savings", label, USD, when(payable, rounded(limited, 2), 0), clause=clause)
