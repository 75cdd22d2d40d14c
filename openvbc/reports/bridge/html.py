"""Bridges as one HTML page."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openvbc import __version__
from openvbc.reports.bridge.bars import BridgeBar, BridgePicture
from openvbc.reports.html.chart import NARROW, WIDE, Chart, cut_of, draw
from openvbc.reports.html.page import render_page, write_page
from openvbc.reports.waterfall import WaterfallBar


@dataclass(frozen=True)
class BarLink:
    """Where a bar's explanation stands on the page."""

    anchor: str


@dataclass(frozen=True)
class BridgeView:
    """A bridge, drawn: what the template of waterfalls asks for, and what opens each bar."""

    name: str
    title: str
    stream: str
    charts: tuple[Chart, ...]
    bars: tuple[tuple[WaterfallBar, BarLink], ...]
    cut: tuple[str, str] | None
    opened: tuple[tuple[BarLink, BridgeBar], ...]


def write_bridges(title: str, subtitle: str, pictures: Sequence[BridgePicture], path: Path) -> None:
    """Write the page. FileError if it cannot be written."""
    views = [_view(index, picture) for index, picture in enumerate(pictures, start=1)]
    context: dict[str, object] = {"title": title, "subtitle": subtitle, "bridges": views, "version": __version__}
    write_page(path, render_page("bridge.html.jinja", "theme.js", context))


def _view(index: int, picture: BridgePicture) -> BridgeView:
    bars = tuple(each.bar for each in picture.bars)
    links = [BarLink(f"bridge-{index}-bar-{number}") for number in range(1, len(bars) + 1)]
    return BridgeView(
        name=f"bridge-{index}",
        title=picture.title,
        stream=picture.stream.replace("_", " ").capitalize(),
        charts=tuple(draw(bars, layout, picture.unit) for layout in (WIDE, NARROW)),
        bars=tuple(zip(bars, links, strict=True)),
        cut=cut_of(bars, picture.unit),
        opened=tuple(zip(links, picture.bars, strict=True)),
    )
