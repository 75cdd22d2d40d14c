"""Chances against sums over every outcome, and against brute-force simulation of single cases."""

import random
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import comb, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.errors import SettlementError
from openvbc.quality.binomial import STATED_ERROR, beta_binomial, binomial
from openvbc.quality.probability import Asked, Likelihood
from openvbc.reports.document.as_json import document_json
from openvbc.reports.document.text import document_text
from openvbc.reports.scorecard.probability import probability, probability_report
from tests.counts import examples
from tests.quality.scorecards import POINTS, STEPS, Json, contract_with, measure, scorecard, settled
from tests.quality.test_scorecard import plain_points

CUTS = ["10%", "30%", "50%", "60%", "75%", "90%"]
LINES: Json = {**STEPS, "between": "straight_lines"}


def asked_of(cases: list[tuple[int, int, int]], scale: Json, asked: Asked, **terms: object) -> Likelihood:
    """The chances for measures of (numerator, denominator, weight)."""
    measures = [measure(f"m{index}", weight=each[2], cut_points=CUTS) for index, each in enumerate(cases)]
    contract = contract_with(scorecard(measures, scales=[scale], **terms))
    found = settled(
        contract,
        {
            "measure_numerator": {f"m{index}": each[0] for index, each in enumerate(cases)},
            "measure_denominator": {f"m{index}": each[1] for index, each in enumerate(cases)},
        },
    )
    return probability(found, asked)


def binomial_chance(count: int, cases: int, met: int, missed: int) -> Fraction:
    """Of `count` successes where every case has the rate observed."""
    rate = Fraction(met, met + missed)
    return comb(cases, count) * rate**count * (1 - rate) ** (cases - count)


def beta_binomial_chance(count: int, cases: int, met: int, missed: int) -> Fraction:
    """Of `count` successes where the rate has the distribution Beta(met + 1/2, missed + 1/2), by rising factorials."""

    def rising(start: Fraction, steps: int) -> Fraction:
        return prod((start + step for step in range(steps)), start=Fraction(1))

    first, second = met + Fraction(1, 2), missed + Fraction(1, 2)
    ways = comb(cases, count) * rising(first, count) * rising(second, cases - count)
    return ways / rising(first + second, cases)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
@examples(25)
def test_beta_binomial_is_what_rising_factorials_give(cases: int, met: int, missed: int) -> None:
    found = beta_binomial(cases, Decimal(met), Decimal(missed))
    for count in range(cases + 1):
        exact = beta_binomial_chance(count, cases, met, missed)
        assert abs(Fraction(found.get(count, Decimal(0))) - exact) < Fraction(STATED_ERROR)


@pytest.mark.parametrize(
    ("met", "missed", "to_come", "bound", "certain", "learned"),
    [
        (45, 15, 60, 84, "0.970", "0.902"),  # 70% of 120, with 45 of 60 met
        (15, 5, 20, 14, "0.786", "0.699"),  # new years of the same size, 70% needed
        (150, 50, 200, 140, "0.955", "0.880"),
        (750, 250, 1000, 700, "1.000", "0.994"),
    ],
)
def test_a_rate_observed_in_few_cases_is_not_certain(
    met: int, missed: int, to_come: int, bound: int, certain: str, learned: str
) -> None:
    needed = bound - (met if bound > to_come else 0)
    rate = Decimal(met) / (met + missed)
    for counts, expected in (
        (binomial(to_come, rate), certain),
        (beta_binomial(to_come, Decimal(met), Decimal(missed)), learned),
    ):
        chance = sum((each for count, each in counts.items() if count >= needed), Decimal(0))
        assert round(chance, 3) == Decimal(expected)


def test_cases_to_come_are_added_to_those_that_are_met() -> None:
    contract = contract_with(scorecard([measure("m", cut_points=["10%", "30%", "50%", "60%", "70%", "90%"])]))
    settlement = settled(contract, {"measure_numerator": {"m": 45}, "measure_denominator": {"m": 60}})
    found = probability(settlement, Asked((Decimal("0.5"),), to_come={"": 60}))
    chances = {each.threshold: each.chance for each in found.measures[0].chances}
    assert round(chances[Decimal("0.7")], 3) == Decimal("0.902")
    again = probability(settlement, Asked((Decimal("0.5"),), to_come={"m": 60}, rate_is_certain=True))
    certain = {each.threshold: each.chance for each in again.measures[0].chances}
    assert round(certain[Decimal("0.7")], 3) == Decimal("0.970")
    with pytest.raises(SettlementError, match="'n' is no measure with a number of cases"):
        probability(settlement, Asked((Decimal("0.5"),), to_come={"n": 60}))


