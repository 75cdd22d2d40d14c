"""The same bars as text, for machines, as a page, and on the statement of the settlement."""

from collections.abc import Sequence
from decimal import Decimal

from openvbc.reports.bridge.bars import BridgePicture, bridges_between, bridges_within
from openvbc.reports.bridge.report import bridge_report
from openvbc.reports.document.as_json import document_json
from openvbc.reports.document.page import document_html
from openvbc.reports.document.text import document_text
from openvbc.reports.document.tree import Document
from openvbc.reports.html import render_html
from tests.reports.html.read_page import Element, read_page

from .made_up import CALCULATOR, COMPUTED, MOVED, settled


def report(pictures: Sequence[BridgePicture]) -> Document:
    return bridge_report("Lakeside ACO", "Agreement", pictures, settled(COMPUTED).paid_through)


def test_text_tells_each_step_its_level_and_what_opens_it() -> None:
    text = document_text(report(bridges_between(settled(COMPUTED), settled(COMPUTED, MOVED), "three_way_benchmark")))
    lines = text.splitlines()
    assert lines[0].endswith(": what moved it (shared_savings)")
    assert sum(line.startswith("2024, final") for line in lines) == 2
    # The mean of the region is given for four types, and one of them moved.
    opened = lines.index("Regional expenditures per person-year at risk 1, performance year:")
    assert lines[opened + 1] == (
        "    Regional expenditures per person-year at risk 1 (Performance year, Aged, with Medicaid): "
        "$17,650.00 to $18,013.37"
    )


def test_machines_get_exact_amounts_that_add_up() -> None:
    told = document_json(report(bridges_within(settled(COMPUTED))))["bridges"]
    assert isinstance(told, list)
    (bridge,) = told
    bars = bridge["bars"]
    changes = [Decimal(bar["change"]) for bar in bars if not bar["total"]]
    assert Decimal(bars[0]["reached"]) + sum(changes) == Decimal(bars[-1]["reached"])
    assert [bar["change"] for bar in bars if bar["total"]] == [None, None]
    assert bridge["stream"] == "shared_savings"


def rows_of(table: Element) -> list[list[str]]:
    return [[cell.text for cell in row.children] for row in table.one("tbody").all("tr")]


def test_a_page_draws_every_bar_and_each_links_to_what_opens_it() -> None:
    pictures = [
        *bridges_within(settled(COMPUTED)),
        *bridges_between(settled(COMPUTED), settled(COMPUTED, MOVED), "benchmark"),
    ]
    page = read_page(document_html(report(pictures)))
    figures = page.all("figure", class_="waterfall")
    assert len(figures) == len(pictures)
    for figure, picture in zip(figures, pictures, strict=True):
        bars = [each.bar for each in picture.bars]
        assert [len(svg.all("text", class_="amount")) for svg in figure.all("svg", class_="chart")] == [len(bars)] * 2
        wide = figure.one("svg", class_="wide")
        for link, each in zip(wide.all("a"), picture.bars, strict=True):
            assert link.attributes["aria-label"] == f"{each.bar.label}: {each.bar.shown}"
            opened = page.one("tr", id=link.attributes["href"].removeprefix("#"))
            cells = [cell.text for cell in opened.children]
            assert cells[:3] == [each.bar.label, "" if each.bar.is_total else each.bar.shown, each.bar.reached]
            assert all(told in opened.text for told in each.told)
            assert each.rule in opened.text
    ids = [each.attributes["id"] for each in page.all() if "id" in each.attributes]
    assert len(ids) == len({*ids})


def test_the_scale_of_a_rate_is_in_percent_and_has_no_dollars() -> None:
    pictures = bridges_between(
        settled(CALCULATOR), settled(CALCULATOR, {("actual_trend", ""): "0.031"}), "savings_rate"
    )
    page = read_page(document_html(report(pictures)))
    ticks = [each.text for each in page.all("text", class_="tick")]
    assert ticks
    assert all(tick.endswith("%") for tick in ticks)
    assert "$" not in page.one("figcaption").text


def test_the_statement_draws_the_bridge_beside_the_waterfall_and_links_to_its_lines() -> None:
    settlement = settled(COMPUTED)
    page = read_page(render_html(settlement))
    waterfall, bridge = page.all("figure", class_="waterfall")
    (picture,) = bridges_within(settlement)
    assert picture.title in bridge.text
    bars = [each.bar for each in picture.bars]
    table = bridge.one("details").one("table")
    assert rows_of(table) == [[bar.label, "" if bar.is_total else bar.shown, bar.reached] for bar in bars]
    anchors = {each.attributes["id"] for each in page.all() if "id" in each.attributes}
    assert {link.attributes["href"].removeprefix("#") for link in table.all("a")} <= anchors
    assert waterfall.attributes["id"] != bridge.attributes["id"]
    assert len(read_page(render_html(settled(CALCULATOR))).all("figure", class_="waterfall")) == 1
