"""Exactly on a threshold is on it, whatever a division before it lost beyond the 34th digit."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from openvbc.figures import Value
from openvbc.worksheet.evaluate import evaluate_in
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.sheet import Worksheet
from tests.counts import examples
from tests.examples import Given, Terms, contract_of, settled, sheet_of
from tests.worksheet.readings import Held

HISTORY = {
    "own_history": {
        "per": "member_month",
        "base_years": [{"year": 2025, "weight": "100%"}],
        "inflator": {"yearly_rate": "0%"},
    }
}
TWO_PERCENT = {"fixed": "2%"}
TWO_SIDED: Terms = {
    "risk": "two_sided",
    "benchmark": HISTORY,
    "savings": {"share": "50%", "minimum_savings_rate": TWO_PERCENT},
    "losses": {"share": {"rate": "50%"}, "minimum_loss_rate": TWO_PERCENT},
}
WITH_FLOORS: Terms = {
    "risk": "two_sided",
    "benchmark": HISTORY,
    "savings": {"share": "50%", "floor": {"rate": "1%", "of": "benchmark"}},
    "losses": {"share": {"rate": "50%"}, "floor": {"rate": "1%", "of": "benchmark"}},
}


def sheet(terms: Terms) -> Worksheet:
    return sheet_of(contract_of(terms))


ON_MINIMUM, ON_FLOORS = sheet(TWO_SIDED), sheet(WITH_FLOORS)


def net_payment(made: Worksheet, hundreds: int, months: int, spent: Decimal) -> Value:
    """The payment where the same population cost `hundreds` × $100 in the base year and `spent` now."""
    figures: Held = {
        "expenditures": spent,
        "base_year_expenditures": {"2025": Decimal(hundreds * 100)},
        "base_year_member_months": {"2025": Decimal(months)},
        "member_months": Decimal(months),
    }
    value = evaluate_in(Exact(), made, figures)["net_payment"]
    assert isinstance(value, Decimal)
    return value


@examples(200)
@given(st.integers(1, 10**7), st.integers(1, 10**6), st.sampled_from([-1, 1]))
def test_two_percent_is_two_percent_and_a_cent_less_is_not(hundreds: int, months: int, sign: int) -> None:
    spent = Decimal(hundreds * 100) - sign * Decimal(hundreds * 2)
    assert net_payment(ON_MINIMUM, hundreds, months, spent) == sign * hundreds
    assert net_payment(ON_MINIMUM, hundreds, months, spent + sign * Decimal("0.01")) == 0


@examples(200)
@given(st.integers(1, 10**7), st.integers(1, 10**6))
def test_nothing_saved_and_nothing_lost_pays_nothing_even_with_floors(hundreds: int, months: int) -> None:
    assert net_payment(ON_FLOORS, hundreds, months, Decimal(hundreds * 100)) == 0


def test_six_million_over_4500_months() -> None:
    figures: Given = {
        "expenditures": "5880000",
        "base_year_expenditures": {"2025": "6000000"},
        "base_year_member_months": {"2025": "4500"},
        "member_months": "4500",
    }
    assert settled(TWO_SIDED, figures).net_payment == 60_000
