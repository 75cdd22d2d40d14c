"""The quality category: points by decile of a measure's benchmark, bonus points, improvement."""

from decimal import Decimal

from openvbc.figures import Keyed, Value
from openvbc.money import ONE, ZERO
from openvbc.payment_models.mips.terms import MipsQuality, MipsScoring
from openvbc.payment_models.mips.worksheet_builder import WorksheetBuilder, practice_size
from openvbc.units import CASES, FACTOR, POINTS, RATE, YES_OR_NO
from openvbc.worksheet.formula import (
    Axis,
    Formula,
    Member,
    absent,
    all_of,
    at,
    by_member,
    first_present,
    greatest,
    least,
    present,
    rounded,
    total,
    when,
)
from openvbc.worksheet.sheet import Line

#: The deciles of a benchmark, by where each begins; the tenth has no end.
DECILES = Axis("deciles", "Decile", tuple(Member(f"decile_{number}", f"Decile {number}") for number in range(1, 11)))


def add_quality(builder: WorksheetBuilder, scoring: MipsScoring, quality: MipsQuality) -> Line:
    """The line `quality_score`: points over available points, and improvement; at most all."""
    sheet, published = builder.sheet, builder.published
    sheet.section("quality", "Quality")
    measures = Axis(
        "quality_measures", "Measure",
        tuple(Member(each.measure, each.measure.replace("_", " ").capitalize()) for each in quality.measures),
    )  # fmt: skip
    most = published.line("mips_points_of_measure", "points_of_measure")
    if quality.points == "given":
        points: Line = sheet.input(
            "measure_points", "Points of the measure", POINTS, axis=measures, at_least=ZERO,
            clause=builder.clause("mips", "quality", "points"),
        )  # fmt: skip
    else:
        points = _points_by_decile(builder, scoring, quality, measures)
    number = sheet.term(
        "measures_counted", "Measures that count", CASES, Decimal(len(quality.measures)),
        clause=builder.clause("mips", "quality", "measures"),
    )  # fmt: skip
    available = sheet.line("available_points", "Points that are available", POINTS, most * number, rule=most.rule)
    achieved = sheet.line("achieved_points", "Points of all measures", POINTS, total(points))
    earned: Formula = achieved
    if scoring.small_practice:
        bonus = published.line("mips_small_practice_bonus", "small_practice_bonus")
        earned = earned + bonus
    if published.holds("mips_has_complex_organization_adjustment"):
        a_point = published.line("mips_complex_organization_points", "complex_organization_points")
        cap = published.line("mips_complex_organization_cap", "complex_organization_cap")
        reported = sheet.input(
            "electronic_measures", "Electronic measures reported completely, of an entity or virtual group", CASES,
            at_least=ZERO,
        )  # fmt: skip
        adjusted = sheet.line(
            "complex_organization_adjustment", "Complex organization adjustment", POINTS,
            least(reported * a_point, cap * available), rule=a_point.rule,
        )  # fmt: skip
        earned = earned + adjusted
    improvement = _improvement(builder, achieved / available)
    return sheet.line(
        "quality_score", "Quality score", RATE, least(earned / available + improvement, 1), rule=most.rule, places=4,
        note="Under the APM Performance Pathway an ACO's score for its quality standard too.",
    )  # fmt: skip


def _points_by_decile(builder: WorksheetBuilder, scoring: MipsScoring, quality: MipsQuality, measures: Axis) -> Line:
    """The line `measure_points`: the decile in which the rate lies, and the share of the way to the next."""
    sheet, published = builder.sheet, builder.published
    clause = builder.clause("mips", "quality", "measures")
    rate = sheet.input("measure_rate", "Rate", FACTOR, axis=measures, optional=True, stated=True)
    begins = sheet.input(
        "decile_begins", "Rate at which the decile begins", FACTOR, axis=(measures, DECILES), optional=True,
        stated=True, note="As the benchmark prints them; absent where it prints none.",
    )  # fmt: skip
    signs: dict[Keyed, Value] = {each.measure: -ONE if each.lower_is_better else ONE for each in quality.measures}
    sign = sheet.term(
        "better_is", "Whether more (1) or less (−1) is better", CASES, signs, axis=measures, clause=clause
    )
    keys = DECILES.keys
    following = {key: at(begins, DECILES, keys[index + 1]) for index, key in enumerate(keys[:-1])}
    ends = by_member(DECILES, following, absent())
    reached = sheet.line("decile_reached", "The decile is reached", YES_OR_NO, (rate - begins) * sign >= 0)
    short = by_member(DECILES, {key: (rate - end) * sign for key, end in following.items()}, absent())
    lies = sheet.line(
        "rate_lies_here", "The rate lies in the decile", YES_OR_NO,
        all_of(reached, first_present(short, -1) < 0),
        note="It reaches the decile, and not the next one, if there is one.",
    )  # fmt: skip
    numbers = by_member(DECILES, {key: Decimal(index) for index, key in enumerate(keys, 1)})
    within = first_present((rate - begins) / (ends - begins), 0)
    points = sheet.line(
        "decile_points", "Points, if the rate lies in the decile", POINTS, when(lies, numbers + within, absent())
    )
    lowest = published.line("mips_lowest_points", "lowest_points", practice=practice_size(scoring))
    places = published.value("mips_points_places")
    found = first_present(total(points, DECILES), lowest)
    cap = published.line("mips_topped_out_points", "topped_out_points")
    capped = {each.measure: least(found, cap) for each in quality.measures if each.topped_out}
    scored = by_member(measures, capped, found) if capped else found
    return sheet.line(
        "measure_points", "Points of the measure", POINTS,
        when(present(rate), rounded(scored, int(places.number)), 0), rule=lowest.rule,
        note="A measure that is not reported has no rate: it has no points, and counts among those that are available.",
    )  # fmt: skip


def _improvement(builder: WorksheetBuilder, achieved: Formula) -> Formula:
    """What is added for having got better since the year before; nothing in the first year, or without a score then."""
    sheet, published = builder.sheet, builder.published
    if not published.holds("mips_scores_improvement"):
        return sheet.line("quality_improvement", "Improvement", RATE, achieved - achieved)
    before = sheet.input(
        "quality_achievement_before", "Share of points achieved the year before", RATE, at_least=ZERO, at_most=ONE,
        optional=True, stated=True,
    )  # fmt: skip
    rate = published.line("mips_improvement_rate", "improvement_rate")
    floor = published.line("mips_improvement_floor", "improvement_floor")
    most = published.line("mips_most_improvement", "most_improvement")
    base = sheet.line(
        "improvement_base", "The same, at least the floor", RATE, greatest(before, floor), rule=floor.rule
    )
    grown = (achieved - base) / base * rate
    return sheet.line(
        "quality_improvement", "Improvement", RATE, first_present(least(greatest(grown, 0), most), 0), rule=rate.rule,
        places=4,
    )  # fmt: skip
