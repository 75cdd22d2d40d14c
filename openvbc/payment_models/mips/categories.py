"""The other categories: cost by cut points, promoting interoperability by rates, improvement activities by count."""

from collections.abc import Sequence
from decimal import Decimal

from openvbc.figures import Keyed, Value
from openvbc.money import ONE, ZERO
from openvbc.payment_models.mips.terms import MipsCost, MipsScoring, PromotingInteroperability
from openvbc.payment_models.mips.worksheet_builder import WorksheetBuilder, practice_size
from openvbc.units import CASES, FACTOR, POINTS, RATE, USD
from openvbc.worksheet.formula import Axis, Member, greatest, least, present, rounded, total, when
from openvbc.worksheet.sheet import Line

#: The cut points of a cost benchmark, from the best to the worst.
CUTS = Axis("cut_points", "Cut point", tuple(Member(f"cut_{number}", f"Cut {number}") for number in range(1, 11)))


def add_cost(builder: WorksheetBuilder, cost: MipsCost) -> Line:
    """The line `cost_score`: points of the measures that have enough cases, over their available points."""
    sheet, published = builder.sheet, builder.published
    sheet.section("cost", "Cost")
    measures = _axis("cost_measures", cost.measures)
    if cost.points == "given":
        points = sheet.input(
            "cost_points", "Points of the cost measure", POINTS, axis=measures, at_least=ZERO, optional=True,
            stated=True, clause=builder.clause("mips", "cost", "points"),
        )  # fmt: skip
    else:
        points = add_cost_points(builder, measures)
    most = published.line("mips_points_of_measure", "points_of_cost_measure", "Most points of a cost measure")
    number = sheet.line("cost_measures_scored", "Cost measures scored", CASES, total(when(present(points), 1, 0)))
    earned = total(points)
    return sheet.line(
        "cost_score", "Cost score", RATE, least(earned / (most * number), 1), rule=most.rule, places=4,
        note="Without any measure that has enough cases the category is not scored; leave it out of the contract.",
    )  # fmt: skip


def add_cost_points(builder: WorksheetBuilder, measures: Axis) -> Line:
    """The line `cost_points`: ten, less a step for each cut point that the cost is above."""
    sheet, published = builder.sheet, builder.published
    spent = sheet.input("cost_of_measure", "Cost", USD, axis=measures, at_least=ZERO, optional=True, stated=True)
    center = sheet.input("benchmark_center", "Center of the benchmark", USD, axis=measures)
    deviation = sheet.input("benchmark_deviation", "Standard deviation of the benchmark", USD, axis=measures)
    times = published.over("mips_cost_cut_deviations", "cut_deviations", CUTS, "cut")
    cuts = sheet.line("cost_cut_point", "Cut point", USD, center + deviation * times, rule=times.rule)
    step = published.over("mips_cost_points_lost", "points_lost", CUTS, "cut")
    lost = sheet.line("cost_points_lost", "Points lost at the cut", POINTS, when(spent > cuts, step, 0), rule=step.rule)
    most = published.line("mips_points_of_measure", "points_below_every_cut", "Points below every cut point")
    return sheet.line("cost_points", "Points of the cost measure", POINTS, most - total(lost, CUTS), rule=step.rule)


def add_promoting_interoperability(builder: WorksheetBuilder, agreed: PromotingInteroperability) -> Line:
    """The line `promoting_interoperability_score`: points by rate, at least one each, and attested points."""
    sheet, published = builder.sheet, builder.published
    sheet.section("promoting_interoperability", "Promoting interoperability")
    measures = _axis("objective_measures", [each.measure for each in agreed.measures])
    clause = builder.clause("mips", "promoting_interoperability", "measures")
    most_points: dict[Keyed, Value] = {each.measure: Decimal(each.most_points) for each in agreed.measures}
    most = sheet.term("objective_most_points", "Most points", POINTS, most_points, axis=measures, clause=clause)
    numerator = sheet.input("objective_numerator", "Numerator", CASES, axis=measures, at_least=ZERO)
    denominator = sheet.input("objective_denominator", "Denominator", CASES, axis=measures, at_least=ONE)
    lowest = published.line("mips_objective_lowest_points", "objective_lowest_points")
    points = sheet.line(
        "objective_points", "Points of the measure of promoting interoperability", POINTS,
        greatest(lowest, rounded(numerator / denominator * most, 0)), rule=lowest.rule,
    )  # fmt: skip
    attested = sheet.input("attested_points", "Points for attested measures and bonus", POINTS, at_least=ZERO)
    whole = published.line("mips_objective_available_points", "objective_available_points")
    return sheet.line(
        "promoting_interoperability_score", "Score of promoting interoperability", RATE,
        least((total(points) + attested) / whole, 1), rule=whole.rule, places=4,
    )  # fmt: skip


