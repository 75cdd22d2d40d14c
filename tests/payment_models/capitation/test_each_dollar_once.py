"""Capitation, care fees, shared savings on the rest and an advance that they repay: each dollar stands in one place."""

from decimal import Decimal
from importlib.resources import as_file

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.api import load_contract, settle
from openvbc.contract.load import contract_from_text
from openvbc.contract.model import Contract
from openvbc.errors import OpenVBCError
from openvbc.payment_models.registry import model_folder, payment_models
from tests.counts import examples

MONTHS = [f"2026-{month:02}" for month in (10, 11, 12)]


def example() -> Contract:
    with as_file(model_folder("capitation").joinpath("contracts").joinpath("each_dollar_once.yaml")) as path:
        return load_contract(path)


CONTRACT = example()
members = st.lists(st.integers(0, 900), min_size=3, max_size=3)
cents = st.integers(0, 40_000_000_00).map(lambda whole: Decimal(whole).scaleb(-2))


@given(adults=members, seniors=members, high_risk=members, value=cents, benchmark=cents, spent=cents)
@examples(100)
def test_what_all_streams_pay_is_a_plain_calculation_in_which_each_dollar_stands_once(
    adults: list[int], seniors: list[int], high_risk: list[int], value: Decimal, benchmark: Decimal, spent: Decimal
) -> None:
    capitation = sum(adults) * Decimal(31) + sum(seniors) * Decimal("56.50")
    fees = sum(high_risk) * Decimal(18)
    rest = spent - value + fees
    if benchmark == 0 or rest < 0:
        return
    shared = (max(benchmark - rest, Decimal(0)) / 2).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
    recouped = min(Decimal(300_000), shared)
    given_figures = {
        "primary_care.member_months": {
            "adults": dict(zip(MONTHS, adults, strict=True)),
            "seniors": dict(zip(MONTHS, seniors, strict=True)),
        },
        "primary_care.encounter_value": value,
        "care_fees.member_months": {"high_risk": dict(zip(MONTHS, high_risk, strict=True))},
        "savings.benchmark": benchmark,
        "savings.total_expenditures": spent,
        "advance.ended_early": False,
    }
    found = settle(CONTRACT, given_figures, period=2026, status="final")
    assert found.value("savings.expenditures") == rest
    assert found.net_payment == capitation + fees + shared + Decimal(300_000) - recouped


def changed(before: str, after: str) -> str:
    file = model_folder("capitation").joinpath("contracts").joinpath("each_dollar_once.yaml")
    text = file.read_text(encoding="utf-8")
    assert before in text
    return text.replace(before, after)


FAULTS = {
    "the overlap is not declared": (
        "      - {stream: primary_care, handled: carved_out, line: encounter_value, clause: Exhibit C 4}\n",
        "",
        "the same dollar would be paid twice",
    ),
    "a line of a stream below": (
        "{stream: primary_care, handled: carved_out",
        "{stream: advance, handled: taken_off",
        "stands after it",
    ),
    "a line between chosen streams": ("handled: carved_out, line", "handled: chosen_between, line", "nothing is"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_dollar_that_would_count_twice_is_refused_in_the_contract(name: str) -> None:
    before, after, what = FAULTS[name]
    with pytest.raises(OpenVBCError) as error:
        contract_from_text(changed(before, after), "contract.yaml", payment_models())
    assert what in str(error.value)


def test_a_line_that_the_other_stream_has_not_is_told_with_those_that_it_has() -> None:
    text = changed("line: encounter_value", "line: encounters_value")
    contract = contract_from_text(text, "contract.yaml", payment_models())
    zeros = dict.fromkeys(MONTHS, 0)
    figures = {
        "primary_care.member_months": {"adults": zeros, "seniors": zeros},
        "primary_care.encounter_value": 1,
        "care_fees.member_months": {"high_risk": zeros},
        "savings.benchmark": 100,
        "savings.total_expenditures": 90,
        "advance.ended_early": False,
    }
    with pytest.raises(OpenVBCError, match="did you mean 'encounter_value'"):
        settle(contract, figures, period=2026, status="final")


EPISODES = """contract: Episodes within the cost of care
parties: {payer: {name: Northern Health Plan}, provider: {name: Lakeside ACO}}
agreement: {start: 2026-01-01, end: 2026-12-31, run_out_months: 3}
population: {line_of_business: commercial, attribution: {payer_list: true}}
payment_streams:
  - stream: hips
    model: episode_payment
    terms:
      episode_types: {hip_replacement: {label: Replacement of a hip}}
      retrospective:
        price: {negotiated: {hip_replacement: "$24,500"}}
        risk: one_sided
        share_of_gains: 50%
  - stream: savings
    model: shared_savings
    overlaps: [{stream: hips, handled: HANDLED, line: LINE}]
    terms: {risk: one_sided, benchmark: {given: {basis: total}}, savings: {share: 50%}}
"""


@pytest.mark.parametrize(
    ("handled", "line", "counts"),
    [
        ("carved_out", "total_spending", "5_200_000"),
        ("counted_as_expenditure", "reconciliation_amount", "8_070_000"),
    ],
)
def test_episodes_are_taken_out_of_the_cost_of_care_or_what_they_pay_is_added(
    handled: str, line: str, counts: str
) -> None:
    contract = contract_from_text(
        EPISODES.replace("HANDLED", handled).replace("LINE", line), "contract.yaml", payment_models()
    )
    figures = {
        "hips.episodes": {"hip_replacement": 120},
        "hips.episode_spending": {"hip_replacement": 2_800_000},
        "savings.benchmark": 9_000_000,
        "savings.total_expenditures": 8_000_000,
    }
    found = settle(contract, figures, period=2026, status="final")
    assert found.value("savings.expenditures") == Decimal(counts)
