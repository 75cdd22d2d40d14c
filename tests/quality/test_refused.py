"""What cannot be right is refused with the reason and the place, all faults of a file at once."""

from collections.abc import Callable

import pytest

from openvbc.errors import ContractError, InputError
from tests.quality.scorecards import STEPS, Json, contract_with, measure, scorecard, settled

RATE = measure("m", result="rate")


def _rows() -> list[dict[str, object]]:
    rows = STEPS["rows"]
    assert isinstance(rows, list)
    return rows


def refused(card: Json) -> str:
    with pytest.raises(ContractError) as error:
        contract_with(card)
    assert all("contract.yaml:" in fault.where for fault in error.value.faults)
    return str(error.value)


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        (
            scorecard([measure("m", cut_points=["20%", "35%", "30%", "40%", "45%", "55%"])]),
            "out of order: 0.2, 0.35, 0.3",
        ),
        (scorecard([measure("m", direction="lower")]), "they must fall from the worst standing to the best"),
        (scorecard([measure("m", cut_points=["20%"])]), "has 1 cut points, its scale 6 rows"),
        (scorecard([measure("m", cut_points=[20, 30, 35, 40, 45, 55])]), "write 20% if a percentage is meant"),
        (scorecard([RATE, RATE]), "two measures are named 'm'"),
        (scorecard([RATE], scales=[STEPS, STEPS]), "two scales are named 'attainment'"),
        (scorecard([measure("m", scale="atainment")], scales=[STEPS]), "did you mean 'attainment'?"),
        (
            scorecard(
                [RATE],
                domains=[
                    {"domain": "a", "label": "A", "weight": "50%", "measures": ["m"]},
                    {"domain": "b", "label": "B", "weight": "50%", "measures": ["m"]},
                ],
            ),
            "m stands in two domains, a and b",
        ),
        (
            scorecard(
                [RATE, measure("n")], domains=[{"domain": "a", "label": "A", "weight": "100%", "measures": ["m"]}]
            ),
            "n stands in no domain",
        ),
        (
            scorecard([RATE], domains=[{"domain": "a", "label": "A", "weight": "90%", "measures": ["m"]}]),
            "the weights of the domains add up to 90%, not 100%",
        ),
        (
            scorecard([measure("m", weight="60%"), measure("n", weight="30%")], measure_weights="shares"),
            "the weights of the measures of the scorecard add up to 90%, not 100%",
        ),
        (
            scorecard(
                [RATE, measure("n"), measure("o")],
                reporting_sets=[
                    {"set": "a", "label": "A", "measures": ["m", "n"]},
                    {"set": "b", "label": "B", "measures": ["n"]},
                ],
            ),
            "every measure of b stands in another set too",
        ),
        (
            scorecard(
                [RATE, measure("n"), measure("o")],
                reporting_sets=[
                    {"set": "a", "label": "A", "measures": ["m"]},
                    {"set": "b", "label": "B", "measures": ["n"]},
                ],
            ),
            "o stands in no reporting set",
        ),
        (
            scorecard([RATE], reporting_sets=[{"set": "a", "label": "A", "measures": ["m"]}]),
            "one reporting set is no choice",
        ),
        (
            scorecard([measure("m", counts_as="x"), measure("n", counts_as="x", weight=2)]),
            "n and m count as one measure, x, but differ in their weight",
        ),
        (
            scorecard(
                [RATE], scales=[{**STEPS, "rows": [*_rows()[:1], {**_rows()[1], "approached": "1.1"}, *_rows()[2:]]}]
            ),
            "approached goes with straight_lines",
        ),
        (scorecard([measure("m", weight=0)]), "no measure of the scorecard has a weight above 0"),
        (scorecard([RATE], count="better_of_both"), "improvement goes with a count other than achievement"),
        (scorecard([measure("m", result="value")]), "needs its range"),
        (
            scorecard([measure("m", range={"least": 0, "most": 100})]),
            "needs its range, and only such a measure has one",
        ),
        (
            scorecard(
                [RATE], scales=[{**STEPS, "rows": [{"percentile": 40, "points": 2}, {"percentile": 50, "points": 1}]}]
            ),
            "points must not fall",
        ),
        (
            scorecard(
                [RATE], scales=[{**STEPS, "rows": [{"percentile": 50, "points": 1}, {"percentile": 40, "points": 2}]}]
            ),
            "percentiles must rise",
        ),
        (
            scorecard(
                [RATE],
                count="better_of_both",
                improvement={"basis": "gap_closure", "between": "steps", "rows": [{"at_least": "5%", "points": 1}]},
            ),
            "m has no goal",
        ),
    ],
)
def test_a_scorecard_that_cannot_be_right(card: Json, reason: str) -> None:
    assert reason in refused(card)


