"""The quality scorecard as lines of a worksheet: results, achievement, improvement, points, domains, one score."""

from decimal import Decimal

from openvbc.contract.model import QualityScorecard
from openvbc.contract.scorecard import Measure
from openvbc.methods.quality.achievement import add_achievement
from openvbc.methods.quality.composite import add_composite
from openvbc.methods.quality.draft import ScorecardDraft, axis_of
from openvbc.methods.quality.improvement import add_improvement
from openvbc.methods.quality.results import add_results
from openvbc.money import ZERO
from openvbc.units import FACTOR, POINTS, RATE, YES_OR_NO
from openvbc.worksheet.formula import Formula, first_present, greatest, when
from openvbc.worksheet.sheet import Line, Worksheet


def add_quality_scorecard(sheet: Worksheet, agreed: QualityScorecard, year: int) -> Line:
    """The lines from results of measures to `quality_score`, a rate from 0 to 1.

    year: the performance year, which decides what need only be reported and which published cut points hold.
    ContractError or ParameterError where a measure has no cut points for that year.
    """
    draft = ScorecardDraft(sheet, agreed, year, axis_of(agreed.terms.measures))
    points, maximum = add_measure_points(draft)
    return add_composite(draft, points, maximum)


def add_measure_points(draft: ScorecardDraft) -> tuple[Line, Line]:
    """The lines from results to `measure_points`; with them the most points that a measure can have."""
    draft.sheet.section("measures", "Measures")
    score = add_results(draft)
    draft.sheet.section("points", "Points of measures")
    maximum = draft.by_measure("maximum_points", "Most points", POINTS, lambda measure: maximum_points(draft, measure))
    earned = _performance_points(draft, score) if score is not None else None
    points = _with_reporting(draft, earned, maximum)
    if draft.terms.absent_measures == "zero_points":
        points = first_present(points, 0)
    return draft.sheet.line("measure_points", "Points", POINTS, points), maximum


def maximum_points(draft: ScorecardDraft, measure: Measure) -> Decimal:
    """The most points that a measure can earn in the agreed way of counting."""
    terms = draft.terms
    achievement = terms.scale_of(measure).maximum
    improvement = terms.improvement.rows[-1].points if terms.improvement else ZERO
    if terms.count == "improvement":
        return improvement
    if terms.blend is not None:
        return achievement * terms.blend.achievement + improvement * terms.blend.improvement
    return max(achievement, improvement)


def _performance_points(draft: ScorecardDraft, score: Line) -> Formula:
    terms = draft.terms
    if terms.improvement is None:
        return add_achievement(draft, score)
    improvement = add_improvement(draft, score, terms.improvement)
    if terms.count == "improvement":
        return improvement
    achievement = add_achievement(draft, score)
    if terms.blend is None:
        return greatest(achievement, first_present(improvement, 0))
    sheet, blend, clause = draft.sheet, terms.blend, draft.clause("blend")
    shares = (
        sheet.term("weight_of_achievement", "Weight of achievement", RATE, blend.achievement, clause=clause),
        sheet.term("weight_of_improvement", "Weight of improvement", RATE, blend.improvement, clause=clause),
    )
    # Without an earlier result there is no improvement to blend in, so achievement counts for all of it.
    return achievement * shares[0] + first_present(improvement, achievement) * shares[1]


def _with_reporting(draft: ScorecardDraft, earned: Formula | None, maximum: Line) -> Formula:
    """In a reporting year a measure has all its points if it was reported, none if it was not."""
    if not draft.reported_only:
        if earned is None:
            raise TypeError("a scorecard has measures that are scored or reported")
        return earned
    sheet = draft.sheet
    reported = sheet.input(
        "measure_reported", "Completely reported", YES_OR_NO, axis=draft.axis, optional=True, stated=True,
        ends={each.measure: (None, None) for each in draft.reported_only}, clause=draft.clause("measures"),
    )  # fmt: skip
    label = "Points for reporting"
    for_reporting = sheet.line(
        "reporting_points", label, POINTS, when(first_present(reported, otherwise=False), maximum, 0)
    )
    if earned is None:
        return for_reporting
    flags = {each.measure: Decimal(int(each in draft.reported_only)) for each in draft.terms.measures}
    only = sheet.term(
        "reporting_only", "1 where reporting is enough this year", FACTOR, flags, axis=draft.axis,
        clause=draft.clause("measures"),
    )  # fmt: skip
    return when(only > 0, for_reporting, earned)
