"""The worksheet comes to what the same terms come to when they are worked out in plain Python."""

from fractions import Fraction

from hypothesis import assume, given, settings

from openvbc.worksheet.evaluate import evaluate_in
from openvbc.worksheet.exact import Exact, Rational
from tests.examples import YEAR
from tests.worksheet.readings import as_fraction, each

from .made_up_contracts import MadeUpContract, made_up_contracts
from .plain_calculation import net_payment


@settings(max_examples=250)
@given(made_up_contracts())
def test_the_net_payment_is_that_of_a_plain_calculation(made: MadeUpContract) -> None:
    assume("deferred_minimum" not in made.terms)
    values = evaluate_in(Rational(), made.sheet, each(as_fraction, made.inputs))
    found = values["net_payment"]
    assert isinstance(found, Fraction)
    expected = net_payment(made.terms, made.inputs, YEAR)
    assert found == expected
    assert evaluate_in(Exact(), made.sheet, made.inputs)["net_payment"] == expected
