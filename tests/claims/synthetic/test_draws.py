"""Draws are even, depend on nothing but keys, and curves and choices follow their tables."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.claims.synthetic.draws import Choice, Curve, below, chance, child_keys, counts, ranks, repeat, root_key

KEYS = child_keys(root_key(1), "test", np.arange(100_000))


def test_ranks_are_even_and_do_not_go_together() -> None:
    one, other = ranks(KEYS, "one"), ranks(KEYS, "other")
    tenths = np.bincount(one * 10 >> 32, minlength=10)
    assert tenths.min() > 9_600
    assert tenths.max() < 10_400
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.02
    assert abs(np.corrcoef(one[1:], one[:-1])[0, 1]) < 0.02


def test_known_draws_stay_what_they_are() -> None:
    """Whatever machine or version: another result here makes every region another one."""
    assert ranks(child_keys(root_key(42), "known", np.arange(3)), "draw").tolist() == KNOWN


KNOWN = [133399234, 283889872, 2119381149]


@given(st.integers(0, 2**63), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_a_draw_depends_on_its_own_key_only(seed: int, numbers: list[int]) -> None:
    together = ranks(child_keys(root_key(seed), "each", np.array(numbers)), "draw").tolist()
    alone = [int(ranks(child_keys(root_key(seed), "each", number), "draw")[0]) for number in numbers]
    assert together == alone


def test_chances_and_counts_come_as_often_as_they_should() -> None:
    assert chance(KEYS, "it happens", 250_000).mean() == pytest.approx(0.25, abs=0.006)
    assert counts(KEYS, "how many", 2_300).mean() == pytest.approx(2.3, abs=0.006)
    assert set(counts(KEYS, "how many", 2_300).tolist()) == {2, 3}
    assert below(KEYS, "day", 28).max() == 27


def test_a_curve_goes_through_its_points() -> None:
    curve = Curve((0, 100), (5000, 200), (10_000, 1000))
    at = np.array([0, 1 << 30, 1 << 31, (1 << 32) - 1])
    assert curve.at(at).tolist() == [100, 150, 200, 999]
    with pytest.raises(ValueError, match=r"from 0 to 10,000"):
        Curve((0, 1), (9_000, 2))


def test_options_come_by_weight_within_their_group() -> None:
    choice = Choice((1, 0, 3), (5, 5))
    first, second = choice.draw(KEYS, "first"), choice.draw(KEYS, "second", 1)
    assert np.bincount(first, minlength=3) / len(KEYS) == pytest.approx([0.25, 0, 0.75], abs=0.01)
    assert np.bincount(second) / len(KEYS) == pytest.approx([0.5, 0.5], abs=0.01)
    assert set(choice.draw_number(KEYS, "second", 1).tolist()) == {3, 4}


@given(st.lists(st.integers(0, 5), max_size=30))
def test_rows_are_repeated_in_order(times: list[int]) -> None:
    repeated = repeat(np.array(times, dtype=np.int64))
    expected = [(row, copy) for row, many in enumerate(times) for copy in range(many)]
    assert list(zip(repeated.row.tolist(), repeated.copy.tolist(), strict=True)) == expected
