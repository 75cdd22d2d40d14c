"""The benchmark from base years, against a plain calculation of the rule text that shares no code."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from openvbc.api import contract_worksheets, load_contract
from openvbc.worksheet.evaluate import Evaluation, evaluate
from openvbc.worksheet.sheet import LineKind, Worksheet
from tests.payment_models.mssp.historical import plain_benchmark as plain
from tests.payment_models.mssp.historical.made_up_agreements import (
    ERAS,
    contract_text,
    figures,
    performance_year,
    seeded,
    situation,
)

CENT = Fraction(1, 100)


def _evaluated(path: Path, s: plain.Situation) -> tuple[Worksheet, Evaluation]:
    path.write_text(contract_text(s))
    sheet = contract_worksheets(load_contract(path), performance_year(s))["shared_savings"]
    given = figures(s)
    inputs = {line.name for line in sheet.of_kind(LineKind.INPUT)}
    return sheet, evaluate(sheet, {name: held for name, held in given.items() if name in inputs})


def _number(found: Evaluation, line: str, member: str = "") -> Fraction:
    held = found.values[line]
    value = held[member] if isinstance(held, Mapping) else held
    assert isinstance(value, Decimal)
    return Fraction(value)


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize("seed", range(25))
def test_every_era_equals_the_rule_text_calculated_plainly(era: str, seed: int, tmp_path: Path) -> None:
    s = situation(seeded(f"{era} {seed}"), era)
    sheet, found = _evaluated(tmp_path / "contract.yaml", s)
    for kind, amount in plain.adjusted(s).items():
        assert abs(_number(found, "adjusted_benchmark_by_type", kind) - amount) < CENT / 10**6
    benchmark, two_way = plain.updated(s)
    prefix = "three_way_" if two_way is not None else ""
    assert abs(_number(found, f"{prefix}benchmark_per_person_year") - benchmark) < CENT / 10**6
    whole = benchmark * s.performance.all_years
    assert abs(_number(found, f"{prefix}benchmark") - whole) < CENT / 10**6
    if two_way is not None:
        assert abs(_number(found, "two_way_benchmark_per_person_year") - two_way) < CENT / 10**6
    spent = sum(s.performance.dollars.values(), Fraction(0))
    assert _number(found, "expenditures") == spent
    assert sheet["benchmark"].unit.name == "usd"


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize("seed", range(10))
def test_the_bars_of_the_bridge_add_up_to_the_cent(era: str, seed: int, tmp_path: Path) -> None:
    s = situation(seeded(f"bridge {era} {seed}"), era)
    sheet, found = _evaluated(tmp_path / "contract.yaml", s)
    bars = [line.name for line in sheet.in_section("bridge") if not line.name.startswith("bridge_after_")]
    levels = [line.name for line in sheet.in_section("bridge") if line.name.startswith("bridge_after_")]
    moved = sum((_number(found, name) for name in bars), Fraction(0))
    assert _number(found, levels[0]) + moved == _number(found, levels[-1])
    benchmark, _ = plain.updated(s)
    assert abs(_number(found, levels[-1]) - benchmark) <= CENT / 2