@given(st.integers(0, 60), st.integers(0, 60))
def test_binomial_is_what_the_textbook_says(cases: int, successes: int) -> None:
    successes = min(cases, successes)
    rate = Fraction(successes, cases) if cases else Fraction(1, 2)
    found = binomial(cases, Decimal(rate.numerator) / rate.denominator)
    for count in range(cases + 1):
        exact = comb(cases, count) * rate**count * (1 - rate) ** (cases - count)
        assert abs(Fraction(found.get(count, Decimal(0))) - exact) < Fraction(STATED_ERROR)


def test_binomial_of_many_cases_adds_up_and_leaves_out_next_to_nothing() -> None:
    found = binomial(50_000, Decimal("0.37"))
    assert abs(sum(found.values(), Decimal(0)) - 1) < STATED_ERROR
    assert len(found) < 5_000
    mean = sum((count * chance for count, chance in found.items()), Decimal(0))
    assert abs(mean - 18_500) < Decimal("1e-15")


@pytest.mark.parametrize(("cases", "rate"), [(-1, "0.5"), (10, "1.1"), (10, "-0.1")])
def test_what_is_no_trial_is_refused(cases: int, rate: str) -> None:
    with pytest.raises(ValueError, match="are no trials"):
        binomial(cases, Decimal(rate))


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 3)), min_size=1, max_size=3),
    st.integers(1, 99),
    st.booleans(),
    st.booleans(),
    st.data(),
)
@examples(25)
def test_the_composite_is_exact_against_every_outcome(
    sizes: list[tuple[int, int]], percent: int, sloped: bool, certain: bool, data: st.DataObject
) -> None:
    cases = [(data.draw(st.integers(0, size)), size, weight) for size, weight in sizes]
    threshold = Decimal(percent).scaleb(-2)
    chance_of = binomial_chance if certain else beta_binomial_chance
    found = asked_of(cases, LINES if sloped else STEPS, Asked((threshold,), rate_is_certain=certain))
    assert found.exact
    bounds, points = [Fraction(cut.rstrip("%")) / 100 for cut in CUTS], [Fraction(each) for each in POINTS]
    expected = Fraction(0)
    for outcome in product(*(range(size + 1) for _, size, _ in cases)):
        chance, earned = Fraction(1), Fraction(0)
        for count, (successes, size, weight) in zip(outcome, cases, strict=True):
            chance *= chance_of(count, size, successes, size - successes)
            earned += weight * plain_points(Fraction(count, size), bounds, points, higher=True, sloped=sloped)
        if earned / sum(2 * weight for _, _, weight in cases) >= Fraction(threshold):
            expected += chance
    # The worksheet divides to 34 digits: a score on the threshold to the last of them may fall on either side.
    assert abs(Fraction(found.composite[0].chance) - expected) < Fraction(1, 10**20)


def test_the_composite_agrees_with_brute_force_over_single_cases() -> None:
    cases = [(66, 90, 1), (40, 70, 3), (25, 60, 1)]
    threshold = Decimal("0.70")
    exact = asked_of(cases, STEPS, Asked((threshold,), rate_is_certain=True))
    bounds, points = [Fraction(cut.rstrip("%")) / 100 for cut in CUTS], [Fraction(each) for each in POINTS]
    by_count = [
        [weight * plain_points(Fraction(count, n), bounds, points, higher=True, sloped=False) for count in range(n + 1)]
        for _, n, weight in cases
    ]
    draws, reached, generator = 4_000, 0, random.Random(2026)  # noqa: S311
    for _ in range(draws):
        earned = Fraction(0)
        for scale, (successes, n, _) in zip(by_count, cases, strict=True):
            earned += scale[sum(generator.randrange(n) < successes for _ in range(n))]
        reached += earned / 10 >= Fraction(threshold)
    chance = exact.composite[0].chance
    error = (chance * (1 - chance) / draws).sqrt()
    assert exact.exact
    assert abs(Decimal(reached) / draws - chance) < 4 * error


