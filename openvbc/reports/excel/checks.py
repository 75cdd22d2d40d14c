"""The formulas that hold a sheet against the engine, and the figures that may be typed into it against their bounds."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from openvbc.money import plain
from openvbc.reports.excel.layout import Cell
from openvbc.worksheet.sheet import Line

#: What a check says of a cell that holds no figure, or one out of its bounds.
INVALID = "invalid"

#: How far a live figure may lie from the engine's: half a cent; the ninth decimal of a rate (not of its percentage).
_TOLERANCE = {"money": Decimal("0.005"), "rate": Decimal("0.000000001"), "number": Decimal("0.00000001")}


def computed_check(line: Line, values: Sequence[Cell], engine: Sequence[Cell]) -> str:
    """TRUE if every live figure of the row equals the engine's, both being absent included."""
    tolerance = _TOLERANCE.get(line.unit.kind)
    return f"={_all(_equal(value, each, tolerance) for value, each in zip(values, engine, strict=True))}"


def constant_check(line: Line, values: Sequence[Cell], engine: Sequence[Cell], *, bounded: bool, optional: bool) -> str:
    """TRUE if the row is as it was settled, FALSE if it was changed, `invalid` if it holds no figure that may be."""
    tolerance = None if line.is_flag else Decimal("0.000000001")
    valid = _all(valid_figure(line, value, bounded=bounded, optional=optional) for value in values)
    same = _all(_equal(value, each, tolerance) for value, each in zip(values, engine, strict=True))
    return f'=IF({valid},{same},"{INVALID}")'


def valid_figure(line: Line, cell: Cell, *, bounded: bool, optional: bool) -> str:
    """The condition under which a cell holds a figure of the line's kind, within its bounds if it is `bounded`."""
    if line.is_flag:
        valid = f"ISLOGICAL({cell})"
    else:
        conditions = [f"ISNUMBER({cell})"]
        if bounded and line.at_least is not None:
            conditions.append(f"{cell}>={plain(line.at_least)}")
        if bounded and line.at_most is not None:
            conditions.append(f"{cell}<={plain(line.at_most)}")
        valid = f"IFERROR(AND({','.join(conditions)}),FALSE)" if len(conditions) > 1 else conditions[0]
    return f"OR(ISNA({cell}),{valid})" if optional else valid


def bounds_in_words(line: Line) -> str:
    """What may be typed into the line's cells: "a number, at least 0, at most 100.00%"."""
    if line.is_flag:
        return "TRUE or FALSE"
    words = "a number"
    if line.at_least is not None:
        words += f", at least {line.show(line.at_least)}"
    if line.at_most is not None:
        words += f", at most {line.show(line.at_most)}"
    return words + (", or =NA() where there is none" if line.optional else "")


def _equal(value: Cell, engine: Cell, tolerance: Decimal | None) -> str:
    same = f"{value}={engine}" if tolerance is None else f"ABS({value}-{engine})<{plain(tolerance)}"
    return f"IFERROR({same},AND(ISNA({value}),ISNA({engine})))"


def _all(conditions: Iterable[str]) -> str:
    told = list(conditions)
    return told[0] if len(told) == 1 else f"AND({','.join(told)})"
