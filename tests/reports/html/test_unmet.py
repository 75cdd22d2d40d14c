"""Why nothing is paid, told with the figures that decided it and nothing beside the point."""

import pytest

from openvbc.reports.unmet import unmet_conditions
from tests.examples import Terms, settled
from tests.reports.bridge.made_up import COMPUTED, Changes
from tests.reports.bridge.made_up import settled as computed_benchmark

GIVEN = {"given": {"basis": "total"}}
MINIMUM = {"minimum_savings_rate": {"fixed": "2%"}}
ONE_SIDED: Terms = {"risk": "one_sided", "benchmark": GIVEN, "savings": {**MINIMUM, "share": "50%"}}
GATED: Terms = {
    "risk": "one_sided",
    "benchmark": GIVEN,
    "savings": {**MINIMUM, "share": "50%", "quality": {"gate": {"minimum_score": "70%"}}},
}
TWO_SIDED: Terms = {
    "risk": "two_sided",
    "benchmark": GIVEN,
    "savings": {**MINIMUM, "share": "50%"},
    "losses": {"minimum_loss_rate": {"fixed": "2%"}, "share": {"rate": "50%"}},
}
BELOW = "the savings came to $5.00, below the minimum savings of $10.00"
SCORE = "the composite quality score came to 60.00%, below the minimum quality score of 70.00%"


@pytest.mark.parametrize(
    ("terms", "expenditures", "score", "because"),
    [
        (ONE_SIDED, "495", None, [BELOW]),
        (ONE_SIDED, "520", None, ["the losses came to $20.00"]),
        (ONE_SIDED, "500", None, ["the savings came to $0.00"]),
        (TWO_SIDED, "495", None, [BELOW]),
        (TWO_SIDED, "505", None, ["the losses came to $5.00, below the minimum losses of $10.00"]),
        (GATED, "480", "0.6", [SCORE]),
        (GATED, "495", "0.6", [SCORE, BELOW]),
        (GATED, "520", "0.6", [SCORE, "the losses came to $20.00"]),
        (ONE_SIDED, "490.004", None, ["the savings came to $9.996, below the minimum savings of $10.000"]),
        (
            GATED,
            "480",
            "0.699996",
            ["the composite quality score came to 69.9996%, below the minimum quality score of 70.0000%"],
        ),
        (ONE_SIDED, "480", None, []),
    ],
)
def test_reasons_are_those_that_decided(terms: Terms, expenditures: str, score: str | None, because: list[str]) -> None:
    given = {"benchmark": "500", "expenditures": expenditures}
    evaluation = settled(terms, given | ({"quality_score": score} if score else {})).streams[0].evaluation
    assert sorted(each.because for each in unmet_conditions(evaluation)) == sorted(because)


def test_a_reason_names_its_line() -> None:
    evaluation = settled(ONE_SIDED, {"benchmark": "500", "expenditures": "495"}).streams[0].evaluation
    (reason,) = unmet_conditions(evaluation)
    assert (reason.line, reason.label) == ("minimum_savings_met", "Savings reach the minimum")


def test_how_a_benchmark_is_made_is_no_reason_for_no_payment() -> None:
    """Caps and adjustments that do not apply are conditions too, but what decided is the minimum savings rate."""
    much: Changes = {("assigned_expenditures", ("performance_year", "aged_non_dual")): "93075000.00"}
    settlement = computed_benchmark(COMPUTED, much)
    evaluation = settlement.streams[0].evaluation
    assert settlement.net_payment == 0
    assert evaluation.values["prior_savings_adjustment_applies"] is False
    assert evaluation.values["risk_cap_applies"] is False
    (reason,) = unmet_conditions(evaluation)
    assert reason.line == "savings_reach_minimum"
    assert reason.because == "savings came to 0.05% of the benchmark, below the minimum savings and loss rate of 1.00%"
