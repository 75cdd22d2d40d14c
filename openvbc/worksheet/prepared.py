"""The same walk down a worksheet, prepared once for sheets that are evaluated for thousands of organizations.

Which line, member and branch a formula means is known before there are figures, so it is found once; what an operation
means is asked of the number system each time, as in `evaluate`. Tests hold the two walks against each other.
"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import partial
from typing import Generic

from openvbc.figures import ABSENT, Keyed
from openvbc.worksheet.formula import Apply, Axis, Constant, Formula, Operation, Place, key_at, keys_of, place_of
from openvbc.worksheet.sheet import Line, Worksheet
from openvbc.worksheet.systems import Number, NumberSystem

#: The values of the lines so far.
_Values = dict[str, Number | dict[Keyed, Number]]
#: Gives the value of a formula from the values of the lines above it.
_Giver = Callable[[_Values[Number]], Number]


class PreparedSheet(Generic[Number]):
    """A worksheet, or what some of its lines rest on, ready to be evaluated many times in one number system."""

    def __init__(
        self,
        system: NumberSystem[Number],
        sheet: Worksheet,
        needed: Iterable[str] | None = None,
        given: Iterable[str] = (),
    ) -> None:
        """needed: the lines that are wanted; without it, all. given: lines that are set from outside each time."""
        self._system = system
        given = frozenset(given)
        self.sheet = sheet if needed is None else part_of(sheet, needed, given)
        self._fixed: _Values[Number] = {}
        self._steps: list[tuple[str, _Giver[Number] | tuple[tuple[Keyed, _Giver[Number]], ...]]] = []
        for line in self.sheet:
            if line.name in given:
                continue
            if line.formula is not None:
                places = [(key, place_of(line.axes, key)) for key in keys_of(line.axes)]
                formula = line.formula
                keyed = tuple((key, self._giver(formula, place)) for key, place in places)
                self._steps.append((line.name, keyed if line.axes else self._giver(formula, {})))
            elif isinstance(line.value, Mapping):
                self._fixed[line.name] = {key: system.constant(value) for key, value in line.value.items()}
            elif line.value is not None:
                self._fixed[line.name] = system.constant(line.value)

    def evaluate(
        self, inputs: "Mapping[str, Number | Mapping[Keyed, Number]]"
    ) -> "dict[str, Number | dict[Keyed, Number]]":
        """Every line, as `evaluate_in` gives it. inputs: of inputs and given lines, a value for each member."""
        values: _Values[Number] = dict(self._fixed)
        for name, value in inputs.items():
            values[name] = dict(value) if isinstance(value, Mapping) else value
        for name, step in self._steps:
            values[name] = {key: giver(values) for key, giver in step} if isinstance(step, tuple) else step(values)
        return values

    def _giver(self, formula: Formula, place: Place) -> _Giver[Number]:
        if isinstance(formula, Line):
            name = formula.name
            if not formula.axes:
                return lambda values: values[name]  # type: ignore[return-value]  # a line without axes has one value
            key = key_at(formula.axes, place)
            return lambda values: values[name][key]  # type: ignore[index]  # a line with axes has one for each key
        if isinstance(formula, Constant):
            value = self._system.constant(formula.value)
            return lambda _: value
        if not isinstance(formula, Apply):
            raise TypeError(f"{formula!r} is no formula")
        over, arguments = formula.over, formula.arguments
        if over is not None and formula.operation is Operation.AT:
            return self._giver(arguments[0], {**place, over.name: formula.member})
        if over is not None and formula.operation is Operation.BY_MEMBER:
            return self._giver(formula.branch(place[over.name]), place)
        if over is not None and formula.operation is Operation.FOLLOWING:
            moved = formula.next_place(place)
            return self._giver(Constant(ABSENT) if moved is None else arguments[0], moved or place)
        if over is not None and formula.operation is Operation.RUNNING_TOTAL:
            return self._running(arguments, over, place)
        if over is not None:  # a total or a product, over the members of the axis
            return self._applied(formula, [self._giver(arguments[0], {**place, over.name: key}) for key in over.keys])
        if formula.operation is Operation.WHEN:
            condition, then, otherwise = (self._giver(each, place) for each in arguments)
            choose = self._system.choose
            return lambda values: choose(condition(values), partial(then, values), partial(otherwise, values))
        return self._applied(formula, [self._giver(each, place) for each in arguments])

    def _running(self, arguments: Sequence[Formula], over: Axis, place: Place) -> _Giver[Number]:
        members = [{**place, over.name: key} for key in over.keys]
        figures, order = ([self._giver(each, member) for member in members] for each in arguments)
        own, running = over.positions[place[over.name]], self._system.running
        return lambda values: running([each(values) for each in figures], [each(values) for each in order])[own]

    def _applied(self, node: Apply, givers: list[_Giver[Number]]) -> _Giver[Number]:
        apply = self._system.apply
        if len(givers) == 2:
            first, second = givers
            return lambda values: apply(node, (first(values), second(values)))
        return lambda values: apply(node, [giver(values) for giver in givers])


def part_of(sheet: Worksheet, needed: Iterable[str], given: Container[str] = ()) -> Worksheet:
    """The lines that are named and those that they rest on, as a worksheet of their own, in the same order.

    given: lines that are set from outside; what they rest on is not needed for them.
    """
    found: set[str] = set()
    waiting = [sheet[name] for name in needed]
    while waiting:
        line = waiting.pop()
        if line.name not in found:
            found.add(line.name)
            waiting.extend(line.precedents if line.name not in given else ())
    return Worksheet(sheet.title, sheet.sections, {line.name: line for line in sheet if line.name in found})
