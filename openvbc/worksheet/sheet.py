"""A worksheet: an ordered set of named lines in sections. A line refers only to lines above it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import TypedDict, Unpack

from openvbc.citation import Citation, Clause
from openvbc.figures import ABSENT, Key, Keyed, Value
from openvbc.units import Unit
from openvbc.worksheet.formula import Apply, Axis, Formula, Operation, StepTable, as_formula, keys_of, misuse, nodes


class LineKind(Enum):
    """Where a line's value comes from."""

    INPUT = "input"
    TERM = "term of the contract"
    PARAMETER = "published parameter"
    COMPUTED = "formula"


class LineOptions(TypedDict, total=False):
    """What any line may say besides its name, label, unit and value.

    axis: the axis of an input, term or parameter, or its axes in order. rule: the citation of the rule or published
    value. clause: where the contract says so. places: decimals shown, if other than the unit's. note: a sentence for
    readers. at_least, at_most: bounds outside which an input is refused. optional: the input may be absent.
    stated: an optional input that must still be given: its absence has to be written down.
    ends: for an input over axes, the keys that have such a figure, each with its least and most.
    not_above: an input that this one may not exceed, such as a denominator.
    of_streams: an input over the contract's streams that are named by its members: the outcome of each, which the
    settlement takes over from those above. stream_lines: which line of each it is, where it is not the outcome.
    """

    axis: Axis | tuple[Axis, ...] | None
    rule: Citation | None
    clause: Clause | None
    places: int | None
    note: str
    at_least: Decimal | None
    at_most: Decimal | None
    optional: bool
    stated: bool
    ends: Mapping[Keyed, tuple[Decimal | None, Decimal | None]] | None
    not_above: Formula | None
    of_streams: bool
    stream_lines: Mapping[str, str] | None


#: What a term or parameter says: one value, or one for each key of its axes; absent where nothing is agreed.
Stated = Value | Mapping[Keyed, Value]


@dataclass(frozen=True, eq=False, slots=True)
class Line(Formula):
    """A named line: label and unit, its formula or value, and where the rule or term stands."""

    name: str
    label: str
    unit: Unit
    kind: LineKind
    section: str
    formula: Formula | None = None
    value: Stated | None = None
    axes: tuple[Axis, ...] = ()
    rule: Citation | None = None
    clause: Clause | None = None
    places: int | None = None
    note: str = ""
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    optional: bool = False
    stated: bool = False
    ends: Mapping[Keyed, tuple[Decimal | None, Decimal | None]] | None = None
    not_above: Formula | None = None
    of_streams: bool = False
    stream_lines: Mapping[str, str] | None = None

    @property
    def all_keys(self) -> tuple[Key, ...]:
        """Every key of its axes; none for a single value."""
        return keys_of(self.axes)

    @property
    def keys(self) -> tuple[Key, ...]:
        """The keys of its axes for which it has a figure; none for a single value."""
        return tuple(key for key in self.all_keys if self.ends is None or key in self.ends)

    @property
    def is_flag(self) -> bool:
        """Whether its unit is yes or no."""
        return self.unit.kind == "flag"

    @property
    def precedents(self) -> tuple["Line", ...]:
        """The lines that its formula names, each once, in the order of the formula."""
        if self.formula is None:
            return ()
        found = {node.name: node for node in nodes(self.formula) if isinstance(node, Line)}
        return tuple(found.values())

    @property
    def tables(self) -> tuple[StepTable, ...]:
        """The step tables that its formula reads."""
        if self.formula is None:
            return ()
        found = [node.table for node in nodes(self.formula) if isinstance(node, Apply) and node.table]
        return tuple({table.name: table for table in found}.values())

    def show(self, value: Decimal | bool) -> str:
        """A value of this line as people read it."""
        return self.unit.show(value, self.places)


@dataclass(frozen=True)
class Section:
    """A part of the worksheet with a heading."""

    name: str
    title: str
    note: str = ""


