"""Stages one text file in the workplace and checks every value; nothing is typed before all of it is sound.

The statements here are put together from column names that the program itself chose; a user's header only says which
place of the file feeds which of them, so no text of a user's is ever part of a statement.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from openvbc.claims.embedded import cannot_run
from openvbc.claims.findings import Finding, Severity
from openvbc.claims.readers.reading import ScriptValue, Workplace
from openvbc.claims.readers.staging.rules import (
    READINGS,
    SEVERAL_READINGS,
    ZEROS_LOST,
    Reading,
    Shape,
    SourceColumn,
)
from openvbc.claims.readers.staging.text_file import TextFile, count_of, line_numbers, malformed_lines, require_all_rows
from openvbc.errors import Fault, FileError, raise_all
from openvbc.tabular.record_count import EXAMPLES, LONGEST_LINE, RecordCount

PACKAGE = "openvbc.claims.readers.staging"

#: The table that holds the file that is being read, as text: source_row, then the columns that were asked for.
STAGED = "staged_text"

#: Files whose rows have types, and no lines.
ROWS_HAVE_TYPES = (".parquet", ".duckdb", ".ddb", ".db")

_REFUSED_WHY = "nothing is guessed or left out, so nothing was loaded"


@dataclass(frozen=True)
class BadValues:
    """The values of one column that break its rule or lack its shape: how many, and the first with their rows."""

    column: SourceColumn
    cases: int
    filled: int
    first: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Staged:
    """What was staged: how many data rows, and what must be told of them."""

    rows: int
    findings: tuple[Finding, ...] = ()


def stage_text(workplace: Workplace, file: TextFile, columns: Sequence[SourceColumn]) -> Staged:
    """Read `file` as text into STAGED.

    A column that the header lacks is '' on every row. FileError if lines are malformed, the file is damaged, or there
    are not as many rows as the bytes of the file count.
    """
    count = count_of(file)
    places = file.places
    chosen = ", ".join(f"trim(coalesce({_place(places, column)}, '')) AS \"{column.name}\"" for column in columns)
    names = {f"c{place}": "VARCHAR" for place in range(1, len(file.header) + 1)}
    statement = f"""
        CREATE OR REPLACE TEMP TABLE {STAGED} AS
        SELECT row_number() OVER () AS source_row, {chosen}
        FROM {_rows_of(file)}"""  # noqa: S608
    values = {"path": file.pattern, "columns": names, "compression": file.compression}
    try:
        workplace.connection.execute(statement, values)
    except (duckdb.InvalidInputException, duckdb.IOException) as error:
        reason = str(error).splitlines()[0]
        told = malformed_lines(file) or [
            Fault(f"this cannot be read as a table: {reason}", file.name, fix="get the file again")
        ]
        raise FileError(told) from None
    except duckdb.Error as error:
        raise cannot_run("staged_text", error) from None
    if _uneven_lines(workplace, file):
        raise_all(malformed_lines(file), FileError)
    rows = count_staged(workplace)
    require_all_rows(file, count, rows)
    _refuse_filled_end(workplace, file, values)
    return Staged(rows, tuple(_line_breaks(file, count)))


def _rows_of(file: TextFile) -> str:
    """SQL of a file's rows, with $path, $columns and $compression."""
    quote = '"' if file.quoted else ""
    return (
        "read_csv($path, columns = $columns, compression = $compression, header = true, auto_detect = false, "
        f"delim = '{file.delimiter}', quote = '{quote}', escape = '{quote}', strict_mode = true, "
        f"null_padding = false, max_line_size = {LONGEST_LINE})"
    )


def _refuse_filled_end(workplace: Workplace, file: TextFile, values: Mapping[str, object]) -> None:
    """FileError if the last column, which has no name, holds anything: what stands before it may have moved."""
    if file.header[-1]:
        return
    last = f"c{len(file.header)}"
    found = workplace.connection.execute(
        f"""
        SELECT source_row, {last}
        FROM (
            SELECT row_number() OVER () AS source_row, {last}
            FROM {_rows_of(file)}
        )
        WHERE trim(coalesce({last}, '')) <> ''
        ORDER BY source_row
        LIMIT {EXAMPLES}""",  # noqa: S608
        values,
    ).fetchall()
    lines = line_numbers(file, {row for row, _ in found})
    raise_all(
        [
            Fault(
                f"{text!r} stands behind the last column that has a name",
                f"{file.name}:{lines.get(row, '?')}",
                why="amounts may stand in the wrong columns",
                fix="get the file again, or name the column",
            )
            for row, text in found
        ],
        FileError,
    )


