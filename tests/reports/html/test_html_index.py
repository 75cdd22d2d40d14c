"""The page of many settlements: a row each that links to its statement, and totals that add up."""

from dataclasses import replace
from pathlib import Path

from openvbc.api import settle_inputs
from openvbc.reports.index import render_index, write_index
from openvbc.settlement.settle import Settlement, Status
from tests.examples import contract_from

from .example_settlements import HEAD, TWO_SIDED, below_minimum, deferred, set_by_hand
from .read_page import Element, read_page
from .test_html_statement import HOSTILE, assert_links_and_anchors_are_sound, assert_nothing_is_loaded

TABLE = """organization,benchmark,expenditures
North ACO,500,480
South ACO,500,495
East ACO,500,520
"""


def three(tmp_path: Path) -> list[Settlement]:
    file = tmp_path / "organizations.csv"
    file.write_text(TABLE, encoding="utf-8")
    contract = contract_from(HEAD.format(contract="Lakeside shared savings", start="2026-01-01") + TWO_SIDED)
    return settle_inputs(contract, file, year=2026, status=Status.FINAL)


def rows(page: Element, part: str) -> list[list[str]]:
    return [[cell.text for cell in row.children] for row in page.one("table").one(part).all("tr")]


def test_each_organization_has_a_row_and_totals_add_up(tmp_path: Path) -> None:
    page = read_page(render_index(three(tmp_path)))
    assert rows(page, "thead") == [
        ["Organization", "Status", "Benchmark", "Savings (+) or losses (−)", "Net payment (+) or owed (−)"]
    ]
    assert rows(page, "tbody") == [
        ["North ACO", "final", "$500.00", "$20.00", "$12.00"],
        ["South ACO", "final", "$500.00", "$5.00", "$0.00"],
        ["East ACO", "final", "$500.00", "-$20.00", "-$12.00"],
    ]
    assert rows(page, "tfoot") == [["Total", "", "$1,500.00", "$5.00", "$0.00"]]
    facts = {row.one("dt").text: row.one("dd").text for row in page.one("dl", class_="facts").all("div")}
    assert facts == {"Paid to providers": "$12.00 to 1", "Owed by providers": "$12.00 by 1", "Neither": "1"}
    assert page.one("h1").text == "3 organizations, performance year 2026: net payment $0.00."


def test_rows_link_to_the_statements_beside_the_page(tmp_path: Path) -> None:
    html = render_index(three(tmp_path))
    links = [each.attributes["href"] for each in read_page(html).one("table").all("a")]
    assert links == ["north-aco.html", "south-aco.html", "east-aco.html"]


def test_browsers_sort_by_exact_amounts(tmp_path: Path) -> None:
    cells = read_page(render_index(three(tmp_path))).one("tbody").all("td", class_="owes")
    assert [(cell.text, cell.attributes["data-amount"]) for cell in cells] == [("-$20.00", "-20"), ("-$12.00", "-12")]


def test_contracts_and_years_that_differ_have_columns_and_marks_are_shown() -> None:
    page = read_page(render_index([below_minimum(), deferred(), set_by_hand()]))
    assert [cell.text for cell in page.one("thead").all("th")][1:3] == ["Contract", "Status"]
    assert [row[-1] for row in rows(page, "tbody")] == ["", "", "lines set from outside"]


def test_words_from_files_are_shown_as_words_and_nothing_is_loaded() -> None:
    html = render_index([replace(below_minimum(), organization=HOSTILE), below_minimum()])
    page = read_page(html)
    assert rows(page, "tbody")[0][0] == HOSTILE
    assert len(page.all("script")) == 1
    statements = [each for each in page.all("a") if each.attributes["href"].endswith(".html")]
    for each in statements:
        each.attributes["href"] = "#main"
    assert len(statements) == 2
    assert_nothing_is_loaded(page, html)
    page.one("a", class_="skip").attributes["href"] = "#main"
    assert_links_and_anchors_are_sound(page)


def test_an_empty_list_is_a_page_too(tmp_path: Path) -> None:
    write_index([], tmp_path / "index.html")
    assert "0 organizations" in (tmp_path / "index.html").read_text(encoding="utf-8")
