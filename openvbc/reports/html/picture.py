"""Pictures: where their parts stand, and each as an SVG of its own, for a notebook, a letter or a README."""

from openvbc.reports.document.tree import AmountBars, Curves, Histogram, Picture, StackedBars
from openvbc.reports.html.chart import WIDE, Chart, amounts_drawn, draw
from openvbc.reports.html.curves import CurvesChart, curves_drawn
from openvbc.reports.html.histogram import HistogramChart, histogram_drawn
from openvbc.reports.html.page import render
from openvbc.reports.html.stacked import StackedChart, stacked_charts

#: The drawings of a picture, for wide and for narrow pages.
Drawings = tuple[Chart, ...] | tuple[StackedChart, ...] | tuple[HistogramChart, ...] | tuple[CurvesChart, ...]


def drawings_of(block: Picture) -> Drawings:
    """Where the parts of a picture stand, for wide and for narrow pages; a waterfall as it stands on a wide one."""
    if isinstance(block, StackedBars):
        return stacked_charts(block)
    if isinstance(block, AmountBars):
        return amounts_drawn(block)
    if isinstance(block, Histogram):
        return histogram_drawn(block)
    if isinstance(block, Curves):
        return curves_drawn(block)
    return (draw(block.bars, WIDE, block.unit),)


def picture_svg(block: Picture) -> str:
    """A picture as an SVG that needs nothing else: light or dark as its reader's system is, with its text beside it."""
    return render(
        "picture.svg.jinja",
        {
            "block": block,
            "kind": type(block).__name__,
            "chart": drawings_of(block)[0],
            "title": "" if isinstance(block, StackedBars) else block.title,
            "legend": block.legend if isinstance(block, StackedBars) else (),
        },
    )