class BarRole(Enum):
    """What a bar of the waterfall does: shows a total, or takes away from or adds to the one before."""

    TOTAL = "total"
    MINUS = "minus"
    PLUS = "plus"


@dataclass(frozen=True)
class Bar:
    """One bar of the picture from benchmark to payment: a line and what it does to the running amount."""

    line: str
    role: BarRole


@dataclass(frozen=True)
class Bridge:
    """A second picture in bars, such as the way from the benchmark years to the updated benchmark."""

    name: str
    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Profile:
    """A picture of one line over the members of its axis, such as the points of each measure."""

    name: str
    title: str
    line: str


@dataclass(frozen=True)
class Reason:
    """Why the outcome is what it is, as the field says it.

    when: a condition over lines of the sheet; the reason is told where it holds. line: where a reader finds it.
    words: a phrase with `{}` for each of `figures`, whose values stand in it without their sign.
    beside_payment: told where something is paid or owed too, since it lessened the amount.
    """

    when: Formula
    line: str
    words: str
    figures: tuple[Line, ...] = ()
    beside_payment: bool = False


_NAME = re.compile(r"[a-z][a-z0-9_]*")


def _check_value(name: str, unit: Unit, value: Stated, axes: tuple[Axis, ...]) -> None:
    """A term or parameter has one exact value, or one for each key of its axes, of the kind that its unit says."""
    if isinstance(value, Mapping) != bool(axes) or (isinstance(value, Mapping) and value.keys() != set(keys_of(axes))):
        raise misuse(f"line {name!r}: one value a member of an axis, or one value without axis", "match the two")
    for each in value.values() if isinstance(value, Mapping) else [value]:
        if each is not ABSENT and not isinstance(each, bool if unit.kind == "flag" else Decimal):
            raise misuse(f"line {name!r} has unit {unit.name}, its value is {each!r}", "give a Decimal, or yes or no")


def _decisions(formula: Formula) -> int:
    """How many decisions stand behind one figure: of formulas that each hold for other members, the most."""
    if not isinstance(formula, Apply):
        return 0
    each = [_decisions(argument) for argument in formula.arguments]
    below = max(each) if formula.operation is Operation.BY_MEMBER else sum(each)
    return below + (formula.operation is Operation.WHEN)


