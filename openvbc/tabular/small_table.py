"""The one reader of small tables: lists, factors, results, whatever people keep in a sheet and save as CSV.

It knows nothing of what a table means. What it holds to: no row is lost (see record_count), each row has a cell for
each column, and each fault says file and line. Empty lines, and columns at the end with neither a name nor a value,
hold nothing and are passed over.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from openvbc.characters import UNSHOWN, from_cell
from openvbc.errors import Fault, FileError, did_you_mean
from openvbc.tabular.record_count import count_records, filled_lines, lost_rows, refuse_too_wide
from openvbc.yamlfile import fault_of_text, quoted, read_text

#: What may stand between columns, and its name. Spreadsheet programs of many countries write semicolons.
DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
#: What is taken where amounts stand: behind other separators "1,234" may be a thousand or one and a bit.
COMMAS_ONLY: Final = ","


@dataclass(frozen=True)
class Row:
    """One row. where: file and line on which it begins; line: that line; cells: one a column, without blanks around."""

    where: str
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class SmallTable:
    """A table as it stands. rows: those with a cell for each column; faults: the others.

    header: the column names without blanks around them; header_where: file and line of it.
    """

    name: str
    header: tuple[str, ...]
    header_where: str
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]

    def records(self) -> Iterator[tuple[Row, dict[str, str]]]:
        """Each row with its cells by column."""
        for row in self.rows:
            yield row, dict(zip(self.header, row.cells, strict=True))

    def header_faults(self, needed: Sequence[str], optional: Sequence[str] | None = ()) -> list[Fault]:
        """Columns that are missing, not known, or there twice. optional: None if any other column may stand there."""
        twice = sorted({name for name in self.header if name and self.header.count(name) > 1})
        faults = [
            Fault(
                f"two columns are called {name!r}",
                self.header_where,
                why="which of them holds cannot be known",
                fix="keep one of them",
            )
            for name in twice
        ]
        faults += [
            Fault(
                f"there is no column {name!r}",
                self.header_where,
                fix=f"{did_you_mean(name, [each for each in self.header if each])}; "
                f"the header needs {','.join(needed)}",
            )
            for name in needed
            if name not in self.header
        ]
        if optional is not None:
            known = (*needed, *optional)
            faults += [
                Fault(f"column {quoted(name)} is not known here", self.header_where, fix=did_you_mean(name, known))
                for name in dict.fromkeys(self.header)
                if name not in known
            ]
        return faults


def read_small_table(path: Path, *, delimiters: str = "".join(DELIMITERS), other_encoding: str = "") -> SmallTable:
    """Read a CSV. FileError if it is no such file, holds nothing, or if a row of it could be lost.

    delimiters: what may stand between its columns; the header shows which does. other_encoding: how bytes are read that
    are no UTF-8; without one they are refused.
    """
    text = read_text(path, "CSV", other_encoding)
    header_line = next((line for line in io.StringIO(text, newline="") if line.strip()), "")
    if not header_line:
        raise FileError(Fault("the file is empty", path.name, fix="write a header and one row each"))
    delimiter = _delimiter(header_line)
    if delimiter not in delimiters:
        wanted = " or ".join(DELIMITERS[each] for each in delimiters)
        what = f"its columns are parted by {DELIMITERS[delimiter]}, not by {wanted}"
        raise FileError(Fault(what, f"{path.name}:1", fix=f"save it with {wanted}"))
    lines = _rows(path, text, delimiter)
    at, header = next((number, [cell.strip() for cell in cells]) for number, cells in lines if _filled(cells))
    width = max((place for place, cell in enumerate(header, 1) if cell), default=0)
    refuse_too_wide(width, f"{path.name}:{at}")
    rows, faults = [], []
    has_unshown = UNSHOWN.search(text.replace("\r\n", "\n")) is not None
    faults += [fault for fault in _unshown(header, f"{path.name}:{at}") if has_unshown]
    for number, cells in lines:
        # A line of blanks or commas is no row; one that says "" in its only column is a row without a value.
        if number <= at or (not _filled(cells) and cells != [""]):
            continue
        where = f"{path.name}:{number}"
        if len(cells) < width or _filled(cells[width:]):
            what = f"the row has {len(cells)} cells, the header {width}"
            faults.append(Fault(what, where, why="amounts would stand in the wrong columns", fix="fix the row"))
        elif has_unshown and (unshown := _unshown(cells, where)):
            faults.extend(unshown)
        else:
            rows.append(Row(where, number, tuple(from_cell(cell) for cell in cells[:width])))
    return SmallTable(path.name, tuple(header[:width]), f"{path.name}:{at}", tuple(rows), tuple(faults))


def in_file_order(faults: Iterable[Fault]) -> list[Fault]:
    """The faults by the line that they name, those of one line as they came; what names no line comes first."""

    def line(fault: Fault) -> int:
        found = re.search(r":(\d+)(?:,|$)", fault.where)
        return int(found[1]) if found else 0

    return sorted(faults, key=line)


def _unshown(cells: Sequence[str], where: str) -> list[Fault]:
    """The faults of cells with characters that cannot be shown, or that turn around what stands beside them."""
    found = (fault_of_text(cell.replace("\r\n", "\n"), where) for cell in cells)
    return [fault for fault in found if fault is not None]


def _filled(cells: Sequence[str]) -> bool:
    return any(cell.strip() for cell in cells)


def _delimiter(header: str) -> str:
    """What stands between the columns of a header: a comma if there is any outside of quotation marks."""
    bare = "".join(header.split('"')[::2])
    found = max(DELIMITERS, key=lambda each: (each == "," and each in bare, bare.count(each)))
    return found if found in bare else ","


def _rows(path: Path, text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """The records, each with the line on which it begins. FileError unless they are all that the bytes count."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[tuple[int, list[str]]] = []
    begins, error = 1, None
    try:
        for cells in reader:
            if cells:
                found.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as told:
        error = Fault(f"this row is no CSV: {told}", f"{path.name}:{begins}", fix="look for a stray quotation mark")
    columns = len(found[0][1]) if found else 1
    count = count_records(path, path.name, columns=columns, delimiter=delimiter)
    if count.faults or error:
        raise FileError(count.faults or error or ())
    if count.records != len(found):
        lines = zip(filled_lines(path), (number for number, _ in found), strict=False)
        before = None
        for line, begun in lines:
            if line != begun:
                break
            before = line
        raise FileError(lost_rows(count.records, len(found), path.name, None if count.broken else before))
    return found
