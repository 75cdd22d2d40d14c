"""What must hold of every shared-savings contract, whatever is agreed and whatever the figures are."""

from decimal import Decimal
from fractions import Fraction
from math import isnan

from hypothesis import assume, given
from hypothesis import strategies as st

from openvbc.figures import ABSENT, Absent, Value
from openvbc.money import rounded
from openvbc.worksheet.arrays import Arrays
from openvbc.worksheet.evaluate import evaluate_in
from openvbc.worksheet.exact import Exact, Rational, round_fraction
from openvbc.worksheet.interval import Answers, Bounds, Interval, IntervalValue, exactly, printed
from openvbc.worksheet.sheet import BarRole
from tests.counts import examples
from tests.worksheet.oracle import Oracle, as_number
from tests.worksheet.readings import as_array, as_fraction, beside, each

from .made_up_contracts import MadeUpContract, deferring_terms, made_up_contracts
from .what_holds import LOST, caps_and_floors_hold, numbers, parts_add_up, position, spending_more_earns_no_more


@examples(150)
@given(made_up_contracts())
def test_every_amount_is_that_of_fractions_to_the_cent(made: MadeUpContract) -> None:
    exact = evaluate_in(Exact(), made.sheet, made.inputs)
    rational = evaluate_in(Rational(), made.sheet, each(as_fraction, made.inputs))
    for name, value, referee in beside(exact, rational):
        if isinstance(value, bool | Absent):  # the last band has no end
            assert value == referee, name
            continue
        assert abs(Fraction(value) - referee) < LOST, name
        on_a_tie = abs(abs(referee) * 100 % 1 - Fraction(1, 2)) < LOST
        if made.sheet[name.partition("[")[0]].unit.kind == "money" and not on_a_tie:
            assert round_fraction(Fraction(value), 2) == round_fraction(referee, 2), name


@examples(150, slow=True)
@given(made_up_contracts())
def test_scenarios_are_within_a_cent_of_exact(made: MadeUpContract) -> None:
    oracle = Oracle(made.sheet, each(as_number, made.inputs))
    assume(oracle.closest > Fraction(1, 10**11))  # binary floats cannot be held to a decision that hangs on less
    assume(not (oracle.tied and oracle.divided))  # nor to a tie that a division left
    exact = evaluate_in(Exact(), made.sheet, made.inputs)
    for name, scenario, value in beside(evaluate_in(Arrays(), made.sheet, each(as_array, made.inputs)), exact):
        if isinstance(value, Absent):
            assert isnan(float(scenario)), name
            continue
        assert abs(Fraction(float(scenario)) - Fraction(value)) <= Fraction(1, 100), name


@examples(150)
@given(made_up_contracts(), st.integers(0, 2))
def test_bounds_of_printed_figures_hold_the_result_of_the_figures(made: MadeUpContract, places: int) -> None:
    def as_printed(value: Value) -> IntervalValue:
        if not isinstance(value, Decimal) or value == value.to_integral_value():
            return exactly(value)  # flags and counts are printed in full
        return printed(rounded(value, places), places)

    interval = evaluate_in(Interval(), made.sheet, each(as_printed, made.inputs))
    rational = evaluate_in(Rational(), made.sheet, each(as_fraction, made.inputs))
    for name, bounds, value in beside(interval, rational):
        if isinstance(value, Absent):
            assert bounds is ABSENT, name
        elif isinstance(bounds, Answers):
            assert value in bounds.possible, name
        else:
            assert isinstance(bounds, Bounds), name
            assert bounds.contains(value), name


@examples(200)
@given(made_up_contracts(), st.integers(1, 10**8))
def test_spending_more_never_earns_more(made: MadeUpContract, cents: int) -> None:
    spending_more_earns_no_more(made, cents)


