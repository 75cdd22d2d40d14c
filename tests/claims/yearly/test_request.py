"""A request is read as contracts write it, or refused with all its faults."""

from decimal import Decimal

import pytest

from openvbc.claims.geography import POSTAL_ABBREVIATIONS, STATE_CODES, ssa_state_code, state_name
from openvbc.claims.yearly.request import CountRequest
from openvbc.errors import ClaimsError


def test_states_are_read_from_postal_and_ssa_codes() -> None:
    assert [ssa_state_code(text) for text in ("CA", "ca ", "05", "5", "WY", "54", "1")] == [
        "05",
        "05",
        "05",
        "05",
        "53",
        "54",
        "01",
    ]
    assert state_name("05") == "05 (CA)"
    assert state_name("54") == "54 (others)"


def test_the_state_table_has_every_code_and_every_abbreviation_once() -> None:
    assert list(STATE_CODES) == [f"{number:02d}" for number in range(1, 55)]
    assert len(set(POSTAL_ABBREVIATIONS.values())) == 53
    # SSA numbers the states by name, Puerto Rico and the Virgin Islands among them.
    spot_checks = {"01": "AL", "09": "DC", "10": "FL", "21": "MD", "33": "NY", "40": "PR", "45": "TX", "48": "VI"}
    assert spot_checks.items() <= POSTAL_ABBREVIATIONS.items()


@pytest.mark.parametrize(("text", "told"), [("55", "01 to 54"), ("0", "01 to 54"), ("CAL", "did you mean 'CA'?")])
def test_an_unknown_state(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=r"no (SSA )?state") as caught:
        ssa_state_code(text)
    assert told in str(caught.value)


def test_requests_that_mean_the_same_are_the_same() -> None:
    one = CountRequest(2008, ("CA", "33", "ny"), carved_out_drgs=("1", "470"), truncation_dollars=Decimal("100.00"))
    two = CountRequest(2008, ("33", "05"), carved_out_drgs=("470", "001", "001"), truncation_dollars=Decimal(100))
    assert one.normalized().count_id == two.normalized().count_id
    assert one.normalized().states == ("05", "33")
    other = CountRequest(2008, ("33", "05"), carved_out_drgs=("470",), truncation_dollars=Decimal(100))
    assert other.normalized().count_id != one.normalized().count_id


def test_all_faults_of_a_request_are_told_at_once() -> None:
    request = CountRequest(
        2008,
        ("CA", "ZZ"),
        counties=("05200", "33010", "5200"),
        carved_out_categories=("carier", "inpatient"),
        carved_out_drgs=("470", "heart"),
        truncation_dollars=Decimal(0),
        truncation_percentile=Decimal("0.99"),
    )
    with pytest.raises(ClaimsError) as caught:
        request.normalized()
    told = [str(fault) for fault in caught.value.faults]
    expected = [
        "states: 'ZZ' is no state",
        "counties: '5200' is no county",
        "carved_out_categories: 'carier' is no category of expenditures; did you mean 'carrier'?",
        "carved_out_drgs: 'heart' is no DRG",
        "counties: county '33010' is in none of the states (05)",
        "carved_out_drgs: inpatient expenditures are carved out as a whole",
        "truncation_dollars: truncation is given in dollars and as a percentile",
        "truncation_dollars: 0 is no threshold",
        "truncation_percentile: 0.99 is no percentile to truncate at",
    ]
    assert len(told) == len(expected)
    assert all(text.startswith(start) for text, start in zip(told, expected, strict=True)), told


@pytest.mark.parametrize("dollars", ["-1", "0.005", "1e40", "Infinity"])
def test_dollars_that_are_no_threshold(dollars: str) -> None:
    with pytest.raises(ClaimsError, match="is no threshold"):
        CountRequest(2008, ("CA",), truncation_dollars=Decimal(dollars)).normalized()


@pytest.mark.parametrize("percentile", ["100.1", "0", "99.0000001"])
def test_numbers_that_are_no_percentile(percentile: str) -> None:
    with pytest.raises(ClaimsError, match="is no percentile"):
        CountRequest(2008, ("CA",), truncation_percentile=Decimal(percentile)).normalized()


def test_a_request_needs_a_state() -> None:
    with pytest.raises(ClaimsError, match="no state is named"):
        CountRequest(2008, ()).normalized()
