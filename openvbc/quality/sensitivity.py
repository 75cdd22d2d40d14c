"""What quality is worth: dollars per point of each measure, cliffs, and how steep payment is at mid-market.

Everything here is a difference between two whole settlements, of all streams of the contract together. Raw scores are
moved, not numbers of gaps closed: a payment for each gap comes on top.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from openvbc.contract.scorecard import Measure, Scorecard
from openvbc.money import EXACT, ONE, ZERO
from openvbc.quality.trial import (
    COMPOSITE_LINE,
    CUT_POINT_LINE,
    POINTS_LINE,
    SCORE_LINE,
    Held,
    member,
    try_with,
    with_member,
)
from openvbc.worksheet.evaluate import Evaluation
from openvbc.worksheet.formula import COMPARISONS, READS_A_TABLE, Apply, Constant, Formula, nodes
from openvbc.worksheet.sheet import Line

#: A point of a rate is a percentage point; of a value on its own range, a hundredth of the range.
_POINT = Decimal("0.01")
#: "Just short of" a threshold, in points of the scale: so near that no slope moves a cent.
_JUST_SHORT = Decimal("1e-12")

Evaluations = Mapping[str, Evaluation]


@dataclass(frozen=True)
class Cliff:
    """A threshold at which the payment jumps: the line that holds it, where it is, and the jump in dollars.

    line: the scored figure (a measure's key, or "quality_score"). threshold: name of the line or table with the bound.
    """

    line: str
    threshold: str
    label: str
    at: Decimal
    jump: Decimal


@dataclass(frozen=True)
class MeasureWorth:
    """What one measure is worth at its present result. None where it has no result, or nothing can move.

    per_point: dollars of one more point of the scorecard, or of those left to the maximum (points_moved says how many).
    per_percentage_point: dollars of a result one point better. At the top of a scale, what the last point was worth.
    next_cut: the next cut point not reached. next_worth: what reaching it adds.
    """

    measure: str
    label: str
    score: Decimal | None
    points: Decimal | None
    maximum: Decimal | None
    points_moved: Decimal | None
    per_point: Decimal | None
    per_percentage_point: Decimal | None
    next_cut: Decimal | None
    next_worth: Decimal | None


def measure_worths(scorecard: Scorecard, evaluations: Evaluations) -> tuple[MeasureWorth, ...]:
    """The worth of every measure of the scorecard."""
    base = try_with(evaluations, {}).payment
    return tuple(_worth(scorecard, measure, evaluations, base) for measure in scorecard.measures)


def _worth(scorecard: Scorecard, measure: Measure, evaluations: Evaluations, base: Decimal) -> MeasureWorth:
    key = measure.measure
    score = member(evaluations, SCORE_LINE, key)
    points = member(evaluations, POINTS_LINE, key)
    maximum = member(evaluations, "maximum_points", key)
    next_cut = _next_cut(scorecard, measure, evaluations, score)
    worth = None
    if next_cut is not None:
        worth = EXACT.subtract(_payment(evaluations, SCORE_LINE, key, next_cut), base)
    room = _step(points, ONE, (ZERO, maximum))
    point = _step(score, better_by_a_point(measure), measure.ends)
    return MeasureWorth(
        key,
        measure.label,
        score,
        points,
        maximum,
        None if room is None else abs(room.by),
        _dollars(evaluations, POINTS_LINE, key, base, points, room),
        _dollars(evaluations, SCORE_LINE, key, base, score, point),
        next_cut,
        worth,
    )


def better_by_a_point(measure: Measure) -> Decimal:
    """One point of a result for the better: a percentage point, or a hundredth of the measure's range."""
    least, most = measure.ends
    return (most - least) * _POINT * (1 if measure.direction == "higher" else -1)


def _payment(evaluations: Evaluations, line: str, key: str, value: Decimal) -> Decimal:
    return try_with(evaluations, with_member(evaluations, line, {key: value})).payment


@dataclass(frozen=True)
class _Step:
    """How far a figure is moved; `back`: for the worse, because there is no room for the better."""

    by: Decimal
    back: bool


def _step(now: Decimal | None, step: Decimal, ends: tuple[Decimal, Decimal | None]) -> _Step | None:
    """One step for the better, or what is left of it; at the end of the scale, one step back."""
    least, most = ends
    if now is None or most is None or least == most:
        return None
    above, below = most - now, now - least
    room, behind = (above, below) if step > 0 else (below, above)
    sign = 1 if step > 0 else -1
    return (
        _Step(min(abs(step), room) * sign, back=False) if room > 0 else _Step(-min(abs(step), behind) * sign, back=True)
    )


def _dollars(
    evaluations: Evaluations, line: str, key: str, base: Decimal, now: Decimal | None, step: _Step | None
) -> Decimal | None:
    """What the step is worth, told for the better also where it goes back."""
    if now is None or step is None:
        return None
    moved = _payment(evaluations, line, key, now + step.by)
    return EXACT.subtract(base, moved) if step.back else EXACT.subtract(moved, base)


@dataclass(frozen=True)
class Threshold:
    """A result at which something about a measure changes: the line that holds it, and its label."""

    name: str
    label: str
    at: Decimal


def thresholds(scorecard: Scorecard, measure: Measure, evaluations: Evaluations) -> tuple[Threshold, ...]:
    """Cut points, results that reach a row of improvement, and targets of payment, worst first, each place once."""
    found: dict[Decimal, Threshold] = {}
    for each in (
        *_line_thresholds(measure, evaluations),
        *_improvement_thresholds(scorecard, measure, evaluations),
    ):
        found.setdefault(each.at, each)
    return tuple(sorted(found.values(), key=lambda each: each.at, reverse=measure.direction == "lower"))


def _line_thresholds(measure: Measure, evaluations: Evaluations) -> Iterator[Threshold]:
    for evaluation in evaluations.values():
        if SCORE_LINE in evaluation.sheet:
            sheet, found = evaluation.sheet, {"": evaluation}
            for row in sheet[CUT_POINT_LINE].axes[0].members if CUT_POINT_LINE in sheet else ():
                value = member(found, CUT_POINT_LINE, (row.key, measure.measure))
                if value is not None:
                    yield Threshold(f"{CUT_POINT_LINE}[{row.key}]", f"Cut point, {row.label}", value)
            target = member(found, "measure_target", measure.measure)
            if target is not None:
                yield Threshold("measure_target", sheet["measure_target"].label, target)


def _improvement_thresholds(scorecard: Scorecard, measure: Measure, evaluations: Evaluations) -> Iterator[Threshold]:
    """Where a row of improvement is reached: the earlier result, moved by as much as the row asks."""
    agreed = scorecard.improvement
    earlier = member(evaluations, "earlier_measure_score", measure.measure)
    if agreed is None or earlier is None:
        return
    sign = 1 if measure.direction == "higher" else -1
    whole = {"relative": earlier * sign, "absolute": Decimal(sign), "gap_closure": (measure.goal or earlier) - earlier}
    least, most = measure.ends
    for number, row in enumerate(agreed.rows, start=1):
        at = EXACT.add(earlier, EXACT.multiply(row.at_least, whole[agreed.basis]))
        if least <= at <= most:
            yield Threshold(f"improvement_from[{number}]", f"Improvement, row {number}", at)


def _next_cut(
    scorecard: Scorecard, measure: Measure, evaluations: Evaluations, score: Decimal | None
) -> Decimal | None:
    if score is None:
        return None
    sign = 1 if measure.direction == "higher" else -1
    better = (each.at for each in thresholds(scorecard, measure, evaluations) if (each.at - score) * sign > 0)
    return next(better, None)


def cliffs(scorecard: Scorecard | None, evaluations: Evaluations) -> tuple[Cliff, ...]:
    """Every threshold of a measure or of the composite at which the payment jumps, by dollars, largest first."""
    found: list[Cliff] = []
    if scorecard is not None:
        scored = [each for each in scorecard.measures if member(evaluations, SCORE_LINE, each.measure) is not None]
        for measure in scored:
            found += _cliffs_of_measure(scorecard, measure, evaluations)
    found += _cliffs_of_composite(evaluations)
    return tuple(sorted(found, key=lambda cliff: -abs(cliff.jump)))


def _cliffs_of_measure(scorecard: Scorecard, measure: Measure, evaluations: Evaluations) -> Iterator[Cliff]:
    key = measure.measure
    step = better_by_a_point(measure) * _JUST_SHORT
    for each in thresholds(scorecard, measure, evaluations):
        low, high = (_payment(evaluations, SCORE_LINE, key, at) for at in (each.at - step, each.at))
        jump = EXACT.subtract(high, low)
        if _is_jump(jump):
            yield Cliff(key, each.name, f"{measure.label}: {each.label}", each.at, jump)


def _cliffs_of_composite(evaluations: Evaluations) -> Iterator[Cliff]:
    seen: set[Decimal] = set()
    for evaluation in evaluations.values():
        if COMPOSITE_LINE not in evaluation.sheet:
            continue
        for name, label, at in composite_thresholds(evaluation):
            if at in seen or not ZERO < at <= ONE:
                continue
            seen.add(at)
            high = try_with(evaluations, {COMPOSITE_LINE: at}).payment
            low = try_with(evaluations, {COMPOSITE_LINE: at - _JUST_SHORT * _POINT}).payment
            if _is_jump(EXACT.subtract(high, low)):
                yield Cliff(COMPOSITE_LINE, name, f"Composite quality score: {label}", at, EXACT.subtract(high, low))


def _is_jump(jump: Decimal) -> bool:
    """Amounts are rounded to the cent, so a cent or two is no cliff."""
    return abs(jump) > Decimal("0.05")


def composite_thresholds(evaluation: Evaluation) -> Iterator[tuple[str, str, Decimal]]:
    """What the composite is compared with or looked up at: name and label of the bound, and its value."""
    composite = evaluation.sheet[COMPOSITE_LINE]
    for line in evaluation.sheet:
        if line.formula is None:
            continue
        for node in nodes(line.formula):
            if not isinstance(node, Apply) or composite not in node.arguments:
                continue
            if node.operation in READS_A_TABLE and node.table is not None:
                yield from ((node.table.name, node.table.label, bound) for bound in node.table.bounds)
            elif node.operation in COMPARISONS:
                yield from _bound(next(each for each in node.arguments if each is not composite), line, evaluation)


def _bound(other: Formula, line: Line, evaluation: Evaluation) -> Iterator[tuple[str, str, Decimal]]:
    if isinstance(other, Constant) and isinstance(other.value, Decimal):
        yield line.name, line.label, other.value
    elif isinstance(other, Line):
        value = evaluation.values[other.name]
        if isinstance(value, Decimal):
            yield other.name, other.label, value


def changes_at(evaluations: Evaluations, scores: Mapping[str, Decimal]) -> dict[str, Held]:
    """The change that puts measures at these raw scores; measures without a result stay without."""
    there = {key: each for key, each in scores.items() if member(evaluations, SCORE_LINE, key) is not None}
    return with_member(evaluations, SCORE_LINE, there)
