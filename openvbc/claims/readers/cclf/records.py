"""Reads the records of one CCLF file into its received table, after every value of it was checked.

The statements here are put together from the layouts, which the program owns; nothing a user gives is part of one.
"""

import glob
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import duckdb

from openvbc.claims.embedded import cannot_run
from openvbc.claims.readers.cclf.deliveries import DELIVERIES, find_deliveries, stated_columns
from openvbc.claims.readers.cclf.layout import LOOSE, Field, FieldKind, RecordLayout
from openvbc.claims.readers.cclf.source_files import FeedFile
from openvbc.claims.readers.reading import Workplace
from openvbc.claims.readers.staging.text_file import (
    UNREADABLE,
    TextFile,
    count_of,
    ends_with_a_line_end,
    line_numbers,
    malformed_lines,
    opened,
    require_all_rows,
    unreadable,
)
from openvbc.errors import Fault, FileError
from openvbc.tabular.record_count import EXAMPLES, LONGEST_LINE, RecordCount, count_records, lost_rows

#: Stands in no file: so each line is one value.
_NO_SEPARATOR: Final = "\x1f"
#: How long the pieces are into which a line is cut first, at least.
_PIECE: Final = 40
_ADJUSTMENT_TYPE: Final = "CLM_ADJSMT_TYPE_CD"
_EXPECTED: Final = {
    FieldKind.DAY: "no day written YYYY-MM-DD",
    FieldKind.MONEY: "no amount in dollars and cents",
    FieldKind.QUANTITY: "no number with at most four decimals",
    FieldKind.WHOLE: "no whole number",
}
_RECORD: Final = "record"
_NOTHING: Final = ("", "~", "1000-01-01", "9999-12-31")
_WHY: Final = "nothing is guessed or left out, so nothing was loaded"


@dataclass(frozen=True)
class Shape:
    """What a look at all records told. longest: characters; ragged: of several lengths; padded: some end in blanks."""

    records: int
    longest: int
    ragged: bool
    padded: bool
    bad: int


def read_records(workplace: Workplace, file: FeedFile, stated: int | None) -> Shape:
    """Check every record of `file` and put them into `loaded_<table>`.

    stated: the record length that the delivery's control totals say. FileError with the faults of the file.
    """
    try:
        count = _count(file)
        shape = _shape(workplace, file)
        if file.table is not None:
            require_all_rows(file.table, count, shape.records)
        elif count.records != shape.records:
            raise FileError(lost_rows(count.records, shape.records, file.name))
        faults = [*_length_faults(file, shape, stated), *_cut_short(file, shape)]
        if shape.bad:
            faults += _value_faults(workplace, file, shape)
        if faults:
            raise FileError(faults)
        find_deliveries(workplace, file, *_relation(file))
        kept = _insert(workplace, file)
        if kept != shape.records:
            raise FileError(lost_rows(shape.records, kept, file.name))
    except (duckdb.InvalidInputException, duckdb.IOException) as error:
        raise FileError(_cannot_read(file, error)) from None
    except UNREADABLE as error:
        raise FileError(unreadable(error, file.name)) from None
    except duckdb.Error as error:
        raise cannot_run("records", error) from None
    return shape


def _count(file: FeedFile) -> RecordCount:
    """The records of the file, counted by its bytes; those of a fixed-width file have no header and no quotes."""
    if file.table is not None:
        return count_of(file.table)
    return count_records(file.path, file.name, columns=1, quoted=False, blanks=b" ")


def _relation(file: FeedFile) -> tuple[str, dict[str, object]]:
    """SQL of the file's records as text, and what is bound in it: source_row and one column a kept field.

    A fixed-width file has record_length, ends_blank and beyond (the text after the last field) too; a CSV its own
    columns by their places.
    """
    packed = "gzip" if file.path.name.lower().endswith(".gz") else "none"
    if file.table is None:
        columns = {"line": "VARCHAR"}
        form = f"delim = '{_NO_SEPARATOR}', quote = '', escape = '', header = false, strict_mode = true"
    else:
        columns = {f"c{place}": "VARCHAR" for place in range(1, len(file.table.header) + 1)}
        form = "delim = ',', quote = '\"', escape = '\"', header = true, strict_mode = true"
    options = (
        f"compression = $packed, auto_detect = false, null_padding = false, max_line_size = {LONGEST_LINE}, {form}"
    )
    numbered = "SELECT row_number() OVER () AS source_row, *"
    records = f"{numbered} FROM read_csv($path, columns = $columns, {options})"
    sql = _cut(file.layout, records) if file.table is None else _named(file, file.table, records)
    return sql, {"path": glob.escape(str(file.path)), "columns": columns, "packed": packed}


