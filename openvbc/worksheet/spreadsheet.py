"""The reader that writes Excel formulas. Plain text: it knows no file format and no cells, only what names them.

Excel computes in binary floats. Three things keep a workbook on the same side of every decision as the exact figures:

- A comparison rounds the difference of its sides, `ROUND(a-b,4)>=0`, so that a figure exactly on a threshold does not
  fall off it. How many decimals depends on what is compared (`_noise_decimals`): sums of dollars run to billions, whose
  last binary digit is worth about a ten-millionth of a dollar; rates are near one.
- A rule's own rounding first takes off the binary noise, `ROUND(ROUND(x,6),2)`, so that half a cent rounds as agreed.
- A step table is read at a rounded figure for the same reason.

So two amounts of dollars less than a hundredth of a cent apart count as equal on the sheet, though not in the exact
figures. Absence is #N/A, which Excel carries through arithmetic and comparisons as the exact figures carry absence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from openvbc.money import plain
from openvbc.units import FACTOR, POINTS, SCORE
from openvbc.worksheet.formula import COMPARISONS, Apply, Constant, Formula, Operation, StepTable, nodes
from openvbc.worksheet.sheet import Line


class Places(Protocol):
    """Where lines and tables stand in a workbook: a cell reference, a range or a defined name."""

    def line(self, line: Line, member: str | None) -> str:
        """The cell of a line; of one member where the line has an axis (`member` is None where it has none)."""
        ...

    def bounds(self, table: StepTable) -> str:
        """The range of a table's lower bounds."""
        ...

    def column(self, table: StepTable, column: str) -> str:
        """The range of a table's column."""
        ...


def spreadsheet_formula(
    formula: Formula, places: Places, member: str | None = None, absent: frozenset[str] = frozenset()
) -> str:
    """The formula as Excel reads it, from the equals sign on.

    member: the column meant, where the formula has an axis. absent: names of lines that were set to absent from
    outside. IFNA is written by its plain name; a file wants it with the prefix `_xlfn.`.
    """
    return f"={_Writer(places, absent).told(formula, member)}"


_COMPARISON, _SUM, _PRODUCT, _ATOM = 1, 2, 3, 4
_BARE = 0  # a negative number: stands alone, in brackets anywhere else

_TIGHTNESS = {
    Operation.ADD: _SUM,
    Operation.SUBTRACT: _SUM,
    Operation.MULTIPLY: _PRODUCT,
    Operation.DIVIDE: _PRODUCT,
}
_FUNCTION = {
    Operation.WHEN: "IF",
    Operation.LEAST: "MIN",
    Operation.GREATEST: "MAX",
    Operation.ALL_OF: "AND",
    Operation.ANY_OF: "OR",
    Operation.FIRST_PRESENT: "IFNA",
}