def add_improvement_activities(builder: WorksheetBuilder, scoring: MipsScoring) -> Line:
    """The line `improvement_activities_score`: points of activities, at most those that are needed."""
    sheet, published = builder.sheet, builder.published
    sheet.section("improvement_activities", "Improvement activities")
    label = "Score of improvement activities"
    if scoring.improvement_activities == "full_credit":
        rule = published.value("mips_app_activities_full_credit").citation
        clause = builder.clause("mips", "improvement_activities")
        return sheet.term("improvement_activities_score", label, RATE, ONE, clause=clause, rule=rule)
    size = practice_size(scoring)
    if not published.holds("mips_activities_have_weights"):
        each = published.line("mips_activity_points", "points_per_activity", practice=size)
        count = sheet.input("activities", "Activities", CASES, at_least=ZERO)
        points = sheet.line("activity_points", "Points of activities", POINTS, count * each, rule=each.rule)
        needed = published.line("mips_activity_points_needed", "activity_points_needed")
        score = least(points / needed, 1)
        return sheet.line("improvement_activities_score", label, RATE, score, rule=needed.rule, places=4)
    medium = published.line("mips_medium_activity_points", "medium_activity_points", practice=size)
    high = published.line("mips_high_activity_points", "high_activity_points", practice=size)
    whole = published.line("mips_activity_points_needed", "activity_points_needed")
    done = {
        weight: sheet.input(f"{weight}_activities", f"Activities of {weight} weight", CASES, at_least=ZERO)
        for weight in ("medium", "high")
    }
    points = sheet.line(
        "activity_points", "Points of activities", POINTS, done["medium"] * medium + done["high"] * high,
        rule=medium.rule,
    )  # fmt: skip
    return sheet.line("improvement_activities_score", label, RATE, least(points / whole, 1), rule=whole.rule, places=4)


def add_complex_patient_bonus(builder: WorksheetBuilder, scoring: MipsScoring) -> Line:
    """The line `complex_patient_bonus`: for patients who are sicker, or more often dual, than those of others."""
    sheet, published = builder.sheet, builder.published
    sheet.section("complex_patients", "Complex patient bonus")
    label = "Complex patient bonus"
    if scoring.complex_patient_bonus == "given":
        most = published.value("mips_most_complex_patient_bonus")
        clause = builder.clause("mips", "complex_patient_bonus")
        return sheet.input(
            "complex_patient_bonus",
            label,
            POINTS,
            at_least=ZERO,
            at_most=most.number,
            clause=clause,
            rule=most.citation,
        )
    cap = published.line("mips_most_complex_patient_bonus", "most_complex_patient_bonus")
    risk = sheet.input("average_hcc_score", "Average HCC score of patients", FACTOR, at_least=ZERO)
    dual = sheet.input("dual_proportion", "Share of dual patients", FACTOR, at_least=ZERO, at_most=ONE)
    if not published.holds("mips_complex_bonus_by_deviation"):
        times = published.line("mips_complex_bonus_times", "complex_bonus_times")
        weight = published.line("mips_complex_bonus_dual_weight", "complex_bonus_dual_weight")
        bonus = least((risk + dual * weight) * times, cap)
        return sheet.line("complex_patient_bonus", label, POINTS, bonus, rule=cap.rule)
    start = published.line("mips_complex_bonus_start", "complex_bonus_start")
    slope = published.line("mips_complex_bonus_slope", "complex_bonus_slope")
    parts = {}
    for name, words, held in (("hcc", "HCC scores", risk), ("dual", "dual shares", dual)):
        mean, deviation, median = (
            sheet.input(f"{name}_{each}", f"{told} of {words} before", FACTOR)
            for each, told in (("mean", "Mean"), ("deviation", "Standard deviation"), ("median", "Median"))
        )
        parts[name] = held, median, start + slope * (held - mean) / deviation
    (risk_held, risk_median, medical), (dual_held, dual_median, social) = parts["hcc"], parts["dual"]
    reached = sheet.line(
        "indicators_reached", "Risk indicators at or above their median", CASES,
        _reached(builder, risk_held, risk_median, "hcc") + _reached(builder, dual_held, dual_median, "dual"),
    )  # fmt: skip
    both = sheet.line("complex_components", "Medical and social component", POINTS, medical + social, rule=slope.rule)
    return sheet.line(
        "complex_patient_bonus", label, POINTS, when(reached >= 1, greatest(0, least(both, cap)), 0), rule=cap.rule,
        note="One indicator at its median opens it; then both components are added.",
    )  # fmt: skip


def _reached(builder: WorksheetBuilder, held: Line, median: Line, name: str) -> Line:
    """Whether an indicator is at or above its median, as a count."""
    label = {"hcc": "HCC score at or above its median", "dual": "Dual share at or above its median"}[name]
    return builder.sheet.line(f"{name}_reached", label, CASES, when(held >= median, 1, 0))


def _axis(name: str, keys: Sequence[str]) -> Axis:
    return Axis(name, "Measure", tuple(Member(key, key.replace("_", " ").capitalize()) for key in keys))
