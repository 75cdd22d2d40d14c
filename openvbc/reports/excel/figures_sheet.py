"""Figures one a row in Excel: the form to fill in, and the sheet by which a settlement's workbook comes back."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet as ExcelSheet

from openvbc.contract.model import Contract
from openvbc.figures import Absent, Key, Value, key_text
from openvbc.money import plain
from openvbc.reports.excel.cells import fit_row, write_text, write_value
from openvbc.reports.excel.checks import bounds_in_words, valid_figure
from openvbc.reports.excel.layout import Cell, Layout
from openvbc.reports.excel.stream_sheet import unit_in_words, value_of
from openvbc.reports.excel.styles import FILLS, FORMULA, INPUT, Styles, kind_of, number_format
from openvbc.settlement.figures_sheet import (
    ABSENT_TEXT,
    FORM_COLUMNS,
    GIVEN,
    OUTCOME,
    SET,
    SHEET,
    TWIN_COLUMNS,
)
from openvbc.settlement.settle import Settlement, Status, StreamSettlement
from openvbc.settlement.stream_sheets import StreamSheets
from openvbc.worksheet.explain import ExplainedLine, Explanation
from openvbc.worksheet.sheet import Line, LineKind

_WIDTHS = {"line": 34, "member": 26, "value": 20, "source": 44, "unit": 20, "what it is": 60}
_HELP = (
    "Fill in the colored cells of the sheet Figures, save, and settle: openvbc settle CONTRACT --inputs THIS-FILE.xlsx",
    "A rate is written 84% (or 0.84); an amount may be written $47,500,000.00; yes or no is chosen from the list.",
    "Write into `source` where a figure comes from, such as: payer's statement of 2027-04-15, page 3.",
    "A figure that there is none of stays empty, where its row says that it may; any other empty one is a fault.",
    "Columns `line` and `member` are how OpenVBC knows a figure; the names are those of `openvbc check`.",
)


def inputs_workbook(contract: Contract, year: int | str, sheets: StreamSheets) -> bytes:
    """The form: every figure that a contract needs, empty, with its unit, its bounds and what it is."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": contract.name[:200], "author": "OpenVBC"})
        styles = Styles(book)
        form = _Form(book.add_worksheet(SHEET), styles)
        form.write(contract, year, sheets)
        told = book.add_worksheet("How to fill it in")
        told.set_column(0, 0, 110)
        told.hide_gridlines(2)
        write_text(told, Cell(0, 0), f"Headline numbers for: {contract.name}", styles.title)
        for row, text in enumerate(_HELP, start=2):
            write_text(told, Cell(row, 0), text, styles.text)
            fit_row(told, row, [(text, 110)])
    return buffer.getvalue()


#: A payment stream with its explanation and where its figures stand.
ExplainedStream = tuple[StreamSettlement, Explanation, Layout]


@dataclass
class _Form:
    """The sheet of the form, row after row."""

    excel: ExcelSheet
    styles: Styles
    row: int = 1

    def write(self, contract: Contract, year: int | str, sheets: StreamSheets) -> None:
        for column, head in enumerate(FORM_COLUMNS):
            self.excel.set_column(column, column, _WIDTHS[head])
            write_text(self.excel, Cell(0, column), head, self.styles.header)
        period = contract.agreement.find(year)
        self._said("organization", contract.file.parties.provider.name, "whose figures these are")
        if period.key == period.year:
            self._said("performance_year", str(period.year), "the year that is settled")
        else:
            self._said("period", period.name, "what is settled")
        words = [each.value for each in Status]
        self._said("status", "", "interim: claims may still come in; final: they are in", words)
        seen: set[str] = set()
        for stream, sheet in sheets.items():
            called = sheets.called(stream)
            for line in sheet.of_kind(LineKind.INPUT):
                if called[line.name] not in seen and not line.of_streams:
                    seen.add(called[line.name])
                    self._figures(called[line.name], line)
        self.excel.freeze_panes(1, 1)
        self.excel.set_landscape()
        self.excel.set_paper(1)  # Letter
        self.excel.fit_to_pages(1, 0)
        self.excel.repeat_rows(0)
        self.excel.hide_gridlines(2)
        self.excel.protect("", {"format_columns": True, "format_rows": True})

    def _said(self, name: str, text: str, what: str, choice: Sequence[str] = ()) -> None:
        cell = Cell(self.row, 2)
        write_text(self.excel, cell, text, self._filled(num_format="@", align="left"))
        if choice:
            self.excel.data_validation(cell.row, 2, cell.row, 2, {"validate": "list", "source": list(choice)})
        self._words(name, "", "", what)

    def _figures(self, name: str, line: Line) -> None:
        for key in line.keys if line.axes else (None,):
            cell = Cell(self.row, 2)
            places = number_format(line.unit, line.places, all_digits=True)
            write_text(self.excel, cell, "", self._filled(num_format=places, align="right"))
            words = bounds_in_words(line)
            options: dict[str, object] = {
                "input_title": line.label[:32],
                "input_message": f"{unit_in_words(line.unit)}: {words}"[:255],
                "error_title": "This figure cannot be",
                "error_message": f"{line.label[:100]} must be {words}."[:255],
            }
            if line.is_flag:
                options |= {"validate": "list", "source": ["TRUE", "FALSE"]}
            else:
                valid = valid_figure(line, cell, bounded=True, optional=line.optional)
                options |= {"validate": "custom", "value": f"={valid}"}
            self.excel.data_validation(cell.row, 2, cell.row, 2, options)
            what = f"{line.label}{' (may stay empty)' if line.optional else ''}"
            self._words(name, key_text(key) if key is not None else "", unit_in_words(line.unit), what)

    def _words(self, name: str, member: str, unit: str, what: str) -> None:
        for column, text in ((0, name), (1, member), (4, unit), (5, what)):
            write_text(self.excel, Cell(self.row, column), text, self.styles.small)
        write_text(self.excel, Cell(self.row, 3), "", self._filled(text_wrap=True))
        fit_row(self.excel, self.row, [(what, _WIDTHS["what it is"]), (name, _WIDTHS["line"])])
        self.row += 1

    def _filled(self, **properties: object) -> Format:
        return self.styles.of(bg_color=FILLS[INPUT], border=1, border_color="#BFBFBF", locked=False, **properties)


