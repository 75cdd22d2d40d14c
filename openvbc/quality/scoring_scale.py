"""Points by standing: steps, or straight lines from one cut point to the next. Cut points may differ by measure.

The rows of a scale stand below each other; each takes over from those above it where its cut point is reached, so the
last row that is reached decides. Two rows may share one cut point: then the later one counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from openvbc.units import POINTS, Unit
from openvbc.worksheet.formula import Formula, all_of, when
from openvbc.worksheet.sheet import Line, Worksheet


@dataclass(frozen=True)
class CutPoint:
    """One row: where it begins, how many points it gives there, and what people call it."""

    label: str
    cut: Formula
    points: Formula


@dataclass(frozen=True)
class ScoringScale:
    """Rows with the points below the first.

    name and label begin the names of its lines. sloped: None for steps; 1 where points rise in straight lines to the
    next row (a formula, 1 or 0 by measure, where the two are mixed). touching: rows whose cut point can equal the next.
    """

    name: str
    label: str
    unit: Unit
    below: Formula
    cut_points: Sequence[CutPoint]
    sloped: "Formula | int | None" = None
    touching: frozenset[int] = frozenset()


def add_scale(sheet: Worksheet, scale: ScoringScale, value: Formula, turned: Formula | None) -> Formula:
    """The lines from a value to its points. turned: −1 where lower is better; None where higher always is."""
    points: Formula = scale.below
    for index, cut_point in enumerate(scale.cut_points):
        distance = value - cut_point.cut
        reached = value >= cut_point.cut if turned is None else distance * turned >= 0
        gained: Formula = cut_point.points
        if scale.sloped is not None and index + 1 < len(scale.cut_points):
            gained = cut_point.points + _rise(sheet, scale, index) * distance / _width(sheet, scale, index)
        label = f"{scale.label}, {cut_point.label} considered"
        points = sheet.line(f"{scale.name}_through_{index + 1}", label, POINTS, when(reached, gained, points))
    return points


def _rise(sheet: Worksheet, scale: ScoringScale, index: int) -> Formula:
    low, high = scale.cut_points[index], scale.cut_points[index + 1]
    rise = high.points - low.points
    if not isinstance(scale.sloped, int) and scale.sloped is not None:
        rise = rise * scale.sloped
    return sheet.line(f"{scale.name}_rise_{index + 1}", f"{scale.label} gained from {low.label} on", POINTS, rise)


def _width(sheet: Worksheet, scale: ScoringScale, index: int) -> Line:
    """From one cut point to the next. Where both are one, the next row counts at once and the width does not matter."""
    low, high = scale.cut_points[index], scale.cut_points[index + 1]
    width: Formula = high.cut - low.cut
    if index in scale.touching:
        width = when(all_of(high.cut >= low.cut, high.cut <= low.cut), 1, width)
    return sheet.line(f"{scale.name}_width_{index + 1}", f"From {low.label} to {high.label}", scale.unit, width)
