"""The chance that a sum of independent amounts reaches a bound: by convolution, or by draws with a seed."""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import accumulate
from math import lcm

from openvbc.quality.binomial import CHANCES, convolved

#: More pairs of amounts than this are not convolved but drawn.
_MOST_PAIRS = 500_000
#: Draws are whole numbers below this, so that no float is needed.
_DRAW_BITS = 62


@dataclass(frozen=True)
class Contributions:
    """A certain part, and for each measure the amounts that it can add, with their chances."""

    certain: Fraction
    single: tuple[Mapping[Fraction, Decimal], ...]


@dataclass(frozen=True)
class SumChances:
    """The chance of reaching each bound. exact: whether by convolution."""

    chances: tuple[Decimal, ...]
    exact: bool


def chances_of_sum(
    contributions: Contributions, bounds: Sequence[Fraction], draws: int, seed: int, *, simulate: bool = False
) -> SumChances:
    """The chance that the sum reaches each bound: exact where the amounts are few enough, else from `draws`."""
    scale = lcm(*(amount.denominator for each in contributions.single for amount in each))
    single = [{int(amount * scale): chance for amount, chance in each.items()} for each in contributions.single]
    needed = [(bound - contributions.certain) * scale for bound in bounds]
    exact = None if simulate else _exactly(single, needed)
    if exact is None:
        return SumChances(tuple(_drawn(single, needed, draws, seed)), exact=False)
    return SumChances(tuple(min(each, Decimal(1)) for each in exact), exact=True)


def _exactly(single: Sequence[Mapping[int, Decimal]], needed: Sequence[Fraction]) -> list[Decimal] | None:
    """The chances by convolution; None where there are too many amounts.

    The measure with the most amounts is not convolved: for each sum of the others, its chance to bring what is missing.
    """
    *others, last = sorted(single, key=len)
    whole = {0: Decimal(1)}
    for each in others:
        if len(whole) * len(each) > _MOST_PAIRS:
            return None
        whole = convolved(whole, each)
    amounts = sorted(last)
    with localcontext(CHANCES):
        from_here = list(accumulate((last[amount] for amount in reversed(amounts)), initial=Decimal(0)))[::-1]
        return [
            sum(
                (chance * from_here[bisect_left(amounts, bound - other)] for other, chance in whole.items()), Decimal(0)
            )
            for bound in needed
        ]


def _drawn(single: Sequence[Mapping[int, Decimal]], needed: Sequence[Fraction], draws: int, seed: int) -> list[Decimal]:
    """The share of draws that reach each bound. The same seed gives the same shares."""
    generator = random.Random(seed)  # noqa: S311  # a simulation, no secret
    scales = []
    with localcontext(CHANCES):
        whole = Decimal(2**_DRAW_BITS)
        for each in single:
            ordered = sorted(each.items())
            ends = [int(end * whole) for end in accumulate(chance for _, chance in ordered)]
            scales.append((ends[:-1], [amount for amount, _ in ordered]))
    reached = [0] * len(needed)
    for _ in range(draws):
        amount = 0
        for ends, amounts in scales:
            amount += amounts[bisect_right(ends, generator.getrandbits(_DRAW_BITS))]
        for index, bound in enumerate(needed):
            reached[index] += amount >= bound
    return [Decimal(each) / draws for each in reached]
