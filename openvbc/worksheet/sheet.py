"""A worksheet: an ordered set of named lines in sections. A line refers only to lines above it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import TypedDict, Unpack

from openvbc.citation import Citation, Clause
from openvbc.units import Unit
from openvbc.worksheet.formula import Apply, Axis, Formula, Operation, StepTable, as_formula, misuse, nodes


class LineKind(Enum):
    """Where a line's value comes from."""

    INPUT = "input"
    TERM = "term of the contract"
    PARAMETER = "published parameter"
    COMPUTED = "formula"


class LineOptions(TypedDict, total=False):
    """What any line may say besides its name, label, unit and value.

    axis: the columns of an input, term or parameter. rule: the citation of the rule or published value.
    clause: where the contract says so. places: decimals shown, if other than the unit's. note: a sentence for readers.
    at_least, at_most: bounds outside which an input is refused. optional: the input may be absent.
    stated: an optional input that must still be given: its absence has to be written down.
    ends: for an input over an axis, the members that have such a figure, each with its least and most.
    not_above: an input that this one may not exceed, such as a denominator.
    """

    axis: Axis | None
    rule: Citation | None
    clause: Clause | None
    places: int | None
    note: str
    at_least: Decimal | None
    at_most: Decimal | None
    optional: bool
    stated: bool
    ends: Mapping[str, tuple[Decimal | None, Decimal | None]] | None
    not_above: Formula | None


@dataclass(frozen=True, eq=False, slots=True)
class Line(Formula):
    """A named line: label and unit, its formula or value, and where the rule or term stands."""

    name: str
    label: str
    unit: Unit
    kind: LineKind
    section: str
    formula: Formula | None = None
    value: "Decimal | bool | Mapping[str, Decimal] | None" = None
    over: Axis | None = None
    rule: Citation | None = None
    clause: Clause | None = None
    places: int | None = None
    note: str = ""
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    optional: bool = False
    stated: bool = False
    ends: Mapping[str, tuple[Decimal | None, Decimal | None]] | None = None
    not_above: Formula | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The members of its axis for which it has a figure; none for a single value."""
        if self.over is None:
            return ()
        return tuple(key for key in self.over.keys if self.ends is None or key in self.ends)

    @property
    def axis(self) -> Axis | None:
        """The columns of the line, if it has any."""
        return self.over

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


def _check_value(name: str, unit: Unit, value: "Decimal | bool | Mapping[str, Decimal]", axis: Axis | None) -> None:
    """A term or parameter has one exact value, or one for each member of its axis, of the kind that its unit says."""
    if isinstance(value, Mapping) != (axis is not None) or (
        isinstance(value, Mapping) and axis is not None and value.keys() != set(axis.keys)
    ):
        raise misuse(f"line {name!r}: one value a member of an axis, or one value without axis", "match the two")
    for each in value.values() if isinstance(value, Mapping) else [value]:
        if not isinstance(each, bool if unit.kind == "flag" else Decimal):
            raise misuse(f"line {name!r} has unit {unit.name}, its value is {each!r}", "give a Decimal, or yes or no")


@dataclass
class Worksheet:
    """Lines in reading order. `outcome` names the line that answers the contract's question.

    `waterfall` says how the answer comes about in bars, `bridges` how other lines do; each total equals the bars
    before it. `reasons` say in words why nothing is paid, or why less.
    Build it from the top: `section`, then `input`, `term`, `parameter` and `line` add to that section.
    """

    title: str
    sections: list[Section] = field(default_factory=list)
    lines: dict[str, Line] = field(default_factory=dict)
    outcome: str = ""
    waterfall: tuple[Bar, ...] = ()
    bridges: tuple[Bridge, ...] = ()
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
        value: "Decimal | bool | Mapping[str, Decimal]",
        **options: Unpack[LineOptions],
    ) -> Line:
        """A number that the contract itself agrees, with its clause."""
        return self._add(name, label, unit, LineKind.TERM, None, value, options)

    def parameter(
        self,
        name: str,
        label: str,
        unit: Unit,
        value: "Decimal | bool | Mapping[str, Decimal]",
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
        value: "Decimal | bool | Mapping[str, Decimal] | None",
        options: LineOptions,
    ) -> Line:
        self._check_name(name)
        axis = options.get("axis")
        if formula is not None:
            self._check_formula(name, unit, formula)
            axis = formula.axis
        if value is not None:
            _check_value(name, unit, value, axis)
        line = Line(
            name,
            label,
            unit,
            kind,
            self.sections[-1].name,
            formula,
            value,
            axis,
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

    def _check_formula(self, name: str, unit: Unit, formula: Formula) -> None:
        if formula.is_flag != (unit.kind == "flag"):
            raise misuse(f"line {name!r} has unit {unit.name}, its formula another kind", "match unit and formula")
        whens = 0
        for node in nodes(formula):
            if isinstance(node, Line) and self.lines.get(node.name) is not node:
                raise misuse(
                    f"line {name!r} refers to {node.name!r}, which does not stand above it on this worksheet",
                    "add that line first, on the same worksheet",
                )
            whens += isinstance(node, Apply) and node.operation is Operation.WHEN
        if whens > 1:
            raise misuse(f"line {name!r} uses when() {whens} times", "give each decision a line of its own")