def test_all_faults_of_a_scorecard_are_told_at_once() -> None:
    card = scorecard([measure("m", cut_points=["20%"]), measure("m", scale="nowhere")])
    told = refused(card)
    assert "two measures are named" in told
    assert "there is no scale 'nowhere'" in told
    assert "has 1 cut points" in told


COUNTS = scorecard([measure("m")])
VALUE = scorecard([measure("m", result="value", range={"least": 0, "most": 100}, cut_points=[20, 30, 35, 40, 45, 55])])


@pytest.mark.parametrize(
    ("card", "given", "reason"),
    [
        (
            COUNTS,
            {"measure_numerator": {"m": 11}, "measure_denominator": {"m": 10}},
            "'Numerator', m, is 11, above 'Denominator' of 10",
        ),
        (COUNTS, {"measure_numerator": {"m": -1}, "measure_denominator": {"m": 10}}, "it must be at least 0"),
        (COUNTS, {"measure_numerator": {}, "measure_denominator": {"m": 10}}, "null says that there is none"),
        (COUNTS, {"measure_denominator": {"m": 10}}, "'Numerator' is missing"),
        (scorecard([RATE]), {"measure_rate": {"m": "1.2"}}, "a percentage may be meant"),
        (scorecard([RATE]), {"measure_rate": {"m": "-0.1"}}, "it must be at least 0.00%"),
        (VALUE, {"measure_value": {"m": "100.5"}}, "it must be at most 100"),
        (scorecard([RATE]), {"measure_rate": {"m": "0.5", "n": "0.5"}}, "has no column 'n'"),
        (
            scorecard([RATE]),
            {"measure_rate": {"m": "0.5"}, "quality_score": "0.5"},
            "'quality_score' is a formula, not an input",
        ),
    ],
)
def test_results_that_cannot_be_right(card: Json, given: Json, reason: str) -> None:
    with pytest.raises(InputError) as error:
        settled(contract_with(card), given)
    assert reason in str(error.value)


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({}, "nothing is agreed"),
        ({"brackets": {"of": "score", "rows": [{"at_least": 60, "share_of_pool": "60%"}]}}, "write 60%, or of: points"),
        (
            {
                "brackets": {
                    "of": "score",
                    "rows": [
                        {"at_least": "60%", "share_of_pool": "60%"},
                        {"at_least": "70%", "per_member_per_month": 1},
                    ],
                }
            },
            "write one kind",
        ),
        ({"withhold": {"earned_back": "in_full"}}, "nothing is at stake"),
        (
            {
                "gap_closure": {
                    "rates": [{"measure": "m", "per_gap": 1}, {"measure": "m", "per_gap": 2}],
                }
            },
            "m is named twice",
        ),
        ({"penalty": {"below_score": "0%", "amount": 1}}, "no score lies below 0%"),
    ],
)
def test_payments_that_cannot_be_right(terms: Json, reason: str) -> None:
    with pytest.raises(ContractError) as error:
        contract_with(scorecard([RATE]), ("quality", "pay_for_performance", terms))
    assert reason in str(error.value)


GAPS: Json = {"gap_closure": {"rates": [{"measure": "m", "per_gap": 40}]}}
SAVINGS: Json = {
    "risk": "one_sided",
    "benchmark": {"given": {"basis": "total"}},
    "savings": {"share": "50%"},
    "quality_payment": {"per_member_per_month": "$1", "minimum_score": "50%"},
}


def test_quality_is_not_paid_twice_beside_shared_savings() -> None:
    with pytest.raises(ContractError, match="both pay from the quality payment"):
        contract_with(scorecard([RATE]), ("savings", "shared_savings", SAVINGS), ("gaps", "pay_for_performance", GAPS))


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        (lambda: contract_with(None, ("gaps", "pay_for_performance", GAPS)), "needs the contract's quality_scorecard"),
        (lambda: contract_with(scorecard([measure("n")]), ("gaps", "pay_for_performance", GAPS)), "has no measure 'm'"),
        (
            lambda: contract_with(
                scorecard([measure("m", reporting_years=[2026])]),
                (
                    "p",
                    "pay_for_performance",
                    {
                        "per_measure": [
                            {"measure": "m", "per_member_per_month": 1, "paid_on": "members", "target": "50%"}
                        ]
                    },
                ),
            ),
            "has a target, but need only be reported in 2026",
        ),
    ],
)
def test_payments_that_do_not_fit_the_scorecard(build: Callable[[], object], reason: str) -> None:
    contract = build()
    with pytest.raises(ContractError, match=reason):
        settled(contract, {})  # type: ignore[arg-type]  # the lambdas build contracts
