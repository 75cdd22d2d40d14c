"""Where each bar of the waterfall stands on the page. Geometry only: templates/charts.jinja draws it.

Bars lie, so that their labels can be read. When one stretch of the scale holds no end of a bar and is most of its
length (a benchmark of hundreds of millions beside savings of a few), that stretch is cut out and the cut is drawn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import pairwise
from textwrap import wrap

from openvbc.money import EXACT, ZERO, plain, rounded, shifted
from openvbc.reports.waterfall import WaterfallBar
from openvbc.units import USD, Unit
from openvbc.worksheet.sheet import BarRole

#: A stretch without any bar's end is cut out of the scale if it is at least this part of the whole.
_CUT_FROM = Decimal("0.6")
_CUT_WIDTH = Decimal(26)
#: What is drawn beyond the cut, as a part of the plot, so that a cut bar still shows both its ends.
_BEYOND = Decimal("0.14")
_LEAST_BAR = Decimal(2)
_ZIGZAG = 7
#: What the text of a tick needs at least.
_TICK_WIDTH = Decimal(56)


@dataclass(frozen=True)
class Layout:
    """How wide the drawing is and where its labels go; `label_width` 0 puts them above the bars."""

    name: str
    width: int
    label_width: int
    amount_width: int
    letters: int
    row: int
    thickness: int


#: The same drawing twice: style sheets show one of them, by the width of the screen.
WIDE = Layout("wide", width=960, label_width=262, amount_width=136, letters=30, row=46, thickness=26)
NARROW = Layout("narrow", width=360, label_width=0, amount_width=0, letters=30, row=68, thickness=18)

_LINE_HEIGHT = 16
_AXIS = 30


@dataclass(frozen=True)
class Cut:
    """A piece of the cut on the page: a gap with two zigzag edges, over all rows or over one bar."""

    x: str
    y: str
    width: str
    height: str
    left_edge: str
    right_edge: str


@dataclass(frozen=True)
class Tick:
    """A mark of the scale."""

    x: str
    text: str


@dataclass(frozen=True)
class DrawnBar:
    """One bar in place. kind: total, negative (a total below zero), adds or takes; style sheets color and hatch it."""

    kind: str
    label: tuple[tuple[str, str], ...]
    amount: str
    amount_x: str
    amount_y: str
    x: str
    y: str
    width: str
    height: int
    end_x: str
    link_from: str
    link_to: str
    row_top: str


@dataclass(frozen=True)
class Chart:
    """A drawing of the waterfall in one layout."""

    layout: Layout
    height: int
    plot_top: int
    plot_bottom: int
    zero_x: str
    bars: tuple[DrawnBar, ...]
    ticks: tuple[Tick, ...]
    cuts: tuple[Cut, ...]


@dataclass(frozen=True)
class WaterfallView:
    """A waterfall drawn for wide and narrow pages; each bar with the anchor of what it stands for.

    name: of its anchors, once on a page. cut: the amounts between which the scale is cut, if it is.
    """

    name: str
    title: str
    charts: tuple[Chart, ...]
    bars: tuple[tuple[WaterfallBar, str], ...]
    cut: tuple[str, str] | None


@dataclass(frozen=True)
class _Scale:
    """Amounts to places on the page, in one or two stretches of the same scale."""

    low: Decimal
    left: Decimal
    per_dollar: Decimal
    cut: tuple[Decimal, Decimal] | None

    def x(self, amount: Decimal) -> Decimal:
        """Where the amount stands."""
        place = self.left + (amount - self.low) * self.per_dollar
        if self.cut is None or amount < self.cut[1]:
            return place
        return place - (self.cut[1] - self.cut[0]) * self.per_dollar + _CUT_WIDTH


def waterfall_view(
    name: str, title: str, bars: Sequence[WaterfallBar], anchors: Sequence[str], unit: Unit = USD
) -> WaterfallView:
    """The waterfall of the bars, each with the anchor that it leads to; the scale is in their unit."""
    return WaterfallView(
        name,
        title,
        tuple(draw(bars, layout, unit) for layout in (WIDE, NARROW)),
        tuple(zip(bars, anchors, strict=True)),
        cut_of(bars, unit),
    )


def draw(bars: Sequence[WaterfallBar], layout: Layout, unit: Unit = USD) -> Chart:
    """The drawing of the bars in a layout; the scale is in their unit."""
    with localcontext(EXACT):
        left = Decimal(layout.label_width + 12 if layout.label_width else 8)
        right = Decimal(layout.width - layout.amount_width - 12)
        scale = _scale(bars, left, right)
        top = 8
        bottom = top + layout.row * len(bars)
        drawn = tuple(_bar(bar, index, scale, layout, top) for index, bar in enumerate(bars))
        return Chart(
            layout,
            bottom + _AXIS,
            top,
            bottom,
            _at(scale.x(ZERO)),
            drawn,
            _ticks(scale, right, unit),
            tuple(_cuts(scale, layout, drawn, (top, bottom))),
        )


def cut_of(bars: Sequence[WaterfallBar], unit: Unit = USD) -> tuple[str, str] | None:
    """The two amounts between which no bar ends and part of the scale is cut out, in short; None if it is whole."""
    with localcontext(EXACT):
        gap = _empty_stretch(_levels(bars))
        return (_short(gap[0], unit), _short(gap[1], unit)) if gap else None


def _levels(bars: Sequence[WaterfallBar]) -> list[Decimal]:
    """Zero and every amount at which a bar starts or ends, rising."""
    return sorted({ZERO, *(bar.start for bar in bars), *(bar.end for bar in bars)})


def _empty_stretch(levels: list[Decimal]) -> tuple[Decimal, Decimal] | None:
    """The stretch that is worth cutting out. With only zero and one amount there is nothing small to make room for."""
    gaps = [(upper - lower, lower, upper) for lower, upper in pairwise(levels)]
    widest, below, above = max(gaps, default=(ZERO, ZERO, ZERO))
    worth_it = len(levels) > 2 and widest >= _CUT_FROM * (levels[-1] - levels[0])
    return (below, above) if worth_it else None


def _scale(bars: Sequence[WaterfallBar], left: Decimal, right: Decimal) -> _Scale:
    levels = _levels(bars)
    low, high = levels[0], levels[-1]
    gap = _empty_stretch(levels)
    if gap is not None:
        return _cut_scale(left, right - left, (low, gap[0]), (gap[1], high))
    return _Scale(low, left, (right - left) / (high - low if high > low else Decimal(1)), None)


def _cut_scale(left: Decimal, width: Decimal, near: tuple[Decimal, Decimal], far: tuple[Decimal, Decimal]) -> _Scale:
    """A scale without the empty stretch, but for a little on both of its sides so that bars are seen to go on."""
    ends = (near[1] - near[0]) + (far[1] - far[0])
    beyond = width * _BEYOND
    room = width - _CUT_WIDTH - 2 * beyond
    per_dollar = room / ends
    piece = min(beyond / per_dollar, (far[0] - near[1]) / 3)
    return _Scale(near[0], left, per_dollar, (near[1] + piece, far[0] - piece))


def _bar(bar: WaterfallBar, index: int, scale: _Scale, layout: Layout, top: int) -> DrawnBar:
    start, end = sorted((scale.x(bar.start), scale.x(bar.end)))
    width = max(end - start, _LEAST_BAR) if bar.change else ZERO
    row_top = top + layout.row * index
    lines = wrap(bar.label, layout.letters)
    if layout.label_width:
        y = row_top + (layout.row - layout.thickness) // 2
        middle = row_top + layout.row // 2
        first = Decimal(middle) - Decimal(len(lines) - 1) * _LINE_HEIGHT / 2 + 4
        amount_x, amount_y = layout.width, middle + 5
    else:
        y = row_top + layout.row - layout.thickness - 6
        first = Decimal(y - 7 - _LINE_HEIGHT * (len(lines) - 1))
        amount_x, amount_y = layout.width - 4, y - 7
    return DrawnBar(
        kind=_kind(bar),
        label=tuple((text, _at(first + _LINE_HEIGHT * number)) for number, text in enumerate(lines)),
        amount=bar.shown,
        amount_x=str(amount_x),
        amount_y=str(amount_y),
        x=_at(start),
        y=str(y),
        width=_at(width),
        height=layout.thickness,
        end_x=_at(scale.x(bar.end)),
        link_from=str(y + (layout.thickness if width else 0)),
        link_to=str(y + layout.row),
        row_top=str(row_top),
    )


def _kind(bar: WaterfallBar) -> str:
    if bar.role is BarRole.TOTAL:
        return "negative" if bar.end < 0 else "total"
    return "adds" if bar.change > 0 else "takes"


def _ticks(scale: _Scale, right: Decimal, unit: Unit) -> tuple[Tick, ...]:
    """Round amounts along the scale, none within the cut, none so near another that their texts would touch.

    Beside a cut they stand before it, or beyond it where there is no room for one before; zero is on one of the sides.
    """
    before, beyond = scale.cut or (None, scale.low)
    high = beyond + (right - scale.x(beyond)) / scale.per_dollar
    stretches = [(beyond, high)] if before is None else [(scale.low, before), (beyond, high)]
    along = (_along(stretch, scale, unit) for stretch in stretches)
    return next((ticks for ticks in along if ticks), ())


def _along(stretch: tuple[Decimal, Decimal], scale: _Scale, unit: Unit) -> tuple[Tick, ...]:
    """The multiples of a round step on a stretch: at most six, and each with room for its text."""
    first, last = stretch
    step = _round_step(max((last - first) / 5, _TICK_WIDTH / scale.per_dollar))
    number = (first / step).to_integral_value(rounding="ROUND_CEILING")
    amounts: list[Decimal] = []
    # Amounts of more digits than are counted with do not grow by a step any more: then there is no next one.
    while (amount := number * step) <= last and amount not in amounts[-1:]:
        amounts.append(amount)
        number += 1
    return tuple(Tick(_at(scale.x(amount)), _short(amount, unit)) for amount in amounts)


def _round_step(least: Decimal) -> Decimal:
    """The next of 1, 2, 5, 10, 20, 50, ... that is at least `least`."""
    power = Decimal(1).scaleb(least.adjusted())
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)


def _short(amount: Decimal, unit: Unit) -> str:
    """An amount for a scale: $3.5M, $450k, -$20; 4.5% of a rate; 450k of a number."""
    if unit.kind == "rate":
        return f"{plain(rounded(shifted(amount, 2), 2))}%"
    sign = ("-" if amount < 0 else "") + ("$" if unit.kind == "money" else "")
    for name, size in (("B", 9), ("M", 6), ("k", 3)):
        if abs(amount) >= Decimal(1).scaleb(size):
            return f"{sign}{plain(rounded(abs(amount).scaleb(-size), 2))}{name}"
    return f"{sign}{plain(rounded(abs(amount), 2))}"


def _cuts(scale: _Scale, layout: Layout, drawn: Sequence[DrawnBar], plot: tuple[int, int]) -> Iterator[Cut]:
    """Where the scale is cut: through all rows, or through each bar where labels stand above the bars."""
    if scale.cut is None:
        return
    left = scale.left + (scale.cut[0] - scale.low) * scale.per_dollar
    rows = [(plot[0] - 2, plot[1] + 2)]
    if not layout.label_width:
        crossing = [bar for bar in drawn if Decimal(bar.x) <= left < Decimal(bar.x) + Decimal(bar.width)]
        rows = [(int(bar.y) - 2, int(bar.y) + bar.height + 2) for bar in crossing]
    for top, bottom in rows:
        edges = (_edge(left + inset, top, bottom) for inset in (5, _CUT_WIDTH - 5))
        yield Cut(_at(left), str(top), _at(_CUT_WIDTH), str(bottom - top), *edges)


def _edge(x: Decimal, top: int, bottom: int) -> str:
    """A zigzag from top to bottom, as points of a polyline."""
    heights = [*range(top, bottom, _ZIGZAG), bottom]
    return " ".join(f"{_at(x + (3 if index % 2 else -3))},{y}" for index, y in enumerate(heights))


def _at(place: Decimal) -> str:
    """A place on the page, to a tenth."""
    return plain(rounded(place, 1))
