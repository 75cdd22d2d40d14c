"""The tables of a document as a workbook: numbers as numbers, live formulas where a figure follows from others."""

import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet as ExcelSheet

from openvbc.errors import Fault, FileError
from openvbc.figures import ABSENT
from openvbc.reports.document.tree import (
    AmountBars,
    Block,
    Cell,
    Column,
    Curves,
    Document,
    Facts,
    Form,
    Histogram,
    Notes,
    Picture,
    Row,
    Section,
    Sentence,
    Sources,
    StackedBars,
    Table,
    Waterfall,
    blocks_in,
    pictures_in,
)
from openvbc.reports.excel.cells import fit_row, write_formula, write_text, write_value
from openvbc.reports.excel.figures_chart import FiguresChart
from openvbc.reports.excel.layout import Cell as Place
from openvbc.reports.excel.stacked_chart import Stack, StackedChart
from openvbc.reports.excel.styles import FILLS, INPUT, Styles, number_format
from openvbc.reports.excel.waterfall_chart import LiveBar, WaterfallChart, set_picture_page
from openvbc.units import RATE, Unit

#: Where tables stand that name no sheet, and where words stand.
_REPORT, _NOTES, _CHARTS = "Report", "Notes", "Charts"
_FIRST_ROW, _HEAD_HEIGHT, _NOTES_WIDTH, _GRID = 2, 30, 120, "#BFBFBF"
_REFERENCE: Final = re.compile(r"\{(\^?)(\w+)\}")


def workbook(document: Document) -> bytes:
    """The workbook's bytes; equal documents give equal bytes."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        properties: dict[str, object] = {"title": document.title[:200], "author": "OpenVBC"}
        if document.day is not None:
            properties["created"] = datetime.combine(document.day, time())
        book.set_properties(properties)
        styles = Styles(book)
        sheets: dict[str, list[tuple[str, Table]]] = {}
        for heading, table in _tables(document.blocks, ""):
            sheets.setdefault(table.sheet or _REPORT, []).append((heading, table))
        for name, tables in sheets.items():
            _Sheet(book.add_worksheet(name), styles).write(str(document.answer), tables)
        _draw(book, [*pictures_in(document.blocks, Form.WORKBOOK)], styles)
        words = list(_words((Facts(document.facts), *document.blocks)))
        if words:
            _write_words(book.add_worksheet(_NOTES), str(document.answer), words, styles)
    return buffer.getvalue()


def write_workbook(document: Document, path: Path) -> None:
    """Write the workbook. FileError if it cannot be written."""
    content = workbook(document)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        fix = "close it if it is open in Excel, or choose another place"
        raise FileError(Fault("the workbook cannot be written", str(path), str(error.strerror), fix)) from None


def _tables(blocks: tuple[Block, ...], heading: str) -> Iterator[tuple[str, Table]]:
    """Every table with the heading above it."""
    for block in blocks_in(blocks, Form.WORKBOOK):
        if isinstance(block, Section):
            yield from _tables(block.blocks, f"{block.heading} ({block.aside})" if block.aside else block.heading)
        elif isinstance(block, Table):
            yield block.title or heading, block


def _draw(book: Workbook, pictures: list[Picture], styles: Styles) -> None:
    """A sheet with the pictures below each other, drawn by Excel from the cells above each; none without pictures."""
    if not pictures:
        return
    excel = book.add_worksheet(_CHARTS)
    row = 0
    for picture in pictures:
        if isinstance(picture, Waterfall):
            chart = WaterfallChart(book, excel, styles, _CHARTS, picture.unit)
            row = chart.write(row, picture.title, [LiveBar(bar) for bar in picture.bars])
        elif isinstance(picture, StackedBars):
            stacks = [Stack(bar.label, bar.counts, bar.end) for bar in picture.bars]
            stacked = StackedChart(book, excel, styles, _CHARTS, picture.to_scale)
            row = stacked.write(row, picture.described, [meaning for _, meaning in picture.legend], stacks)
        else:
            row = _figures(book, excel, styles, picture, row)
    set_picture_page(excel)


def _figures(
    book: Workbook, excel: ExcelSheet, styles: Styles, picture: AmountBars | Histogram | Curves, row: int
) -> int:
    """Amounts, a histogram with its marks below it, or lines; the next free row."""
    titles = (picture.title, picture.described)
    if isinstance(picture, AmountBars):
        bars = FiguresChart(book, excel, styles, _CHARTS, picture.unit, "bar")
        labels = [bar.label for bar in picture.bars]
        return bars.write(row, titles, labels, [("Amount", [bar.amount for bar in picture.bars])])
    if isinstance(picture, Curves):
        lines = FiguresChart(book, excel, styles, _CHARTS, picture.unit, "line")
        return lines.write(row, titles, picture.places, [(curve.label, curve.amounts) for curve in picture.curves])
    columns = FiguresChart(book, excel, styles, _CHARTS, RATE, "column")
    labels = [
        f"{picture.unit.show(each.low)} to {picture.unit.show(each.high)}"
        if each.high != each.low
        else picture.unit.show(each.low)
        for each in picture.bins
    ]
    row = columns.write(row, titles, labels, [("Share", [each.share for each in picture.bins])])
    for mark in picture.marks:
        write_text(excel, Place(row, 0), mark.label, styles.text)
        money = styles.of(num_format=number_format(picture.unit), align="right")
        write_value(excel, Place(row, 1), mark.amount, money)
        row += 1
    return row + 1


def _words(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Every sentence, note, fact and file."""
    for block in blocks_in(blocks, Form.WORKBOOK):
        if isinstance(block, Section):
            yield from _words(block.blocks)
        elif isinstance(block, Sentence):
            yield f"Warning: {block.text}" if block.is_warning else block.text
        elif isinstance(block, Notes):
            yield from block.texts
        elif isinstance(block, Facts):
            facts = (each for each in block.facts if each.label and Form.WORKBOOK in each.forms)
            yield from (f"{each.label}: {each.shown}{f' ({each.aside})' if each.aside else ''}" for each in facts)
        elif isinstance(block, Sources):
            yield from (f"file {each.name}, SHA-256 {each.sha256}" for each in block.files)