def _line_breaks(file: TextFile, count: RecordCount) -> list[Finding]:
    """A note about fields that hold a line break: one record stands on several lines of the file."""
    if not count.broken:
        return []
    return [
        Finding(
            "line_breaks",
            Severity.NOTE,
            "fields in quotation marks hold a line break",
            len(count.broken),
            tuple(f"{file.name}:{line}" for line in count.broken[:EXAMPLES]),
            why="each is one field for certain, because no separator stands in it: no row is lost there",
            names_people=False,
        )
    ]


def count_staged(workplace: Workplace) -> int:
    """How many rows are staged."""
    (rows,) = workplace.connection.execute(f"SELECT count(*) FROM {STAGED}").fetchall()[0]  # noqa: S608
    return int(rows)


def _place(places: dict[str, int], column: SourceColumn) -> str:
    """The staged name of the file's column that feeds `column`, or NULL."""
    found = next((places[name] for name in column.header_names if name in places), None)
    return "NULL" if found is None else f"c{found}"


def _uneven_lines(workplace: Workplace, file: TextFile) -> int:
    values: dict[str, ScriptValue] = {
        "path": file.pattern,
        "compression": file.compression,
        "delimiter": file.delimiter,
        "delimiters": len(file.header) - 1,
        "quoted": file.quoted,
    }
    lines: int = workplace.run(PACKAGE, "count_uneven_lines", values).value
    return lines


def refused_values(workplace: Workplace, columns: Sequence[SourceColumn]) -> list[BadValues]:
    """The staged values that break their column's rule, or are empty where none may be."""
    tests = {
        column: f"({column.allowed})" + (f" AND \"{column.name}\" <> ''" if column.filled else "") for column in columns
    }
    return _bad_values(workplace, {column: test for column, test in tests.items() if test != "(true)"})


def misshapen_values(workplace: Workplace, columns: Sequence[SourceColumn]) -> list[BadValues]:
    """The staged codes that do not look as their column's codes do."""
    return _bad_values(workplace, {column: column.shapely for column in columns if column.shape is not None})


def _bad_values(workplace: Workplace, tests: dict[SourceColumn, str]) -> list[BadValues]:
    filled = _filled(workplace, list(tests))
    # No rule refuses '' but that of a column which must be filled, and most columns of a wide file are empty.
    asked = {column: test for column, test in tests.items() if filled[column] or column.filled}
    if not asked:
        return []
    counts = ", ".join(f"count(*) FILTER (NOT ({test}))" for test in asked.values())
    connection = workplace.connection
    found = connection.execute(f"SELECT {counts} FROM {STAGED}").fetchall()[0]  # noqa: S608
    bad = []
    for (column, test), cases in zip(asked.items(), found, strict=True):
        if cases:
            first = connection.execute(
                f'SELECT source_row, "{column.name}" FROM {STAGED} '  # noqa: S608
                f"WHERE NOT ({test}) ORDER BY source_row LIMIT {EXAMPLES}"
            ).fetchall()
            bad.append(BadValues(column, cases, filled[column], tuple((int(row), str(value)) for row, value in first)))
    return bad


def _filled(workplace: Workplace, columns: Sequence[SourceColumn]) -> dict[SourceColumn, int]:
    """On how many staged rows each column is not ''."""
    if not columns:
        return {}
    counts = ", ".join(f"count(nullif(\"{column.name}\", ''))" for column in columns)
    found = workplace.connection.execute(f"SELECT {counts} FROM {STAGED}").fetchall()[0]  # noqa: S608
    return dict(zip(columns, found, strict=True))


def told_values(bad: BadValues, file: TextFile) -> tuple[str, tuple[str, ...]]:
    """Where the first of them stands (file:line), and each with its line."""
    lines = line_numbers(file, {row for row, _ in bad.first})
    word = "row" if file.rows_are_lines and file.path.suffix in ROWS_HAVE_TYPES else "line"
    shown = tuple(f"{value!r} on {word} {lines.get(row, row + 1)}" for row, value in bad.first)
    return f"{file.name}:{lines.get(bad.first[0][0], bad.first[0][0] + 1)}", shown


def value_faults(workplace: Workplace, file: TextFile, columns: Sequence[SourceColumn]) -> list[Fault]:
    """A fault for each column with values that its rule refuses, with file, line and value."""
    faults = []
    for bad in refused_values(workplace, _in_file(file, columns)):
        where, shown = told_values(bad, file)
        faults.append(value_fault(bad, header_name(file, bad.column), where, shown))
    return faults


