"""The pages in a real browser: they open from a file, their scripts run under their own policy, none is blank."""

import os
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

from openvbc.api.demonstration import ACOS, SEED, YEARS, examples, settle_example
from openvbc.claims.synthetic.region import write_region
from openvbc.reports.html import render_html, write_html
from openvbc.reports.index import write_index

from .every_page import PAGES, of_measures
from .example_settlements import below_minimum, own_history, set_by_hand, two_sided_with_losses
from .page_measures import driven, measured, measured_at_once, printed_pages
from .read_page import Element, read_page

pytestmark = pytest.mark.browser

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--enable-logging=stderr",
)


@pytest.fixture
def chromium() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        missing = "no Chromium here: `apt-get install chromium`, or put `chromium` or `google-chrome` on the path"
        if os.environ.get("OPENVBC_REQUIRE_PROGRAMS") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


def command(chromium: str, folder: Path) -> list[str]:
    """Chromium with a profile of its own."""
    return [chromium, *FLAGS, f"--user-data-dir={folder / 'profile'}"]


def run(chromium: str, folder: Path, address: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Chromium on one page. Its console goes to stderr."""
    done = [*command(chromium, folder), *arguments, address]
    return subprocess.run(done, capture_output=True, text=True, check=True, timeout=120)


def console(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def is_hidden(element: Element) -> bool:
    """Whether it, or what it stands in, is taken off the page."""
    return "hidden" in element.attributes or (element.parent is not None and is_hidden(element.parent))


def opened(page: Element) -> list[str]:
    return [each.attributes["id"] for each in page.all("details", class_="line") if "open" in each.attributes]


def test_a_statement_opens_from_a_file_at_the_line_that_a_link_names(chromium: str, tmp_path: Path) -> None:
    file = tmp_path / "statement.html"
    write_html(below_minimum(), file)
    done = run(chromium, tmp_path, f"{file.as_uri()}#line-minimum_savings_met", "--dump-dom")
    assert console(done) == []
    page = read_page(done.stdout)
    assert "the savings came to $5.00, below the minimum savings of $10.00." in page.one("h1").text
    assert opened(page) == ["line-minimum_savings_met"]
    # Its script ran under its own policy: what needs a script is there.
    assert not [each for each in page.all(id="toolbar") + page.all(id="theme") if "hidden" in each.attributes]


def test_a_script_that_is_not_ours_does_not_run_and_the_console_says_so(chromium: str, tmp_path: Path) -> None:
    file = tmp_path / "statement.html"
    smuggled = "<script>document.title = 'taken over'</script></body>"
    file.write_text(render_html(below_minimum()).replace("</body>", smuggled), encoding="utf-8")
    done = run(chromium, tmp_path, file.as_uri(), "--dump-dom")
    assert "Content Security Policy" in "".join(console(done))
    assert read_page(done.stdout).one("head").one("title").text != "taken over"


def test_lines_open_filter_and_change_theme(chromium: str, tmp_path: Path) -> None:
    steps = """
      document.getElementById("theme").click();
      const filter = document.getElementById("filter");
      filter.value = "EXHIBIT b year";
      filter.dispatchEvent(new Event("input"));
      document.getElementById("expand").click();
    """
    file = tmp_path / "statement.html"
    file.write_text(driven(render_html(own_history()), steps), encoding="utf-8")
    done = run(chromium, tmp_path, file.as_uri(), "--dump-dom")
    assert console(done) == []
    page = read_page(done.stdout)
    assert page.one("html").attributes["data-theme"] == "dark"
    assert page.one("button", id="theme").text == "Light theme"
    shown = page.one("div", id="worksheet").all("details", class_="line")
    names = [each.attributes["id"] for each in shown if not is_hidden(each)]
    assert names
    assert opened(page) == names
    for name in names:
        text = page.one("details", id=name).text.lower()
        assert "exhibit b" in text
        assert "year" in text
    assert page.one("span", id="found").text == f"{len(names)} of {len(shown)} lines"
    hidden = [each.attributes["id"] for each in page.all("section", class_="part") if "hidden" in each.attributes]
    assert "section-outcome" in hidden


def told_by(chromium: str, folder: Path, html: str, steps: str) -> str:
    """What the steps wrote into the title."""
    file = folder / "steps.html"
    file.write_text(driven(html, steps), encoding="utf-8")
    done = run(chromium, folder, file.as_uri(), "--window-size=1200,800", "--virtual-time-budget=4000", "--dump-dom")
    assert console(done) == []
    return read_page(done.stdout).one("head").one("title").text


SEEN = """
  const seen = (each) => {
    const box = each.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= innerHeight;
  };
"""


def test_a_bar_of_the_waterfall_leads_to_its_line_which_opens(chromium: str, tmp_path: Path) -> None:
    steps = (
        SEEN
        + """
      const bar = document.querySelector("svg.wide a.bar-link:last-of-type");
      bar.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
      setTimeout(() => {
        const line = document.getElementById(decodeURIComponent(location.hash.slice(1)));
        document.title = [line.id, line.open, seen(line.querySelector("summary"))].join(" ");
      }, 500);
    """
    )
    assert told_by(chromium, tmp_path, render_html(own_history()), steps) == "line-net_payment true true"


def test_a_search_result_is_scrolled_to_and_enter_opens_one_after_the_other(chromium: str, tmp_path: Path) -> None:
    steps = (
        SEEN
        + """
      const filter = document.getElementById("filter");
      filter.value = "savings";
      filter.dispatchEvent(new Event("input"));
      const results = [...document.querySelectorAll("details.line")].filter((each) => !each.closest("[hidden]"));
      const told = [results.length > 2, seen(results[0].querySelector("summary"))];
      for (const at of [0, 1]) {
        filter.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", cancelable: true }));
        told.push(results[at].open, seen(results[at].querySelector("summary")));
      }
      told.push(document.getElementById("found").textContent);
      filter.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", shiftKey: true, cancelable: true }));
      told.push(document.getElementById("found").textContent === `1 of ${results.length}`);
      document.title = told.join(" ");
    """
    )
    told = told_by(chromium, tmp_path, render_html(own_history()), steps)
    assert told.startswith("true true true true true true 2 of ")
    assert told.endswith(" true")


def test_print_tells_formula_clause_and_rule_of_the_lines_that_matter() -> None:
    page = read_page(render_html(own_history()))
    (path,) = page.all("table", class_="path")
    told = {row.one("th").text: row.text for row in path.one("tbody").all("tr")}
    outcome = page.one("details", class_="outcome")
    formula = outcome.all("dd", class_="formula")[0].text
    label = outcome.one("summary").one("span", class_="label").text
    assert formula in told[label]
    assert "contract.yaml:" in told["Provider's share of savings"]


def test_every_kind_of_page_fits_a_telephone_a_desk_and_paper_with_headings_whole(
    chromium: str, tmp_path: Path
) -> None:
    found = measured_at_once(command(chromium, tmp_path), tmp_path, {name: page() for name, page in PAGES.items()})
    sticking_out = {place: each.sticking_out for place, each in found.items() if each.sticking_out}
    assert sticking_out == {}
    assert {place: (each.room, each.width) for place, each in found.items() if each.width > each.room} == {}


def test_organizations_sort_by_amount_and_filter_by_name(chromium: str, tmp_path: Path) -> None:
    file = tmp_path / "index.html"
    write_index([below_minimum(), two_sided_with_losses(), set_by_hand()], file)
    steps = """
      const heads = [...document.querySelectorAll("thead button")];
      heads.find((each) => each.textContent.startsWith("Net payment")).click();
      const filter = document.getElementById("filter");
      filter.value = "lakeside";
      filter.dispatchEvent(new Event("input"));
    """
    file.write_text(driven(file.read_text(encoding="utf-8"), steps), encoding="utf-8")
    done = run(chromium, tmp_path, file.as_uri(), "--dump-dom")
    assert console(done) == []
    page = read_page(done.stdout)
    amounts = [row.children[-2].text for row in page.one("tbody").all("tr")]
    assert amounts == ["-$12.00", "$0.00", "$7.50"]
    assert page.one("span", id="found").text == "3 of 3"


def colors(png: bytes) -> int:
    """How many different pixels a PNG with 8 bits a channel holds in its rows, as stored."""
    width, _, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert (depth, kind) in {(8, 2), (8, 6)}
    size = 3 if kind == 2 else 4
    packed = b"".join(png[at + 8 : at + 8 + length] for at, length in chunks(png) if png[at + 4 : at + 8] == b"IDAT")
    raw = zlib.decompress(packed)
    row = 1 + width * size
    rows = (raw[start + 1 : start + row] for start in range(0, len(raw), row))
    return len({each[at : at + size] for each in rows for at in range(0, len(each), size)})


def chunks(png: bytes) -> list[tuple[int, int]]:
    found, at = [], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        found.append((at, length))
        at += length + 12
    return found


def test_a_statement_is_not_blank(chromium: str, tmp_path: Path) -> None:
    file, picture = tmp_path / "statement.html", tmp_path / "statement.png"
    write_html(own_history(), file)
    run(chromium, tmp_path, file.as_uri(), f"--screenshot={picture}", "--window-size=1100,1600")
    assert colors(picture.read_bytes()) > 50


def test_nineteen_measures_fit_a_page_of_4000_pixels_while_lines_are_closed(chromium: str, tmp_path: Path) -> None:
    found = measured(command(chromium, tmp_path), tmp_path, render_html(of_measures(19)), 1200)
    assert found.height <= 4000


def test_a_long_matrix_is_seen_when_its_line_is_opened(chromium: str, tmp_path: Path) -> None:
    html = render_html(of_measures(19))
    assert "19 rows of 6 columns" in read_page(html).one("details", id="line-cut_point").one("summary").text
    steps = """
      const line = document.getElementById("line-cut_point");
      const height = () => line.nextElementSibling.offsetHeight;
      const closed = height();
      line.open = true;
      document.title = `${closed === 0} ${height() > 300}`;
    """
    assert told_by(chromium, tmp_path, html, steps) == "true true"


@pytest.mark.long
def test_a_settlement_from_claims_with_eight_counties_prints_on_twelve_pages(chromium: str, tmp_path: Path) -> None:
    example = next(each for each in examples() if "from_claims" in str(each.contract))
    write_region(tmp_path / "made-up-region", people=6000, seed=SEED, years=YEARS, acos=ACOS)
    settlement = settle_example(example, tmp_path)
    counties = [axis for line in settlement.streams[0].evaluation.sheet for axis in line.axes if "count" in axis.name]
    assert {len(axis.members) for axis in counties} == {8}
    pages = printed_pages(command(chromium, tmp_path), tmp_path, render_html(settlement))
    assert 0 < pages <= 12
