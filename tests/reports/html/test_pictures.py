"""Pictures of amounts, histograms and lines: true to scale, readable, told in words, and whole on their own."""

from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from openvbc.api import settle
from openvbc.api.result import Result
from openvbc.reports.bridge.bars import bridges_between
from openvbc.reports.document.page import document_html
from openvbc.reports.document.tree import (
    AmountBar,
    AmountBars,
    Answer,
    Bin,
    Curve,
    Curves,
    Document,
    Form,
    Histogram,
    Mark,
    Picture,
    StackedBar,
    StackedBars,
    Waterfall,
    pictures_in,
)
from openvbc.reports.html.chart import amounts_drawn
from openvbc.reports.html.curves import curves_drawn
from openvbc.reports.html.histogram import histogram_drawn
from openvbc.reports.html.picture import picture_svg
from openvbc.reports.waterfall import WaterfallBar
from openvbc.units import RATE, USD
from openvbc.worksheet.sheet import BarRole
from tests.api.lakeside import CONTRACT, FIGURES
from tests.counts import examples

from .read_page import read_page

HOSTILE = 'North & <South> "ACO"'
AMOUNTS = AmountBars(
    "amounts",
    "Net payment of each organization",
    (
        AmountBar(HOSTILE, Decimal(726_600), "$726,600.00"),
        AmountBar("West ACO", Decimal(0), "$0.00"),
        AmountBar("South ACO", Decimal(-120_000), "-$120,000.00"),
    ),
    note="two more stand in the table",
)
SPREAD = Histogram(
    "spread",
    "How the payments spread",
    (
        Bin(Decimal(-200), Decimal(-100), Decimal("0.1")),
        Bin(Decimal(0), Decimal(0), Decimal("0.5")),
        Bin(Decimal(0), Decimal(100), Decimal("0.3")),
        Bin(Decimal(100), Decimal(200), Decimal("0.1")),
    ),
    (Mark("Expected", Decimal(35), "$35.00"), Mark("5th percentile", Decimal(-150), "-$150.00")),
)
MONTHS = Curves(
    "months",
    "Over the months",
    ("January", "February", "March"),
    (
        Curve("95th percentile", (Decimal(300), Decimal(200), Decimal(150))),
        Curve("5th percentile", (Decimal(-100), None, Decimal(140))),
    ),
)
FALL = Waterfall(
    "fall",
    "From benchmark to payment",
    (
        WaterfallBar("a", "Benchmark", BarRole.TOTAL, Decimal(0), Decimal(10), "$10.00", "$10.00"),
        WaterfallBar("b", HOSTILE, BarRole.MINUS, Decimal(10), Decimal(4), "-$6.00", "$4.00"),
    ),
    ("", ""),
)
PARTS = StackedBars("ACOs by year", (("adds", "agree"), ("takes", "differ")), (StackedBar("2024", (5, 2), "7"),), True)  # noqa: FBT003
KINDS: tuple[Picture, ...] = (AMOUNTS, SPREAD, MONTHS, FALL, PARTS)
kinds = pytest.mark.parametrize("picture", KINDS, ids=lambda each: type(each).__name__)


@kinds
def test_a_picture_on_its_own_is_one_whole_file_that_tells_the_same_in_words(picture: Picture) -> None:
    text = picture_svg(picture)
    root = ET.fromstring(text)  # noqa: S314  # our own
    names = {each.tag.partition("}")[2] for each in root.iter()}
    assert not names & {"script", "image", "use", "a", "foreignObject"}
    assert "http" not in text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == picture.described
    width, height = Decimal(root.attrib["width"]), Decimal(root.attrib["height"])
    assert root.attrib["viewBox"] == f"0 0 {width} {height}"
    assert picture_svg(picture) == text


@kinds
def test_a_picture_stands_on_the_page_and_in_the_workbook(picture: Picture, tmp_path: Path) -> None:
    document = Document("Report", "Report", Answer("It is so."), (picture,))
    page = read_page(document_html(document))
    assert {each.attributes["class"] for each in page.all("svg", class_="chart")} == {"chart wide", "chart narrow"}
    Result((), document).write_excel(tmp_path / "report.xlsx")
    sheet = load_workbook(tmp_path / "report.xlsx")["Charts"]
    assert len(sheet._charts) == 1  # type: ignore[attr-defined]  # only openpyxl knows them
    if not isinstance(picture, Waterfall | StackedBars):
        assert page.one("figure", id=picture.name).one("p", class_="picture-title").text == picture.title


def test_words_of_a_picture_hold_each_of_its_figures() -> None:
    assert AMOUNTS.described == (
        f"Net payment of each organization: {HOSTILE} $726,600.00; West ACO $0.00; South ACO -$120,000.00"
    )
    assert SPREAD.described == (
        "How the payments spread, from -$200.00 to $200.00; Expected $35.00; 5th percentile -$150.00"
    )
    assert MONTHS.described == (
        "Over the months, January to March: 95th percentile from $300.00 to $150.00;"
        " 5th percentile from -$100.00 to $140.00"
    )


