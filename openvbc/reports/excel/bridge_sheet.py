"""Bridges as a workbook: the steps as figures, the levels as live formulas that add them up."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from openvbc.errors import Fault, FileError
from openvbc.money import plain
from openvbc.reports.bridge.bars import BridgePicture

_WIDTHS = (58, 16, 16, 14, 70, 44)
_HEADS = ("Step", "Adds", "Reached", "Check", "What lies behind it", "Rule or clause")
_LETTERS_A_LINE, _LINE_HEIGHT = 66, 15
_NUMBERS = {
    "money": "#,##0.00;[Red]-#,##0.00;0.00",
    "rate": "0.00##%;[Red]-0.00##%;0.00%",
    "number": "#,##0.00####;[Red]-#,##0.00####;0.00",
}
#: To how many decimals the bars of a kind have to add up.
_PLACES = {"money": 2, "rate": 9, "number": 8}


def write_bridge_workbook(title: str, pictures: Sequence[BridgePicture], day: date, path: Path) -> None:
    """Write the workbook; `day` is its date, for equal bytes from equal bridges. FileError if it cannot be written."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": title[:200], "author": "OpenVBC", "created": datetime.combine(day, time())})
        sheet = book.add_worksheet("Bridge")
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        numbers = {kind: book.add_format({"num_format": shown}) for kind, shown in _NUMBERS.items()}
        sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
        row = 2
        for picture in pictures:
            row = _write(sheet, row, picture, (bold, numbers[picture.unit.kind], wrapped)) + 2
        sheet.freeze_panes(2, 1)
        sheet.fit_to_pages(1, 0)
        sheet.set_landscape()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(buffer.getvalue())
    except OSError as error:
        fix = "close it if it is open in Excel, or choose another place"
        raise FileError(Fault("the workbook cannot be written", str(path), str(error.strerror), fix)) from None


def _write(sheet, row: int, picture: BridgePicture, formats: tuple[Format, Format, Format]) -> int:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """One bridge from `row`; the row below it."""
    bold, number, wrapped = formats
    sheet.write_string(row, 0, f"{picture.title} ({picture.stream.replace('_', ' ')})", bold)
    row += 1
    for column, head in enumerate(_HEADS):
        sheet.write_string(row, column, head, bold)
    for index, each in enumerate(picture.bars):
        row += 1
        sheet.write_string(row, 0, each.bar.label, bold if each.bar.is_total else wrapped)
        # A figure in a cell is a floating point number in any workbook; amounts of money have two decimals.
        if each.bar.is_total and index == 0:
            sheet.write_number(row, 2, each.bar.end, number)
        elif each.bar.is_total:
            sheet.write_formula(row, 2, f"=C{row}", number, each.bar.end)
            off = f"ROUND(C{row + 1}-{plain(each.bar.end)},{_PLACES[picture.unit.kind]})"
            sheet.write_formula(row, 3, f'=IF({off}=0,"adds up","does not add up")', wrapped, "adds up")
        else:
            sheet.write_number(row, 1, each.bar.change, number)
            sheet.write_formula(row, 2, f"=C{row}+B{row + 1}", number, each.bar.end)
        told = "\n".join(each.told)
        lines = sum(1 + len(text) // _LETTERS_A_LINE for text in told.splitlines())
        sheet.set_row(
            row, _LINE_HEIGHT * max(lines, 1 + len(each.bar.label) // _WIDTHS[0], 1 + len(each.rule) // _WIDTHS[5])
        )
        sheet.write_string(row, 4, told, wrapped)
        sheet.write_string(row, 5, each.rule, wrapped)
    return row
