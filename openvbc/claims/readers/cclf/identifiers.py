"""Beneficiary identifiers that changed: from the pairs of CCLF9 to the identifier that holds now."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Replacement:
    """A pair of CCLF9: what came after an identifier. rank: the later the delivery, the higher."""

    current: str
    rank: int


def resolve_identifiers(pairs: Mapping[str, Replacement]) -> dict[str, str]:
    """Each former identifier with the one that holds now.

    Chains are followed. Where pairs lead in a circle (a number was given back), the pair of the latest delivery is
    true: its current identifier is the one that holds; of pairs of the same delivery the smaller identifier is taken.

    >>> resolve_identifiers({"A": Replacement("B", 1), "B": Replacement("C", 1)})
    {'A': 'C', 'B': 'C'}
    """
    holds: dict[str, str] = {}
    for start in sorted(pairs):
        walked: list[str] = []
        at = start
        while at in pairs and at not in holds and at not in walked:
            walked.append(at)
            at = pairs[at].current
        if at in walked:
            circle = walked[walked.index(at) :]
            latest = max(pairs[each].rank for each in circle)
            end = min(pairs[each].current for each in circle if pairs[each].rank == latest)
        else:
            end = holds.get(at, at)
        holds.update(dict.fromkeys(walked, end))
    return {former: current for former, current in sorted(holds.items()) if former != current}
