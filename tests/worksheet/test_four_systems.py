"""One formula, four number systems: Exact is what fractions give, Interval holds it, Arrays are within a cent of it.

The oracle of `oracle.py` reads the same formulas a second time. Exact has 34 digits, so a sheet whose numbers stay
below a billion agrees with fractions to far less than a cent, ties included; left out are only decisions and roundings
that hang on less than what a division can lose without being a tie.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from openvbc.figures import ABSENT, Absent, Value
from openvbc.worksheet.arrays import Arrays
from openvbc.worksheet.evaluate import evaluate_in
from openvbc.worksheet.exact import Exact, Rational, round_fraction
from openvbc.worksheet.formula import Operation
from openvbc.worksheet.interval import Answers, Bounds, Interval, IntervalValue, exactly, printed
from openvbc.worksheet.prepared import PreparedSheet
from tests.counts import examples

from .made_up_sheets import MadeUp, made_up_sheets, operations_of
from .oracle import Oracle, as_number
from .readings import as_array, as_fraction, beside, each

BILLION = 10**9


def oracle_of(made: MadeUp) -> Oracle:
    """The oracle's reading; the case is left out where something is divided by zero."""
    try:
        return Oracle(made.sheet, each(as_number, made.inputs))
    except ZeroDivisionError:
        assume(condition=False)
        raise


@examples(250)
@given(made_up_sheets())
def test_exact_is_what_fractions_give(made: MadeUp) -> None:
    oracle = oracle_of(made)
    assume(oracle.largest < BILLION)
    assume(oracle.closest > Fraction(1, 10**15))
    for name, exact, expected in beside(evaluate_in(Exact(), made.sheet, made.inputs), oracle.values):
        if isinstance(exact, Absent | bool) or expected is None:
            assert as_number(exact) is expected, name
        else:
            assert abs(Fraction(exact) - expected) < Fraction(1, 10**9), name
            on_a_tie = abs(abs(expected) * 100 % 1 - Fraction(1, 2)) < Fraction(1, 10**9)
            if not on_a_tie:  # there, the rounding that this test does itself would be a coin toss
                assert round_fraction(Fraction(exact), 2) == round_fraction(Fraction(expected), 2), name


@examples(150)
@given(made_up_sheets())
def test_the_referee_in_fractions_is_the_oracle(made: MadeUp) -> None:
    oracle = oracle_of(made)
    inputs = each(as_fraction, made.inputs)
    walked = evaluate_in(Rational(), made.sheet, inputs)
    assert PreparedSheet(Rational(), made.sheet).evaluate(inputs) == walked, "the walk that is prepared once"
    for name, rational, expected in beside(walked, oracle.values):
        assert (None if isinstance(rational, Absent) else rational) == expected, name
        assert isinstance(rational, bool) == isinstance(expected, bool), name


@examples(150)
@given(made_up_sheets())
def test_where_fractions_divide_by_zero_so_does_exact(made: MadeUp) -> None:
    def stops(evaluation: Callable[[], object]) -> bool:
        try:
            evaluation()
        except ZeroDivisionError:
            return True
        return False

    assume(Operation.DIVIDE in operations_of(made.sheet))
    expected = stops(lambda: Oracle(made.sheet, each(as_number, made.inputs)))
    rationals = each(as_fraction, made.inputs)
    assert stops(lambda: evaluate_in(Rational(), made.sheet, rationals)) == expected
    if not expected:
        oracle = Oracle(made.sheet, each(as_number, made.inputs))
        assume(oracle.closest > Fraction(1, 10**15))
    assert stops(lambda: evaluate_in(Exact(), made.sheet, made.inputs)) == expected


def _range_around(value: Value, shift: Decimal, may_be_absent: bool) -> IntervalValue:
    if isinstance(value, bool):
        return Answers(frozenset({value}), may_be_absent)
    if isinstance(value, Absent):
        return Bounds(Fraction(-1), Fraction(1), may_be_absent=True) if may_be_absent else ABSENT
    bounds = printed(value + shift, 2)  # the figure as printed: at most half a cent away from the figure itself
    return Bounds(bounds.low, bounds.high, may_be_absent)


@examples(250)
@given(made_up_sheets(), st.integers(-5, 5), st.booleans())
def test_an_interval_holds_what_the_figures_inside_it_give(made: MadeUp, thousandths: int, maybe: bool) -> None:
    oracle = oracle_of(made)
    shift = Decimal(thousandths).scaleb(-3)
    flags = {line.name for line in made.sheet if line.is_flag}
    inputs = {
        name: {key: _range_around(inner, shift, maybe) for key, inner in value.items()}
        if isinstance(value, Mapping)
        else (exactly(value) if name in flags else _range_around(value, shift, maybe))
        for name, value in made.inputs.items()
    }
    for name, interval, value in beside(evaluate_in(Interval(), made.sheet, inputs), oracle.values):
        if isinstance(interval, Absent):
            assert value is None, name
        elif value is None:
            assert interval.may_be_absent, name
        elif isinstance(interval, Answers):
            assert value in interval.possible, name
        else:
            assert interval.contains(Fraction(value)), name


@examples(100)
@given(made_up_sheets())
def test_an_interval_without_width_is_the_figure_itself(made: MadeUp) -> None:
    oracle = oracle_of(made)
    for name, interval, value in beside(evaluate_in(Interval(), made.sheet, each(exactly, made.inputs)), oracle.values):
        if isinstance(interval, Answers):
            assert interval == Answers(frozenset({value is True})), name
        elif isinstance(interval, Bounds):
            assert (interval.low, interval.high, interval.may_be_absent) == (value, value, False), name
        else:
            assert value is None, name


@examples(250)
@given(made_up_sheets())
def test_arrays_are_within_a_cent_of_exact(made: MadeUp) -> None:
    oracle = oracle_of(made)
    assume(oracle.largest < 10**6)
    assume(oracle.closest > Fraction(1, 10**6))
    assume(not (oracle.tied and oracle.divided))  # floats may fall to either side of a tie that a division left
    for name, array, value in beside(evaluate_in(Arrays(), made.sheet, each(as_array, made.inputs)), oracle.values):
        if value is None:
            assert np.isnan(array), name
        else:
            assert abs(Fraction(float(array)) - Fraction(value)) < Fraction(1, 100), name


@examples(50)
@given(made_up_sheets(), st.lists(st.integers(-1000, 1000), min_size=2, max_size=4))
def test_many_scenarios_at_once_are_each_scenario_alone(made: MadeUp, spent: list[int]) -> None:
    """What divides by zero for one of them is refused for all, as it is for that one."""
    inputs = each(as_array, made.inputs)

    def of(amounts: object) -> dict[str, Any] | None:
        try:
            return evaluate_in(Arrays(), made.sheet, {**inputs, "spent": np.asarray(amounts, dtype=np.float64)})
        except ZeroDivisionError:
            return None

    together, each_alone = of(spent), [of(amount) for amount in spent]
    assert (together is None) == (None in each_alone)
    for index, alone in enumerate(each_alone):
        for name, several, one in beside(together, alone) if together is not None and alone is not None else ():
            np.testing.assert_array_equal(np.broadcast_to(several, len(spent))[index], one, err_msg=name)
