"""One walk down the lines of a worksheet, in any number system."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Generic

from openvbc.errors import Fault, SettlementError, did_you_mean
from openvbc.figures import ABSENT, Figure, Keyed, Source, Value
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.formula import (
    OVER_MEMBERS,
    Apply,
    Axis,
    Constant,
    Formula,
    Operation,
    Place,
    key_at,
    keys_of,
    place_of,
)
from openvbc.worksheet.sheet import Line, LineKind, Worksheet
from openvbc.worksheet.systems import Number, NumberSystem
from openvbc.worksheet.words import in_words
from openvbc.yamlfile import quoted


class _Walk(Generic[Number]):
    """Values so far, in one number system."""

    def __init__(self, system: NumberSystem[Number]) -> None:
        self.system = system
        self.values: dict[str, Number | dict[Keyed, Number]] = {}
        # Running totals by formula and place on the other axes: those of all members are found together.
        self.running: dict[tuple[int, tuple[str, ...]], dict[str, Number]] = {}

    def line(self, line: Line) -> "Number | dict[Keyed, Number]":
        """The value of a computed, term or parameter line."""
        if line.formula is not None:
            formula, axes = line.formula, line.axes
            if not axes:
                return self.formula(formula, {})
            if len(axes) == 1:
                keys = axes[0].keys
                return dict(zip(keys, self.along(formula, axes[0].name, keys), strict=True))
            return {key: self.formula(formula, place_of(axes, key)) for key in keys_of(axes)}
        if isinstance(line.value, Mapping):
            return {key: self.system.constant(value) for key, value in line.value.items()}
        if line.value is None:
            raise KeyError(line.name)
        return self.system.constant(line.value)

    def along(self, formula: Formula, axis: str, keys: Sequence[str]) -> list[Number]:
        """The values of a formula at members of one axis, operation by operation: quicker than member by member."""
        if isinstance(formula, Line):
            value = self.values[formula.name]
            if not isinstance(value, dict):
                return [value] * len(keys)
            if len(formula.axes) == 1 and formula.axes[0].name == axis:
                return [value[key] for key in keys]
        elif isinstance(formula, Constant):
            return [self.system.constant(formula.value)] * len(keys)
        elif isinstance(formula, Apply) and formula.over is None and formula.operation is not Operation.WHEN:
            columns = [self.along(argument, axis, keys) for argument in formula.arguments]
            return [self.system.apply(formula, arguments) for arguments in zip(*columns, strict=True)]
        elif isinstance(formula, Apply) and formula.over is None:
            condition, then, otherwise = formula.arguments
            answers = dict(zip(keys, self.along(condition, axis, keys), strict=True))
            found: dict[str, Number] = {}
            for answer, side in ((True, then), (False, otherwise)):
                those = [key for key in keys if answers[key] is answer]
                found.update(zip(those, self.along(side, axis, those), strict=True) if those else ())
            # What is neither a plain yes nor no is for the number system to choose.
            return [found[key] if key in found else self.formula(formula, {axis: key}) for key in keys]
        return [self.formula(formula, {axis: key}) for key in keys]

    def formula(self, formula: Formula, place: Place) -> Number:
        """The value of a formula, at a place on its axes if it has some."""
        # The hottest loop of all: lines first, since most of what a formula names is a line.
        if isinstance(formula, Line):
            value = self.values[formula.name]
            if not isinstance(value, dict):
                return value
            axes = formula.axes
            return value[place[axes[0].name] if len(axes) == 1 else key_at(axes, place)]
        if isinstance(formula, Apply):
            operation, arguments, over = formula.operation, formula.arguments, formula.over
            if over is None and operation is not Operation.WHEN:
                return self.system.apply(formula, [self.formula(argument, place) for argument in arguments])
            if over is None:
                condition, then, otherwise = arguments
                return self.system.choose(
                    self.formula(condition, place),
                    partial(self.formula, then, place),
                    partial(self.formula, otherwise, place),
                )
            if operation in OVER_MEMBERS:
                return self.system.apply(formula, self.members(arguments[0], over, place))
            if operation is Operation.AT:
                return self.formula(arguments[0], {**place, over.name: formula.member})
            if operation is Operation.FOLLOWING:
                moved = formula.next_place(place)
                return self.system.constant(ABSENT) if moved is None else self.formula(arguments[0], moved)
            if operation is Operation.RUNNING_TOTAL:
                return self.running_totals(formula, over, place)[place[over.name]]
            return self.formula(formula.branch(place[over.name]), place)
        if isinstance(formula, Constant):
            return self.system.constant(formula.value)
        raise TypeError(f"{formula!r} is no formula")

    def members(self, formula: Formula, over: Axis, place: Place) -> list[Number]:
        """The values of a formula at every member of `over`, at a place on its other axes."""
        if len(formula.axes) == 1 and formula.axes[0] == over:
            return self.along(formula, over.name, over.keys)
        return [self.formula(formula, {**place, over.name: key}) for key in over.keys]

    def running_totals(self, formula: Apply, over: Axis, place: Place) -> dict[str, Number]:
        """The running total of every member of `over`, at a place on the other axes."""
        found = (id(formula), tuple(place[axis.name] for axis in formula.axes if axis != over))
        if found not in self.running:
            values, order = (self.members(each, over, place) for each in formula.arguments)
            self.running[found] = dict(zip(over.keys, self.system.running(values, order), strict=True))
        return self.running[found]


def evaluate_in(
    system: NumberSystem[Number],
    sheet: Worksheet,
    inputs: Mapping[str, "Number | Mapping[Keyed, Number]"],
    overrides: "Mapping[str, Number | Mapping[Keyed, Number]] | None" = None,
) -> "dict[str, Number | dict[Keyed, Number]]":
    """Every line of the sheet in `system`.

    inputs: a value for each input line (one for each combination of members where the line has axes); an optional one
    that is left out is absent. overrides: values set from outside for any other line; its formula is then not used.
    SettlementError for names that the sheet does not have, and for a figure that is needed and missing.
    """
    _refuse_unknown(sheet, (*inputs, *(overrides or ())))
    walk: _Walk[Number] = _Walk(system)
    for line in sheet:
        given = (overrides or {}).get(line.name, inputs.get(line.name))
        if given is not None:
            walk.values[line.name] = dict(given) if isinstance(given, Mapping) else given
        elif line.kind is not LineKind.INPUT:
            walk.values[line.name] = walk.line(line)
        elif line.optional:
            absent = system.constant(ABSENT)
            walk.values[line.name] = dict.fromkeys(line.all_keys, absent) if line.axes else absent
        else:
            raise SettlementError(
                Fault(f"{line.label!r} is missing", f"line {line.name}", why="a missing figure is not taken as zero")
            )
    return walk.values


def _refuse_unknown(sheet: Worksheet, names: Iterable[str]) -> None:
    unknown = [name for name in names if name not in sheet]
    if unknown:
        known = [line.name for line in sheet]
        raise SettlementError(
            [Fault(f"there is no line {quoted(name)} to set", fix=did_you_mean(name, known)) for name in unknown]
        )


def holds(condition: Formula, values: "Mapping[str, Value | Mapping[Keyed, Value]]") -> bool:
    """Whether a condition over lines whose values are known holds; one that rests on an absent figure does not."""
    walk: _Walk[Value] = _Walk(Exact())
    walk.values.update({name: dict(value) if isinstance(value, Mapping) else value for name, value in values.items()})
    return walk.formula(condition, {}) is True


@dataclass(frozen=True)
class Override:
    """A line set from outside: to what, by whom, why."""

    value: Value
    by: str
    reason: str = ""


@dataclass(frozen=True)
class Evaluation:
    """A worksheet with its exact values, the sources of its inputs and the lines set from outside.

    values: by line name; a mapping by member where the line has an axis, by members where it has several.
    sources: of the inputs, in the same shape. overrides: what was set. without_override: what the formula would give.
    """

    sheet: Worksheet
    values: "Mapping[str, Value | Mapping[Keyed, Value]]"
    sources: "Mapping[str, Source | Mapping[Keyed, Source]]"
    overrides: Mapping[str, Override] = field(default_factory=dict)
    without_override: "Mapping[str, Value | Mapping[Keyed, Value]]" = field(default_factory=dict)

    def value(self, name: str) -> Value:
        """The single value of a line; TypeError if it has one for each member."""
        value = self.values[name]
        if isinstance(value, Mapping):
            raise TypeError(f"line {name} has a value for each member")
        return value


def evaluate(
    sheet: Worksheet,
    figures: "Mapping[str, Figure | Mapping[Keyed, Figure]]",
    overrides: Mapping[str, Override] | None = None,
) -> Evaluation:
    """Every line exactly. SettlementError names the line where a division by zero makes an answer impossible."""
    overrides = overrides or {}
    _refuse_unknown(sheet, overrides)
    walk: _Walk[Value] = _Walk(Exact())
    without: dict[str, Value | dict[Keyed, Value]] = {}
    for line in sheet:
        override = overrides.get(line.name)
        if override is None:
            walk.values[line.name] = _value_of(line, walk, figures)
            continue
        try:
            without[line.name] = _value_of(line, walk, figures)
        except SettlementError:  # a line that is set from outside needs no formula that can be computed
            without[line.name] = ABSENT
        walk.values[line.name] = dict.fromkeys(line.all_keys, override.value) if line.axes else override.value
    sources: dict[str, Source | Mapping[Keyed, Source]] = {
        name: {key: each.source for key, each in figure.items()} if isinstance(figure, Mapping) else figure.source
        for name, figure in figures.items()
    }
    return Evaluation(sheet, walk.values, sources, dict(overrides), without)


def _plain(figures: "Figure | Mapping[Keyed, Figure]") -> "Value | dict[Keyed, Value]":
    if isinstance(figures, Mapping):
        return {key: figure.value for key, figure in figures.items()}
    return figures.value


def _value_of(
    line: Line, walk: _Walk[Value], figures: "Mapping[str, Figure | Mapping[Keyed, Figure]]"
) -> "Value | dict[Keyed, Value]":
    if line.name in figures:
        plain = _plain(figures[line.name])
        # A member that has no such figure (its result is given in another way) is absent.
        return {**dict.fromkeys(line.all_keys, ABSENT), **plain} if isinstance(plain, dict) else plain
    if line.formula is None and line.value is None:
        return dict.fromkeys(line.all_keys, ABSENT) if line.axes else ABSENT
    try:
        return walk.line(line)
    except ZeroDivisionError:
        words = in_words(line.formula) if line.formula is not None else line.label
        raise SettlementError(
            Fault(
                f"{line.label!r} divides by zero: {words}",
                f"line {line.name}",
                why="a rate per nothing has no value, so nothing below this line can be settled",
                fix="check the figures that this line divides by",
            )
        ) from None
