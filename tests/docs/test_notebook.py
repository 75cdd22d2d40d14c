"""The notebooks of the documentation run from their first cell to the last, and show what they are kept with."""

import json
import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
_ALT = re.compile(r'<img alt="([^"]*)" src="data:image/svg\+xml;base64,')


def executed(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook as the program beside it runs it."""
    spec = spec_from_file_location("run_notebook", ROOT / "docs" / "run_notebook.py")
    assert spec is not None
    assert spec.loader is not None
    program = module_from_spec(spec)
    spec.loader.exec_module(program)
    found: dict[str, Any] = program.executed(notebook)
    return found


def told(notebook: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """What each cell shows: its text, and its pictures in words. How they look is for other tests."""
    found = []
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            text = "".join(output.get("text", data.get("text/plain", ())))
            found.append((text, _ALT.findall("".join(data.get("text/html", ())))))
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda each: each.name)
def test_a_notebook_runs_and_shows_what_it_is_kept_with(path: Path) -> None:
    """Where it differs by intention: `python docs/run_notebook.py` runs it again and keeps what it shows."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    assert told(executed(notebook)) == told(notebook)


def test_the_notebook_shows_waterfall_bridge_forecast_and_distribution() -> None:
    pictures = [alt for path in NOTEBOOKS for _, alts in told(json.loads(path.read_text("utf-8"))) for alt in alts]
    for title in (
        "From benchmark to payment",
        "What moved savings",
        "How the payments spread over the scenarios",
        "What each provider receives",
        "What moved cost per member per month",
    ):
        assert [each for each in pictures if each.startswith(title)], title
