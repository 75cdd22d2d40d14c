"""Absence carries through every operation but presence and totals; a `when` takes one side only; ties go one way."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.errors import SettlementError
from openvbc.figures import ABSENT, Figure
from openvbc.units import PERSONS, RATE, USD, YES_OR_NO
from openvbc.worksheet.arrays import Arrays
from openvbc.worksheet.evaluate import Override, evaluate, evaluate_in
from openvbc.worksheet.exact import Exact, Rational
from openvbc.worksheet.formula import (
    Formula,
    Operation,
    absent,
    all_of,
    any_of,
    at,
    by_member,
    first_present,
    following,
    greatest,
    interpolated,
    least,
    lookup,
    multiplied,
    present,
    rounded,
    running_total,
    total,
    when,
)
from openvbc.worksheet.interval import Answers, Bounds, Interval, exactly, printed
from openvbc.worksheet.sheet import Worksheet
from openvbc.worksheet.systems import NumberSystem

from .made_up_sheets import TABLE, YEARS, operations_of
from .readings import Held, as_array, as_fraction, beside, each

#: A formula of the sheet below, and what it is where `gone` is absent and `five` is 5; None is absent.
RULES: dict[str, tuple[Callable[[Worksheet], Formula], Decimal | bool | None]] = {
    "add": (lambda w: w["five"] + w["gone"], None),
    "subtract": (lambda w: w["gone"] - w["five"], None),
    "multiply": (lambda w: w["gone"] * 0, None),
    "divide": (lambda w: w["five"] / w["gone"], None),
    "at least": (lambda w: w["five"] >= w["gone"], None),
    "at most": (lambda w: w["gone"] <= w["five"], None),
    "more than": (lambda w: w["five"] > w["gone"], None),
    "less than": (lambda w: w["five"] < w["gone"], None),
    "all of": (lambda w: all_of(w["five"] > 9, w["unknown"]), None),
    "any of": (lambda w: any_of(w["five"] > 1, w["unknown"]), None),
    "least": (lambda w: least(w["five"], w["gone"]), None),
    "greatest": (lambda w: greatest(w["five"], w["gone"]), None),
    "rounded": (lambda w: rounded(w["gone"], 2), None),
    "lookup": (lambda w: lookup(w["gone"], TABLE, "rate"), None),
    "lookup below the table": (lambda w: lookup(w["five"] - 1000, TABLE, "rate"), None),
    "lookup on a bound": (lambda w: lookup(w["five"], TABLE, "rate"), Decimal("0.039")),
    "lookup above the table": (lambda w: lookup(w["five"] * 1000, TABLE, "rate"), Decimal("0.02")),
    "interpolated": (lambda w: interpolated(w["gone"], TABLE, "rate"), None),
    "interpolated below the table": (lambda w: interpolated(w["five"] - 1000, TABLE, "rate"), None),
    "interpolated on the first bound": (lambda w: interpolated(w["five"] - 105, TABLE, "rate"), Decimal("0.122")),
    "interpolated on a bound": (lambda w: interpolated(w["five"], TABLE, "rate"), Decimal("0.039")),
    "interpolated half way": (lambda w: interpolated(w["five"] / 2, TABLE, "rate"), Decimal("0.0445")),
    "interpolated above the table": (lambda w: interpolated(w["five"] * 1000, TABLE, "rate"), Decimal("0.02")),
    "the literal": (lambda _: absent() + 1, None),
    "one member": (lambda w: at(w["some"], YEARS, "2025"), Decimal(7)),
    "one member that is absent": (lambda w: at(w["some"], YEARS, "2024"), None),
    "a member without a formula": (lambda w: total(by_member(YEARS, {"2025": absent()}, w["some"])), Decimal(1)),
    "a member with a formula": (lambda w: total(by_member(YEARS, {"2024": w["five"]}, w["gone"])), Decimal(5)),
    "condition": (lambda w: when(w["unknown"], 1, 2), None),
    "side not taken": (lambda w: when(w["five"] > 1, 1, w["gone"]), Decimal(1)),
    "side taken": (lambda w: when(w["five"] > 1, w["gone"], 1), None),
    "present": (lambda w: present(w["gone"]), False),
    "present where it is there": (lambda w: present(w["five"]), True),
    "flag present": (lambda w: present(w["unknown"]), False),
    "first present": (lambda w: first_present(w["gone"], w["five"]), Decimal(5)),
    "first present where it is there": (lambda w: first_present(w["five"], w["gone"]), Decimal(5)),
    "neither present": (lambda w: first_present(w["gone"], w["gone"]), None),
    "total of some": (lambda w: total(w["some"]), Decimal(8)),
    "total of none": (lambda w: total(w["none"]), None),
    "total of a product": (lambda w: total(w["some"] * w["five"]), Decimal(40)),
    "product of some": (lambda w: multiplied(w["some"]), None),
    "product of all": (lambda w: multiplied(first_present(w["some"], w["five"])), Decimal(35)),
    "the next member": (lambda w: total(following(w["some"], YEARS)), Decimal(7)),
    "after the last member": (lambda w: at(following(w["some"], YEARS), YEARS, "2025"), None),
    "running total of some": (lambda w: at(running_total(w["some"], w["some"], YEARS), YEARS, "2025"), Decimal(8)),
    "running total at an absent member": (lambda w: at(running_total(1, w["some"], YEARS), YEARS, "2024"), None),
    "place among equal ones": (lambda w: at(running_total(1, w["some"] * 0, YEARS), YEARS, "2025"), Decimal(2)),
}
GIVEN: Held = {
    "five": Decimal(5),
    "gone": ABSENT,
    "unknown": ABSENT,
    "some": {"2023": Decimal(1), "2024": ABSENT, "2025": Decimal(7)},
    "none": dict.fromkeys(YEARS.keys, ABSENT),
}


def sheet_with(formula: Callable[[Worksheet], Formula]) -> Worksheet:
    sheet = Worksheet("Absence")
    sheet.section("all", "All")
    sheet.input("five", "Five", USD)
    sheet.input("gone", "Gone", USD, optional=True)
    sheet.input("unknown", "Unknown", YES_OR_NO, optional=True)
    sheet.input("some", "Some", PERSONS, axis=YEARS, optional=True)
    sheet.input("none", "None", PERSONS, axis=YEARS, optional=True)
    made = formula(sheet)
    sheet.line("result", "Result", YES_OR_NO if made.is_flag else RATE, made)
    return sheet


@pytest.mark.parametrize("rule", RULES)
def test_absence_is_ruled_alike_in_all_four_systems(rule: str) -> None:
    formula, expected = RULES[rule]
    sheet = sheet_with(formula)
    exact = evaluate_in(Exact(), sheet, GIVEN)["result"]
    rational = evaluate_in(Rational(), sheet, each(as_fraction, GIVEN))["result"]
    interval = evaluate_in(Interval(), sheet, each(exactly, GIVEN))["result"]
    scenario = np.asarray(evaluate_in(Arrays(), sheet, each(as_array, GIVEN))["result"])
    if expected is None:
        assert exact is rational is interval is ABSENT
        assert np.isnan(scenario)
        return
    assert exact == rational == expected
    assert scenario == pytest.approx(float(expected))
    assert interval == exactly(expected)


def test_every_operation_has_a_rule_of_absence() -> None:
    sheets = [sheet_with(formula) for formula, _ in RULES.values()]
    assert set[Operation]().union(*(operations_of(sheet) for sheet in sheets)) == set(Operation)


def _division_guarded_by_a_decision() -> Worksheet:
    sheet = Worksheet("Lazy")
    sheet.section("all", "All")
    months = sheet.input("months", "Member months", PERSONS)
    spent = sheet.input("spent", "Spent", USD)
    sheet.line("per_month", "Per month", USD, when(months > 0, spent / months, 0))
    return sheet


def test_the_side_that_is_not_taken_is_not_computed() -> None:
    sheet = _division_guarded_by_a_decision()
    none = {"months": Decimal(0), "spent": Decimal(100)}
    assert evaluate_in(Exact(), sheet, none)["per_month"] == 0
    assert evaluate_in(Rational(), sheet, each(as_fraction, none))["per_month"] == 0
    assert evaluate_in(Interval(), sheet, each(exactly, none))["per_month"] == Bounds(Fraction(0), Fraction(0))
    assert evaluate_in(Arrays(), sheet, each(as_array, none))["per_month"] == 0
    assert evaluate_in(Exact(), sheet, {**none, "months": Decimal(4)})["per_month"] == 25


def test_where_the_condition_is_uncertain_the_interval_holds_both_sides() -> None:
    sheet = _division_guarded_by_a_decision()
    unsure = {"months": Bounds(Fraction(0), Fraction(4)), "spent": exactly(Decimal(100))}
    assert evaluate_in(Interval(), sheet, unsure)["per_month"] == Bounds(None, None)


@pytest.mark.parametrize("spent", [100.0, 0.0])
def test_scenarios_refuse_a_division_by_zero_only_where_a_scenario_needs_it(spent: float) -> None:
    """Infinity would pay nothing or the cap further down, and 0 / 0 would vanish from a total."""
    sheet = Worksheet("Scenarios")
    sheet.section("all", "All")
    months, cost = sheet.input("months", "Months", PERSONS), sheet.input("cost", "Cost", USD)
    sheet.line("per_month", "Per month", USD, when(months > 0, cost / months, 0))
    scenarios = {"months": np.array([0.0, 4.0]), "cost": np.full(2, spent)}
    assert list(np.asarray(evaluate_in(Arrays(), sheet, scenarios)["per_month"])) == [0, spent / 4]
    sheet.line("unguarded", "Unguarded", USD, least(cost / months, 5))
    with pytest.raises(ZeroDivisionError):
        evaluate_in(Arrays(), sheet, scenarios)


@pytest.mark.parametrize("system", [Exact(), Arrays()])
def test_an_optional_input_may_be_left_out_and_a_needed_one_or_an_unknown_name_may_not(
    system: NumberSystem[object],
) -> None:
    sheet = Worksheet("Names")
    sheet.section("all", "All")
    five, gone = sheet.input("five", "Five", USD), sheet.input("gone", "Gone", USD, optional=True)
    sheet.line("result", "Result", USD, five + first_present(gone, 1))
    given_five = {"five": system.constant(Decimal(5))}
    assert evaluate_in(system, sheet, given_five)["result"] == 6
    with pytest.raises(SettlementError, match="'Five' is missing"):
        evaluate_in(system, sheet, {})
    for unknown in (
        {"inputs": {**given_five, "fife": given_five["five"]}},
        {"inputs": given_five, "overrides": {"fife": given_five["five"]}},
    ):
        with pytest.raises(SettlementError, match="there is no line 'fife' to set"):
            evaluate_in(system, sheet, **unknown)
    with pytest.raises(SettlementError, match="there is no line 'fife' to set"):
        evaluate(sheet, {"five": Figure(Decimal(5))}, {"fife": Override(Decimal(1), "somebody")})


@pytest.mark.parametrize("spent", ["100", "0"])
def test_a_division_by_zero_names_its_line(spent: str) -> None:
    sheet = Worksheet("Division")
    sheet.section("all", "All")
    months, cost = sheet.input("months", "Member months", PERSONS), sheet.input("spent", "Spent", USD)
    sheet.line("per_month", "Cost per month", USD, cost / months)
    with pytest.raises(SettlementError) as caught:
        evaluate(sheet, {"months": Figure(Decimal(0)), "spent": Figure(Decimal(spent))})
    assert str(caught.value) == (
        "line per_month: 'Cost per month' divides by zero: spent ÷ member months\n"
        "    a rate per nothing has no value, so nothing below this line can be settled\n"
        "    check the figures that this line divides by"
    )


def _threshold() -> Worksheet:
    sheet = Worksheet("Threshold")
    sheet.section("all", "All")
    benchmark, spent = sheet.input("benchmark", "Benchmark", USD), sheet.input("spent", "Spent", USD)
    rate = sheet.term("rate", "Rate", RATE, Decimal("0.02"))
    savings = sheet.line("savings", "Savings", USD, benchmark - spent)
    minimum = sheet.line("minimum", "Minimum", USD, rate * benchmark)
    sheet.line("at_least", "At least", YES_OR_NO, savings >= minimum)
    sheet.line("at_most", "At most", YES_OR_NO, savings <= minimum)
    sheet.line("more", "More", YES_OR_NO, savings > minimum)
    sheet.line("less", "Less", YES_OR_NO, savings < minimum)
    sheet.line("half", "Half", USD, rounded(savings / 2, 2))
    return sheet


@given(st.integers(1, 10**7).map(lambda hundreds: Decimal(hundreds * 100)), st.sampled_from([-1, 0, 1]))
def test_on_and_a_cent_beside_the_threshold_arrays_decide_as_exact_does(benchmark: Decimal, cents: int) -> None:
    sheet = _threshold()
    inputs = {"benchmark": benchmark, "spent": benchmark * Decimal("0.98") - Decimal(cents).scaleb(-2)}
    exact = evaluate_in(Exact(), sheet, inputs)
    assert [exact[name] for name in ("at_least", "at_most", "more", "less")] == [
        *(cents >= 0, cents <= 0, cents > 0, cents < 0)
    ]
    for name, scenario, value in beside(evaluate_in(Arrays(), sheet, each(as_array, inputs)), exact):
        assert float(scenario) == pytest.approx(float(value), abs=0.01, rel=1e-12), name


@given(st.integers(-(10**13), 10**13))
def test_arrays_round_a_tie_of_half_a_cent_as_exact_does(half_cents: int) -> None:
    sheet = _threshold()
    inputs = {"benchmark": Decimal(half_cents).scaleb(-2), "spent": Decimal(0)}
    exact = evaluate_in(Exact(), sheet, inputs)["half"]
    assert isinstance(exact, Decimal)
    scenario = evaluate_in(Arrays(), sheet, each(as_array, inputs))["half"]
    assert np.round(np.asarray(scenario) * 100) == int(exact.scaleb(2))


def test_bounds_printed_to_a_digit_hold_everything_that_rounds_to_it() -> None:
    bounds = printed(Decimal("0.9794"))
    assert (bounds.low, bounds.high) == (Fraction("0.97935"), Fraction("0.97945"))
    assert bounds.contains(Decimal("0.979375"))
    assert not bounds.contains(Decimal("0.97946"))
    assert printed(Decimal(5), 2).width == Fraction(1, 100)
    assert Bounds(None, Fraction(1)).contains(-(10**9))
    assert Bounds(None, Fraction(1)).width is None


def test_a_figure_that_may_be_absent_stays_so_until_it_is_asked_for() -> None:
    sheet = sheet_with(lambda w: first_present(w["gone"], w["five"]))
    sheet.line("doubled", "Doubled", USD, sheet["gone"] * 2)
    sheet.line("there", "There", YES_OR_NO, present(sheet["gone"]))
    unsure = {**each(exactly, GIVEN), "gone": Bounds(Fraction(1), Fraction(2), may_be_absent=True)}
    values = evaluate_in(Interval(), sheet, unsure)
    assert values["result"] == Bounds(Fraction(1), Fraction(5))
    assert values["doubled"] == Bounds(Fraction(2), Fraction(4), may_be_absent=True)
    assert values["there"] == Answers(frozenset({True, False}))
