"""From category scores to the final score and the payment adjustment, two years later."""

from decimal import Decimal
from typing import Final

from openvbc.citation import Citation
from openvbc.errors import ParameterError
from openvbc.methods.published_lines import least_confirmed
from openvbc.money import ZERO
from openvbc.payment_models.mips.terms import Category, MipsScoring
from openvbc.payment_models.mips.worksheet_builder import WorksheetBuilder, practice_size
from openvbc.units import FACTOR, POINTS, RATE, USD
from openvbc.worksheet.formula import Axis, Formula, Member, by_member, least, rounded, total, when
from openvbc.worksheet.sheet import Line

LABELS: Final[dict[Category, str]] = {
    "quality": "Quality",
    "cost": "Cost",
    "improvement_activities": "Improvement activities",
    "promoting_interoperability": "Promoting interoperability",
}
#: Fewer categories than these give no score of their own.
_FEWEST_CATEGORIES: Final = 2
#: The scale of a score.
_WHOLE: Final = 100


def add_final_score(builder: WorksheetBuilder, scoring: MipsScoring, bonus: Line | None) -> Line:
    """The line `final_score`: categories by their weights, and the bonus; at most a hundred."""
    sheet, published = builder.sheet, builder.published
    sheet.section("final_score", "Final score")
    threshold = published.line("mips_performance_threshold", "performance_threshold")
    scored = scoring.scored
    if len(scored) < _FEWEST_CATEGORIES:
        rule = published.value("mips_fewer_than_two_categories").citation
        return sheet.line("final_score", "Final score", POINTS, threshold + 0, places=2, rule=rule)
    axis = Axis("categories", "Category", tuple(Member(each, LABELS[each]) for each in scored))
    score = sheet.line(
        "category_score", "Score of the category", RATE,
        by_member(axis, {each: sheet[f"{each}_score"] for each in scored}), places=4,
    )  # fmt: skip
    weights = {each: _weight(builder, scoring, each) for each in scored}
    rule = least_confirmed([citation for _, citation in weights.values()])
    weight = sheet.parameter(
        "category_weight", "Weight of the category", RATE, {each: value for each, (value, _) in weights.items()},
        axis=axis, rule=rule,
    )  # fmt: skip
    points = sheet.line("category_points", "Points of the category", POINTS, score * weight * _WHOLE, rule=rule)
    places = published.value("mips_final_score_places")
    whole = total(points) if bonus is None else total(points) + bonus
    return sheet.line(
        "final_score", "Final score", POINTS, rounded(least(whole, _WHOLE), int(places.number)),
        places=2, rule=rule,
    )  # fmt: skip


def _weight(builder: WorksheetBuilder, scoring: MipsScoring, category: Category) -> tuple[Decimal, Citation]:
    """The weight of a category, when those that are left out are reweighted. ParameterError where no rule says it."""
    left_out = [each for each in LABELS if each not in scoring.scored]
    missing = "+".join(left_out) or "none"
    if scoring.pathway == "app":
        missing = "+".join(each for each in left_out if each != "cost") or "none"
        value = builder.published.value("mips_app_weight", category=category, left_out=missing)
    elif missing == "none":
        value = builder.published.value("mips_category_weight", category=category)
    else:
        size = practice_size(scoring)
        try:
            value = builder.published.value("mips_reweighted", category=category, left_out=missing, practice=size)
        except ParameterError:
            if missing == "cost" and not builder.published.value("mips_category_weight", category="cost").number:
                value = builder.published.value("mips_category_weight", category=category)
            else:
                raise
    return value.number, value.citation


def add_adjustment(builder: WorksheetBuilder, score: Line) -> Line:
    """The line `mips_payment`: the adjustment of Part B payments by the final score."""
    sheet, published = builder.sheet, builder.published
    sheet.section("adjustment", "Payment adjustment")
    threshold = sheet["performance_threshold"]
    percent = published.line("mips_applicable_percent", "applicable_percent")
    scaling = published.line("mips_most_scaling_factor", "most_scaling_factor")
    factor = sheet.input(
        "scaling_factor", "Scaling factor of the payment year", FACTOR, at_least=ZERO,
        at_most=published.value("mips_most_scaling_factor").number, rule=scaling.rule,
        note="CMS sets it so that what is added equals what is taken; it rests on all clinicians.",
    )  # fmt: skip
    floor = published.line("mips_flat_floor", "flat_floor")
    upward = sheet.line(
        "upward_adjustment", "Adjustment at and above the threshold", RATE,
        percent * factor * (score - threshold) / (_WHOLE - threshold), rule=scaling.rule, places=4,
    )  # fmt: skip
    downward = sheet.line(
        "downward_adjustment", "Adjustment below the threshold", RATE,
        when(score <= threshold * floor, 0 - percent, 0 - percent * (threshold - score) / threshold), rule=floor.rule,
        places=4,
    )  # fmt: skip
    adjustment = sheet.line(
        "payment_adjustment", "Payment adjustment", RATE, when(score >= threshold, upward, downward), places=4,
        rule=percent.rule,
    )  # fmt: skip
    whole: Formula = adjustment
    if published.holds("mips_has_exceptional_adjustment"):
        whole = adjustment + _exceptional(builder, score)
    paid = builder.part_b_payments()
    return sheet.line("mips_payment", "Adjustment of Part B payments", USD, rounded(paid * whole, 2))


def _exceptional(builder: WorksheetBuilder, score: Line) -> Line:
    """What exceptional performance adds: a line from the additional threshold to a hundred, scaled to its pool."""
    sheet, published = builder.sheet, builder.published
    threshold = published.line("mips_exceptional_threshold", "exceptional_threshold")
    low = published.line("mips_exceptional_at_threshold", "exceptional_at_threshold")
    high = published.line("mips_exceptional_at_hundred", "exceptional_at_hundred")
    factor = sheet.input(
        "exceptional_scaling_factor", "Scaling factor of exceptional performance", FACTOR, at_least=ZERO,
        note="CMS sets it so that the additional adjustments of all stay within their pool.",
    )  # fmt: skip
    line = low + (high - low) * (score - threshold) / (_WHOLE - threshold)
    return sheet.line(
        "exceptional_adjustment", "Additional adjustment for exceptional performance", RATE,
        when(score >= threshold, least(line * factor, high), 0), rule=low.rule, places=4,
    )  # fmt: skip
