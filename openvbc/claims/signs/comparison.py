"""Holds totals of two groups of people against each other: how far apart they are, and how much of that may be luck.

What a group comes to is a ratio of two totals over its people (visits over months, cents over months). Its luck is that
of the people in it: their residuals around the ratio, squared and added up. Ratios are compared by their logarithms, so
that a part more and a part less are alike, and a growth is held against a growth as a level against a level.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from openvbc.claims.expenditures.exact import decimal_of
from openvbc.claims.signs.count import Group, Total
from openvbc.money import EXACT, ONE, ZERO


class Standing(StrEnum):
    """How a comparison stands. beside: it is shown beside another one, and judged by nobody."""

    SIGN = "sign"
    NO_SIGN = "no sign"
    TOO_FEW = "too few"
    BESIDE = "beside"


@dataclass(frozen=True)
class Comparison:
    """What is held against what: the own figure over the other's; of a growth, each over its own of the year before.

    concern: 1 where more is a sign, -1 where less is, 0 where it is only shown beside others.
    """

    own: Group
    other: Group
    own_before: Group | None = None
    other_before: Group | None = None
    concern: int = -1

    @property
    def groups(self) -> tuple[Group, ...]:
        """All that it needs."""
        found = (self.own, self.other, self.own_before, self.other_before)
        return tuple(each for each in found if each is not None)


@dataclass(frozen=True)
class Limits:
    """From where on a difference is a sign.

    confidence: with which all comparisons together hold what they say. least_people: each group must have. least: the
    smallest difference that is told. deviations: how many standard deviations to both sides each comparison takes.
    """

    confidence: Decimal
    least_people: int
    least: Decimal
    deviations: Decimal
    zero_events: Decimal


@dataclass(frozen=True)
class Compared:
    """A comparison with its figures; None where there are too few people to tell.

    figures: of each group of the comparison. difference: as a part of what it is held against; low, high: between which
    it lies, with the confidence that all comparisons share.
    """

    comparison: Comparison
    standing: Standing
    own_people: int
    other_people: int
    figures: Mapping[Group, Fraction]
    difference: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


def is_told(comparison: Comparison, totals: Mapping[Group, Total], least_people: int) -> bool:
    """Whether there are people, and something to divide by, in every group that it needs.

    The own group of the year itself may have done nothing: that is the clearest sign of all.
    """
    for each in comparison.groups:
        total = totals.get(each)
        if total is None or total.people < least_people or total.base <= 0:
            return False
        if total.amount <= 0 and (each != comparison.own or total.amount < 0):
            return False
    return True


def compare(comparison: Comparison, totals: Mapping[Group, Total], limits: Limits) -> Compared:
    """The difference with its interval, and whether it is a sign."""
    own, other = totals.get(comparison.own), totals.get(comparison.other)
    people = (own.people if own else 0, other.people if other else 0)
    if own is None or not is_told(comparison, totals, limits.least_people):
        return Compared(comparison, Standing.TOO_FEW, *people, {})
    figures = {each: Fraction(totals[each].amount, totals[each].base) for each in comparison.groups}
    # What the own figure would be if it were as the other's, or had grown as the other's did.
    expected = figures[comparison.other]
    if comparison.own_before is not None and comparison.other_before is not None:
        expected *= figures[comparison.own_before] / figures[comparison.other_before]
    luck = ZERO
    for each in comparison.groups:
        luck = EXACT.add(luck, _luck(totals[each]) if totals[each].amount else ZERO)
    reach = EXACT.multiply(limits.deviations, EXACT.sqrt(luck))
    if own.amount:
        middle = EXACT.ln(decimal_of(figures[comparison.own] / expected))
        low = EXACT.subtract(EXACT.exp(EXACT.subtract(middle, reach)), ONE)
        high = EXACT.subtract(EXACT.exp(EXACT.add(middle, reach)), ONE)
        difference = EXACT.subtract(EXACT.exp(middle), ONE)
    else:
        # Nothing at all: so many events could still be expected at most, by Poisson's law, with that confidence.
        most = EXACT.divide(limits.zero_events, decimal_of(expected * own.base))
        difference = low = EXACT.minus(ONE)
        high = EXACT.subtract(EXACT.multiply(most, EXACT.exp(reach)), ONE)
    standing = Standing.BESIDE if comparison.concern == 0 else Standing.NO_SIGN
    if (comparison.concern > 0 and low > 0 and difference >= limits.least) or (
        comparison.concern < 0 and high < 0 and difference <= EXACT.minus(limits.least)
    ):
        standing = Standing.SIGN
    return Compared(comparison, standing, *people, figures, difference, low, high)


def _luck(total: Total) -> Decimal:
    """The variance of the logarithm of a ratio of totals, by the residuals of the people around it."""
    ratio = Fraction(total.amount, total.base)
    squares = (
        total.amount_squared - 2 * ratio * total.amount_times_base + ratio * ratio * total.base_squared
    ) * Fraction(total.people, max(total.people - 1, 1))
    return decimal_of(squares / (Fraction(total.amount) ** 2))
