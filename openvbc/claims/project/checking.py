"""What a reader filled, held against the data dictionary before anything is kept: every fault at once."""

import glob
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from openvbc.claims.tables.dictionary import FIRST_DAY, LAST_DAY, CanonicalTable, Column, ColumnType
from openvbc.errors import ClaimsError, Fault, raise_all
from openvbc.tabular.spreadsheet_traces import SHORTENED_NUMBER

#: A claim line of such an amount is no claim line.
TOO_MUCH: Final = 1_000_000_000

_EXAMPLES: Final = 5
#: Parts that stay, each with the data sources that its rows name.
KeptParts = Mapping[Path, Sequence[str]]

_NOTHING: Final = "nothing is guessed or left out, so nothing was loaded"
_FROM_FIRST: Final = "ORDER BY source_file, source_row"


@dataclass(frozen=True)
class _Rule:
    """What a value of a column may not be. bad: an SQL condition on the column."""

    column: Column
    what: str
    bad: str
    fix: str


def check_loaded(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[CanonicalTable],
    kept: Mapping[str, Mapping[Path, Sequence[str]]],
) -> None:
    """Check every `loaded_<table>`: required columns, days, amounts, codes; keys against themselves and kept parts.

    kept: of each table, the parts that stay, with the data sources that their rows name.

    ClaimsError tells all faults with file and row; TypeError if a reader changed the type of a column.
    """
    faults: list[Fault] = []
    for table in tables:
        _refuse_other_types(connection, table)
        if not connection.execute(f"SELECT 1 FROM loaded_{table.name} LIMIT 1").fetchall():  # noqa: S608
            continue  # a rule of an empty table takes as long to plan as one of a full table
        faults += _value_faults(connection, table)
        faults += _key_faults(connection, table)
        faults += _kept_key_faults(connection, table, kept.get(table.name, {}))
    raise_all(faults, ClaimsError)


def _refuse_other_types(connection: duckdb.DuckDBPyConnection, table: CanonicalTable) -> None:
    """Exact decimals cannot hold infinities or what is not a number; so the types themselves are made sure of."""
    described = connection.execute(f"DESCRIBE loaded_{table.name}").fetchall()
    found = {name: kind for name, kind, *_ in described}
    if found != {column.name: column.type.sql for column in table.columns}:
        raise TypeError(f"a reader changed the columns of loaded_{table.name}: {found}")


def _rules(table: CanonicalTable) -> Iterator[_Rule]:
    for column in table.columns:
        name = column.name
        if column.required:
            absent = f"coalesce({name}, '') = ''" if column.type.sql == "VARCHAR" else f"{name} IS NULL"
            yield _Rule(column, "is empty, but no row can do without it", absent, "fill it in the source")
        if column.type is ColumnType.DATE:
            outside = f"{name} NOT BETWEEN DATE '{FIRST_DAY}' AND DATE '{LAST_DAY}'"
            text = f"is outside {FIRST_DAY} to {LAST_DAY}"
            yield _Rule(column, text, outside, "put the day right, or leave it empty where there is none")
        if column.type is ColumnType.MONEY:
            text = "is a billion dollars or more on one line"
            yield _Rule(column, text, f"abs({name}) >= {TOO_MUCH}", "see whether cents were read as dollars")
        if column.type in (ColumnType.TEXT, ColumnType.CODE):
            text = "is a number that a spreadsheet shortened, so that several identifiers may have become one"
            yield _Rule(
                column,
                text,
                f"regexp_full_match({name}, '{SHORTENED_NUMBER}')",
                "export the source again with identifiers as text; what was shortened cannot be brought back",
            )
        if column.type is ColumnType.CODE:
            text = "has a dot or blanks around it"
            yield _Rule(column, text, f"{name} <> trim({name}) OR contains({name}, '.')", "write codes without them")


def _value_faults(connection: duckdb.DuckDBPyConnection, table: CanonicalTable) -> list[Fault]:
    rules = list(_rules(table))
    counts = ", ".join(f"count(*) FILTER (WHERE {rule.bad})" for rule in rules)
    (cases,) = connection.execute(f"SELECT {counts} FROM loaded_{table.name}").fetchall()  # noqa: S608
    return [_value_fault(connection, table, rule, count) for rule, count in zip(rules, cases, strict=True) if count]


