"""The reader that carries rounding: every input is a range, every result a sound bound.

A published figure printed to a certain digit is any number within half a unit of that digit. Walking the worksheet with
such ranges gives a range that certainly holds the true result, so that a published result inside it is proven
consistent with rounded inputs. The bound may be wider than need be (a line used twice is treated as two numbers),
never narrower.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce

from openvbc.figures import ABSENT, Absent, Value
from openvbc.worksheet.exact import rational_operation
from openvbc.worksheet.formula import COMPARISONS, READS_A_TABLE, Apply, Operation


@dataclass(frozen=True)
class Bounds:
    """A number that lies from `low` to `high`; None is without bound. `may_be_absent`: it may not be there at all."""

    low: Fraction | None
    high: Fraction | None
    may_be_absent: bool = False

    def contains(self, value: Decimal | Fraction | int) -> bool:
        """Whether `value` lies within the bounds."""
        number = Fraction(value)
        return (self.low is None or self.low <= number) and (self.high is None or number <= self.high)

    @property
    def width(self) -> Fraction | None:
        """How wide the bounds are; None if they are open."""
        return None if self.low is None or self.high is None else self.high - self.low


@dataclass(frozen=True)
class Answers:
    """A flag of which only the possible answers are known."""

    possible: frozenset[bool]
    may_be_absent: bool = False


IntervalValue = Bounds | Answers | Absent

_EITHER = frozenset({True, False})
_ALL = (None, None)


def printed(value: Decimal, places: int | None = None) -> Bounds:
    """What a figure printed to `places` decimals can be: half a unit of the last digit either way.

    Without `places` the digits that `value` itself carries count ("0.9794" is 0.97935 to 0.97945).
    """
    exponent = value.as_tuple().exponent
    digits = -exponent if places is None and isinstance(exponent, int) else (places or 0)
    half = Fraction(1, 2) / Fraction(10) ** digits
    return Bounds(Fraction(value) - half, Fraction(value) + half)


def exactly(value: Value) -> IntervalValue:
    """A value without rounding, as bounds of no width."""
    if isinstance(value, Absent):
        return ABSENT
    if isinstance(value, bool):
        return Answers(frozenset({value}))
    return Bounds(Fraction(value), Fraction(value))


class Interval:
    """Bounds in fractions: sound, no digit lost on the way."""

    def constant(self, value: Value) -> IntervalValue:
        """A number of the worksheet, without rounding."""
        return exactly(value)

    def choose(
        self, condition: IntervalValue, then: Callable[[], IntervalValue], otherwise: Callable[[], IntervalValue]
    ) -> IntervalValue:
        """The side taken for certain, or whatever either side can be."""
        if isinstance(condition, Absent):
            return ABSENT
        if not isinstance(condition, Answers):
            raise TypeError("a number where a flag is meant")
        sides = [then()] if True in condition.possible else []
        sides += [otherwise()] if False in condition.possible else []
        return _mark(_hull(sides), maybe=condition.may_be_absent)

    def running(self, values: Sequence[IntervalValue], order: Sequence[IntervalValue]) -> Sequence[IntervalValue]:
        """Bounds of the running totals over every order that the bounds allow."""
        return [_running(index, values, order) for index in range(len(values))]

    def apply(self, node: Apply, arguments: Sequence[IntervalValue]) -> IntervalValue:
        """Bounds of the operation over everything that the arguments can be."""
        operation = node.operation
        if operation is Operation.PRESENT:
            return _presence(arguments[0])
        if operation is Operation.FIRST_PRESENT:
            return _first_present(arguments[0], arguments[1])
        if operation is Operation.TOTAL:
            return _total(arguments)
        there = [argument for argument in arguments if not isinstance(argument, Absent)]
        if len(there) < len(arguments):
            return ABSENT
        maybe = any(argument.may_be_absent for argument in there)
        flags = [argument for argument in there if isinstance(argument, Answers)]
        if operation in (Operation.ALL_OF, Operation.ANY_OF):
            return _mark(_combine_flags(operation, flags), maybe=maybe)
        numbers = [argument for argument in there if isinstance(argument, Bounds)]
        if operation in COMPARISONS:
            return _mark(_compare(node, numbers[0], numbers[1]), maybe=maybe)
        if operation in READS_A_TABLE:
            return _mark(_read(node, numbers[0]), maybe=maybe)
        return _mark(_number(node, numbers), maybe=maybe)


def _mark(value: IntervalValue, *, maybe: bool) -> IntervalValue:
    if not maybe or isinstance(value, Absent):
        return value
    if isinstance(value, Answers):
        return Answers(value.possible, may_be_absent=True)
    return Bounds(value.low, value.high, may_be_absent=True)


def _hull(values: Sequence[IntervalValue]) -> IntervalValue:
    there = [value for value in values if not isinstance(value, Absent)]
    if not there:
        return ABSENT
    maybe = len(there) < len(values) or any(value.may_be_absent for value in there)
    if isinstance(there[0], Answers):
        return Answers(frozenset().union(*(v.possible for v in there if isinstance(v, Answers))), maybe)
    bounds = [value for value in there if isinstance(value, Bounds)]
    lows = [value.low for value in bounds]
    highs = [value.high for value in bounds]
    low = None if None in lows else min(value for value in lows if value is not None)
    high = None if None in highs else max(value for value in highs if value is not None)
    return Bounds(low, high, maybe)


def _presence(value: IntervalValue) -> Answers:
    if isinstance(value, Absent):
        return Answers(frozenset({False}))
    return Answers(_EITHER if value.may_be_absent else frozenset({True}))


def _first_present(value: IntervalValue, otherwise: IntervalValue) -> IntervalValue:
    if isinstance(value, Absent):
        return otherwise
    if not value.may_be_absent:
        return value
    certain = Bounds(value.low, value.high) if isinstance(value, Bounds) else Answers(value.possible)
    return _hull([certain, otherwise])


def _total(members: Sequence[IntervalValue]) -> IntervalValue:
    numbers = [member for member in members if isinstance(member, Bounds)]
    if not numbers:
        return ABSENT
    low: Fraction | None = Fraction(0)
    high: Fraction | None = Fraction(0)
    for number in numbers:
        least = number.low if not number.may_be_absent else _lower(number.low, Fraction(0))
        most = number.high if not number.may_be_absent else _upper(number.high, Fraction(0))
        low = None if low is None or least is None else low + least
        high = None if high is None or most is None else high + most
    return Bounds(low, high, all(number.may_be_absent for number in numbers))


def _running(index: int, values: Sequence[IntervalValue], order: Sequence[IntervalValue]) -> IntervalValue:
    """Bounds of one member's running total: who certainly comes before it counts, who may counts or not."""
    own, at = values[index], order[index]
    if not isinstance(own, Bounds) or not isinstance(at, Bounds):
        return ABSENT
    counted: list[IntervalValue] = [Bounds(own.low, own.high)]
    for other, (value, place) in enumerate(zip(values, order, strict=True)):
        if other == index or not isinstance(value, Bounds) or not isinstance(place, Bounds):
            continue
        before = _possible_orders(place, at, equal_before=other < index)
        if True in before:
            maybe = value.may_be_absent or place.may_be_absent or False in before
            counted.append(Bounds(value.low, value.high, maybe))
    return _mark(_total(counted), maybe=own.may_be_absent or at.may_be_absent)


