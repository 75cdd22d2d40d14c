"""What each term of pay for performance pays, by hand; and a scorecard that feeds shared savings beside it."""

from decimal import Decimal

import pytest

from openvbc.contract.model import Contract
from openvbc.errors import ContractError, InputError, SettlementError
from openvbc.figures import ABSENT
from tests.quality.scorecards import Json, by_measure, contract_with, line, measure, scorecard, settled

TEN: Json = {"scale": "ten", "between": "straight_lines", "rows": [{"standing": "top", "points": 10}], "at_worst": 0}


def card(*more: Json) -> Json:
    """One measure whose rate is its score, so that a test can choose the score; and any others."""
    one = measure("m", result="rate", cut_points=["100%"])
    return scorecard([one, *more], scales=[TEN])


def contract(terms: Json, *more: Json) -> Contract:
    return contract_with(card(*more), ("quality", "pay_for_performance", terms))


def paid(terms: Json, rate: str, **figures: object) -> Decimal:
    return settled(contract(terms), {"measure_rate": {"m": rate}, **figures}).net_payment


def test_each_gap_pays_its_rate_and_what_goes_beyond_the_member_cap_is_taken_off() -> None:
    rates = [{"measure": "m", "per_gap": 40}, {"measure": "n", "per_gap": 10}]
    terms = {"gap_closure": {"rates": rates, "member_cap": 45}}
    found = settled(
        contract(terms, measure("n", cut_points=["100%"])),
        {"gaps_closed": {"m": 3, "n": 5}, "amount_beyond_member_cap": 10},
    )
    assert by_measure(found, "gap_amounts") == {"m": 120, "n": 50}
    assert found.net_payment == 160


def test_gaps_are_paid_without_a_scale_and_whatever_asks_for_points_needs_one() -> None:
    named: Json = {"measures": [{"measure": "m", "label": "M", "direction": "higher"}]}
    gaps: Json = {"gap_closure": {"rates": [{"measure": "m", "per_gap": 40}]}}
    paid_by_gap = contract_with(named, ("quality", "pay_for_performance", gaps))
    assert settled(paid_by_gap, {"gaps_closed": {"m": 3}}).net_payment == 120
    scored = contract_with(
        named, ("quality", "pay_for_performance", {**gaps, "bonus": {"minimum_score": "0%", "amount": 1}})
    )
    with pytest.raises(ContractError, match="no scales, and points are asked for"):
        settled(scored, {"gaps_closed": {"m": 3}})
    benchmark: Json = {"measures": [measure("m")]}
    with pytest.raises(ContractError, match=r"m has a scale or cut points(.|\n)*there are no scales"):
        contract_with(benchmark, ("quality", "pay_for_performance", gaps))
    without = {key: value for key, value in card().items() if key != "absent_measures"}
    with pytest.raises(ContractError, match="what a measure without a result earns is not said"):
        contract_with(without, ("quality", "pay_for_performance", gaps))
    unmeasured = scorecard([{"measure": "m", "label": "M", "direction": "higher"}], scales=[TEN])
    with pytest.raises(ContractError, match="m has no cut points"):
        contract_with(unmeasured, ("quality", "pay_for_performance", gaps))


def test_none_of_none_in_the_only_measure_is_said_in_plain_words() -> None:
    only = contract_with(
        scorecard([measure("m", cut_points=["100%"])], scales=[TEN]),
        ("quality", "pay_for_performance", {"bonus": {"minimum_score": "50%", "amount": 1000}}),
    )
    with pytest.raises(SettlementError, match=r"there is nothing to measure, .*: Numerator, m: 0 of 0"):
        settled(only, {"measure_numerator": {"m": 0}, "measure_denominator": {"m": 0}})


def test_more_gaps_closed_than_cases_are_refused() -> None:
    terms = {"gap_closure": {"rates": [{"measure": "n", "per_gap": 40}]}, "bonus": {"minimum_score": "0%", "amount": 1}}
    with pytest.raises(InputError, match="'Gaps closed', n, is 11, above 'Denominator' of 10"):
        settled(
            contract(terms, measure("n", cut_points=["100%"])),
            {
                "measure_rate": {"m": "0.5"}, "measure_numerator": {"n": 5}, "measure_denominator": {"n": 10},
                "gaps_closed": {"n": 11},
            },
        )  # fmt: skip


def test_a_measure_pays_on_all_members_or_on_its_denominator() -> None:
    terms = {
        "per_measure": [
            {"measure": "m", "per_member_per_month": "0.50", "paid_on": "members", "target": "70%"},
            {"measure": "n", "per_member_per_month": 2, "paid_on": "denominator", "scaled_by_points": True},
        ]
    }
    given: Json = {
        "measure_rate": {"m": "0.7", "n": "0.25"}, "member_months": 1200, "denominator_member_months": {"n": 100},
    }  # fmt: skip
    other = measure("n", result="rate", cut_points=["100%"])
    found = settled(contract(terms, other), given)
    assert by_measure(found, "measure_amounts") == {
        "m": 600,
        "n": 50,
    }  # 0.50 x 1,200; $2 x 100 x a quarter of its points
    missed = settled(contract(terms, other), {**given, "measure_rate": {"m": "0.6999", "n": None}})
    assert by_measure(missed, "measure_amounts") == {"m": 0, "n": ABSENT}
    assert missed.net_payment == 0