@dataclass(frozen=True)
class TwinRow:
    """A figure of a settlement's workbook as the sheet holds it. cell: where people see and change it."""

    name: str
    key: Key | None
    line: Line
    kind: str
    value: Value
    cell: str
    source: str = ""
    by: str = ""
    reason: str = ""


def write_figures(
    excel: ExcelSheet, settlement: Settlement, streams: Sequence[ExplainedStream], styles: Styles
) -> None:
    """The hidden sheet: every figure that may be changed, with its cell and what was settled, to be read back."""
    for column, head in enumerate(TWIN_COLUMNS):
        write_text(excel, Cell(0, column), head, styles.header)
    period = settlement.performance_year
    said = (
        ("organization", settlement.organization),
        ("performance_year", str(period.year)) if period.key == period.year else ("period", period.name),
        ("status", settlement.status.value),
    )
    for row, (name, text) in enumerate(said, start=1):
        write_text(excel, Cell(row, 0), name, styles.text)
        write_text(excel, Cell(row, 2), text, styles.text)
    for row, each in enumerate(_rows(streams), start=1 + len(said)):
        _write_row(excel, row, each, styles)
    excel.hide()


def _write_row(excel: ExcelSheet, row: int, each: TwinRow, styles: Styles) -> None:
    value = each.value
    look = styles.of(num_format=number_format(each.line.unit, each.line.places, all_digits=True))
    settled = Cell(row, TWIN_COLUMNS.index("value"))
    if isinstance(value, Absent):
        write_text(excel, settled, ABSENT_TEXT, styles.text)
    else:
        write_value(excel, settled, value, look)
    exact = plain(value) if isinstance(value, Decimal) else ""
    texts = {
        "line": each.name,
        "member": key_text(each.key) if each.key is not None else "",
        "source": each.source,
        "unit": unit_in_words(each.line.unit),
        "what it is": each.line.label,
        "kind": each.kind,
        "exactly": exact,
        "cell": each.cell,
        "by": each.by,
        "reason": each.reason,
    }
    for name, text in texts.items():
        write_text(excel, Cell(row, TWIN_COLUMNS.index(name)), text, styles.text)


def _rows(streams: Sequence[ExplainedStream]) -> Iterator[TwinRow]:
    """Every cell of each stream that is not a formula, and the outcome; in several streams a line bears its stream."""
    for settled, explanation, layout in streams:
        evaluation = settled.evaluation
        stream = f"{settled.stream.name}." if len(streams) > 1 else ""
        lines = {each.name: each for each in explanation.lines()}
        for name, cells in layout.cells.items():
            line = evaluation.sheet[name]
            kind = kind_of(lines[name])
            if kind == FORMULA or line.of_streams:
                continue
            needed = set(line.keys) if line.axes else {None}
            for key, cell in cells.items():
                if kind == INPUT and key not in needed:  # a cell of the table that no formula reads
                    continue
                value, place = value_of(evaluation, name, key), f"{layout.sheet_name}!{cell}"
                if kind == SET:
                    override = evaluation.overrides[name]
                    yield TwinRow(f"{stream}{name}", None, line, SET, value, place, "", override.by, override.reason)
                    break
                source = _source(lines[name], key) if kind == INPUT else ""
                own = GIVEN if kind == INPUT else kind
                yield TwinRow(f"{stream}{name}", key, line, own, value, place, source)
        outcome = evaluation.sheet[evaluation.sheet.outcome]
        place = f"{layout.sheet_name}!{layout.cell_of(outcome.name)}"
        yield TwinRow(settled.stream.name, None, outcome, OUTCOME, settled.outcome, place)


def _source(line: ExplainedLine, key: Key | None) -> str:
    """Where a figure comes from, in words."""
    return next((str(each.source) for each in line.values if each.key == key and each.source is not None), "")
