"""Points by standing: steps, or straight lines from one cut point to the next. Cut points may differ by measure.

The rows of a scale stand below each other, worst first, and are an axis. The last row whose cut point is reached
decides. Two rows may share one cut point: then the later one counts.
"""

from collections.abc import Callable
from dataclasses import dataclass

from openvbc.units import POINTS
from openvbc.worksheet.formula import (
    Axis,
    Formula,
    absent,
    all_of,
    as_formula,
    first_present,
    following,
    present,
    total,
    when,
)
from openvbc.worksheet.sheet import Line, Worksheet

#: Whether a value is as good as a cut point, or whether it is worse.
Condition = Callable[[Formula, Formula], Formula]


@dataclass(frozen=True)
class ScoringScale:
    """Rows, with the points below the first.

    name and label begin the names of its lines. rows: their axis. cut: where each begins. points: what it gives there.
    approached: the points to which the straight line from the row above rises; None where they are each row's own.
    sloped: None for steps; else what holds of the points in steps and of those in straight lines to the next row.
    """

    name: str
    label: str
    rows: Axis
    below: Formula
    cut: Line
    points: Line
    approached: Line | None = None
    sloped: Callable[[Formula, Formula], Formula] | None = None


def add_scale(
    sheet: Worksheet, scale: ScoringScale, value: Formula, reaches: Condition, falls_short: Condition
) -> Formula:
    """The lines from a value to its points."""
    rows, cut, points = scale.rows, scale.cut, scale.points
    gained: Formula = points
    if scale.sloped is not None:
        end = following(points if scale.approached is None else scale.approached, rows)
        width = following(cut, rows) - cut
        gained = scale.sloped(points, first_present(points + (end - points) * (value - cut) / width, points))
    is_last = first_present(falls_short(value, following(cut, rows)), as_formula(value=True))
    of_row = sheet.line(
        f"{scale.name}_at_cut_point",
        f"{scale.label}, where the cut point decides",
        POINTS,
        when(all_of(reaches(value, cut), is_last), gained, absent()),
        note="The last cut point that is reached decides.",
    )
    return when(present(value), first_present(total(of_row, over=rows), scale.below), absent())
