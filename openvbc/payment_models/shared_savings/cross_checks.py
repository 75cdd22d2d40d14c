"""Faults between terms that are each right by themselves. They look only at which terms are there.

They run on the file as it stands, so that they are told together with every other fault.
"""

from collections.abc import Iterator, Mapping

from openvbc.errors import Fault
from openvbc.yamlfile import Node

_SIDES = {
    "one_sided": ({"savings"}, {"losses"}),
    "two_sided": ({"savings", "losses"}, set[str]()),
    "downside_only": ({"losses"}, {"savings"}),
}


def cross_faults(terms: Node) -> tuple[Fault, ...]:
    """Every fault between the terms of a shared-savings stream."""
    given = dict(terms.items())
    checks = (_sides, _shares, _deferral, _later_with_new_shares, _reinvestment, _bases, _circumstances, _calculator)
    return tuple(fault for check in checks for fault in check(terms, given))


def _sides(terms: Node, given: Mapping[str, Node]) -> Iterator[Fault]:
    risk = given.get("risk")
    if risk is None or not isinstance(risk.value, str) or risk.value not in _SIDES:
        return
    needed, refused = _SIDES[risk.value]
    for name in sorted(needed - given.keys()):
        what = f"risk is {risk.value}, but there is no group `{name}`"
        yield Fault(what, terms.where, why=f"how {name} are shared is not agreed", fix=f"add `{name}:`, or change risk")
    for name in sorted(refused & given.keys()):
        yield Fault(
            f"risk is {risk.value}, but there is a group `{name}`", given[name].where, fix="take out one of them"
        )


def _shares(_terms: Node, given: Mapping[str, Node]) -> Iterator[Fault]:
    share = _below(given, "losses", "share")
    one_minus = _below(given, "losses", "share", "one_minus_share_of_savings")
    if one_minus is not None and _below(given, "savings", "bands") is not None:
        yield Fault(
            "losses.share is one_minus_share_of_savings, but savings have bands and no one share",
            one_minus.where,
            fix="write equal_to_share_of_savings: true for the same bands, or bands of losses",
        )
    if share is None or "savings" in given:
        return
    for name, node in share.items():
        if name in ("equal_to_share_of_savings", "one_minus_share_of_savings") and node.value is not False:
            yield Fault(
                f"losses.share is {name}, but no share of savings is agreed",
                node.where,
                fix="write `rate:` instead, or add the group `savings`",
            )


def _deferral(_terms: Node, given: Mapping[str, Node]) -> Iterator[Fault]:
    deferred = given.get("deferred_minimum")
    if deferred is None:
        return
    if _below(given, "savings", "minimum_savings_rate") is None:
        yield Fault(
            "deferred_minimum is agreed, but no minimum_savings_rate for single years",
            deferred.where,
            why="without a yearly minimum all savings are paid at once and nothing is deferred",
            fix="add savings.minimum_savings_rate, or take deferred_minimum out",
        )
    starts = _below(given, "savings", "sharing_starts")
    if starts is not None and "beyond_minimum" in str(starts.plain()):
        yield Fault(
            "deferred_minimum does not go with sharing that starts beyond the minimum",
            deferred.where,
            why="deferred savings would earn more than savings just above the minimum",
            fix="write sharing_starts: first_dollar, or take deferred_minimum out",
        )


def _later_with_new_shares(_terms: Node, given: Mapping[str, Node]) -> Iterator[Fault]:
    """What single years do not settle follows one share and caps on benchmark or revenue; nothing else is agreed."""
    for name in ("deferred_minimum", "reinvestment"):
        later = given.get(name)
        if later is None:
            continue
        for word in ("bands", "haircut"):
            node = _below(given, "savings", word)
            if node is not None:
                yield Fault(
                    f"{name} does not go with savings.{word}",
                    node.where,
                    why="what would have been paid is worked out from one share",
                    fix=f"take {name} out, or agree one share",
                )
    if "deferred_minimum" not in given:
        return
    caps = _below(given, "savings", "caps")
    for cap in caps.value if caps is not None and isinstance(caps.value, list) else []:
        of = dict(cap.items()).get("of")
        if of is not None and of.value not in ("benchmark", "provider_revenue"):
            yield Fault(
                f"deferred_minimum does not go with a cap of: {of.value}",
                of.where,
                why="what that was in each earlier year is not known",
                fix="agree caps of: benchmark or of: provider_revenue, or take deferred_minimum out",
            )
    savings = given.get("savings")
    for depends in _conditions(savings) if savings is not None else ():
        yield Fault(
            "deferred_minimum does not go with a term that depends on a fact",
            depends.where,
            why="what the fact was in each earlier year is not known",
            fix="agree the term by_year, or take deferred_minimum out",
        )


