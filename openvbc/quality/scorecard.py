"""The quality scorecard as lines of a worksheet: results, achievement, improvement, points, domains, one score."""

from decimal import Decimal

from openvbc.contract.model import QualityScorecard
from openvbc.contract.scorecard import Measure
from openvbc.errors import ContractError, Fault
from openvbc.money import ZERO
from openvbc.quality.achievement import add_achievement
from openvbc.quality.composite import add_composite
from openvbc.quality.improvement import add_improvement
from openvbc.quality.results import add_results
from openvbc.quality.strata import with_strata
from openvbc.quality.worksheet_builder import ScorecardBuilder, axis_of
from openvbc.units import POINTS, RATE, YES_OR_NO
from openvbc.worksheet.formula import Formula, absent, all_of, at, by_member, first_present, greatest, when
from openvbc.worksheet.sheet import Line, Profile, Worksheet

#: Stands where a way of collecting has no points: no scale gives fewer than 0.
_LESS_THAN_ANY = -1


def add_quality_scorecard(sheet: Worksheet, agreed: QualityScorecard, year: int, peers: tuple[str, ...] = ()) -> Line:
    """The lines from results of measures to `quality_score`, a rate from 0 to 1.

    year: the performance year, which decides what need only be reported and which published cut points hold. peers:
    those whose results are at hand (`peer_result`), for cut points that are their percentiles.
    ContractError or ParameterError where a measure has no cut points for that year.
    """
    if not agreed.terms.scales:
        raise ContractError(
            Fault(
                "the quality_scorecard has no scales, and points are asked for",
                agreed.clause().where,
                why="what a result is worth cannot be known",
                fix="add `scales:` and the cut points of the measures",
            )
        )
    builder = ScorecardBuilder(sheet, agreed, year, axis_of(agreed.terms.measures), peers)
    points, maximum = add_measure_points(builder)
    return add_composite(builder, _each_measure_once(builder, points), maximum)


def add_measure_points(builder: ScorecardBuilder) -> tuple[Line, Line]:
    """The lines from results to `measure_points`; with them the most points that a measure can have."""
    builder.sheet.section("measures", "Measures")
    score = add_results(builder)
    builder.sheet.section("points", "Points of measures")
    maximum = builder.by_measure(
        "maximum_points", "Most points", POINTS, lambda measure: maximum_points(builder, measure)
    )
    earned = _performance_points(builder, score) if score is not None else None
    points = with_strata(builder, _with_reporting(builder, earned, maximum), maximum)
    if builder.terms.absent_measures == "zero_points":
        points = first_present(points, 0)
    builder.sheet.profiles += (Profile("scorecard", "Points of each measure", "measure_points"),)
    return builder.sheet.line("measure_points", "Points", POINTS, points), maximum


def _each_measure_once(builder: ScorecardBuilder, points: Line) -> Line:
    """Of measures that were collected in several ways, only the way with the most points; the first of equal ones."""
    ways: dict[str, list[str]] = {}
    for each in builder.terms.measures:
        if each.counts_as is not None:
            ways.setdefault(each.counts_as, []).append(each.measure)
    if all(len(keys) == 1 for keys in ways.values()):
        return points
    points_there = {
        key: first_present(at(points, builder.axis, key), _LESS_THAN_ANY) for keys in ways.values() for key in keys
    }
    best: dict[str, Formula] = {}
    for keys in ways.values():
        for place, key in enumerate(keys):
            fewer_before = [points_there[key] > points_there[other] for other in keys[:place]]
            best[key] = all_of(*fewer_before, *(points_there[key] >= points_there[other] for other in keys[place:]))
    sheet, axis = builder.sheet, builder.axis
    label = "Counts: of the ways in which the measure was collected, the one with most points"
    counts = sheet.line("collection_counts", label, YES_OR_NO, by_member(axis, best, otherwise=True))
    return sheet.line("points_counted", "Points of each measure once", POINTS, when(counts, points, absent()))


def maximum_points(builder: ScorecardBuilder, measure: Measure) -> Decimal:
    """The most points that a measure can earn in the agreed way of counting."""
    terms = builder.terms
    achievement = terms.scale_of(measure).maximum
    improvement = terms.improvement.rows[-1].points if terms.improvement else ZERO
    if terms.count == "improvement":
        return improvement
    if terms.blend is not None:
        return achievement * terms.blend.achievement + improvement * terms.blend.improvement
    return max(achievement, improvement)


def _performance_points(builder: ScorecardBuilder, score: Line) -> Formula:
    terms = builder.terms
    if terms.improvement is None:
        return add_achievement(builder, score)
    improvement = add_improvement(builder, score, terms.improvement)
    if terms.count == "improvement":
        return improvement
    achievement = add_achievement(builder, score)
    if terms.blend is None:
        return greatest(achievement, first_present(improvement, 0))
    sheet, blend, clause = builder.sheet, terms.blend, builder.clause("blend")
    shares = (
        sheet.term("weight_of_achievement", "Weight of achievement", RATE, blend.achievement, clause=clause),
        sheet.term("weight_of_improvement", "Weight of improvement", RATE, blend.improvement, clause=clause),
    )
    # Without an earlier result there is no improvement to blend in, so achievement counts for all of it.
    return achievement * shares[0] + first_present(improvement, achievement) * shares[1]


def _with_reporting(builder: ScorecardBuilder, earned: Formula | None, maximum: Line) -> Formula:
    """In a reporting year a measure has all its points if it was reported, none if it was not."""
    if not builder.reported_only:
        if earned is None:
            raise TypeError("a scorecard has measures that are scored or reported")
        return earned
    sheet = builder.sheet
    reported = sheet.input(
        "measure_reported", "Completely reported", YES_OR_NO, axis=builder.axis, optional=True, stated=True,
        ends={each.measure: (None, None) for each in builder.reported_only}, clause=builder.clause("measures"),
    )  # fmt: skip
    for_reporting = when(first_present(reported, otherwise=False), maximum, 0)
    only = [each.measure for each in builder.reported_only]
    return for_reporting if earned is None else by_member(builder.axis, dict.fromkeys(only, for_reporting), earned)
