"""Every figure of every example is what it was before the house was rebuilt; lines with new names are mapped.

`examples_before_the_house.json` holds each example's lines as they were settled before. Which line is now called how
stands in one table of CHANGELOG.md, "Renamed lines", which this test reads.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from openvbc.demo import Example, examples, settle_example
from openvbc.figures import Absent, Value
from openvbc.money import plain
from openvbc.settlement.settle import Settlement

HERE = Path(__file__).parent
CHANGELOG = HERE.parents[1] / "CHANGELOG.md"
ROW = re.compile(r"^\| `([^`]*)` \| `([^`]*)` \| `([^`]*)` \|$")
#: What stands in the table for a line that is gone: plumbing, or a figure that another line shows.
GONE = "gone"


@cache
def recorded() -> dict[str, Any]:
    """The examples as they were settled before."""
    found: dict[str, Any] = json.loads((HERE / "examples_before_the_house.json").read_text(encoding="utf-8"))
    return found


@cache
def renamed() -> dict[tuple[str, str], str]:
    """(payment model, line before) -> line now, `line[member]` for one figure of it, or that it is gone."""
    rows = (ROW.match(line) for line in CHANGELOG.read_text(encoding="utf-8").splitlines())
    return {(row[1], row[2]): row[3] for row in rows if row}


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


def differences(name: str, settlement: Settlement) -> list[str]:
    """What differs from the recording; each line with what it was and what it is."""
    before, now = recorded()[name], figures(settlement)
    models = {stream.stream.name: stream.stream.model for stream in settlement.streams}
    told = []
    if before["net_payment"] != text(settlement.net_payment):
        told.append(f"net payment {before['net_payment']} -> {text(settlement.net_payment)}")
    for stream, lines in before["streams"].items():
        for line, value in lines.items():
            held = {f"[{key}]": each for key, each in value.items()} if isinstance(value, dict) else {"": value}
            for member, was in held.items():
                place = f"{line}{member}"
                place = renamed().get((models[stream], place), place)
                if place == f"{line}{member}":
                    new = renamed().get((models[stream], line), line)
                    place = GONE if new == GONE else f"{new}{member}"
                if place != GONE and now[stream].get(place) != was:
                    told.append(f"{stream}: {line}{member} was {was}, {place} is {now[stream].get(place)}")
    return told


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


@pytest.mark.parametrize("example", _params())
def test_every_figure_is_what_it_was(example: Example, region: Path) -> None:
    assert differences(example.name, settle_example(example, region)) == []
