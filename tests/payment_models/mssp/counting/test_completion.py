"""Completion factors: what was paid is completed before it is cut off, exactly."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.claims.expenditures.count import count_expenditures
from openvbc.claims.expenditures.figures import PopulationExpenditures, population_expenditures
from openvbc.claims.expenditures.terms import StopLossLayer, TruncationAtPercentile, TruncationInDollars
from openvbc.errors import ClaimsError
from tests.claims.expenditures.made_up_claims import engine_with, line, months, terms
from tests.counts import examples

KIND = "aged_non_dual"


def counted(
    paid: dict[str, tuple[str, int]], threshold: str | None, factor: str, percentile: str = ""
) -> PopulationExpenditures:
    """paid: dollars and months of each person."""
    lines = [line(person, dollars) for person, (dollars, _) in paid.items()]
    # The service lies in June, so months run to it and beyond.
    enrolled = [row for person, (_, count) in paid.items() for row in months(person, count, first=max(1, 7 - count))]
    truncation = None if threshold is None else TruncationInDollars({"2024": {KIND: Decimal(threshold)}})
    of_rank = TruncationAtPercentile(Decimal(percentile), "everyone") if percentile else None
    with engine_with(lines=lines, enrolled=enrolled) as engine:
        agreed = terms(truncation=truncation or of_rank, completion={"2024": {KIND: Decimal(factor)}})
        (found,) = population_expenditures(engine, count_expenditures(engine, agreed), "everyone")
    return found


def test_what_is_paid_is_completed_and_then_cut_off() -> None:
    """5,000 in 4 months is 15,000 a year, completed 15,450, cut at 10,000: 3,333.33 1/3. 9,700 x 1.03 is 9,991."""
    found = counted({"A": ("5000.00", 4), "B": ("9700.00", 12)}, "10000", "1.03")
    assert found.exact_truncated == Fraction(10000, 3) + 9991
    assert found.expenditures.value == Decimal("15141.0000")
    assert found.truncation_excess.value == Decimal("1816.666666666666666666666666666667")
    assert found.threshold.value == Decimal(10000)
    assert "completed by 1.03" in found.truncated_expenditures.source.description
    assert "completed" not in found.member_months.source.description


@examples(40)
@given(
    people=st.lists(st.tuples(st.integers(1, 3_000_000), st.integers(1, 12)), min_size=1, max_size=6),
    threshold=st.integers(1, 2_000_000),
    factor=st.integers(900_000_001, 1_100_000_000),
)
def test_the_sum_is_exact_for_any_factor_and_threshold(
    people: list[tuple[int, int]], threshold: int, factor: int
) -> None:
    paid = {f"P{place}": (f"{cents / 100:.2f}", count) for place, (cents, count) in enumerate(people)}
    found = counted(paid, f"{Decimal(threshold).scaleb(-2)}", f"{Decimal(factor).scaleb(-9)}")
    limit, completion = Fraction(threshold, 100), Fraction(factor, 10**9)
    expected = sum(
        min(Fraction(cents, 100) * completion * Fraction(12, count), limit) * Fraction(count, 12)
        for cents, count in people
    )
    assert found.exact_truncated == expected


def test_a_percentile_is_that_of_completed_expenditures() -> None:
    paid = {person: (f"{600 * place}.00", 6) for place, person in enumerate("ABCD", start=1)}
    plain, completed = counted(paid, None, "1", "75"), counted(paid, None, "1.025", "75")
    assert completed.threshold.value == Decimal("3690.000") == plain.threshold.value * Decimal("1.025")  # type: ignore[operator]
    assert completed.exact_truncated == plain.exact_truncated * Fraction(1025, 1000)


def test_no_factor_leaves_every_figure_as_it_was() -> None:
    paid = {"A": ("5000.00", 4), "B": ("9700.00", 12)}
    with_one = counted(paid, "10000", "1")
    assert with_one.exact_truncated == Fraction(10000, 3) + 9700
    assert with_one.truncated_expenditures.source.description.startswith("expenditures after truncation:")
    higher = [counted(paid, "10000", factor).exact_truncated for factor in ("1", "1.01", "1.05", "2")]
    assert all(less <= more for less, more in pairwise(higher))


@pytest.mark.parametrize("factor", ["0", "101.3", "0.1", "1.0000000001"])
def test_a_factor_that_is_none_is_refused(factor: str) -> None:
    with pytest.raises(ClaimsError, match="is no completion factor"):
        counted({"A": ("1.00", 12)}, "10000", factor)


def test_completion_and_stop_loss_do_not_go_together() -> None:
    agreed = terms(completion={"2024": {KIND: Decimal("1.01")}}, stop_loss=(StopLossLayer(Decimal(100), Decimal(1)),))
    with (
        engine_with(lines=[line("A", "1.00")], enrolled=months("A", 12)) as engine,
        pytest.raises(ClaimsError, match="completed, and there is stop-loss"),
    ):
        count_expenditures(engine, agreed)
