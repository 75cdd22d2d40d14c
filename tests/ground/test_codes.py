"""Ranges of codes stand for every code from the first to the last, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.codes import codes_in


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("G0402", ["G0402"]),
        (" 99201 ", ["99201"]),
        ("99211-99213", ["99211", "99212", "99213"]),
        ("G0438-G0439", ["G0438", "G0439"]),
        ("0009-0011", ["0009", "0010", "0011"]),
        ("098-101", ["098", "099", "100", "101"]),
    ],
)
def test_a_single_code_is_itself_and_a_range_every_code_of_it(written: str, codes: list[str]) -> None:
    assert list(codes_in(written)) == codes


@pytest.mark.parametrize(
    "written",
    ["99215-99201", "99201-99201", "99-100", "G0402-0439", "G0402-H0439", "A-B", "99201-", "-99215", "0001U-0005U"],
)
def test_what_looks_like_a_range_and_is_none_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="is no range of codes like 99201-99205"):
        list(codes_in(written))


@given(first=st.integers(0, 99_000), length=st.integers(1, 500), letter=st.sampled_from(["", "G", "Q"]))
def test_a_range_has_as_many_codes_as_numbers_all_of_one_width(first: int, length: int, letter: str) -> None:
    found = list(codes_in(f"{letter}{first:05}-{letter}{first + length:05}"))
    assert len(found) == len({*found}) == length + 1
    assert found == sorted(found)
    assert {len(code) for code in found} == {5 + len(letter)}
