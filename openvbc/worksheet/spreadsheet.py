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

from collections.abc import Container, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from openvbc.figures import ABSENT, Absent, Key
from openvbc.money import plain
from openvbc.units import FACTOR, POINTS, SCORE
from openvbc.worksheet.formula import (
    COMPARISONS,
    READS_A_TABLE,
    Apply,
    Axis,
    Constant,
    Formula,
    Operation,
    Place,
    StepTable,
    key_at,
    nodes,
    place_of,
)
from openvbc.worksheet.sheet import Line, Worksheet


class Places(Protocol):
    """Where lines and tables stand in a workbook: a cell reference, a range or a defined name."""

    def line(self, line: Line, key: Key | None) -> str:
        """The cell of a line; that of one key where the line has axes (`key` is None where it has none)."""
        ...

    def bounds(self, table: StepTable) -> str:
        """The range of a table's lower bounds."""
        ...

    def column(self, table: StepTable, column: str) -> str:
        """The range of a table's column."""
        ...


#: A line's cell: its name, and the key on its axes if it has some.
CellOfLine = tuple[str, Key | None]


def spreadsheet_formula(
    formula: Formula, places: Places, may_be_absent: Container[CellOfLine], key: Key | None = None
) -> str:
    """The formula as Excel reads it, from the equals sign on.

    may_be_absent: the cells that can be absent, as `cells_that_may_be_absent` finds them; only totals need it.
    key: the members meant, where the formula has axes. IFNA is written by its plain name; a file wants it with
    the prefix `_xlfn.`.
    """
    return f"={_Writer(places, may_be_absent).text(formula, place_of(formula.axes, key))}"


def cells_that_may_be_absent(sheet: Worksheet, set_to_absent: Container[str] = ()) -> Set[CellOfLine]:
    """The cells that can be absent: optional inputs, what is stated or set to be absent, and what rests on them."""
    found: set[CellOfLine] = set()
    for line in sheet:
        for key in line.all_keys or (None,):
            stated = line.value[key] if isinstance(line.value, Mapping) and key is not None else line.value
            computed = line.formula is not None and _may_be_absent(line.formula, found, place_of(line.axes, key))
            has_none = line.axes and key not in line.keys
            if computed or line.optional or has_none or stated is ABSENT or line.name in set_to_absent:
                found.add((line.name, key))
    return found


