"""The same rows everywhere: digests of tables, and Parquet files of made-up canonical rows."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from openvbc.claims.engine.engine import Engine
from openvbc.claims.rows import Table
from openvbc.claims.tables.catalog import create_table_statement
from openvbc.claims.tables.dictionary import CanonicalTable, ColumnType
from tests.claims.engine.engines import OpenEngine

#: Attaches, puts and builds on an engine, and names the tables to compare.
Scenario = Callable[[Engine], Iterable[str]]


def digest(table: Table) -> str:
    """A digest of a table's columns and rows, whatever their order. A value of another type is another value."""
    lines = sorted("|".join(f"{type(cell).__name__}:{cell}" for cell in row) for row in table.rows)
    return hashlib.sha256("\n".join([",".join(table.columns), *lines]).encode()).hexdigest()


def digests(open_engine: OpenEngine, scenario: Scenario) -> dict[str, tuple[int, str]]:
    """What the scenario gives on a new engine: the number of rows and the digest of each table that it names."""
    with open_engine() as engine:
        tables = {name: engine.table(name) for name in scenario(engine)}
    return {name: (len(table.rows), digest(table)) for name, table in tables.items()}


def assert_same_everywhere(engines: Mapping[str, OpenEngine], scenario: Scenario) -> None:
    """Each table that the scenario names has the same digest on every engine, and rows at all."""
    found = {name: digests(open_engine, scenario) for name, open_engine in engines.items()}
    first, *others = found
    assert found[first], "the scenario names no table"
    assert all(rows for rows, _ in found[first].values()), f"a table has no rows: {found[first]}"
    for other in others:
        assert found[other] == found[first], f"{other} and {first} differ"


def write_parquet(
    table: CanonicalTable, rows: Sequence[Mapping[str, Any]], folder: Path, *, files: int = 1
) -> list[Path]:
    """Write rows as Parquet parts of a canonical table, dealt over that many files; what a row lacks is '' or NULL."""
    folder.mkdir(parents=True, exist_ok=True)
    absent = {each.name: "" if each.type in (ColumnType.TEXT, ColumnType.CODE) else None for each in table.columns}
    written = []
    connection = duckdb.connect()
    for part in range(files):
        connection.execute(create_table_statement(table, "part"))
        if dealt := [list({**absent, **row}.values()) for row in rows[part::files]]:
            lists = ", ".join(f"unnest(CAST(? AS {each.type.sql}[]))" for each in table.columns)
            connection.execute(
                f"INSERT INTO part SELECT {lists}", [list(column) for column in zip(*dealt, strict=True)]
            )
        file = folder / f"{table.name}_{part}.parquet"
        connection.execute(f"COPY part TO '{file}' (FORMAT parquet)")
        connection.execute("DROP TABLE part")
        written.append(file)
    connection.close()
    return written
