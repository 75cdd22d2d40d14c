"""The tables of a document as CSV: exact values, columns under their keys."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from openvbc.characters import written_out
from openvbc.money import plain
from openvbc.reports.document.tree import Block, Document, Exact, Form, Notes, Section, Table, blocks_in

_FORMULA_SIGNS: Final = frozenset("=+-@\t\r")
_PLAIN_NUMBER: Final = re.compile(r"[-+]?\d+(\.\d+)?")


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
    csv.writer(text, lineterminator="\n").writerows([_words(each) for each in row] for row in rows)
    return text.getvalue()


def _words(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = written_out(value)
    return f"'{text}" if text[:1] in _FORMULA_SIGNS and not _PLAIN_NUMBER.fullmatch(text) else text


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
