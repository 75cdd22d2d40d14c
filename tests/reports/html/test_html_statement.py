"""The page of a settlement: the answer first, every line explained and linked, nothing loaded, nothing smuggled in."""

import base64
import hashlib
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.api import settle_case
from openvbc.api.demonstration import examples, settle_example
from openvbc.citation import Citation, Status
from openvbc.errors import FileError
from openvbc.figures import Figure, Figures, FileDigest, Origin, Source
from openvbc.reports.html import render_html, write_html
from openvbc.settlement.settle import Case, Settlement
from openvbc.settlement.settle import Status as SettlementStatus
from openvbc.worksheet.explain import explain
from tests.counts import FULL
from tests.reports.excel.shapes import odd_settlement

from .example_settlements import (
    DEFERRED_FIGURES,
    EXAMPLES,
    ONE_SIDED,
    TWO_SIDED,
    amounts,
    below_minimum,
    deferred,
    one_sided_with_savings,
    own_history,
    set_by_hand,
    settled,
    two_sided_with_losses,
)
from .read_page import Element, read_page

ROOT = Path(__file__).parents[3]

example = pytest.mark.parametrize("build", list(EXAMPLES.values()), ids=list(EXAMPLES))


def page_of(settlement: Settlement) -> Element:
    return read_page(render_html(settlement))


def detail(page: Element, line: str, title: str) -> str:
    """What stands beside `title` in the explanation of a line."""
    (found,) = [row for row in page.one("details", id=f"line-{line}").all("div") if row.one("dt").text == title]
    return found.one("dd").text


def value(page: Element, line: str) -> list[str]:
    """The figures in the line's own row, in its column of a table of lines over members, or in its matrix by rows."""
    for table in page.all("table", class_="by-member"):
        heads = table.one("thead").all("th")
        links = [head.one("a").attributes["href"] if head.all("a") else "" for head in heads]
        if f"#line-{line}" in links:
            column = links.index(f"#line-{line}")
            return [row.children[column].text for row in table.one("tbody").all("tr")]
    own = page.one("details", id=f"line-{line}")
    assert own.parent is not None
    for matrix in own.parent.all("table", class_="by-member"):
        return [cell.text for row in matrix.one("tbody").all("tr") for cell in row.all("td")]
    row = own.children[0]
    return [each.text for each in row.all("span", class_="figure")]


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (one_sided_with_savings, "For performance year 2026, Northern Health Plan pays Lakeside ACO $10.00."),
        (two_sided_with_losses, "For performance year 2026, Lakeside ACO owes Northern Health Plan $12.00."),
        (
            below_minimum,
            (
                "For performance year 2026, nothing is paid between Northern Health Plan and Lakeside ACO: "
                "the savings came to $5.00, below the minimum savings of $10.00."
            ),
        ),
    ],
)
def test_the_answer_is_the_first_heading(build: Callable[[], Settlement], sentence: str) -> None:
    assert page_of(build()).one("h1").text == sentence


def test_an_unmet_condition_is_linked_from_the_answer() -> None:
    (link,) = page_of(below_minimum()).one("p", class_="reasons").all("a")
    assert (link.text, link.attributes["href"]) == ("Savings reach the minimum", "#line-minimum_savings_met")


def test_the_head_says_what_the_settlement_is() -> None:
    settlement = deferred()
    page = page_of(settlement)
    facts = {row.one("dt").text: row.one("dd").text for row in page.one("dl", class_="facts").all("div")}
    assert facts == {
        "Payer": "Northern Health Plan",
        "Provider": "Lakeside ACO",
        "Performance year": "2026 (2026-01-01 to 2026-12-31)",
        "Claims count if paid through": "2027-03-31 (3 months of run-out)",
        "Agreement": "2024-01-01 to 2026-12-31 (clause 2.1)",
        "HCP-LAN category": "3N, risk-based payments not linked to quality",
        "Line of business": "Commercial",
        "Fingerprint": settlement.fingerprint[:12],
    }
    assert page.one("p", class_="interim").text == "Interim: claims paid through 2027-03-31 may still change this."
    assert settlement.fingerprint in page.one("section", id="fingerprint").text


def test_another_organization_than_the_contract_names_is_told() -> None:
    page = page_of(settled(ONE_SIDED, amounts("500", "480"), organization="Prairie Group"))
    facts = {row.one("dt").text: row.one("dd").text for row in page.one("dl", class_="facts").all("div")}
    assert (facts["Provider"], facts["Organization settled"]) == ("Lakeside ACO", "Prairie Group")


