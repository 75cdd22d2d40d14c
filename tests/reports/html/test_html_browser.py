"""The pages in a real browser: they open from a file, their scripts run under their own policy, none is blank."""

import os
import re
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

from openvbc.reports.html import render_html, write_html
from openvbc.reports.index import write_index

from .example_settlements import below_minimum, own_history, set_by_hand, two_sided_with_losses
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


def run(chromium: str, folder: Path, address: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Chromium on one page, with a profile of its own. Its console goes to stderr."""
    command = [chromium, *FLAGS, f"--user-data-dir={folder / 'profile'}", *arguments, address]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)


def console(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def driven(html: str, steps: str) -> str:
    """The page with steps that a person would take. They need a script of the test's own, so the policy goes."""
    html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
    return html.replace("</body>", f"<script>{steps}</script></body>")


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
    shown = [each for each in page.one("div", id="worksheet").all("li") if each.all("details", class_="line")]
    names = [each.one("details", class_="line").attributes["id"] for each in shown if "hidden" not in each.attributes]
    assert names
    assert opened(page) == names
    for name in names:
        text = page.one("details", id=name).text.lower()
        assert "exhibit b" in text
        assert "year" in text
    assert page.one("span", id="found").text == f"{len(names)} of {len(shown)} lines"
    hidden = [each.attributes["id"] for each in page.all("section", class_="part") if "hidden" in each.attributes]
    assert "section-outcome" in hidden


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