def value_fault(bad: BadValues, name: str, where: str, shown: Sequence[str]) -> Fault:
    """The fault of one column's refused values."""
    empty = all(not value for _, value in bad.first)
    what = "empty, but must be filled on every row" if empty else bad.column.expected
    more = f" and {bad.cases - len(shown):,} more" if bad.cases > len(shown) else ""
    return Fault(
        f"{name} is {what}: {', '.join(shown)}{more}",
        where,
        why=_REFUSED_WHY,
        fix="get the file again, or put these values right",
    )


def restore_codes(
    workplace: Workplace, file: TextFile, columns: Sequence[SourceColumn], *, zeros_lost: bool = False
) -> list[Finding]:
    """Read staged codes that lost or gained a zero, or bear a mark, as the one code that they can be; each is told.

    zeros_lost: whether the user says that zeros in front were lost: then TINs and NDCs, which can be several codes, get
    theirs too.
    """
    found: dict[SourceColumn, list[tuple[str, str, int]]] = {}
    marked = {column: f"ends_with(\"{column.name}\", '.0')" for column in columns if column.holds_whole_numbers}
    for column in _where_any(workplace, marked):
        found[column] = _restore(workplace, column, Reading("[0-9]+[.]0", "replace(v, '.0', '')"))
    readings = {
        column: READINGS.get(column.shape, ()) + (ZEROS_LOST.get(column.shape, ()) if zeros_lost else ())
        for column in columns
        if column.shape is not None
    }
    misshapen = {column: f"NOT {column.shapely}" for column, known in readings.items() if known}
    for column in _where_any(workplace, misshapen):
        for reading in readings[column]:
            again = _restore(workplace, column, reading)
            found[column] = list(_in_one_step(found.get(column, []), again))
    return [_restored(file, column, told) for column, told in found.items() if told]


def _restored(file: TextFile, column: SourceColumn, found: Sequence[tuple[str, str, int]]) -> Finding:
    """The note about restored codes of a column, those of most rows first."""
    ordered = sorted(found, key=lambda told: (-told[2], told[0]))
    return Finding(
        "codes_restored",
        Severity.NOTE,
        f"{header_name(file, column)}: codes with a zero too few or too many, or a mark, are read as the code that "
        "they can only be",
        sum(rows for *_, rows in ordered),
        tuple(f"{file.name}: {written!r} as {read!r} on {rows:,} rows" for written, read, rows in ordered[:EXAMPLES]),
        why="a spreadsheet or a program took them for numbers",
        names_people=False,
    )


def _where_any(workplace: Workplace, tests: Mapping[SourceColumn, str]) -> list[SourceColumn]:
    """The columns of which any staged row meets the test, in one look at all rows. No test is met by ''."""
    filled = _filled(workplace, list(tests))
    asked = {column: test for column, test in tests.items() if filled[column]}
    if not asked:
        return []
    counts = ", ".join(f"count(*) FILTER ({test})" for test in asked.values())
    (cases,) = workplace.connection.execute(f"SELECT {counts} FROM {STAGED}").fetchall()  # noqa: S608
    return [column for column, count in zip(asked, cases, strict=True) if count]


def _in_one_step(
    before: Sequence[tuple[str, str, int]], after: Sequence[tuple[str, str, int]]
) -> Iterator[tuple[str, str, int]]:
    """Codes as written, as read in the end, and on how many rows: what was read once may be read again."""
    again = {written: read for written, read, _ in after}
    for written, read, rows in before:
        yield written, again.get(read, read), rows
    for written, read, rows in after:
        left = rows - sum(count for _, once, count in before if once == written)
        if left:
            yield written, read, left


def _restore(workplace: Workplace, column: SourceColumn, reading: Reading) -> list[tuple[str, str, int]]:
    """Put the codes in place that are written in this form; each as written and as read, with its number of rows."""
    written = f"regexp_full_match(upper(\"{column.name}\"), '{reading.written}')"
    read = f'(SELECT {reading.read} FROM (SELECT upper(staged."{column.name}") AS v))'  # noqa: S608
    rows = workplace.connection.execute(
        f'SELECT "{column.name}", {read}, count(*) FROM {STAGED} AS staged WHERE {written} GROUP BY 1, 2'  # noqa: S608
    ).fetchall()
    if rows:
        workplace.connection.execute(
            f'UPDATE {STAGED} AS staged SET "{column.name}" = {read} WHERE {written}'  # noqa: S608
        )
    return [(str(code), str(restored), int(count)) for code, restored, count in rows]


