"""The tables of a document as CSV: exact values, columns under their keys."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from openvbc.characters import as_cell
from openvbc.money import plain
from openvbc.reports.document.tree import Block, Document, Exact, Form, Notes, Section, Table, blocks_in


def csv_files(document: Document) -> dict[str, str]:
    """The text of each file by its name. Tables of one file have the same columns and follow each other."""
    rows: dict[str, list[list[str]]] = {}
    for name, header, body in _tables(document.blocks):
        rows.setdefault(f"{name}.csv", [header]).extend(body)
    return {name: table_csv(each) for name, each in rows.items()}


def csv_text(document: Document, name: str) -> str:
    """The one table of a document that is called `name`."""
    return csv_files(document)[f"{name}.csv"]


def _tables(blocks: tuple[Block, ...]) -> Iterator[tuple[str, list[str], list[list[str]]]]:
    for block in blocks_in(blocks, Form.CSV):
        if isinstance(block, Section):
            yield from _tables(block.blocks)
        elif isinstance(block, Notes) and block.key:
            yield block.key, ["note"], [[each] for each in block.texts]
        elif isinstance(block, Table) and (block.file or block.key):
            columns = block.columns_in(Form.CSV)
            body = [[_cell(block.cell(row, index).value) for index, _ in columns] for row in block.rows]
            yield block.file or block.key, [column.key for _, column in columns], body


def table_csv(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV. Words that a spreadsheet would run as a formula get an apostrophe, which our readers take off."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([as_cell(each) for each in row] for row in rows)
    return text.getvalue()


def _cell(value: Exact) -> str:
    """A number with all its digits, a day as ISO writes it, words as they are."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return "; ".join(str(each) for each in value) if isinstance(value, tuple) else str(value)
