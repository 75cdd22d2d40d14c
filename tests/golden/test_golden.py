"""One runner for the golden cases of every payment model: published examples, printed as published."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import as_file
from pathlib import Path

import pytest

from openvbc.api import contract_worksheets, load_contract, settle_case
from openvbc.figures import ABSENT, Figure, Figures, Key, Origin, Source, Value
from openvbc.payment_models.registry import model_folder, payment_models
from openvbc.settlement.settle import Case, Status
from openvbc.units import Unit
from openvbc.worksheet.evaluate import Override
from openvbc.worksheet.explain import explain
from openvbc.worksheet.sheet import LineKind
from openvbc.yamlfile import Node, read_yaml


@dataclass(frozen=True)
class GoldenCase:
    model: str
    file: str
    node: Node

    def __str__(self) -> str:
        return f"{self.model}/{self.file}: {self.word('case')}"

    def word(self, key: str) -> str:
        return str(dict(self.node.items())[key].value)

    def group(self, key: str) -> dict[str, Node]:
        return dict(dict(self.node.items())[key].items())


def golden_cases() -> list[GoldenCase]:
    cases = []
    for model in payment_models():
        folder = model_folder(model).joinpath("golden")
        for file in sorted(folder.iterdir(), key=lambda each: each.name):
            if file.name.endswith(".yaml"):
                with as_file(file) as path:
                    entries = dict(read_yaml(path).items())
                assert entries["golden"].value, f"{file.name} says nothing of what it holds"
                assert entries["source"].value, f"{file.name} names no source"
                assert isinstance(entries["cases"].value, list)
                cases += [GoldenCase(model, file.name, each) for each in entries["cases"].value]
    return cases


def value_of(node: Node, unit: Unit) -> Value:
    value = node.value
    if isinstance(value, str):
        return unit.read(value)
    if value is None:  # as in a file of headline numbers: stated to be absent
        return ABSENT
    assert isinstance(value, Value)
    return value


def by_members(node: Node, above: tuple[str, ...]) -> Iterator[tuple[Key, Node]]:
    """The figures of a line, each with its members: one level of the file an axis."""
    for key, each in node.items():
        if isinstance(each.value, dict):
            yield from by_members(each, (*above, key))
        else:
            yield (*above, key) if above else key, each


@pytest.mark.parametrize("golden", golden_cases(), ids=str)
def test_published_example_prints_as_published(golden: GoldenCase) -> None:
    with as_file(model_folder(golden.model).joinpath("contracts").joinpath(golden.word("contract"))) as path:
        contract = load_contract(Path(path))
    year = int(golden.word("performance_year"))
    sheets = contract_worksheets(contract, year)
    lines = {name: line for stream, sheet in sheets.items() for line in sheet
             for name in (line.name, f"{stream}.{line.name}")}  # fmt: skip
    figures: Figures = {}
    overrides = {}
    for name, node in golden.group("given").items():
        source = Source(Origin.GIVEN, where=node.where)
        if lines[name].kind is not LineKind.INPUT:
            overrides[name] = Override(value_of(node, lines[name].unit), "golden case")
        elif isinstance(node.value, dict):
            unit = lines[name].unit
            figures[name] = {key: Figure(value_of(each, unit), source) for key, each in by_members(node, ())}
        else:
            figures[name] = Figure(value_of(node, lines[name].unit), source)
    settlement = settle_case(contract, Case("", year, Status.FINAL, figures, overrides))
    shown: dict[str, str] = {}
    for each in settlement.streams:
        for line in explain(each.evaluation).lines():
            for name in (line.name, f"{each.stream.name}.{line.name}"):
                shown[name] = line.shown
                shown |= {f"{name}[{value.member}]": value.shown for value in line.values if value.member}
    expected = {name: str(node.value) for name, node in golden.group("expect").items()}
    assert expected
    assert {name: shown[name] for name in expected} == expected


def test_every_payment_model_has_golden_cases() -> None:
    assert {case.model for case in golden_cases()} == set(payment_models())
