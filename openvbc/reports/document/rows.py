"""The tables of a document as rows of exact values, for who goes on to compute with them."""

from collections.abc import Iterator, Mapping
from typing import Final

from openvbc.reports.document.tree import (
    FOR_MACHINES,
    Block,
    Data,
    Document,
    Exact,
    Form,
    Items,
    Notes,
    Section,
    Table,
)

#: A row: values by the names of columns.
RowOf = dict[str, object]
_NOTE: Final = "note"


def document_rows(*documents: Document) -> dict[str, list[RowOf]]:
    """Every table of the documents by its key, in the order of the documents.

    What stands under one key follows each other. Rows begin with what the section around them says of itself, such as
    its stream, and where there are several documents with what those say. Where machines get a table and nested values
    under one key, the rows are the table's.
    """
    found: dict[str, list[RowOf]] = {}
    nested: dict[str, list[RowOf]] = {}
    for document in documents:
        around = _said(document.blocks) if len(documents) > 1 else {}
        for key, rows, is_nested in _tables(document.blocks, around):
            (nested if is_nested else found).setdefault(key, []).extend(rows)
    return {**found, **{key: rows for key, rows in nested.items() if key not in found}}


def columns_of(rows: list[RowOf]) -> tuple[str, ...]:
    """The names of all columns, in the order in which they are first met."""
    return tuple(dict.fromkeys(name for row in rows for name in row))


def _tables(blocks: tuple[Block, ...], around: RowOf) -> Iterator[tuple[str, list[RowOf], bool]]:
    """Each table's key and rows, and whether the rows are nested values of a `Data`."""
    for block in blocks:
        if isinstance(block, Section):
            yield from _tables(block.blocks, {**around, **_said(block.blocks)} if block.key else around)
        elif isinstance(block, Table) and (block.key or block.file) and block.forms & FOR_MACHINES:
            yield block.key or block.file, [{**around, **row} for row in _of_table(block)], False
        elif isinstance(block, Items) and block.key:
            yield block.key, [{**around, **item.data} for item in block.items], False
        elif isinstance(block, Notes) and block.key and block.texts:
            yield block.key, [{**around, _NOTE: text} for text in block.texts], False
        elif isinstance(block, Data) and isinstance(block.value, tuple):
            nested: list[RowOf] = [{**around, **row} for row in block.value if isinstance(row, Mapping)]
            if nested and len(nested) == len(block.value):
                yield block.key, nested, True


def _said(blocks: tuple[Block, ...]) -> RowOf:
    """The single values that stand among blocks, by key."""
    return {each.key: each.value for each in blocks if isinstance(each, Data) and _is_single(each.value)}


def _of_table(table: Table) -> Iterator[RowOf]:
    columns = [
        (index, column)
        for index, column in enumerate(table.columns)
        if column.key and column.forms & {Form.CSV, Form.JSON}
    ]
    for row in table.rows:
        yield {column.key: table.cell(row, index).value for index, column in columns}


def _is_single(value: Exact) -> bool:
    return not isinstance(value, tuple | Mapping)
