"""The JSON Schema of what a report says for machines: the type of each value, with its label and unit."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from openvbc.reports.document.tree import Block, Column, Document, Facts, Form, Section, Table, blocks_in

Json = dict[str, object]
#: Exact numbers are text; days are as ISO writes them.
_NUMBER: Final = r"^-?[0-9]+(\.[0-9]+)?$"
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def json_schema(text: str, title: str, documents: tuple[Document, ...] = (), part: str = "") -> str:
    """The schema of a JSON text, as text. documents: those that it tells, which know labels and units of its keys.

    part: only what stands under that key of them is told.
    """
    found = _of_value(json.loads(text))
    objects = _items(found) if found.get("type") == "array" and not part else [found]
    for document in documents:
        for each in objects:
            _label(each, (Facts(document.facts), *document.blocks), part)
    return json.dumps({"$schema": _DIALECT, "title": title, **found}, indent=2, ensure_ascii=False)


def _of_value(value: object) -> Json:
    """The schema of one value as it stands."""
    if value is None:
        return {"type": "null"}
    if isinstance(value, bool):
        return {"type": "boolean"}
    if isinstance(value, int):
        return {"type": "integer"}
    if isinstance(value, str):
        return {"type": "string", "format": "date"} if _DAY.fullmatch(value) else {"type": "string"}
    if isinstance(value, list):
        items: Json | None = None
        for each in value:
            items = _of_value(each) if items is None else _either(items, _of_value(each))
        return {"type": "array", **({} if items is None else {"items": items})}
    if isinstance(value, dict):
        return {
            "type": "object",
            "properties": {key: _of_value(each) for key, each in value.items()},
            "required": sorted(value),
        }
    raise TypeError(f"{value!r} is no value of a report's JSON: exact numbers are text")


def _either(one: Json, other: Json) -> Json:
    """A schema that holds for the values of both."""
    if one == other:
        return one
    types = sorted({*_types(one), *_types(other)})
    found: Json = {"type": types if len(types) > 1 else types[0]}
    formats = {each.get("format") for each in (one, other) if "string" in _types(each)}
    if len(formats) == 1 and (only := formats.pop()) is not None:
        found["format"] = only
    lists = [each["items"] for each in (one, other) if isinstance(each.get("items"), dict)]
    if lists:
        first, *more = [each for each in lists if isinstance(each, dict)]
        found["items"] = _either(first, more[0]) if more else first
    objects = [each for each in (one, other) if isinstance(each.get("properties"), dict)]
    if objects:
        properties: Json = {}
        for each in objects:
            for name, schema in _properties(each).items():
                before = properties.get(name)
                properties[name] = _either(before, schema) if isinstance(before, dict) else schema
        required = [set(_required(each)) for each in objects]
        found |= {"properties": properties, "required": sorted(set.intersection(*required))}
    return found


def _types(schema: Json) -> tuple[str, ...]:
    said = schema["type"]
    return tuple(map(str, said)) if isinstance(said, list) else (str(said),)


def _properties(schema: Json) -> dict[str, Json]:
    held = schema.get("properties")
    return held if isinstance(held, dict) else {}


def _required(schema: Json) -> list[str]:
    held = schema.get("required")
    return held if isinstance(held, list) else []


def _items(schema: Json) -> list[Json]:
    held = schema.get("items")
    return [held] if isinstance(held, dict) else []


def _label(schema: Json, blocks: tuple[Block, ...], part: str) -> None:
    """Write labels and units beside the keys of an object, and of the objects in its lists."""
    for key, block in _keyed(blocks):
        if part and key == part:
            rows = _items(schema)
        elif part:
            continue
        else:
            rows = _items(_properties(schema).get(key, {}))
        for row in rows:
            if isinstance(block, Section):
                _label(row, block.blocks, "")
            elif isinstance(block, Table):
                for _, column in block.columns_in(Form.JSON):
                    _name(_properties(row), column.key, column)
    if not part:
        for each in blocks_in(blocks, Form.JSON):
            if isinstance(each, Facts):
                for fact in each.facts:
                    if fact.key and fact.label:
                        _name(_properties(schema), fact.key, Column(fact.key, fact.label, fact.unit))


def _keyed(blocks: tuple[Block, ...]) -> Iterator[tuple[str, Table | Section]]:
    """The tables and sections with a key, also those within headings that have none."""
    for block in blocks_in(blocks, Form.JSON):
        if isinstance(block, Section) and not block.key:
            yield from _keyed(block.blocks)
        elif isinstance(block, Table | Section) and block.key:
            yield block.key, block


def _name(properties: Mapping[str, Json], key: str, column: Column) -> None:
    """Write what is known of a column, or of a fact, beside its key: any row may have no value for it."""
    if key not in properties:
        return
    schema = properties[key]
    if schema["type"] != "null":
        schema["type"] = [*_types(schema), *(("null",) if "null" not in _types(schema) else ())]
    if column.label:
        schema["title"] = column.label
    if column.unit is not None:
        schema["description"] = f"in {column.unit.name.replace('_', ' ')}"
        if "string" in _types(schema):
            schema["pattern"] = _NUMBER
