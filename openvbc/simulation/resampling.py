"""The luck of own members' claims from their own claims: people drawn again, within strata of what was known before.

A person's cost and months are drawn together, so that deaths and joiners come along; the ratio of sums is what a year
would have cost by member and month. From about 5,000 members on the normal formula is as good; below it the long tail
of a few costly people shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from openvbc.simulation.draws import Array

#: How often the people are drawn again.
_YEARS: Final = 2_048
#: So many draws of people are held at once.
_AT_ONCE: Final = 4_000_000


@dataclass(frozen=True)
class Member:
    """One person's year: cost after truncation, months, and the stratum of prior cost or risk."""

    cost: float
    months: float
    stratum: str = ""


@dataclass(frozen=True)
class Resampled:
    """Years drawn again, as a quantile function of the logarithm of cost over what is expected.

    quantiles: rising. spread: their standard deviation. people: how many people were drawn.
    """

    quantiles: Array
    spread: float
    people: int

    def at(self, probability: Array) -> Array:
        """The quantiles at these probabilities, with mean 0 and spread 1, as a source of uncertainty is drawn."""
        places = (np.arange(len(self.quantiles)) + 0.5) / len(self.quantiles)
        found = np.interp(probability, places, self.quantiles)
        return (found - float(np.mean(self.quantiles))) / self.spread if self.spread else np.zeros_like(found)


def resample(members: Sequence[Member], seed: int) -> Resampled:
    """Draw the people again, each stratum by itself and as many as it has. ValueError without months or cost."""
    if not members or sum(each.months for each in members) <= 0 or sum(each.cost for each in members) <= 0:
        raise ValueError("there are no members with months and cost to draw from")
    strata: dict[str, list[Member]] = {}
    for each in members:
        strata.setdefault(each.stratum, []).append(each)
    cost, months = np.zeros(_YEARS), np.zeros(_YEARS)
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, len(members)])))
    for name in sorted(strata):
        own = strata[name]
        costs, lengths = np.array([each.cost for each in own]), np.array([each.months for each in own])
        block = max(1, _AT_ONCE // len(own))
        for start in range(0, _YEARS, block):
            years = min(block, _YEARS - start)
            chosen = (generator.random((years, len(own))) * len(own)).astype(np.int64)
            cost[start : start + years] += costs[chosen].sum(axis=1)
            months[start : start + years] += lengths[chosen].sum(axis=1)
    logarithms = np.sort(np.log(cost / months))
    return Resampled(logarithms - float(np.mean(logarithms)), float(np.std(logarithms)), len(members))
