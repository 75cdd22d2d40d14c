"""The reader for scenarios: NumPy arrays, thousands of cases at once. Binary floats, so never posted.

Yes is 1.0, no is 0.0, absent is NaN. A division by zero in a scenario that needs it is refused, as the exact reader
does: infinity would become a plausible payment further down. Comparisons treat numbers as equal when they differ by
less than a trillionth of their size, because a rate such as 2% has no exact binary form and a case on the threshold
must not fall off it.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from openvbc.figures import Absent, Value
from openvbc.worksheet.formula import Apply, Operation

Array = NDArray[np.float64]

_TOLERANCE = 1e-12
#: What the exact reader takes for zero under a division.
_DUST = 1e-18


class Arrays:
    """One float, or one for each scenario, in every line."""

    def __init__(self) -> None:
        #: The scenarios that take the side of a `when` which is being computed; None outside of one: all of them.
        self._taking: NDArray[np.bool_] | None = None

    def constant(self, value: Value) -> Array:
        """The number as a float; a flag as 1.0 or 0.0; absence as NaN."""
        return np.asarray(np.nan if isinstance(value, Absent) else value, dtype=np.float64)

    def choose(self, condition: Array, then: Callable[[], Array], otherwise: Callable[[], Array]) -> Array:
        """Both sides are computed; each scenario takes its own."""
        taking = self._taking
        sides = []
        for flag, side in ((1.0, then), (0.0, otherwise)):
            taken = condition == flag
            self._taking = taken if taking is None else taking & taken
            try:
                sides.append(side())
            finally:
                self._taking = taking
        chosen = np.where(condition == 1.0, *sides)
        absent = np.isnan(condition)
        return np.where(absent, np.nan, chosen) if absent.any() else chosen

    def running(self, values: Sequence[Array], order: Sequence[Array]) -> Sequence[Array]:
        """Running totals in rising order, in each scenario its own."""
        return [_running(index, values, order) for index in range(len(values))]

    def apply(self, node: Apply, arguments: Sequence[Array]) -> Array:
        """The operation on every scenario; NaN (absent) carries through, except for presence and totals.

        ZeroDivisionError where a scenario that needs the quotient divides by zero.
        """
        plain = _PLAIN.get(node.operation)
        if plain is not None:
            return plain(arguments)
        match node.operation:
            case Operation.DIVIDE:
                return self._quotient(*arguments)
            case Operation.ROUNDED:
                return _rounded(arguments[0], node.places)
            case Operation.LOOKUP:
                return _lookup(node, arguments[0])
            case _:
                return _interpolated(node, arguments[0])

    def _quotient(self, dividend: Array, divisor: Array) -> Array:
        nothing = np.abs(divisor) < _DUST
        if not nothing.any():
            return np.asarray(dividend / divisor)
        nothing &= ~np.isnan(dividend)
        if np.any(nothing if self._taking is None else nothing & self._taking):
            raise ZeroDivisionError
        with np.errstate(all="ignore"):
            return np.where(nothing, np.nan, dividend / divisor)


def _slack(first: Array, second: Array) -> Array:
    """By how much two numbers may differ and count as equal."""
    size = np.maximum(np.abs(first), np.abs(second))
    return np.asarray(np.maximum(size, 1.0) * _TOLERANCE)


def _equal(first: Array, second: Array) -> NDArray[np.bool_]:
    return np.abs(first - second) <= _slack(first, second)


def _flag(difference: Array, holds: NDArray[np.bool_]) -> Array:
    """A comparison as a flag; absent where a side is, and so their difference."""
    absent = np.isnan(difference)
    return np.where(absent, np.nan, holds) if absent.any() else holds.astype(np.float64)


def _total(members: Sequence[Array]) -> Array:
    """The sum of the members that are there; absent where none is."""
    total: Array = np.zeros(())
    none: NDArray[np.bool_] = np.ones((), dtype=bool)
    for each in members:
        absent = np.isnan(each)
        if absent.any():
            none, total = none & absent, total + np.where(absent, 0.0, each)
        else:
            none, total = np.zeros((), dtype=bool), total + each
    return np.where(none, np.nan, total) if none.any() else np.asarray(total)


def _running(index: int, values: Sequence[Array], order: Sequence[Array]) -> Array:
    own = values[index] + 0.0 * order[index]
    for other, (value, place) in enumerate(zip(values, order, strict=True)):
        if other != index:
            tied = _equal(place, order[index])
            before = (place < order[index]) & ~tied | (tied if other < index else np.zeros_like(tied))
            own = own + np.where(before & ~np.isnan(value), value, 0.0)
    return own


def _rounded(value: Array, places: int) -> Array:
    scale = 10.0**places
    size = np.abs(value) * scale
    # So that 0.125 stored a hair below a half still rounds away from zero; bounded, so that no amount moves by a unit.
    nudge = np.minimum(np.maximum(size, 1.0) * 1e-13, 0.25)
    return np.asarray(np.copysign(np.floor(size + 0.5 + nudge), value) / scale)


def _table(node: Apply) -> tuple[Array, Array]:
    """Bounds and values of the table that an operation reads."""
    if node.table is None:
        raise TypeError("a table is read, and there is none")
    bounds = np.array([float(bound) for bound in node.table.bounds])
    return bounds, np.array([float(value) for value in node.table.columns[node.column]])


def _interpolated(node: Apply, at: Array) -> Array:
    bounds, values = _table(node)
    below = at + _TOLERANCE * np.maximum(np.abs(at), 1.0) < bounds[0]
    return np.where(below | np.isnan(at), np.nan, np.interp(at, bounds, values))


def _lookup(node: Apply, at: Array) -> Array:
    bounds, values = _table(node)
    rows = np.searchsorted(bounds, at + _TOLERANCE * np.maximum(np.abs(at), 1.0), side="right") - 1
    found = values[np.clip(rows, 0, len(values) - 1)]
    return np.where((rows < 0) | np.isnan(at), np.nan, found)


_PLAIN: Mapping[Operation, Callable[[Sequence[Array]], Array]] = {
    Operation.ADD: lambda v: v[0] + v[1],
    Operation.SUBTRACT: lambda v: v[0] - v[1],
    Operation.MULTIPLY: lambda v: v[0] * v[1],
    Operation.PRODUCT: lambda v: _fold(np.multiply, v),
    Operation.TOTAL: _total,
    Operation.AT_LEAST: lambda v: _flag(gap := v[0] - v[1], gap >= -_slack(v[0], v[1])),
    Operation.AT_MOST: lambda v: _flag(gap := v[0] - v[1], gap <= _slack(v[0], v[1])),
    Operation.MORE_THAN: lambda v: _flag(gap := v[0] - v[1], gap > _slack(v[0], v[1])),
    Operation.LESS_THAN: lambda v: _flag(gap := v[0] - v[1], gap < -_slack(v[0], v[1])),
    Operation.ALL_OF: lambda v: _fold(np.minimum, v),
    Operation.ANY_OF: lambda v: _fold(np.maximum, v),
    Operation.LEAST: lambda v: _fold(np.minimum, v),
    Operation.GREATEST: lambda v: _fold(np.maximum, v),
    Operation.PRESENT: lambda v: (~np.isnan(v[0])).astype(np.float64),
    Operation.FIRST_PRESENT: lambda v: np.where(np.isnan(v[0]), v[1], v[0]),
}


def _fold(pairwise: Callable[[Array, Array], Array], values: Sequence[Array]) -> Array:
    result = values[0]
    for value in values[1:]:
        result = pairwise(result, value)
    return result