@dataclass
class Worksheet:
    """Lines in reading order. `outcome` names the line that answers the contract's question.

    `waterfall` says how the answer comes about in bars, `bridges` how other lines do; each total equals the bars
    before it. `profiles` are lines whose members are seen best beside each other. `reasons` say in words why nothing is
    paid, or why less. `axes` are those of its lines, by name. `former_names` are names that inputs had before and files
    may still use: the line of today, or `line[member]` where a member once stood in the name.
    Build it from the top: `section`, then `input`, `term`, `parameter` and `line` add to that section.
    """

    title: str
    sections: list[Section] = field(default_factory=list)
    lines: dict[str, Line] = field(default_factory=dict)
    outcome: str = ""
    waterfall: tuple[Bar, ...] = ()
    bridges: tuple[Bridge, ...] = ()
    profiles: tuple[Profile, ...] = ()
    axes: dict[str, Axis] = field(default_factory=dict)
    former_names: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()

    def section(self, name: str, title: str, note: str = "") -> None:
        """Begin a section; the lines that follow belong to it."""
        if any(section.name == name for section in self.sections):
            raise misuse(f"section {name!r} is there already", "give the section another name")
        self.sections.append(Section(name, title, note))

    def input(self, name: str, label: str, unit: Unit, **options: Unpack[LineOptions]) -> Line:
        """A figure from outside: given, read or counted."""
        return self._add(name, label, unit, LineKind.INPUT, None, None, options)

    def term(
        self,
        name: str,
        label: str,
        unit: Unit,
        value: Stated,
        **options: Unpack[LineOptions],
    ) -> Line:
        """A number that the contract itself agrees, with its clause."""
        return self._add(name, label, unit, LineKind.TERM, None, value, options)

    def parameter(
        self,
        name: str,
        label: str,
        unit: Unit,
        value: Stated,
        **options: Unpack[LineOptions],
    ) -> Line:
        """A published number, with its citation as `rule`."""
        if options.get("rule") is None:
            raise misuse(f"parameter {name!r} has no citation", "pass rule=Citation(...)")
        return self._add(name, label, unit, LineKind.PARAMETER, None, value, options)

    def line(
        self, name: str, label: str, unit: Unit, formula: Formula | Decimal | int, **options: Unpack[LineOptions]
    ) -> Line:
        """A computed line."""
        return self._add(name, label, unit, LineKind.COMPUTED, as_formula(formula), None, options)

    def __getitem__(self, name: str) -> Line:
        return self.lines[name]

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines.values())

    def __contains__(self, name: str) -> bool:
        return name in self.lines

    def of_kind(self, kind: LineKind) -> tuple[Line, ...]:
        """The lines of one kind, in order."""
        return tuple(line for line in self if line.kind is kind)

    def in_section(self, name: str) -> tuple[Line, ...]:
        """The lines of one section, in order."""
        return tuple(line for line in self if line.section == name)

    @property
    def tables(self) -> tuple[StepTable, ...]:
        """Every step table that a line reads, each once."""
        return tuple({table.name: table for line in self for table in line.tables}.values())

    def _add(
        self,
        name: str,
        label: str,
        unit: Unit,
        kind: LineKind,
        formula: Formula | None,
        value: Stated | None,
        options: LineOptions,
    ) -> Line:
        self._check_name(name)
        axis = options.get("axis") or ()
        axes = (axis,) if isinstance(axis, Axis) else axis
        if formula is not None:
            self._check_formula(name, unit, formula)
            axes = formula.axes
        self._check_axes(name, axes)
        if value is not None:
            _check_value(name, unit, value, axes)
        self.axes |= {each.name: each for each in axes}
        line = Line(
            name,
            label,
            unit,
            kind,
            self.sections[-1].name,
            formula,
            value,
            axes,
            rule=options.get("rule"),
            clause=options.get("clause"),
            places=options.get("places"),
            note=options.get("note", ""),
            at_least=options.get("at_least"),
            at_most=options.get("at_most"),
            optional=options.get("optional", False),
            stated=options.get("stated", False),
            ends=options.get("ends"),
            not_above=options.get("not_above"),
            of_streams=options.get("of_streams", False),
            stream_lines=options.get("stream_lines"),
        )
        self.lines[name] = line
        return line

    def _check_name(self, name: str) -> None:
        if not self.sections:
            raise misuse(f"line {name!r} stands in no section", "call section() first")
        if not _NAME.fullmatch(name):
            raise misuse(f"{name!r} is no line name", "use lower case words joined by underscores")
        if name in self.lines:
            raise misuse(f"line {name!r} is there already", "give each line a name of its own")

    def _check_axes(self, name: str, axes: tuple[Axis, ...]) -> None:
        """An axis has one set of members on a worksheet, and a line repeats over it once."""
        for axis in axes:
            known = self.axes.get(axis.name, axis)
            if known != axis or [each.name for each in axes].count(axis.name) > 1:
                what = "twice" if known == axis else "with other members than the lines above it"
                raise misuse(f"line {name!r} has the axis {axis.name!r} {what}", "give the axes names of their own")

    def _check_formula(self, name: str, unit: Unit, formula: Formula) -> None:
        if formula.is_flag != (unit.kind == "flag"):
            raise misuse(f"line {name!r} has unit {unit.name}, its formula another kind", "match unit and formula")
        for node in nodes(formula):
            if isinstance(node, Line) and self.lines.get(node.name) is not node:
                raise misuse(
                    f"line {name!r} refers to {node.name!r}, which does not stand above it on this worksheet",
                    "add that line first, on the same worksheet",
                )
        decisions = _decisions(formula)
        if decisions > 1:
            raise misuse(f"line {name!r} uses when() {decisions} times", "give each decision a line of its own")
