"""The workbook: which sheets there are, what their cells are called, and its bytes on disk."""

import io
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path

from xlsxwriter import Workbook

from openvbc.citation import Citation
from openvbc.errors import Fault, FileError
from openvbc.reports.answer import answer, provider_name
from openvbc.reports.excel.defined_names import name_cells
from openvbc.reports.excel.figures_chart import FiguresChart
from openvbc.reports.excel.figures_sheet import ExplainedStream, write_figures
from openvbc.reports.excel.layout import Layout, lay_out
from openvbc.reports.excel.names import Taken
from openvbc.reports.excel.stream_sheet import StreamSheet
from openvbc.reports.excel.styles import Styles
from openvbc.reports.excel.summary_sheet import STATE, SummarySheet
from openvbc.reports.excel.tables_sheet import PlacedTable, place_tables, write_tables
from openvbc.reports.excel.waterfall_chart import LiveBar, WaterfallChart, set_picture_page
from openvbc.reports.profiles import profiles_of
from openvbc.reports.waterfall import waterfall
from openvbc.settlement.figures_sheet import SHEET
from openvbc.settlement.settle import Settlement
from openvbc.worksheet.explain import explain
from openvbc.worksheet.formula import StepTable

_SUMMARY, _ONLY_STREAM, _TABLES, _WATERFALL = "Summary", "Settlement", "Tables", "Waterfall"


def write_excel(settlement: Settlement, path: Path) -> None:
    """Write the Excel twin of a settlement to `path`, making its folder where needed.

    Every line is a live formula or a colored constant in a cell that carries the line's name; beside it stand the
    engine's exact value and a check. Equal settlements give equal bytes. FileError if the file cannot be written.
    """
    content = excel_bytes(settlement)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise FileError(
            Fault(
                "the workbook cannot be written",
                str(path),
                why=str(error.strerror),
                fix="close it if it is open in Excel, or choose another place",
            )
        ) from None


def excel_bytes(settlement: Settlement) -> bytes:
    """The same as bytes."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        _describe(book, settlement)
        styles = Styles(book)
        layouts = _layouts(settlement)
        tables = _tables(settlement)
        places, names = name_cells(layouts, tables)
        summary_sheet = book.add_worksheet(_SUMMARY)
        explanations = [explain(each.evaluation) for each in settlement.streams]
        explained = list(zip(settlement.streams, explanations, layouts, strict=True))
        _picture(book, styles, explained)
        sheets = []
        for (settled, explanation, layout), named in zip(explained, places, strict=True):
            excel = book.add_worksheet(layout.sheet_name)
            sheets.append(StreamSheet(excel, settled.evaluation, explanation, layout, named, styles))
        streams = tuple(zip(settlement.streams, sheets, strict=True))
        summary = SummarySheet(summary_sheet, settlement, streams, tuple(tables), styles)
        summary.write()
        for sheet in sheets:
            heading = f"{sheet.explanation.title}: {provider_name(settlement)}"
            sheet.write(heading, summary.state_reference, STATE)
        if tables:
            write_tables(book.add_worksheet(_TABLES), tables, styles)
        write_figures(book.add_worksheet(SHEET), settlement, explained, styles)
        for name in names:
            book.define_name(name.scoped, f"={name.refers_to}")
    return buffer.getvalue()


def _picture(book: Workbook, styles: Styles, streams: Sequence[ExplainedStream]) -> None:
    """The sheet with the bars from benchmark to payment of each stream, and its profiles; none if there are none."""
    drawn = [(explanation, layout, waterfall(each.evaluation)) for each, explanation, layout in streams]
    drawn = [each for each in drawn if len(each[2]) > 1]
    profiles = [(layout, profile) for each, _, layout in streams for profile in profiles_of(each.evaluation)]
    if not drawn and not profiles:
        return
    excel = book.add_worksheet(_WATERFALL)
    chart = WaterfallChart(book, excel, styles, _WATERFALL)
    row = 0
    for explanation, layout, bars in drawn:
        live = [LiveBar(bar, f"'{layout.sheet_name}'!{layout.cell_of(bar.line)}") for bar in bars]
        row = chart.write(row, explanation.title, live)
    for layout, (line, keys, picture) in profiles:
        held = layout.cells[line.name]
        cells = [f"'{layout.sheet_name}'!{held[key]}" for key in keys]
        figures = FiguresChart(book, excel, styles, _WATERFALL, picture.unit, "bar")
        labels, amounts = [bar.label for bar in picture.bars], [bar.amount for bar in picture.bars]
        row = figures.write(row, (picture.title, picture.described), labels, [(line.label, amounts)], cells)
    set_picture_page(excel)


def _describe(book: Workbook, settlement: Settlement) -> None:
    """Properties of the file. Its date is that of the settlement, never that of the clock."""
    book.set_properties(
        {
            "title": settlement.contract.name[:200],
            "subject": answer(settlement)[:200],
            "author": "OpenVBC",
            "comments": f"Fingerprint {settlement.fingerprint}",
            "created": datetime.combine(settlement.paid_through, time()),
        }
    )


def _layouts(settlement: Settlement) -> list[Layout]:
    taken = Taken(_SUMMARY, _TABLES, _WATERFALL, SHEET, "History")  # Excel keeps the name History for itself
    only = len(settlement.streams) == 1
    return [
        lay_out(each.evaluation.sheet, taken.sheet(_ONLY_STREAM if only else each.stream.name))
        for each in settlement.streams
    ]


def _tables(settlement: Settlement) -> list[PlacedTable]:
    """Every step table that a line reads, once, with the citations of the lines that read it."""
    rules: dict[str, tuple[StepTable, list[Citation]]] = {}
    for stream in settlement.streams:
        for line in stream.evaluation.sheet:
            for table in line.tables:
                _, cited = rules.setdefault(table.name, (table, []))
                if line.rule is not None and line.rule not in cited:
                    cited.append(line.rule)
    return place_tables([(table, tuple(cited)) for table, cited in rules.values()], _TABLES)
