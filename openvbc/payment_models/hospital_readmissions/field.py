"""What the program makes of all hospitals together: peer groups, their medians, and the neutrality modifier.

A worksheet settles one hospital; these are the figures that it takes from the field.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openvbc.money import EXACT, ZERO


def peer_groups(dual_proportions: Mapping[str, Decimal], groups: int) -> dict[str, int]:
    """The group of each hospital by its share of full-benefit dual patients: as many groups of one size, 1 the lowest.

    Hospitals of one share are taken in the order of their numbers.
    """
    ranked = sorted(dual_proportions, key=lambda hospital: (dual_proportions[hospital], hospital))
    return {hospital: rank * groups // len(ranked) + 1 for rank, hospital in enumerate(ranked)}


def median(values: Sequence[Decimal]) -> Decimal:
    """The middle value, or the mean of the two in the middle; ValueError of none."""
    if not values:
        raise ValueError("no hospital has a ratio, so there is no median")
    ranked = sorted(values)
    middle = len(ranked) // 2
    if len(ranked) % 2:
        return ranked[middle]
    return EXACT.divide(EXACT.add(ranked[middle - 1], ranked[middle]), Decimal(2))


def peer_medians(ratios: Mapping[str, Decimal], groups: Mapping[str, int]) -> dict[int, Decimal]:
    """The median ratio of one condition in each group: of every hospital with a ratio, however few its discharges."""
    found: dict[int, list[Decimal]] = {}
    for hospital, ratio in ratios.items():
        found.setdefault(groups[hospital], []).append(ratio)
    return {group: median(found[group]) for group in sorted(found)}


@dataclass(frozen=True)
class Excess:
    """A hospital's base operating payments, its excess against its peers, and against a ratio of one."""

    payments: Decimal
    stratified: Decimal
    unstratified: Decimal


def neutrality_modifier(hospitals: Sequence[Excess], cap: Decimal) -> Decimal:
    """The number by which excesses against peers are multiplied, so that all hospitals lose as much as without groups.

    Each hospital loses at most the cap, before and after, so that what all lose rises with the number in straight
    pieces; the piece on which the two sums are equal gives it. ValueError where no number does.
    """
    wanted = ZERO
    for each in hospitals:
        wanted = EXACT.add(wanted, EXACT.multiply(each.payments, min(cap, each.unstratified)))
    rising = sorted((each for each in hospitals if each.stratified > 0), key=lambda each: each.stratified, reverse=True)
    capped, slope = ZERO, ZERO
    for each in rising:
        slope = EXACT.add(slope, EXACT.multiply(each.payments, each.stratified))
    for each in rising:
        number = EXACT.divide(EXACT.subtract(wanted, capped), slope)
        if EXACT.multiply(number, each.stratified) <= cap:
            return number
        capped = EXACT.add(capped, EXACT.multiply(each.payments, cap))
        slope = EXACT.subtract(slope, EXACT.multiply(each.payments, each.stratified))
    raise ValueError("even with every hospital at the cap, less is lost than without peer groups")
