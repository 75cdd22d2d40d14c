"""What a share would be if a participant's own figure were another, everybody else's staying as they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from openvbc.contract.distribution_plan import Pool
from openvbc.distribution.participants import Participant
from openvbc.distribution.result import Node, Shared, added, amounts_of
from openvbc.distribution.sharing_sheet import TO_SHARE
from openvbc.money import EXACT, ONE, ZERO, rounded

#: A little more of a figure, by which a participant sees what moves its share, and that step in words.
_A_LITTLE_MORE: Final = {
    "quality": (Decimal("0.01"), "one more point of quality"),
    "member_months": (Decimal(10), "ten more member months"),
    "lives": (Decimal(1), "one more attributed life"),
}


@dataclass(frozen=True)
class Change:
    """What a little more of a figure would add to a share."""

    words: str
    amount: Decimal


def pool_of(node: Node, shared: Shared) -> Pool | None:
    """The pool that was shared; None for losses, contributions and guarantees."""
    pools = node.split.pools if node.split is not None else ()
    return next((pool for pool in pools if pool.pool == shared.name), None)


def share_at(shared: Shared, member: Participant, scale: Decimal, power: int) -> Decimal:
    """The member's share if a factor of its weight were multiplied; limits are left out of it."""
    values = shared.evaluation.values
    weights = amounts_of(shared.evaluation, "counted_weight" if "counted_weight" in values else "weight")
    own, total = weights[member.identifier], added(weights.values())
    changed = own
    for _ in range(power):
        changed = EXACT.multiply(changed, scale)
    everybody = EXACT.add(EXACT.subtract(total, own), changed)
    if not everybody:
        return ZERO
    return EXACT.divide(EXACT.multiply(shared.amount(TO_SHARE), changed), everybody)


def small_changes(node: Node, shared: Shared, member: Participant) -> Iterator[Change]:
    """What would change a share of a pool that multiplies figures, none of them adjusted, without limits."""
    pool = pool_of(node, shared)
    if pool is None or pool.combine != "product" or pool.cap is not None or pool.floor is not None:
        return
    for factor in pool.by:
        more = _A_LITTLE_MORE.get(factor.factor)
        value = member.number(factor.factor)
        if more is None or not value or factor.small_panels is not None or factor.minimum_panel is not None:
            continue
        step, words = more
        if factor.factor == "quality" and EXACT.add(value, step) > ONE:
            continue
        after = share_at(shared, member, EXACT.divide(EXACT.add(value, step), value), factor.power)
        yield Change(words, rounded(EXACT.subtract(after, shared.shares[member.identifier]), 2))