def _value_fault(connection: duckdb.DuckDBPyConnection, table: CanonicalTable, rule: _Rule, cases: int) -> Fault:
    name = rule.column.name
    rows = connection.execute(
        f"SELECT source_file, source_row, CAST({name} AS VARCHAR) FROM loaded_{table.name} "  # noqa: S608
        f"WHERE {rule.bad} {_FROM_FIRST}, {name} LIMIT {_EXAMPLES}"
    ).fetchall()
    shown = "; ".join(f"{_place(file, row)}{f': {value}' if value else ''}" for file, row, value in rows)
    return Fault(
        f"{name} {rule.what} ({cases:,} rows): {shown}{', ...' if cases > len(rows) else ''}",
        table.name,
        why=_NOTHING,
        fix=rule.fix,
    )


def _key_faults(connection: duckdb.DuckDBPyConnection, table: CanonicalTable) -> list[Fault]:
    key = ", ".join(table.key)
    comparable = ", ".join(f"{_comparable(table, name)} AS {name}" for name in table.key)
    rows = connection.execute(
        f"SELECT {_key_text(table)}, count(*), min(source_file), max(source_file), min(source_row), max(source_row), "  # noqa: S608
        f"count(*) OVER () FROM (SELECT {comparable}, source_file, source_row FROM loaded_{table.name}) AS loaded "
        f"GROUP BY {key} HAVING count(*) > 1 ORDER BY min(source_file), min(source_row), {key} LIMIT {_EXAMPLES}"
    ).fetchall()
    if not rows:
        return []
    cases = rows[0][-1]
    shown = "; ".join(
        f"{text} on {count} rows, {_place(first, low)} and {_place(last, high)}"
        for text, count, first, last, low, high, _ in rows
    )
    what = f"rows share a key that only one may have ({cases:,} keys: {', '.join(table.key)})"
    return [
        Fault(
            f"{what}: {shown}{_more(cases, rows)}",
            table.name,
            why=f"there is {table.grain}; they would be counted twice",
            fix="keep one row of each key",
        )
    ]


def _kept_key_faults(connection: duckdb.DuckDBPyConnection, table: CanonicalTable, kept: KeptParts) -> list[Fault]:
    named = connection.execute(f"SELECT DISTINCT data_source FROM loaded_{table.name}").fetchall()  # noqa: S608
    files = [glob.escape(str(path)) for path, names in kept.items() if {(name,) for name in names} & set(named)]
    if not files:
        return []
    same = " AND ".join(
        f"{_comparable(table, name, 'loaded.')} = {_comparable(table, name, 'kept.')}" for name in table.key
    )
    rows = connection.execute(
        f"SELECT {_key_text(table, 'loaded.')}, loaded.source_file, loaded.source_row, kept.source_file, "  # noqa: S608
        f"kept.source_row, count(*) OVER () FROM loaded_{table.name} AS loaded "
        f"INNER JOIN read_parquet($kept) AS kept ON {same} "
        f"ORDER BY loaded.source_file, loaded.source_row, 1 LIMIT {_EXAMPLES}",
        {"kept": files},
    ).fetchall()
    if not rows:
        return []
    shown = "; ".join(
        f"{text}, {_place(file, row)}, held from {_place(kept_file, kept_row)}"
        for text, file, row, kept_file, kept_row, _ in rows
    )
    cases = rows[0][-1]
    return [
        Fault(
            f"rows have a key that the project holds already ({cases:,} rows): {shown}{_more(cases, rows)}",
            table.name,
            why="they would be counted twice",
            fix="load only what is new; or load the whole data source again with --replace; or name another data "
            "source if these are other rows",
        )
    ]


def _comparable(table: CanonicalTable, name: str, of: str = "") -> str:
    """A column of a key: absent text is '' where it is kept, and all other columns of keys are required."""
    return f"coalesce({of}{name}, '')" if table.column(name).type.sql == "VARCHAR" else f"{of}{name}"


def _key_text(table: CanonicalTable, of: str = "") -> str:
    named = [name for name in table.key if name != "data_source"]
    return "concat_ws(', ', " + ", ".join(f"nullif(CAST({of}{name} AS VARCHAR), '')" for name in named) + ")"


def _more(cases: int, rows: Sequence[object]) -> str:
    return ", ..." if cases > len(rows) else ""


def _place(file: str | None, row: int | None) -> str:
    return f"{file or 'no file named'}, data row {row}" if row is not None else (file or "no file named")
