"""Terms solved for and put back, trades against the worked ones, and what both sides get."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.api import negotiate
from openvbc.errors import UsageError
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.simulation.assumptions import Stage, agreed_assumptions
from openvbc.simulation.draws import Array
from openvbc.simulation.forecast import payments_of
from openvbc.simulation.negotiate import Risk, Wishes
from openvbc.simulation.negotiate import negotiate as negotiate_with
from openvbc.simulation.solving import Measure, Target, solve
from openvbc.simulation.trials import Trials
from tests.counts import examples
from tests.simulation.contracts import BENCHMARK, contract_of, two_sided
from tests.simulation.forecasts import SPREADS, payments, scenarios_of, settled_at

COUNT = 16_384
TERMS = ("share_of_savings", "minimum_savings_rate", "minimum_loss_rate", "share_of_losses", "losses_payment_cap_rate")


def trials_of(terms: dict[str, Any], saving: str, count: int = COUNT, names: tuple[str, ...] = TERMS) -> Trials:
    settlement = settled_at(terms, saving)
    stated = {name: Decimal(value) for name, value in SPREADS.items()}
    agreed = {
        each.stream.name: agreed_assumptions(
            settlement.contract, each.stream, published_parameters(), Stage(), stated, rebased=False
        )
        for each in settlement.streams
    }
    return Trials(settlement, payment_models(), agreed, Stage(), 1, count, names)


def test_trials_are_the_scenarios_of_the_forecast() -> None:
    trials = trials_of(two_sided(), "0.015")
    assert np.array_equal(trials.payments(), payments(COUNT))
    assert np.allclose(trials.payments({"share_of_savings": Decimal("0.6")}), payments(COUNT, share="60%"))


def test_terms_solved_for_are_the_worked_ones() -> None:
    """$600,000 need a share of 64.1%; half of the years are paid with a minimum of 1.48%; 80% cannot be reached."""
    trials = trials_of(two_sided(), "0.015")
    zero, half, whole = Decimal(0), Decimal("0.05"), Decimal(1)
    (share,) = solve(trials, "share_of_savings", Target(Measure.EXPECTED, Decimal(600_000)), zero, whole).solutions
    assert float(share.value) == pytest.approx(0.64105, abs=0.004)
    (minimum,) = solve(trials, "minimum_savings_rate", Target(Measure.PAID, Decimal("0.5")), zero, half).solutions
    assert float(minimum.value) == pytest.approx(0.01478, abs=0.0003)
    none = solve(trials, "minimum_savings_rate", Target(Measure.PAID, Decimal("0.8")), zero, half)
    assert none.solutions == ()
    assert none.monotone
    assert float(none.most) == pytest.approx(0.694, abs=0.003)
    assert none.why_none.startswith("over the range the figure reaches")


@pytest.mark.parametrize(
    ("minimum", "expected"),
    [
        ("0", -102_991), ("0.01", -107_949), ("0.02", -115_907), ("0.03", -112_407), ("0.04", -97_421),
        ("0.05", -74_393), ("0.08", -16_745), ("0.1", -3_745),
    ],
)  # fmt: skip
def test_one_minimum_for_both_sides_is_not_monotone(minimum: str, expected: float) -> None:
    trials = trials_of(two_sided(), "-0.01")
    both = dict.fromkeys(("minimum_savings_rate", "minimum_loss_rate"), Decimal(minimum))
    drawn = trials.payments(both)
    assert abs(float(np.mean(drawn)) - expected) <= 3 * (1_100 + trials.error_of_mean(drawn))


def test_every_solution_is_found_where_there_are_several() -> None:
    """Expected payment over the cap on losses as a target that a U-shaped measure crosses twice."""

    class Shaped(Trials):
        def __init__(self) -> None:
            self.scenarios, self.sizes, self.agreed = 4, (4,), {}

        def payments(self, changes: Any = None, cost: float = 1.0) -> Array:  # noqa: ANN401  # of any measure
            del cost
            value = float(changes["term"])
            return np.full(4, (value - 0.5) ** 2 * 100)

    found = solve(Shaped(), "term", Target(Measure.EXPECTED, Decimal(4)), Decimal(0), Decimal(1))
    assert [round(float(each.value), 6) for each in found.solutions] == [0.3, 0.7]
    assert not found.monotone
    assert "then bisection wherever" in found.method


RANDOM_CONTRACTS = given(
    share=st.integers(20, 80),
    minimum=st.integers(0, 40),
    loss_share=st.one_of(st.none(), st.integers(10, 60)),
    loss_cap=st.integers(1, 10),
    saving=st.integers(-40, 60),
    term=st.sampled_from(TERMS),
    measure=st.sampled_from((Measure.EXPECTED, Measure.PAID, Measure.OWING)),
    wanted=st.integers(1, 99),
)


def put_back(
    *,
    share: int,
    minimum: int,
    loss_share: int | None,
    loss_cap: int,
    saving: int,
    term: str,
    measure: Measure,
    wanted: int,
) -> None:
    terms = two_sided(
        share=f"{share}%",
        minimum=f"{minimum / 10}%",
        loss_share=None if loss_share is None else f"{loss_share}%",
        loss_cap=f"{loss_cap}%",
    )
    trials = trials_of(terms, f"{saving / 1000}", 512)
    if term not in trials.agreed:
        assert loss_share is None
        return
    value = Decimal((wanted - 40) * 20_000) if measure is Measure.EXPECTED else Decimal(wanted) / 100
    found = solve(trials, term, Target(measure, value), Decimal(0), Decimal("0.5"))
    for solution in found.solutions:
        reached = Target(measure, value).of(trials.payments({term: solution.value}))
        assert abs(reached - float(value)) <= 2 * float(found.step), (term, measure)
    assert bool(found.solutions) != bool(found.why_none)
    if not found.solutions and found.why_none.startswith("over the range"):
        assert not found.least <= value <= found.most


@examples(40)
@RANDOM_CONTRACTS
def test_a_term_that_is_found_gives_the_target_when_it_is_put_back(**drawn: Any) -> None:  # noqa: ANN401  # see above
    put_back(**drawn)


@pytest.mark.long
@examples(1000)
@RANDOM_CONTRACTS
def test_of_a_thousand_contracts_every_term_found_gives_its_target(**drawn: Any) -> None:  # noqa: ANN401  # see above
    put_back(**drawn)


def test_a_solved_share_written_into_the_contract_pays_what_was_asked_for() -> None:
    trials = trials_of(two_sided(), "0.015", 4_096)
    (found,) = solve(
        trials, "share_of_savings", Target(Measure.EXPECTED, Decimal(600_000)), Decimal(0), Decimal(1)
    ).solutions
    again = payments_of(scenarios_of(settled_at(two_sided(share=f"{found.value * 100}%"), "0.015"), SPREADS), 4_096)
    assert float(np.mean(again)) == pytest.approx(600_000, abs=0.5)


def test_trades_that_help_both_are_the_worked_ones() -> None:
    """40% and one-sided: provider +$51,227, payer +$39,980; and 35%, a minimum of 1%, one-sided."""
    trials = trials_of(two_sided(), "0.015")
    labels = {name: name for name in trials.agreed}
    grid = {
        "share_of_savings": [Decimal("0.35"), Decimal("0.4"), Decimal("0.5")],
        "minimum_savings_rate": [Decimal("0.01"), Decimal("0.02")],
        "share_of_losses": [Decimal(0), Decimal("0.3")],
    }
    wishes = Wishes(labels, [], grid, Risk(), Decimal(BENCHMARK), Decimal(BENCHMARK) * Decimal("0.985"))
    found = negotiate_with(trials, wishes, [], 1)
    gains = {tuple(str(value) for value in each.changes.values()): each.gain(found.base) for each in found.grid}
    for design, provider, payer in ((("0.4", "0.02", "0"), 51_227, 39_980), (("0.35", "0.01", "0"), 41_549, 54_062)):
        assert float(gains[design][0]) == pytest.approx(provider, abs=4_000)
        assert float(gains[design][1]) == pytest.approx(payer, abs=4_000)
    better = [tuple(str(value) for value in each.changes.values()) for each in found.better_for_both]
    assert ("0.4", "0.02", "0") in better
    assert ("0.5", "0.02", "0.3") not in better


def test_a_response_of_behavior_turns_the_trades_round() -> None:
    trials = trials_of(two_sided(), "0.015")
    labels = {name: name for name in trials.agreed}
    grid = {"share_of_savings": [Decimal("0.65")], "minimum_savings_rate": [Decimal("0.03")]}
    cost = Decimal(BENCHMARK) * Decimal("0.985")
    still = negotiate_with(trials, Wishes(labels, [], grid, Risk(), Decimal(BENCHMARK), cost), [], 1)
    moved = negotiate_with(
        trials, Wishes(labels, [], grid, Risk(response=Decimal("0.04")), Decimal(BENCHMARK), cost), [], 1
    )
    assert still.better_for_both == ()
    assert len(moved.better_for_both) == 1


def test_two_versions_differ_in_terms_and_dollars() -> None:
    figures = {"member_months": 120_000, "benchmark_per_capita": "$500", "expenditures": "$59,100,000"}
    before, after = contract_of(two_sided()), contract_of(two_sided(share="60%", loss_cap="1%"))
    found = negotiate(before, figures, against=after, period=2026, status="interim", assume=SPREADS, scenarios=COUNT)
    values = found.values
    assert [dict(each.changes) for each in values.single] == [
        {"share_of_savings": Decimal("0.6")}, {"losses_payment_cap_rate": Decimal("0.01")},
    ]  # fmt: skip
    assert values.single[0].payer.expected == -values.single[0].provider.expected
    assert abs(float(values.single[0].difference) - 105_048) < 3 * (580 + float(values.single[0].error))
    assert len(values.pairs) == 1
    assert "Provider's share of savings" in str(found)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"changes": [("share", "60%")]}, "no term is called 'share'"),
        ({"solve": ["share_of_savings"], "target": "much"}, "the target 'much' is not understood"),
        ({"assume": {"own": "2%"}}, "no assumption is called 'own'"),
    ],
)
def test_what_is_asked_wrongly_is_told(asked: dict[str, Any], told: str) -> None:
    figures = {"member_months": 120_000, "benchmark_per_capita": "$500", "expenditures": "$59,100,000"}
    with pytest.raises(UsageError, match=told):
        negotiate(contract_of(two_sided()), figures, period=2026, status="interim", **asked)
