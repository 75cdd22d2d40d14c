"""Stages a Parquet file, or a table of a DuckDB file, as text: its values are checked as those of text files are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from openvbc.claims.findings import Finding
from openvbc.claims.readers.reading import Workplace
from openvbc.claims.readers.staging.loading import TextLayout
from openvbc.claims.readers.staging.rules import Rule, SourceColumn
from openvbc.claims.readers.staging.staged import STAGED, Staged, count_staged
from openvbc.claims.readers.staging.text_file import TextFile
from openvbc.claims.readers.tuva.schema import schema_meant
from openvbc.claims.readers.tuva.told import binary_fractions
from openvbc.errors import Fault, FileError, raise_all
from openvbc.tabular.record_count import lost_rows

#: What the bytes of a DuckDB file have behind their checksum, and what it is called while it is read.
_DATABASE_MARK: Final = b"DUCK"
_DATABASE: Final = "given_database"
_FRACTIONS = ("DOUBLE", "FLOAT")
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_AMOUNTS = (Rule.MONEY, Rule.QUANTITY, Rule.WHOLE, Rule.MONTH)


@dataclass(frozen=True)
class TypedRows:
    """Rows that have types. label: what they stand in; rows: them as SQL; stated: how many there are, as SQL.

    values: what both need; where: the file, and the table in it.
    """

    label: str
    rows: str
    stated: str
    values: Mapping[str, str]
    where: str


def parquet_rows(file: TextFile) -> TypedRows:
    """The rows of a Parquet file."""
    stated = "SELECT coalesce(sum(num_rows), 0) FROM parquet_file_metadata($path)"
    return TypedRows("Parquet file", "read_parquet($path)", stated, {"path": file.pattern}, file.name)


def is_database(path: Path) -> bool:
    """Whether a file is one of DuckDB's, by its first bytes."""
    try:
        with path.open("rb") as content:
            return content.read(12)[8:] == _DATABASE_MARK
    except OSError:
        return False


def database_tables(workplace: Workplace, path: Path, wanted: Collection[str]) -> list[TypedRows]:
    """The wanted tables of the schema of a DuckDB file that is meant, which is only read.

    FileError if it is no sound DuckDB file; ClaimsError if several schemas may be meant, or none.
    """
    connection = workplace.connection
    try:
        connection.execute(f"DETACH DATABASE IF EXISTS {_DATABASE}")
        connection.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS {_DATABASE} (READ_ONLY)")
        found = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = $catalog",
            {"catalog": _DATABASE},
        ).fetchall()
    except duckdb.Error as error:
        what = f"this DuckDB file cannot be opened for reading: {str(error).splitlines()[0]}"
        raise FileError(Fault(what, path.name, fix="close the program that holds it open, or get it again")) from None
    held: dict[str, dict[str, str]] = {}
    for schema, table in found:
        if table.lower() in wanted:
            held.setdefault(schema, {})[table.lower()] = table
    fix = f"keep one of them in a file of its own, or count them where they stand: --claims {path.name}#{{schema}}"
    schema = schema_meant(held, path.name, fix)
    listed = [f"{_DATABASE}.{_quoted(schema)}.{_quoted(table)}" for table in held[schema].values()]
    return [
        TypedRows("table", rows, f"SELECT count(*) FROM {rows}", {}, f"{path.name}, {schema}.{table}")  # noqa: S608
        for rows, table in zip(listed, held[schema].values(), strict=True)
    ]


def typed_columns(workplace: Workplace, source: TypedRows) -> dict[str, str]:
    """The columns of typed rows, as they stand, with their DuckDB types. FileError if they cannot be read."""
    try:
        rows = workplace.connection.execute(f"DESCRIBE SELECT * FROM {source.rows}", dict(source.values))  # noqa: S608
        return {str(row[0]): str(row[1]) for row in rows.fetchall()}
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        what = f"this is no sound {source.label}: {reason}"
        raise FileError(Fault(what, source.where, fix="get the file again")) from None


def stage_typed(
    workplace: Workplace, file: TextFile, layout: TextLayout, source: TypedRows, types: dict[str, str]
) -> Staged:
    """Read typed rows as text into the staged table.

    FileError if a code is stored as a number (its leading zeros are lost), the file is damaged, or the rows are not as
    many as it says itself.
    """
    places = {name.lower(): name for name in types}
    faults = []
    chosen = []
    for column in layout.columns:
        found = next((places[name] for name in column.header_names if name in places), None)
        if found is None:
            chosen.append(f"'' AS \"{column.name}\"")
            continue
        fault = _lost_zeros(file, column, found, types[found])
        faults.extend([fault] if fault else [])
        # The column's name is the user's: quotation marks in it are doubled, so that it stays a name.
        chosen.append(f'{_text(_quoted(found), types[found], column)} AS "{column.name}"')
    raise_all(faults, FileError)
    statement = f"""
        CREATE OR REPLACE TEMP TABLE {STAGED} AS
        SELECT row_number() OVER () AS source_row, {", ".join(chosen)} FROM {source.rows}"""  # noqa: S608
    try:
        workplace.connection.execute(statement, dict(source.values))
        stated = int(workplace.connection.execute(source.stated, dict(source.values)).fetchall()[0][0])
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise FileError(Fault(f"this {source.label} cannot be read: {reason}", file.name)) from None
    rows = count_staged(workplace)
    if rows != stated:
        raise FileError(lost_rows(stated, rows, file.name))
    return Staged(rows)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _lost_zeros(file: TextFile, column: SourceColumn, name: str, kind: str) -> Fault | None:
    number = kind in _FRACTIONS or kind in _WHOLE or kind.startswith("DECIMAL")
    codes = column.rule is Rule.CODE and column.shape is not None
    if not number or not (codes or (column.rule is Rule.ANY and kind not in _WHOLE)):
        return None
    return Fault(
        f"{name} is stored as a number ({kind}), but holds {column.shape.words if column.shape else 'a text'}",
        file.name,
        why="leading zeros of codes are lost in numbers, and such codes match nothing",
        fix="write the column as text and export again",
    )


def _text(name: str, kind: str, column: SourceColumn) -> str:
    """SQL: the value as text. A binary fraction within a millionth of a whole cent is that cent."""
    if kind in _FRACTIONS and column.rule is Rule.MONEY:
        exact = f"CAST({name} AS DECIMAL(18, 2))"
        near = f"abs({name}) < 1e15 AND abs({name} - CAST({exact} AS DOUBLE)) <= 1e-6"
    elif kind in _FRACTIONS and column.rule in _AMOUNTS:
        exact = f"CAST({name} AS DECIMAL(18, 4))"
        near = f"abs({name}) < 1e13 AND CAST({exact} AS DOUBLE) = {name}"
    else:
        return f"trim(coalesce(CAST({name} AS VARCHAR), ''))"
    sound = f"CASE WHEN {near} THEN CAST({exact} AS VARCHAR) ELSE CAST({name} AS VARCHAR) END"
    return f"CASE WHEN {name} IS NULL THEN '' WHEN isfinite({name}) THEN {sound} ELSE CAST({name} AS VARCHAR) END"


def fraction_note(file: TextFile, layout: TextLayout, types: dict[str, str]) -> list[Finding]:
    """A note about amounts that are stored as binary fractions, so that it is known that they were read as cents."""
    small = {name.lower(): kind for name, kind in types.items()}
    found = [
        column.name
        for column in layout.columns
        if column.rule is Rule.MONEY and any(small.get(name, "") in _FRACTIONS for name in column.header_names)
    ]
    return list(binary_fractions(file.name, found))
