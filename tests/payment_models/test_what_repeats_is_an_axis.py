"""What repeats is an axis: worksheets stay short, and no year, type or helper of 1 and 0 stands in a line's name."""

import re
from collections.abc import Mapping
from contextlib import suppress
from importlib.resources import as_file

import pytest

from openvbc.api import load_contract, settle_inputs
from openvbc.api.demonstration import Example, examples
from openvbc.errors import ContractError, ParameterError
from openvbc.payment_models.mssp.historical.axes import COUNTIES, ENROLLMENT_TYPES
from openvbc.payment_models.mssp.historical.former_names import FORMER_NAMES
from openvbc.payment_models.mssp.historical.scores import WEIGHTED
from openvbc.payment_models.registry import model_folder, payment_models, published_parameters
from openvbc.settlement.settle import worksheets
from openvbc.worksheet.sheet import Worksheet

#: A year, an enrollment type or a county in a name; `per_person_year` and the like are units.
MEMBER = re.compile(rf"benchmark_year_\d|performance_year_|_({'|'.join(ENROLLMENT_TYPES.keys)})\b|\d{{5}}")
PLUMBING = re.compile(r"\b1 where\b|: 1, or|1 or 0|is a base", re.IGNORECASE)


def computed_from_claims() -> Worksheet:
    """The computed benchmark of an agreement from 2024, counted in three counties."""
    with as_file(model_folder("mssp").joinpath("contracts").joinpath("from_claims_2024.yaml")) as path:
        contract = load_contract(path)
    counties, at_hand = {COUNTIES: ("05200", "05210", "05240")}, (WEIGHTED, "medicaid_months")
    return worksheets(contract, 2024, payment_models(), published_parameters(), counties, at_hand)["shared_savings"]


def test_a_computed_benchmark_of_three_counties_has_at_most_160_lines_without_a_member_in_a_name() -> None:
    sheet = computed_from_claims()
    assert len(sheet.lines) <= 160
    assert [name for name in sheet.lines if MEMBER.search(name)] == []
    assert set(sheet.axes) >= {"years", "enrollment_types", "counties"}


def test_the_starter_of_pay_for_performance_has_at_most_190_rows_none_of_them_plumbing() -> None:
    folder = model_folder("pay_for_performance")
    with (
        as_file(folder.joinpath("contracts").joinpath("starter.yaml")) as contract,
        as_file(folder.joinpath("inputs").joinpath("starter.yaml")) as inputs,
    ):
        (settlement,) = settle_inputs(load_contract(contract), inputs)
    evaluation = settlement.streams[0].evaluation
    rows = sum(len(held) if isinstance(held, Mapping) else 1 for held in evaluation.values.values())
    assert rows <= 190
    assert [line.label for line in evaluation.sheet if PLUMBING.search(line.label)] == []


@pytest.mark.parametrize("example", examples(), ids=lambda each: each.name)
def test_no_row_or_year_stands_in_a_name_as_a_number(example: Example) -> None:
    with as_file(example.contract) as path:
        contract = load_contract(path)
    for year in contract.agreement.performance_years:
        with suppress(ContractError, ParameterError):  # a year without cut points has no worksheet
            for sheet in worksheets(contract, year.name, payment_models(), published_parameters()).values():
                assert [name for name in sheet.lines if re.search(r"\d", name)] == []


@pytest.mark.parametrize("former", ["benchmark_year_1_expenditures", "performance_year_county_months_esrd"])
def test_a_former_name_means_a_line_of_today_and_its_members(former: str) -> None:
    name, _, members = FORMER_NAMES[former].partition("[")
    line = computed_from_claims()[name]
    first = members.removesuffix("]").split(",")
    assert [axis.keys.index(key) >= 0 for axis, key in zip(line.axes, first, strict=False)] == [True] * len(first)


def test_every_former_name_is_one_of_an_input() -> None:
    sheet = computed_from_claims()
    lines = {now.partition("[")[0] for now in FORMER_NAMES.values()}
    assert {name for name in lines if name in sheet} >= {
        "assigned_expenditures",
        "county_per_capita",
        "county_months",
    }