def _of_several_readings(
    workplace: Workplace, file: TextFile, columns: Sequence[SourceColumn]
) -> dict[SourceColumn, Fault]:
    """The faults of codes that may have lost a zero and can be several codes then."""
    columns = [column for column in columns if column.shape in SEVERAL_READINGS]
    tests = {
        column: f"NOT regexp_full_match(\"{column.name}\", '{SEVERAL_READINGS[column.shape][0]}')"
        for column in columns
        if column.shape is not None
    }
    faults = {}
    for bad in _bad_values(workplace, tests):
        where, shown = told_values(bad, file)
        shape = bad.column.shape
        if shape is None:
            continue
        asked = ", or load with --restore-zeros where it is known that zeros in front were lost"
        faults[bad.column] = Fault(
            f"{header_name(file, bad.column)} should have {shape.words}, but {bad.cases:,} of {bad.filled:,} values "
            f"can be several codes: {', '.join(shown)}",
            where,
            why=SEVERAL_READINGS[shape][1],
            fix=f"export codes as text{asked if shape in ZEROS_LOST else ''}",
        )
    return faults


def shape_findings(
    workplace: Workplace, file: TextFile, columns: Sequence[SourceColumn], refused: Collection[Shape] | None = ()
) -> tuple[list[Fault], list[Finding]]:
    """Codes that do not look as they should: a warning, but a fault where they are most of the column's values.

    refused: shapes of which each single value is refused; None if no value is refused for its shape.

    Where most values of a column have another shape, the columns were most likely exchanged or lost leading zeros. A
    code of digits that can be several codes is refused, too, unless no value is for its shape.
    """
    several = _of_several_readings(workplace, file, columns) if refused is not None else {}
    faults: list[Fault] = list(several.values())
    findings: list[Finding] = []
    for bad in misshapen_values(workplace, _in_file(file, columns)):
        if bad.column in several:
            continue
        where, shown = told_values(bad, file)
        name = header_name(file, bad.column)
        shape = bad.column.shape.words if bad.column.shape else ""
        if refused is not None and (2 * bad.cases > bad.filled or bad.column.shape in refused):
            faults.append(most_misshapen(bad, name, where, shown))
        else:
            findings.append(few_misshapen(bad, name, shape, [f"{file.name}: {each}" for each in shown]))
    findings.extend(_state_names(workplace, file, columns))
    return faults, findings


def _state_names(workplace: Workplace, file: TextFile, columns: Sequence[SourceColumn]) -> list[Finding]:
    """A note about states that are written as names: which postal abbreviation each was read as."""
    findings = []
    for column in columns:
        if column.shape is not Shape.STATE:
            continue
        rows = workplace.connection.execute(
            f'SELECT min("{column.name}"), {column.typed}, count(*) FROM {STAGED} '  # noqa: S608
            f'WHERE length("{column.name}") > 2 AND {column.shapely} GROUP BY 2 ORDER BY 2'
        ).fetchall()
        if rows:
            findings.append(
                Finding(
                    "state_names",
                    Severity.NOTE,
                    f"{header_name(file, column)}: names of states are read as postal abbreviations",
                    sum(int(cases) for _, _, cases in rows),
                    tuple(
                        f"{file.name}: {written!r} as {postal} on {cases:,} rows"
                        for written, postal, cases in rows[:EXAMPLES]
                    ),
                    why="each has only one reading",
                    names_people=False,
                )
            )
    return findings


def most_misshapen(bad: BadValues, name: str, where: str, shown: Sequence[str]) -> Fault:
    """The fault of a column most of whose codes have another shape."""
    words = bad.column.shape.words if bad.column.shape else ""
    return Fault(
        f"{name} should have {words}, but {bad.cases:,} of {bad.filled:,} values have not: {', '.join(shown)}",
        where,
        why="codes that lost leading zeros or stand in another column would match nothing, in silence",
        fix="export codes as text, and check that the columns were not exchanged",
    )


def few_misshapen(bad: BadValues, name: str, shape: str, shown: Sequence[str]) -> Finding:
    """The warning about some codes of another shape."""
    return Finding(
        "code_shapes",
        Severity.WARNING,
        f"{name}: codes do not have {shape}",
        bad.cases,
        tuple(shown),
        why="no zero that was lost explains them, and no rule that asks for such codes finds them",
        remedy="look at these lines in the source",
        names_people=False,
    )


def _in_file(file: TextFile, columns: Sequence[SourceColumn]) -> list[SourceColumn]:
    """The columns that can have a bad value: those of the header, and those that must be filled."""
    return [each for each in columns if each.filled or any(name in file.places for name in each.header_names)]


def header_name(file: TextFile, column: SourceColumn) -> str:
    """What the file's header calls a column; the reader's own name if it has none."""
    places = file.places
    place = next((places[name] for name in column.header_names if name in places), None)
    return column.name if place is None else file.header[place - 1]
