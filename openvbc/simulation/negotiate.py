"""What terms are worth to both sides: alone, in pairs, over a grid, and in trades by which both gain.

The cost of care does not follow from the terms here, so every dollar to the provider is the payer's. Both can gain only
where they bear risk at different cost, or where terms change what is saved; each is an assumption, and is stated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product
from typing import Final

import numpy as np

from openvbc.simulation.solving import Solved
from openvbc.simulation.trials import Side, Trials, side_of

#: No more designs than this are tried.
MOST_DESIGNS: Final = 20_000
#: The lines by which a response to terms is reckoned.
_SHARE, _LOSS_SHARE = "share_of_savings", "share_of_losses"


@dataclass(frozen=True)
class Risk:
    """How each side bears risk: what a dollar of capital held against the mean of its worst 5% costs a year.

    response: by how much more of the benchmark is saved for each point of the share and half a point of the share of
    losses that the provider gets more; 0 where terms change nothing of what is spent.
    """

    provider: Decimal = Decimal("0.10")
    payer: Decimal = Decimal("0.02")
    response: Decimal = Decimal(0)


@dataclass(frozen=True)
class Wishes:
    """What is asked of a negotiation: changes of single terms, a grid of terms, and how risk is borne.

    labels: of the terms. benchmark, cost: in dollars, for what a response saves.
    """

    labels: Mapping[str, str]
    changes: Sequence[tuple[str, Decimal]]
    grid: Mapping[str, Sequence[Decimal]]
    risk: Risk
    benchmark: Decimal
    cost: Decimal


@dataclass(frozen=True)
class Version:
    """Terms as they are, or changed: what they are worth to both sides, and what the change adds to the provider.

    error: the standard error of that difference, with the same draws on both.
    """

    changes: Mapping[str, Decimal]
    provider: Side
    payer: Side
    difference: Decimal
    error: Decimal
    saved: Decimal

    def gain(self, base: "Version") -> tuple[Decimal, Decimal]:
        """What provider and payer gain against other terms, by their utility and by what is saved more."""
        saved = self.saved - base.saved
        return self.provider.utility - base.provider.utility, self.payer.utility - base.payer.utility + saved


@dataclass(frozen=True)
class Pair:
    """Two changes together: their value, and what it is more than the sum of both alone."""

    first: str
    second: str
    together: Decimal
    interaction: Decimal


@dataclass(frozen=True)
class Negotiation:
    """The terms as agreed, each change alone, pairs, the grid, and the trades by which both gain.

    front: of the designs of the grid those that no other beats for both sides.
    """

    agreed: Mapping[str, Decimal]
    labels: Mapping[str, str]
    base: Version
    single: tuple[Version, ...]
    pairs: tuple[Pair, ...]
    grid: tuple[Version, ...]
    better_for_both: tuple[Version, ...]
    front: int
    risk: Risk
    solved: tuple[Solved, ...]
    scenarios: int
    seed: int


def negotiate(trials: Trials, wishes: Wishes, solved: Sequence[Solved], seed: int) -> Negotiation:
    """Value terms against those agreed."""
    risk, grid, changes = wishes.risk, wishes.grid, wishes.changes
    benchmark, cost = wishes.benchmark, wishes.cost
    agreed_payments = trials.payments()

    def version(values: Mapping[str, Decimal]) -> Version:
        saved = _response(trials.agreed, values, risk.response)
        factor = 1.0 - saved * float(benchmark) / float(cost) if saved and cost else 1.0
        paid = trials.payments(values, factor)
        difference = paid - agreed_payments
        return Version(
            dict(values),
            side_of(paid, risk.provider),
            side_of(-paid, risk.payer),
            _dollars(float(np.mean(difference))),
            _dollars(trials.error_of_mean(difference)),
            _dollars(saved * float(benchmark)),
        )

    base = version({})
    single = tuple(version({name: value}) for name, value in changes)
    pairs = []
    for first, second in combinations(single, 2):
        if first.changes.keys() == second.changes.keys():
            continue
        both = version({**first.changes, **second.changes})
        apart = first.difference + second.difference
        pairs.append(Pair(_name(first), _name(second), both.difference, both.difference - apart))
    designs = tuple(version(dict(zip(grid, values, strict=True))) for values in product(*grid.values())) if grid else ()
    better = [each for each in designs if min(each.gain(base)) > 0]
    better.sort(key=lambda each: -min(each.gain(base)))
    return Negotiation(
        trials.agreed,
        wishes.labels,
        base,
        single,
        tuple(pairs),
        designs,
        tuple(better),
        _front([each.gain(base) for each in designs]),
        risk,
        tuple(solved),
        trials.scenarios,
        seed,
    )


def _response(agreed: Mapping[str, Decimal], values: Mapping[str, Decimal], response: Decimal) -> float:
    """The part of the benchmark that is saved more under other terms."""
    if not response:
        return 0.0
    share = values.get(_SHARE, agreed.get(_SHARE, Decimal(0))) - agreed.get(_SHARE, Decimal(0))
    losses = values.get(_LOSS_SHARE, agreed.get(_LOSS_SHARE, Decimal(0))) - agreed.get(_LOSS_SHARE, Decimal(0))
    return float(response * (share + losses / 2))


def _front(gains: Sequence[tuple[Decimal, Decimal]]) -> int:
    """How many designs no other beats for both sides."""
    best: Decimal | None = None
    count = 0
    for _, payer in sorted(gains, key=lambda each: (-each[0], -each[1])):
        if best is None or payer > best:
            best = payer
            count += 1
    return count


def _name(version: Version) -> str:
    return next(iter(version.changes))


def _dollars(value: float) -> Decimal:
    return Decimal(f"{value:.2f}")
