"""Text on every ground it stands on has the contrast that WCAG AA asks for, in light and in dark."""

import re

import pytest

from openvbc.reports.html import render_html

from .example_settlements import one_sided_with_savings
from .read_page import read_page

STYLE = read_page(render_html(one_sided_with_savings())).one("style").text

#: Ink, ground, and the contrast that is asked for: 4.5 for text, 3 for marks and borders that carry meaning.
PAIRS = [
    *((ink, ground, 4.5) for ink in ("ink", "muted", "link") for ground in ("page", "surface", "raised")),
    ("warn-ink", "warn", 4.5),
    ("paid", "surface", 4.5),
    ("owed-ink", "surface", 4.5),
    ("focus", "surface", 3),
    ("focus", "page", 3),
    ("total", "surface", 3),
    ("takes-mark", "surface", 3),
    ("adds-mark", "surface", 3),
    ("negative-mark", "surface", 3),
    ("strong-rule", "surface", 3),
    ("strong-rule", "raised", 3),
]


def themes() -> dict[str, dict[str, str]]:
    found = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block)) for block in re.findall(r"\{[^{}]*\}", STYLE)]
    light, by_system, by_choice = [each for each in found if each]
    assert by_system == by_choice
    assert light.keys() == by_system.keys()
    return {"light": light, "dark": by_system}


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "wanted"), PAIRS)
def test_contrast(theme: str, ink: str, ground: str, wanted: float) -> None:
    colors = themes()[theme]
    lighter, darker = sorted((luminance(colors[ink]), luminance(colors[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= wanted


def test_every_color_used_is_defined() -> None:
    assert set(re.findall(r"var\(--([a-z-]+)\)", STYLE)) == themes()["light"].keys()
