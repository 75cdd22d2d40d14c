"""Exact money and rates: Decimal with 34 digits, halves away from zero, no binary float anywhere.

Nothing here rounds except `rounded`, and only a rule may call that.
"""

import re
from decimal import (
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    InvalidOperation,
    Overflow,
)
from functools import cache
from typing import Final

#: The arithmetic of every exact figure. Decimal's ROUND_HALF_UP is "half away from zero", as Excel's ROUND is.
EXACT = Context(prec=34, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow, FloatOperation])

ZERO = Decimal(0)
ONE = Decimal(1)


#: What people write for a number; Python itself would also read 1_000, other scripts' digits, NaN and infinity.
_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?([0-9]+))?")
#: How many digits a number may have before its point, and behind it.
_MOST_DIGITS: Final = 100
_SHOWN: Final = 60


class NumberBeyondLimitsError(ValueError):
    """A number so long, or so far from one, that writing it out would take all memory. number: as it was written."""

    def __init__(self, number: str) -> None:
        self.number = number
        shown = repr(number if len(number) <= _SHOWN else f"{number[:_SHOWN]}...")
        super().__init__(
            f"{shown} is not a number that can be: it has more than {_MOST_DIGITS} digits before or behind its point"
        )


def decimal_from_text(text: str) -> Decimal:
    """Read a plain number ("-1250.75", "1e3"); ValueError if it is anything else, NaN and infinity included.

    This is the one door through which numbers come in. NumberBeyondLimitsError if a number has more than a hundred
    digits before or behind its point, written out: no figure needs them, and an exponent could ask for billions.
    """
    body = text.strip()
    found = _NUMBER.fullmatch(body)
    if not found:
        raise ValueError(f"{text!r} is not a number")
    if len(body) > 3 * _MOST_DIGITS or len(found[4] or "") > len(str(_MOST_DIGITS)):
        raise NumberBeyondLimitsError(body)
    number = Decimal(body)
    exponent = number.as_tuple().exponent
    if number.adjusted() >= _MOST_DIGITS or int(exponent) < -_MOST_DIGITS:
        raise NumberBeyondLimitsError(body)
    return number


def shifted(value: Decimal, places: int) -> Decimal:
    """`value` times ten to the power of `places`, every digit kept; a context would round to its own precision."""
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise TypeError(f"{value} is no finite number")
    return Decimal((sign, digits, exponent + places))


def money_from_text(text: str) -> Decimal:
    """Read an amount as people and spreadsheets write it: "$1,234.50", "(1,234.50)", "-$3".

    ValueError where the text is no amount, or where thousands separators are out of place ("1,23.4").
    """
    body = text.strip()
    negative = body.startswith("(") and body.endswith(")")
    if negative:
        body = body[1:-1].strip()
    sign = body[:1] if body[:1] in "+-" and not negative else ""
    body = body[len(sign) :].removeprefix("$").strip()
    if "," in body:
        whole, point, cents = body.partition(".")
        groups = whole.split(",")
        well_placed = 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
        if not well_placed or not all(group.isdigit() for group in groups):
            raise ValueError(f"{text!r} has thousands separators out of place")
        body = "".join(groups) + point + cents
    if not body or not set(body) <= set("0123456789."):
        raise ValueError(f"{text!r} is not an amount of money")
    number = decimal_from_text(body)
    return number.copy_negate() if negative or sign == "-" else number


def rate_from_text(text: str) -> Decimal:
    """Read a rate written as a percentage ("2.5%") or as a fraction ("0.025"); ValueError if it is neither."""
    body = text.strip()
    if body.endswith("%"):
        return shifted(decimal_from_text(body[:-1]), -2)
    return decimal_from_text(body)


def rounded(value: Decimal, places: int) -> Decimal:
    """`value` to `places` decimals, halves away from zero (0.125 -> 0.13, -2.5 -> -3)."""
    # Enough digits for any amount: quantize refuses results longer than the context's precision.
    digits = max(EXACT.prec, value.adjusted() + places + 2)
    return value.quantize(_unit(places), context=_of_precision(digits))


@cache
def _unit(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


@cache
def _of_precision(digits: int) -> Context:
    """The arithmetic of exact figures with more digits; made once, since making one takes longer than rounding."""
    return Context(
        prec=digits, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow, FloatOperation]
    )


def plain(value: Decimal) -> str:
    """A Decimal as digits without exponent or needless trailing zeros: 1E+3 -> "1000", 0.5000 -> "0.5"."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
