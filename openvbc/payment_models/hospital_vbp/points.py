"""Points for each measure: how far a hospital is from the threshold to the benchmark, and how far it has come.

The formulas hold for measures where more is better and where less is: numerator and denominator change sign together.
"""

from openvbc.money import ZERO
from openvbc.payment_models.hospital_vbp.measures import COLON, HYSTERECTOMY
from openvbc.payment_models.hospital_vbp.worksheet_builder import WorksheetBuilder
from openvbc.units import CASES, FACTOR, POINTS, YES_OR_NO
from openvbc.worksheet.formula import (
    Axis,
    Formula,
    absent,
    all_of,
    at,
    by_member,
    first_present,
    greatest,
    least,
    present,
    rounded,
    when,
)
from openvbc.worksheet.sheet import Line


def add_points(builder: WorksheetBuilder, axis: Axis) -> None:
    """The line `measure_score`, and `scored_points`, in which surgical site infections stand once."""
    sheet = builder.sheet
    sheet.section("performance", "Performance and performance standards")
    performance = _performance(builder, axis)
    baseline = sheet.input(
        "baseline_rate", "Rate in the baseline period", FACTOR, axis=axis, optional=True, stated=True,
        note="Absent where the hospital had too few cases then: its improvement is not scored.",
    )  # fmt: skip
    threshold = _standard(builder, "achievement_threshold", "Achievement threshold", axis)
    benchmark = _standard(builder, "benchmark", "Benchmark", axis)

    sheet.section("points", "Achievement and improvement")
    published = builder.published
    most = published.line("hvbp_points_at_benchmark", "points_at_benchmark")
    scale = published.line("hvbp_achievement_scale", "achievement_scale")
    offset = published.line("hvbp_achievement_offset", "achievement_offset")
    share = sheet.line(
        "achievement_share", "Share of the way from threshold to benchmark", FACTOR,
        (performance - threshold) / (benchmark - threshold), rule=scale.rule,
    )  # fmt: skip
    between = greatest(rounded(scale * share + offset, 0), 0)
    achievement = sheet.line(
        "achievement_points", "Achievement points", POINTS, when(share >= 1, most, between), rule=scale.rule
    )
    improvement_scale = published.line("hvbp_improvement_scale", "improvement_scale")
    improvement_offset = published.line("hvbp_improvement_offset", "improvement_offset")
    most_improvement = published.line("hvbp_most_improvement_points", "most_improvement_points")
    rule = improvement_scale.rule
    improved = sheet.line(
        "improved", "Better than in the baseline period", YES_OR_NO,
        (performance - baseline) * (benchmark - threshold) > 0, rule=rule,
    )  # fmt: skip
    come = sheet.line(
        "improvement_share", "Share of the way from baseline to benchmark, if short of it", FACTOR,
        when(all_of(improved, share < 1), (performance - baseline) / (benchmark - baseline), absent()), rule=rule,
    )  # fmt: skip
    earned = greatest(least(rounded(improvement_scale * come + improvement_offset, 0), most_improvement), 0)
    improvement = sheet.line(
        "improvement_points", "Improvement points", POINTS,
        when(improved, first_present(earned, most_improvement), 0), rule=rule,
    )  # fmt: skip
    score = sheet.line(
        "measure_score", "Measure score, the higher of the two", POINTS,
        first_present(greatest(achievement, improvement), achievement), rule=published.value("hvbp_scoring").citation,
    )  # fmt: skip
    if builder.combines_ssi:
        _add_combined_ssi(builder, axis, score)


def _performance(builder: WorksheetBuilder, axis: Axis) -> Formula:
    """The rates that are scored: those given, or those of them that rest on enough cases."""
    sheet = builder.sheet
    label = "Rate in the performance period"
    rate = sheet.input("performance_rate", label, FACTOR, axis=axis, optional=True, stated=True)
    if builder.terms.sufficient_data == "stated":
        return rate
    cases = sheet.input(
        "eligible_cases", "Cases, surveys or predicted infections", CASES, axis=axis, at_least=ZERO, places=3
    )
    minimum = builder.published.over("hvbp_minimum_cases", "minimum_cases", axis, "measure")
    return sheet.line(
        "scored_rate", "Rate in the performance period, with enough cases", FACTOR,
        when(cases >= minimum, rate, absent()), rule=minimum.rule,
    )  # fmt: skip


def _standard(builder: WorksheetBuilder, name: str, label: str, axis: Axis) -> Line:
    """A performance standard for every measure of an axis."""
    if builder.terms.standards == "published":
        return builder.published.over(f"hvbp_{name}", name, axis, "measure", label)
    return builder.sheet.input(name, label, FACTOR, axis=axis, clause=builder.clause("standards"))


def _add_combined_ssi(builder: WorksheetBuilder, axis: Axis, score: Line) -> None:
    """Surgical site infections of two kinds of surgery make one score, weighted by their predicted infections."""
    sheet = builder.sheet
    sheet.section("surgical_site_infections", "Surgical site infections, scored as one measure")
    colon, hysterectomy = at(score, axis, COLON), at(score, axis, HYSTERECTOMY)
    rule = builder.published.value("hvbp_ssi_is_combined").citation
    clause = builder.clause("ssi")
    both = sheet.line(
        "both_ssi_scored", "Both surgical site infections are scored", YES_OR_NO,
        all_of(present(colon), present(hysterectomy)), rule=rule,
    )  # fmt: skip
    if builder.terms.ssi == "stated":
        together: Formula = sheet.input(
            "stated_ssi_score", "Score of both, as the payer states it", POINTS, at_least=ZERO, optional=True,
            stated=True, clause=clause, note="Needed only where both are scored: it depends on predicted infections.",
        )  # fmt: skip
    else:
        ends = dict.fromkeys((COLON, HYSTERECTOMY), (ZERO, None))
        predicted = sheet.input(
            "predicted_infections", "Predicted infections", CASES, axis=axis, optional=True, stated=True, ends=ends,
            clause=clause, places=3,
        )  # fmt: skip
        weight = at(predicted, axis, HYSTERECTOMY)
        share = sheet.line(
            "hysterectomy_share", "Share of abdominal hysterectomy in predicted infections", FACTOR,
            when(both, weight / (at(predicted, axis, COLON) + weight), absent()), rule=rule,
        )  # fmt: skip
        together = rounded(colon + (hysterectomy - colon) * share, 0)
    combined = sheet.line(
        "combined_ssi_score", "Score of surgical site infections", POINTS,
        when(both, together, first_present(colon, hysterectomy)), rule=rule,
    )  # fmt: skip
    sheet.line(
        "ssi_not_combined", "Scored surgical site infections that lack a score together", CASES,
        when(both, first_present(combined - combined, 1), 0), at_most=ZERO, rule=rule,
        note="A figure that is missing here would leave the measure out of its domain in silence, so it is refused.",
    )  # fmt: skip
    points = by_member(axis, {COLON: combined, HYSTERECTOMY: absent()}, score)
    sheet.line("scored_points", "Points that count", POINTS, points, rule=rule)
