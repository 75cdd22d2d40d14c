"""A document for machines. Exact numbers are text, so that no reader turns them into binary floats."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from openvbc.money import plain
from openvbc.reports.document.tree import (
    Block,
    Data,
    Document,
    Facts,
    Form,
    Items,
    Notes,
    Section,
    Sources,
    Table,
    blocks_in,
)

Json = dict[str, object]


def document_json(document: Document) -> Json:
    """Everything in a document that has a key, by that key, in the order of the document."""
    return _object((Facts(document.facts), *document.blocks))


def json_text(*documents: Document, part: str = "") -> str:
    """Documents as JSON text: an object for one, a list for several. part: only what stands under that key."""
    objects: list[object] = [document_json(each)[part] if part else document_json(each) for each in documents]
    return json.dumps(objects[0] if len(objects) == 1 else objects, indent=2, ensure_ascii=False)


def _object(blocks: tuple[Block, ...]) -> Json:
    found: Json = {}
    for block in blocks_in(blocks, Form.JSON):
        if isinstance(block, Section) and block.key:
            values = found.setdefault(block.key, [])
            if isinstance(values, list):
                values.append(_object(block.blocks))
            continue
        for key, value in _entries(block):
            # Rows of one key may stand in several tables, as people read them.
            before = found.get(key)
            found[key] = [*before, *value] if isinstance(before, list) and isinstance(value, list) else value
    return found


def _entries(block: Block) -> Iterable[tuple[str, object]]:
    if isinstance(block, Section):
        return _object(block.blocks).items()
    if isinstance(block, Facts):
        facts = (each for each in block.facts if each.key and Form.JSON in each.forms)
        return [(each.key, as_json(each.value)) for each in facts]
    if isinstance(block, Data):
        return [(block.key, as_json(block.value))]
    if isinstance(block, Sources):
        files = [{"name": each.name, "sha256": each.sha256} for each in block.files]
        return [("files", files), *([] if block.queries is None else [("queries", dict(block.queries))])]
    if isinstance(block, Table | Items | Notes) and block.key:
        return [(block.key, _list(block))]
    return ()


def _list(block: Table | Items | Notes) -> list[object]:
    if isinstance(block, Notes):
        return list(block.texts)
    if isinstance(block, Items):
        return [as_json(each.data) for each in block.items]
    columns = block.columns_in(Form.JSON)
    return [{column.key: as_json(block.cell(row, index).value) for index, column in columns} for row in block.rows]


def as_json(value: object) -> object:
    """A number as text with all its digits, a count as a number, a day as text; lists and objects likewise within."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): as_json(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [as_json(each) for each in value]
    return value