def _conditions(node: Node) -> Iterator[Node]:
    """Every `when` below a node."""
    for key, inner in node.items():
        if key == "when":
            yield inner
        yield from _conditions(inner)
    for item in node.value if isinstance(node.value, list) else []:
        yield from _conditions(item)


def _bases(_terms: Node, given: Mapping[str, Node]) -> Iterator[Fault]:
    """A cap on what was spent before truncation, where nothing is cut off."""
    for side in ("savings", "losses"):
        for path in ((side, "caps"), (side, "floor"), (side, "bands"), (side, "share", "bands")):
            node = _below(given, *path)
            found = node.value if node is not None and isinstance(node.value, list) else [node]
            for each in (each for each in found if each is not None):
                of = dict(each.items()).get("of")
                if of is None or of.value != "expenditures_before_truncation":
                    continue
                if "truncation" not in given and _below(given, "benchmark", "target_calculator") is None:
                    yield Fault(
                        "a term is agreed of expenditures_before_truncation, but no truncation",
                        of.where,
                        fix="write of: expenditures, or add `truncation:`",
                    )


def _circumstances(_terms: Node, given: Mapping[str, Node]) -> Iterator[Fault]:
    """Stop loss and excluded people are taken out of the provider's own years; of no comparator and no calculator."""
    ways = (
        ("benchmark", "target_calculator"),
        ("benchmark", "control_group"),
        ("benchmark", "own_history", "inflator", "comparator"),
    )
    for name in ("stop_loss", "excluded_people"):
        for way in ways:
            if name in given and _below(given, *way) is not None:
                yield Fault(
                    f"{name} does not go with benchmark.{way[-1]}",
                    given[name].where,
                    why="what it would be for those years or people is not known",
                    fix=f"take {name} out, or agree a benchmark that is given, negotiated or of own history",
                )


def _reinvestment(_terms: Node, given: Mapping[str, Node]) -> Iterator[Fault]:
    reinvestment = given.get("reinvestment")
    when = _below(given, "reinvestment", "when")
    if reinvestment is None or when is None or not isinstance(when.value, list):
        return
    causes = {str(each.value): each for each in when.value}
    if "minimum_not_met" in causes and "deferred_minimum" in given:
        yield Fault(
            "savings below the minimum are both deferred and reinvested",
            causes["minimum_not_met"].where,
            why="the same dollar would be used twice",
            fix="take minimum_not_met out of reinvestment.when, or take deferred_minimum out",
        )
    starts = _below(given, "savings", "sharing_starts")
    if "minimum_not_met" in causes and starts is not None and "beyond_minimum" in str(starts.plain()):
        yield Fault(
            "reinvestment for a missed minimum does not go with sharing that starts beyond the minimum",
            causes["minimum_not_met"].where,
            why="more would be reinvested just below the minimum than is shared just above it",
            fix="write sharing_starts: first_dollar, or take minimum_not_met out of reinvestment.when",
        )
    if "savings" not in given:
        yield Fault("reinvestment needs a group `savings`", reinvestment.where, fix="take reinvestment out")
        return
    has_gate = any(
        _below(given, "savings", "quality", *path) is not None
        for path in (("gate",), ("escalator",), ("multiplier", "minimum_score"))
    )
    if "quality_not_met" in causes and not has_gate:
        yield Fault(
            "reinvestment.when names quality_not_met, but no minimum of quality is agreed",
            causes["quality_not_met"].where,
            fix="add savings.quality.gate, or take quality_not_met out",
        )


def _calculator(_terms: Node, given: Mapping[str, Node]) -> Iterator[Fault]:
    if _below(given, "benchmark", "target_calculator") is not None and "carve_outs" in given:
        yield Fault(
            "carve_outs do not go with the target calculator",
            given["carve_outs"].where,
            why="its lines take out own-employee expenses and excess claims, nothing else",
            fix="take carve_outs out and give allowed spend without them",
        )


def _below(given: Mapping[str, Node], *path: str) -> Node | None:
    """The node at `path`, or None if a step of it is not there."""
    inner: Mapping[str, Node] = given
    node: Node | None = None
    for step in path:
        node = inner.get(step)
        if node is None:
            return None
        inner = node.value if isinstance(node.value, dict) else {}
    return node
