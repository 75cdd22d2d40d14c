"""Which row and column each figure of a worksheet takes, before anything is written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from xlsxwriter.utility import xl_rowcol_to_cell

from openvbc.figures import Key
from openvbc.worksheet.formula import Axis, Member, members_of
from openvbc.worksheet.sheet import Line, Section, Worksheet

#: Figures side by side: members of a matrix, which goes on in a further row; lines of a table, then another follows.
FIGURES_A_ROW = 6

TITLE_ROW, STATE_ROW, HEADER_ROW = 0, 1, 3
FIRST_ROW = HEADER_ROW + 1


#: A figure of a row: its line, and its key if the line has axes.
Figure = tuple[Line, Key | None]


@dataclass(frozen=True)
class Cell:
    """A cell by row and column, counted from zero."""

    row: int
    column: int

    def __str__(self) -> str:
        return str(xl_rowcol_to_cell(self.row, self.column))

    @property
    def fixed(self) -> str:
        """The reference that does not move when a formula is copied: $C$7."""
        return str(xl_rowcol_to_cell(self.row, self.column, row_abs=True, col_abs=True))


@dataclass(frozen=True)
class Heading:
    """A row with the title of a section."""

    row: int
    section: Section


@dataclass(frozen=True)
class MemberHeading:
    """A row with the labels of the axis members above their columns."""

    row: int
    members: tuple[Member, ...]


@dataclass(frozen=True)
class FigureRow:
    """A row with the figures of a line: one, or one for each of `members` of its last axis.

    of: the members of its other axes that the row is about. first: the line's first row.
    """

    row: int
    line: Line
    members: tuple[Member, ...]
    first: bool
    of: tuple[Member, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The line with the key of each figure; one without a key where the line has no axis."""
        if not self.members:
            return ((self.line, None),)
        before = tuple(member.key for member in self.of)
        return tuple((self.line, (*before, member.key)) for member in self.members)


@dataclass(frozen=True)
class TableHead:
    """A row with the labels of lines over one axis above their columns."""

    row: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class TableRow:
    """A row with the figures of one member of an axis: one for each of `lines`."""

    row: int
    lines: tuple[Line, ...]
    member: Member

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Each line with the member's key."""
        return tuple((line, self.member.key) for line in self.lines)


@dataclass(frozen=True)
class SaidRow:
    """A row below a table that says how one of its columns comes about."""

    row: int
    line: Line


@dataclass(frozen=True)
class Layout:
    """The rows of a worksheet and its columns: label, values, the engine's values, check, and what is said of a line.

    width: how many columns the values take (the engine's values take as many).
    """

    sheet_name: str
    rows: "tuple[Row, ...]"
    width: int

    @property
    def figure_rows(self) -> "tuple[FigureRow | TableRow, ...]":
        """The rows that hold figures."""
        return tuple(row for row in self.rows if isinstance(row, FigureRow | TableRow))

    @cached_property
    def cells(self) -> Mapping[str, Mapping[Key | None, Cell]]:
        """By the line's name, the cell of each of its live values."""
        found: dict[str, dict[Key | None, Cell]] = {}
        for row in self.figure_rows:
            for (line, key), cell in zip(row.figures, self.value_cells(row), strict=True):
                found.setdefault(line.name, {})[key] = cell
        return found

    def value_cells(self, row: "FigureRow | TableRow") -> tuple[Cell, ...]:
        """The cells of the live values."""
        return tuple(Cell(row.row, 1 + index) for index in range(len(row.figures)))

    def engine_cells(self, row: "FigureRow | TableRow") -> tuple[Cell, ...]:
        """The cells of the engine's values."""
        return tuple(Cell(row.row, 1 + self.width + index) for index in range(len(row.figures)))

    def column(self, name: str) -> int:
        """The column of what is said of a line: check, kind, unit, words, clause, rule or source."""
        return 1 + 2 * self.width + COLUMNS_AFTER_VALUES.index(name)

    @property
    def last_row(self) -> int:
        """The last row that is used."""
        return self.rows[-1].row

    def whole_column(self, name: str) -> str:
        """The range of a column over all rows of lines, with the sheet's name."""
        column = self.column(name)
        return f"'{self.sheet_name}'!{Cell(FIRST_ROW, column).fixed}:{Cell(self.last_row, column).fixed}"

    def cell_of(self, name: str) -> Cell:
        """The first cell of the line `name`."""
        return next(iter(self.cells[name].values()))


COLUMNS_AFTER_VALUES = ("check", "unit", "kind", "words", "clause", "rule", "source")


def lay_out(sheet: Worksheet, sheet_name: str) -> Layout:
    """The rows of a worksheet in official order."""
    rows = tuple(_rows(sheet))
    width = max((len(row.figures) for row in rows if isinstance(row, FigureRow | TableRow)), default=1)
    return Layout(sheet_name, rows, max(width, 1))


Row = Heading | MemberHeading | FigureRow | TableHead | TableRow | SaidRow


def _rows(sheet: Worksheet) -> Iterator[Row]:
    number = FIRST_ROW
    for section in sheet.sections:
        lines = sheet.in_section(section.name)
        if not lines:
            continue
        yield Heading(number, section)
        number += 1
        shown: tuple[Member, ...] = ()
        for axes, run in groupby(lines, key=lambda line: line.axes):
            together = tuple(run)
            if len(axes) == 1:
                for start in range(0, len(together), FIGURES_A_ROW):
                    rows = tuple(_table(number, together[start : start + FIGURES_A_ROW], axes[0]))
                    yield from rows
                    number += len(rows)
                shown = ()
                continue
            for line in together:
                first = True
                for of in members_of(line.axes[:-1]):
                    for members in _split(line.axes[-1] if line.axes else None):
                        if members and members != shown:
                            yield MemberHeading(number, members)
                            number += 1
                        shown = members or shown
                        yield FigureRow(number, line, members, first, of)
                        number, first = number + 1, False


def _table(number: int, lines: tuple[Line, ...], axis: Axis) -> Iterator[Row]:
    """Lines over one axis: their labels, a row for each member, then a row for what is said of each line."""
    yield TableHead(number, lines)
    for index, member in enumerate(axis.members, start=1):
        yield TableRow(number + index, lines, member)
    for index, line in enumerate(lines, start=1 + len(axis.members)):
        yield SaidRow(number + index, line)


def _split(axis: Axis | None) -> list[tuple[Member, ...]]:
    if axis is None:
        return [()]
    return [axis.members[start : start + FIGURES_A_ROW] for start in range(0, len(axis.members), FIGURES_A_ROW)]
