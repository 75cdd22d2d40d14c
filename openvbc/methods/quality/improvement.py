"""Improvement: the raw score against one's own earlier result, by change, relative change, or share of a gap closed."""

from decimal import Decimal

from openvbc.contract.scorecard import Improvement
from openvbc.methods.quality.draft import ScorecardDraft, holds_from_one
from openvbc.methods.quality.ladder import Ladder, Rung, add_ladder
from openvbc.units import FACTOR, POINTS, RATE, Unit
from openvbc.worksheet.formula import Formula, StepTable, lookup, present, when
from openvbc.worksheet.sheet import Line

#: Results are not told apart below this, so an earlier result under it cannot be divided by.
_SMALLEST = Decimal("1e-9")
#: Below every change for the worse that there can be.
_WORST = Decimal("-1e12")


def add_improvement(draft: ScorecardDraft, score: Line, agreed: Improvement) -> Line:
    """The lines from the earlier result to `improvement_points`; absent for a measure without an earlier result."""
    sheet = draft.sheet
    earlier = sheet.input(
        "earlier_measure_score", "Raw score of the earlier period", draft.result_unit, axis=draft.axis, optional=True,
        stated=True, ends={each.measure: each.ends for each in draft.scored}, clause=draft.clause("improvement"),
    )  # fmt: skip
    change = sheet.line("measure_change", "Change for the better", draft.result_unit, draft.better(score, earlier))
    improved: Formula = change
    if agreed.basis == "relative":
        improved = _relative(draft, change, earlier)
    elif agreed.basis == "gap_closure":
        improved = _gap_closed(draft, score, earlier)
    unit = draft.result_unit if agreed.basis == "absolute" else RATE
    points = _by_steps(agreed, improved) if agreed.between == "steps" else _by_lines(draft, agreed, improved, unit)
    clause = draft.clause("improvement")
    return sheet.line("improvement_points", "Improvement points", POINTS, points, clause=clause)


def _by_steps(agreed: Improvement, improved: Formula) -> Formula:
    """The row of the agreed table that holds the improvement; one table for all measures."""
    bounds = (_WORST, *(row.at_least for row in agreed.rows))
    points = (agreed.below, *(row.points for row in agreed.rows))
    return lookup(improved, StepTable("improvement", "Points by improvement", bounds, {"points": points}), "points")


def _by_lines(draft: ScorecardDraft, agreed: Improvement, improved: Formula, unit: Unit) -> Formula:
    """Points in straight lines from row to row of the agreed table."""
    sheet, clause = draft.sheet, draft.clause("improvement")
    rungs = [
        Rung(
            f"improvement of {unit.show_exactly(row.at_least)}",
            sheet.term(f"improvement_from_{number}", f"Improvement, row {number}", unit, row.at_least, clause=clause),
            sheet.term(f"improvement_points_{number}", f"Points, row {number}", POINTS, row.points, clause=clause),
        )
        for number, row in enumerate(agreed.rows, start=1)
    ]
    below = sheet.term("points_below_improvement", "Points below the first row", POINTS, agreed.below, clause=clause)
    return add_ladder(sheet, Ladder("improvement", "Improvement points", unit, below, rungs, 1), improved, None)


def _relative(draft: ScorecardDraft, change: Line, earlier: Line) -> Line:
    """Absent where the earlier result was zero: there is nothing to relate the change to."""
    smallest = Decimal(1) / _SMALLEST
    base = draft.sheet.line(
        "earlier_score_is_a_base", "Earlier score above zero: 1, or absent", FACTOR, holds_from_one(earlier * smallest)
    )
    return draft.sheet.line(
        "relative_improvement", "Relative improvement", RATE, when(present(base), change / earlier, base)
    )


def _gap_closed(draft: ScorecardDraft, score: Line, earlier: Line) -> Line:
    """What was reached of the way to the goal. Who was there already keeps all of it by staying there."""
    sheet = draft.sheet
    goal = draft.by_measure(
        "measure_goal", "Goal", draft.result_unit, lambda each: each.goal if each.goal is not None else each.worst
    )
    kept = sheet.line("goal_reached", "Goal reached: 1, or 0", FACTOR, when(draft.better(score, goal) >= 0, 1, 0))
    gap = sheet.line(
        "gap_to_goal", "Gap to the goal in the earlier period", draft.result_unit, draft.better(goal, earlier)
    )
    closed = draft.better(score, earlier) / gap
    return sheet.line("share_of_gap_closed", "Share of the gap closed", RATE, when(gap > 0, closed, kept))
