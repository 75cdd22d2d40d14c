"""Puts rows of canonical tables on an engine; columns that a row does not name are empty."""

from collections.abc import Iterable, Mapping
from typing import Any

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import Engine
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.claims.tables.dictionary import CanonicalTable, ChoiceTable, ColumnType

Row = dict[str, Any]


def engine_with(tables: Mapping[str, Iterable[Row]]) -> EmbeddedEngine:
    engine = EmbeddedEngine(threads=1, memory_limit="500MB")
    for name, table in CANONICAL_TABLES.items():
        put_rows(engine, table, tables.get(name, ()))
    return engine


def put_rows(engine: Engine, table: CanonicalTable, rows: Iterable[Row]) -> None:
    listed = [[row.get(column.name, _empty(column.type)) for column in table.columns] for row in rows]
    engine.put(ChoiceTable(table.name, table.grain, table.columns), listed)


def _empty(column_type: ColumnType) -> str | None:
    return "" if column_type in (ColumnType.TEXT, ColumnType.CODE) else None
