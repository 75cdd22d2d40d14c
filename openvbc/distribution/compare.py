"""Several plans on the same money: who gains and loses, how concentrated, how much is noise, what each group brings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from math import factorial
from typing import Final

from openvbc.contract.distribution_plan import ReferenceTerms
from openvbc.contract.participant_figures import EFFICIENCY, PANEL_SAVINGS
from openvbc.distribution.changed import pool_of, share_at
from openvbc.distribution.participants import Participant
from openvbc.distribution.result import Distribution, added
from openvbc.errors import Fault, InputError
from openvbc.money import EXACT, ONE, ZERO, rounded

#: More groups than these are told by leave-one-out alone: each further one doubles the settlements to reckon.
MOST_IN_SHAPLEY: Final = 15
#: An interval reaches two standard errors either way.
_ERRORS: Final = Decimal(2)


@dataclass(frozen=True)
class Concentration:
    """How much few receive: the largest share, that of the top tenth, and the number of equals that would be as even.

    as_if: one divided by the sum of squared shares.
    """

    largest: Decimal
    top_tenth: Decimal
    as_if: Decimal


@dataclass(frozen=True)
class Noise:
    """Between which amounts a participant's share lies by the chance of its own panel alone."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Brought:
    """What one group brings by the reference terms: alone, as the last of all, and on average over all orders."""

    participant: Participant
    alone: Decimal
    last: Decimal
    shapley: Decimal | None


@dataclass(frozen=True)
class Compared:
    """Plans side by side on one table of participants.

    gains: by plan after the first and by participant, what it gets more than under the first. noise: by plan and
    participant, where the table tells the panel's variance. brought: where the first plan has reference terms.
    """

    distributions: tuple[Distribution, ...]
    gains: tuple[Mapping[str, Decimal], ...]
    concentration: tuple[Concentration | None, ...]
    noise: tuple[Mapping[str, Noise], ...]
    brought: tuple[Brought, ...]


def compare_plans(distributions: Sequence[Distribution]) -> Compared:
    """Compare distributions of the same money among the same participants, the first beside each other one."""
    first, *others = distributions
    for other in others:
        if other.entered != first.entered or other.participants.rows.keys() != first.participants.rows.keys():
            raise InputError(
                Fault("the plans distribute different money, or among others", fix="give all of them the same files")
            )
    return Compared(
        tuple(distributions),
        tuple(
            {name: EXACT.subtract(other.kept[name], amount) for name, amount in first.kept.items()} for other in others
        ),
        tuple(concentration(tuple(each.kept.values())) for each in distributions),
        tuple(_noise(each) for each in distributions),
        brought(first),
    )


