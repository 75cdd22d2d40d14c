"""A plan's rules in words."""

from openvbc.contract.distribution_plan import Limit, Pool, Sharing
from openvbc.contract.participant_figures import participant_figures
from openvbc.money import plain
from openvbc.units import RATE, USD


def sharing_in_words(sharing: Sharing) -> str:
    """How a pool is shared: "attributed lives × quality score, at most $220,000.00 each"."""
    if isinstance(sharing, Pool) and sharing.kept:
        return "kept"
    parts = [_way(sharing)]
    if sharing.prorated:
        parts.append("by the months in which they were there")
    parts += [f"{word} {_limit(limit)} each" for word, limit in (("at least", sharing.floor), ("at most", sharing.cap))
              if limit is not None]  # fmt: skip
    if isinstance(sharing, Pool):
        parts += [f"{_label(gate.factor)} at least {plain(gate.at_least)}" for gate in sharing.gates]
        parts += ["who left forfeits"] if sharing.leavers == "forfeit" else []
    return ", ".join(parts)


def _way(sharing: Sharing) -> str:
    if sharing.equal:
        return "equally"
    if sharing.fixed:
        return "by agreed weights"
    sign = " × " if sharing.combine == "product" else " + "
    return sign.join(
        " × ".join([_label(each.factor)] * each.power) + (" (adjusted for small panels)" if each.small_panels else "")
        for each in sharing.by
    )


def _label(name: str) -> str:
    known = participant_figures().get(name)
    label = known.label if known is not None else name.replace("_", " ")
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _limit(limit: Limit) -> str:
    if limit.amount is not None:
        return USD.show(limit.amount)
    return f"{RATE.show(limit.rate)} of {_label(limit.of or '')}" if limit.rate is not None else ""
