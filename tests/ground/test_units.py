"""A unit shows a figure as people read it, never changes it, and reads it back."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.money import EXACT
from openvbc.units import (
    FACTOR,
    MEMBER_MONTHS,
    PERSON_YEARS,
    PERSONS,
    RATE,
    SCORE,
    UNITS,
    USD,
    USD_PER_MEMBER_PER_MONTH,
    YES_OR_NO,
    Unit,
)

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=8)


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        (USD, "158.025", "$158.03"),
        (USD, "-158.025", "-$158.03"),
        (USD, "1234567.8", "$1,234,567.80"),
        (USD, "-0.004", "$0.00"),
        (USD, "0", "$0.00"),
        (USD_PER_MEMBER_PER_MONTH, "1E+3", "$1,000.00"),
        (RATE, "-0.0375", "-3.75%"),
        (RATE, "-0.00001", "0.00%"),
        (RATE, "0.025", "2.50%"),
        (RATE, "12", "1,200.00%"),
        (MEMBER_MONTHS, "25000", "25,000"),
        (PERSON_YEARS, "2083.33333333", "2,083.3333"),
        (FACTOR, "1.120000", "1.12"),
        (SCORE, "1.8", "1.8"),
        (PERSONS, "-0.2", "0"),
    ],
)
def test_a_figure_is_shown_as_people_read_it(unit: Unit, value: str, expected: str) -> None:
    assert unit.show(Decimal(value)) == expected


def test_yes_and_no_are_words() -> None:
    assert [YES_OR_NO.show(value) for value in (True, False)] == ["yes", "no"]
    assert [YES_OR_NO.show_exactly(value) for value in (True, False)] == ["yes", "no"]


def test_places_asked_for_win_over_those_of_the_unit() -> None:
    assert USD.show(Decimal("3950713.77"), 0) == "$3,950,714"
    assert RATE.show(Decimal("0.023373146"), 4) == "2.3373%"


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        (USD, "158.025", "$158.025"),
        (USD, "158", "$158.00"),
        (USD, "1E+3", "$1,000.00"),
        (RATE, "0.023373146", "2.3373146%"),
        (RATE, "0.5", "50%"),
        (RATE, "1.50", "150%"),
        (MEMBER_MONTHS, "25000.25", "25,000.25"),
        (FACTOR, "0.00000001", "0.00000001"),
    ],
)
def test_a_figure_shown_exactly_keeps_its_digits(unit: Unit, value: str, expected: str) -> None:
    assert unit.show_exactly(Decimal(value)) == expected


@given(NUMBERS, st.sampled_from([unit for unit in UNITS.values() if unit.kind != "flag"]))
def test_a_figure_shown_exactly_is_read_back_the_same(value: Decimal, unit: Unit) -> None:
    shown = unit.show_exactly(value)
    assert unit.read(shown.replace(",", "") if unit.kind == "rate" else shown) == value


@given(st.integers(1, 10**6), st.integers(3, 10**6), st.sampled_from([USD, RATE, FACTOR]))
def test_all_34_digits_are_shown(numerator: int, denominator: int, unit: Unit) -> None:
    value = EXACT.divide(Decimal(numerator), Decimal(denominator))
    shown = unit.show_exactly(value).replace(",", "").replace("$", "")
    number = Fraction(shown.removesuffix("%")) / (100 if unit is RATE else 1)
    assert number == Fraction(value)


@given(NUMBERS, st.sampled_from(list(UNITS.values())), st.integers(0, 6))
def test_a_shown_figure_is_within_half_a_unit_of_its_last_digit(value: Decimal, unit: Unit, places: int) -> None:
    if unit.kind == "flag":
        return
    shown = unit.show(value, places).replace(",", "").replace("$", "")
    scale = 100 if unit.kind == "rate" else 1
    assert abs(Fraction(shown.removesuffix("%")) - Fraction(value) * scale) <= Fraction(1, 2) / 10**places


@pytest.mark.parametrize(
    ("unit", "text", "expected"),
    [
        (USD, "$1,234.50", "1234.50"),
        (RATE, "80%", "0.8"),
        (RATE, "0.8", "0.8"),
        (MEMBER_MONTHS, "25,000", "25000"),
        (MEMBER_MONTHS, "2.5e4", "25000"),
        (FACTOR, "1.12", "1.12"),
    ],
)
def test_a_figure_is_read_in_its_unit(unit: Unit, text: str, expected: str) -> None:
    assert unit.read(text) == Decimal(expected)


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        *((USD, "80%"), (RATE, "$5"), (MEMBER_MONTHS, "$5"), (MEMBER_MONTHS, "25.000,5"), (FACTOR, "1,12")),
        *((YES_OR_NO, "maybe"), (YES_OR_NO, "2"), (YES_OR_NO, "")),
    ],
)
def test_a_figure_of_another_unit_is_refused(unit: Unit, text: str) -> None:
    with pytest.raises(ValueError, match=r"is not|is neither|thousands"):
        unit.read(text)


def test_yes_or_no_is_read_from_the_usual_words() -> None:
    assert [YES_OR_NO.read(text) for text in ("yes", "TRUE", "1", " Yes ")] == [True] * 4
    assert [YES_OR_NO.read(text) for text in ("no", "False", "0")] == [False] * 3


def test_every_unit_is_found_by_its_name() -> None:
    assert all(UNITS[name].name == name for name in UNITS)
    assert {unit.kind for unit in UNITS.values()} == {"money", "rate", "number", "flag"}
