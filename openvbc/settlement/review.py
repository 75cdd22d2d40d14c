"""The review of a contract: every check of every stream, and the payment over cost, from the worksheets themselves."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fnmatch import fnmatchcase
from itertools import pairwise
from typing import Final

from openvbc.citation import Clause
from openvbc.contract.model import Contract
from openvbc.errors import Fault, OpenVBCError, UsageError, did_you_mean
from openvbc.figures import Keyed, Value
from openvbc.money import EXACT, ZERO
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import Members, PaymentModel
from openvbc.review.catalog import CHECKS
from openvbc.review.contract_checks import contract_answers, pays_for_quality
from openvbc.review.record import Answer, Finding, Level, NotApplicable, ReviewRequest, Undecided
from openvbc.settlement.settle import Settlement, performance_year_of
from openvbc.units import RATE, USD
from openvbc.worksheet.evaluate import Evaluation
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.formula import place_of
from openvbc.worksheet.prepared import PreparedSheet
from openvbc.worksheet.sheet import LineKind

_PREFIX: Final = "review_"
#: How far from the cost at hand the payment is looked at, and in which steps, as parts of that cost.
_REACH, _STEP = Decimal("0.2"), Decimal("0.005")
#: Within a dollar a jump is a jump.
_DOLLAR: Final = Decimal(1)
#: A slope steeper or flatter by less than this is the rounding of cents.
_ROUNDING: Final = Decimal("0.001")

Held = Value | Mapping[Keyed, Value]


@dataclass(frozen=True)
class Point:
    """A cost and what is paid at it."""

    cost: Decimal
    payment: Decimal


@dataclass(frozen=True)
class Jump:
    """A cost at which a dollar more moves the payment at once: what it is before, and after."""

    cost: Decimal
    before: Decimal
    after: Decimal

    @property
    def size(self) -> Decimal:
        """What the dollar moves."""
        return EXACT.subtract(self.after, self.before)


@dataclass(frozen=True)
class Piece:
    """A stretch of cost in which a dollar more always moves the payment by as much."""

    start: Decimal
    end: Decimal
    slope: Decimal


@dataclass(frozen=True)
class Curve:
    """The payment over the cost of own people: points on a grid, jumps, and the pieces between them."""

    at_hand: Decimal
    points: tuple[Point, ...]
    jumps: tuple[Jump, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Review:
    """The answers of all checks, the thresholds that they took, and the curve of the payment where there are figures.

    asked: every check that was asked of some stream. A check that found nothing is no approval.
    """

    contract: Contract
    year: str
    findings: tuple[Finding, ...]
    undecided: tuple[Undecided, ...]
    not_applicable: tuple[NotApplicable, ...]
    thresholds: Mapping[str, Decimal]
    curve: Curve | None


def review(
    contract: Contract,
    year: int | str,
    settlement: Settlement | None,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    thresholds: Mapping[str, Decimal],
) -> Review:
    """Review a contract in one year. settlement: where figures are given, by which findings are told in dollars.

    thresholds: other values than the published defaults, by name. UsageError for a name that there is not.
    """
    settled = performance_year_of(contract, year)
    contract = contract.in_year(settled)
    agreed = _thresholds(parameters, thresholds)
    evaluations = {each.stream.name: each.evaluation for each in settlement.streams} if settlement is not None else {}
    quality_paid = any(
        pays_for_quality(models[each.model].pays_from(each.terms)) for each in contract.streams if each.is_agreed
    )
    answers: list[Answer] = []
    for stream in (each for each in contract.streams if each.is_agreed):
        model = models[stream.model]
        line = contract.population_of(stream).line_of_business if contract.populations else "commercial"
        variation = parameters.resolve("forecast_claims_variation", line_of_business=line).number
        request = ReviewRequest(contract, stream, settled, agreed, evaluations, variation)
        found = [
            *model.review(request),
            *contract_answers(request, has_downside=model.may_owe(request), pays_for_quality=quality_paid),
        ]
        answers += [_as_note(each) for each in found] if model.is_regulated else found
    curve = payment_over_cost(settlement, models) if settlement is not None else None
    if curve is not None and settlement is not None:
        regulated = all(models[each.stream.model].is_regulated for each in settlement.streams)
        shape = list(_shape(curve, settlement, agreed))
        answers += [_as_note(each) for each in shape] if regulated else shape
    # What is said of the contract as a whole is said once, however many streams it has.
    once = {(each.check.id, getattr(each, "says", getattr(each, "missing", ""))): each for each in reversed(answers)}
    kept = sorted(
        once.values(), key=lambda each: (list(Level).index(each.check.level), list(CHECKS).index(each.check.id))
    )
    return Review(
        contract,
        settled.name,
        tuple(each for each in kept if isinstance(each, Finding)),
        tuple(each for each in kept if isinstance(each, Undecided)),
        tuple(each for each in kept if isinstance(each, NotApplicable)),
        agreed,
        curve,
    )


def _thresholds(parameters: ParameterSet, stated: Mapping[str, Decimal]) -> dict[str, Decimal]:
    found = {
        each.parameter.removeprefix(_PREFIX): each.number for each in parameters if each.parameter.startswith(_PREFIX)
    }
    for name in stated:
        if name not in found:
            raise UsageError(Fault(f"no threshold is called {name!r}", fix=did_you_mean(name, found)))
    return {**found, **stated}


def _as_note(answer: Answer) -> Answer:
    """A finding on terms that a regulation fixes: they cannot be negotiated."""
    if not isinstance(answer, Finding):
        return answer
    return replace(
        answer, check=replace(answer.check, level=Level.NOTE, ask_for="fixed by regulation: nothing to ask for")
    )


def payment_over_cost(settlement: Settlement, models: Mapping[str, PaymentModel]) -> Curve | None:
    """What all streams pay over the cost of own people, around the cost at hand. None where no stream tells it."""
    movable = [_Movable(each.evaluation, models[each.stream.model]) for each in settlement.streams]
    now = next((each.cost for each in movable if each.cost), ZERO)
    if not now:
        return None
    others = sum(
        (
            _outcome(each.evaluation)
            for each in settlement.streams
            if not _Movable(each.evaluation, models[each.stream.model]).cost
        ),
        ZERO,
    )
    moving = [each for each in movable if each.cost]

    def paid(cost: Decimal) -> Decimal:
        factor = EXACT.divide(cost, now)
        total = others
        for each in moving:
            total = EXACT.add(total, each.payment(factor))
        return total

    steps = int(_REACH / _STEP)
    costs = [EXACT.multiply(now, 1 + _STEP * step) for step in range(-steps, steps + 1)]
    try:
        points = [Point(cost, paid(cost)) for cost in costs]
    except (OpenVBCError, ZeroDivisionError, TypeError):
        return None
    jumps: list[Jump] = []
    pieces: list[Piece] = []
    for first, last in pairwise(points):
        _split(first, last, paid, jumps, pieces)
    return Curve(now, tuple(points), tuple(jumps), tuple(_merged(pieces)))


class _Movable:
    """A stream whose cost can be moved: its worksheet, ready to be evaluated with other costs."""

    def __init__(self, evaluation: Evaluation, model: PaymentModel) -> None:
        sheet, values = evaluation.sheet, evaluation.values
        self._outcome = sheet.outcome
        patterns: Mapping[str, Members] = model.uncertain.spend if model.uncertain is not None else {}
        self._spend = {
            line.name: members
            for line in sheet.of_kind(LineKind.INPUT)
            for pattern, members in patterns.items()
            if line.name == pattern or ("*" in pattern and fnmatchcase(line.name, pattern))
        }
        overrides = [*evaluation.overrides]
        self._prepared = PreparedSheet(Exact(), sheet, [sheet.outcome], overrides)
        part = self._prepared.sheet
        self._fixed: dict[str, Held] = {
            line.name: values[line.name] for line in part if line.kind is LineKind.INPUT or line.name in overrides
        }
        self._axes = {line.name: line.axes for line in part}
        self._spend = {name: members for name, members in self._spend.items() if name in part}
        #: The dollars that are moved: the largest of what the stream calls cost, since others are parts of it.
        sums = [self._sum(name) for name in self._spend]
        self.cost = max(sums, default=ZERO)

    def _sum(self, name: str) -> Decimal:
        held = self._fixed[name]
        each = held.items() if isinstance(held, Mapping) else [(None, held)]
        total = ZERO
        for key, value in each:
            if isinstance(value, Decimal) and self._is_moved(name, key):
                total = EXACT.add(total, value)
        return total

    def _is_moved(self, name: str, key: Keyed | None) -> bool:
        place = place_of(self._axes[name], key)
        return all(place.get(axis) == member for axis, member in self._spend[name].items())

    def payment(self, factor: Decimal) -> Decimal:
        """What the stream pays where cost is so many times the cost at hand."""
        inputs = dict(self._fixed)
        for name in self._spend:
            held = inputs[name]
            if isinstance(held, Mapping):
                inputs[name] = {
                    key: EXACT.multiply(value, factor)
                    if isinstance(value, Decimal) and self._is_moved(name, key)
                    else value
                    for key, value in held.items()
                }
            elif isinstance(held, Decimal):
                inputs[name] = EXACT.multiply(held, factor)
        outcome = self._prepared.evaluate(inputs)[self._outcome]
        if not isinstance(outcome, Decimal):
            raise TypeError("no payment at this cost")
        return outcome


def _outcome(evaluation: Evaluation) -> Decimal:
    value = evaluation.value(evaluation.sheet.outcome)
    return value if isinstance(value, Decimal) else ZERO


def _split(
    first: Point, last: Point, paid: Callable[[Decimal], Decimal], jumps: list[Jump], pieces: list[Piece]
) -> None:
    """Cut a stretch where its slope changes or where it jumps, until each piece is straight."""
    width = EXACT.subtract(last.cost, first.cost)
    if width <= _DOLLAR:
        if abs(EXACT.subtract(last.payment, first.payment)) > 2 * _DOLLAR:
            jumps.append(Jump(last.cost, first.payment, last.payment))
        return
    middle = Point(EXACT.add(first.cost, width / 2), paid(EXACT.add(first.cost, width / 2)))
    quarter = paid(EXACT.add(first.cost, width / 4))
    rise = EXACT.subtract(last.payment, first.payment)
    straight = abs(first.payment + rise / 2 - middle.payment) <= Decimal("0.02") and abs(
        first.payment + rise / 4 - quarter
    ) <= Decimal("0.02")
    if straight:
        pieces.append(Piece(first.cost, last.cost, EXACT.divide(rise, width)))
        return
    _split(first, middle, paid, jumps, pieces)
    _split(middle, last, paid, jumps, pieces)


def _merged(pieces: list[Piece]) -> Iterator[Piece]:
    """Neighbors of one slope as one piece; what is shorter than a thousand dollars is the edge of its neighbor.

    The slope is that of the widest: in narrow ones the rounding of cents shows.
    """
    current: list[Piece] = []
    for piece in (each for each in pieces if each.end - each.start > 1000):
        if current and abs(piece.slope - current[-1].slope) > _ROUNDING:
            yield _as_one(current)
            current = []
        current.append(piece)
    if current:
        yield _as_one(current)


def _as_one(pieces: list[Piece]) -> Piece:
    widest = max(pieces, key=lambda each: each.end - each.start)
    return Piece(pieces[0].start, pieces[-1].end, widest.slope)


def _shape(curve: Curve, settlement: Settlement, thresholds: Mapping[str, Decimal]) -> Iterator[Answer]:
    stream = settlement.streams[0].stream
    clause: Clause = stream.clause()
    benchmark = settlement.streams[0].evaluation.values.get("benchmark")
    whole = benchmark if isinstance(benchmark, Decimal) and benchmark else curve.at_hand
    for jump in curve.jumps:
        if abs(jump.size) > EXACT.multiply(thresholds["most_jump"], whole):
            says = (
                f"at a cost of {USD.show(jump.cost)} ({RATE.show(EXACT.divide(jump.cost, whole))} of the benchmark) one"
                f" dollar more moves the payment from {USD.show(jump.before)} to {USD.show(jump.after)}"
            )
            yield Finding(CHECKS["WRK-01"], stream.name, clause, says, USD.show(abs(jump.size)))
        if jump.size > _DOLLAR:
            says = f"at a cost of {USD.show(jump.cost)} one dollar more is paid {USD.show(jump.size)}"
            yield Finding(CHECKS["WRK-02"], stream.name, clause, says)
    for piece in curve.pieces:
        between = f"from {USD.show(piece.start)} to {USD.show(piece.end)}"
        if piece.slope > _ROUNDING:
            says = f"{between} of cost each dollar more is paid {USD.show(piece.slope)}"
            yield Finding(CHECKS["WRK-02"], stream.name, clause, says)
        if piece.slope < -1 - _ROUNDING:
            says = f"{between} of cost each dollar saved is paid {USD.show(-piece.slope)}"
            yield Finding(CHECKS["WRK-03"], stream.name, clause, says)
    flat = next(
        (each for each in curve.pieces if each.start <= curve.at_hand <= each.end and abs(each.slope) <= _ROUNDING),
        None,
    )
    if flat is not None:
        reach = f"from {USD.show(flat.start)} to {USD.show(flat.end)}"
        says = f"{reach} of cost nothing changes, and the year is at {USD.show(curve.at_hand)}"
        yield Finding(CHECKS["WRK-04"], stream.name, clause, says)
