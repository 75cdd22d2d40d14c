"""What the program makes of all hospitals together: winsorized results, z-scores, and the score of the worst quarter.

Percentiles, mean and deviation are counted over hospitals with a result; a worksheet turns one into a z-score.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from openvbc.money import EXACT, ZERO


@dataclass(frozen=True)
class FieldOfMeasure:
    """What a measure's z-scores rest on: the results at both percentiles, mean and deviation of winsorized results."""

    lowest: Decimal
    highest: Decimal
    mean: Decimal
    deviation: Decimal


def percentile(values: Sequence[Decimal], share: Decimal) -> Decimal:
    """The value below which that share of all lies, in a straight line between two. ValueError of none."""
    if not values:
        raise ValueError("no hospital has a figure, so there is no percentile")
    ranked = sorted(values)
    place = EXACT.multiply(share, Decimal(len(ranked) - 1))
    below = int(place)
    if below + 1 == len(ranked):
        return ranked[below]
    rise = EXACT.subtract(ranked[below + 1], ranked[below])
    return EXACT.add(ranked[below], EXACT.multiply(rise, EXACT.subtract(place, Decimal(below))))


def field_of_measure(results: Sequence[Decimal], lowest: Decimal, highest: Decimal) -> FieldOfMeasure:
    """Percentiles of the results at two shares, and mean and standard deviation of results held between them."""
    low, high = percentile(results, lowest), percentile(results, highest)
    held = [min(max(each, low), high) for each in results]
    count = Decimal(len(held))
    mean = EXACT.divide(_sum(held), count)
    squares = [EXACT.multiply(each, each) for each in (EXACT.subtract(value, mean) for value in held)]
    variance = EXACT.divide(_sum(squares), Decimal(max(1, len(held) - 1)))
    return FieldOfMeasure(low, high, mean, EXACT.sqrt(variance))


def _sum(values: Sequence[Decimal]) -> Decimal:
    found = ZERO
    for each in values:
        found = EXACT.add(found, each)
    return found
