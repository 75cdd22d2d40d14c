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

from collections.abc import Container, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from openvbc.money import plain
from openvbc.units import FACTOR, POINTS, SCORE
from openvbc.worksheet.formula import COMPARISONS, Apply, Constant, Formula, Operation, StepTable, nodes
from openvbc.worksheet.sheet import Line, Worksheet


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
    formula: Formula, places: Places, may_be_absent: Container[str], member: str | None = None
) -> str:
    """The formula as Excel reads it, from the equals sign on.

    may_be_absent: names of the lines that can be absent, as `lines_that_may_be_absent` finds them; only totals need it.
    member: the column meant, where the formula has an axis. IFNA is written by its plain name; a file wants it with
    the prefix `_xlfn.`.
    """
    return f"={_Writer(places, may_be_absent).told(formula, member)}"


def lines_that_may_be_absent(sheet: Worksheet, set_to_absent: Container[str] = ()) -> frozenset[str]:
    """The lines that can be absent: optional inputs, lines set to absent from outside, and what rests on them."""
    found: set[str] = set()
    for line in sheet:
        computed = line.formula is not None and _may_be_absent(line.formula, found)
        if computed or line.optional or line.name in set_to_absent:
            found.add(line.name)
    return frozenset(found)


def _may_be_absent(formula: Formula, lines: Container[str]) -> bool:
    match formula:
        case Line(name=name):
            return name in lines
        case Apply(operation=Operation.LOOKUP):
            return True
        case Apply(operation=Operation.PRESENT):
            return False
        case Apply(operation=Operation.FIRST_PRESENT, arguments=arguments):
            return all(_may_be_absent(argument, lines) for argument in arguments)
        case Apply(arguments=arguments):
            return any(_may_be_absent(argument, lines) for argument in arguments)
    return False


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


@dataclass(frozen=True)
class _Writer:
    """One formula being written: text, and how tightly it holds together, so that brackets stand where needed."""

    places: Places
    may_be_absent: Container[str]

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
        """The value of the last row whose bound is not above the figure; below the first bound LOOKUP gives #N/A.

        An absent figure is asked for first: inside IFNA and ISNA, LibreOffice turns the #N/A of LOOKUP or MATCH at a
        computed #N/A into #VALUE!.
        """
        if node.table is None:
            raise TypeError("a lookup without a table")
        at = node.arguments[0]
        told = self.told(at, member)
        bounds, column = self.places.bounds(node.table), self.places.column(node.table, node.column)
        found = f"LOOKUP(ROUND({told},{_noise_decimals(at)}),{bounds},{column})"
        return f"IF(ISNA({told}),NA(),{found})" if _may_be_absent(at, self.may_be_absent) else found

    def total(self, over: Formula) -> tuple[str, int]:
        """The members added up. Where some may be absent, those that are there; #N/A if none is."""
        keys = over.axis.keys if over.axis else ()
        if not _may_be_absent(over, self.may_be_absent):
            return "+".join(self.bracketed(over, key, _SUM) for key in keys), _SUM
        told = [self.told(over, key) for key in keys]
        none_there = ",".join(f"ISNA({each})" for each in told)
        those_there = "+".join(f"IFNA({each},0)" for each in told)
        return f"IF(AND({none_there}),NA(),{those_there})", _ATOM


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
