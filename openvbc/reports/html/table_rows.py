"""The rows of a table on a page. No template writes them, since long reports have tens of thousands of rows."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from markupsafe import Markup, escape

from openvbc.money import plain
from openvbc.reports.document.tree import Cell, Exact, Form, Row, Table, Tone, shown
from openvbc.reports.html.page import isolated, plainly, small_bars

_SUM: Final = ' class="sum"'
#: A word so long that a column cannot narrow to it; it may be broken behind these letters, as names of files are.
_LONG_WORD: Final = re.compile(r"\S{25,}")
_BREAKS: Final = re.compile(r"(?<=[._/!-])(?=\w)")
_TAGS: Final = {Tone.PLAIN: "", Tone.DONE: " done", Tone.WARN: " warn", Tone.OPEN: ""}


def rows_html(table: Table, rows: Sequence[Row]) -> Markup:
    """Rows of a table, one a line; what comes from outside is escaped."""
    columns = [
        (
            index,
            "number" if column.is_number else "words",
            " nowrap" if column.nowrap else "",
            plainly(column.label),
            column,
            table.sorts and column.unit is not None,
        )
        for index, column in table.columns_in(Form.PAGE)
    ]
    told: list[str] = []
    for row in rows:
        anchor = f' id="{escape(row.anchor)}"' if row.anchor else ""
        told.append(f"<tr{anchor}{_SUM if row.is_sum else ''}>")
        for at, (index, kind, nowrap, label, column, sorts) in enumerate(columns):
            held = row.cells[index]
            cell = held if isinstance(held, Cell) else Cell(held)
            text = cell.text if cell.text is not None else shown(cell.value, cell.unit or column.unit)
            classes = f"{kind}{nowrap}{' owes' if cell.owed else ''}"
            if at == 0:
                told.append(f'<th scope="row" class="{classes}"><bdi>{_content(cell, text)}</bdi></th>')
                continue
            amount = f' data-amount="{escape(exactly(cell.value))}"' if sorts else ""
            told.append(f'<td class="{classes}" data-label="{label}"{amount}>{_content(cell, text)}</td>')
        told.append("</tr>\n")
    return Markup("".join(told))  # noqa: S704  # its parts are escaped one by one


def _content(cell: Cell, text: str) -> str:
    """What stands in a cell."""
    if cell.bars:
        content: str = small_bars(cell.bars)
    elif cell.link:
        content = f'<a href="{escape(cell.link)}">{isolated(text)}</a>'
    elif isinstance(cell.value, tuple) and not cell.text:
        content = "<br>".join(isolated(str(each)) for each in cell.value)
    elif cell.tone is not Tone.PLAIN:
        content = f'<span class="tag{_TAGS[cell.tone]}">{isolated(text)}</span>'
    else:
        content = isolated(text)
        if _LONG_WORD.search(text):
            content = _LONG_WORD.sub(lambda word: _BREAKS.sub("<wbr>", word[0]), content)
    return f'{content} <span class="aside">{isolated(cell.aside)}</span>' if cell.aside else content


def exactly(value: Exact) -> str:
    """A number with all its digits, by which a browser sorts."""
    return plain(value) if isinstance(value, Decimal) else ""
