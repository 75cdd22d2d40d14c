"""A forecast from own claims: the members who are drawn again, and the error of the run-out from the lags."""

from decimal import Decimal

import pytest

from openvbc.api import forecast
from openvbc.claims.synthetic.region import Region
from openvbc.errors import UsageError
from tests.payment_models.shared_savings.counting.agreed import OWN, contract_with

_FIGURES = {
    "member_months": 560,
    "total_expenditures": 250_000,
    "carved_out_pharmacy": 0,
    "carved_out_office": 0,
    "carved_out_kidney": 0,
    "excess_claims": 0,
    "base_year_member_months": {"2022": 560, "2023": 560},
    "base_year_total_expenditures": {"2022": 250_000, "2023": 250_000},
    "base_year_carved_out_pharmacy": {"2022": 0, "2023": 0},
    "base_year_carved_out_office": {"2022": 0, "2023": 0},
    "base_year_carved_out_kidney": {"2022": 0, "2023": 0},
    "base_year_excess_claims": {"2022": 0, "2023": 0},
}


@pytest.mark.long
def test_own_members_are_drawn_and_the_lags_tell_the_error_of_the_run_out(region: Region) -> None:
    found = forecast(
        contract_with(OWN), _FIGURES, period=2024, status="final", claims=region.folder,
        participants=region.participants, scenarios=1024,
    )  # fmt: skip
    (one,) = found.values.contracts
    text = str(found)
    assert "own members, drawn again within their strata" in text
    error = one.assumptions["run_out_error"]
    assert "2024 (Mack)" in error.source
    assert error.value > 0
    plain = forecast(contract_with(OWN), _FIGURES, period=2024, status="final", scenarios=1024)
    assert plain.values.contracts[0].assumptions["run_out_error"].value == Decimal("0.0025")


def test_members_are_named_or_counted_and_counting_needs_claims(region: Region) -> None:
    agreed = contract_with(OWN)
    with pytest.raises(UsageError, match="members are given, and are to be counted"):
        forecast(agreed, _FIGURES, period=2024, status="final", members=region.participants, claims=region.folder)
    with pytest.raises(UsageError, match="what is said of counting needs claims"):
        forecast(agreed, _FIGURES, period=2024, status="final", participants=region.participants)
