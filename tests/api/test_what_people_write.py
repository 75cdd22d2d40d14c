"""Contracts, figures and numbers as people write them in Python; what cannot be meant is one error of the tree."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import openvbc
from openvbc.api.arguments import share_of_text
from openvbc.errors import ContractError, FileError, InputError, OpenVBCError, SettlementError, UsageError

from .lakeside import CONTRACT, FIGURES, INPUTS_YAML, YAML, with_share


def paid(contract: Any, inputs: Any, **more: Any) -> Decimal:  # noqa: ANN401  # whatever people write
    return openvbc.settle(contract, inputs, **{"period": 2026, "status": "final", **more}).net_payment


def test_a_contract_is_a_path_its_text_a_dict_or_loaded(tmp_path: Path) -> None:
    path = tmp_path / "contract.yaml"
    path.write_text(YAML, encoding="utf-8")
    for contract in (path, str(path), YAML, CONTRACT, openvbc.load_contract(CONTRACT)):
        assert paid(contract, FIGURES) == 10
    assert openvbc.load_contract(CONTRACT).file == openvbc.load_contract(YAML).file


def test_figures_are_a_path_a_text_or_a_dict(tmp_path: Path) -> None:
    path = tmp_path / "inputs.yaml"
    path.write_text(INPUTS_YAML, encoding="utf-8")
    whole = {"performance_year": 2026, "status": "final", "figures": FIGURES}
    for inputs in (path, str(path), INPUTS_YAML, whole):
        assert openvbc.settle(CONTRACT, inputs).net_payment == 10
    for expenditures in (480, "480", "$480.00", Decimal(480), np.int64(480), {"value": 480, "source": "statement"}):
        assert paid(CONTRACT, {"benchmark": 500, "expenditures": expenditures}) == 10
    found = openvbc.settle(CONTRACT, FIGURES, period="2026 Q2", status=openvbc.Status.INTERIM, organization="South ACO")
    assert (found.organization, found.period, found.status) == ("South ACO", "2026 Q2", "interim")
    with pytest.raises(SettlementError, match="there is no organization South ACO"):
        openvbc.settle(CONTRACT, INPUTS_YAML, organization="South ACO")


def test_a_list_of_dicts_is_a_table_of_organizations(tmp_path: Path) -> None:
    rows = [{"organization": "North ACO", **FIGURES}, {"organization": "South ACO", **FIGURES, "expenditures": 495}]
    path = tmp_path / "table.csv"
    path.write_text("organization,benchmark,expenditures\nNorth ACO,500,480\nSouth ACO,500,495\n", encoding="utf-8")
    from_rows, from_file = (openvbc.settle(CONTRACT, each, period=2026, status="final") for each in (rows, path))
    payments = [(each.organization, each.net_payment) for each in from_rows]
    assert payments == [(each.organization, each.net_payment) for each in from_file]
    assert payments == [("North ACO", Decimal(10)), ("South ACO", Decimal("2.5"))]
    assert from_rows["South ACO"].net_payment == Decimal("2.5")
    assert openvbc.settle(CONTRACT, path, period=2026, status="final", organization="South ACO").answer == (
        from_rows["South ACO"].answer
    )
    with pytest.raises(SettlementError, match="did you mean 'South ACO'"):
        openvbc.settle(CONTRACT, rows, period=2026, status="final", organization="Soth ACO")


def test_every_fault_of_every_row_is_told_at_once() -> None:
    rows: list[dict[str, object]] = [
        {"organization": "North ACO", **FIGURES, "expenditures": 1.5},
        {**FIGURES},
        {"organization": "South ACO", "benchmark": 500},
        {"organization": "South ACO", **FIGURES},
    ]
    with pytest.raises(InputError) as told:
        openvbc.settle(CONTRACT, rows, period=2026, status="final")
    text = str(told.value)
    assert "row 1, figures.expenditures: 1.5 is a float" in text
    assert "row 2: a row has no organization" in text
    assert "row 4: organization 'South ACO' stands twice" in text


FLOATS: dict[str, tuple[Any, Any, type[OpenVBCError], str]] = {
    "figure": (CONTRACT, {**FIGURES, "expenditures": 480.0}, InputError, "inputs, figures.expenditures: 480.0 is a"),
    "term": (
        with_share(0.5),
        FIGURES,
        ContractError,
        "contract, payment_streams[0].terms.savings.share: 0.5 is a float",
    ),
    "numpy's": (with_share(np.float64(0.5)), FIGURES, ContractError, "is a float"),
}


@pytest.mark.parametrize(("contract", "inputs", "error", "told"), FLOATS.values(), ids=FLOATS)
def test_a_float_is_refused_with_what_to_write(
    contract: Any,  # noqa: ANN401  # whatever people write
    inputs: Any,  # noqa: ANN401
    error: type[OpenVBCError],
    told: str,
) -> None:
    with pytest.raises(error, match="or as Decimal") as raised:
        paid(contract, inputs)
    assert told in str(raised.value)
    assert len(raised.value.faults) == 1


REFUSED: dict[str, tuple[Any, Any, dict[str, Any], type[OpenVBCError], str]] = {
    "no figures": (CONTRACT, None, {}, UsageError, "neither inputs nor claims are named"),
    "no period": (CONTRACT, FIGURES, {"period": None}, UsageError, "do not say their period and status"),
    "a word for a status": (CONTRACT, FIGURES, {"status": "finl"}, UsageError, "did you mean 'final'"),
    "another year than the text's": (CONTRACT, INPUTS_YAML, {"period": 2027}, InputError, "2027 is asked for"),
    "a number for a contract": (7, FIGURES, {}, UsageError, "a contract is meant here"),
    "a file that is not there": ("nowhere.yaml", FIGURES, {}, FileError, "there is no such file"),
    "a list for a figure": (CONTRACT, {**FIGURES, "expenditures": [480]}, {}, InputError, "one figure is meant"),
    "an object for a figure": (
        CONTRACT,
        {**FIGURES, "expenditures": object()},
        {},
        InputError,
        "a value of type object stands here",
    ),
    "a moment for a day": (
        {**CONTRACT, "agreement": {"start": datetime(2026, 1, 1), "end": date(2026, 12, 31), "run_out_months": 3}},  # noqa: DTZ001
        FIGURES,
        {},
        ContractError,
        "a value of type datetime stands here",
    ),
    "a misspelt line": (CONTRACT, {**FIGURES, "expenditure": 1}, {}, InputError, "did you mean 'expenditures'"),
    "a misspelt term": (with_share({"valeu": "50%"}), FIGURES, {}, ContractError, "write the value itself"),
    "no rows": (CONTRACT, [], {}, InputError, "there are no rows of figures"),
}


@pytest.mark.parametrize(("contract", "inputs", "more", "error", "told"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant_is_told(
    contract: Any,  # noqa: ANN401  # whatever people write
    inputs: Any,  # noqa: ANN401
    more: dict[str, Any],
    error: type[OpenVBCError],
    told: str,
) -> None:
    with pytest.raises(error) as raised:
        paid(contract, inputs, **more)
    assert told in str(raised.value)


def test_a_dict_in_itself_is_told_and_not_followed_for_ever() -> None:
    round_and_round: dict[str, Any] = {**CONTRACT}
    round_and_round["population"] = round_and_round
    with pytest.raises(FileError, match="nested too deeply"):
        openvbc.load_contract(round_and_round)


def test_a_misspelt_argument_of_a_count_is_told_as_python_does() -> None:
    with pytest.raises(TypeError, match="did you mean 'participants'"):
        openvbc.settle(CONTRACT, claims="project", period=2026, status="final", participant="p.csv")  # type: ignore[call-arg]


def test_a_share_is_text_or_decimal() -> None:
    assert share_of_text("70%", "threshold") == share_of_text(Decimal("0.7"), "threshold") == Decimal("0.7")
    for odd in ("70", "much", 0.7, Decimal(2), None):
        with pytest.raises(UsageError):
            share_of_text(odd, "threshold")


def test_places_of_a_contract_in_python_are_told_in_its_explanation() -> None:
    found = openvbc.settle(CONTRACT, FIGURES, period=2026, status="final")
    assert "clause C 2, contract, payment_streams[0].terms.savings.share" in {
        each["clause"] for each in found.to_dicts("lines")
    }
