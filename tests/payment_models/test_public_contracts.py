"""Contracts of public shape, as examples: each checks, settles and explains, and little of them is not computed."""

from importlib.resources import as_file
from pathlib import Path

import pytest

from openvbc import api
from openvbc.payment_models.registry import model_folder

#: Which example has the shape of which public contract.
SHAPES = {
    "MaineCare Accountable Communities": ("shared_savings", "medicaid_initiatives"),
    "MassHealth tracks and corridors": ("shared_savings", "tiered_corridor"),
    "Vermont Medicaid Next Generation": ("shared_savings", "two_cohorts"),
    "Next Generation ACO": ("shared_savings", "haircut"),
    "Alternative Quality Contract": ("shared_savings", "budget_by_quality"),
    "Medicaid withholds and bonuses": ("pay_for_performance", "withholds_and_ranking"),
    "direct contracting entity with a practice": ("pay_for_performance", "completed_forms"),
}


def paths(model: str, name: str) -> tuple[Path, Path]:
    with as_file(model_folder(model)) as folder:
        return Path(folder) / "contracts" / f"{name}.yaml", Path(folder) / "inputs" / f"{name}.yaml"


@pytest.mark.parametrize("shape", SHAPES)
def test_a_contract_of_public_shape_settles_and_explains(shape: str) -> None:
    contract, inputs = paths(*SHAPES[shape])
    assert api.check_contract(contract).values.name
    settled = api.settle(contract, inputs)
    stream = settled.values[0].streams[0]
    assert "net_payment" in str(settled.explain(f"{stream.stream.name}.net_payment"))


def test_of_all_of_them_three_clauses_at_most_are_not_computed() -> None:
    contracts = [api.check_contract(paths(*each)[0]).values for each in SHAPES.values()]
    assert sum(len(each.not_modeled) for each in contracts) <= 3
