"""From exact fractions to the decimals that figures hold."""

from decimal import Decimal
from fractions import Fraction

from openvbc.money import EXACT


def decimal_of(exact: Fraction) -> Decimal:
    """A fraction as a Decimal of 34 digits, halves away from zero."""
    return EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator))
