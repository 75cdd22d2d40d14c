"""Chances of counts: the binomial distribution in decimals, without logarithms or floats."""

from collections.abc import Mapping
from decimal import Context, Decimal, localcontext

#: Enough digits that recurrences over thousands of counts leave thirty of them right.
CHANCES = Context(prec=50)
#: Counts less likely than this part of the likeliest are left out; together they weigh less than the stated error.
_NEGLIGIBLE = Decimal("1e-32")
#: What leaving them out can change in any chance.
STATED_ERROR = Decimal("1e-25")


def binomial(cases: int, rate: Decimal) -> Mapping[int, Decimal]:
    """The chance of each number of successes among independent `cases`, each with the chance `rate`.

    Counts so unlikely that all of them together weigh less than STATED_ERROR are left out. ValueError for a rate
    outside 0 to 1 or a negative number of cases.
    """
    if not 0 <= rate <= 1 or cases < 0:
        raise ValueError(f"{cases} cases with a chance of {rate} are no trials")
    if rate in (0, 1) or not cases:
        return {cases if rate == 1 else 0: Decimal(1)}
    with localcontext(CHANCES):
        mode = min(cases, int((cases + 1) * rate))
        odds = rate / (1 - rate)
        weights = {mode: Decimal(1)}
        weight = Decimal(1)
        for count in range(mode, cases):
            weight = weight * (cases - count) / (count + 1) * odds
            if weight < _NEGLIGIBLE:
                break
            weights[count + 1] = weight
        weight = Decimal(1)
        for count in range(mode, 0, -1):
            weight = weight * count / (cases - count + 1) / odds
            if weight < _NEGLIGIBLE:
                break
            weights[count - 1] = weight
        whole = sum(weights.values(), Decimal(0))
        return {count: weights[count] / whole for count in sorted(weights)}


def convolved(first: Mapping[int, Decimal], second: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """The chances of the sum of two independent numbers."""
    chances: dict[int, Decimal] = {}
    with localcontext(CHANCES):
        for a, chance_of_a in first.items():
            for b, chance_of_b in second.items():
                chances[a + b] = chances.get(a + b, Decimal(0)) + chance_of_a * chance_of_b
    return chances
