"""The published step tables that formulas read, on a sheet of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet as ExcelSheet

from openvbc.citation import Citation
from openvbc.money import plain
from openvbc.reports.excel.cells import write_citation, write_formula, write_text, write_value
from openvbc.reports.excel.layout import Cell
from openvbc.reports.excel.styles import FILLS, PUBLISHED, Styles
from openvbc.worksheet.formula import StepTable

_LOWER_BOUND = "lower bound"


@dataclass(frozen=True)
class PlacedTable:
    """A table with the row of its heads; `sheet_name` is the sheet on which it stands."""

    table: StepTable
    rules: tuple[Citation, ...]
    sheet_name: str
    head_row: int

    @property
    def columns(self) -> Mapping[str, Sequence[Decimal]]:
        """Its columns by head. The lower bounds come first, unless the table has them as a column of its own."""
        if self.table.bounds in self.table.columns.values():
            return self.table.columns
        return {_LOWER_BOUND: self.table.bounds, **self.table.columns}

    @property
    def bounds_column(self) -> str:
        """The head of the column that holds the lower bounds."""
        return next(head for head, values in self.columns.items() if tuple(values) == self.table.bounds)

    @property
    def last_row(self) -> int:
        """The row of its last values."""
        return self.head_row + len(self.table.bounds)

    def range_of(self, head: str) -> str:
        """The range of a column's values, with the sheet's name."""
        return self._range(list(self.columns).index(head))

    @property
    def check_range(self) -> str:
        """The range that says, row by row, whether the values are as published."""
        return self._range(len(self.columns))

    def _range(self, column: int) -> str:
        first, last = Cell(self.head_row + 1, column), Cell(self.last_row, column)
        return f"'{self.sheet_name}'!{first.fixed}:{last.fixed}"


def place_tables(tables: Sequence[tuple[StepTable, tuple[Citation, ...]]], sheet_name: str) -> list[PlacedTable]:
    """The tables one below the other: title, citations, heads, values, a blank row."""
    placed, row = [], 2
    for table, rules in tables:
        placed.append(PlacedTable(table, rules, sheet_name, row + 1 + len(rules)))
        row = placed[-1].last_row + 2
    return placed


def write_tables(excel: ExcelSheet, tables: Sequence[PlacedTable], styles: Styles) -> None:
    """The whole sheet."""
    write_text(excel, Cell(0, 0), "Published tables that the formulas read", styles.title)
    for table in tables:
        _write_table(excel, table, styles)
    excel.set_column(0, max((len(table.columns) for table in tables), default=1), 18)
    excel.freeze_panes(1, 0)
    excel.set_landscape()
    excel.set_paper(1)  # Letter
    excel.fit_to_pages(1, 0)
    excel.hide_gridlines(2)
    excel.protect("", {"format_columns": True, "format_rows": True})


def _write_table(excel: ExcelSheet, placed: PlacedTable, styles: Styles) -> None:
    title_row = placed.head_row - 1 - len(placed.rules)
    write_text(excel, Cell(title_row, 0), placed.table.label, styles.of(bold=True))
    for index, rule in enumerate(placed.rules):
        one_line = styles.of(font_size=9)
        link = styles.of(font_size=9, font_color="#0563C1", underline=1)
        write_citation(excel, Cell(title_row + 1 + index, 0), rule, one_line, link)
    for column, (head, values) in enumerate(placed.columns.items()):
        write_text(excel, Cell(placed.head_row, column), head.replace("_", " "), styles.header)
        for index, value in enumerate(values):
            write_value(excel, Cell(placed.head_row + 1 + index, column), value, _figure(styles, value))
    last = len(placed.columns)
    write_text(excel, Cell(placed.head_row, last), "As published", styles.header)
    for index in range(len(placed.table.bounds)):
        row = placed.head_row + 1 + index
        same = ",".join(
            f"ABS({Cell(row, column)}-{_bracketed(values[index])})<0.000000001"
            for column, values in enumerate(placed.columns.values())
        )
        write_formula(excel, Cell(row, last), f"=IFERROR(AND({same}),FALSE)", styles.check(), cached=True)


def _figure(styles: Styles, value: Decimal) -> Format:
    whole = value == value.to_integral_value()
    fill = FILLS[PUBLISHED]
    number_format = "#,##0" if whole else "General"
    return styles.of(bg_color=fill, border=1, border_color="#BFBFBF", locked=False, num_format=number_format)


def _bracketed(value: Decimal) -> str:
    return plain(value) if value >= 0 else f"({plain(value)})"
