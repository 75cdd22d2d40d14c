"""Where the bars of a replay's pictures stand. Geometry only, in whole points; a template draws it."""

from collections.abc import Sequence
from dataclasses import dataclass

from openvbc.published_results.mssp.replay.result import Outcome
from openvbc.published_results.mssp.replay.summary import Summary

#: The style of each part of a bar; patterns come with it, so that color is not needed to tell them apart.
OUTCOME_STYLES = {
    Outcome.PAID: "adds",
    Outcome.SAVED_NOT_PAID: "total",
    Outcome.SPENT_NOT_OWED: "takes",
    Outcome.OWES: "negative",
}
SCORE_STYLES = {"exact": "total", "within rounding": "adds", "missed": "negative"}


@dataclass(frozen=True)
class Segment:
    """One part of a bar: its style, place and width, the number written in it (empty if too narrow), its meaning."""

    style: str
    x: int
    width: int
    text: str
    meaning: str


@dataclass(frozen=True)
class StackedBar:
    """One row: its name, its parts, and what stands at its end."""

    label: str
    y: int
    segments: tuple[Segment, ...]
    end_x: int
    end_text: str


@dataclass(frozen=True)
class Layout:
    """How wide a picture is, how much of it is for names and for what stands at the end of a bar."""

    name: str
    width: int
    label_width: int
    end_width: int


WIDE = Layout("wide", 960, 60, 96)
NARROW = Layout("narrow", 360, 46, 76)
ROW, THICKNESS, TOP = 34, 24, 6
#: Narrower than this a part has no room for its number.
_ROOM_FOR_DIGIT = 9


@dataclass(frozen=True)
class StackedChart:
    """A picture in one layout."""

    layout: Layout
    height: int
    bars: tuple[StackedBar, ...]
    thickness: int = THICKNESS


Counts = Sequence[tuple[str, str, int]]


def stacked(rows: Sequence[tuple[str, Counts, str]], layout: Layout, *, to_scale: bool) -> StackedChart:
    """Bars of parts (style, meaning, count). With `to_scale` lengths compare between bars, else each fills its row."""
    plot = layout.width - layout.label_width - layout.end_width
    most = max((sum(count for _, _, count in counts) for _, counts, _ in rows), default=1) or 1
    bars = []
    for index, (label, counts, end_text) in enumerate(rows):
        whole = sum(count for _, _, count in counts) or 1
        base = most if to_scale else whole
        segments, before = [], 0
        for style, meaning, count in counts:
            x = layout.label_width + before * plot // base
            before += count
            end = layout.label_width + before * plot // base
            if count:
                segments.append(_segment(style, x, max(end - x, 2), count, f"{label}: {count:,} {meaning}"))
        end_x = max((part.x + part.width for part in segments), default=layout.label_width)
        bars.append(StackedBar(label, TOP + index * ROW, tuple(segments), end_x + 8, end_text))
    return StackedChart(layout, TOP * 2 + ROW * len(rows), tuple(bars))


def _segment(style: str, x: int, width: int, count: int, meaning: str) -> Segment:
    text = f"{count:,}"
    return Segment(style, x, width, text if width >= _ROOM_FOR_DIGIT * len(text) + 6 else "", meaning)


def outcome_charts(summary: Summary) -> tuple[StackedChart, ...]:
    """What each year came to, one bar a year, as long as it had ACOs."""
    rows = [
        (
            str(year.year),
            [(OUTCOME_STYLES[outcome], outcome.value, year.outcomes[outcome]) for outcome in Outcome],
            f"{year.acos:,} ACOs",
        )
        for year in summary.years
    ]
    return tuple(stacked(rows, layout, to_scale=True) for layout in (WIDE, NARROW))


def payment_charts(summary: Summary) -> tuple[StackedChart, ...]:
    """How the payments of each year compare with what was published."""
    rows = []
    for year in summary.years:
        column = next((each for each in year.columns if each.meaning == "earned"), None)
        if column is None:
            continue
        counts = [
            (SCORE_STYLES["exact"], "exact", column.exact),
            (SCORE_STYLES["within rounding"], "within rounding", column.within_rounding),
            (SCORE_STYLES["missed"], "missed", column.missed),
        ]
        rows.append((str(year.year), counts, f"{column.reproduced:,}/{column.checked:,}"))
    return tuple(stacked(rows, layout, to_scale=False) for layout in (WIDE, NARROW))