def _named(file: FeedFile, table: TextFile, records: str) -> str:
    """SQL that gives the columns of a CSV the names of the fields."""
    fields = [
        f"trim(coalesce(c{table.places[each.column]}, '')) AS {each.column}"
        if each.column in table.places
        else f"'' AS {each.column}"
        for each in file.layout.kept
    ]
    return f"SELECT *, {', '.join(fields)} FROM ({records})"  # noqa: S608


def _cut(layout: RecordLayout, records: str) -> str:
    """SQL that cuts lines into fields: first into pieces, because a cut far into a long text is slow."""
    starts = [1]
    for each in layout.fields:
        if each.start - starts[-1] >= _PIECE:
            starts.append(each.start)
    pieces = [
        f"substr(line, {start}, {end - start}) AS piece_{start}"
        for start, end in zip(starts, [*starts[1:], layout.length + 1], strict=True)
    ]
    fields = []
    for each in layout.kept:
        start = max(at for at in starts if at <= each.start)
        fields.append(f"trim(substr(piece_{start}, {each.start - start + 1}, {each.length})) AS {each.column}")
    return (
        f"SELECT source_row, record_length, ends_blank, beyond, {', '.join(fields)} FROM (SELECT source_row, "  # noqa: S608
        f"length(line) AS record_length, suffix(line, ' ') AS ends_blank, "
        f"trim(substr(line, {layout.length + 1})) AS beyond, {', '.join(pieces)} "
        f"FROM ({records}) WHERE trim(line) <> '')"
    )


def _allowed(field: Field) -> str:
    """SQL: whether the field's text may stand there; '' where nothing can be wrong."""
    value = field.column
    tests = []
    if field.kind is FieldKind.DAY and field.needed:
        tests.append(f"NOT no_day({value})")
    elif field.needed:
        tests.append(f"NOT says_nothing({value})")
    if field.kind not in LOOSE:
        tests.append(f"is_feed_{field.kind.value}({value})")
    if field.name == _ADJUSTMENT_TYPE:
        tests.append(f"({value} IN ('', '~') OR meaning_of_adjustment_types({value}) IS NOT NULL)")
    return " AND ".join(tests)


def _tests(file: FeedFile) -> dict[Field, str]:
    tests = {field: _allowed(field) for field in file.layout.kept}
    return {field: test for field, test in tests.items() if test}


def _line_tests(layout: RecordLayout) -> str:
    """SQL: whether a fixed-width line neither ends inside a figure or day nor has text beyond its last field."""
    inside = [str(at) for each in layout.fields if each.kind not in LOOSE for at in range(each.start, each.end)]
    return f"record_length NOT IN ({', '.join(inside)}) AND beyond = ''"


def _shape(workplace: Workplace, file: FeedFile) -> Shape:
    workplace.know_list("adjustment_types")
    relation, values = _relation(file)
    tests = [f"({test})" for test in _tests(file).values()]
    if file.table is None:
        tests.append(f"({_line_tests(file.layout)})")
        measured = "max(record_length), min(record_length) < max(record_length), bool_or(ends_blank)"
    else:
        measured = "0, false, false"
    found = workplace.connection.execute(
        f"SELECT count(*), {measured}, count(*) FILTER (WHERE NOT ({' AND '.join(tests)})) FROM ({relation})",  # noqa: S608
        values,
    ).fetchall()[0]
    return Shape(found[0], found[1] or 0, bool(found[2]), bool(found[3]), found[4])


def _length_faults(file: FeedFile, shape: Shape, stated: int | None) -> Iterator[Fault]:
    """A record length that no year's layout has: unless only padding at the end is missing, or there is more of it."""
    layout = file.layout
    if file.table is not None or not shape.records:
        return
    if shape.longest in layout.lengths or shape.longest > layout.length:
        return
    if stated in layout.lengths and shape.longest < (stated or 0):
        return
    one_layout = {each.since for each in layout.fields} == {2018}
    rest = [each for each in layout.fields if each.end > shape.longest]
    unpadded = not shape.padded and (shape.ragged or one_layout) and all(each.kind in LOOSE for each in rest)
    if not unpadded:
        yield Fault(
            f"the records are {shape.longest} characters long; {layout.file} is known with {layout.lengths_in_words}",
            file.name,
            why="a record of another length may be another layout, and amounts would be read from wrong places",
            fix="see whether this is the file its name says, and whether it came in full",
        )


