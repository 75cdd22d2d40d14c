"""The lines of the composite quality score: a figure, the mean of scaled scores, or calculated from results."""

from decimal import Decimal

from openvbc.errors import ContractError, Fault
from openvbc.figures import Keyed, Value
from openvbc.money import ZERO
from openvbc.payment_models.episode_payment.terms import QualityScale, Retrospective
from openvbc.payment_models.episode_payment.worksheet_builder import WorksheetBuilder, in_words
from openvbc.units import CASES, POINTS, SCORE, YES_OR_NO
from openvbc.worksheet.formula import Axis, Formula, Member, at, by_member, greatest, least, total, when
from openvbc.worksheet.sheet import Line

_PATH = "retrospective"
_NAME, _LABEL = "composite_quality_score", "Composite quality score"
_HUNDRED = Decimal(100)
#: The measures of CJR whose percentile earns points, and the bands of percentiles that do, the lowest first.
_CJR_MEASURES = Axis(
    "quality_measures",
    "Measure",
    (
        Member("hip_knee_complications", "Complications after hip or knee replacement"),
        Member("patient_experience", "Patients' experience (HCAHPS)"),
    ),
)
_BANDS = Axis(
    "percentile_bands",
    "Percentile from",
    tuple(Member(f"from_{percent}", str(percent)) for percent in range(30, 100, 10)),
)


def add_composite_score(builder: WorksheetBuilder, agreed: Retrospective) -> Line:
    """The composite quality score of the year: 0 to 100, of CJR 0 to 20."""
    builder.sheet.section("quality", "Quality")
    if agreed.score_from_percentiles:
        return _by_percentiles(builder)
    if not agreed.quality_measures:
        most = Decimal(20) if builder.terms.program == "cjr" else _HUNDRED
        return builder.sheet.input(_NAME, _LABEL, POINTS, at_least=ZERO, at_most=most, clause=builder.clause(_PATH))
    return _mean_of_measures(builder, agreed)


def _mean_of_measures(builder: WorksheetBuilder, agreed: Retrospective) -> Line:
    """The mean of the measures' scaled scores by the episodes that they are about."""
    sheet = builder.sheet
    axis = Axis("quality_measures", "Measure", tuple(Member(each, in_words(each)) for each in agreed.quality_measures))
    clause = builder.clause(_PATH, "quality_measures")
    if agreed.quality_scales:
        scores = _scaled_scores(builder, agreed, axis)
    else:
        scores = sheet.input(
            "measure_score", "Scaled score of the measure", POINTS, axis=axis, at_least=ZERO, at_most=_HUNDRED,
            optional=True, stated=True, clause=clause,
        )  # fmt: skip
    volume = sheet.input(
        "measure_episodes", "Episodes that the measure is about", CASES, axis=axis, at_least=ZERO, optional=True,
        stated=True, clause=clause,
    )  # fmt: skip
    return sheet.line(_NAME, _LABEL, POINTS, total(scores * volume) / total(volume), clause=clause)


def _scaled_scores(builder: WorksheetBuilder, agreed: Retrospective, axis: Axis) -> Line:
    """What each measure's result earns on its scale: the score of the last step that it reaches, 0 before the first."""
    sheet, clause = builder.sheet, builder.clause(_PATH, "quality_scales")
    if set(agreed.quality_scales) != set(axis.keys):
        raise ContractError(
            Fault("quality_scales and quality_measures name different measures", clause.where, fix="name the same")
        )
    result = sheet.input("measure_result", "Result of the measure", SCORE, axis=axis, clause=clause)
    earned = {
        measure: _on_scale(builder, measure, agreed.quality_scales[measure], at(result, axis, measure))
        for measure in axis.keys
    }
    return sheet.line("measure_score", "Scaled score of the measure", POINTS, by_member(axis, earned), clause=clause)


