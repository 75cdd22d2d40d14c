"""Benchmarks that follow from figures: peers' percentiles, one's own past, strata, observed over expected."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest

from openvbc.errors import ContractError, InputError
from openvbc.figures import ABSENT
from openvbc.reports.html.statement import render_html
from openvbc.settlement.settle import Settlement
from tests.quality.scorecards import (
    PERCENTILES,
    STEPS,
    Json,
    by_measure,
    contract_with,
    measure,
    scorecard,
    settled,
)

STRAIGHT = {"method": "straight_line", "fewest_peers": 5}
NEAREST = {"method": "nearest_rank", "fewest_peers": 5}
#: Results of nine peers.
RESULTS = ["0.41", "0.52", "0.38", "0.66", "0.59", "0.47", "0.71", "0.55", "0.63"]


def without_cuts(key: str, **terms: object) -> Json:
    """A measure whose cut points are no numbers of the contract."""
    return {name: each for name, each in measure(key, **terms).items() if name != "cut_points"}


def with_peers(method: Json, results: Sequence[str | None], **terms: object) -> Settlement:
    contract = contract_with(scorecard([without_cuts("screening", peer_percentiles=method, **terms)]))
    peers = {(f"Plan {number}", "screening"): each for number, each in enumerate(results, start=1)}
    given = {"measure_numerator": {"screening": 60}, "measure_denominator": {"screening": 100}}
    return settled(contract, {**given, "peer_result": peers})


def cuts(settlement: Settlement) -> list[Fraction]:
    held = settlement.streams[0].evaluation.values["cut_point"]
    assert isinstance(held, dict)
    return [Fraction(each) for each in held.values() if isinstance(each, Decimal)]


def plain_percentile(results: Sequence[str], share: Fraction) -> Fraction:
    """As spreadsheets have it (PERCENTILE.INC): the place (n - 1) p, and a straight line between two results."""
    ordered = sorted(Fraction(each) for each in results)
    place = (len(ordered) - 1) * share
    low = int(place)
    return ordered[low] + (ordered[min(low + 1, len(ordered) - 1)] - ordered[low]) * (place - low)


def test_percentiles_of_peers_are_those_of_a_spreadsheet() -> None:
    expected = [plain_percentile(RESULTS, Fraction(each, 100)) for each in PERCENTILES]
    found = cuts(with_peers(STRAIGHT, RESULTS))
    assert all(abs(one - other) < Fraction(1, 10**30) for one, other in zip(found, expected, strict=True))


def test_the_nearest_rank_is_a_peers_own_result() -> None:
    ordered = sorted(Fraction(each) for each in RESULTS)
    expected = [ordered[-(-len(ordered) * each // 100) - 1] for each in PERCENTILES]
    assert cuts(with_peers(NEAREST, RESULTS)) == expected


def test_where_lower_is_better_the_best_percentile_is_the_lowest_result() -> None:
    found = cuts(with_peers(NEAREST, RESULTS, direction="lower"))
    ordered = sorted((Fraction(each) for each in RESULTS), reverse=True)
    assert found == [ordered[-(-len(ordered) * each // 100) - 1] for each in PERCENTILES]


def test_level_peers_and_peers_without_a_result_leave_the_percentile_as_it_is() -> None:
    results: list[str | None] = ["0.5", "0.5", "0.5", None, "0.5", "0.5"]
    assert set(cuts(with_peers(STRAIGHT, results))) == {Fraction(1, 2)}
    assert set(cuts(with_peers(NEAREST, results))) == {Fraction(1, 2)}


def test_of_too_few_peers_there_is_no_percentile() -> None:
    with pytest.raises(InputError, match="Peers with a result"):
        with_peers(STRAIGHT, RESULTS[:4])


def test_without_a_table_of_peers_the_percentile_is_a_figure_as_a_report_states_it() -> None:
    contract = contract_with(scorecard([without_cuts("screening", peer_percentiles=STRAIGHT), measure("other")]))
    stated = {(str(row), "screening"): f"0.{row}" for row in range(1, 7)}
    counts = {"measure_numerator": {"screening": 45, "other": 0}, "measure_denominator": {"screening": 100, "other": 9}}
    assert by_measure(settled(contract, {**counts, "peer_percentile": stated}), "measure_points") == {
        "screening": Decimal("1.6"),
        "other": Decimal(0),
    }


OWN = {"points": ["0%", "1%", "2%", "3%", "4%", "5%"], "relative": ["0%", "2%", "4%", "6%", "8%", "10%"]}


@pytest.mark.parametrize(
    ("by", "direction", "earlier", "expected"),
    [
        ("points", "higher", "0.50", ["0.50", "0.51", "0.52", "0.53", "0.54", "0.55"]),
        ("points", "lower", "0.50", ["0.50", "0.49", "0.48", "0.47", "0.46", "0.45"]),
        ("points", "higher", "0.98", ["0.98", "0.99", "1", "1", "1", "1"]),
        ("relative", "higher", "0.50", ["0.50", "0.51", "0.52", "0.53", "0.54", "0.55"]),
        ("gap_closed", "higher", "0.50", ["0.50", "0.508", "0.516", "0.524", "0.532", "0.54"]),
    ],
)
def test_goals_follow_ones_own_earlier_result(by: str, direction: str, earlier: str, expected: list[str]) -> None:
    goals = {"by": by, "steps": OWN.get(by, OWN["relative"])}
    card = scorecard([without_cuts("screening", own_result_goals=goals, direction=direction, goal="90%")])
    counts = {"measure_numerator": {"screening": 53}, "measure_denominator": {"screening": 100}}
    found = settled(contract_with(card), {**counts, "earlier_measure_score": {"screening": earlier}})
    assert cuts(found) == [Fraction(each) for each in expected]


def test_without_an_earlier_result_there_is_no_goal_and_no_points() -> None:
    goals = {"by": "points", "steps": OWN["points"]}
    card = scorecard([without_cuts("screening", own_result_goals=goals), measure("other")])
    counts = {"measure_numerator": {"screening": 53, "other": 5}, "measure_denominator": {"screening": 99, "other": 9}}
    found = settled(contract_with(card), {**counts, "earlier_measure_score": {"screening": None}})
    assert by_measure(found, "measure_points") == {"screening": ABSENT, "other": Decimal("2.0")}


STRATA = {"groups": ["rural", "urban"]}


def in_strata(use: Json, strata: dict[str, tuple[int, int]], **others: object) -> Settlement:
    counts = {
        "stratum_numerator": {(name, "screening"): each[0] for name, each in strata.items()},
        "stratum_denominator": {(name, "screening"): each[1] for name, each in strata.items()},
    }
    card = scorecard([measure("screening", minimum_denominator=20, strata={**STRATA, **use})])
    return settled(contract_with(card), {**counts, **others})


def test_the_worst_stratum_is_the_measures_result() -> None:
    found = in_strata({"use": "lowest"}, {"rural": (30, 100), "urban": (60, 100)})
    assert by_measure(found, "measure_score") == {"screening": Decimal("0.3")}
    assert by_measure(found, "measure_points") == {"screening": Decimal("1.2")}


def test_a_stratum_with_too_few_cases_is_passed_over() -> None:
    found = in_strata({"use": "lowest"}, {"rural": (3, 10), "urban": (60, 100)})
    assert by_measure(found, "measure_score") == {"screening": Decimal("0.6")}


WHOLE = {"measure_numerator": {"screening": 41}, "measure_denominator": {"screening": 100}}
GAP: Json = {
    "use": "gap_closed",
    "better_off": "urban",
    "disadvantaged": "rural",
    "rows": [{"at_least": "10%", "points": "0.2"}, {"at_least": "30%", "points": "0.5"}],
}


@pytest.mark.parametrize(("rural", "points"), [(25, "1.6"), (30, "1.8"), (40, "2.0"), (20, "1.6")])
def test_points_for_the_gap_closed_come_on_top_up_to_the_most(rural: int, points: str) -> None:
    """The gap was 25 points; the urban rate stays at 50%. Closed by 0, 20% (0.2 points), 60% (0.5), and widened."""
    earlier = {("rural", "screening"): "0.25", ("urban", "screening"): "0.5"}
    found = in_strata(GAP, {"rural": (rural, 100), "urban": (50, 100)}, earlier_stratum_score=earlier, **WHOLE)
    assert by_measure(found, "measure_points") == {"screening": Decimal(points)}


@pytest.mark.parametrize(
    ("direction", "rural", "points"), [("higher", 45, "1.7"), ("higher", 44, "1.6"), ("lower", 9, "0.1")]
)
def test_a_bonus_for_the_disadvantaged_stratum(direction: str, rural: int, points: str) -> None:
    at_least = {"higher": "45%", "lower": "10%"}[direction]
    use = {"use": "bonus", "disadvantaged": "rural", "rows": [{"at_least": at_least, "points": "0.1"}]}
    cut_points = (
        ["20%", "30%", "35%", "40%", "45%", "55%"] if direction == "higher" else ["6%", "5%", "4%", "3%", "2%", "1%"]
    )
    card = scorecard([measure("screening", strata={**STRATA, **use}, direction=direction, cut_points=cut_points)])
    counts = {
        "stratum_numerator": {("rural", "screening"): rural, ("urban", "screening"): 50},
        "stratum_denominator": {("rural", "screening"): 100, ("urban", "screening"): 100},
    }
    found = settled(contract_with(card), {**counts, **WHOLE})
    assert by_measure(found, "measure_points") == {"screening": Decimal(points)}


@pytest.mark.parametrize(("reference", "score", "points"), [(None, "0.8", "1.4"), ("15%", "0.12", "2.0")])
def test_observed_over_expected_and_the_risk_adjusted_rate(reference: str | None, score: str, points: str) -> None:
    ratio_cuts = ["1.2", "1.0", "0.9", "0.7", "0.6", "0.5"]
    rate_cuts = ["20%", "18%", "16%", "15%", "14%", "12%"]
    terms: dict[str, object] = {"reference_rate": reference} if reference else {}
    card = scorecard(
        [
            measure(
                "readmissions",
                direction="lower",
                result="observed_to_expected",
                range={"least": 0, "most": 3},
                cut_points=rate_cuts if reference else ratio_cuts,
                **terms,
            )
        ]
    )
    given = {"measure_observed": {"readmissions": 40}, "measure_expected": {"readmissions": "50"}}
    found = settled(contract_with(card), given)
    assert by_measure(found, "measure_score") == {"readmissions": Decimal(score)}
    assert by_measure(found, "measure_points") == {"readmissions": Decimal(points)}


def test_the_statement_says_whom_benchmarks_compare_with() -> None:
    scale = {**STEPS, "compares_with": {"whom": "acos", "payers": "all_payers", "area": "national", "data": "2024"}}
    own = measure("other", compares_with={"whom": "own_past"})
    card = {**scorecard([measure("screening"), own]), "scales": [scale]}
    counts = {"measure_numerator": {"screening": 53, "other": 5}, "measure_denominator": {"screening": 99, "other": 9}}
    page = render_html(settled(contract_with(card), counts))
    assert "screening: compared with ACOs, of all payers, national, 2024." in page
    assert (
        "other: compared with the provider&#39;s own past." in page
        or "other: compared with the provider's own past." in page
    )


ONE_ROW = [{"at_least": "5%", "points": 1}]
REFUSED: dict[str, tuple[Json, str]] = {
    "two benchmarks": (measure("m", peer_percentiles=STRAIGHT), "give exactly one of"),
    "too few own goals": (without_cuts("m", own_result_goals={"by": "points", "steps": ["0%", "1%"]}), "own goals"),
    "goals that fall": (without_cuts("m", own_result_goals={"by": "points", "steps": ["2%", "1%"]}), "rise"),
    "a gap without an end": (
        without_cuts("m", own_result_goals={"by": "gap_closed", "steps": OWN["relative"]}),
        "has no goal",
    ),
    "an unknown stratum": (
        measure(
            "m",
            strata={**STRATA, "use": "bonus", "disadvantaged": "coastal", "rows": [{"at_least": "5%", "points": 1}]},
        ),
        "two of the groups",
    ),
    "a bonus without rows": (
        measure("m", strata={**STRATA, "use": "bonus", "disadvantaged": "rural"}),
        "rows of points",
    ),
    "a reference rate of a rate": (measure("m", reference_rate="15%"), "goes with result"),
    "expected without a range": (measure("m", result="observed_to_expected"), "range"),
    "compared with nobody known": (measure("m", compares_with={"whom": "friends"}), "all_providers"),
    "one peer": (without_cuts("m", peer_percentiles={"method": "nearest_rank", "fewest_peers": 1}), "greater than"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_right_is_told(name: str) -> None:
    told, words = REFUSED[name]
    with pytest.raises(ContractError) as raised:
        contract_with(scorecard([told]))
    found = [each for each in raised.value.faults if words in f"{each.what} {each.why} {each.fix}"]
    assert found, raised.value.faults
    assert found[0].fix


#: Points by standing in the Shared Savings Program through 2020 (42 CFR 425.502(b)); the rows below 1.55 are its step.
SLIDING: Json = {
    "scale": "sliding",
    "between": "steps",
    "rows": [
        {"percentile": at, "points": points}
        for at, points in zip(
            (30, 40, 50, 60, 70, 80, 90), ("1.10", "1.25", "1.40", "1.55", "1.70", "1.85", "2.00"), strict=True
        )
    ],
}
#: Domains of 2012 to 2014, with how many measures each scores; the measure of electronic records weighs double.
DOMAINS = {"experience": 7, "coordination": 6, "prevention": 8, "at_risk": 7}
FLAT = [f"{each}%" for each in range(30, 100, 10)]


def test_the_33_measures_of_2014_come_to_their_domains_points() -> None:
    measures = [
        measure(f"{domain}_{number}", result="rate", cut_points=FLAT, scale="sliding",
                weight=2 if (domain, number) == ("coordination", 1) else 1)
        for domain, count in DOMAINS.items()
        for number in range(1, count + 1)
    ]  # fmt: skip
    domains = [
        {"domain": domain, "label": domain, "weight": "25%", "measures": [f"{domain}_{n}" for n in range(1, count + 1)]}
        for domain, count in DOMAINS.items()
    ]
    card = scorecard(measures, domains=domains)
    contract = contract_with({**card, "scales": [SLIDING], "absent_measures": "zero_points"}, year=2014)
    # Each measure one row better than the one before it: none, 1.10, 1.25, ... 2.00.
    rates = {
        f"{domain}_{number}": f"0.{min(10 + 10 * number, 90)}"
        for domain, count in DOMAINS.items()
        for number in range(1, count + 1)
    }
    values = settled(contract, {"measure_rate": rates}, year=2014).streams[0].evaluation.values
    assert values["domain_points_possible"] == dict(zip(DOMAINS, map(Decimal, (14, 14, 16, 14)), strict=True))
    # 0 + 1.10 + 1.25 + 1.40 + 1.55 + 1.70 + 1.85 = 8.85; without 1.85 and with the first twice 7.00; with 2.00 10.85.
    points = ("8.85", "7.00", "10.85", "8.85")
    assert values["domain_points"] == dict(zip(DOMAINS, map(Decimal, points), strict=True))
    score = values["quality_score"]
    assert isinstance(score, Decimal)
    exact = (Fraction("8.85") / 14 * 2 + Fraction(7) / 14 + Fraction("10.85") / 16) / 4
    assert abs(Fraction(score) - exact) < Fraction(1, 10**30)
