"""Cut points that are not agreed as numbers: percentiles of peers' results, and goals that follow one's own."""

from decimal import Decimal
from typing import Final

from openvbc.contract.scorecard import Measure
from openvbc.figures import ABSENT, Key, Keyed, Value
from openvbc.money import ONE, ZERO
from openvbc.quality.worksheet_builder import ScorecardBuilder
from openvbc.units import CASES, RATE
from openvbc.worksheet.formula import (
    Axis,
    Formula,
    Member,
    absent,
    all_of,
    by_member,
    greatest,
    least,
    present,
    running_total,
    total,
    when,
)
from openvbc.worksheet.sheet import Line

#: The figures of peers' results, over peers and measures.
PEER_RESULT: Final = "peer_result"
_PERCENT = 100


def add_goals(builder: ScorecardBuilder, rows: Axis) -> dict[str, Formula]:
    """The cut points of measures whose cut points follow from figures, by measure; each over the rows of the scale."""
    peers = [each for each in builder.scored if each.peer_percentiles is not None]
    own = [each for each in builder.scored if each.own_result_goals is not None]
    found: dict[str, Formula] = {}
    if peers:
        found |= dict.fromkeys((each.measure for each in peers), _peer_percentiles(builder, rows, peers))
    if own:
        found |= dict.fromkeys((each.measure for each in own), _own_goals(builder, rows, own))
    return found


def _of_rows(builder: ScorecardBuilder, rows: Axis, measures: dict[str, list[Decimal]]) -> dict[Key, Value]:
    """A number for each row of a measure's scale, the last one again where other scales have more rows."""
    found: dict[Key, Value] = {}
    for place, row in enumerate(rows.keys):
        for key in builder.axis.keys:
            of_measure = measures.get(key)
            found[row, key] = ABSENT if of_measure is None else of_measure[min(place, len(of_measure) - 1)]
    return found


def _peer_percentiles(builder: ScorecardBuilder, rows: Axis, measures: list[Measure]) -> Line:
    """The line `peer_percentile`; an input, as a report states it, where no results of peers are at hand."""
    sheet, clause, unit = builder.sheet, builder.clause("measures"), builder.result_unit
    label = "Percentile of the peers' results"
    keys = [each.measure for each in measures]
    if not builder.peers:
        ends: dict[Keyed, tuple[Decimal | None, Decimal | None]] = {
            (row, each.measure): each.ends for row in rows.keys for each in measures
        }
        note = f"Or give each peer's result ({PEER_RESULT}), from which it is worked out."
        return sheet.input(
            "peer_percentile", label, unit, axis=(rows, builder.axis), clause=clause, ends=ends, note=note
        )
    peers = Axis("peers", "Peers", tuple(Member(name, name) for name in builder.peers))
    of_peer: dict[Keyed, tuple[Decimal | None, Decimal | None]] = {
        (name, each.measure): each.ends for name in builder.peers for each in measures
    }
    result = sheet.input(
        PEER_RESULT, "Result of the peer", unit, axis=(peers, builder.axis), clause=clause, optional=True, stated=True,
        ends=of_peer,
    )  # fmt: skip
    number: Formula = total(when(present(result), 1, 0), over=peers)
    if len(keys) < len(builder.axis.keys):
        number = by_member(builder.axis, dict.fromkeys(keys, number), absent())
    fewest = Decimal(max(each.peer_percentiles.fewest_peers for each in measures if each.peer_percentiles is not None))
    counted = sheet.line("peers_with_result", "Peers with a result", CASES, number, at_least=fewest, clause=clause)
    worst_first = builder.by_direction(result, 0 - result)
    place = sheet.line("peer_place", "Place of the peer, worst first", CASES, running_total(1, worst_first, peers))
    wanted = {each.measure: [row.percentile or ZERO for row in builder.terms.scale_of(each).rows] for each in measures}
    shares = {key: [share / _PERCENT for share in of_measure] for key, of_measure in wanted.items()}
    share = sheet.term(
        "percentile_of_row", "Percentile of the row", RATE, _of_rows(builder, rows, shares), axis=(rows, builder.axis),
        clause=clause,
    )  # fmt: skip
    straight = [each.measure for each in measures if each.peer_percentiles and _is_straight(each)]
    exact = (counted - 1) * share + 1
    away = greatest(place - exact, exact - place)
    between = result * greatest(1 - away, 0)
    rank = counted * share
    nearest = when(all_of(place >= rank, place - 1 < rank), result, absent())
    if len(straight) == len(measures):
        part: Formula = between
    else:
        part = by_member(builder.axis, dict.fromkeys(straight, between), nearest) if straight else nearest
    return sheet.line("peer_percentile", label, unit, total(part, over=peers), clause=clause)


def _is_straight(measure: Measure) -> bool:
    return measure.peer_percentiles is not None and measure.peer_percentiles.method == "straight_line"


def _own_goals(builder: ScorecardBuilder, rows: Axis, measures: list[Measure]) -> Line:
    """The line `own_goal`: the earlier result, better by a step; never beyond the ends of the measure's scale."""
    sheet, clause, unit = builder.sheet, builder.clause("measures"), builder.result_unit
    steps = {each.measure: list(each.own_result_goals.steps) for each in measures if each.own_result_goals is not None}
    step = sheet.term(
        "own_goal_step", "Step from one's own earlier result", RATE, _of_rows(builder, rows, steps),
        axis=(rows, builder.axis), clause=clause,
    )  # fmt: skip
    earlier = builder.earlier_scores()
    changes: dict[str, Formula] = {}
    for each in measures:
        agreed = each.own_result_goals
        if agreed is None:
            continue
        sign = ONE if each.direction == "higher" else -ONE
        if agreed.by == "points":
            changed: Formula = earlier + sign * step
        elif agreed.by == "relative":
            changed = earlier * (1 + sign * step)
        else:
            changed = earlier + step * (builder.measure_goal() - earlier)
        changes[each.measure] = least(greatest(changed, each.ends[0]), each.ends[1])
    one_of_many = len(changes) < len(builder.axis.keys)
    goals = by_member(builder.axis, changes, absent()) if one_of_many else by_member(builder.axis, changes)
    return sheet.line("own_goal", "Goal from one's own earlier result", unit, goals, clause=clause)