def test_a_target_where_lower_is_better_is_met_from_below() -> None:
    terms = {"per_measure": [{"measure": "low", "per_member_per_month": 1, "paid_on": "members", "target": "10%"}]}
    low = measure("low", result="rate", direction="lower", cut_points=["0%"])
    for rate, amount in (("0.10", 12), ("0.1001", 0)):
        given: Json = {"measure_rate": {"m": "1", "low": rate}, "member_months": 12}
        assert settled(contract(terms, low), given).net_payment == amount


@pytest.mark.parametrize(("score", "rate"), [("0.5999", 0), ("0.6", 1), ("0.79", 1), ("0.8", 3)])
def test_brackets_of_the_score_pay_per_member_per_month(score: str, rate: int) -> None:
    rows = [{"at_least": "60%", "per_member_per_month": 1}, {"at_least": "80%", "per_member_per_month": 3}]
    assert paid({"brackets": {"of": "score", "rows": rows}}, score, member_months=100) == 100 * rate


def test_brackets_of_points_pay_a_share_of_the_pool() -> None:
    terms = {"brackets": {"of": "points", "rows": [{"at_least": 7, "share_of_pool": "80%"}]}}
    assert paid(terms, "0.7", quality_pool=1000) == 800
    assert paid(terms, "0.69", quality_pool=1000) == 0


def test_a_bonus_is_earned_from_its_minimum_whole_or_by_score() -> None:
    whole = {"bonus": {"minimum_score": "80%", "amount": 1000}}
    scaled = {"bonus": {"minimum_score": "80%", "per_member_per_month": 2, "scaled_by_score": True}}
    assert [paid(whole, rate) for rate in ("0.79", "0.8", "1")] == [0, 1000, 1000]
    assert [paid(scaled, rate, member_months=100) for rate in ("0.79", "0.8", "1")] == [0, 160, 200]


def test_a_withhold_is_earned_back_by_score_and_the_rest_is_kept() -> None:
    terms = {"withhold": {"rate": "2%", "minimum_score": "50%", "earned_back": "by_score"}}
    found = settled(contract(terms), {"measure_rate": {"m": "0.75"}, "fee_for_service_payments": 100_000})
    assert found.net_payment == 1500
    assert line(found, "withhold_kept") == Decimal(500)
    assert paid(terms, "0.49", fee_for_service_payments=100_000) == 0
    full = {"withhold": {"minimum_score": "50%", "earned_back": "in_full"}}
    assert paid(full, "0.5", amount_withheld=2000) == 2000


def test_a_penalty_is_owed_below_its_score_whole_or_by_what_is_missing() -> None:
    whole = {"penalty": {"below_score": "50%", "amount": 1000}}
    part = {"penalty": {"below_score": "50%", "rate": "1%", "by_shortfall": True}}
    assert [paid(whole, rate) for rate in ("0.5", "0.4999")] == [0, -1000]
    assert paid(part, "0.4", fee_for_service_payments=100_000) == -200  # a fifth of 50% is missing, of 1% of $100,000


def test_reports_are_paid_one_by_one_and_only_reporting_is_category_2b() -> None:
    terms = {"reporting": {"measures": ["m", "n"], "per_measure": 500}}
    both = contract(terms, measure("n", cut_points=["100%"]))
    assert both.hcp_lan_category == "2B"
    assert settled(both, {"reporting_complete": {"m": True, "n": False}}).net_payment == 500
    assert contract({**terms, "bonus": {"minimum_score": "0%", "amount": 1}}).hcp_lan_category == "2C"


def test_the_scorecard_gives_shared_savings_its_score_and_both_streams_read_the_same_results() -> None:
    savings: Json = {
        "risk": "one_sided",
        "benchmark": {"given": {"basis": "total"}},
        "savings": {"share": "50%", "quality": {"multiplier": {}}},
    }
    gaps: Json = {"gap_closure": {"rates": [{"measure": "m", "per_gap": 40}]}}
    both = contract_with(card(), ("savings", "shared_savings", savings), ("gaps", "pay_for_performance", gaps))
    given: Json = {"benchmark": 1000, "expenditures": 900, "measure_rate": {"m": "0.8"}, "gaps_closed": {"m": 2}}
    found = settled(both, given)
    assert found.stream("savings").evaluation.value("quality_score") == Decimal("0.8")
    assert [each.outcome for each in found.streams] == [40, 80]  # half of $100 times 80%; two gaps at $40
    assert both.hcp_lan_category == "3A"
    alone = contract_with(None, ("savings", "shared_savings", savings))
    assert settled(alone, {"benchmark": 1000, "expenditures": 900, "quality_score": "0.8"}).net_payment == 40


@pytest.mark.parametrize(
    ("quality", "payment"),
    [
        ({"gate": {"minimum_score": "60%"}}, 50),
        ({"multiplier": {"minimum_score": "60%"}}, 35),
        (
            {
                "escalator": {
                    "threshold": "50%", "target": "80%", "stretch": "100%",
                    "share_at_threshold": "20%", "share_at_target": "50%", "share_at_stretch": "60%",
                }
            },
            40,
        ),
    ],
)  # fmt: skip
def test_gate_multiplier_and_escalator_follow_the_computed_score(quality: Json, payment: int) -> None:
    share = {} if "escalator" in quality else {"share": "50%"}
    terms: Json = {
        "risk": "one_sided",
        "benchmark": {"given": {"basis": "total"}},
        "savings": {**share, "quality": quality},
    }
    following = contract_with(card(), ("savings", "shared_savings", terms))
    given: Json = {"benchmark": 1000, "expenditures": 900, "measure_rate": {"m": "0.7"}}
    assert settled(following, given).net_payment == payment
