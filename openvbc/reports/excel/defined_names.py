"""The names of cells: each line's cell carries the line's name, each member's cell the name and the members' keys."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from openvbc.figures import Key, key_parts
from openvbc.reports.excel.layout import Layout
from openvbc.reports.excel.names import Taken
from openvbc.reports.excel.tables_sheet import PlacedTable
from openvbc.worksheet.formula import StepTable
from openvbc.worksheet.sheet import Line


@dataclass
class NamedPlaces:
    """What the formulas of one sheet call each line's cell and each table's ranges."""

    lines: dict[tuple[str, Key | None], str] = field(default_factory=dict)
    tables: dict[tuple[str, str], str] = field(default_factory=dict)
    bounds_columns: dict[str, str] = field(default_factory=dict)

    def line(self, line: Line, key: Key | None) -> str:
        """The defined name of a line's cell; of one key's where the line has axes."""
        return self.lines[line.name, key]

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
    for name in layout.cells:
        places.lines[name, None] = taken.cell(name)
    for name, cells in layout.cells.items():
        for key in cells:
            if key is not None:
                places.lines[name, key] = taken.cell(name, *key_parts(key))
    return places


def _lines(layout: Layout, places: NamedPlaces, shared: set[str]) -> Iterator[DefinedName]:
    """Each figure's name, and the line's own for all its figures where they stand in one row or column."""
    for name, cells in layout.cells.items():
        values = list(cells.values())
        together = len({cell.row for cell in values}) == 1 or len({cell.column for cell in values}) == 1
        if None not in cells and together:
            yield _defined(layout, places.lines[name, None], f"{values[0].fixed}:{values[-1].fixed}", shared)
        for key, cell in cells.items():
            yield _defined(layout, places.lines[name, key], cell.fixed, shared)


def _defined(layout: Layout, name: str, cells: str, shared: set[str]) -> DefinedName:
    return DefinedName(name, f"'{layout.sheet_name}'!{cells}", layout.sheet_name if name in shared else "")


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
