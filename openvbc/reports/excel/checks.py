"""The formulas that hold a sheet against the engine, and the figures that may be typed into it against their bounds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openvbc.money import plain
from openvbc.reports.excel.layout import Cell
from openvbc.worksheet.sheet import Line

#: What a check says of a cell that holds no figure, or one out of its bounds.
INVALID = "invalid"
#: What a check says of a row whose constants are as they were settled while a formula is not.
DIFFERS = "differs"

#: How far a live figure may lie from the engine's: half a cent; the ninth decimal of a rate (not of its percentage).
_TOLERANCE = {"money": Decimal("0.005"), "rate": Decimal("0.000000001"), "number": Decimal("0.00000001")}


@dataclass(frozen=True)
class Checked:
    """A live figure beside the engine's, and what may stand in its cell."""

    line: Line
    value: Cell
    engine: Cell
    computed: bool
    bounded: bool
    optional: bool

    @property
    def valid(self) -> str:
        """The condition under which the cell holds a figure that may be."""
        return valid_figure(self.line, self.value, bounded=self.bounded, optional=self.optional)

    @property
    def same(self) -> str:
        """The condition under which the live figure is the engine's: a constant to the digit, a result nearly."""
        constant = None if self.line.is_flag else Decimal("0.000000001")
        tolerance = _TOLERANCE.get(self.line.unit.kind) if self.computed else constant
        return _equal(self.value, self.engine, tolerance)


def check_of(figures: Sequence[Checked]) -> str:
    """TRUE if a row is as it was settled, FALSE if a figure was changed or, in a row of formulas, one differs.

    `invalid` if a cell holds no figure that may be; in a row that has both, `differs` if only a formula does.
    """
    constants = [each for each in figures if not each.computed]
    computed = _all(each.same for each in figures if each.computed) if len(constants) < len(figures) else ""
    if not constants:
        return f"={computed}"
    valid, same = _all(each.valid for each in constants), _all(each.same for each in constants)
    if computed:
        same = f'IF({same},IF({computed},TRUE,"{DIFFERS}"),FALSE)'
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
    texts = list(conditions)
    return texts[0] if len(texts) == 1 else f"AND({','.join(texts)})"
