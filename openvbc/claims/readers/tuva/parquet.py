"""Stages one Parquet file as text, so that its values are checked as those of text files are."""

import duckdb

from openvbc.claims.findings import Finding
from openvbc.claims.readers.reading import Workplace
from openvbc.claims.readers.staging.loading import TextLayout
from openvbc.claims.readers.staging.rules import Rule, SourceColumn
from openvbc.claims.readers.staging.staged import STAGED, Staged, count_staged
from openvbc.claims.readers.staging.text_file import TextFile
from openvbc.claims.readers.tuva.told import binary_fractions
from openvbc.errors import Fault, FileError, raise_all
from openvbc.tabular.record_count import lost_rows

_FRACTIONS = ("DOUBLE", "FLOAT")
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_AMOUNTS = (Rule.MONEY, Rule.QUANTITY, Rule.WHOLE, Rule.MONTH)


def parquet_columns(workplace: Workplace, file: TextFile) -> dict[str, str]:
    """The columns of a Parquet file, as they stand, with their DuckDB types. FileError if it is damaged."""
    try:
        rows = workplace.connection.execute("DESCRIBE SELECT * FROM read_parquet($path)", {"path": file.pattern})
        return {str(row[0]): str(row[1]) for row in rows.fetchall()}
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        what = f"this is no sound Parquet file: {reason}"
        raise FileError(Fault(what, file.name, fix="get the file again")) from None


def stage_parquet(workplace: Workplace, file: TextFile, layout: TextLayout, types: dict[str, str]) -> Staged:
    """Read a Parquet file as text into the staged table.

    FileError if a code is stored as a number (its leading zeros are lost), the file is damaged, or
    the rows are not as many as its footer says.
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
        SELECT row_number() OVER () AS source_row, {", ".join(chosen)} FROM read_parquet($path)"""  # noqa: S608
    try:
        workplace.connection.execute(statement, {"path": file.pattern})
        footer = "SELECT coalesce(sum(num_rows), 0) FROM parquet_file_metadata($path)"
        stated = int(workplace.connection.execute(footer, {"path": file.pattern}).fetchall()[0][0])
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise FileError(Fault(f"this Parquet file cannot be read: {reason}", file.name)) from None
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
