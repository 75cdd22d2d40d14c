"""Computes a formula as Excel reads it, knowing nothing of worksheets: Excel's functions in fractions, None for #N/A.

What LibreOffice shows in floats, this shows without rounding and wherever the tests run.
"""

import ast
import operator
from bisect import bisect_right
from collections.abc import Callable, Mapping
from fractions import Fraction

from openvbc.worksheet.exact import round_fraction

Cell = Fraction | bool | None
#: What stands in the cells, and in the ranges of tables.
Cells = Mapping[str, Cell]
Ranges = Mapping[str, list[Fraction]]

_ARITHMETIC: Mapping[type, Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARISONS: Mapping[type, Callable[[Fraction, Fraction], bool]] = {
    ast.GtE: operator.ge,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.Lt: operator.lt,
}


class ExcelReader:
    """Reads formulas over cells by name. A formula without text and ranges is written in the syntax of Python too."""

    def __init__(self, cells: Cells, ranges: Ranges) -> None:
        self.cells = cells
        self.ranges = ranges

    def formula(self, text: str) -> Cell:
        """The value of a formula from the equals sign on."""
        assert text.startswith("=")
        return self._value(ast.parse(text[1:], mode="eval").body)

    def _value(self, node: ast.expr) -> Cell:
        match node:
            case ast.Constant(value=number):
                return Fraction(str(number))
            case ast.Name(id="TRUE" | "FALSE" as word):
                return word == "TRUE"
            case ast.Name(id=name):
                return self.cells[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                value = self._value(operand)
                return None if value is None else -Fraction(value)
            case ast.BinOp(left=left, op=operation, right=right):
                first, second = self._value(left), self._value(right)
                either = first is None or second is None
                return None if either else _ARITHMETIC[type(operation)](Fraction(first or 0), Fraction(second or 0))
            case ast.Compare(left=left, ops=[operation], comparators=[right]):
                first, second = self._value(left), self._value(right)
                either = first is None or second is None
                return None if either else _COMPARISONS[type(operation)](Fraction(first or 0), Fraction(second or 0))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._function(name, arguments)
        raise TypeError(ast.dump(node))

    def _function(self, name: str, arguments: list[ast.expr]) -> Cell:
        if name == "NA":
            return None
        if name in ("IF", "IFNA", "ISNA"):
            first = self._value(arguments[0])
            if name == "ISNA":
                return first is None
            if name == "IFNA":
                return self._value(arguments[1]) if first is None else first
            return None if first is None else self._value(arguments[1 if first else 2])
        if name in ("MATCH", "LOOKUP", "INDEX") or (name == "MAX" and self._range(arguments[0]) is not None):
            return self._of_table(name, arguments)
        values = [self._value(argument) for argument in arguments]
        numbers = [Fraction(value) for value in values if value is not None]
        if len(numbers) < len(values):
            return None
        if name == "ROUND":
            return round_fraction(numbers[0], int(numbers[1]))
        functions: Mapping[str, Callable[[list[Fraction]], Cell]] = {
            "AND": all, "OR": any, "NOT": lambda flags: not flags[0], "MIN": min, "MAX": max,
        }  # fmt: skip
        return functions[name](numbers)

    def _range(self, node: ast.expr) -> list[Fraction] | None:
        return self.ranges.get(node.id) if isinstance(node, ast.Name) else None

    def _of_table(self, name: str, arguments: list[ast.expr]) -> Cell:
        ranges = [found for each in arguments if (found := self._range(each)) is not None]
        if name == "MAX":
            return max(ranges[0])
        if name == "INDEX":
            row = self._value(arguments[1])
            return None if row is None else ranges[0][int(row) - 1]
        at = self._value(arguments[0])
        if at is None or at < ranges[0][0]:
            return None
        row = Fraction(bisect_right(ranges[0], at))
        return row if name == "MATCH" else ranges[1][int(row) - 1]
