"""What the program makes of all hospitals together: the sums that the slope of the exchange function is solved from.

A worksheet divides; here is only counted. Performance, not payments, decides a hospital's share of what all gave up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from openvbc.money import EXACT, ZERO


@dataclass(frozen=True)
class ExchangeSums:
    """Sums over hospitals that take part: withheld, and withheld times the score as a share."""

    withheld: Decimal
    withheld_by_score: Decimal


def exchange_sums(
    hospitals: Iterable[tuple[Decimal, Decimal]], applicable_percent: Decimal, divisor: Decimal
) -> ExchangeSums:
    """The sums over hospitals, each with its base operating payments and its Total Performance Score."""
    payments = by_score = ZERO
    for base, score in hospitals:
        payments = EXACT.add(payments, base)
        by_score = EXACT.add(by_score, EXACT.multiply(base, score))
    withheld = EXACT.multiply(applicable_percent, payments)
    return ExchangeSums(withheld, EXACT.divide(EXACT.multiply(applicable_percent, by_score), divisor))