def test_simulation_agrees_with_convolution_within_its_stated_error_and_repeats_by_seed() -> None:
    cases = [(66, 90, 1), (40, 70, 3), (25, 60, 1)]
    exact = asked_of(cases, LINES, Asked((Decimal("0.68"),)))
    drawn = asked_of(cases, LINES, Asked((Decimal("0.68"),), draws=20_000, seed=7, always_simulate=True))
    again = asked_of(cases, LINES, Asked((Decimal("0.68"),), draws=20_000, seed=7, always_simulate=True))
    error = drawn.composite[0].standard_error
    assert exact.exact
    assert not drawn.exact
    assert error is not None
    assert abs(drawn.composite[0].chance - exact.composite[0].chance) < 4 * error
    assert drawn == again


def test_many_measures_with_straight_lines_are_simulated() -> None:
    cases = [(70 + index, 100 + index, 1) for index in range(8)]
    found = asked_of(cases, LINES, Asked((Decimal("0.8"),), draws=2_000))
    assert not found.exact
    assert found.draws == 2_000
    assert found.composite[0].standard_error is not None


def test_many_measures_with_steps_are_exact() -> None:
    cases = [(30 + index, 60 + index, 1 + index % 3) for index in range(30)]
    assert asked_of(cases, STEPS, Asked((Decimal("0.7"),))).exact


def test_chances_of_a_measure_where_lower_is_better() -> None:
    down = measure("m", direction="lower", cut_points=CUTS[::-1])
    given_figures = {"measure_numerator": {"m": 4}, "measure_denominator": {"m": 10}}
    found = probability(
        settled(contract_with(scorecard([down])), given_figures), Asked((Decimal("0.5"),), rate_is_certain=True)
    )
    chances = {each.threshold: each.chance for each in found.measures[0].chances}
    rate = Fraction(4, 10)
    expected = sum(comb(10, count) * rate**count * (1 - rate) ** (10 - count) for count in range(4))
    assert abs(Fraction(chances[Decimal("0.3")]) - expected) < Fraction(STATED_ERROR)


def test_improvement_of_the_composite_moves_the_threshold_that_points_must_reach() -> None:
    term = {"factor": "10%", "at_most": "10%"}
    measures = [measure("m", cut_points=CUTS)]
    contract = contract_with(scorecard(measures, improvement_of_composite=term))
    given_figures = {
        "measure_numerator": {"m": 6}, "measure_denominator": {"m": 10}, "earlier_quality_score": "0.5",
    }  # fmt: skip
    found = probability(settled(contract, given_figures), Asked((Decimal("0.82"),), rate_is_certain=True))
    # 60% earns 1.6 of 2 = 80%, which is 60% better than 50% and so adds 6 points: 86%. 50% earns 70% + 4 = 74%.
    expected = sum(
        comb(10, count) * Fraction(6, 10) ** count * Fraction(4, 10) ** (10 - count) for count in range(6, 11)
    )
    assert abs(Fraction(found.composite[0].chance) - expected) < Fraction(STATED_ERROR)


def test_thresholds_of_the_contract_are_taken_where_none_is_named() -> None:
    bonus = {"bonus": {"minimum_score": "65%", "amount": 1}}
    contract = contract_with(scorecard([measure("m", cut_points=CUTS)]), ("b", "pay_for_performance", bonus))
    settlement = settled(contract, {"measure_numerator": {"m": 6}, "measure_denominator": {"m": 10}})
    found = probability(settlement, Asked())
    assert [(each.label, each.threshold) for each in found.composite] == [
        ("Minimum score of the bonus", Decimal("0.65"))
    ]
    report = probability_report(settlement, found)
    text = document_text(report)
    assert "chances are beta-binomial.\nMeasures are independent of each other." in text.replace("    ", "")
    assert document_json(report)["composite_is_exact"] is True


def test_rates_without_cases_are_taken_as_certain_and_named() -> None:
    contract = contract_with(scorecard([measure("m", cut_points=CUTS), measure("sure", result="rate")]))
    given_figures = {
        "measure_numerator": {"m": 6}, "measure_denominator": {"m": 10}, "measure_rate": {"sure": "0.55"},
    }  # fmt: skip
    found = probability(settled(contract, given_figures), Asked((Decimal("0.5"),)))
    assert found.taken_as_certain == ("sure",)
    assert found.composite[0].chance == 1


def test_without_any_cases_there_is_no_chance_to_tell() -> None:
    contract = contract_with(scorecard([measure("m", result="rate")]))
    with pytest.raises(SettlementError, match="no measure has a number of cases"):
        probability(settled(contract, {"measure_rate": {"m": "0.5"}}), Asked())
