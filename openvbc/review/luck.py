"""What luck alone does to a savings rate: yearly cost of independent people, their mean as a normal sum.

A forecast knows more sources of luck; here only the number of members counts, so that a term can be judged before there
are any figures.
"""

from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from statistics import NormalDist

_NORMAL = NormalDist()


@dataclass(frozen=True)
class Luck:
    """Luck in the cost of so many members, each with this coefficient of variation."""

    members: int
    variation: Decimal

    @property
    def spread(self) -> float:
        """The standard deviation of the savings rate."""
        return float(self.variation) / sqrt(self.members)

    def chance(self, minimum: Decimal, true_savings: Decimal = Decimal(0)) -> Decimal:
        """The chance that the savings rate reaches a minimum, where so much is truly saved."""
        return _decimal(1 - _NORMAL.cdf(float(minimum - true_savings) / self.spread), 6)

    def expected(self, share: Decimal, minimum: Decimal | None, true_savings: Decimal = Decimal(0)) -> Decimal:
        """The expected payment, as a part of the benchmark: the share from the first dollar once the minimum is met."""
        mean, bound = float(true_savings), float(minimum or 0)
        distance = (mean - bound) / self.spread
        amount = mean * _NORMAL.cdf(distance) + self.spread * _NORMAL.pdf(distance)
        return _decimal(float(share) * amount, 10)


def deviations(confidence: Decimal) -> Decimal:
    """How many standard deviations to both sides of its mean hold so much of a normal distribution."""
    return _decimal(_NORMAL.inv_cdf((1 + float(confidence)) / 2), 10)


def _decimal(value: float, places: int) -> Decimal:
    return Decimal(f"{value:.{places}f}")