def _may_be_absent(formula: Formula, cells: Container[CellOfLine], place: Place) -> bool:
    match formula:
        case Line(name=name, axes=axes):
            return (name, key_at(axes, place) if axes else None) in cells
        case Constant(value=value):
            return value is ABSENT
        case Apply(operation=operation) if operation in READS_A_TABLE:
            return True
        case Apply(operation=Operation.PRESENT):
            return False
        case Apply(operation=Operation.FIRST_PRESENT, arguments=arguments):
            return all(_may_be_absent(argument, cells, place) for argument in arguments)
        case Apply(operation=Operation.TOTAL, arguments=(inner,), over=Axis() as over):
            return all(_may_be_absent(inner, cells, {**place, over.name: key}) for key in over.keys)
        case Apply(operation=Operation.PRODUCT, arguments=(inner,), over=Axis() as over):
            return any(_may_be_absent(inner, cells, {**place, over.name: key}) for key in over.keys)
        case Apply(operation=Operation.AT, arguments=(inner,), over=Axis() as over, member=member):
            return _may_be_absent(inner, cells, {**place, over.name: member})
        case Apply(operation=Operation.FOLLOWING, arguments=(inner,)):
            moved = formula.next_place(place)
            return moved is None or _may_be_absent(inner, cells, moved)
        case Apply(operation=Operation.BY_MEMBER, over=Axis() as over):
            return _may_be_absent(formula.branch(place[over.name]), cells, place)
        case Apply(arguments=arguments):
            return any(_may_be_absent(argument, cells, place) for argument in arguments)
    raise TypeError(f"{formula!r} is no formula")


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
    may_be_absent: Container[CellOfLine]

    def text(self, formula: Formula, place: Place) -> str:
        """The text, for a position where nothing can pull it apart."""
        return self.phrase(formula, place)[0]

    def phrase(self, formula: Formula, place: Place) -> tuple[str, int]:
        """The text and its tightness."""
        match formula:
            case Constant(value=Absent()):
                return "NA()", _ATOM
            case Constant(value=bool() as value):
                return ("TRUE" if value else "FALSE"), _ATOM
            case Constant(value=Decimal() as value):
                return plain(value), _ATOM if value >= 0 else _BARE
            case Line(axes=axes):
                return self.places.line(formula, key_at(axes, place) if axes else None), _ATOM
            case Apply(operation=operation, arguments=(first, second)) if operation in _TIGHTNESS:
                return self.arithmetic(operation, first, second, place)
            case Apply(operation=operation, arguments=(first, second)) if operation in COMPARISONS:
                return self.comparison(operation, first, second, place)
            case Apply(operation=Operation.AT, arguments=(inner,), over=Axis() as over, member=member):
                return self.phrase(inner, {**place, over.name: member})
            case Apply(operation=Operation.FOLLOWING, arguments=(inner,)):
                moved = formula.next_place(place)
                return ("NA()", _ATOM) if moved is None else self.phrase(inner, moved)
            case Apply(operation=Operation.PRODUCT, arguments=(inner,), over=Axis() as over):
                members = [self.bracketed(inner, {**place, over.name: key}, _PRODUCT) for key in over.keys]
                return "*".join(members), _PRODUCT
            case Apply(operation=Operation.BY_MEMBER, over=Axis() as over):
                return self.phrase(formula.branch(place[over.name]), place)
            case Apply():
                return self.function(formula, place)
        raise TypeError(f"{formula!r} is no formula")

    def arithmetic(self, operation: Operation, first: Formula, second: Formula, place: Place) -> tuple[str, int]:
        """`a+b` with brackets where they are needed: a-(b-c) and a/(b*c) need theirs, a+(b+c) does not."""
        tightness = _TIGHTNESS[operation]
        strict = operation in (Operation.SUBTRACT, Operation.DIVIDE)
        left = self.bracketed(first, place, tightness)
        right = self.bracketed(second, place, tightness + strict)
        return f"{left}{operation.value}{right}", tightness

    def bracketed(self, formula: Formula, place: Place, needed: int) -> str:
        """The text, in brackets if it holds together less tightly than needed."""
        text, tightness = self.phrase(formula, place)
        return text if tightness >= needed else f"({text})"

    def comparison(self, operation: Operation, first: Formula, second: Formula, place: Place) -> tuple[str, int]:
        """`ROUND(a-b,4)>=0`: on which side of zero the difference lies, binary noise taken off."""
        with_nothing = isinstance(second, Constant) and second.value == 0
        difference = (
            self.text(first, place) if with_nothing else self.arithmetic(Operation.SUBTRACT, first, second, place)[0]
        )
        return f"ROUND({difference},{_noise_decimals(first, second)}){operation.value}0", _COMPARISON

    def function(self, node: Apply, place: Place) -> tuple[str, int]:
        """An operation that Excel writes as a function, or as a formula of functions."""
        match node.operation:
            case Operation.TOTAL:
                return self.total(node, place)
            case Operation.RUNNING_TOTAL:
                return self.running_total(node, place)
            case Operation.ROUNDED:
                argument = node.arguments[0]
                noise = max(node.places + 4, _noise_decimals(argument))
                return f"ROUND(ROUND({self.text(argument, place)},{noise}),{node.places})", _ATOM
            case Operation.LOOKUP | Operation.INTERPOLATED:
                return self.read(node, place), _ATOM
            case Operation.PRESENT:
                return f"NOT(ISNA({self.text(node.arguments[0], place)}))", _ATOM
        arguments = ",".join(self.text(argument, place) for argument in node.arguments)
        return f"{_FUNCTION[node.operation]}({arguments})", _ATOM

    def read(self, node: Apply, place: Place) -> str:
        """The value of the last row whose bound is not above the figure; below the first bound LOOKUP gives #N/A.

        In a straight line: what that row and the next one say, by how far the figure lies between their bounds.
        An absent figure is asked for first: inside IFNA and ISNA, LibreOffice turns the #N/A of LOOKUP or MATCH at a
        computed #N/A into #VALUE!.
        """
        if node.table is None:
            raise TypeError("a table is read, and there is none")
        inner = node.arguments[0]
        text = self.text(inner, place)
        bounds, column = self.places.bounds(node.table), self.places.column(node.table, node.column)
        figure = f"ROUND({text},{_noise_decimals(inner)})"
        found = f"LOOKUP({figure},{bounds},{column})"
        if node.operation is Operation.INTERPOLATED:
            row = f"MATCH({figure},{bounds})"
            bound, value = f"INDEX({bounds},{row})", f"INDEX({column},{row})"
            next_bound, next_value = f"INDEX({bounds},{row}+1)", f"INDEX({column},{row}+1)"
            slope = f"({next_value}-{value})*({figure}-{bound})/({next_bound}-{bound})"
            found = f"IF({figure}>=MAX({bounds}),{found},{value}+{slope})"
        return f"IF(ISNA({text}),NA(),{found})" if _may_be_absent(inner, self.may_be_absent, place) else found

    def total(self, node: Apply, place: Place) -> tuple[str, int]:
        """The members added up. Where some may be absent, those that are there; #N/A if none is."""
        (inner,), over = node.arguments, node.over
        if over is None:
            raise TypeError("a total without an axis")
        members = [{**place, over.name: key} for key in over.keys]
        sometimes = [_may_be_absent(inner, self.may_be_absent, each) for each in members]
        if not all(sometimes):
            parts = [
                f"IFNA({self.text(inner, each)},0)" if maybe else self.bracketed(inner, each, _SUM)
                for each, maybe in zip(members, sometimes, strict=True)
            ]
            return "+".join(parts), _SUM
        texts = [self.text(inner, each) for each in members]
        none_there = ",".join(f"ISNA({each})" for each in texts)
        those_there = "+".join(f"IFNA({each},0)" for each in texts)
        return f"IF(AND({none_there}),NA(),{those_there})", _ATOM

    def running_total(self, node: Apply, place: Place) -> tuple[str, int]:
        """The member's own figure and those of all that come before it; of equal ones, those that stand above it."""
        (inner, by), over = node.arguments, node.over
        if over is None:
            raise TypeError("a running total without an axis")
        decimals, own = _noise_decimals(by), place[over.name]
        at = self.bracketed(by, place, _PRODUCT)
        parts, sign = [], "<="
        for key in over.keys:
            other = {**place, over.name: key}
            text = self.bracketed(inner, other, _SUM)
            if key == own:
                parts.append(text)
                sign = "<"
                continue
            term = f"IF(ROUND({self.bracketed(by, other, _SUM)}-{at},{decimals}){sign}0,{self.text(inner, other)},0)"
            maybe = any(_may_be_absent(each, self.may_be_absent, other) for each in node.arguments)
            parts.append(f"IFNA({term},0)" if maybe else term)
        added = "+".join(parts)
        absent = [each for each in node.arguments if _may_be_absent(each, self.may_be_absent, place)]
        if absent:
            asked = ",".join(f"ISNA({self.text(each, place)})" for each in absent)
            return f"IF(OR({asked}),NA(),{added})", _ATOM
        return added, _SUM


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
        case Apply(operation=operation) if operation in READS_A_TABLE:
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