@example
def test_every_line_stands_in_official_order_with_its_value(build: Callable[[], Settlement]) -> None:
    settlement = build()
    page = page_of(settlement)
    lines = list(explain(settlement.streams[0].evaluation).lines())
    assert [each.attributes["id"] for each in page.all("details", class_="line")] == [f"line-{x.name}" for x in lines]
    for line in lines:
        assert value(page, line.name) == [each.shown for each in line.values]
        assert detail(page, line.name, "Name") == f"{line.name} (the same in the workbook and in JSON)"
        assert not line.words or detail(page, line.name, "Formula") == line.words


def assert_links_and_anchors_are_sound(page: Element) -> None:
    anchors = [each.attributes["id"] for each in page.all() if "id" in each.attributes]
    assert len(anchors) == len(set(anchors))
    links = [each.attributes["href"] for each in page.all("a")]
    inside = {link[1:] for link in links if link.startswith("#")}
    assert inside <= set(anchors)
    named = [each.attributes[name] for each in page.all() for name in ("aria-labelledby",) if name in each.attributes]
    assert {anchor for names in named for anchor in names.split()} <= set(anchors)
    patterns = re.findall(r"url\(#([^)]*)\)", " ".join(each.attributes.get("fill", "") for each in page.all("rect")))
    assert set(patterns) <= set(anchors)


def assert_nothing_is_loaded(page: Element, html: str) -> None:
    for each in page.all():
        loading = {"src", "srcset", "data", "poster", "action", "formaction", "background"} & each.attributes.keys()
        assert not loading, (each.tag, loading)
        if "href" in each.attributes:
            assert each.tag == "a"
            assert re.match(r"#|https?://", each.attributes["href"])
        assert not [name for name in each.attributes if name.startswith("on") or name == "style"]
    assert not {each.tag for each in page.all()} & {"link", "img", "iframe", "object", "embed", "base", "form"}
    style = page.one("style").text
    assert "url(" not in style
    assert "@import" not in style
    assert_policy_allows_only_our_own(page, html)


def assert_policy_allows_only_our_own(page: Element, html: str) -> None:
    (policy,) = [each for each in page.all("meta") if each.attributes.get("http-equiv") == "Content-Security-Policy"]
    allowed = dict(part.split(" ", 1) for part in policy.attributes["content"].split("; "))
    assert allowed.pop("default-src") == "'none'"
    # A statement holds the what-if page, and a page that it opens is under its policy too.
    opened = [base64.b64decode(each.attributes["data-page"]).decode() for each in page.all("button", id="try")]
    for tag in ("style", "script"):
        ours = [re.findall(rf"<{tag}>(.*?)</{tag}>", each, re.DOTALL) for each in (html, *opened)]
        digests = [base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode() for (inside,) in ours]
        assert allowed.pop(f"{tag}-src") == " ".join(f"'sha256-{digest}'" for digest in digests)
    assert allowed == {"base-uri": "'none'", "form-action": "'none'"}


@example
def test_links_lead_somewhere_and_nothing_is_loaded(build: Callable[[], Settlement]) -> None:
    html = render_html(build())
    page = read_page(html)
    assert_links_and_anchors_are_sound(page)
    assert_nothing_is_loaded(page, html)


@pytest.mark.parametrize("counted", [False, pytest.param(True, marks=pytest.mark.long)], ids=["given", "counted"])
def test_every_example_of_every_payment_model_has_a_sound_page(tmp_path: Path, *, counted: bool) -> None:
    chosen = {example.name: example for example in examples() if (example.inputs is None) == counted}
    if not FULL and not counted:  # the first and the last example of each payment model; the twins have others
        models: dict[str, list[str]] = {}
        for name, example in chosen.items():
            models.setdefault(str(example.contract).rsplit("/", 3)[1], []).append(name)
        chosen = {name: chosen[name] for names in models.values() for name in {names[0], names[-1]}}
        assert len(chosen) > len(models) > 10
    for example in chosen.values():
        settlement = settle_example(example, tmp_path / "claims")
        html = render_html(settlement)
        page = read_page(html)
        assert_links_and_anchors_are_sound(page)
        assert_nothing_is_loaded(page, html)
        lines = [line.name for stream in settlement.streams for line in stream.evaluation.sheet]
        assert len(page.all("details", class_="line")) == len(lines)


def test_a_computed_line_is_told_in_words_in_numbers_and_exactly() -> None:
    page = page_of(settled(ONE_SIDED, amounts("470", "460")))
    assert value(page, "savings_rate") == ["2.13%"]
    assert detail(page, "savings_rate", "Formula") == "savings (+) or losses (−) ÷ benchmark"
    assert detail(page, "savings_rate", "In numbers") == "$10.00 ÷ $470.00"
    assert detail(page, "savings_rate", "Exact value").startswith("2.12765957446808510638")
    rests_on = page.one("details", id="line-savings_rate").one("ul", class_="links")
    assert [each.attributes["href"] for each in rests_on.all("a")] == ["#line-savings", "#line-benchmark"]
    assert "Minimum savings $9.40" in detail(page, "benchmark", "Used by")


