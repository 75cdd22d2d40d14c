"""What a point is worth, against the difference of two settlements from changed inputs."""

from decimal import Decimal
from importlib.resources import as_file
from pathlib import Path

import pytest

from openvbc.api import load_contract
from openvbc.contract.model import Contract
from openvbc.errors import SettlementError
from openvbc.payment_models.registry import model_folder
from openvbc.reports.document.as_json import document_json
from openvbc.reports.document.text import document_text
from openvbc.reports.scorecard.sensitivity import Sensitivity, sensitivity, sensitivity_report
from openvbc.units import USD
from tests.quality.scorecards import CUTS, STEPS, Json, contract_with, measure, scorecard, settled

LINES: Json = {**STEPS, "between": "straight_lines"}
SAVINGS: Json = {
    "risk": "one_sided",
    "benchmark": {"given": {"basis": "total"}},
    "savings": {"share": "50%", "quality": {"multiplier": {"minimum_score": "60%"}}},
}
BRACKETS: Json = {"brackets": {"of": "score", "rows": [{"at_least": "75%", "share_of_pool": "100%"}]}}
STREAMS = (("savings", "shared_savings", SAVINGS), ("quality", "pay_for_performance", BRACKETS))
GATED: Json = {**SAVINGS, "savings": {"share": "50%", "quality": {"gate": {"minimum_score": "80%"}}}}
MONEY: Json = {"benchmark": 50_000_000, "expenditures": 48_000_000, "quality_pool": 100_000}
RATES = {"a": "0.42", "b": "0.38", "c": "0.37"}


def two_streams() -> Contract:
    measures = [
        measure("a", result="rate"),
        measure("b", result="rate", weight=3),
        measure("c", result="rate", direction="lower", cut_points=CUTS[::-1]),
    ]
    return contract_with(scorecard(measures, scales=[LINES]), *STREAMS)


def paid(rates: Json) -> Decimal:
    return settled(two_streams(), {**MONEY, "measure_rate": rates}).net_payment


def found_at(rates: Json) -> Sensitivity:
    return sensitivity(settled(two_streams(), {**MONEY, "measure_rate": rates}))


@pytest.mark.parametrize("rates", [RATES, {**RATES, "b": "0.56"}, {**RATES, "a": "0.01"}, {**RATES, "c": None}])
def test_a_percentage_point_is_worth_the_difference_of_two_settlements(rates: Json) -> None:
    for worth in found_at(rates).worths:
        rate = rates[worth.measure]
        if rate is None:
            assert worth.per_percentage_point is None
            continue
        step = Decimal("-0.01") if worth.measure == "c" else Decimal("0.01")
        moved = {**rates, worth.measure: Decimal(str(rate)) + step}
        assert worth.per_percentage_point == paid(moved) - paid(rates)


def test_the_next_step_is_worth_the_difference_of_two_settlements() -> None:
    worths = {each.measure: each for each in found_at(RATES).worths}
    assert {key: each.next_cut for key, each in worths.items()} == {
        "a": Decimal("0.45"),
        "b": Decimal("0.4"),
        "c": Decimal("0.35"),
    }
    for key, worth in worths.items():
        assert worth.next_worth == paid({**RATES, key: worth.next_cut}) - paid(RATES)


def test_a_point_of_the_scorecard_moves_the_score_by_its_weight() -> None:
    low: Json = {**RATES, "a": "0.31", "b": "0.56"}
    worths = {each.measure: each for each in found_at(low).worths}
    # Measure a has 1.24 points: 0.76 more of 10 weighted points is 7.6% of the score, at 50% of $2,000,000.
    assert worths["a"].points == Decimal("1.24")
    assert (worths["a"].points_moved, worths["a"].per_point) == (Decimal("0.76"), Decimal("76000.00"))
    worths = {each.measure: each for each in found_at({**low, "a": "0.1"}).worths}
    assert (worths["a"].points_moved, worths["a"].per_point) == (Decimal(1), Decimal("100000.00"))


def test_at_the_top_of_the_scale_the_last_point_is_told() -> None:
    worth = found_at({**RATES, "a": "1", "b": "0.9"}).worths[0]
    assert worth.next_cut is None
    assert (worth.points_moved, worth.per_point) == (Decimal(1), Decimal("100000.00"))
    assert worth.per_percentage_point == Decimal("0.00")


