"""Where the columns and marks of a histogram stand on the page. Geometry only: templates/charts.jinja draws it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Final

from openvbc.money import EXACT, ZERO
from openvbc.reports.document.tree import Bin, Histogram
from openvbc.reports.html.scale import Scale, Tick, at, ticks, whole_scale
from openvbc.units import RATE


@dataclass(frozen=True)
class HistogramLayout:
    """How wide a picture is, and how high its columns may be."""

    name: str
    width: int
    plot_height: int


WIDE: Final = HistogramLayout("wide", 960, 190)
NARROW: Final = HistogramLayout("narrow", 360, 150)
_MARK_HEIGHT, _AXIS, _SIDE, _BESIDE_MARK = 19, 30, 12, 5
_LEAST_HEIGHT, _LEAST_WIDTH, _GAP = Decimal("1.5"), Decimal(5), Decimal(1)


@dataclass(frozen=True)
class DrawnColumn:
    """One column in place.

    kind: total, negative where money is owed, or nothing where one amount is a column of its own.
    """

    kind: str
    x: str
    y: str
    width: str
    height: str
    meaning: str


@dataclass(frozen=True)
class DrawnMark:
    """A marked amount: its line from `top` down, and its words on the side where there is room (anchor)."""

    x: str
    top: str
    text: str
    text_x: str
    text_y: str
    anchor: str


@dataclass(frozen=True)
class HistogramChart:
    """A histogram in one layout."""

    layout: HistogramLayout
    height: int
    plot_top: int
    plot_bottom: int
    columns: tuple[DrawnColumn, ...]
    marks: tuple[DrawnMark, ...]
    ticks: tuple[Tick, ...]


def histogram_drawn(block: Histogram) -> tuple[HistogramChart, ...]:
    """The histogram drawn for wide and for narrow pages."""
    return tuple(_drawn(block, layout) for layout in (WIDE, NARROW))


def _drawn(block: Histogram, layout: HistogramLayout) -> HistogramChart:
    with localcontext(EXACT):
        top = 8 + _MARK_HEIGHT * len(block.marks)
        bottom = top + layout.plot_height
        left, right = Decimal(_SIDE), Decimal(layout.width - _SIDE)
        ends = [*(end for each in block.bins for end in (each.low, each.high)), *(mark.amount for mark in block.marks)]
        scale = whole_scale(ends, left, right)
        return HistogramChart(
            layout,
            bottom + _AXIS,
            top,
            bottom,
            tuple(_columns(block, scale, layout, bottom)),
            tuple(_marks(block, scale, layout)),
            ticks(scale, right, block.unit),
        )


def _columns(block: Histogram, scale: Scale, layout: HistogramLayout, bottom: int) -> Iterator[DrawnColumn]:
    most = max((each.share for each in block.bins), default=ZERO) or Decimal(1)
    for each in block.bins:
        start, end = scale.x(each.low), scale.x(each.high)
        if end - start < _LEAST_WIDTH:  # one amount that many cases have, such as nothing at all
            middle = (start + end) / 2
            start, end = middle - _LEAST_WIDTH / 2, middle + _LEAST_WIDTH / 2
        else:
            end -= _GAP
        height = max(each.share / most * layout.plot_height, _LEAST_HEIGHT)
        kind = "negative" if each.high <= ZERO and each.low < ZERO else "total" if each.high > each.low else "nothing"
        yield DrawnColumn(kind, at(start), at(bottom - height), at(end - start), at(height), _meaning(block, each))


def _meaning(block: Histogram, each: Bin) -> str:
    stretch = block.unit.show(each.low)
    if each.high != each.low:
        stretch += f" to {block.unit.show(each.high)}"
    return f"{stretch}: {RATE.show(each.share)}"


def _marks(block: Histogram, scale: Scale, layout: HistogramLayout) -> Iterator[DrawnMark]:
    """Each in a row of its own above the columns, so that no words touch, in the order of their amounts."""
    for row, mark in enumerate(sorted(block.marks, key=lambda each: each.amount)):
        x = scale.x(mark.amount)
        is_left = x > Decimal(layout.width) / 2
        beside = -_BESIDE_MARK if is_left else _BESIDE_MARK
        base = 8 + _MARK_HEIGHT * (row + 1) - 5
        yield DrawnMark(
            at(x),
            str(base - 11),
            f"{mark.label} {mark.shown}",
            at(x + beside),
            str(base),
            "end" if is_left else "start",
        )