def test_terms_tell_their_clause_and_inputs_their_source() -> None:
    page = page_of(own_history())
    assert detail(page, "base_year_weight", "Contract").startswith("clause Exhibit B 2, contract.yaml:")
    assert detail(page, "quality_score", "Source") == "Given in figures.yaml, line 15: scorecard, page 2"
    tags = [each.text for each in page.one("details", id="line-quality_score").all("span", class_="tag")]
    assert tags == ["input"]
    (files,) = [each for each in page.all("section") if each.attributes.get("aria-labelledby") == "files-heading"]
    assert re.fullmatch(r"figures\.yaml [0-9a-f]{64}", files.one("dl").text)


def test_lines_over_one_axis_are_a_table_with_a_row_for_each_member() -> None:
    page = page_of(own_history())
    line = page.one("details", id="line-base_year_per_capita")
    (table,) = [each for each in page.all("table", class_="by-member") if "$375.00" in each.text]
    members = [row.one("th").text for row in table.one("tbody").all("tr")]
    assert members == ["Base year 2023", "Base year 2024", "Base year 2025"]
    assert value(page, "base_year_per_capita") == ["$375.00", "$390.00", "$405.60"]
    rows = [[cell.text for cell in row.children] for row in line.one("table").one("tbody").all("tr")]
    assert rows[2] == ["Base year 2025", "$9,734,400.00 ÷ 24,000", "$405.60"]


def test_a_line_over_two_axes_is_a_matrix_below_its_own_row() -> None:
    page = page_of(odd_settlement())
    item = page.one("details", id="line-visits").parent
    assert item is not None
    table = item.one("table", class_="by-member")
    assert [head.text for head in table.one("thead").all("th")] == ["", "North", "South"]
    rows = [[cell.text for cell in row.children] for row in table.one("tbody").all("tr")]
    assert rows == [["Year 2023", "12", "4"], ["Year 2024", "32", "–"], ["Year 2025", "40", "75"]]


def test_one_source_for_all_members_is_told_once() -> None:
    page = page_of(deferred())
    number = 5 + DEFERRED_FIGURES.split("\n").index("  earlier_benchmark: {2024: 1000, 2025: 1000}")
    assert detail(page, "earlier_benchmark", "Source") == f"Given in figures.yaml, line {number}"


def test_a_published_value_is_cited_with_its_table_and_the_row_that_held() -> None:
    page = page_of(own_history())
    line = page.one("details", id="line-minimum_savings_rate")
    (link,) = [each for each in line.all("a") if each.attributes["href"].startswith("https://")]
    assert (link.text, link.attributes["rel"]) == ("42 CFR 425.605 (b)(1)", "noopener noreferrer")
    held = line.one("tr", class_="held")
    assert [cell.text for cell in held.children] == ["1,000", "8.7000% (from here in a straight line to the next row)"]


def test_a_line_set_from_outside_is_told_near_the_top_and_at_the_line() -> None:
    page = page_of(set_by_hand())
    notice = page.one("aside", class_="notice").text
    told = "set to $7.50 by Jane Roe (agreed on 2027-05-02); the formula gives $10.00"
    assert notice.startswith("Lines set from outside")
    assert told in notice
    assert detail(page, "shared_savings", "Set from outside") == told
    assert page.one("h1").text.endswith("pays Lakeside ACO $7.50.")


def with_rule(settlement: Settlement, line: str, rule: Citation) -> Settlement:
    sheet = settlement.streams[0].evaluation.sheet
    sheet.lines[line] = replace(sheet.lines[line], rule=rule)
    return settlement


def test_unconfirmed_published_values_are_marked_near_the_top_and_at_the_line() -> None:
    rule = Citation("Rate letter", "p. 3", status=Status.UNCONFIRMED)
    page = page_of(with_rule(one_sided_with_savings(), "minimum_savings_rate", rule))
    assert "Minimum savings rate: 2.00% (Rate letter p. 3 [unconfirmed])" in page.one("aside", class_="notice").text
    tags = page.one("details", id="line-minimum_savings_rate").all("span", class_="tag")
    assert [tag.text for tag in tags] == ["agreed", "unconfirmed"]
    assert not page_of(one_sided_with_savings()).all("aside")


