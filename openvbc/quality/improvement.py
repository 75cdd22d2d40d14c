"""Improvement: the raw score against one's own earlier result, by change, relative change, or share of a gap closed."""

import operator
from decimal import Decimal

from openvbc.contract.scorecard import Improvement
from openvbc.quality.scoring_scale import ScoringScale, add_scale
from openvbc.quality.worksheet_builder import ScorecardBuilder
from openvbc.units import POINTS, RATE, Unit
from openvbc.worksheet.formula import Axis, Formula, Member, StepTable, absent, lookup, when
from openvbc.worksheet.sheet import Line

#: Below every change for the worse that there can be.
_WORST = Decimal("-1e12")


def add_improvement(builder: ScorecardBuilder, score: Line, agreed: Improvement) -> Line:
    """The lines from the earlier result to `improvement_points`; absent for a measure without an earlier result."""
    sheet = builder.sheet
    earlier = builder.earlier_scores()
    change = sheet.line("measure_change", "Change for the better", builder.result_unit, builder.better(score, earlier))
    improved: Formula = change
    if agreed.basis == "relative":
        improved = _relative(builder, change, earlier)
    elif agreed.basis == "gap_closure":
        improved = _gap_closed(builder, score, earlier)
    unit = builder.result_unit if agreed.basis == "absolute" else RATE
    points = _by_steps(agreed, improved) if agreed.between == "steps" else _by_lines(builder, agreed, improved, unit)
    clause = builder.clause("improvement")
    return sheet.line("improvement_points", "Improvement points", POINTS, points, clause=clause)


def _by_steps(agreed: Improvement, improved: Formula) -> Formula:
    """The row of the agreed table that holds the improvement; one table for all measures."""
    bounds = (_WORST, *(row.at_least for row in agreed.rows))
    points = (agreed.below, *(row.points for row in agreed.rows))
    return lookup(improved, StepTable("improvement", "Points by improvement", bounds, {"points": points}), "points")


def _by_lines(builder: ScorecardBuilder, agreed: Improvement, improved: Formula, unit: Unit) -> Formula:
    """Points in straight lines from row to row of the agreed table."""
    sheet, clause = builder.sheet, builder.clause("improvement")
    keys = [str(number) for number in range(1, len(agreed.rows) + 1)]
    at = [row.at_least for row in agreed.rows]
    rows = Axis(
        "improvement_rows",
        "Rows of improvement",
        tuple(Member(key, f"improvement of {unit.show_exactly(each)}") for key, each in zip(keys, at, strict=True)),
    )
    cut = sheet.term(
        "improvement_from", "Improvement from which the row holds", unit, dict(zip(keys, at, strict=True)), axis=rows,
        clause=clause,
    )  # fmt: skip
    of_row = {key: row.points for key, row in zip(keys, agreed.rows, strict=True)}
    points = sheet.term("points_at_improvement", "Points at that improvement", POINTS, of_row, axis=rows, clause=clause)
    below = sheet.term("points_below_improvement", "Points below the first row", POINTS, agreed.below, clause=clause)
    scale = ScoringScale("improvement", "Improvement points", rows, below, cut, points, None, lambda _, lines: lines)
    return add_scale(sheet, scale, improved, operator.ge, operator.lt)


def _relative(builder: ScorecardBuilder, change: Line, earlier: Line) -> Line:
    """Absent where the earlier result was zero: there is nothing to relate the change to."""
    relative = when(earlier > 0, change / earlier, absent())
    return builder.sheet.line("relative_improvement", "Relative improvement", RATE, relative)


def _gap_closed(builder: ScorecardBuilder, score: Line, earlier: Line) -> Line:
    """What was reached of the way to the goal. Who was there already keeps all of it by staying there."""
    sheet = builder.sheet
    goal = builder.measure_goal()
    label = "Share kept by who was there already"
    kept = sheet.line("goal_reached", label, RATE, when(builder.reaches(score, goal), 1, 0))
    gap = sheet.line(
        "gap_to_goal", "Gap to the goal in the earlier period", builder.result_unit, builder.better(goal, earlier)
    )
    closed = builder.better(score, earlier) / gap
    return sheet.line("share_of_gap_closed", "Share of the gap closed", RATE, when(gap > 0, closed, kept))
