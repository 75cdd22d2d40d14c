"""What of one more dollar from the payer reaches a participant, pool by pool: how diluted an incentive is."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from openvbc.contract.distribution_plan import Pool, Step
from openvbc.distribution.changed import pool_of
from openvbc.distribution.participants import Participant
from openvbc.distribution.result import Distribution, Node, Shared
from openvbc.distribution.sharing_sheet import FORMULA_SHARE, SHARE
from openvbc.money import EXACT, ONE, ZERO


@dataclass(frozen=True)
class Worth:
    """The part of a dollar more that reaches a participant through one pool."""

    fund: str
    pool: str
    part: Decimal


def worth_of_a_dollar(distribution: Distribution, identifier: str) -> tuple[Worth, ...]:
    """Through each pool in which the participant shares, what of a dollar more in the fund reaches it.

    Steps of fixed amounts take nothing of it, nor does who is at a cap or a floor receive any.
    """
    rows = distribution.participants.rows
    found = []
    for node, shared in distribution.by_participant[identifier]:
        pool = pool_of(node, shared)
        if pool is not None and node.split is not None:
            reaches = _reaching(distribution, node, rows)
            part = EXACT.multiply(reaches, EXACT.multiply(_passed(node, pool), _part(shared, rows[identifier])))
            found.append(Worth(node.fund.words, shared.label, part))
    return tuple(found)


def _reaching(distribution: Distribution, node: Node, rows: Mapping[str, Participant]) -> Decimal:
    """What of the dollar reaches the one who divides."""
    if node.holder is None:
        return ONE
    above = distribution.node(node.fund.fund, node.holder.within if node.holder.within in rows else "")
    if above is None:
        return ZERO
    total = ZERO
    for shared in above.shared:
        pool = pool_of(above, shared)
        if pool is not None and any(each.identifier == node.identifier for each in shared.members):
            passed = EXACT.multiply(_passed(above, pool), _part(shared, node.holder))
            total = EXACT.add(total, passed)
    return EXACT.multiply(total, _reaching(distribution, above, rows))


def _passed(node: Node, pool: Pool) -> Decimal:
    """What of a dollar that comes in reaches those who share a pool."""
    split = node.split
    if split is None:
        return ZERO
    share = pool.share
    if share == "rest":
        share = ONE
        for each in split.pools:
            share = EXACT.subtract(share, each.share) if each.share != "rest" else share
    return EXACT.multiply(EXACT.multiply(_after(split.first), share), _after(pool.first))


def _after(steps: tuple[Step, ...]) -> Decimal:
    """What steps by rate leave of a dollar; a step that is full, or of a fixed amount, takes nothing of it."""
    left = ONE
    for step in steps:
        if step.rate is not None and step.target is None:
            left = EXACT.multiply(left, EXACT.subtract(ONE, step.rate))
    return left


def _part(shared: Shared, member: Participant) -> Decimal:
    """The member's part of what is shared: its weight by the total of those who are not at a limit."""
    values = shared.evaluation.values
    by_weight = "share_by_weight" if "share_by_weight" in values else SHARE
    stem = FORMULA_SHARE if FORMULA_SHARE in values and by_weight == SHARE else by_weight
    total = values.get(f"{stem}_total_weight")
    weights = values["weight_after_caps" if "weight_after_caps" in values else "weight_after_floors"] if (
        by_weight != SHARE
    ) else values.get("counted_weight", values["weight"])  # fmt: skip
    own = weights[member.identifier] if isinstance(weights, Mapping) else ZERO
    if not isinstance(own, Decimal) or not isinstance(total, Decimal) or not total:
        return ZERO
    return EXACT.divide(own, total)
