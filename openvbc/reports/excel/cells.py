"""Values into cells. Text is always written as text, so that a name that begins with `=` stays a name."""

import re
from collections.abc import Iterable
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet as ExcelSheet

from openvbc.characters import written_out
from openvbc.citation import Citation
from openvbc.figures import Absent, Value
from openvbc.reports.excel.layout import Cell

NOT_AVAILABLE = "#N/A"

_LONGEST_TEXT = 32_767
_LEAST_HEIGHT, _LINE_HEIGHT, _GREATEST_HEIGHT = 15, 13, 400
_LONGEST_LINK = 2_000
#: The one function of ours that came after Excel 2007; a file wants it with this prefix. The library would look for
#: each of 120 such functions in each formula, which took a third of the time of a workbook.
_LATER_FUNCTION, _LATER_NAME = re.compile(r"\bIFNA\("), "_xlfn.IFNA("


def write_text(excel: ExcelSheet, cell: Cell, text: str, style: Format) -> None:
    """Words, whatever they begin with; cut where Excel would refuse them, and marked as cut."""
    text = written_out(text)
    if len(text) > _LONGEST_TEXT:
        text = text[: _LONGEST_TEXT - 1] + "…"
    excel.write_string(cell.row, cell.column, text, style)


def write_value(excel: ExcelSheet, cell: Cell, value: Value, style: Format) -> None:
    """A constant: a number, TRUE or FALSE, or #N/A for what is absent."""
    if isinstance(value, Absent):
        excel.write_formula(cell.row, cell.column, "=NA()", style, NOT_AVAILABLE)
    elif isinstance(value, bool):
        excel.write_boolean(cell.row, cell.column, value, style)
    else:
        excel.write_number(cell.row, cell.column, _as_excel_holds_it(value), style)


def write_formula(excel: ExcelSheet, cell: Cell, formula: str, style: Format, cached: "Value | str") -> None:
    """A live formula with the value that viewers show until somebody recalculates."""
    if isinstance(cached, Absent):
        held: Decimal | bool | str = NOT_AVAILABLE
    elif isinstance(cached, Decimal):
        held = _as_excel_holds_it(cached)
    else:
        held = cached
    excel.write_formula(cell.row, cell.column, _LATER_FUNCTION.sub(_LATER_NAME, formula), style, held)


def write_citation(excel: ExcelSheet, cell: Cell, rule: Citation, plain: Format, link: Format) -> None:
    """Where a rule stands. As a link if it has one; its tip says how sure we are and of which day the text is."""
    text = str(rule)
    if rule.link.startswith(("https://", "http://")) and len(rule.link) <= _LONGEST_LINK:
        published = f", published {rule.published.isoformat()}" if rule.published else ""
        excel.write_url(
            cell.row, cell.column, rule.link, link, text, f"Open the text ({rule.status.meaning}{published})"
        )
    else:
        write_text(excel, cell, f"{text} {rule.link}".strip(), plain)


def fit_row(excel: ExcelSheet, row: int, texts: Iterable[tuple[str, int]]) -> None:
    """Make a row as high as its longest wrapped text needs; texts come with the width of their column in characters.

    Excel would do so by itself when it opens the file, but other viewers keep every row at one line.
    """
    lines = max((_wrapped_lines(text, width) for text, width in texts), default=1)
    excel.set_row(row, min(max(_LEAST_HEIGHT, lines * _LINE_HEIGHT + 2), _GREATEST_HEIGHT))


def _wrapped_lines(text: str, width: int) -> int:
    """How many lines a text takes if words are not broken; small print sets a third more than the column's width."""
    lines, width = 0, width * 4 // 3
    for paragraph in text.split("\n"):
        lines, used = lines + 1, 0
        for word in paragraph.split(" "):
            if used and used + 1 + len(word) > width:
                lines, used = lines + 1, 0
            lines += max(len(word) - 1, 0) // width
            used += len(word) + (used > 0)
    return lines


def _as_excel_holds_it(value: Decimal) -> Decimal:
    """To 17 digits, which is what a binary double can tell apart; never minus zero."""
    return Decimal(f"{value:.17G}") if value else Decimal(0)
