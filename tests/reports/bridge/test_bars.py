"""Bars of a bridge start where the last one ended, and what they add is the difference of the totals, to the cent."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.errors import SettlementError
from openvbc.money import rounded
from openvbc.reports.bridge.bars import BridgePicture, bridges_between, bridges_within
from openvbc.settlement.settle import Settlement
from openvbc.worksheet.evaluate import Override
from openvbc.worksheet.explain import explain
from tests.counts import examples

from .made_up import CALCULATOR, COMPUTED, MOVED, Changes, settled

CENT = Decimal("0.01")


def assert_adds_up(picture: BridgePicture) -> None:
    """Two totals at the ends; the steps between them lead from one to the other, as amounts and as they are shown."""
    bars = [each.bar for each in picture.bars]
    assert [index for index, bar in enumerate(bars) if bar.is_total] == [0, len(bars) - 1]
    assert all(earlier.end == later.start for earlier, later in pairwise(bars[:-1]))
    steps = bars[1:-1]
    assert bars[0].end + sum(bar.change for bar in steps) == bars[-1].end
    shown = [Decimal(bar.shown.replace("$", "").replace(",", "")) for bar in bars]
    assert shown[0] + sum(shown[1:-1]) == shown[-1]


def told(settlement: Settlement, line: str) -> str:
    return explain(settlement.streams[0].evaluation).line(line).words


def test_a_computed_benchmark_is_bridged_from_the_cost_of_its_base_years() -> None:
    settlement = settled(COMPUTED)
    (picture,) = bridges_within(settlement)
    assert_adds_up(picture)
    value = settlement.streams[0].evaluation.value
    first, last = picture.bars[0], picture.bars[-1]
    assert first.bar.label == "Cost of the benchmark years, weighted"
    benchmark = value("three_way_benchmark_per_person_year")
    assert isinstance(benchmark, Decimal)
    assert last.bar.end == rounded(benchmark, 2)
    assert [each.bar.label for each in picture.bars[1:-1]] == [
        "Risk to benchmark year 3",
        "Trend to benchmark year 3",
        "Adjustment of the historical benchmark",
        "Change of enrollment types",
        "Risk to the performance year",
        "Two-way update",
        "Prospective trend in the update",
    ]
    assert all(each.rule.startswith("42 CFR 425.") for each in picture.bars)
    assert picture.bars[2].told == (told(settlement, "bridge_after_trend"),)
    assert picture.bars[0].told == (told(settlement, "bridge_after_own_cost"),)
    assert last.told == ()


def test_the_first_level_is_the_weighted_cost_worked_out_by_hand() -> None:
    """First agreement period: benchmark years weigh 10%, 30% and 60%; the mix of types is that of the third year."""
    dollars = {
        "10": (8_100_000, 11_800_000, 12_880_000, 80_190_000),
        "30": (8_350_000, 12_150_000, 13_200_000, 83_025_000),
        "60": (8_620_000, 12_600_000, 13_680_000, 85_860_000),
    }
    # Months are the same in the three years, so the mean of the third year's mix is what all types cost together.
    weighted = sum((Decimal(weight) * sum(each) for weight, each in dollars.items()), Decimal(0))
    by_hand = weighted / 100 / (120_000 // 12)
    (picture,) = bridges_within(settled(COMPUTED))
    assert picture.bars[0].bar.end == rounded(by_hand, 2)


def test_without_computed_benchmark_the_reader_is_told_what_to_bridge() -> None:
    with pytest.raises(SettlementError) as told:
        bridges_within(settled(CALCULATOR))
    assert "no stream of this settlement has a bridge of its own" in str(told.value)
    assert "--before" in str(told.value)


@pytest.mark.parametrize("line", ["", "three_way_benchmark", "three_way_benchmark_per_person_year", "savings"])
def test_bars_between_two_settlements_of_a_benchmark_add_up(line: str) -> None:
    before, after = settled(COMPUTED), settled(COMPUTED, MOVED)
    (picture,) = bridges_between(before, after, line)
    assert_adds_up(picture)
    asked = line or after.streams[0].evaluation.sheet.outcome
    for settlement, bar in ((before, picture.bars[0]), (after, picture.bars[-1])):
        value = settlement.streams[0].evaluation.value(asked)
        assert isinstance(value, Decimal)
        assert bar.bar.end == rounded(value, 2)


def test_a_bar_opens_to_every_column_that_moved_from_and_to_what() -> None:
    (picture,) = bridges_between(settled(COMPUTED), settled(COMPUTED, MOVED), "three_way_benchmark")
    opened = {each.bar.line: each.told for each in picture.bars}
    assert opened["risk_score"] == (
        "Risk score (CMS-HCC) (Performance year, Disabled): 1.002 to 1.043",
        "Risk score (CMS-HCC) (Performance year, Aged, without Medicaid): 0.993 to 0.957",
    )
    assert picture.bars[0].bar.label == picture.bars[-1].bar.label == "2024, final"


@pytest.mark.parametrize(
    ("line", "value", "label"),
    [
        ("benchmark", "4000000", "Other lines and formulas of the contract"),
        ("risk_score", "1.2", "Risk score (e)"),
    ],
)
def test_a_line_set_from_outside_later_is_one_bar(line: str, value: str, label: str) -> None:
    """A computed line is part of the form of the contract; a figure is a figure that moved."""
    after = settled(CALCULATOR, overrides={line: Override(Decimal(value), "both parties", "agreed")})
    (picture,) = bridges_between(settled(CALCULATOR), after, "")
    assert_adds_up(picture)
    assert [each.bar.label for each in picture.bars] == ["2026, interim", label, "2026, interim"]
    assert picture.bars[1].bar.change != 0


def test_equal_settlements_have_two_equal_totals_and_no_bar_between() -> None:
    (picture,) = bridges_between(settled(CALCULATOR), settled(CALCULATOR), "")
    assert len(picture.bars) == 2
    assert picture.bars[0].bar.end == picture.bars[1].bar.end


def test_a_rate_is_bridged_in_its_own_unit() -> None:
    (picture,) = bridges_between(
        settled(CALCULATOR), settled(CALCULATOR, {("quality_score", ""): "0.7"}), "share_of_savings"
    )
    assert picture.unit.kind == "rate"
    assert picture.bars[-1].bar.shown.endswith("%")


figures = st.decimals(min_value=2 * 10**6, max_value=10**7, places=2).map(str)
factors = st.decimals(min_value="0.5", max_value=2, places=3).map(str)
rates = st.decimals(min_value=0, max_value=1, places=4).map(str)
changed = st.fixed_dictionaries(
    {},
    optional={
        ("allowed_spend", ""): figures,
        ("baseline_allowed_spend", ""): figures,
        ("member_months", ""): st.integers(1000, 90000).map(str),
        ("risk_score", ""): factors,
        ("actual_trend", ""): rates,
        ("quality_score", ""): rates,
    },
)
#: Lines in dollars, and in dollars with all the digits of a division.
LINES = ("", "savings", "benchmark", "target_per_member_per_month", "net_per_member_per_month")


@examples(40)
@given(before=changed, after=changed, line=st.sampled_from(LINES))
def test_bars_add_up_to_the_cent_whatever_moved(before: Changes, after: Changes, line: str) -> None:
    (picture,) = bridges_between(settled(CALCULATOR, before), settled(CALCULATOR, after), line)
    assert_adds_up(picture)
    assert all(bar.bar.end == rounded(bar.bar.end, 2) for bar in picture.bars)
