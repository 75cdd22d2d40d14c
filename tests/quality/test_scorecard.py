"""Scorecards against a few lines of plain fractions, and each rule on its own."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.errors import ContractError, SettlementError
from openvbc.figures import ABSENT
from tests.counts import examples
from tests.quality.scorecards import (
    POINTS,
    STEPS,
    Json,
    by_measure,
    contract_with,
    measure,
    score,
    scorecard,
    settled,
)

LINES: Json = {**STEPS, "between": "straight_lines"}


def plain_points(
    rate: Fraction, cuts: list[Fraction], points: list[Fraction], *, higher: bool, sloped: bool
) -> Fraction:
    """Points by standing, told once more: look for the last cut reached, go on in a straight line if sloped."""
    sign = 1 if higher else -1
    at = [sign * cut for cut in cuts]
    value = sign * rate
    reached = [index for index, cut in enumerate(at) if value >= cut]
    if not reached:
        return Fraction(0)
    last = reached[-1]
    if not sloped or last + 1 == len(at):
        return points[last]
    return points[last] + (points[last + 1] - points[last]) * (value - at[last]) / (at[last + 1] - at[last])


@st.composite
def cards(draw: st.DrawFn) -> tuple[bool, list[tuple[bool, list[int], int, int, int]]]:
    """Sloped or not, and measures of (higher, cut points in thousandths, weight, numerator, denominator)."""
    measures = []
    for _ in range(draw(st.integers(1, 5))):
        higher = draw(st.booleans())
        cuts = sorted(draw(st.sets(st.integers(0, 1000), min_size=6, max_size=6)), reverse=not higher)
        denominator = draw(st.integers(1, 400))
        measures.append((higher, cuts, draw(st.integers(1, 5)), draw(st.integers(0, denominator)), denominator))
    return draw(st.booleans()), measures


@given(cards())
@examples(60)
def test_the_composite_is_what_plain_fractions_say(
    card: tuple[bool, list[tuple[bool, list[int], int, int, int]]],
) -> None:
    sloped, measures = card
    told = [
        measure(
            f"m{index}", direction="higher" if higher else "lower", weight=weight,
            cut_points=[f"{Decimal(cut).scaleb(-1)}%" for cut in cuts],
        )
        for index, (higher, cuts, weight, _, _) in enumerate(measures)
    ]  # fmt: skip
    contract = contract_with(scorecard(told, scales=[LINES if sloped else STEPS]))
    found = settled(
        contract,
        {
            "measure_numerator": {f"m{index}": each[3] for index, each in enumerate(measures)},
            "measure_denominator": {f"m{index}": each[4] for index, each in enumerate(measures)},
        },
    )
    points = [Fraction(each) for each in POINTS]
    earned, available = Fraction(0), 0
    for higher, cuts, weight, n, d in measures:
        bounds = [Fraction(cut, 1000) for cut in cuts]
        earned += weight * plain_points(Fraction(n, d), bounds, points, higher=higher, sloped=sloped)
        available += 2 * weight
    assert abs(Fraction(score(found)) - earned / available) < Fraction(1, 10**30)


def test_cut_points_that_coincide_give_the_points_of_the_last() -> None:
    flat = measure("flat", result="rate", cut_points=["20%", "100%", "100%", "100%", "100%", "100%"])
    contract = contract_with(scorecard([flat], scales=[LINES]))
    for rate, points in (("0.2", "1.0"), ("0.6", "1.1"), ("0.999", "1.19975"), ("1", "2.0")):
        found = settled(contract, {"measure_rate": {"flat": rate}})
        assert by_measure(found, "measure_points") == {"flat": Decimal(points)}


def test_an_absent_measure_leaves_the_score_or_earns_nothing_as_agreed() -> None:
    given_figures = {"measure_rate": {"a": "0.55", "b": None}}
    measures = [measure("a", result="rate"), measure("b", result="rate")]
    assert score(settled(contract_with(scorecard(measures)), given_figures)) == 1
    zero = contract_with(scorecard(measures, absent_measures="zero_points"))
    assert score(settled(zero, given_figures)) == Decimal("0.5")


def test_too_few_cases_count_as_absent() -> None:
    contract = contract_with(
        scorecard([measure("few", minimum_denominator=30), measure("enough", minimum_denominator=30)])
    )
    found = settled(
        contract,
        {"measure_numerator": {"few": 29, "enough": 9}, "measure_denominator": {"few": 29, "enough": 30}},
    )
    assert by_measure(found, "measure_points") == {"few": ABSENT, "enough": Decimal("1.2")}
    assert score(found) == Decimal("0.6")


def test_a_denominator_of_zero_is_no_result_and_no_division() -> None:
    contract = contract_with(scorecard([measure("nobody"), measure("some")]))
    found = settled(
        contract, {"measure_numerator": {"nobody": 0, "some": 3}, "measure_denominator": {"nobody": 0, "some": 10}}
    )
    assert by_measure(found, "measure_score") == {"nobody": ABSENT, "some": Decimal("0.3")}


def test_without_any_result_there_is_no_payment_rather_than_none() -> None:
    contract = contract_with(scorecard([measure("a", result="rate")]))
    with pytest.raises(SettlementError, match="has no value, so there is no payment to state"):
        settled(contract, {"measure_rate": {"a": None}})


def test_in_a_reporting_year_complete_reporting_earns_all_points_whatever_the_result() -> None:
    card = scorecard([measure("new", reporting_years=[2026]), measure("old", result="rate")])
    for complete, points in ((True, "2.0"), (False, "0"), (None, "0")):
        found = settled(contract_with(card), {"measure_reported": {"new": complete}, "measure_rate": {"old": "0.45"}})
        assert by_measure(found, "measure_points") == {"new": Decimal(points), "old": Decimal("1.8")}


def test_a_topped_out_measure_stops_at_its_cap() -> None:
    contract = contract_with(scorecard([measure("capped", result="rate", topped_out_cap="1.4")]))
    found = settled(contract, {"measure_rate": {"capped": "0.9"}})
    assert by_measure(found, "achievement_points") == {"capped": Decimal("1.4")}
    assert score(found) == Decimal("0.7")


IMPROVEMENT: Json = {
    "basis": "relative",
    "between": "steps",
    "rows": [{"at_least": "5%", "points": 1}, {"at_least": "10%", "points": 2}],
}


@pytest.mark.parametrize(
    ("count", "more", "expected"),
    [
        ("improvement", {}, "2"),
        ("better_of_both", {}, "2"),
        ("blend", {"blend": {"achievement": "75%", "improvement": "25%"}}, "1.85"),
    ],
)
def test_ways_to_count_achievement_and_improvement(count: str, more: Json, expected: str) -> None:
    card = scorecard([measure("m", result="rate")], count=count, improvement=IMPROVEMENT, **more)
    found = settled(contract_with(card), {"measure_rate": {"m": "0.45"}, "earlier_measure_score": {"m": "0.40"}})
    assert by_measure(found, "measure_points") == {"m": Decimal(expected)}


def test_without_an_earlier_result_achievement_counts_alone() -> None:
    for count, more in (("better_of_both", {}), ("blend", {"blend": {"achievement": "50%", "improvement": "50%"}})):
        card = scorecard([measure("m", result="rate")], count=count, improvement=IMPROVEMENT, **more)
        for earlier in (None, "0"):
            given_figures = {"measure_rate": {"m": "0.45"}, "earlier_measure_score": {"m": earlier}}
            found = settled(contract_with(card), given_figures)
            assert by_measure(found, "measure_points") == {"m": Decimal("1.8")}


@pytest.mark.parametrize(
    ("direction", "basis", "now", "earlier", "improved"),
    [
        ("higher", "absolute", "0.45", "0.40", "0.05"),
        ("lower", "absolute", "0.10", "0.12", "0.02"),
        ("lower", "relative", "0.09", "0.12", "0.25"),
        ("higher", "gap_closure", "0.50", "0.40", "0.25"),
        ("higher", "gap_closure", "0.85", "0.80", "1"),
        ("higher", "gap_closure", "0.70", "0.80", "0"),
        # Who was at the goal and stays exactly there has closed all of the gap.
        ("higher", "gap_closure", "0.80", "0.80", "1"),
        ("lower", "gap_closure", "0.80", "0.80", "1"),
    ],
)
def test_bases_of_improvement(direction: str, basis: str, now: str, earlier: str, improved: str) -> None:
    names = {"absolute": "measure_change", "relative": "relative_improvement", "gap_closure": "share_of_gap_closed"}
    cuts = CUTS_DOWN if direction == "lower" else None
    one = measure("m", result="rate", direction=direction, goal="80%", **({"cut_points": cuts} if cuts else {}))
    card = scorecard([one], count="better_of_both", improvement={**IMPROVEMENT, "basis": basis})
    found = settled(contract_with(card), {"measure_rate": {"m": now}, "earlier_measure_score": {"m": earlier}})
    assert by_measure(found, names[basis]) == {"m": Decimal(improved)}


@pytest.mark.parametrize(("earlier", "expected"), [("0.25", "0.65"), ("0.30", "0.65"), ("0.45", "0.6333333333")])
def test_a_low_earlier_composite_is_taken_as_the_least_that_is_agreed(earlier: str, expected: str) -> None:
    # 0.60 now; against 30% it improved by 100%, of which 5% are added; against 45% by a third.
    card = scorecard(
        [measure("m", result="rate", cut_points=["10%", "20%", "30%", "40%", "50%", "90%"])],
        scales=[{"scale": "deciles", "between": "steps", "rows": [
            {"percentile": at, "points": points}
            for at, points in zip((30, 40, 50, 60, 70, 80), ("1", "2", "3", "6", "6", "10"), strict=True)
        ]}],
        improvement_of_composite={
            "factor": "5%" if earlier != "0.45" else "10%", "at_most": "10%", "least_earlier": "30%",
        },
    )  # fmt: skip
    found = settled(contract_with(card), {"measure_rate": {"m": "0.45"}, "earlier_quality_score": earlier})
    assert abs(score(found) - Decimal(expected)) < Decimal("1e-9")


CUTS_DOWN = ["55%", "45%", "40%", "35%", "30%", "20%"]


@pytest.mark.parametrize(
    ("now", "points"), [("0.419", "0"), ("0.42", "1"), ("0.43", "1.5"), ("0.44", "2"), ("0.9", "2")]
)
def test_improvement_can_rise_in_straight_lines(now: str, points: str) -> None:
    card = scorecard(
        [measure("m", result="rate")], count="improvement", improvement={**IMPROVEMENT, "between": "straight_lines"}
    )
    found = settled(contract_with(card), {"measure_rate": {"m": now}, "earlier_measure_score": {"m": "0.40"}})
    assert by_measure(found, "improvement_points") == {"m": Decimal(points)}


def test_domains_weigh_their_shares_and_an_absent_domain_gives_its_weight_to_the_others() -> None:
    measures = [measure(key, result="rate") for key in ("a", "b", "c")]
    domains = [
        {"domain": "one", "label": "One", "weight": "50%", "measures": ["a"]},
        {"domain": "two", "label": "Two", "weight": "30%", "measures": ["b"]},
        {"domain": "three", "label": "Three", "weight": "20%", "measures": ["c"]},
    ]
    contract = contract_with(scorecard(measures, domains=domains))
    found = settled(contract, {"measure_rate": {"a": "0.55", "b": "0.20", "c": "0.10"}})
    assert score(found) == Decimal("0.65")  # 50% x 1 + 30% x 0.5 + 20% x 0
    found = settled(contract, {"measure_rate": {"a": "0.55", "b": "0.20", "c": None}})
    assert score(found) == Decimal("0.8125")  # (50% x 1 + 30% x 0.5) / 80%
    assert by_measure(found, "measure_points")["c"] is ABSENT


def test_threshold_target_and_stretch_with_straight_lines_between() -> None:
    goals: Json = {
        "scale": "goals",
        "between": "straight_lines",
        "rows": [
            {"standing": "threshold", "points": 50},
            {"standing": "target", "points": 100},
            {"standing": "stretch", "points": 120},
        ],
    }
    contract = contract_with(scorecard([measure("m", result="rate", cut_points=["60%", "70%", "90%"])], scales=[goals]))
    for rate, points in (
        ("0.5999", "0"),
        ("0.6", "50"),
        ("0.65", "75"),
        ("0.7", "100"),
        ("0.8", "110"),
        ("0.95", "120"),
    ):
        found = settled(contract, {"measure_rate": {"m": rate}})
        assert by_measure(found, "measure_points") == {"m": Decimal(points)}


def test_measures_on_scales_of_their_own_stand_side_by_side() -> None:
    target: Json = {"scale": "target", "between": "straight_lines", "rows": [{"standing": "target", "points": 1}]}
    steps = measure("steps", result="rate", scale="attainment")
    simple = measure("simple", result="value", scale="target", cut_points=[70], range={"least": 0, "most": 100})
    contract = contract_with(scorecard([steps, simple], scales=[STEPS, target]))
    found = settled(contract, {"measure_rate": {"steps": "0.36"}, "measure_value": {"simple": 70}})
    assert by_measure(found, "measure_points") == {"steps": Decimal("1.4"), "simple": Decimal(1)}
    assert by_measure(found, "maximum_points") == {"steps": Decimal(2), "simple": Decimal(1)}
    assert score(found) == Decimal("0.8")


def test_published_cut_points_are_cited_and_missing_ones_refused() -> None:
    named = {"measure": "479", "collection": "admin_claims"}
    one = measure("readmissions", result="rate", direction="lower", cut_points=None, published_cut_points=named)
    card = scorecard([{key: each for key, each in one.items() if each is not None}])
    contract = contract_with(card, year=2023)
    found = settled(contract, {"measure_rate": {"readmissions": "0.15"}}, 2023)
    lines = found.streams[0].evaluation.sheet
    rule = lines["cut_point"].rule
    assert rule is not None
    assert (rule.source, rule.pin) == ("CMS quality benchmarks", "benchmarks/2023.json")
    odd = {**STEPS, "rows": [{"percentile": 35, "points": 1}]}
    with pytest.raises(ContractError, match="no cut point of readmissions is published at 35th percentile"):
        settled(contract_with({**card, "scales": [odd]}, year=2023), {"measure_rate": {"readmissions": "0.15"}}, 2023)


def test_a_measure_without_cut_points_is_refused_once_its_reporting_years_are_over() -> None:
    new = {key: each for key, each in measure("new", reporting_years=[2025]).items() if key != "cut_points"}
    with pytest.raises(ContractError, match="new has no cut points, and 2026 is not among its reporting_years"):
        settled(contract_with(scorecard([new])), {})
