"""How shared savings were used, in the words in which an ACO must make it public (42 CFR 425.308(b)(4))."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from openvbc.distribution.result import HELD_BACK, PAID_OUT, PURPOSE, RESERVE, RETAINED, SHARED, Distribution
from openvbc.money import EXACT, ZERO, rounded

_WORDS: Final = {
    "infrastructure": "Infrastructure",
    "redesigned_care": "Redesigned care processes and other resources",
    "participants": "ACO participants",
    "held": "Not spent yet: reserve and money held back",
    "": "Not said by the plan",
}
#: To how many places of a fraction a proportion is told: tenths of a percent.
_PLACES: Final = 3


@dataclass(frozen=True)
class Proportion:
    """One use of shared savings: dollars, and their part of all. made_of: the plan's steps and pools behind it."""

    use: str
    label: str
    amount: Decimal
    proportion: Decimal
    made_of: tuple[str, ...]


def proportions(distribution: Distribution) -> tuple[Proportion, ...]:
    """How savings that came in were used; nothing where none came in.

    What was shared went to participants; other uses count as the plan says. Proportions are told in tenths of a
    percent by largest remainder, so that they are 100% together.
    """
    amounts: dict[str, Decimal] = defaultdict(lambda: ZERO)
    made_of: dict[str, list[str]] = defaultdict(list)
    for fund in distribution.plan.terms.funds:
        node = distribution.node(fund.fund)
        if fund.kind != "savings" or node is None or node.entered <= 0:
            continue
        for use in node.uses:
            if use.kind == SHARED:
                key = "participants"
            elif use.kind in (RESERVE, HELD_BACK) and not use.counts_as:
                key = "held"
            elif use.kind in (RETAINED, PAID_OUT, PURPOSE, RESERVE, HELD_BACK):
                key = use.counts_as
            amounts[key] = EXACT.add(amounts[key], use.amount)
            made_of[key].append(use.label)
    together = sum(amounts.values(), ZERO)
    if not together:
        return ()
    told = in_proportion({key: amounts[key] for key in _WORDS if amounts[key]}, together)
    return tuple(
        Proportion(key, _WORDS[key], amounts[key], part, tuple(dict.fromkeys(made_of[key])))
        for key, part in told.items()
    )


def in_proportion(amounts: dict[str, Decimal], together: Decimal) -> dict[str, Decimal]:
    """Parts of all in tenths of a percent, by largest remainder."""
    unit = Decimal(1).scaleb(-_PLACES)
    exactly = {key: EXACT.divide(amount, together) for key, amount in amounts.items()}
    half = EXACT.divide(unit, Decimal(2))
    whole = {key: max(rounded(EXACT.subtract(part, half), _PLACES), ZERO) for key, part in exactly.items()}
    left = int(EXACT.divide(EXACT.subtract(Decimal(1), sum(whole.values(), ZERO)), unit).to_integral_value())
    order = sorted(exactly, key=lambda key: EXACT.subtract(whole[key], exactly[key]))
    return {key: EXACT.add(part, unit) if key in order[:left] else part for key, part in whole.items()}