def _on_scale(builder: WorksheetBuilder, measure: str, agreed: QualityScale, result: Formula) -> Formula:
    sheet, clause = builder.sheet, builder.clause(_PATH, "quality_scales", measure)
    label = in_words(measure)
    steps = Axis(
        f"steps_of_{measure}", "Step", tuple(Member(f"step_{n}", str(n)) for n in range(1, len(agreed.steps) + 1))
    )
    at_step: dict[Keyed, Value] = {key: each.result for key, each in zip(steps.keys, agreed.steps, strict=True)}
    scores = [each.score for each in agreed.steps]
    gained: dict[Keyed, Value] = {
        key: score - before for key, score, before in zip(steps.keys, scores, [ZERO, *scores], strict=False)
    }
    bound = sheet.term(f"result_at_step_of_{measure}", f"{label}: result of the step", SCORE, at_step, axis=steps,
                       clause=clause)  # fmt: skip
    points = sheet.term(f"points_of_step_of_{measure}", f"{label}: points that the step adds", POINTS, gained,
                        axis=steps, clause=clause)  # fmt: skip
    reached = result >= bound if agreed.better == "higher" else result <= bound
    return total(when(reached, points, 0), steps)


def _by_percentiles(builder: WorksheetBuilder) -> Line:
    """CJR: points by each measure's national percentile, for submitted outcomes and for improvement, at most 20."""
    sheet, published = builder.sheet, builder.published
    clause = builder.clause(_PATH, "score_from_percentiles")
    known = sheet.input("measure_has_value", "The hospital has a value (25 cases; 100 surveys)", YES_OR_NO,
                        axis=_CJR_MEASURES, clause=clause)  # fmt: skip
    given = sheet.input("measure_percentile", "National percentile of the hospital's value", SCORE, axis=_CJR_MEASURES,
                        at_least=ZERO, at_most=_HUNDRED, clause=clause)  # fmt: skip
    without = published.line("cjr_percentile_without_value", "percentile_without_value")
    percentile = sheet.line("percentile_used", "Percentile that counts", SCORE, when(known, given, without),
                            rule=without.rule)  # fmt: skip
    bands = published.over("cjr_percentile_band", "percentile_band", _BANDS, "band")
    earned: dict[str, Formula] = {}
    for measure in _CJR_MEASURES.keys:
        points = published.over(f"cjr_{measure}_points", f"{measure}_points", _BANDS, "band")
        reached = sheet.line(
            f"{measure}_points_reached", f"{in_words(measure)}: points of the bands that are reached", POINTS,
            when(at(percentile, _CJR_MEASURES, measure) >= bands, points, 0), rule=points.rule,
        )  # fmt: skip
        earned[measure] = greatest(*(at(reached, _BANDS, key) for key in _BANDS.keys))
    by_percentile = sheet.line("points_by_percentile", "Points by percentile", POINTS,
                               by_member(_CJR_MEASURES, earned), rule=bands.rule)  # fmt: skip
    improved = sheet.input("measure_improved", "The measure improved enough for its improvement points", YES_OR_NO,
                           axis=_CJR_MEASURES, clause=clause)  # fmt: skip
    more = published.over("cjr_improvement_points", "improvement_points", _CJR_MEASURES, "measure")
    submitted = sheet.input(
        "outcomes_submitted", "Patients' reported outcomes were submitted", YES_OR_NO, clause=clause
    )
    for_outcomes = published.line("cjr_outcomes_points", "outcomes_points")
    most = published.line("cjr_most_points", "most_points")
    for_improvement = sheet.line("points_for_improvement", "Points for improvement", POINTS, when(improved, more, 0),
                                 rule=more.rule)  # fmt: skip
    submitted_points = sheet.line("points_for_outcomes", "Points for submitted outcomes", POINTS,
                                  when(submitted, for_outcomes, 0), rule=for_outcomes.rule)  # fmt: skip
    added = total(by_percentile + for_improvement) + submitted_points
    return sheet.line(_NAME, _LABEL, POINTS, least(added, most), rule=most.rule)