def _cut_short(file: FeedFile, shape: Shape) -> Iterator[Fault]:
    """A last line without an end that is shorter than the others."""
    if file.table is not None or not shape.records or ends_with_a_line_end(file.path):
        return
    last, number = "", 0
    with opened(file.path) as text:
        for number, last in enumerate(text, 1):  # noqa: B007
            pass
    if last.strip() and len(last) < shape.longest:
        why = "the end of the file is missing"
        what = f"the last record ends after {len(last)} of {shape.longest} characters"
        yield Fault(what, f"{file.name}:{number}", why=why, fix="get the file again")


def _value_faults(workplace: Workplace, file: FeedFile, shape: Shape) -> list[Fault]:
    relation, values = _relation(file)
    tests = _tests(file)
    named = {field.name: f"CASE WHEN NOT ({test}) THEN '{field.name}' END" for field, test in tests.items()}
    texts = {field.name: field.column for field in tests}
    if file.table is None:
        named[_RECORD] = f"CASE WHEN NOT ({_line_tests(file.layout)}) THEN '{_RECORD}' END"
        texts[_RECORD] = "CAST(record_length AS VARCHAR)"
    packed = ", ".join(f"{name} := {value}" for name, value in texts.items())
    result = workplace.connection.execute(
        f"SELECT source_row, faulty, texts FROM (SELECT source_row, struct_pack({packed}) AS texts, "  # noqa: S608
        f"list_filter([{', '.join(named.values())}], lambda name: name IS NOT NULL) AS faulty FROM ({relation})) "
        f"WHERE len(faulty) > 0 ORDER BY source_row LIMIT {EXAMPLES}",
        values,
    ).fetchall()
    lines = line_numbers(file.table, {row for row, *_ in result}) if file.table else {}
    fields = {field.name: field for field in tests}
    faults = [
        _fault(file.layout, f"{file.name}:{lines.get(row, row)}", fields.get(name), text[name])
        for row, names, text in result
        for name in names
    ]
    if shape.bad > len(result):
        faults.append(Fault(f"{shape.bad - len(result):,} more records have such faults", file.name))
    return faults


def _fault(layout: RecordLayout, where: str, field: Field | None, text: str) -> Fault:
    again = "get the file again"
    if field is None:
        what = (
            f"the record ends after {text} characters, inside a field, or has text after its {layout.length} characters"
        )
        return Fault(what, where, why="a record cut short or run together puts amounts into wrong fields", fix=again)
    if field.needed and text in _NOTHING:
        return Fault(f"{field.name} is empty, but no record is without it", where, why=_WHY, fix=again)
    expected = "none of 0, 1 and 2" if field.name == _ADJUSTMENT_TYPE else _EXPECTED.get(field.kind, "")
    return Fault(f"{field.name} is {expected}: {text!r}", where, why=_WHY, fix=again)


def _insert(workplace: Workplace, file: FeedFile) -> int:
    """Put the checked records into the received table, each with its delivery; how many these are."""
    relation, values = _relation(file)
    table = file.layout.table.name
    typed = ", ".join(_typed(field) for field in file.layout.kept)
    named, dated = stated_columns(file)
    inserted = workplace.connection.execute(
        f"INSERT INTO loaded_{table} SELECT $taken + row_number() OVER (), delivery_name, delivered_on, "  # noqa: S608
        f"delivered_at, delivery_kind, organization_id, $name, source_row, {typed} FROM ({relation}) "
        f"INNER JOIN {DELIVERIES} ON stated_name = {named} AND stated_date = {dated}",
        values | {"name": file.name, "taken": _taken(workplace, table)},
    ).fetchall()
    return int(inserted[0][0])


def _taken(workplace: Workplace, table: str) -> int:
    """The highest number that a record of the table has."""
    found = workplace.connection.execute(
        f"SELECT greatest((SELECT coalesce(max(received_row), 0) FROM kept_{table}), "  # noqa: S608
        f"(SELECT coalesce(max(received_row), 0) FROM loaded_{table}))"
    ).fetchall()
    return int(found[0][0])


def _typed(field: Field) -> str:
    value = field.column
    return f"as_feed_code({value})" if field.kind in LOOSE else f"as_feed_{field.kind.value}({value})"


def _cannot_read(file: FeedFile, error: duckdb.Error) -> list[Fault]:
    """Why DuckDB could not read the file, line by line where that can be told."""
    faults = malformed_lines(file.table) if file.table else []
    reason = str(error).splitlines()[0]
    if not faults and "unicode" in str(error).lower():
        reason = "it is not a text file in UTF-8"
    return faults or [Fault(f"this cannot be read: {reason}", file.name, fix="get the file again")]