@examples(100)
@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=12))
def test_amounts_beside_each_other_are_to_scale_and_inside(values: list[int]) -> None:
    bars = tuple(AmountBar(f"row {at}", Decimal(value), USD.show(Decimal(value))) for at, value in enumerate(values))
    for chart in amounts_drawn(AmountBars("a", "A", bars)):
        assert not chart.cuts
        longest = max(values, key=abs)
        full = max(Decimal(bar.width) for bar in chart.bars)
        for bar, value in zip(chart.bars, values, strict=True):
            assert bar.kind == ("negative" if value < 0 else "single")
            assert Decimal(bar.x) >= chart.layout.label_width
            assert Decimal(bar.x) + Decimal(bar.width) <= chart.layout.width - chart.layout.amount_width
            if longest:
                wanted = full * abs(value) / abs(longest)
                assert abs(Decimal(bar.width) - wanted) <= max(Decimal("0.2"), 2 - wanted)


@examples(100)
@given(st.data())
def test_columns_of_a_histogram_are_as_high_as_their_shares_and_marks_have_rows_of_their_own(
    data: st.DataObject,
) -> None:
    edges = sorted(data.draw(st.sets(st.integers(-(10**7), 10**7), min_size=2, max_size=20)))
    shares = [Decimal(data.draw(st.integers(1, 1000))) / 1000 for _ in edges[1:]]
    bins = tuple(
        Bin(Decimal(low), Decimal(high), share) for (low, high), share in zip(pairwise(edges), shares, strict=True)
    )
    marks = tuple(Mark(f"mark {at}", Decimal(edge), USD.show(Decimal(edge))) for at, edge in enumerate(edges[:4]))
    for chart in histogram_drawn(Histogram("h", "H", bins, marks)):
        highest = max(shares)
        for column, share in zip(chart.columns, shares, strict=True):
            assert abs(Decimal(column.y) + Decimal(column.height) - chart.plot_bottom) <= Decimal("0.1")
            wanted = max(share / highest * chart.layout.plot_height, Decimal("1.5"))
            assert abs(Decimal(column.height) - wanted) <= Decimal("0.1")
            assert 0 <= Decimal(column.x) <= chart.layout.width
        assert len({mark.text_y for mark in chart.marks}) == len(marks)
        assert all(int(mark.text_y) < chart.plot_top for mark in chart.marks)
        assert [Decimal(mark.x) for mark in chart.marks] == sorted(Decimal(mark.x) for mark in chart.marks)


@examples(100)
@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.integers(-(10**6), 10**6)), min_size=4, max_size=4), min_size=1, max_size=6
    )
)
def test_lines_rise_with_their_amounts_and_their_names_do_not_touch(rows: list[list[int | None]]) -> None:
    curves = tuple(
        Curve(f"line {at}", tuple(None if each is None else Decimal(each) for each in row))
        for at, row in enumerate(rows)
    )
    for chart in curves_drawn(Curves("c", "C", ("1", "2", "3", "4"), curves)):
        for curve, row in zip(chart.curves, rows, strict=True):
            known = [each for each in row if each is not None]
            heights = [Decimal(y) for _, y, _ in curve.dots]
            assert len(heights) == len(known)
            for (y, amount), (other_y, other) in pairwise(zip(heights, known, strict=True)):
                assert (y - other_y) * (other - amount) >= 0
            assert all(0 <= y <= chart.plot_bottom for y in heights)
        names = sorted(Decimal(curve.label_y) for curve in chart.curves)
        assert all(below - above >= 16 for above, below in pairwise(names))


def test_what_moved_is_drawn_as_the_bridge_between_the_same_settlements() -> None:
    first, later = (
        settle(CONTRACT, {**FIGURES, "expenditures": spent}, period=2026, status="final") for spent in (480, 450)
    )
    (drawn,) = pictures_in(later.compare(first).documents[0].blocks, Form.PAGE)
    (bridge,) = bridges_between(first.values[0], later.values[0], "")
    assert isinstance(drawn, Waterfall)
    assert [(bar.start, bar.end) for bar in drawn.bars] == [(each.bar.start, each.bar.end) for each in bridge.bars]


def test_a_settlement_shows_its_picture_in_a_notebook_and_writes_it(tmp_path: Path) -> None:
    settled = settle(CONTRACT, FIGURES, period=2026, status="final")
    (picture,) = settled.pictures
    assert picture.title == "From benchmark to payment"
    assert picture._repr_html_() in settled._repr_html_()
    assert picture._repr_html_().startswith('<img alt="From benchmark to payment: Benchmark $500.00; Expenditures ')
    assert picture.write(tmp_path / "waterfall.svg").read_text(encoding="utf-8") == picture.svg
    many = settle(
        CONTRACT,
        [{**FIGURES, "organization": name} for name in ("North ACO", "South ACO")],
        period=2026,
        status="final",
    )
    assert [each.title for each in many.pictures] == ["Net payment of each organization"]


def test_units_of_a_picture_are_those_of_its_figures() -> None:
    bars = AmountBars("a", "A", (AmountBar("one", Decimal("0.42"), RATE.show(Decimal("0.42"))),), RATE)
    assert [tick.text for tick in amounts_drawn(bars)[0].ticks] == ["0%", "10%", "20%", "30%", "40%"]
