"""Where lines over months, lags or the like stand on the page. Geometry only: templates/charts.jinja draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import pairwise
from textwrap import shorten
from typing import Final

from openvbc.money import EXACT, ZERO
from openvbc.reports.document.tree import Curves
from openvbc.reports.html.scale import TICK_HEIGHT, Scale, Tick, at, ticks, whole_scale


@dataclass(frozen=True)
class CurvesLayout:
    """How wide a picture is, how high its lines may rise, and how much is for names and for what stands below."""

    name: str
    width: int
    plot_height: int
    amount_width: int
    name_width: int
    place_width: int


WIDE: Final = CurvesLayout("wide", 960, 250, 70, 190, 84)
NARROW: Final = CurvesLayout("narrow", 360, 200, 52, 96, 60)
_TOP, _AXIS, _NAME_HEIGHT, _LETTER = 14, 30, Decimal(17), 7
#: Styles of lines that differ by stroke as well as by color; more lines begin anew.
_STYLES: Final = 5


@dataclass(frozen=True)
class DrawnCurve:
    """One line: its style, the points of its pieces, its dots, and its name with the end that it stands beside."""

    style: int
    pieces: tuple[str, ...]
    dots: tuple[tuple[str, str, str], ...]
    label: str
    label_y: str


@dataclass(frozen=True)
class CurvesChart:
    """Lines in one layout. places: what stands below, where there is room for it."""

    layout: CurvesLayout
    height: int
    plot_left: int
    plot_right: int
    plot_bottom: int
    curves: tuple[DrawnCurve, ...]
    ticks: tuple[Tick, ...]
    places: tuple[Tick, ...]


def curves_drawn(block: Curves) -> tuple[CurvesChart, ...]:
    """The lines drawn for wide and for narrow pages."""
    return tuple(_drawn(block, layout) for layout in (WIDE, NARROW))


def _drawn(block: Curves, layout: CurvesLayout) -> CurvesChart:
    with localcontext(EXACT):
        left, right = layout.amount_width, layout.width - layout.name_width
        bottom = _TOP + layout.plot_height
        known = [ZERO, *(each for curve in block.curves for each in curve.amounts if each is not None)]
        # Heights grow upwards, places on the page downwards: a scale of heights, taken from the bottom.
        heights = whole_scale(known, ZERO, Decimal(layout.plot_height))
        steps = max(len(block.places) - 1, 1)
        xs = [left + Decimal(number) * (right - left) / steps for number in range(len(block.places))]
        rising = ticks(heights, Decimal(layout.plot_height), block.unit, TICK_HEIGHT)
        ends = _ends(block, heights, bottom)
        curves = tuple(
            _curve(block, number, xs, heights, (bottom, ends[number], layout)) for number in range(len(block.curves))
        )
        return CurvesChart(
            layout,
            bottom + _AXIS,
            left,
            right,
            bottom,
            curves,
            tuple(Tick(at(bottom - Decimal(tick.x)), tick.text) for tick in rising),
            _places(block.places, xs, layout),
        )


def _ends(block: Curves, heights: Scale, bottom: int) -> list[Decimal]:
    """Where each line's name stands: beside its end, and below the name above it where they would touch."""
    at_end = [
        bottom - heights.x(next((each for each in reversed(curve.amounts) if each is not None), ZERO))
        for curve in block.curves
    ]
    order = sorted(range(len(at_end)), key=lambda number: at_end[number])
    for above, below in pairwise(order):
        at_end[below] = max(at_end[below], at_end[above] + _NAME_HEIGHT)
    # What was pushed below the picture moves up again, and what stands above it with it.
    for number, each in enumerate(reversed(order)):
        at_end[each] = min(at_end[each], bottom - _NAME_HEIGHT * number)
    return at_end


def _curve(
    block: Curves, number: int, xs: Sequence[Decimal], heights: Scale, place: tuple[int, Decimal, CurvesLayout]
) -> DrawnCurve:
    curve = block.curves[number]
    bottom, label_y, layout = place
    pieces: list[list[str]] = [[]]
    dots = []
    for x, amount, along in zip(xs, curve.amounts, block.places, strict=True):
        if amount is None:
            pieces.append([])
            continue
        y = bottom - heights.x(amount)
        pieces[-1].append(f"{at(x)},{at(y)}")
        dots.append((at(x), at(y), f"{curve.label}, {along}: {block.unit.show(amount)}"))
    told = shorten(curve.label, (layout.name_width - 12) // _LETTER, placeholder="…")
    return DrawnCurve(
        number % _STYLES, tuple(" ".join(each) for each in pieces if each), tuple(dots), told, at(label_y + 5)
    )


def _places(places: Sequence[str], xs: Sequence[Decimal], layout: CurvesLayout) -> tuple[Tick, ...]:
    """What stands below: every place, or each second, third, ... where they would touch."""
    room = (xs[-1] - xs[0]) / max(len(places) - 1, 1) if len(places) > 1 else Decimal(layout.place_width)
    every = int((Decimal(layout.place_width) / max(room, Decimal(1))).to_integral_value("ROUND_CEILING")) or 1
    letters = layout.place_width // _LETTER
    return tuple(
        Tick(at(x), shorten(place, letters, placeholder="…"))
        for number, (x, place) in enumerate(zip(xs, places, strict=True))
        if number % every == 0
    )
