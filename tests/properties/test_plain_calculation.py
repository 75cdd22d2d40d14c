"""The worksheet comes to what the same terms come to when they are worked out in plain Python."""

from fractions import Fraction

import pytest
from hypothesis import given, settings

from openvbc.worksheet.evaluate import evaluate_in
from openvbc.worksheet.exact import Exact, Rational
from tests.counts import examples
from tests.examples import YEAR
from tests.worksheet.readings import as_fraction, each

from .made_up_contracts import MadeUpContract, deferring_terms, made_up_contracts
from .plain_calculation import net_payment, reinvested


def compare(made: MadeUpContract) -> None:
    """The worksheet, in fractions and exactly, against the plain calculation."""
    values = evaluate_in(Rational(), made.sheet, each(as_fraction, made.inputs))
    found = values["net_payment"]
    assert isinstance(found, Fraction)
    last_year = made.contract.agreement.is_last(YEAR)
    expected = net_payment(made.terms, made.inputs, YEAR, last_year=last_year)
    assert found == expected
    assert evaluate_in(Exact(), made.sheet, made.inputs)["net_payment"] == expected
    if "reinvestment" in made.terms:
        assert values["reinvested"] == reinvested(made.terms, made.inputs, YEAR)


@examples(250)
@given(made_up_contracts())
def test_the_net_payment_is_that_of_a_plain_calculation(made: MadeUpContract) -> None:
    compare(made)


@examples(150)
@given(made_up_contracts(terms=deferring_terms()))
def test_savings_of_several_years_together_are_those_of_a_plain_calculation(made: MadeUpContract) -> None:
    compare(made)


@pytest.mark.long
@settings(max_examples=10_000)
@given(made_up_contracts())
def test_ten_thousand_contracts_are_those_of_a_plain_calculation(made: MadeUpContract) -> None:
    compare(made)
