"""A second reading of worksheets in plain fractions, by the meaning of each operation; None is absent.

It also notes how large the numbers became and how close a decision or a rounding was, because a number system with a
limited number of digits may rightly fall to the other side of a knife's edge.
"""

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise, product
from math import floor

from openvbc.figures import Absent, Key, Keyed, Value
from openvbc.worksheet.formula import Apply, Axis, Constant, Formula, Operation
from openvbc.worksheet.sheet import Line, Worksheet

Number = Fraction | bool | None
Numbers = Mapping[str, "Number | Mapping[Keyed, Number]"]
#: A member for each axis, by the axis's name.
Chosen = Mapping[str, str]


def as_number(value: Value) -> Number:
    """A figure as the oracle holds it."""
    if isinstance(value, Absent):
        return None
    return value if isinstance(value, bool) else Fraction(value)


def _key(axes: tuple[Axis, ...], chosen: Chosen) -> Key:
    """How a line's mapping of values names a combination of members: a text for one axis, a tuple for several."""
    keys = tuple(chosen[axis.name] for axis in axes)
    return keys[0] if len(keys) == 1 else keys


class Oracle:
    """The values of a worksheet's lines, with what was met on the way.

    largest: the largest number. closest: the smallest relative distance at which a decision or rounding hung. tied: a
    decision hung on two equal numbers. divided: something was divided, so that digits may have been lost elsewhere.
    """

    def __init__(self, sheet: Worksheet, inputs: Numbers) -> None:
        self.largest = Fraction(0)
        self.closest = Fraction(1)
        self.tied = False
        self.divided = False
        self.values: dict[str, Number | Mapping[Keyed, Number]] = {}
        for line in sheet:
            self.values[line.name] = inputs[line.name] if line.name in inputs else self._line(line)

    def _line(self, line: Line) -> "Number | Mapping[Keyed, Number]":
        if line.formula is None:
            assert line.value is not None
            if isinstance(line.value, Mapping):
                return {key: as_number(value) for key, value in line.value.items()}
            return as_number(line.value)
        formula = line.formula
        if not line.axes:
            return self._value(formula, {})
        every = [
            dict(zip([axis.name for axis in line.axes], keys, strict=True))
            for keys in product(*([member.key for member in axis.members] for axis in line.axes))
        ]
        return {_key(line.axes, chosen): self._value(formula, chosen) for chosen in every}

    def _value(self, formula: Formula, chosen: Chosen) -> Number:
        if isinstance(formula, Constant):
            return as_number(formula.value)
        if isinstance(formula, Line):
            held = self.values[formula.name]
            return held[_key(formula.axes, chosen)] if isinstance(held, Mapping) else held
        assert isinstance(formula, Apply)
        result = self._apply(formula, chosen)
        if isinstance(result, Fraction):
            self.largest = max(self.largest, abs(result))
        return result

    def _apply(self, node: Apply, chosen: Chosen) -> Number:
        operation = node.operation
        if operation is Operation.WHEN:
            condition = self._value(node.arguments[0], chosen)
            return None if condition is None else self._value(node.arguments[1 if condition else 2], chosen)
        if operation is Operation.TOTAL:
            assert node.over is not None
            each = [{**chosen, node.over.name: member.key} for member in node.over.members]
            members = [self._value(node.arguments[0], other) for other in each]
            there = [Fraction(each) for each in members if each is not None]
            return sum(there, Fraction(0)) if there else None
        if operation is Operation.PRODUCT:
            assert node.over is not None
            result: Number = Fraction(1)
            for member in node.over.members:
                held = self._value(node.arguments[0], {**chosen, node.over.name: member.key})
                result = None if held is None or result is None else Fraction(result) * Fraction(held)
            return result
        if operation is Operation.RUNNING_TOTAL:
            return self._running_total(node, chosen)
        if operation is Operation.AT:
            assert node.over is not None
            return self._value(node.arguments[0], {**chosen, node.over.name: node.member})
        if operation is Operation.FOLLOWING:
            assert node.over is not None
            keys = [member.key for member in node.over.members]
            later = keys[keys.index(chosen[node.over.name]) + 1 :]
            return self._value(node.arguments[0], {**chosen, node.over.name: later[0]}) if later else None
        if operation is Operation.BY_MEMBER:
            assert node.over is not None
            return self._value(node.arguments[node.branches[chosen[node.over.name]]], chosen)
        values = [self._value(argument, chosen) for argument in node.arguments]
        if operation is Operation.PRESENT:
            return values[0] is not None
        if operation is Operation.FIRST_PRESENT:
            return values[1] if values[0] is None else values[0]
        if any(value is None for value in values):
            return None
        if operation in (Operation.ALL_OF, Operation.ANY_OF):
            return False not in values if operation is Operation.ALL_OF else True in values
        return self._numbers(node, [Fraction(value) for value in values if value is not None])

    def _running_total(self, node: Apply, chosen: Chosen) -> Number:
        """Brute force: every member is asked whether it comes before this one."""
        assert node.over is not None
        found: Number = None
        own = chosen[node.over.name]
        at = self._value(node.arguments[1], chosen)
        passed = False
        for member in node.over.members:
            value, place = (self._value(each, {**chosen, node.over.name: member.key}) for each in node.arguments)
            if member.key == own and (value is None or place is None):
                return None
            if value is None or place is None or at is None:
                continue
            if member.key != own:
                self._edge(Fraction(place), Fraction(at))
            if member.key == own or place < at or (place == at and not passed):
                found = Fraction(value) + (Fraction(0) if found is None else found)
            passed = passed or member.key == own
        return found

    def _numbers(self, node: Apply, values: list[Fraction]) -> Number:
        a, b = values[0], values[-1]
        match node.operation:
            case Operation.ADD:
                return a + b
            case Operation.SUBTRACT:
                return a - b
            case Operation.MULTIPLY:
                return a * b
            case Operation.DIVIDE:
                self.divided = True
                return a / b
            case Operation.LEAST:
                return min(values)
            case Operation.GREATEST:
                return max(values)
            case Operation.ROUNDED:
                return self._rounded(a, node.places)
            case Operation.LOOKUP:
                return self._lookup(node, a)
            case Operation.INTERPOLATED:
                return self._interpolated(node, a)
        self._edge(a, b)
        return {
            Operation.AT_LEAST: not a < b,
            Operation.AT_MOST: not a > b,
            Operation.MORE_THAN: a > b,
            Operation.LESS_THAN: a < b,
        }[node.operation]

    def _rounded(self, value: Fraction, places: int) -> Fraction:
        units = abs(value) * Fraction(10) ** places
        whole = floor(units)
        self._edge(units, whole + Fraction(1, 2))
        away = whole + 1 if units - whole >= Fraction(1, 2) else whole
        return Fraction(away) / Fraction(10) ** places * (1 if value >= 0 else -1)

    def _lookup(self, node: Apply, at: Fraction) -> Number:
        assert node.table is not None
        found: Number = None
        for bound, value in zip(node.table.bounds, node.table.columns[node.column], strict=True):
            self._edge(at, Fraction(bound))
            if Fraction(bound) <= at:
                found = Fraction(value)
        return found

    def _interpolated(self, node: Apply, at: Fraction) -> Number:
        assert node.table is not None
        self._edge(at, Fraction(node.table.bounds[0]))
        points = [
            (Fraction(bound), Fraction(value))
            for bound, value in zip(node.table.bounds, node.table.columns[node.column], strict=True)
        ]
        if at < points[0][0]:
            return None
        self.divided = True
        for (left, low), (right, high) in pairwise(points):
            if left <= at <= right:  # the weighted mean of the two ends, by how near each is
                return (low * (right - at) + high * (at - left)) / (right - left)
        return points[-1][1]

    def _edge(self, a: Fraction, b: Fraction) -> None:
        if a == b:
            self.tied = True
        else:
            self.closest = min(self.closest, abs(a - b) / max(abs(a), abs(b), Fraction(1)))
