"""Withholds that are returned in part, bonuses as a share of revenue, payment by place: worked numbers and faults."""

import json
from decimal import Decimal
from typing import Any

import pytest

from openvbc.errors import ContractError
from openvbc.settlement.settle import Case, Settlement, Status
from openvbc.worksheet.evaluate import Override
from tests.examples import Given, contract_from, figures_of, settlement_of

HEAD = """contract: Quality
parties: {payer: {name: State Medicaid Agency}, provider: {name: Prairie Health Plan}}
agreement: {start: 2026-01-01, end: 2026-12-31, run_out_months: 3}
population: {line_of_business: medicaid, attribution: {payer_list: true}}
quality_scorecard:
  measures: [{measure: visits, label: Visits, direction: higher, result: rate, cut_points: [50%]}]
  scales: [{scale: met, between: steps, rows: [{standing: met, points: 1}]}]
  absent_measures: zero_points
payment_streams:
"""


def text_of(**terms: Any) -> str:  # noqa: ANN401  # terms as JSON
    return f"{HEAD}  - {{stream: quality, model: pay_for_performance, terms: {json.dumps(terms)}}}\n"


def settled(given: Given, score: "str | None", **terms: Any) -> Settlement:  # noqa: ANN401
    """The settlement with a score; without one where nothing follows it."""
    overrides = {"quality_score": Override(Decimal(score), "test")} if score is not None else {}
    figures = figures_of({**({"measure_rate": {"visits": "0.6"}} if score is not None else {}), **given})
    return settlement_of(contract_from(text_of(**terms)), Case("", 2026, Status.FINAL, figures, overrides))


def test_t_14a_a_withhold_of_which_a_part_is_returned_and_the_loss_is_limited() -> None:
    withhold = {
        "rate": "8%",
        "of": "capitation",
        "payments": "net_of_withhold",
        "at_stake": "62.5%",
        "most_lost": "5%",
        "earned_back": "by_score",
    }
    lines = settled({"capitation": "46000000"}, "0.9", withhold=withhold).streams[0].evaluation
    assert lines.value("amount_withheld") == Decimal("4000000.00")
    assert lines.value("withhold_at_stake") == Decimal("2500000.00")
    assert lines.value("withhold_earned_by_quality") == Decimal("2250000.00")
    assert lines.value("withhold_stake_returned") == Decimal("2375000.00")
    assert lines.value("net_payment") == Decimal("3875000.00")


@pytest.mark.parametrize(("after", "paid"), [(False, "480000.00"), (True, "470400.00")])
def test_t_15_a_bonus_as_a_share_of_capitation(*, after: bool, paid: str) -> None:
    bonus = {
        "minimum_score": "0%",
        "rate": "1.5%",
        "of": "capitation",
        "scaled_by_score": True,
        "after_withhold": after,
    }
    withhold = {"withhold": {"rate": "2%", "of": "capitation", "earned_back": "by_score"}} if after else {}
    evaluation = settled({"capitation": "40000000"}, "0.8", bonus=bonus, **withhold).streams[0].evaluation
    assert evaluation.value("bonus") == Decimal(paid)


@pytest.mark.parametrize(
    ("scores", "paid"),
    [
        (["0.92", "0.88", "0.88", "0.75"], ["180000", "60000", "60000", "0"]),
        (["0.9", "0.9", "0.9", "0.9"], ["75000", "75000", "75000", "75000"]),
        (["0.1", "0.2", "0.3", "0.4"], ["0", "0", "120000", "180000"]),
        (["0.5", "0.5", "0.1", "0.2"], ["150000", "150000", "0", "0"]),
    ],
)
def test_t_16_level_peers_share_the_prizes_of_their_places(scores: list[str], paid: list[str]) -> None:
    names = ["A", "B", "C", "D"]
    ranking = {"pool": "$300,000", "prizes": ["60%", "40%"], "peers": names, "provider": "B"}
    settlement = settled({"peer_score": dict(zip(names, scores, strict=True))}, None, ranking=ranking)
    found = settlement.streams[0].evaluation.values["ranking_payments"]
    assert isinstance(found, dict)
    assert [found[name] for name in names] == [Decimal(each) for each in paid]
    assert settlement.net_payment == Decimal(paid[1])


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "more prizes than peers": (
        {"ranking": {"pool": 1, "prizes": ["50%", "30%", "20%"], "peers": ["A", "B"], "provider": "A"}},
        "more prizes than peers",
    ),
    "prizes above the pool": (
        {"ranking": {"pool": 1, "prizes": ["60%", "50%"], "peers": ["A", "B"], "provider": "A"}},
        "more than the pool",
    ),
    "a provider who is no peer": (
        {"ranking": {"pool": 1, "prizes": ["60%"], "peers": ["A", "B"], "provider": "C"}},
        "the provider is one of them",
    ),
    "a rate of nothing": ({"bonus": {"minimum_score": "0%", "rate": "1%"}}, "add `of`"),
    "after a withhold that is not there": (
        {"bonus": {"minimum_score": "0%", "rate": "1%", "of": "premium", "after_withhold": True}},
        "needs a withhold with a rate",
    ),
    "a share above 100%": ({"withhold": {"rate": "120%", "earned_back": "by_score"}}, "beyond 100%"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_is_told(name: str) -> None:
    terms, what = FAULTS[name]
    with pytest.raises(ContractError, match=what):
        contract_from(text_of(**terms))
