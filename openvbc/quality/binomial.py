"""Chances of counts, for a known rate and for one learned from cases, in decimals without logarithms or floats."""

from collections.abc import Callable, Mapping
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
        odds = rate / (1 - rate)
        return _unimodal(
            cases,
            min(cases, int((cases + 1) * rate)),
            lambda count: (cases - count) * odds / (count + 1),
        )


def beta_binomial(cases: int, met: Decimal, missed: Decimal) -> Mapping[int, Decimal]:
    """The chance of each number of successes among `cases` to come, after `met` and `missed` of the past.

    The rate behind the cases is not known but learned from the past: it has the distribution Beta(met + 1/2,
    missed + 1/2), so that few past cases say little. Counts as unlikely as in `binomial` are left out. ValueError for
    negative numbers.
    """
    if met < 0 or missed < 0 or cases < 0:
        raise ValueError(f"{cases} cases after {met} met and {missed} missed are no trials")
    with localcontext(CHANCES):
        half = Decimal("0.5")
        first, second = met + half, missed + half
        return _unimodal(
            cases,
            int(cases * first / (first + second)),
            lambda count: (cases - count) * (first + count) / ((count + 1) * (second + cases - count - 1)),
        )


def _unimodal(cases: int, start: int, ratio: Callable[[int], Decimal]) -> Mapping[int, Decimal]:
    """Chances that rise to one peak and fall after it. ratio: of the chance of a count's successor to its own.

    start: a count near the peak.
    """
    weights = {start: Decimal(1)}
    weight = Decimal(1)
    for count in range(start, cases):
        weight *= ratio(count)
        if weight < _NEGLIGIBLE:
            break
        weights[count + 1] = weight
    weight = Decimal(1)
    for count in range(start, 0, -1):
        weight /= ratio(count - 1)
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
