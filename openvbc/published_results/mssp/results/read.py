"""A results file to published rows. What is wrong with a row is said and the other rows are still read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from openvbc.errors import Fault, FileError
from openvbc.figures import ABSENT, FileDigest
from openvbc.published_results.mssp.results.cells import Cell, CellValue, decimals, is_scientific, read_plain, read_rate
from openvbc.published_results.mssp.results.columns import COLUMNS, Column, Kind, column_of
from openvbc.published_results.mssp.results.dialects import Dialect, RateUnit
from openvbc.published_results.mssp.results.identify import dialect_of
from openvbc.published_results.mssp.results.row import PublishedRow
from openvbc.published_results.mssp.results.row_checks import months_of, row_faults, track_of
from openvbc.published_results.mssp.results.table import Table, fixed_header, read_table
from openvbc.published_results.mssp.results.units import unit_of
from openvbc.tabular.small_table import Row, in_file_order
from openvbc.tabular.spreadsheet_traces import fault_of_name

#: What PY2014 prints instead of a score where complete reporting sufficed.
_NO_SCORE_YET = frozenset({"p4r", "pay for reporting"})
#: A number of so many digits is no round one, such as a rate that was agreed on.
_TOO_LONG_TO_BE_ROUND = 3
#: A number of so many digits is not cut at a decimal place but at its length.
_WHOLE_LENGTH = 9


@dataclass(frozen=True)
class ResultsFile:
    """The rows of one results file that can be used, and the faults of those that cannot.

    columns: the meanings that the file has a column for.
    """

    year: int
    file: FileDigest
    columns: frozenset[str]
    rows: tuple[PublishedRow, ...]
    faults: tuple[Fault, ...]


def read_results(path: Path) -> ResultsFile:
    """Read one file. FileError if nothing of it can be used: no results, another year, a column or unit that is not."""
    table = fixed_header(read_table(path))
    dialect = dialect_of(table)
    columns = _columns(table)
    faults = list(table.faults)
    table = _without_totals(table, columns["aco"][0], faults)
    units = _units(table, columns, dialect)
    if not table.lines:
        faults.append(
            Fault("there are no rows below the header", table.header_where, fix="fetch the file with its rows")
        )
    rows = list(_rows(table, columns, units, dialect, faults))
    kept = list(_not_doubled(rows, faults))
    return ResultsFile(dialect.year, table.file, frozenset(columns), tuple(kept), tuple(in_file_order(faults)))


def _columns(table: Table) -> dict[str, tuple[int, Column]]:
    """Where each meaning stands. FileError if two columns mean the same."""
    found: dict[str, tuple[int, Column]] = {}
    faults = []
    for index, header in enumerate(table.header):
        column = column_of(header)
        if column is None:
            continue
        if column.meaning in found:
            other = table.header[found[column.meaning][0]]
            faults.append(
                Fault(
                    f"columns {other} and {header} both hold the {column.label}",
                    table.header_where,
                    why="which of the two holds cannot be known",
                    fix="take one of them out",
                )
            )
        found[column.meaning] = (index, column)
    if faults:
        raise FileError(faults)
    return found


def _without_totals(table: Table, aco: int, faults: list[Fault]) -> Table:
    """The table without rows of totals, which are no ACO and whose cells show no unit and no number of decimals."""
    kept = []
    for row in table.rows:
        where, name = row.place(aco), row.cells[aco].strip()
        fault = fault_of_name(name, where)
        if not name:
            fix = "a row of totals is no ACO; take it out, or write the ACO's identifier"
            fault = Fault("the row names no ACO", where, why="the row is left out", fix=fix)
        if fault is None:
            kept.append(row)
        else:
            faults.append(fault)
    return replace(table, rows=tuple(kept))


def _units(table: Table, columns: Mapping[str, tuple[int, Column]], dialect: Dialect) -> dict[str, RateUnit]:
    units: dict[str, RateUnit] = {}
    faults = []
    # The minimum rate is looked at first: it proves its unit, which small savings do not.
    for meaning, (index, column) in sorted(columns.items(), key=lambda each: each[0] != "minimum_rate"):
        if column.kind is not Kind.RATE:
            continue
        texts = [(line, cells[index]) for line, cells in table.lines if index < len(cells)]
        found = unit_of(meaning, texts, dialect, units, table.header[index], table.file.name)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            units[meaning] = found
    if faults:
        raise FileError(faults)
    return units


def _rows(
    table: Table,
    columns: Mapping[str, tuple[int, Column]],
    units: Mapping[str, RateUnit],
    dialect: Dialect,
    faults: list[Fault],
) -> Iterator[PublishedRow]:
    values = {}
    for row in table.rows:
        read = dict(_values(table, row, columns, units, faults))
        if len(read) == len(columns):
            values[row] = read
    places = _Places(
        (
            (row.cells[at], meaning, read[meaning])
            for row, read in values.items()
            for meaning, (at, _) in columns.items()
        ),
        dialect,
    )
    for row, read in values.items():
        cells = {
            meaning: Cell(
                row.cells[index],
                read[meaning],
                places.of(meaning, read[meaning], row.cells[index]),
                table.header[index],
                f"{row.place(index)}, column {table.header[index]}",
                meaning in dialect.rounded_twice,
            )
            for meaning, (index, _) in columns.items()
        }
        published = _row(cells, row, table.file, dialect, faults)
        if published is not None:
            yield published


def _values(
    table: Table,
    row: Row,
    columns: Mapping[str, tuple[int, Column]],
    units: Mapping[str, RateUnit],
    faults: list[Fault],
) -> Iterator[tuple[str, CellValue]]:
    """Each readable cell; the others are faults. Words instead of a score ("P4R") leave the score absent."""
    for meaning, (index, column) in columns.items():
        try:
            if column.kind is Kind.RATE:
                is_word = row.cells[index].strip().casefold() in _NO_SCORE_YET
                yield meaning, ABSENT if is_word else read_rate(row.cells[index], units[meaning])
            else:
                yield meaning, read_plain(row.cells[index], column)
        except ValueError as error:
            place = f"{row.place(index)}, column {table.header[index]}"
            what = f"the {column.label}: {error}"
            faults.append(Fault(what, place, why="the row is left out", fix="check the cell against CMS's file"))


def _usual(count: Counter[int], long: Counter[int]) -> int:
    """The decimals that a column prints, by how many cells print how many.

    Round numbers (100%, an elected 2%) say nothing, since their zeros may have been dropped, and may be most of the
    column: the longer ones are asked. Where all are round, the one with most decimals shows what the column prints.
    """
    if not any(long.values()):
        return max(count)
    return max(long, key=lambda each: (long[each], each))


class _Places:
    """How many decimals each column prints, so that 0.97 in a column of four digits is known to be 0.9700."""

    def __init__(self, cells: Iterable[tuple[str, str, CellValue]], dialect: Dialect) -> None:
        """cells: text, meaning and value of each."""
        self._dialect = dialect
        counts, long = dict[str, Counter[int]](), dict[str, Counter[int]]()
        for text, meaning, value in cells:
            if isinstance(value, Decimal) and not is_scientific(text):
                counts.setdefault(meaning, Counter())[decimals(value)] += 1
                is_long = len(value.normalize().as_tuple().digits) >= _TOO_LONG_TO_BE_ROUND
                long.setdefault(meaning, Counter())[decimals(value)] += is_long
        self._usual = {meaning: _usual(count, long[meaning]) for meaning, count in counts.items()}

    def of(self, meaning: str, value: CellValue, text: str) -> int:
        """The decimals of a cell: its own, or those that the column usually prints if these are more."""
        if not isinstance(value, Decimal):
            return 0
        own = decimals(value)
        if is_scientific(text):
            return own
        if meaning in self._dialect.whole_dollars and text.strip().endswith(".00"):
            return 0
        places = own if len(value.as_tuple().digits) >= _WHOLE_LENGTH else max(own, self._usual[meaning])
        digits = self._dialect.significant_digits
        if digits is None or COLUMNS[meaning].kind is not Kind.MONEY:
            return places
        return min(places, max(0, digits - 1 - value.adjusted()))


def _row(
    cells: Mapping[str, Cell], line: Row, file: FileDigest, dialect: Dialect, faults: list[Fault]
) -> PublishedRow | None:
    aco = cells["aco"].text.strip()
    start = cells["start"].value
    track = track_of(cells, dialect.year)
    found = []
    if not isinstance(start, date):
        place = cells["start"].where
        found.append(Fault(f"{aco}: the start of the agreement is missing", place, fix="rules depend on it"))
    if isinstance(track, Fault):
        found.append(track)
    if isinstance(start, date) and not isinstance(track, Fault) and not found:
        months = months_of(cells, dialect.year)
        name = cells["name"].text.strip() if "name" in cells else ""
        row = PublishedRow(dialect.year, aco, name or aco, track, start, months, line.line, line.where, file, cells)
        found.extend(row_faults(row))
        if not found:
            return row
    faults.extend(found)
    return None


def _not_doubled(rows: Sequence[PublishedRow], faults: list[Fault]) -> Iterator[PublishedRow]:
    """The rows whose ACO stands once; of the others none, since which of them holds cannot be known."""
    lines: dict[str, list[int]] = {}
    for row in rows:
        lines.setdefault(row.aco, []).append(row.line)
    for row in rows:
        held = lines[row.aco]
        if len(held) == 1:
            yield row
        elif row.line == held[0]:
            others = ", ".join(str(line) for line in held[1:])
            faults.append(
                Fault(
                    f"ACO {row.aco} stands in this file {len(held)} times, again at line {others}",
                    row.where,
                    why="which of its rows holds cannot be known, so none is replayed",
                    fix="keep one of them",
                )
            )