@dataclass
class _Writer:
    """One formula being written: text, and how tightly it holds together, so that brackets stand where needed."""

    places: Places
    absent: frozenset[str]
    known_absent: dict[str, bool] = field(default_factory=dict)

    def told(self, formula: Formula, member: str | None) -> str:
        """The text, for a place where nothing can pull it apart."""
        return self.phrase(formula, member)[0]

    def phrase(self, formula: Formula, member: str | None) -> tuple[str, int]:
        """The text and its tightness."""
        match formula:
            case Constant(value=bool() as value):
                return ("TRUE" if value else "FALSE"), _ATOM
            case Constant(value=value):
                return plain(Decimal(value)), _ATOM if value >= 0 else _BARE
            case Line():
                return self.places.line(formula, member if formula.over else None), _ATOM
            case Apply(operation=operation, arguments=(first, second)) if operation in _TIGHTNESS:
                return self.arithmetic(operation, first, second, member)
            case Apply(operation=operation, arguments=(first, second)) if operation in COMPARISONS:
                return self.comparison(operation, first, second, member)
            case Apply():
                return self.function(formula, member)
        raise TypeError(f"{formula!r} is no formula")

    def arithmetic(self, operation: Operation, first: Formula, second: Formula, member: str | None) -> tuple[str, int]:
        """`a+b` with brackets where they are needed: a-(b-c) and a/(b*c) need theirs, a+(b+c) does not."""
        tightness = _TIGHTNESS[operation]
        strict = operation in (Operation.SUBTRACT, Operation.DIVIDE)
        left = self.bracketed(first, member, tightness)
        right = self.bracketed(second, member, tightness + strict)
        return f"{left}{operation.value}{right}", tightness

    def bracketed(self, formula: Formula, member: str | None, needed: int) -> str:
        """The text, in brackets if it holds together less tightly than needed."""
        text, tightness = self.phrase(formula, member)
        return text if tightness >= needed else f"({text})"

    def comparison(self, operation: Operation, first: Formula, second: Formula, member: str | None) -> tuple[str, int]:
        """`ROUND(a-b,4)>=0`: on which side of zero the difference lies, binary noise taken off."""
        with_nothing = isinstance(second, Constant) and second.value == 0
        difference = (
            self.told(first, member) if with_nothing else self.arithmetic(Operation.SUBTRACT, first, second, member)[0]
        )
        return f"ROUND({difference},{_noise_decimals(first, second)}){operation.value}0", _COMPARISON

    def function(self, node: Apply, member: str | None) -> tuple[str, int]:
        """An operation that Excel writes as a function, or as a formula of functions."""
        match node.operation:
            case Operation.TOTAL:
                return self.total(node.arguments[0])
            case Operation.ROUNDED:
                argument = node.arguments[0]
                noise = max(node.places + 4, _noise_decimals(argument))
                return f"ROUND(ROUND({self.told(argument, member)},{noise}),{node.places})", _ATOM
            case Operation.LOOKUP:
                return self.lookup(node, member), _ATOM
            case Operation.PRESENT:
                return f"NOT(ISNA({self.told(node.arguments[0], member)}))", _ATOM
        arguments = ",".join(self.told(argument, member) for argument in node.arguments)
        return f"{_FUNCTION[node.operation]}({arguments})", _ATOM

    def lookup(self, node: Apply, member: str | None) -> str:
        """The row is the last whose bound is not above the figure; below the first bound MATCH gives #N/A."""
        if node.table is None:
            raise TypeError("a lookup without a table")
        at = node.arguments[0]
        row = f"MATCH(ROUND({self.told(at, member)},{_noise_decimals(at)}),{self.places.bounds(node.table)},1)"
        return f"INDEX({self.places.column(node.table, node.column)},{row})"

    def total(self, over: Formula) -> tuple[str, int]:
        """The members added up. Where some may be absent, those that are there; #N/A if none is."""
        keys = over.axis.keys if over.axis else ()
        if not self.may_be_absent(over):
            return "+".join(self.bracketed(over, key, _SUM) for key in keys), _SUM
        told = [self.told(over, key) for key in keys]
        none_there = ",".join(f"ISNA({each})" for each in told)
        those_there = "+".join(f"IFNA({each},0)" for each in told)
        return f"IF(AND({none_there}),NA(),{those_there})", _ATOM

    def may_be_absent(self, formula: Formula) -> bool:
        """Whether the value can be absent, by the lines it rests on."""
        match formula:
            case Line():
                if formula.name not in self.known_absent:
                    self.known_absent[formula.name] = self.line_may_be_absent(formula)
                return self.known_absent[formula.name]
            case Apply(operation=Operation.LOOKUP):
                return True
            case Apply(operation=Operation.PRESENT):
                return False
            case Apply(operation=Operation.FIRST_PRESENT, arguments=arguments):
                return all(self.may_be_absent(argument) for argument in arguments)
            case Apply(arguments=arguments):
                return any(self.may_be_absent(argument) for argument in arguments)
        return False

    def line_may_be_absent(self, line: Line) -> bool:
        """An optional input, a line set to absent from outside, or a formula that rests on one."""
        if line.name in self.absent or line.optional:
            return True
        return line.formula is not None and self.may_be_absent(line.formula)


#: Powers of dollars and of a count of people, months or the like.
_Dimension = tuple[int, int]


def _noise_decimals(*formulas: Formula) -> int:
    """How many decimals of a figure are more than binary noise: 4 for sums of dollars, 12 for rates, 9 for the rest."""
    dimension = _first_known(formulas)
    dollars, count = dimension or (0, 0)
    if dollars > 0 and count >= 0:
        return 4
    numbers = any(isinstance(node, Line) and node.unit.kind == "number" for each in formulas for node in nodes(each))
    return 9 if numbers or dimension not in (None, (0, 0)) else 12


def _first_known(formulas: Sequence[Formula]) -> _Dimension | None:
    return next((found for each in formulas if (found := _dimension(each)) is not None), None)


def _dimension(formula: Formula) -> _Dimension | None:
    """What a figure counts; None for constants and table values, which fit whatever they stand beside."""
    match formula:
        case Line():
            return _dimension_of_line(formula)
        case Apply(operation=Operation.MULTIPLY | Operation.DIVIDE as operation, arguments=(first, second)):
            dollars, count = _dimension(first) or (0, 0)
            more_dollars, more_count = _dimension(second) or (0, 0)
            sign = 1 if operation is Operation.MULTIPLY else -1
            return dollars + sign * more_dollars, count + sign * more_count
        case Apply(operation=Operation.LOOKUP):
            return None
        case Apply(operation=Operation.WHEN, arguments=(_, *sides)):
            return _first_known(sides)
        case Apply(arguments=arguments):
            return _first_known(arguments)
    return None


def _dimension_of_line(line: Line) -> _Dimension:
    if line.unit.kind == "money":
        return 1, -1 if line.unit.per else 0
    counted = line.unit.kind == "number" and line.unit not in (FACTOR, SCORE, POINTS)
    return 0, int(counted)