def _write_words(excel: ExcelSheet, title: str, words: list[str], styles: Styles) -> None:
    write_text(excel, Place(0, 0), title, styles.title)
    for row, text in enumerate(words, start=_FIRST_ROW):
        write_text(excel, Place(row, 0), text, styles.text)
        fit_row(excel, row, [(text, _NOTES_WIDTH)])
    excel.set_column(0, 0, _NOTES_WIDTH)
    _set_page(excel, (_FIRST_ROW, 0))


def _set_page(excel: ExcelSheet, freeze: tuple[int, int]) -> None:
    excel.freeze_panes(*freeze)
    excel.set_landscape()
    excel.set_paper(1)  # Letter
    excel.fit_to_pages(1, 0)
    excel.hide_gridlines(2)


class _Sheet:
    """One sheet: its tables below each other. Heads are not repeated where the columns are the same."""

    def __init__(self, excel: ExcelSheet, styles: Styles) -> None:
        self._excel, self._styles = excel, styles

    def write(self, title: str, tables: list[tuple[str, Table]]) -> None:
        write_text(self._excel, Place(0, 0), title, self._styles.title)
        row = _FIRST_ROW
        heads: tuple[str, ...] = ()
        for heading, table in tables:
            columns = table.columns_in(Form.WORKBOOK)
            for at, (_, column) in enumerate(columns):
                self._excel.set_column(at, at, column.width)
                if heading:
                    write_text(self._excel, Place(row, at), heading if at == 0 else "", self._styles.section)
            row += 1 if heading else 0
            labels = tuple(column.label for _, column in columns)
            if labels != heads:
                for at, label in enumerate(labels):
                    write_text(self._excel, Place(row, at), label, self._styles.header)
                self._excel.set_row(row, _HEAD_HEIGHT)
                row, heads = row + 1, labels
            row = self._rows(row, table, [index for index, _ in columns])
            if len(tables) > 1:
                row += 1
        only = len(tables) == 1
        _set_page(self._excel, (_FIRST_ROW + (2 if tables[0][0] else 1), 1) if only else (_FIRST_ROW, 1))

    def _rows(self, first: int, table: Table, columns: list[int]) -> int:
        """Write the rows from `first`; the row below them."""
        places = {table.columns[index].key: at for at, index in enumerate(columns) if table.columns[index].key}
        number = first
        for row in (*table.rows, *table.footer):
            wrapped = []
            for at, index in enumerate(columns):
                column, cell = table.columns[index], table.cell(row, index)
                text = table.shown(row, index)
                self._write(Place(number, at), row, column, cell, text, places)
                if not isinstance(cell.value, Decimal | bool | int):
                    wrapped.append((text, column.width))
            fit_row(self._excel, number, wrapped)
            number += 1
        return number

    def _write(self, place: Place, row: Row, column: Column, cell: Cell, text: str, places: Mapping[str, int]) -> None:
        value = Decimal(cell.value) if isinstance(cell.value, int) and not isinstance(cell.value, bool) else cell.value
        if cell.formula:
            content = value if isinstance(value, Decimal | bool | str) else ABSENT
            style = self._figure(column, cell, row) if not isinstance(value, str) else self._styles.check()
            write_formula(self._excel, place, _live(cell.formula, place, places), style, content)
        elif isinstance(value, Decimal | bool):
            write_value(self._excel, place, value, self._figure(column, cell, row))
        elif value is None and column.is_input and cell.unit is not None:
            write_text(self._excel, place, "", self._figure(column, cell, row))
        else:
            aside = f" ({cell.aside})" if cell.aside else ""
            words = text if not isinstance(value, tuple) else "\n".join(str(each) for each in value)
            style = self._styles.label(outcome=row.is_sum) if place.column == 0 else self._styles.small
            write_text(self._excel, place, f"{words}{aside}", style)

    def _figure(self, column: Column, cell: Cell, row: Row) -> Format:
        unit = cell.unit or column.unit
        properties: dict[str, object] = {"num_format": _number_format(unit), "align": "right", "bottom": 4}
        if column.is_input or cell.is_input:
            properties |= {"bg_color": FILLS[INPUT], "border": 1, "border_color": _GRID}
        return self._styles.of(bottom_color=_GRID, bold=row.is_sum, **properties)


def _number_format(unit: Unit | None) -> str:
    """All places of a number, so that figures line up."""
    if unit is None:
        return "#,##0"
    places = f".{'0' * unit.places}" if unit.places else ""
    return f"#,##0{places}" if unit.kind == "number" else number_format(unit)


def _live(formula: str, place: Place, places: Mapping[str, int]) -> str:
    """The formula with cells for the keys of columns."""

    def cell(found: re.Match[str]) -> str:
        return str(Place(place.row - (1 if found[1] else 0), places[found[2]]))

    return _REFERENCE.sub(cell, formula)