def test_every_cliff_is_a_jump_between_two_settlements_a_hair_apart() -> None:
    found = found_at(RATES)
    assert {each.at for each in found.cliffs if each.line == "quality_score"} == {Decimal("0.6"), Decimal("0.75")}
    for cliff in found.cliffs:
        if cliff.line != "quality_score":
            hair = Decimal("1e-14") * (1 if cliff.line == "c" else -1)
            jump = paid({**RATES, cliff.line: cliff.at}) - paid({**RATES, cliff.line: cliff.at + hair})
            assert cliff.jump == jump
    gate = next(each for each in found.cliffs if each.at == Decimal("0.6") and each.line == "quality_score")
    assert abs(gate.jump - 600_000) < 1


def test_a_score_that_is_given_has_its_cliffs_too() -> None:
    contract = contract_with(None, ("savings", "shared_savings", SAVINGS))
    given: Json = {"benchmark": 100, "expenditures": 80, "quality_score": "0.9"}
    found = sensitivity(settled(contract, given))
    assert found.worths == ()
    assert [(each.at, each.jump) for each in found.cliffs] == [(Decimal("0.6"), Decimal("6.00"))]


def test_a_gate_at_the_middle_of_the_market_is_warned_of() -> None:
    found = found_at(RATES)
    assert [each.percentile for each in found.market.standings] == [30, 40, 50, 60, 70, 80]
    assert found.market.standings[0].payment == 0
    gated = contract_with(scorecard([measure("a", result="rate")]), ("savings", "shared_savings", GATED))
    given: Json = {"benchmark": 100, "expenditures": 80, "measure_rate": {"a": "0.4"}}
    steep, little = sensitivity(settled(gated, given)).market.warnings
    assert steep.startswith(
        "steep at mid-market: from the 40th to the 60th percentile the payment rises by $10.00, 100%"
    )
    assert little == (
        "a middling provider earns little: at the 50th percentile $0.00, less than half of the $10.00 at the 80th"
    )


def test_an_even_multiplier_gives_no_warning() -> None:
    even = {**SAVINGS, "savings": {"share": "50%", "quality": {"multiplier": {}}}}
    contract = contract_with(scorecard([measure("a", result="rate")]), ("savings", "shared_savings", even))
    given: Json = {"benchmark": 100, "expenditures": 80, "measure_rate": {"a": "0.4"}}
    assert sensitivity(settled(contract, given)).market.warnings == ()


def test_a_contract_without_quality_has_nothing_to_move() -> None:
    plain = {"risk": "one_sided", "benchmark": {"given": {"basis": "total"}}, "savings": {"share": "50%"}}
    contract = contract_with(None, ("savings", "shared_savings", plain))
    with pytest.raises(SettlementError, match="no payment of Example follows a quality score"):
        sensitivity(settled(contract, {"benchmark": 100, "expenditures": 80}))


def test_text_and_json_tell_the_same_figures() -> None:
    found = found_at(RATES)
    report = sensitivity_report(found)
    told, text = document_json(report), document_text(report)
    assert told["payment"] == f"{found.payment.normalize():f}"
    assert isinstance(told["measures"], list)
    assert [each["dollars_per_point"] for each in told["measures"]] == [
        f"{each.per_point.normalize():f}" for each in found.worths if each.per_point is not None
    ]
    assert all(each.per_point is not None and f"+{USD.show(each.per_point)}" in text for each in found.worths)
    assert "Composite quality score: Minimum quality score" in text


def test_the_example_beside_shared_savings_moves_the_savings_stream() -> None:
    with as_file(model_folder("pay_for_performance").joinpath("contracts/beside_shared_savings.yaml")) as path:
        contract = load_contract(Path(path))
    given: Json = {
        "benchmark": 49_230_000, "expenditures": 47_500_000,
        "measure_denominator": {"breast_cancer_screening": 1000, "blood_pressure": 1000},
        "measure_numerator": {"breast_cancer_screening": 740, "blood_pressure": 640},
        "measure_rate": {"readmissions": "0.146"},
        "gaps_closed": {"breast_cancer_screening": 1, "blood_pressure": 1}, "amount_beyond_member_cap": 5,
    }  # fmt: skip
    base = settled(contract, given)
    one_more = settled(
        contract, {**given, "measure_numerator": {"breast_cancer_screening": 750, "blood_pressure": 640}}
    )
    worth = sensitivity(base).worths[0]
    assert worth.per_percentage_point == one_more.net_payment - base.net_payment > 0
