"""The worksheet comes to what the same terms come to when they are worked out in plain Python."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.counts import examples

from .made_up_contracts import MadeUpContract, deferring_terms, made_up_contracts
from .what_holds import caps_and_floors_hold, parts_add_up, plain_calculation_agrees, spending_more_earns_no_more


@examples(250)
@given(made_up_contracts())
def test_the_net_payment_is_that_of_a_plain_calculation(made: MadeUpContract) -> None:
    plain_calculation_agrees(made)


@examples(150)
@given(made_up_contracts(terms=deferring_terms()))
def test_savings_of_several_years_together_are_those_of_a_plain_calculation(made: MadeUpContract) -> None:
    plain_calculation_agrees(made)


@pytest.mark.long
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(made_up_contracts(), st.integers(1, 10**8))
def test_of_ten_thousand_contracts_each_is_that_of_a_plain_calculation_and_holds_what_all_hold(
    made: MadeUpContract, cents: int
) -> None:
    plain_calculation_agrees(made)
    parts_add_up(made)
    caps_and_floors_hold(made)
    spending_more_earns_no_more(made, cents)