def _possible_orders(place: Bounds, at: Bounds, *, equal_before: bool) -> frozenset[bool]:
    """Whether something at `place` can come before something at `at`, and whether it can come after it."""
    if place.low is None or place.high is None or at.low is None or at.high is None:
        return _EITHER
    can_precede = place.low <= at.high if equal_before else place.low < at.high
    can_follow = place.high > at.low if equal_before else place.high >= at.low
    return frozenset({answer for answer, holds in ((True, can_precede), (False, can_follow)) if holds})


def _lower(first: Fraction | None, second: Fraction | None) -> Fraction | None:
    return None if first is None or second is None else min(first, second)


def _upper(first: Fraction | None, second: Fraction | None) -> Fraction | None:
    return None if first is None or second is None else max(first, second)


def _combine_flags(operation: Operation, flags: Sequence[Answers]) -> Answers:
    combine = all if operation is Operation.ALL_OF else any
    best = combine(True in flag.possible for flag in flags)
    worst = combine(False not in flag.possible for flag in flags)
    return Answers(frozenset({best, worst}))


def _compare(node: Apply, first: Bounds, second: Bounds) -> Answers:
    if None in (first.low, first.high, second.low, second.high):
        return Answers(_EITHER)
    corners = {
        bool(rational_operation(node, [a, b]))
        for a in (first.low, first.high)
        for b in (second.low, second.high)
        if a is not None and b is not None
    }
    return Answers(frozenset(corners))


