"""The names of cells: each line's cell carries the line's name, each member's cell the name and the member's key."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from openvbc.reports.excel.layout import Layout
from openvbc.reports.excel.names import Taken
from openvbc.reports.excel.tables_sheet import PlacedTable
from openvbc.worksheet.formula import StepTable
from openvbc.worksheet.sheet import Line


@dataclass
class NamedPlaces:
    """What the formulas of one sheet call each line's cell and each table's ranges."""

    lines: dict[tuple[str, str | None], str] = field(default_factory=dict)
    tables: dict[tuple[str, str], str] = field(default_factory=dict)
    bounds_columns: dict[str, str] = field(default_factory=dict)

    def line(self, line: Line, member: str | None) -> str:
        """The defined name of a line's cell; of one member's where the line has an axis."""
        return self.lines[line.name, member]

    def bounds(self, table: StepTable) -> str:
        """The defined name of a table's lower bounds."""
        return self.tables[table.name, self.bounds_columns[table.name]]

    def column(self, table: StepTable, column: str) -> str:
        """The defined name of a table's column."""
        return self.tables[table.name, column]


@dataclass(frozen=True)
class DefinedName:
    """A name and the cells that it stands for. sheet: the sheet that alone knows it; empty where the whole book does.

    Two payment streams may each have a line `member_months`; then each sheet knows its own.
    """

    name: str
    refers_to: str
    sheet: str = ""

    @property
    def scoped(self) -> str:
        """The name as the file wants it."""
        return f"{self.sheet}!{self.name}" if self.sheet else self.name


def name_cells(layouts: Sequence[Layout], tables: Sequence[PlacedTable]) -> tuple[list[NamedPlaces], list[DefinedName]]:
    """The names that each sheet's formulas use, and all names with what they stand for."""
    places = [_name_lines(layout) for layout in layouts]
    uses = Counter(name.casefold() for each in places for name in each.lines.values())
    names: list[DefinedName] = []
    for layout, each in zip(layouts, places, strict=True):
        shared = {name for name in each.lines.values() if uses[name.casefold()] > 1}
        names += _lines(layout, each, shared)
    names += _name_tables(tables, places)
    return places, names


def _name_lines(layout: Layout) -> NamedPlaces:
    """Lines keep their own names; a member's name gives way where it would be another line's."""
    places, taken = NamedPlaces(), Taken()
    for row in layout.figure_rows:
        if row.first:
            places.lines[row.line.name, None] = taken.cell(row.line.name)
    for row in layout.figure_rows:
        for member in row.members:
            places.lines[row.line.name, member.key] = taken.cell(row.line.name, member.key)
    return places


def _lines(layout: Layout, places: NamedPlaces, shared: set[str]) -> Iterator[DefinedName]:
    for row in layout.figure_rows:
        cells = layout.value_cells(row)
        for key, cell in zip(row.keys, cells, strict=True):
            name = places.lines[row.line.name, key]
            sheet = layout.sheet_name if name in shared else ""
            yield DefinedName(name, f"'{layout.sheet_name}'!{cell.fixed}", sheet)
        in_one_row = row.members and row.line.over is not None and len(row.members) == len(row.line.over.members)
        if in_one_row:
            name = places.lines[row.line.name, None]
            sheet = layout.sheet_name if name in shared else ""
            yield DefinedName(name, f"'{layout.sheet_name}'!{cells[0].fixed}:{cells[-1].fixed}", sheet)


def _name_tables(tables: Sequence[PlacedTable], places: Sequence[NamedPlaces]) -> list[DefinedName]:
    taken = Taken(*(name for each in places for name in each.lines.values()))
    names = []
    for placed in tables:
        for head in placed.columns:
            name = taken.cell(placed.table.name, head)
            names.append(DefinedName(name, placed.range_of(head)))
            for each in places:
                each.tables[placed.table.name, head] = name
        for each in places:
            each.bounds_columns[placed.table.name] = placed.bounds_column
    return names
