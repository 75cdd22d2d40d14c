"""A document for a terminal: its headline and headings stand out, its tables fit the width, what is owed is red."""

from io import StringIO
from textwrap import wrap
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as Drawn
from rich.text import Text

from openvbc.characters import written_out
from openvbc.reports.document.text import Manner, document_text, plain_table, told_cell, told_rows
from openvbc.reports.document.tree import Cell, Document, Form, Row, Table, Tone

#: Wider than any table needs.
_UNBOUNDED: Final = 100_000
#: The least width of a column's head, and of a column of words.
_LEAST: Final = 8
_LEAST_OF_WORDS: Final = 20
_TONES: Final = {Tone.PLAIN: "", Tone.DONE: "green", Tone.WARN: "yellow", Tone.OPEN: "dim"}


def document_on_terminal(*documents: Document, width: int) -> str:
    """Documents as `document_text` tells them, with the colors and the width of a terminal (none with NO_COLOR)."""
    console = Console(file=StringIO(), width=width, force_terminal=True, highlight=False, markup=False, emoji=False)

    def styled(text: str, style: str = "") -> str:
        with console.capture() as captured:
            console.print(Text(written_out(text), style), soft_wrap=True, end="")
        return captured.get()

    def drawn(block: Table) -> str:
        table, more = _drawn(block)
        needed = console.measure(table, options=console.options.update(max_width=_UNBOUNDED)).minimum
        if needed > width:  # a number is never cut: what does not fit wraps as it stands
            return styled(plain_table(block))
        with console.capture() as captured:
            console.print(table)
        return "\n".join((captured.get().rstrip("\n"), *([styled(more, "dim")] if more else [])))

    manner = Manner(
        opening=lambda text: styled(text, "bold"),
        heading=lambda text: styled(text, "bold cyan"),
        words=styled,
        table=drawn,
    )
    return document_text(*documents, manner=manner)


def _drawn(block: Table) -> tuple[Drawn, str]:
    """The table, and what is said of rows that it leaves out."""
    columns = block.columns_in(Form.TEXT)
    rows, more = told_rows(block)
    title = written_out(block.title) or None
    table = Drawn(box=SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False, show_edge=False)
    told = [[written_out(told_cell(block, row, index)) for index, _ in columns] for row in rows]
    for at, (_, column) in enumerate(columns):
        is_whole = column.is_number or column.nowrap
        widest = max((len(line) for cells in told for line in cells[at].splitlines()), default=0)
        label = written_out(column.label)
        # The head of a column of figures is set in lines, so that it makes none of them wider than its figures need.
        head = "\n".join(wrap(label, max(widest, *map(len, label.split()), _LEAST))) if column.is_number else label
        table.add_column(
            Text(head),
            justify="right" if column.is_number else "left",
            no_wrap=is_whole,
            overflow="fold",
            min_width=None if is_whole else min(max(widest, len(label)), _LEAST_OF_WORDS),
        )
    for row, cells in zip(rows, told, strict=True):
        styles = (_style(block.cell(row, index), row) for index, _ in columns)
        table.add_row(*(Text(cell, style) for cell, style in zip(cells, styles, strict=True)))
    return table, more


def _style(cell: Cell, row: Row) -> str:
    color = "red" if cell.owed else _TONES[cell.tone]
    return " ".join(filter(None, ("bold" if row.is_sum else "", color)))
