"""The value of a term at which a target is met: every one in a range, or why there is none."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final

import numpy as np

from openvbc.simulation.draws import Array
from openvbc.simulation.trials import Trials

#: How many values of the range are tried before each crossing is closed in on.
_GRID: Final = 41
_HALVINGS: Final = 40
#: Decimals of a term that is found: a share so small that it pays fractions of a cent is none.
_PLACES: Final = 8
_CENT: Final = 0.005


class Measure(StrEnum):
    """What a target is about."""

    EXPECTED = "expected"
    PAID = "paid"
    OWING = "owing"
    #: The chance that the payment covers a cost of the provider's own, such as that of a program.
    COVERS = "covers"


@dataclass(frozen=True)
class Target:
    """A measure of the payment and the value that it shall have. cost: what the payment shall cover, in dollars."""

    measure: Measure
    value: Decimal
    cost: Decimal = Decimal(0)

    def of(self, payments: Array) -> float:
        """The measure of payments."""
        if self.measure is Measure.EXPECTED:
            return float(np.mean(payments))
        if self.measure is Measure.PAID:
            return float(np.mean(payments > _CENT))
        if self.measure is Measure.OWING:
            return float(np.mean(payments < -_CENT))
        return float(np.mean(payments >= float(self.cost) - _CENT))


@dataclass(frozen=True)
class Solution:
    """A value of the term, and what the measure comes to there."""

    value: Decimal
    reached: Decimal


@dataclass(frozen=True)
class Solved:
    """Every solution in the range, and how it was looked for.

    monotone: whether the measure only rises, or only falls, over the values tried; then there is one at most. least,
    most: what the measure reaches over the range. step: by what one scenario moves the measure, the
    least that it can be met by.
    """

    term: str
    target: Target
    low: Decimal
    high: Decimal
    solutions: tuple[Solution, ...]
    monotone: bool
    least: Decimal
    most: Decimal
    step: Decimal

    @property
    def method(self) -> str:
        """How the solutions were found."""
        if self.monotone:
            return "bisection: over the values tried the figure only rises or only falls"
        return f"{_GRID} values of the range, then bisection wherever the figure crosses the target"

    @property
    def why_none(self) -> str:
        """Why there is no solution; '' where there is one."""
        if self.solutions:
            return ""
        if self.least <= self.target.value <= self.most:
            return "the figure jumps over the target"
        return f"over the range the figure reaches {self.least:,f} to {self.most:,f}"


def solve(trials: Trials, term: str, target: Target, low: Decimal, high: Decimal) -> Solved:
    """Every value of a term from `low` to `high` at which the target is met."""

    def gap(value: float) -> float:
        return target.of(trials.payments({term: value})) - float(target.value)

    wanted = float(target.value)
    at = [float(each) for each in np.linspace(float(low), float(high), _GRID)]
    gaps = [gap(each) for each in at]
    rises = [later - earlier for earlier, later in pairwise(gaps)]
    # One scenario more that is paid moves a chance by a part, and the mean by its payment's part.
    largest = max(float(np.max(np.abs(trials.payments({term: end})))) for end in (low, high))
    step = (largest if target.measure is Measure.EXPECTED else 1.0) / trials.scenarios
    found = list(_crossings(at, gaps, gap, step))
    return Solved(
        term,
        target,
        low,
        high,
        tuple(Solution(_decimal(value), _decimal(gap(value) + wanted)) for value in found),
        all(each >= 0 for each in rises) or all(each <= 0 for each in rises),
        _decimal(min(gaps) + wanted),
        _decimal(max(gaps) + wanted),
        _decimal(step),
    )


def _crossings(at: list[float], gaps: list[float], gap: Callable[[float], float], step: float) -> list[float]:
    """The values at which the gap is closed: on the grid, or between two neighbors on either side of the target."""
    found: list[float] = []
    for index, (value, here) in enumerate(zip(at, gaps, strict=True)):
        if here == 0 and (index == 0 or gaps[index - 1] != 0):
            found.append(value)
    for (low, below), (high, above) in pairwise(zip(at, gaps, strict=True)):
        if below * above >= 0:
            continue
        start, end = low, high
        for _ in range(_HALVINGS):
            middle = (start + end) / 2
            here = gap(middle)
            if here == 0:
                start = end = middle
                break
            start, end = (middle, end) if here * below > 0 else (start, middle)
        # A chance moves in steps of one scenario, and a payment may jump: what does not close the gap is no solution.
        best = min((round(start, _PLACES), round(end, _PLACES)), key=lambda each: abs(gap(each)))
        if abs(gap(best)) <= step:
            found.append(best)
    return sorted(found)


def _decimal(value: float) -> Decimal:
    return Decimal(f"{value:.10f}").normalize()
