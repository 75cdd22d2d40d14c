"""The three hospital programs as one contract of three streams, in the order of the law."""

from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import as_file

import pytest

from openvbc.api import load_contract, settle_inputs
from openvbc.errors import SettlementError
from openvbc.payment_models.registry import model_folder
from openvbc.settlement.settle import Settlement
from tests.examples import contract_from


def settled(edit: tuple[str, str] = ("", "")) -> Settlement:
    folder = model_folder("hospital_acquired_conditions")
    with (
        as_file(folder.joinpath("contracts").joinpath("three_programs.yaml")) as contract,
        as_file(folder.joinpath("inputs").joinpath("three_programs.yaml")) as inputs,
    ):
        text = contract.read_text(encoding="utf-8")
        if edit[0]:
            return settle_inputs(contract_from(text.replace(*edit)), inputs)[0]
        return settle_inputs(load_contract(contract), inputs)[0]


def test_value_based_purchasing_and_readmissions_are_added_on_the_plain_base_and_conditions_come_after_both() -> None:
    found = settled()
    purchasing, readmissions, conditions = (each.outcome for each in found.streams)
    base, other = Decimal(82_400_000), Decimal(13_600_000)
    assert isinstance(purchasing, Decimal)
    assert isinstance(readmissions, Decimal)
    assert isinstance(conditions, Decimal)
    # The reduction for readmissions is on the base, not on what purchasing left of it.
    assert readmissions == -base * found.stream("readmissions").evaluation.value("reduction")  # type: ignore[operator]
    assert conditions == -((base + purchasing + readmissions + other) / 100).quantize(Decimal("0.01"))
    assert found.net_payment == purchasing + readmissions + conditions


def test_the_outcomes_taken_over_say_of_which_stream_they_are() -> None:
    sources = settled().stream("acquired_conditions").evaluation.sources["outcome_before"]
    assert isinstance(sources, Mapping)
    assert list(sources) == ["value_based_purchasing", "readmissions"]
    assert str(sources["readmissions"]) == "settled: outcome of stream readmissions in this settlement"


def test_a_stream_that_does_not_stand_above_is_refused() -> None:
    with pytest.raises(SettlementError, match="takes over the outcome of 'purchasing', which is not settled above it"):
        settled(("after: [value_based_purchasing, readmissions]", "after: [purchasing]"))