def _read(node: Apply, at: Bounds) -> IntervalValue:
    """What a table can hold between two places: between its bounds it is level or straight, so the ends are there."""
    if node.table is None or at.low is None or at.high is None:
        return Bounds(*_ALL, may_be_absent=True)
    points = [at.low, at.high, *(Fraction(b) for b in node.table.bounds if at.low <= b <= at.high)]
    found = [rational_operation(node, [point]) for point in points]
    return _hull([ABSENT if isinstance(value, Absent) else Bounds(Fraction(value), Fraction(value)) for value in found])


def _number(node: Apply, numbers: Sequence[Bounds]) -> Bounds:
    operation = node.operation
    if operation is Operation.LEAST:
        highs = [n.high for n in numbers if n.high is not None]
        return Bounds(
            None if any(n.low is None for n in numbers) else min(n.low for n in numbers if n.low is not None),
            min(highs) if highs else None,
        )
    if operation is Operation.GREATEST:
        lows = [n.low for n in numbers if n.low is not None]
        return Bounds(
            max(lows) if lows else None,
            None if any(n.high is None for n in numbers) else max(n.high for n in numbers if n.high is not None),
        )
    if operation is Operation.DIVIDE and _may_be_zero(numbers[1]):
        return Bounds(*_ALL)
    if any(n.low is None or n.high is None for n in numbers):
        return Bounds(*_ALL)
    if operation is Operation.PRODUCT:
        return reduce(_times, numbers, Bounds(Fraction(1), Fraction(1)))
    ends = [(n.low, n.high) for n in numbers]
    corners = _corners(node, [(low, high) for low, high in ends if low is not None and high is not None])
    return Bounds(min(corners), max(corners))


def _times(first: Bounds, second: Bounds) -> Bounds:
    ends = [(end.low, end.high) for end in (first, second)]
    (a, b), (c, d) = [(low, high) for low, high in ends if low is not None and high is not None]
    corners = (a * c, a * d, b * c, b * d)
    return Bounds(min(corners), max(corners))


def _may_be_zero(number: Bounds) -> bool:
    return (number.low is None or number.low <= 0) and (number.high is None or number.high >= 0)


def _corners(node: Apply, ends: Sequence[tuple[Fraction, Fraction]]) -> list[Fraction]:
    """Results at the ends: each operation left here is monotone in each argument, so the extremes lie there."""
    if len(ends) == 1:
        return [Fraction(_certain(rational_operation(node, [end]))) for end in ends[0]]
    return [Fraction(_certain(rational_operation(node, [a, b]))) for a in ends[0] for b in ends[1]]


def _certain(value: Fraction | bool | Absent) -> Fraction | bool:
    if isinstance(value, Absent):
        raise TypeError("an operation on numbers that are there cannot be absent")
    return value
