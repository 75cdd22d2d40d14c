"""A figure may come from another settlement: by stream and line, with its fingerprint, unchanged since."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from openvbc.api import settle_inputs
from openvbc.contract.load import contract_from_text
from openvbc.contract.model import Contract
from openvbc.errors import InputError
from openvbc.figures import Figure, Origin, Source
from openvbc.payment_models.registry import payment_models
from openvbc.reports.as_json import settlements_text
from openvbc.reports.html.statement import render_html
from openvbc.reports.text import explanation_text
from openvbc.settlement.settle import Settlement
from openvbc.worksheet.explain import explain

TEXT = """contract: Example
parties: {payer: {name: Acme}, provider: {name: Lakeside ACO}}
agreement: {start: 2025-01-01, end: 2026-12-31, run_out_months: 3}
population: {line_of_business: commercial, attribution: {payer_list: true}}
payment_streams:
  - stream: savings
    model: shared_savings
    terms: {risk: one_sided, benchmark: {given: {basis: total}}, savings: {share: 50%}}
"""
FIRST = (
    "organization: Lakeside ACO\nperformance_year: 2025\nstatus: final\nfigures: {benchmark: 500, expenditures: 480}\n"
)
SECOND = """organization: Lakeside ACO
performance_year: 2026
status: interim
figures:
  benchmark: {settlement: before.json, stream: savings, line: benchmarkMORE}
  expenditures: 450
