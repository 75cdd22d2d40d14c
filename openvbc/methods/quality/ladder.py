"""Points by standing: steps, or straight lines from one cut point to the next. Cut points may differ by measure.

The rows of a ladder stand below each other; each takes over from those above it where its cut point is reached, so the
last row that is reached decides. Two rows may share one cut point: then the later one counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from openvbc.units import POINTS, Unit
from openvbc.worksheet.formula import Formula, all_of, when
from openvbc.worksheet.sheet import Line, Worksheet


@dataclass(frozen=True)
class Rung:
    """One row: where it begins, how many points it gives there, and what people call it."""

    label: str
    cut: Formula
    points: Formula


@dataclass(frozen=True)
class Ladder:
    """Rows with the points below the first.

    name and label begin the names of its lines. sloped: None for steps; 1 where points rise in straight lines to the
    next row (a formula, 1 or 0 by measure, where the two are mixed). touching: rows whose cut point can equal the next.
    """

    name: str
    label: str
    unit: Unit
    below: Formula
    rungs: Sequence[Rung]
    sloped: "Formula | int | None" = None
    touching: frozenset[int] = frozenset()


def add_ladder(sheet: Worksheet, ladder: Ladder, value: Formula, turned: Formula | None) -> Formula:
    """The lines from a value to its points. turned: −1 where lower is better; None where higher always is."""
    points: Formula = ladder.below
    for index, rung in enumerate(ladder.rungs):
        distance = value - rung.cut
        reached = value >= rung.cut if turned is None else distance * turned >= 0
        gained: Formula = rung.points
        if ladder.sloped is not None and index + 1 < len(ladder.rungs):
            gained = rung.points + _rise(sheet, ladder, index) * distance / _width(sheet, ladder, index)
        label = f"{ladder.label}, {rung.label} considered"
        points = sheet.line(f"{ladder.name}_through_{index + 1}", label, POINTS, when(reached, gained, points))
    return points


def _rise(sheet: Worksheet, ladder: Ladder, index: int) -> Formula:
    low, high = ladder.rungs[index], ladder.rungs[index + 1]
    rise = high.points - low.points
    if not isinstance(ladder.sloped, int) and ladder.sloped is not None:
        rise = rise * ladder.sloped
    return sheet.line(f"{ladder.name}_rise_{index + 1}", f"{ladder.label} gained from {low.label} on", POINTS, rise)


def _width(sheet: Worksheet, ladder: Ladder, index: int) -> Line:
    """From one cut point to the next. Where both are one, the next row counts at once and the width does not matter."""
    low, high = ladder.rungs[index], ladder.rungs[index + 1]
    width: Formula = high.cut - low.cut
    if index in ladder.touching:
        width = when(all_of(high.cut >= low.cut, high.cut <= low.cut), 1, width)
    return sheet.line(f"{ladder.name}_width_{index + 1}", f"From {low.label} to {high.label}", ladder.unit, width)
