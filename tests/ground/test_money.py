"""Money and rates are exact: nothing is rounded unless a rule rounds, and then halves go away from zero."""

from decimal import ROUND_HALF_EVEN, Decimal, FloatOperation, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.money import EXACT, decimal_from_text, money_from_text, plain, rate_from_text, rounded

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("0.125", 2, "0.13"),
        ("-0.125", 2, "-0.13"),
        ("0.135", 2, "0.14"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("3.5", 0, "4"),
        ("0.005", 2, "0.01"),
        ("-0.005", 2, "-0.01"),
        ("0.0049999999999999999999999999999999", 2, "0.00"),
        ("1234567.5", -3, "1235000"),
        ("500", -3, "1000"),
        ("-500", -3, "-1000"),
        ("499.99", -3, "0"),
        ("99999999999999999999999999999999999999.995", 2, "100000000000000000000000000000000000000.00"),
        ("0", 2, "0.00"),
    ],
)
def test_halves_go_away_from_zero(value: str, places: int, expected: str) -> None:
    assert rounded(Decimal(value), places) == Decimal(expected)


@given(DECIMALS, st.integers(-4, 6))
def test_rounding_is_the_nearest_multiple_and_a_tie_goes_away_from_zero(value: Decimal, places: int) -> None:
    step = Fraction(10) ** -places
    result = Fraction(rounded(value, places))
    distance = abs(result - Fraction(value))
    assert result % step == 0
    assert distance <= step / 2
    if distance == step / 2:
        assert abs(result) > abs(Fraction(value))


@given(DECIMALS)
def test_rounding_does_not_depend_on_the_arithmetic_of_the_caller(value: Decimal) -> None:
    expected = rounded(value, 2)
    with localcontext() as context:
        context.prec, context.rounding = 3, ROUND_HALF_EVEN
        assert rounded(value, 2) == expected


def test_exact_arithmetic_has_34_digits_and_rounds_the_last_away_from_zero() -> None:
    assert EXACT.divide(Decimal(2), Decimal(3)) == Decimal("0." + "6" * 33 + "7")
    assert EXACT.divide(Decimal(-2), Decimal(3)) == Decimal("-0." + "6" * 33 + "7")
    assert EXACT.add(Decimal("1" + "0" * 33), Decimal("0.5")) == Decimal("1" + "0" * 32 + "1")


def test_a_binary_float_never_enters_exact_arithmetic() -> None:
    with pytest.raises(FloatOperation):
        EXACT.create_decimal(0.1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1234.5", "1234.5"),
        ("$1,234.50", "1234.50"),
        ("(1,234.50)", "-1234.50"),
        ("($1,234.50)", "-1234.50"),
        ("-$3", "-3"),
        ("+3", "3"),
        ("-1,000,000", "-1000000"),
        (" 12 ", "12"),
        ("0.005", "0.005"),
        (".5", "0.5"),
        ("12,345,678,901,234,567,890.12", "12345678901234567890.12"),
    ],
)
def test_an_amount_is_read_as_people_and_spreadsheets_write_it(text: str, expected: str) -> None:
    assert money_from_text(text) == Decimal(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "$", "-", ".", "()", "abc", "NaN", "Infinity", "-inf", "1e3", "5 dollars", "€5", "5$", "5%"),
        *("1,23.4", "12,34", ",123", "1234,567", "1,2345", "1,234,5", "1.234,50", "1,234.5,0", "1.2.3", "1 000"),
        *("--5", "-(5)", "(5", "5)", "$-5", "($-5)", "1_000", "²", "5\u0663"),
    ],
)
def test_what_is_no_amount_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not an? (amount|number)|thousands separators|not a finite"):
        money_from_text(text)


def test_a_minus_in_brackets_is_refused_because_it_may_mean_either_sign() -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        money_from_text("(-5)")


@pytest.mark.parametrize("text", ["1_000", "1_5", "\u0661\u0662", "1e999999999"])
def test_what_only_a_program_would_write_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        decimal_from_text(text)


def test_reading_keeps_every_digit() -> None:
    assert money_from_text("-12345678901234567890123456789012.34") == Decimal("-12345678901234567890123456789012.34")
    assert rate_from_text("1.234567890123456789012345678901234%") == Decimal("0.01234567890123456789012345678901234")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2.5%", "0.025"),
        ("2.5 %", "0.025"),
        ("0.025", "0.025"),
        ("-3.75%", "-0.0375"),
        ("150%", "1.5"),
        ("0%", "0"),
        ("1", "1"),
        ("1e-2", "0.01"),
        ("2.3373146%", "0.023373146"),
    ],
)
def test_a_rate_is_read_as_percentage_or_fraction(text: str, expected: str) -> None:
    assert rate_from_text(text) == Decimal(expected)


@pytest.mark.parametrize("text", ["", "%", "2.5%%", "%5", "1,5%", "half", "nan%", "inf", "(2%)", "2 percent", "$5"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a (finite )?number"):
        rate_from_text(text)


@given(DECIMALS)
def test_an_amount_comes_back_from_its_text(value: Decimal) -> None:
    assert money_from_text(f"{value:,f}") == value
    assert money_from_text(f"{value:f}") == value
    assert money_from_text(f"({abs(value):,f})") == -abs(value)


@given(DECIMALS)
def test_a_rate_comes_back_from_its_percentage(value: Decimal) -> None:
    assert rate_from_text(f"{value:f}%") == Decimal(f"{value:f}e-2")
    assert rate_from_text(plain(value)) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
def test_plain_text_has_no_exponent_and_keeps_every_digit(value: Decimal) -> None:
    text = plain(value)
    assert "E" not in text
    assert decimal_from_text(text) == value
    assert "." not in text or not text.endswith("0")


def test_plain_text_of_zero_is_0() -> None:
    assert [plain(Decimal(text)) for text in ("0", "-0", "0.00", "-0.00", "0E+3", "1E+3", "0.5000")] == [
        *("0", "0", "0", "0", "0"),
        *("1000", "0.5"),
    ]


@pytest.mark.parametrize(
    "text", ["1e-300000000", "1E999999999", "9" * 1000, "0." + "1" * 1000, "1e100", "1e-101", "0e-999"]
)
def test_a_number_with_more_than_a_hundred_digits_on_a_side_is_refused_in_a_short_sentence(text: str) -> None:
    for read in (decimal_from_text, rate_from_text):
        with pytest.raises(ValueError, match="more than 100 digits before or behind its point") as raised:
            read(text)
        assert len(str(raised.value)) < 200


def test_a_number_with_a_hundred_digits_on_each_side_is_read() -> None:
    text = "9" * 100 + "." + "9" * 100
    assert decimal_from_text(text) == Decimal(text)
    assert decimal_from_text("1e99") == Decimal("1e99")
