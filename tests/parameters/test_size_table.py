"""The published minimum savings rate by size: ends, middles and published results, by plain fractions."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.figures import ABSENT, Value
from openvbc.methods.minimum_rate import add_minimum_rate_by_size
from openvbc.payment_models.registry import published_parameters
from openvbc.units import PERSONS
from openvbc.worksheet.evaluate import evaluate_in
from openvbc.worksheet.exact import Exact, Rational, RationalValue
from openvbc.worksheet.sheet import Worksheet

#: 42 CFR 425.605(b)(1): first and last size of a band, and the rates there in percent.
BANDS = [
    (500, 999, "12.2", "8.7"),
    (1000, 2999, "8.7", "5.0"),
    (3000, 4999, "5.0", "3.9"),
    (5000, 5999, "3.9", "3.6"),
    (6000, 6999, "3.6", "3.4"),
    (7000, 7999, "3.4", "3.2"),
    (8000, 8999, "3.2", "3.1"),
    (9000, 9999, "3.1", "3.0"),
    (10000, 14999, "3.0", "2.7"),
    (15000, 19999, "2.7", "2.5"),
    (20000, 49999, "2.5", "2.2"),
    (50000, 59999, "2.2", "2.0"),
]


@pytest.fixture(scope="module")
def sheet() -> Worksheet:
    made = Worksheet("Minimum savings rate")
    made.section("all", "All")
    people = made.input("people", "Attributed people", PERSONS)
    published = published_parameters().resolve("minimum_savings_rate_by_population_size")
    add_minimum_rate_by_size(made, "rate", "Minimum savings rate", people, published)
    return made


def rate_of(sheet: Worksheet, people: int) -> Value:
    value = evaluate_in(Exact(), sheet, {"people": Decimal(people)})["rate"]
    assert not isinstance(value, dict)
    return value


def by_hand(people: int) -> Fraction:
    """The rate by the bands above, in fractions."""
    for first, last, high, low in BANDS:
        if first <= people <= last:
            rise = (Fraction(low) - Fraction(high)) * (people - first) / (last - first)
            return (Fraction(high) + rise) / 100
    return Fraction(2, 100)


@pytest.mark.parametrize(("first", "last", "high", "low"), BANDS)
def test_the_ends_of_a_band_have_the_published_rates(
    sheet: Worksheet, first: int, last: int, high: str, low: str
) -> None:
    assert rate_of(sheet, first) == Decimal(high) / 100
    assert rate_of(sheet, last) == Decimal(low) / 100


@pytest.mark.parametrize(("first", "last", "high", "low"), BANDS)
def test_the_middle_of_a_band_is_on_the_straight_line(
    sheet: Worksheet, first: int, last: int, high: str, low: str
) -> None:
    middle = (first + last) // 2
    expected = (Fraction(high) + (Fraction(low) - Fraction(high)) * (middle - first) / (last - first)) / 100
    found = evaluate_in(Rational(), sheet, {"people": Fraction(middle)})["rate"]
    assert found == expected


@pytest.mark.parametrize(
    ("people", "percent", "places"),
    [
        # CMS results of performance years 2013 and 2018, with the decimals published
        (36_268, "2.3373146", 7),
        (13_833, "2.7699740", 7),
        (5_451, "3.7646", 4),
    ],
)
def test_published_results_are_met(sheet: Worksheet, people: int, percent: str, places: int) -> None:
    found = rate_of(sheet, people)
    assert isinstance(found, Decimal)
    assert abs(found * 100 - Decimal(percent)) <= Decimal(5).scaleb(-places - 1)


@given(st.integers(500, 100_000))
def test_every_size_is_on_the_line_of_its_band(people: int) -> None:
    made = Worksheet("Minimum savings rate")
    made.section("all", "All")
    published = published_parameters().resolve("minimum_savings_rate_by_population_size")
    add_minimum_rate_by_size(made, "rate", "Rate", made.input("people", "People", PERSONS), published)
    inputs: dict[str, RationalValue] = {"people": Fraction(people)}
    assert evaluate_in(Rational(), made, inputs)["rate"] == by_hand(people)


@given(st.integers(500, 99_999))
def test_more_people_never_have_a_higher_minimum(people: int) -> None:
    assert by_hand(people + 1) <= by_hand(people)


@pytest.mark.parametrize(
    ("people", "rate"), [(60_000, "0.02"), (60_001, "0.02"), (60_002, "0.02"), (1_000_000, "0.02")]
)
def test_from_60000_people_the_rate_no_longer_moves(sheet: Worksheet, people: int, rate: str) -> None:
    assert rate_of(sheet, people) == Decimal(rate)


def test_below_500_people_there_is_no_published_rate(sheet: Worksheet) -> None:
    assert rate_of(sheet, 499) is ABSENT


def test_every_line_of_the_rate_cites_the_table(sheet: Worksheet) -> None:
    assert {str(line.rule) for line in sheet if line.name != "people"} == {"42 CFR 425.605 (b)(1)"}
