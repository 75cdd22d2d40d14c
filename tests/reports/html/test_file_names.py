"""Every settlement gets a file name of its own, plain enough for any system."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from openvbc.reports.file_names import file_names

from .example_settlements import one_sided_with_savings

SETTLEMENT = one_sided_with_savings()


def names_of(*organizations: str) -> tuple[str, ...]:
    return file_names([replace(SETTLEMENT, organization=each) for each in organizations])


def test_names_are_plain_letters_and_numbered_where_they_meet() -> None:
    assert names_of("Prairie Health, Inc.", "PRAIRIE health inc", "Lakeside") == (
        "prairie-health-inc",
        "prairie-health-inc-2",
        "lakeside",
    )


def test_a_numbered_name_does_not_take_that_of_another_organization() -> None:
    assert names_of("North", "North", "North 2") == ("north", "north-3", "north-2")


def test_no_organization_takes_the_name_of_the_index() -> None:
    assert names_of("Index", "日本") == ("index-2", "settlement")


@given(st.lists(st.text(alphabet="aB1 -é2", max_size=6), min_size=1, max_size=8))
def test_names_are_unique_and_safe(organizations: list[str]) -> None:
    names = names_of(*organizations)
    assert len(set(names)) == len(organizations)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)
