"""Faults between the parts of a scorecard that are each right by themselves, with their lines."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from openvbc.contract.scorecard import Measure, Scorecard
from openvbc.errors import Fault, did_you_mean
from openvbc.money import plain
from openvbc.yamlfile import Node


def scorecard_faults(scorecard: Scorecard, node: Node) -> Iterator[Fault]:
    """Every fault between measures, scales, domains and weights."""
    yield from _doubled(scorecard, node)
    if not scorecard.scales:
        yield from _without_scales(scorecard, node)
        return
    if scorecard.absent_measures is None:
        fix = "write `absent_measures: reweighted` or `zero_points`"
        yield Fault("what a measure without a result earns is not said", node.where, fix=fix)
    for index, measure in enumerate(scorecard.measures):
        place = node.at(["measures", index])
        yield from _scale_faults(scorecard, measure, place)
    yield from _domain_faults(scorecard, node)
    yield from _set_faults(scorecard, node)
    yield from _one_measure_faults(scorecard, node)
    yield from _weight_faults(scorecard, node)
    if scorecard.improvement is not None and scorecard.improvement.basis == "gap_closure":
        for index, measure in enumerate(scorecard.measures):
            if measure.goal is None:
                what = f"{measure.measure} has no goal, but improvement is by closing the gap to it"
                yield Fault(what, node.at(["measures", index]).where, fix="add `goal: ...`")


def _doubled(scorecard: Scorecard, node: Node) -> Iterator[Fault]:
    groups = {
        "measures": scorecard.keys,
        "scales": tuple(scale.scale for scale in scorecard.scales),
        "domains": tuple(domain.domain for domain in scorecard.domains),
        "reporting_sets": tuple(each.set for each in scorecard.reporting_sets),
    }
    for group, names in groups.items():
        for index, name in enumerate(names):
            if names.index(name) != index:
                where = node.at([group, index]).where
                yield Fault(f"two {group} are named {name!r}", where, fix="rename or take out one of them")


def _without_scales(scorecard: Scorecard, node: Node) -> Iterator[Fault]:
    """What asks for points where there is no scale that gives any."""
    why, fix = "there are no scales, so nothing has points", "add `scales:`, or take it out"
    for index, measure in enumerate(scorecard.measures):
        place = node.at(["measures", index])
        if measure.scale is not None or measure.has_benchmark:
            yield Fault(f"{measure.measure} has a scale or cut points", place.where, why=why, fix=fix)
    for group in ("domains", "reporting_sets", "improvement", "bonus_points", "improvement_of_composite"):
        if getattr(scorecard, group):
            yield Fault(f"the scorecard has {group}", node.at([group]).where, why=why, fix=fix)


def _scale_faults(scorecard: Scorecard, measure: Measure, place: Node) -> Iterator[Fault]:
    names = [scale.scale for scale in scorecard.scales]
    if not measure.has_benchmark and not measure.reporting_years:
        what = f"{measure.measure} has no cut points"
        yield Fault(
            what,
            place.where,
            fix="write exactly one of cut_points, published_cut_points, peer_percentiles, own_result_goals",
        )
    if measure.scale is None and len(names) > 1:
        what = f"{measure.measure} names no scale, and the scorecard has {len(names)}"
        yield Fault(what, place.where, fix=f"add `scale:`, one of {', '.join(names)}")
    elif measure.scale is not None and measure.scale not in names:
        where = place.at(["scale"]).where
        yield Fault(f"there is no scale {measure.scale!r}", where, fix=did_you_mean(measure.scale, names))
    elif measure.cut_points is not None:
        rows = len(scorecard.scale_of(measure).rows)
        where = place.at(["cut_points"]).where
        if len(measure.cut_points) != rows:
            what = f"{measure.measure} has {len(measure.cut_points)} cut points, its scale {rows} rows"
            yield Fault(what, where, fix="write one cut point for each row, worst first")
        yield from _cut_faults(measure, measure.cut_points, where)
    yield from _goal_faults(scorecard, measure, place)
    if measure.goal is not None and not measure.ends[0] <= measure.goal <= measure.ends[1]:
        yield _off_scale(measure, "goal", measure.goal, place.at(["goal"]).where)


def _goal_faults(scorecard: Scorecard, measure: Measure, place: Node) -> Iterator[Fault]:
    """Own goals that do not fit the scale, and percentiles of peers on a scale that has none."""
    known = [scale.scale for scale in scorecard.scales]
    if measure.scale is not None and measure.scale not in known:
        return
    rows = scorecard.scale_of(measure).rows
    goals = measure.own_result_goals
    if goals is not None and len(goals.steps) != len(rows):
        what = f"{measure.measure} has {len(goals.steps)} own goals, its scale {len(rows)} rows"
        where = place.at(["own_result_goals"]).where
        yield Fault(what, where, fix="write one step for each row, worst first")
    if goals is not None and goals.by == "gap_closed" and measure.goal is None:
        what = f"{measure.measure} closes a gap, but has no goal"
        yield Fault(what, place.at(["own_result_goals"]).where, fix="add `goal:`, where the gap would be closed")
    if measure.peer_percentiles is not None and any(row.percentile is None for row in rows):
        what = f"{measure.measure} takes percentiles of peers, but its scale has rows without a percentile"
        where = place.at(["peer_percentiles"]).where
        yield Fault(what, where, fix="name each row of the scale by its percentile, or write cut_points")


def _cut_faults(measure: Measure, cuts: tuple[Decimal, ...], where: str) -> Iterator[Fault]:
    least, most = measure.ends
    for cut in cuts:
        if not least <= cut <= most:
            yield _off_scale(measure, "cut point", cut, where)
    ordered = sorted(cuts, reverse=measure.direction == "lower")
    if list(cuts) != ordered:
        better = "rise" if measure.direction == "higher" else "fall"
        yield Fault(
            f"the cut points of {measure.measure} are out of order: {', '.join(plain(cut) for cut in cuts)}",
            where,
            why=f"{measure.direction} is better, so they must {better} from the worst standing to the best",
            fix=f"check direction and figures; in order they read {', '.join(plain(cut) for cut in ordered)}",
        )


def _off_scale(measure: Measure, what: str, value: Decimal, where: str) -> Fault:
    least, most = measure.ends
    percent = measure.result != "value" and most < value <= 100
    return Fault(
        f"a {what} of {measure.measure} is {plain(value)}, outside its scale from {plain(least)} to {plain(most)}",
        where,
        fix=f"write {plain(value)}% if a percentage is meant" if percent else "check the figure, or give its range",
    )


def _domain_faults(scorecard: Scorecard, node: Node) -> Iterator[Fault]:
    if not scorecard.domains:
        return
    held: dict[str, str] = {}
    for index, domain in enumerate(scorecard.domains):
        for place, key in enumerate(domain.measures):
            where = node.at(["domains", index, "measures", place]).where
            if key not in scorecard.keys:
                yield Fault(f"there is no measure {key!r}", where, fix=did_you_mean(key, scorecard.keys))
            elif key in held:
                yield Fault(
                    f"{key} stands in two domains, {held[key]} and {domain.domain}",
                    where,
                    why="its points would count twice",
                    fix="keep it in one of them",
                )
            held.setdefault(key, domain.domain)
    for index, measure in enumerate(scorecard.measures):
        if measure.measure not in held and measure.weight:
            what = f"{measure.measure} stands in no domain"
            where = node.at(["measures", index]).where
            yield Fault(what, where, why="its points would not count", fix="add it to a domain, or write weight: 0")


def _set_faults(scorecard: Scorecard, node: Node) -> Iterator[Fault]:
    if not scorecard.reporting_sets:
        return
    held = Counter(key for each in scorecard.reporting_sets for key in set(each.measures))
    for index, each in enumerate(scorecard.reporting_sets):
        for place, key in enumerate(each.measures):
            where = node.at(["reporting_sets", index, "measures", place]).where
            if key not in scorecard.keys:
                yield Fault(f"there is no measure {key!r}", where, fix=did_you_mean(key, scorecard.keys))
            elif key in each.measures[:place]:
                yield Fault(f"{key} stands in {each.set} twice", where, fix="take it out once")
        if all(held[key] > 1 for key in each.measures):
            yield Fault(
                f"every measure of {each.set} stands in another set too",
                node.at(["reporting_sets", index]).where,
                why="so no result would say that this set was reported",
                fix="check the measures of the sets",
            )
    for index, measure in enumerate(scorecard.measures):
        if not held[measure.measure] and measure.weight:
            what = f"{measure.measure} stands in no reporting set"
            where = node.at(["measures", index]).where
            yield Fault(what, where, why="its points would not count", fix="add it to a set, or write weight: 0")


def _one_measure_faults(scorecard: Scorecard, node: Node) -> Iterator[Fault]:
    """Ways of collecting one measure are alike in what a point of them is worth."""
    first: dict[str, Measure] = {}
    for index, measure in enumerate(scorecard.measures):
        if measure.counts_as is None:
            continue
        other = first.setdefault(measure.counts_as, measure)
        sets = [[key in each.measures for each in scorecard.reporting_sets] for key in (measure.measure, other.measure)]
        if measure.weight != other.weight or sets[0] != sets[1]:
            yield Fault(
                f"{measure.measure} and {other.measure} count as one measure, {measure.counts_as}, but differ in their"
                " weight or in the sets that they stand in",
                node.at(["measures", index]).where,
                why="which of them counts would depend on more than its points",
                fix="give them one weight and the same sets",
            )


def _weight_faults(scorecard: Scorecard, node: Node) -> Iterator[Fault]:
    whole = sum(domain.weight for domain in scorecard.domains)
    if scorecard.domains and whole != 1:
        told = f"the weights of the domains add up to {plain(Decimal(whole).scaleb(2))}%, not 100%"
        yield Fault(told, node.at(["domains"]).where, fix="correct the weights")
    groups = {domain.domain: domain.measures for domain in scorecard.domains} or {"the scorecard": scorecard.keys}
    weights = {measure.measure: measure.weight for measure in scorecard.measures}
    first = Counter(scorecard.keys)
    for group, keys in groups.items():
        of_group = [weights[key] for key in keys if key in first]
        total = sum(of_group, Decimal(0))
        if scorecard.measure_weights == "shares" and total != 1:
            what = f"the weights of the measures of {group} add up to {plain(total.scaleb(2))}%, not 100%"
            yield Fault(
                what, node.at(["measures"]).where, fix="correct the weights, or write measure_weights: relative"
            )
        elif of_group and not total:
            what = f"no measure of {group} has a weight above 0"
            yield Fault(what, node.at(["measures"]).where, fix="give one of them a weight")
