"""The nearest figures of a clinician that earn more: the next decile or point of a measure, the next cut of a cost."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from openvbc.figures import Value
from openvbc.payment_models.mips.categories import CUTS
from openvbc.payment_models.mips.quality import DECILES
from openvbc.payment_models.record import NextStep
from openvbc.worksheet.evaluate import Evaluation


def next_steps(evaluation: Evaluation) -> tuple[NextStep, ...]:
    """A step for each measure of quality and cost that has one."""
    found = [*_of_quality(evaluation), *_of_cost(evaluation)]
    return tuple(found)


def _of_quality(evaluation: Evaluation) -> Iterator[NextStep]:
    sheet = evaluation.sheet
    if "measure_rate" in sheet:
        begins, signs = _members(evaluation, "decile_begins"), _members(evaluation, "better_is")
        for key, rate in _members(evaluation, "measure_rate").items():
            better = signs[key]
            starts = [begins[key, decile] for decile in DECILES.keys]
            known = [each for each in starts if isinstance(each, Decimal)]
            if isinstance(rate, Decimal) and isinstance(better, Decimal):
                ahead = [each for each in known if (each - rate) * better > 0]
                if ahead:
                    yield _step(evaluation, "measure_rate", key, min(ahead, key=lambda each: abs(each - rate)))
    elif "measure_points" in sheet:
        yield from _next_points(evaluation, "measure_points")


def _of_cost(evaluation: Evaluation) -> Iterator[NextStep]:
    sheet = evaluation.sheet
    if "cost_of_measure" in sheet:
        cuts = _members(evaluation, "cost_cut_point")
        for key, cost in _members(evaluation, "cost_of_measure").items():
            known = [cuts[key, cut] for cut in CUTS.keys]
            below = [each for each in known if isinstance(each, Decimal) and isinstance(cost, Decimal) and each < cost]
            if below:
                yield _step(evaluation, "cost_of_measure", key, max(below))
    elif "cost_points" in sheet:
        yield from _next_points(evaluation, "cost_points")


def _next_points(evaluation: Evaluation, line: str) -> Iterator[NextStep]:
    """The next whole point of each measure whose points are given."""
    most = evaluation.value("points_of_measure" if line == "measure_points" else "points_of_cost_measure")
    for key, points in _members(evaluation, line).items():
        if isinstance(points, Decimal) and isinstance(most, Decimal) and points < most:
            whole = Decimal(Fraction(points) // 1 + 1)
            yield _step(evaluation, line, key, whole)


def _step(evaluation: Evaluation, line: str, key: object, needed: Decimal) -> NextStep:
    (axis,) = evaluation.sheet[line].axes
    return NextStep(line, str(key), axis.member(str(key)).label, needed)


def _members(evaluation: Evaluation, line: str) -> "Mapping[object, Value]":
    held = evaluation.values[line]
    if not isinstance(held, Mapping):
        raise TypeError(f"line {line} stands by member")
    return held