"""


@pytest.fixture(scope="module")
def agreed() -> Contract:
    return contract_from_text(TEXT, "contract.yaml", payment_models())


@pytest.fixture
def before(agreed: Contract, tmp_path: Path) -> Settlement:
    (tmp_path / "first.yaml").write_text(FIRST, encoding="utf-8")
    (settlement,) = settle_inputs(agreed, tmp_path / "first.yaml")
    (tmp_path / "before.json").write_text(settlements_text([settlement]), encoding="utf-8")
    return settlement


def settled(agreed: Contract, folder: Path, more: str = "", text: str = SECOND) -> Settlement:
    (folder / "second.yaml").write_text(text.replace("MORE", more), encoding="utf-8")
    return settle_inputs(agreed, folder / "second.yaml")[0]


def source_of(settlement: Settlement, line: str) -> Source:
    source = settlement.streams[0].evaluation.sources[line]
    assert isinstance(source, Source)
    return source


def test_a_figure_of_the_year_before_is_carried_over_with_its_fingerprint(
    agreed: Contract, before: Settlement, tmp_path: Path
) -> None:
    settlement = settled(agreed, tmp_path)
    assert settlement.net_payment == Decimal(25)
    source = source_of(settlement, "benchmark")
    assert source.origin is Origin.SETTLED
    assert source.settled is not None
    assert source.settled.fingerprint == before.fingerprint
    assert (source.settled.stream, source.settled.line) == ("savings", "benchmark")
    assert (source.settled.period, source.settled.status) == ("performance year 2025", "final")
    assert [file.name for file in source.files] == ["second.yaml", "before.json"]


def test_reports_say_which_settlement_a_figure_is_of(agreed: Contract, before: Settlement, tmp_path: Path) -> None:
    settlement = settled(agreed, tmp_path)
    told = f"benchmark of stream savings, performance year 2025, final, Example, settlement {before.fingerprint[:12]}"
    assert told in explanation_text(explain(settlement.streams[0].evaluation), "benchmark", {})
    assert told in render_html(settlement)
    for_machines = json.loads(settlements_text([settlement]))
    lines = {each["line"]: each for section in for_machines["streams"][0]["sections"] for each in section["lines"]}
    assert lines["benchmark"]["values"][0]["source"]["settlement"]["fingerprint"] == before.fingerprint


def test_another_figure_in_the_settlement_before_gives_another_fingerprint(
    agreed: Contract, before: Settlement, tmp_path: Path
) -> None:
    first = settled(agreed, tmp_path).fingerprint
    (tmp_path / "first.yaml").write_text(FIRST.replace("480", "481"), encoding="utf-8")
    (other,) = settle_inputs(agreed, tmp_path / "first.yaml")
    (tmp_path / "before.json").write_text(settlements_text([other]), encoding="utf-8")
    assert other.fingerprint != before.fingerprint
    assert settled(agreed, tmp_path).fingerprint != first


def test_the_fingerprint_may_be_stated(agreed: Contract, before: Settlement, tmp_path: Path) -> None:
    assert settled(agreed, tmp_path, f", fingerprint: {before.fingerprint}").net_payment == Decimal(25)
    assert settled(agreed, tmp_path, f', fingerprint: "{before.fingerprint[:16]}"').net_payment == Decimal(25)
    with pytest.raises(InputError, match="is settlement"):
        settled(agreed, tmp_path, f', fingerprint: "{"0" * 64}"')
    with pytest.raises(InputError, match="at least 12 digits"):
        settled(agreed, tmp_path, f', fingerprint: "{before.fingerprint[:4]}"')


def _value(told: dict[str, Any]) -> None:
    lines = {each["line"]: each for section in told["streams"][0]["sections"] for each in section["lines"]}
    lines["benchmark"]["values"][0]["value"] = "501"


def _organization(told: dict[str, Any]) -> None:
    told["performance_year"] = 2024


def _seal(told: dict[str, Any]) -> None:
    del told["seal"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_value, "second.yaml:5: before.json was changed after it was settled"),
        (_organization, "before.json was changed after it was settled"),
        (_seal, "before.json is no settlement for machines"),
    ],
)
def test_a_settlement_that_was_changed_is_refused(
    change: Callable[[dict[str, Any]], None], expected: str, agreed: Contract, before: Settlement, tmp_path: Path
) -> None:
    told = json.loads((tmp_path / "before.json").read_text(encoding="utf-8"))
    assert told["fingerprint"] == before.fingerprint
    change(told)
    (tmp_path / "before.json").write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(InputError, match=expected):
        settled(agreed, tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("before.json", "after.json", "the settlement after.json cannot be read"),
        ("before.json", "second.yaml", "second.yaml is no settlement for machines"),
        (
            "stream: savings",
            "stream: saving",
            "has no payment stream 'saving'\n    did you mean 'savings'?",
        ),
        ("line: benchmark", "line: benchmarks", "before.json has no line 'benchmarks'\n    did you mean 'benchmark'?"),
        ("line: benchmark", "line: savings_rate", "is in rate, benchmark in usd"),
        ("line: benchmark", "member: x, line: benchmark", "has no column of benchmark 'x'"),
        ("stream: savings, ", "", "stream is missing beside a settlement"),
        ("line: benchmark", "lines: benchmark", "unknown word 'lines' beside a settlement"),
        ("organization: Lakeside ACO", "organization: Hill ACO", "before.json settles Lakeside ACO, not 'Hill ACO'"),
    ],
)
def test_what_cannot_be_carried_over_is_told_with_its_place(
    old: str, new: str, expected: str, agreed: Contract, before: Settlement, tmp_path: Path
) -> None:
    assert before.streams
    assert old in SECOND
    with pytest.raises(InputError) as raised:
        settled(agreed, tmp_path, text=SECOND.replace(old, new))
    assert expected in str(raised.value)


def test_one_organization_of_several_is_the_one_that_is_settled(agreed: Contract, tmp_path: Path) -> None:
    both = []
    for name, benchmark in (("Hill ACO", "400"), ("Lakeside ACO", "500")):
        text = FIRST.replace("Lakeside ACO", name).replace("benchmark: 500", f"benchmark: {benchmark}")
        (tmp_path / "first.yaml").write_text(text, encoding="utf-8")
        both += settle_inputs(agreed, tmp_path / "first.yaml")
    (tmp_path / "before.json").write_text(settlements_text(both), encoding="utf-8")
    assert settled(agreed, tmp_path).net_payment == Decimal(25)
    text = SECOND.replace("organization: Lakeside ACO\n", "")
    with pytest.raises(InputError, match="holds 2 settlements"):
        settled(agreed, tmp_path, text=text)
    other = settled(agreed, tmp_path, ", organization: Hill ACO")
    assert source_of(other, "benchmark").settled is not None
    assert other.streams[0].evaluation.values["benchmark"] == Decimal(400)


def test_a_source_tells_where_it_was_settled() -> None:
    assert str(Figure(Decimal(1)).source) == "given"
