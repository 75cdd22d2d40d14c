"""The drawing of the waterfall: true to scale, readable beside a huge benchmark, and not by color alone."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.reports.html import render_html
from openvbc.reports.html.chart import NARROW, WIDE, Chart, Layout, cut_of, draw
from openvbc.reports.waterfall import WaterfallBar, waterfall
from openvbc.settlement.settle import Settlement
from openvbc.units import FACTOR, RATE, USD, Unit
from openvbc.worksheet.sheet import BarRole

from .example_settlements import (
    ONE_SIDED,
    TWO_SIDED,
    amounts,
    one_sided_with_savings,
    settled,
    two_sided_with_losses,
)
from .read_page import read_page

layouts = pytest.mark.parametrize("layout", [WIDE, NARROW], ids=["wide", "narrow"])


def bars_of(settlement: Settlement) -> tuple[WaterfallBar, ...]:
    return waterfall(settlement.streams[0].evaluation)


def huge() -> Settlement:
    return settled(ONE_SIDED, amounts("212345678.91", "203345678.12"))


def widths(chart: Chart) -> list[Decimal]:
    return [Decimal(bar.width) for bar in chart.bars]


@layouts
def test_small_savings_beside_a_huge_benchmark_stay_readable(layout: Layout) -> None:
    chart = draw(bars_of(huge()), layout)
    plot = layout.width - layout.label_width - layout.amount_width
    savings, payment = widths(chart)[2], widths(chart)[-1]
    assert savings > plot * Decimal("0.4")
    assert abs(savings - 2 * payment) < 1
    assert chart.cuts
    assert cut_of(bars_of(huge())) == ("$9M", "$212.35M")


@layouts
def test_without_an_empty_stretch_lengths_follow_the_amounts(layout: Layout) -> None:
    bars = bars_of(settled(ONE_SIDED, amounts("500", "250")))
    chart = draw(bars, layout)
    assert not chart.cuts
    assert cut_of(bars) is None
    per_dollar = widths(chart)[0] / 500
    for bar, width in zip(bars, widths(chart), strict=True):
        assert abs(width - abs(bar.change) * per_dollar) < Decimal("0.2")


@layouts
@given(benchmark=st.integers(1, 10**9), ratio=st.integers(1, 2999), two_sided=st.booleans())
def test_every_mark_stays_inside_the_drawing(layout: Layout, benchmark: int, ratio: int, two_sided: bool) -> None:
    spent = Decimal(benchmark) * ratio / 1000
    chart = draw(bars_of(settled(TWO_SIDED if two_sided else ONE_SIDED, amounts(str(benchmark), f"{spent:f}"))), layout)
    right = layout.width - layout.amount_width
    for bar in chart.bars:
        assert layout.label_width <= Decimal(bar.x)
        assert Decimal(bar.x) + Decimal(bar.width) <= right
        assert chart.plot_top <= int(bar.y) <= chart.plot_bottom - bar.height
    assert 1 <= len(chart.ticks) <= 8
    assert all(layout.label_width <= Decimal(tick.x) <= right for tick in chart.ticks)


def test_kinds_differ_by_sign_and_pattern_not_only_by_color() -> None:
    losses = read_page(render_html(two_sided_with_losses()))
    (chart,) = losses.all("svg", class_="wide")
    amounts_shown = [each.text for each in chart.all("text", class_="amount")]
    assert amounts_shown == ["$500.00", "-$520.00", "-$20.00", "$0.00", "+$8.00", "-$12.00", "-$12.00"]
    patterns = {each.attributes["fill"] for each in chart.all("rect") if "fill" in each.attributes}
    assert patterns == {"url(#waterfall-takes)", "url(#waterfall-adds)", "url(#waterfall-negative)"}
    legend = [each.text for each in losses.one("ul", class_="legend").all("li")]
    assert legend == ["amount reached", "amount below zero", "takes away (-)", "adds (+)"]


def test_every_bar_is_a_link_to_its_line_and_a_table_beside_has_the_same_figures() -> None:
    page = read_page(render_html(one_sided_with_savings()))
    for chart in page.all("svg", class_="chart"):
        assert chart.attributes["role"] == "group"
        bars = {each.attributes["aria-label"]: each.attributes["href"] for each in chart.all("a")}
        assert bars["Payer's part of what is shared: -$10.00"] == "#line-payer_part"
        lines = {each.attributes["id"] for each in page.all("details", class_="line")}
        assert {link.removeprefix("#") for link in bars.values()} <= lines
    table = page.one("details", class_="as-table").one("table")
    rows = [[cell.text for cell in row.children] for row in table.one("tbody").all("tr")]
    assert rows[0] == ["Benchmark", "", "$500.00"]
    assert rows[1] == ["Expenditures", "-$480.00", "$20.00"]
    assert rows[-1] == ["Net payment to the provider (+) or owed by it (−)", "", "$10.00"]


def test_a_cut_scale_says_so() -> None:
    caption = read_page(render_html(huge())).one("figcaption").text
    assert "No bar ends between $9M and $212.35M, so most of that stretch is cut out of the scale (zigzag)" in caption
    assert "cut" not in read_page(render_html(settled(ONE_SIDED, amounts("500", "250")))).one("figcaption").text


#: How wide a letter of a tick is at most, at 12 pixels.
LETTER = Decimal("7.2")


@layouts
@given(
    benchmark=st.integers(1, 10**10),
    ratio=st.integers(1, 2999),
    two_sided=st.booleans(),
)
def test_texts_of_the_scale_do_not_touch(layout: Layout, benchmark: int, ratio: int, two_sided: bool) -> None:
    spent = Decimal(benchmark) * ratio / 1000
    chart = draw(bars_of(settled(TWO_SIDED if two_sided else ONE_SIDED, amounts(str(benchmark), f"{spent:f}"))), layout)
    for left, right in pairwise(chart.ticks):
        needed = LETTER * (len(left.text) + len(right.text)) / 2
        assert Decimal(right.x) - Decimal(left.x) >= needed, (left, right)
    assert len({tick.text for tick in chart.ticks}) == len(chart.ticks)


@layouts
@given(near=st.integers(1, 10**6), far=st.integers(1, 10**6), loss=st.integers(0, 10**6))
def test_texts_do_not_touch_where_little_is_left_beside_a_cut(layout: Layout, near: int, far: int, loss: int) -> None:
    """Bars of any lengths: the stretch before the cut may be a few pixels wide."""
    levels = [Decimal(10**9), Decimal(10**9 + far), Decimal(near), Decimal(-loss)]
    bars = [
        WaterfallBar(f"line_{index}", "Bar", BarRole.TOTAL, Decimal(0), level, "", "")
        for index, level in enumerate(levels)
    ]
    assert cut_of(bars) is not None
    chart = draw(bars, layout)
    assert chart.ticks
    for left, right in pairwise(chart.ticks):
        needed = LETTER * (len(left.text) + len(right.text)) / 2
        assert Decimal(right.x) - Decimal(left.x) >= needed, (left, right)


@pytest.mark.parametrize(
    ("unit", "texts"),
    [(USD, ["$0", "$0.01", "$0.05"]), (RATE, ["0%", "1%", "5%"]), (FACTOR, ["0", "0.01", "0.05"])],
    ids=["dollars", "rate", "factor"],
)
def test_the_scale_is_in_the_unit_of_the_bars(unit: Unit, texts: list[str]) -> None:
    bar = WaterfallBar("line", "Bar", BarRole.TOTAL, Decimal(0), Decimal("0.05"), "", "")
    ticks = draw([bar], NARROW, unit).ticks
    assert [ticks[place].text for place in (0, 1, -1)] == texts
