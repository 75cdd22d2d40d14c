"""Who gives the totals of a ratio has them divided on the worksheet; who has the ratio states it. Both settle alike."""

import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from importlib.resources import as_file
from pathlib import Path
from typing import Any

import pytest

from openvbc.api import load_contract, settle_inputs
from openvbc.errors import InputError
from openvbc.payment_models.mssp.historical.scores import WEIGHTED, member_of
from openvbc.payment_models.registry import model_folder
from openvbc.settlement.settle import Settlement
from openvbc.yamlfile import read_yaml

TYPES = ("esrd", "disabled", "aged_dual", "aged_non_dual")
MODELS = {"esrd": {"E24-2024": "1"}, **{kind: {"V24-2024": "0.67", "V28-2024": "0.33"} for kind in TYPES[1:]}}


def settled(tmp_path: Path, figures: Mapping[str, Any]) -> Settlement:
    file = tmp_path / "inputs.yaml"
    head = {"organization": "Lakeside ACO", "performance_year": 2024, "status": "final", "figures": figures}
    file.write_text(json.dumps(head), encoding="utf-8")  # JSON is YAML
    with as_file(model_folder("mssp").joinpath("contracts").joinpath("computed_2024.yaml")) as contract:
        (found,) = settle_inputs(load_contract(contract), file)
    return found


def stated() -> dict[str, Any]:
    """The figures of the example, as its file states them."""
    with as_file(model_folder("mssp").joinpath("inputs").joinpath("computed_2024.yaml")) as path:
        node = dict(read_yaml(path, []).items())["figures"]
    return json.loads(json.dumps(node.plain(), default=str))  # type: ignore[no-any-return]


def as_totals(figures: Mapping[str, Any]) -> dict[str, Any]:
    """The same figures with the totals of its scores and of its dual share: scores of each model, months, means."""
    found = {
        name: each for name, each in figures.items() if name not in ("risk_score", "demographic_score", "dual_share")
    }
    months: dict[str, Any] = {}
    weighted: dict[str, Any] = {"risk": {}, "demographic": {}}
    means: dict[str, Any] = {"risk": {}, "demographic": {}}
    for score, line in (("risk", "risk_score"), ("demographic", "demographic_score")):
        for year, by_type in figures[line].items():
            for kind, value in by_type.items():
                means[score].setdefault(year, {})[kind] = "1.25"
                for model in MODELS[kind]:
                    # One model a tenth above, the other below, so that the blend is the score times the nation's mean.
                    off = {"V24-2024": Fraction(33, 100), "V28-2024": Fraction(-67, 100)}.get(model, Fraction(0))
                    of_model = Fraction(value) * Fraction("1.25") + off / 10
                    months.setdefault(year, {}).setdefault(kind, {})[member_of(model)] = 1000
                    exact = Decimal(of_model.numerator * 1000) / Decimal(of_model.denominator)
                    weighted[score].setdefault(year, {}).setdefault(kind, {})[member_of(model)] = str(exact)
    return {
        **found,
        "scored_months": months,
        WEIGHTED: weighted,
        "national_mean_score": means,
        "enrolled_months": 120000,
        "medicaid_months": 15600,
    }


def test_totals_settle_as_the_ratios_that_they_come_to(tmp_path: Path) -> None:
    ratios, totals = settled(tmp_path, stated()), settled(tmp_path, as_totals(stated()))
    before, after = (each.streams[0].evaluation for each in (ratios, totals))
    assert ratios.net_payment == totals.net_payment
    for line in ("risk_score", "demographic_score"):
        assert before.values[line] == after.values[line]
    assert before.value("dual_share") == after.value("dual_share") == Decimal("0.13")
    assert before.sheet["risk_score"].formula is None
    assert after.sheet["risk_score"].formula is not None


def test_a_ratio_beside_its_totals_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'dual_share' is a formula, not an input"):
        settled(tmp_path, {**as_totals(stated()), "dual_share": "13%"})