@examples(100)
@given(made_up_contracts(terms=deferring_terms()), st.integers(-20, 20), st.integers(1, 10**6))
def test_spending_more_never_earns_more_where_savings_are_deferred(made: MadeUpContract, off: int, cents: int) -> None:
    assume("expenditures" in made.inputs)
    # Savings close to the yearly minimum of 2%, where being paid at once turns into being deferred.
    spent = rounded(numbers(made)["benchmark"] * (Decimal("0.98") + Decimal(off).scaleb(-4)), 2)
    near = {**made.inputs, "expenditures": spent}
    before = numbers(made, near)
    after = numbers(made, {**near, "expenditures": spent + Decimal(cents).scaleb(-2)})
    # Two amounts each rounded to the cent may come to a cent less than their sum rounded once.
    assert after["net_payment"] <= before["net_payment"] + Decimal("0.01")


@examples(100)
@given(made_up_contracts(), st.integers(0, 10_000))
def test_better_quality_never_lowers_the_payment(made: MadeUpContract, score: int) -> None:
    assume("quality_score" in made.inputs)
    low, high = sorted([made.inputs["quality_score"], Decimal(score).scaleb(-4)])
    before = numbers(made, {**made.inputs, "quality_score": low})
    after = numbers(made, {**made.inputs, "quality_score": high})
    assert before["net_payment"] <= after["net_payment"]


@examples(100)
@given(made_up_contracts())
def test_nobody_both_earns_savings_and_owes_losses(made: MadeUpContract) -> None:
    values = numbers(made)
    savings, losses = values.get("shared_savings", Decimal(0)), values.get("shared_losses", Decimal(0))
    assert savings >= 0
    assert losses >= 0
    assert savings == 0 or losses == 0
    assert savings == 0 or values["savings"] > 0
    assert losses == 0 or values["savings"] < 0


@examples(100)
@given(made_up_contracts())
def test_provider_payer_and_what_is_not_shared_make_up_the_savings(made: MadeUpContract) -> None:
    parts_add_up(made)


@examples(100)
@given(made_up_contracts())
def test_every_total_of_the_waterfall_is_what_the_bars_before_it_come_to(made: MadeUpContract) -> None:
    values = evaluate_in(Rational(), made.sheet, each(as_fraction, made.inputs))
    running = Fraction(0)
    assert made.sheet.waterfall[0].role is BarRole.TOTAL
    assert made.sheet.waterfall[-1].line == made.sheet.outcome == "net_payment"
    for index, bar in enumerate(made.sheet.waterfall):
        value = values[bar.line]
        assert isinstance(value, Fraction)
        if bar.role is BarRole.TOTAL:
            assert index == 0 or value == running, bar.line
            running = value
        else:
            running += value if bar.role is BarRole.PLUS else -value


@examples(100)
@given(made_up_contracts())
def test_what_is_paid_and_owed_is_in_whole_cents(made: MadeUpContract) -> None:
    values = numbers(made)
    for name in ("shared_savings", "shared_losses", "quality_payment", "deferred_savings", "reinvested", "net_payment"):
        if name in values:
            assert values[name] == rounded(values[name], 2), name


@examples(100)
@given(made_up_contracts())
def test_payments_keep_within_their_caps_and_floors(made: MadeUpContract) -> None:
    caps_and_floors_hold(made)


@examples(100)
@given(made_up_contracts())
def test_who_takes_no_downside_risk_never_owes_and_who_takes_only_that_never_earns(made: MadeUpContract) -> None:
    values = numbers(made)
    if made.terms["risk"] == "one_sided":
        assert position(values) >= 0
    if made.terms["risk"] == "downside_only":
        assert position(values) - values.get("quality_payment", Decimal(0)) <= 0


@examples(100)
@given(made_up_contracts())
def test_below_its_minimum_nothing_is_shared(made: MadeUpContract) -> None:
    values = numbers(made)
    for side, paid in (("savings", "shared_savings"), ("losses", "shared_losses")):
        minimum = values.get(f"minimum_{side}")
        if minimum is not None and values[side] < minimum:
            assert values[paid] == 0
            assert values[f"{side}_pool"] == 0