def test_a_citation_that_is_no_web_address_becomes_no_link() -> None:
    rule = Citation("Rate letter", link="javascript:alert(1)")
    html = render_html(with_rule(one_sided_with_savings(), "minimum_savings_rate", rule))
    assert "javascript:" not in html
    assert detail(read_page(html), "minimum_savings_rate", "Rule") == "Rate letter (read in the primary text)"


HOSTILE = "</style></script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


def test_words_from_files_are_shown_as_words() -> None:
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    settlement = settled(
        ONE_SIDED,
        f"  benchmark: {{value: 500, source: {quoted}}}\n  expenditures: 480\n",
        contract=quoted,
        organization=quoted,
        overrides=f"  shared_savings: {{value: 1, by: {quoted}, reason: {quoted}}}",
    )
    html = render_html(settlement)
    page = read_page(html)
    assert_nothing_is_loaded(page, html)
    assert len(page.all("script")) == 1
    assert page.one("h1").text == f"For performance year 2026, Northern Health Plan pays {HOSTILE} $1.00."
    assert HOSTILE in detail(page, "benchmark", "Source")
    assert detail(page, "shared_savings", "Set from outside").startswith(f"set to $1.00 by {HOSTILE} ({HOSTILE})")


def counted() -> Settlement:
    contract = one_sided_with_savings().contract
    files = (FileDigest("claims_1.csv", "a" * 64), FileDigest("claims_2.csv", "b" * 64))
    source = Source(Origin.COUNTED, "expenditures", "", files, "SELECT sum(paid) <> 0", 1234, "SELECT * FROM paid")
    figures: Figures = {
        "benchmark": Figure(Decimal(500), replace(source, description="benchmark", listing="")),
        "expenditures": Figure(Decimal(480), source),
    }
    notes = ("2026: 1,234 members counted",)
    return settle_case(contract, Case("Lakeside ACO", 2026, SettlementStatus.FINAL, figures, {}, notes))


def test_a_counted_figure_shows_rows_files_and_its_query_which_stands_once() -> None:
    page = page_of(counted())
    assert detail(page, "expenditures", "Source") == (
        "Counted from claims: expenditures (1,234 rows) Files claims_1.csv, claims_2.csv Query 1, as it ran "
        "SQL that lists the rows SELECT * FROM paid"
    )
    query = page.one("details", id="query-1")
    assert query.one("pre").text == "SELECT sum(paid) <> 0"
    assert len([each for each in page.all("pre") if "sum(paid)" in each.text]) == 1
    files = [row.text for row in page.all("dl", class_="digests")[0].all("div")]
    assert files == [f"claims_1.csv {'a' * 64}", f"claims_2.csv {'b' * 64}"]
    assert "1,234 members counted" in page.one("section", id="notes").text


def test_several_streams_have_a_part_and_anchors_each() -> None:
    settlement, other = one_sided_with_savings(), two_sided_with_losses().streams[0]
    losses = replace(other, stream=replace(other.stream, name="specialty_drugs"))
    html = render_html(replace(settlement, streams=(*settlement.streams, losses)))
    page = read_page(html)
    assert_links_and_anchors_are_sound(page)
    assert page.one("h1").text.endswith("Lakeside ACO owes Northern Health Plan $2.00.")
    assert [each.attributes["id"] for each in page.all("details", class_="outcome")] == [
        "line-savings-net_payment",
        "line-specialty_drugs-net_payment",
    ]
    table = page.all("section", class_="block")[0].one("table")
    assert [row.children[-1].text for row in table.all("tr")[1:]] == ["$10.00", "-$12.00", "-$2.00"]


def test_the_same_settlement_gives_the_same_bytes_in_any_process() -> None:
    program = (
        "from tests.reports.html.example_settlements import own_history\n"
        "from openvbc.reports.html import render_html\n"
        "import hashlib; print(hashlib.sha256(render_html(own_history()).encode()).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
            cwd=ROOT,
        ).stdout
        for seed in ("1", "2")
    }
    assert seen == {hashlib.sha256(render_html(own_history()).encode()).hexdigest() + "\n"}


def test_the_file_holds_what_was_rendered(tmp_path: Path) -> None:
    write_html(one_sided_with_savings(), tmp_path / "new" / "statement.html")
    assert (tmp_path / "new" / "statement.html").read_bytes() == render_html(one_sided_with_savings()).encode()


def test_a_place_that_cannot_be_written_is_an_error_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(FileError, match="cannot be written"):
        write_html(one_sided_with_savings(), tmp_path / "taken" / "statement.html")


def test_a_two_sided_contract_within_its_corridor_names_the_losses() -> None:
    answer = page_of(settled(TWO_SIDED, amounts("500", "505"))).one("h1").text
    assert answer.endswith(": the losses came to $5.00, below the minimum losses of $10.00.")
