"""Every figure of every example is what it was before the house was rebuilt; lines with new names are mapped.

`examples_before_the_house.json` holds each example's lines as they were settled before; `examples_of_*.json` those of
models that came later, without their matrices. Which line is now called how
stands in one table of CHANGELOG.md, "Renamed lines", which this test reads. Lines that a corrected rule moved are
listed, with the rule, in `corrected_rules.py`.
"""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from openvbc.api.demonstration import Example, examples, settle_example
from openvbc.figures import Absent, Value
from openvbc.money import plain
from openvbc.settlement.settle import Settlement
from tests.recorded.corrected_rules import CORRECTED, corrected_lines

HERE = Path(__file__).parent
CHANGELOG = HERE.parents[1] / "CHANGELOG.md"
ROW = re.compile(r"^\| `([^`]*)` \| `([^`]*)` \| `([^`]*)` \|$")
#: What stands in the table for a line that is gone: plumbing, or a figure that another line shows.
GONE = "gone"


@cache
def recorded() -> dict[str, Any]:
    """The examples as they were settled before; each later model's stand in a file of their own."""
    found: dict[str, Any] = {}
    for file in sorted(HERE.glob("examples_*.json")):
        found |= json.loads(file.read_text(encoding="utf-8"))
    return found


#: What a word in braces stands for in a name before, which then stands in the name of today too.
BRACES = {"year": r"benchmark_year_[123]|performance_year", "type": "esrd|disabled|aged_dual|aged_non_dual"}


@cache
def renamed() -> list[tuple[str, re.Pattern[str], str]]:
    """Payment model, lines before, and the line now: `line[member]` for one figure of it, or that it is gone."""
    rows = (ROW.match(line) for line in CHANGELOG.read_text(encoding="utf-8").splitlines())
    found = []
    for row in rows:
        if row:
            parts = re.split(r"\{(\w+)\}", row[2])
            names = [f"(?P<{part}>{BRACES.get(part, '[a-z0-9_]+')})" for part in parts[1::2]]
            texts = [re.escape(part) for part in parts[::2]]
            before = "".join(text + name for text, name in zip(texts, [*names, ""], strict=True))
            found.append((row[1], re.compile(before), row[3]))
    return found


def named_now(model: str, line: str) -> str:
    """The name of today of a line, or of one figure of it."""
    for each, before, now in renamed():
        if each == model and (found := before.fullmatch(line)):
            return now.format(**found.groupdict())
    return line


def place_now(model: str, line: str, member: str) -> str:
    """Where a figure stands today; members that moved out of the line's name stand before its own."""
    whole = f"{line}[{member}]" if member else line
    place = named_now(model, whole)
    if place != whole or not member:
        return place
    name, _, first = named_now(model, line).partition("[")
    if name == GONE:
        return GONE
    return f"{name}[{first.removesuffix(']') + ',' if first else ''}{member}]"


def text(value: Value) -> str:
    """A value as the recording writes it."""
    if isinstance(value, Absent):
        return "absent"
    return str(value) if isinstance(value, bool) else plain(value)


def figures(settlement: Settlement) -> dict[str, dict[str, str]]:
    """By stream, every figure: `line` or `line[member]`, with several axes `line[member,member]`."""
    found: dict[str, dict[str, str]] = {}
    for stream in settlement.streams:
        values = found.setdefault(stream.stream.name, {})
        for name, value in stream.evaluation.values.items():
            if isinstance(value, Mapping):
                values.update({f"{name}[{_key(key)}]": text(each) for key, each in value.items()})
            else:
                values[name] = text(value)
    return found


def _key(key: "str | tuple[str, ...]") -> str:
    return key if isinstance(key, str) else ",".join(key)


#: What a quotient of 34 digits may lose where it is now divided in two steps, each a line of its own.
_LOST = Decimal("1e-32")


def is_same(was: str, now: str | None) -> bool:
    """Whether a figure is the recorded one: to the digit, or, of a quotient that fills all digits, but for the last."""
    if was == now or now is None or len(was) < 33 or now == "absent":
        return was == now
    before, today = Decimal(was), Decimal(now)
    return abs(today - before) <= _LOST * abs(before)


def differences(name: str, settlement: Settlement) -> dict[str, list[str]]:
    """What differs from the recording, by the place of today; each figure with what it was and what it is."""
    before, now = recorded()[name], figures(settlement)
    models = {stream.stream.name: stream.stream.model for stream in settlement.streams}
    told: dict[str, list[str]] = {}
    if before["net_payment"] != text(settlement.net_payment):
        told["net_payment"] = [f"net payment {before['net_payment']} -> {text(settlement.net_payment)}"]
    for stream, lines in before["streams"].items():
        for line, value in lines.items():
            for member, was in (value if isinstance(value, dict) else {"": value}).items():
                place = place_now(models[stream], line, member)
                if place != GONE and not is_same(was, now[stream].get(place)):
                    words = f"{stream}: {line} {member} was {was}, {place} is {now[stream].get(place)}"
                    told.setdefault(place, []).append(words)
    return told


def is_of(place: str, line: str) -> bool:
    """Whether a figure is one of a line, or of one member on the line's first axis."""
    return place == line or place.startswith((f"{line}[", f"{line.removesuffix(']')},"))


def _params() -> list[Any]:
    """Examples from headline numbers in every run, those counted from a made-up region in the long one."""
    return [
        pytest.param(each, id=each.name, marks=[] if each.inputs is not None else [pytest.mark.long])
        for each in examples()
        if each.name in recorded()
    ]


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demonstration makes up its region, once for all examples of a run."""
    return tmp_path_factory.mktemp("demo")


def test_no_recorded_example_is_missing() -> None:
    assert {each.name for each in examples()} >= {*recorded()}


def test_corrections_name_recorded_examples() -> None:
    assert {name for each in CORRECTED for name in each.lines} <= {*recorded()}


@pytest.mark.parametrize("example", _params())
def test_every_figure_is_what_it_was_but_where_a_rule_was_corrected(example: Example, region: Path) -> None:
    found, corrected = differences(example.name, settle_example(example, region)), corrected_lines(example.name)
    others = {place: told for place, told in found.items() if not any(is_of(place, line) for line in corrected)}
    assert [words for told in others.values() for words in told] == []
    stays = [line for line in corrected if not any(is_of(place, line) for place in found)]
    assert stays == [], "no line is let go that stays"
