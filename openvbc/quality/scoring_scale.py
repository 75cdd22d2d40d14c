"""Points by standing: steps, or straight lines from one cut point to the next. Cut points may differ by measure.

The rows of a scale stand below each other; each takes over from those above it where its cut point is reached, so the
last row that is reached decides. Two rows may share one cut point: then the later one counts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from openvbc.units import POINTS, Unit
from openvbc.worksheet.formula import Formula, all_of, when
from openvbc.worksheet.sheet import Worksheet


@dataclass(frozen=True)
class CutPoint:
    """One row: where it begins, how many points it gives there, and what people call it.

    approached: the points to which the straight line from the row above rises; None where they are this row's own.
    """

    label: str
    cut: Formula
    points: Formula
    approached: Formula | None = None


@dataclass(frozen=True)
class ScoringScale:
    """Rows with the points below the first.

    name and label begin the names of its lines. sloped: None for steps; else what holds of the points in steps and of
    those in straight lines to the next row. touching: rows whose cut point can equal the next.
    """

    name: str
    label: str
    unit: Unit
    below: Formula
    cut_points: Sequence[CutPoint]
    sloped: Callable[[Formula, Formula], Formula] | None = None
    touching: frozenset[int] = frozenset()


def add_scale(
    sheet: Worksheet, scale: ScoringScale, value: Formula, reaches: Callable[[Formula, Formula], Formula]
) -> Formula:
    """The lines from a value to its points. reaches: the condition that a value is as good as a cut point."""
    points: Formula = scale.below
    for index, cut_point in enumerate(scale.cut_points):
        reached = reaches(value, cut_point.cut)
        gained: Formula = cut_point.points
        if scale.sloped is not None and index + 1 < len(scale.cut_points):
            following = scale.cut_points[index + 1]
            end = following.points if following.approached is None else following.approached
            rise = end - cut_point.points
            sloped = cut_point.points + rise * (value - cut_point.cut) / _width(sheet, scale, index)
            gained = scale.sloped(gained, sloped)
        label = f"{scale.label}, {cut_point.label} considered"
        points = sheet.line(f"{scale.name}_through_{index + 1}", label, POINTS, when(reached, gained, points))
    return points


def _width(sheet: Worksheet, scale: ScoringScale, index: int) -> Formula:
    """From one cut point to the next. Where both are one, the next row counts at once and the width does not matter."""
    low, high = scale.cut_points[index], scale.cut_points[index + 1]
    width = high.cut - low.cut
    if index not in scale.touching:
        return width
    apart = when(all_of(high.cut >= low.cut, high.cut <= low.cut), 1, width)
    return sheet.line(f"{scale.name}_width_{index + 1}", f"From {low.label} to {high.label}", scale.unit, apart)