def concentration(amounts: Sequence[Decimal]) -> Concentration | None:
    """How concentrated amounts are; None where nobody receives anything."""
    paid = sorted((each for each in amounts if each > 0), reverse=True)
    total = added(paid)
    if not total:
        return None
    shares = [EXACT.divide(each, total) for each in paid]
    tenth = max(1, -(-len(paid) // 10))
    squares = added(EXACT.multiply(each, each) for each in shares)
    return Concentration(shares[0], added(shares[:tenth]), EXACT.divide(ONE, squares))


def _noise(distribution: Distribution) -> Mapping[str, Noise]:
    """For each participant of the last level, its amount if its own panel had been lucky or unlucky.

    The others' figures stay as they are; caps and floors are left out of it.
    """
    found = {}
    last = distribution.plan.terms.levels[-1]
    for each in distribution.participants.rows.values():
        if each.level != last:
            continue
        low = high = distribution.amounts[each.identifier]
        told = False
        for node, shared in distribution.by_participant[each.identifier]:
            pool = pool_of(node, shared)
            for factor in pool.by if pool is not None and pool.combine == "product" else ():
                change = _by_chance(each, factor.factor)
                if change is not None:
                    told = True
                    down, up = (share_at(shared, each, scale, factor.power) for scale in change)
                    low = EXACT.add(low, EXACT.subtract(down, shared.shares[each.identifier]))
                    high = EXACT.add(high, EXACT.subtract(up, shared.shares[each.identifier]))
        if told:
            found[each.identifier] = Noise(rounded(low, 2), rounded(high, 2))
    return found


def _by_chance(participant: Participant, factor: str) -> tuple[Decimal, Decimal] | None:
    """By what a factor would be multiplied two standard errors lower and higher; None where that is not known."""
    if factor == "quality":
        value, cases = participant.number("quality"), participant.number("quality_denominator")
        if value is None or not value or not cases:
            return None
        error = EXACT.sqrt(EXACT.divide(EXACT.multiply(value, EXACT.subtract(ONE, value)), cases))
        most = ONE
    elif factor in (PANEL_SAVINGS, EFFICIENCY):
        deviation, lives = participant.number("cost_deviation"), participant.number("lives")
        target, cost = participant.number("panel_target"), participant.number("panel_cost")
        if deviation is None or not lives or target is None or cost is None or not cost:
            return None
        error = EXACT.multiply(deviation, EXACT.sqrt(lives))
        value = EXACT.subtract(target, cost) if factor == PANEL_SAVINGS else EXACT.divide(target, cost)
        if factor == EFFICIENCY:
            error = EXACT.divide(EXACT.multiply(error, value), cost)
        if value <= 0:
            return None
        most = None
    else:
        return None
    either_way = EXACT.multiply(_ERRORS, error)
    low, high = max(ZERO, EXACT.subtract(value, either_way)), EXACT.add(value, either_way)
    high = high if most is None else min(high, most)
    return EXACT.divide(low, value), EXACT.divide(high, value)


def brought(distribution: Distribution) -> tuple[Brought, ...]:
    """What each group of the first level brings, by the plan's reference terms: for reading, never for paying.

    Nothing where the plan has none, or where a group's target and cost are not known.
    """
    terms = distribution.plan.terms.reference
    groups = [each for each in distribution.participants.below.get("", ()) if not each.excluded]
    targets, savings = [], []
    for each in groups:
        target, cost = each.number("panel_target"), each.number("panel_cost")
        if terms is None or target is None or cost is None:
            return ()
        targets.append(target)
        savings.append(EXACT.subtract(target, cost))
    if terms is None or not groups:
        return ()
    everybody = range(len(groups))
    whole = reference_payment(terms, added(targets), added(savings))
    averages = _shapley(terms, targets, savings) if len(groups) <= MOST_IN_SHAPLEY else None
    found = []
    for index, group in enumerate(groups):
        without = reference_payment(
            terms,
            added(targets[other] for other in everybody if other != index),
            added(savings[other] for other in everybody if other != index),
        )
        found.append(
            Brought(
                group,
                rounded(reference_payment(terms, targets[index], savings[index]), 2),
                rounded(EXACT.subtract(whole, without), 2),
                None if averages is None else rounded(averages[index], 2),
            )
        )
    return tuple(found)


def reference_payment(terms: ReferenceTerms, target: Decimal, savings: Decimal) -> Decimal:
    """What the contract in short pays on savings against a target; below zero what is owed."""
    if target <= 0:
        return ZERO
    rate = EXACT.divide(savings, target)
    if rate > 0 and rate >= terms.minimum_savings_rate:
        return EXACT.multiply(savings, terms.sharing_rate)
    if rate < 0 and -rate >= terms.minimum_loss_rate:
        return EXACT.multiply(savings, terms.loss_rate)
    return ZERO


def _shapley(terms: ReferenceTerms, targets: Sequence[Decimal], savings: Sequence[Decimal]) -> list[Decimal]:
    """The average over all orders of what each adds to those before it: exact, by the value of each coalition."""
    count = len(targets)
    paid = []
    for coalition in range(1 << count):
        inside = [index for index in range(count) if coalition >> index & 1]
        paid.append(
            reference_payment(terms, added(targets[index] for index in inside), added(savings[i] for i in inside))
        )
    orders = Decimal(factorial(count))
    weight = [Decimal(factorial(size) * factorial(count - size - 1)) for size in range(count)]
    found = []
    for index in range(count):
        others = [other for other in range(count) if other != index]
        total = ZERO
        for size in range(count):
            for members in combinations(others, size):
                coalition = sum(1 << member for member in members)
                added_by = EXACT.subtract(paid[coalition | 1 << index], paid[coalition])
                total = EXACT.add(total, EXACT.multiply(weight[size], added_by))
        found.append(EXACT.divide(total, orders))
    return found
