"""Names that Excel accepts, each once."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.reports.excel.names import Taken


@pytest.mark.parametrize("name", ["py2026", "a1", "XFD99", "r", "c", "R1C1", "rc", "r2", "true", "False"])
def test_a_name_that_reads_as_a_cell_or_flag_gets_an_underscore(name: str) -> None:
    assert Taken().cell(name) == f"_{name}"


@pytest.mark.parametrize("name", ["savings", "rate", "year_1", "abcd1", "rate2", "total", "n"])
def test_other_names_stay(name: str) -> None:
    assert Taken().cell(name) == name


def test_a_name_that_is_taken_gets_a_number_whatever_its_capitals() -> None:
    taken = Taken("Summary")
    assert [taken.sheet("summary"), taken.sheet("SUMMARY"), taken.sheet("other")] == ["summary_2", "SUMMARY_3", "other"]


def test_a_long_sheet_name_is_cut_and_stays_apart_from_its_like() -> None:
    taken = Taken()
    first, second = taken.sheet("s" * 40 + "a"), taken.sheet("s" * 40 + "b")
    assert (len(first), len(second)) == (31, 31)
    assert first != second


@given(st.lists(st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=2), min_size=1, max_size=12))
def test_cell_names_are_valid_and_never_twice(parts: list[list[str]]) -> None:
    taken = Taken()
    names = [taken.cell(*each) for each in parts]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) for name in names)
