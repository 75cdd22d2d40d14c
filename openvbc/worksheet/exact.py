"""The readers that give one exact value: Decimal with 34 digits (posted figures) and fractions (the referee in tests).

Both share one walk over the operations; they differ only in how numbers are made, divided and rounded.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import prod
from typing import TypeVar

from openvbc.figures import ABSENT, Absent, Value
from openvbc.money import EXACT
from openvbc.money import rounded as decimal_rounded
from openvbc.worksheet.formula import Apply, Operation

ExactValue = Value
RationalValue = Fraction | bool | Absent


def _lookup(node: Apply, at: Decimal | Fraction) -> Decimal | Absent:
    if node.table is None:
        raise TypeError("a lookup without a table")
    row = node.table.row(at)
    return ABSENT if row is None else node.table.columns[node.column][row]


def between_rows(node: Apply, at: Decimal | Fraction) -> tuple[Decimal, Decimal, Decimal, Decimal] | Decimal | None:
    """Where a table is read in a straight line: the row's bound and value and the next row's.

    The last row's value alone from its bound on; None below the first bound.
    """
    if node.table is None:
        raise TypeError("a table is read, and there is none")
    row, values, bounds = node.table.row(at), node.table.columns[node.column], node.table.bounds
    if row is None:
        return None
    if row + 1 == len(bounds):
        return values[row]
    return bounds[row], values[row], bounds[row + 1], values[row + 1]


#: A division loses what lies beyond the 34th digit: 6,000,000 ÷ 4,500 × 4,500 comes to a hair less than 6,000,000. So
#: that a provider exactly on its minimum is not found below it, what is smaller than this decides nothing.
_DUST_PLACES = 18
_DUST = Decimal(1).scaleb(-_DUST_PLACES)


class Exact:
    """Decimal, 34 digits, halves away from zero. The only reader whose figures are posted.

    Comparisons, roundings, look-ups and the test for a division by zero take what differs by less than 10^-18 as equal.
    """

    def constant(self, value: Value) -> ExactValue:
        """The value as it is."""
        return value

    def choose(
        self, condition: ExactValue, then: Callable[[], ExactValue], otherwise: Callable[[], ExactValue]
    ) -> ExactValue:
        """The side that the condition names; only that side is evaluated."""
        if condition is ABSENT:
            return ABSENT
        return then() if condition else otherwise()

    def running(self, values: Sequence[ExactValue], order: Sequence[ExactValue]) -> Sequence[ExactValue]:
        """Running totals in rising order; what differs by less than 10^-18 counts as equal."""
        return _running(values, order, _sum, lambda at: decimal_rounded(at, _DUST_PLACES))

    def apply(self, node: Apply, arguments: Sequence[ExactValue]) -> ExactValue:
        """The operation; absent where an argument is absent, except for presence and totals."""
        operation = node.operation
        strict = _STRICT.get(operation)  # most operations, so asked for first
        if strict is not None:
            for argument in arguments:
                if argument is ABSENT:
                    return ABSENT
            return strict(arguments)  # type: ignore[arg-type]  # none of them is absent
        there = [argument for argument in arguments if not isinstance(argument, Absent)]
        if operation is Operation.PRESENT:
            return arguments[0] is not ABSENT
        if operation is Operation.FIRST_PRESENT:
            return arguments[0] if arguments[0] is not ABSENT else arguments[1]
        if operation is Operation.TOTAL:
            return _sum(there) if there else ABSENT
        if not there:
            return ABSENT
        if operation is Operation.LOOKUP:
            return _lookup(node, EXACT.add(_first(there), _DUST))
        if operation is Operation.INTERPOLATED:
            return _interpolated(node, _first(there))
        if operation is Operation.ROUNDED:
            return decimal_rounded(decimal_rounded(_first(there), _DUST_PLACES), node.places)
        raise TypeError(f"{operation} is not evaluated by a number system")


_N = TypeVar("_N", Decimal, Fraction)


def _running(
    values: Sequence[_N | bool | Absent],
    order: Sequence[_N | bool | Absent],
    add: Callable[[Sequence[_N]], _N],
    compared: Callable[[_N], _N],
) -> list[_N | bool | Absent]:
    """Running totals of numbers. compared: what of a number decides on its place."""
    there: list[tuple[_N, int, _N]] = []
    for index, (value, at) in enumerate(zip(values, order, strict=True)):
        if isinstance(value, bool) or isinstance(at, bool):
            raise TypeError("a flag where a number is meant")
        if not isinstance(value, Absent) and not isinstance(at, Absent):
            there.append((compared(at), index, value))
    found: list[_N | bool | Absent] = [ABSENT] * len(values)
    reached: _N | None = None
    for _, index, value in sorted(there):
        reached = value if reached is None else add([reached, value])
        found[index] = reached
    return found


def _interpolated(node: Apply, at: Decimal) -> ExactValue:
    found = between_rows(node, EXACT.add(at, _DUST))
    if found is None:
        return ABSENT
    if isinstance(found, Decimal):
        return found
    bound, value, next_bound, next_value = found
    rise = EXACT.multiply(EXACT.subtract(next_value, value), EXACT.subtract(at, bound))
    return EXACT.add(value, EXACT.divide(rise, EXACT.subtract(next_bound, bound)))


def _first(values: Sequence[Decimal | bool]) -> Decimal:
    value = values[0]
    if isinstance(value, bool):
        raise TypeError("a flag where a number is meant")
    return value


def _sum(values: Sequence[Decimal | bool]) -> Decimal:
    result = Decimal(0)
    for value in values:
        result = EXACT.add(result, value)
    return result


def _product(values: Sequence[Decimal | bool]) -> Decimal:
    result = Decimal(1)
    for value in values:
        result = EXACT.multiply(result, value)
    return result


def _divide(first: Decimal | bool, second: Decimal | bool) -> Decimal:
    if -_DUST < second < _DUST:  # Decimal calls 0 / 0 an invalid operation; for a worksheet both are a division by zero
        raise ZeroDivisionError
    return EXACT.divide(first, second)


_STRICT: dict[Operation, Callable[[Sequence[Decimal | bool]], Decimal | bool]] = {
    Operation.ADD: lambda v: EXACT.add(v[0], v[1]),
    Operation.SUBTRACT: lambda v: EXACT.subtract(v[0], v[1]),
    Operation.MULTIPLY: lambda v: EXACT.multiply(v[0], v[1]),
    Operation.DIVIDE: lambda v: _divide(v[0], v[1]),
    Operation.PRODUCT: _product,
    Operation.AT_LEAST: lambda v: EXACT.subtract(v[0], v[1]) > -_DUST,
    Operation.AT_MOST: lambda v: EXACT.subtract(v[0], v[1]) < _DUST,
    Operation.MORE_THAN: lambda v: EXACT.subtract(v[0], v[1]) >= _DUST,
    Operation.LESS_THAN: lambda v: EXACT.subtract(v[0], v[1]) <= -_DUST,
    Operation.ALL_OF: all,
    Operation.ANY_OF: any,
    Operation.LEAST: min,
    Operation.GREATEST: max,
}


class Rational:
    """Fractions: no digit is ever lost. Slower; tests hold Exact against it."""

    def constant(self, value: Value) -> RationalValue:
        """The same number as a fraction."""
        return Fraction(value) if isinstance(value, Decimal) else value

    def choose(
        self, condition: RationalValue, then: Callable[[], RationalValue], otherwise: Callable[[], RationalValue]
    ) -> RationalValue:
        """The side that the condition names."""
        if condition is ABSENT:
            return ABSENT
        return then() if condition else otherwise()

    def running(self, values: Sequence[RationalValue], order: Sequence[RationalValue]) -> Sequence[RationalValue]:
        """Running totals in rising order."""
        return _running(values, order, lambda pair: Fraction(pair[0]) + pair[1], lambda at: at)

    def apply(self, node: Apply, arguments: Sequence[RationalValue]) -> RationalValue:
        """The operation, by the meaning of each operation in plain fractions."""
        operation = node.operation
        if operation is Operation.PRESENT:
            return arguments[0] is not ABSENT
        if operation is Operation.FIRST_PRESENT:
            return arguments[1] if arguments[0] is ABSENT else arguments[0]
        there = [argument for argument in arguments if not isinstance(argument, Absent)]
        if operation is Operation.TOTAL:
            return sum((Fraction(value) for value in there), Fraction(0)) if there else ABSENT
        if len(there) < len(arguments):
            return ABSENT
        if operation in (Operation.ALL_OF, Operation.ANY_OF):
            return all(there) if operation is Operation.ALL_OF else any(there)
        return rational_operation(node, [Fraction(value) for value in there])


def rational_operation(node: Apply, values: Sequence[Fraction]) -> RationalValue:
    """An operation on numbers that are all there, in fractions (also used for the ends of intervals)."""
    first, last = values[0], values[-1]
    match node.operation:
        case Operation.ADD:
            return first + last
        case Operation.SUBTRACT:
            return first - last
        case Operation.MULTIPLY:
            return first * last
        case Operation.PRODUCT:
            return prod(values, start=Fraction(1))
        case Operation.DIVIDE:
            return first / last
        case Operation.AT_LEAST:
            return first >= last
        case Operation.AT_MOST:
            return first <= last
        case Operation.MORE_THAN:
            return first > last
        case Operation.LESS_THAN:
            return first < last
        case Operation.LEAST:
            return min(values)
        case Operation.GREATEST:
            return max(values)
        case Operation.ROUNDED:
            return round_fraction(first, node.places)
        case Operation.LOOKUP:
            found = _lookup(node, first)
            return found if found is ABSENT else Fraction(found)
        case Operation.INTERPOLATED:
            between = between_rows(node, first)
            if between is None or isinstance(between, Decimal):
                return ABSENT if between is None else Fraction(between)
            bound, value, next_bound, next_value = (Fraction(each) for each in between)
            return value + (next_value - value) * (first - bound) / (next_bound - bound)
    raise TypeError(f"{node.operation} is no operation on numbers")


def round_fraction(value: Fraction, places: int) -> Fraction:
    """`value` to `places` decimals, halves away from zero."""
    scale = Fraction(10) ** places
    units, rest = divmod(abs(value) * scale, 1)
    units += rest >= Fraction(1, 2)
    return Fraction(units) / scale * (-1 if value < 0 else 1)
