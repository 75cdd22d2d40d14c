"""Where each bar of a waterfall, or of amounts beside each other, stands on the page. charts.jinja draws it.

Bars lie, so that their labels can be read. When one stretch of the scale holds no end of a bar and is most of its
length (a benchmark of hundreds of millions beside savings of a few), that stretch is cut out and the cut is drawn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from itertools import pairwise
from textwrap import wrap

from openvbc.money import EXACT, ZERO
from openvbc.reports.document.tree import AmountBars
from openvbc.reports.html.scale import CUT_WIDTH, Scale, Tick, at, cut_scale, short, ticks, whole_scale
from openvbc.reports.waterfall import WaterfallBar
from openvbc.units import USD, Unit
from openvbc.worksheet.sheet import BarRole

#: A stretch without any bar's end is cut out of the scale if it is at least this part of the whole.
_CUT_FROM = Decimal("0.6")
_LEAST_BAR = Decimal(2)
_ZIGZAG = 7


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
#: More amounts than these stand closer together.
_MANY = 12
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
class DrawnBar:
    """One bar in place.

    kind: total, negative (below zero), adds, takes, or single (an amount beside others); style sheets tell them apart.
    """

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
    """A drawing of bars in one layout. is_linked: whether each bar begins where the one above it ends."""

    layout: Layout
    height: int
    plot_top: int
    plot_bottom: int
    zero_x: str
    bars: tuple[DrawnBar, ...]
    ticks: tuple[Tick, ...]
    cuts: tuple[Cut, ...]
    is_linked: bool = True


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


def amounts_drawn(block: AmountBars) -> tuple[Chart, ...]:
    """Amounts beside each other, drawn for wide and narrow pages: each from zero, and none of the scale is cut."""
    bars = tuple(
        WaterfallBar("", bar.label, BarRole.TOTAL, ZERO, bar.amount, bar.shown, bar.shown) for bar in block.bars
    )
    charts = []
    close = 12 if len(bars) > _MANY else 0
    for layout, row, thickness in ((WIDE, 34 - close, 20 - close // 2), (NARROW, 40, 14)):
        lines = max((len(wrap(bar.label, layout.letters)) for bar in bars), default=1)
        above = 0 if layout.label_width else thickness + 6
        height = max(row, lines * _LINE_HEIGHT + above + 6)
        charts.append(draw(bars, replace(layout, row=height, thickness=thickness), block.unit, is_linked=False))
    return tuple(charts)


def draw(bars: Sequence[WaterfallBar], layout: Layout, unit: Unit = USD, *, is_linked: bool = True) -> Chart:
    """The drawing of the bars in a layout; the scale is in their unit.

    is_linked: each bar begins where the one above it ends, and an empty stretch of the scale may be cut out.
    """
    with localcontext(EXACT):
        left = Decimal(layout.label_width + 12 if layout.label_width else 8)
        right = Decimal(layout.width - layout.amount_width - 12)
        scale = _scale(bars, left, right) if is_linked else whole_scale(_levels(bars), left, right)
        top = 8
        bottom = top + layout.row * len(bars)
        drawn = tuple(
            _bar(bar, _kind(bar) if is_linked else _kind_alone(bar), index, scale, (layout, top))
            for index, bar in enumerate(bars)
        )
        return Chart(
            layout,
            bottom + _AXIS,
            top,
            bottom,
            at(scale.x(ZERO)),
            drawn,
            ticks(scale, right, unit),
            tuple(_cuts(scale, layout, drawn, (top, bottom))),
            is_linked,
        )


def cut_of(bars: Sequence[WaterfallBar], unit: Unit = USD) -> tuple[str, str] | None:
    """The two amounts between which no bar ends and part of the scale is cut out, in short; None if it is whole."""
    with localcontext(EXACT):
        gap = _empty_stretch(_levels(bars))
        return (short(gap[0], unit), short(gap[1], unit)) if gap else None


def _levels(bars: Sequence[WaterfallBar]) -> list[Decimal]:
    """Zero and every amount at which a bar starts or ends, rising."""
    return sorted({ZERO, *(bar.start for bar in bars), *(bar.end for bar in bars)})


def _empty_stretch(levels: list[Decimal]) -> tuple[Decimal, Decimal] | None:
    """The stretch that is worth cutting out. With only zero and one amount there is nothing small to make room for."""
    gaps = [(upper - lower, lower, upper) for lower, upper in pairwise(levels)]
    widest, below, above = max(gaps, default=(ZERO, ZERO, ZERO))
    worth_it = len(levels) > 2 and widest >= _CUT_FROM * (levels[-1] - levels[0])
    return (below, above) if worth_it else None


def _scale(bars: Sequence[WaterfallBar], left: Decimal, right: Decimal) -> Scale:
    levels = _levels(bars)
    low, high = levels[0], levels[-1]
    gap = _empty_stretch(levels)
    if gap is not None:
        return cut_scale(left, right - left, (low, gap[0]), (gap[1], high))
    return whole_scale(levels, left, right)


def _bar(bar: WaterfallBar, kind: str, index: int, scale: Scale, place: tuple[Layout, int]) -> DrawnBar:
    layout, top = place
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
        kind=kind,
        label=tuple((text, at(first + _LINE_HEIGHT * number)) for number, text in enumerate(lines)),
        amount=bar.shown,
        amount_x=str(amount_x),
        amount_y=str(amount_y),
        x=at(start),
        y=str(y),
        width=at(width),
        height=layout.thickness,
        end_x=at(scale.x(bar.end)),
        link_from=str(y + (layout.thickness if width else 0)),
        link_to=str(y + layout.row),
        row_top=str(row_top),
    )


def _kind(bar: WaterfallBar) -> str:
    if bar.role is BarRole.TOTAL:
        return "negative" if bar.end < 0 else "total"
    return "adds" if bar.change > 0 else "takes"


def _kind_alone(bar: WaterfallBar) -> str:
    return "negative" if bar.end < 0 else "single"


def _cuts(scale: Scale, layout: Layout, drawn: Sequence[DrawnBar], plot: tuple[int, int]) -> Iterator[Cut]:
    """Where the scale is cut: through all rows, or through each bar where labels stand above the bars."""
    if scale.cut is None:
        return
    left = scale.left + (scale.cut[0] - scale.low) * scale.per_unit
    rows = [(plot[0] - 2, plot[1] + 2)]
    if not layout.label_width:
        crossing = [bar for bar in drawn if Decimal(bar.x) <= left < Decimal(bar.x) + Decimal(bar.width)]
        rows = [(int(bar.y) - 2, int(bar.y) + bar.height + 2) for bar in crossing]
    for top, bottom in rows:
        edges = (_edge(left + inset, top, bottom) for inset in (5, CUT_WIDTH - 5))
        yield Cut(at(left), str(top), at(CUT_WIDTH), str(bottom - top), *edges)


def _edge(x: Decimal, top: int, bottom: int) -> str:
    """A zigzag from top to bottom, as points of a polyline."""
    heights = [*range(top, bottom, _ZIGZAG), bottom]
    return " ".join(f"{at(x + (3 if index % 2 else -3))},{y}" for index, y in enumerate(heights))
