"""The what-if page computes what the engine computes, holds what was changed in its address, fits and prints."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from openvbc.payment_models.registry import payment_models
from openvbc.reports.html.what_if import render_what_if
from tests.counts import FULL
from tests.reports.html import test_html_browser as browser
from tests.reports.html.page_measures import driven, measured, printed_pages
from tests.reports.html.test_html_browser import command, console, run
from tests.reports.what_if.random_cases import data_of, random_case, settled_examples
from tests.simulation.contracts import two_sided
from tests.simulation.forecasts import settled_at

pytestmark = pytest.mark.browser
#: The fixture that finds Chromium.
chromium = browser.chromium

#: Evaluates every case and writes the first that differ into the title.
_COMPARE = """
const wrong = []; let tried = 0;
for (const example of JSON.parse(document.getElementById("cases").textContent))
  for (const each of example.cases) {
    const changes = {}, { number, plain, settle } = window.openvbc;
    for (const [name, v] of Object.entries(each.changes)) changes[name] = typeof v === "string" ? number(v) : v;
    let found = null; tried += 1;
    try { found = settle(example.data, changes); }
    catch (error) {
      if (!/division by zero|there is no payment/.test(error.message)) wrong.push(`${example.name} ${error}`);
    }
    if ((found && plain(found.total)) !== each.payment) { wrong.push(`${example.name} ${each.payment}`); continue; }
    if (found) for (const [name, expected] of Object.entries(each.lines)) {
      const [stream, line, key] = name.split("/"), held = found.sheets[stream][line], v = key ? held[key] : held;
      if ((Array.isArray(v) ? plain(v) : v) !== expected) wrong.push(`${example.name} ${name} ${expected}`);
    }
  }
document.title = `${tried} tried, ${wrong.length} wrong: ${wrong.slice(0, 5).join("; ")}`;
"""


def page() -> str:
    """The page of the worked contract, which saves 2.5%."""
    return render_what_if(settled_at(two_sided(), "0.025"), payment_models())


def test_every_line_of_every_example_is_the_engines_to_the_last_digit(chromium: str, tmp_path: Path) -> None:
    """Ten random cases of each example; two hundred in the long form, fifty to a page."""
    script = files("openvbc.reports.html").joinpath("templates/what_if.js").read_text(encoding="utf-8")
    each, to_a_page = (200, 50) if FULL else (10, 10)
    for first in range(0, each, to_a_page):
        seeds = range(first, first + to_a_page)
        cases = [
            {"name": name, "data": data_of(settlement), "cases": [random_case(settlement, seed) for seed in seeds]}
            for name, settlement in settled_examples()
        ]
        told = json.dumps(cases).replace("<", "\\u003c")
        file = tmp_path / "compare.html"
        file.write_text(
            f'<script type="application/json" id="cases">{told}</script><script>{script}</script>'
            f"<script>{_COMPARE}</script>",
            encoding="utf-8",
        )
        done = run(chromium, tmp_path, file.as_uri(), "--virtual-time-budget=100000", "--dump-dom")
        found = re.search(r"<title>([^<]*)</title>", done.stdout)
        assert found is not None
        assert found[1] == f"{len(seeds) * len(cases)} tried, 0 wrong: "
        # The full count takes minutes, and says what it did.
        print(f"what-if page: {len(cases)} examples, inputs {seeds[0]} to {seeds[-1]}: {found[1]}")  # noqa: T201


def test_a_link_carries_what_was_changed_under_the_pages_own_policy(chromium: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(), encoding="utf-8")
    done = run(chromium, tmp_path, f"{file.as_uri()}#savings%2Fshare_of_savings=0.6", "--dump-dom")
    assert console(done) == []
    texts = ('aria-live="polite">$900,000.00<', 'id="baseline">$750,000.00<', 'id="payer">−$900,000.00<')
    assert all(text in done.stdout for text in texts)
    assert "Changed: Provider&#39;s share of savings: 60.00%." in done.stdout.replace("'", "&#39;")


def test_a_figure_typed_by_keyboard_moves_the_payment_and_nonsense_is_told(chromium: str, tmp_path: Path) -> None:
    steps = """
    const field = document.querySelector('[data-figure="savings/expenditures"]');
    const told = id => document.getElementById(id).textContent;
    const type = text => {
      field.focus(); field.value = text; field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    };
    type("58,000,000"); const paid = told("payment"), address = location.hash;
    type("much"); document.title = [paid, address, field.getAttribute("aria-invalid"), told("trouble")].join(" | ");
    """
    file = tmp_path / "page.html"
    file.write_text(driven(page(), steps), encoding="utf-8")
    done = run(chromium, tmp_path, file.as_uri(), "--virtual-time-budget=4000", "--dump-dom")
    told = "$1,000,000.00 | #savings%2Fexpenditures=58000000 | true | Expenditures: write a number"
    assert f"<title>{told}</title>" in done.stdout


def test_the_page_fits_a_telephone_and_prints(chromium: str, tmp_path: Path) -> None:
    found = measured(command(chromium, tmp_path), tmp_path, page(), 375)
    assert found.width <= found.room, found.sticking_out
    assert printed_pages(command(chromium, tmp_path), tmp_path, page()) <= 4


def test_the_page_names_no_source_and_no_person_and_loads_nothing() -> None:
    text = page()
    assert "https://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert text.count("<script") == 2
    assert text == page()
