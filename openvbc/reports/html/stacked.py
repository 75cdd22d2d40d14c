"""Where the parts of stacked bars stand on the page. Geometry only, in whole points; charts.jinja draws it."""

from collections.abc import Sequence
from dataclasses import dataclass

from openvbc.reports.document.tree import StackedBars


@dataclass(frozen=True)
class Segment:
    """One part of a bar: its style, place and width, the number written in it (empty if too narrow), its meaning."""

    style: str
    x: int
    width: int
    text: str
    meaning: str


@dataclass(frozen=True)
class DrawnStack:
    """One row: its name, its parts, and what stands at its end."""

    label: str
    y: int
    segments: tuple[Segment, ...]
    end_x: int
    end_text: str


@dataclass(frozen=True)
class StackedLayout:
    """How wide a picture is, how much of it is for names and for what stands at the end of a bar."""

    name: str
    width: int
    label_width: int
    end_width: int


WIDE = StackedLayout("wide", 960, 60, 96)
NARROW = StackedLayout("narrow", 360, 46, 76)
ROW, THICKNESS, TOP = 34, 24, 6
#: Narrower than this a part has no room for its number.
_ROOM_FOR_DIGIT = 9


@dataclass(frozen=True)
class StackedChart:
    """A picture in one layout."""

    layout: StackedLayout
    height: int
    bars: tuple[DrawnStack, ...]
    thickness: int = THICKNESS


def stacked_charts(block: StackedBars) -> tuple[StackedChart, ...]:
    """The bars drawn for wide and for narrow pages."""
    return tuple(stacked(block, layout) for layout in (WIDE, NARROW))


def stacked(block: StackedBars, layout: StackedLayout) -> StackedChart:
    """Bars of parts. To scale, lengths compare between bars, else each fills its row."""
    plot = layout.width - layout.label_width - layout.end_width
    most = max((sum(bar.counts) for bar in block.bars), default=1) or 1
    bars = []
    for index, bar in enumerate(block.bars):
        base = most if block.to_scale else sum(bar.counts) or 1
        segments = tuple(_segments(block.legend, bar.label, bar.counts, layout.label_width, (plot, base)))
        end_x = max((part.x + part.width for part in segments), default=layout.label_width)
        bars.append(DrawnStack(bar.label, TOP + index * ROW, segments, end_x + 8, bar.end))
    return StackedChart(layout, TOP * 2 + ROW * len(bars), tuple(bars))


def _segments(
    legend: Sequence[tuple[str, str]], label: str, counts: Sequence[int], left: int, scale: tuple[int, int]
) -> list[Segment]:
    plot, base = scale
    found, before = [], 0
    for (style, meaning), count in zip(legend, counts, strict=True):
        x = left + before * plot // base
        before += count
        width = max(left + before * plot // base - x, 2)
        text = f"{count:,}"
        if count:
            room = width >= _ROOM_FOR_DIGIT * len(text) + 6
            found.append(Segment(style, x, width, text if room else "", f"{label}: {text} {meaning}"))
    return found
