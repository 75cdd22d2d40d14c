"""A delimited text file with a header: opened, looked at, and told line by line where it is not a table.

Reading itself is DuckDB's work; what stands here looks at headers, and goes through a file line by line only to tell
where a fault stands.
"""

import csv
import glob
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from openvbc.errors import Fault, FileError
from openvbc.tabular.record_count import (
    EXAMPLES,
    RecordCount,
    Unpacking,
    count_records,
    filled_lines,
    lost_rows,
    refuse_too_wide,
)

#: What Python raises for a file that is no sound text.
UNREADABLE = (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error)
_AGAIN = "get the file again, or unpack it anew"
_LONGEST_CELL = min(sys.maxsize, 2**31 - 1)


@dataclass(frozen=True)
class TextFile:
    """A delimited text file. name: as messages call it; header: the column names as they stand, without blanks around.

    quoted: whether quotation marks may stand around a value (CMS's pipe-delimited files have none). rows_are_lines: the
    rows were made of another file by its lines, and their numbers are those lines.
    """

    path: Path
    name: str
    header: tuple[str, ...]
    delimiter: str = ","
    quoted: bool = True
    rows_are_lines: bool = False

    @property
    def compression(self) -> str:
        """DuckDB's word for how the file is packed."""
        return "gzip" if self.path.name.lower().endswith(".gz") else "none"

    @property
    def pattern(self) -> str:
        """The path as DuckDB wants it: characters that would stand for other files are escaped."""
        return glob.escape(str(self.path))

    @property
    def places(self) -> dict[str, int]:
        """Each column name in small letters -> its place, counted from 1."""
        return {name.lower(): place for place, name in enumerate(self.header, 1) if name}


def first_line(path: Path) -> str:
    """The first line of a file, at most 64 kilobytes of it; '' if it cannot be read as text."""
    try:
        with opened(path) as text:
            return text.readline(65536).rstrip("\r\n")
    except UNREADABLE:
        return ""


def open_text_file(
    path: Path, name: str, *, delimiter: str = ",", quoted: bool = True, rows_may_end_delimited: bool = False
) -> TextFile:
    """Read a file's header. FileError if the file is empty, damaged, no text, or names a column twice.

    rows_may_end_delimited: a delimiter may end each row and not the header, as in some files of CMS. Then the
    header has one more column, without a name; no row may be without it, or hold anything in it.
    """
    if path.stat().st_size == 0:
        raise FileError(Fault("the file is empty", name, fix="get the file again"))
    try:
        with opened(path) as text:
            records = _records(text, delimiter, quoted=quoted)
            _, cells = next(records, (1, []))
            _, row = next(records, (2, [])) if rows_may_end_delimited else (2, [])
    except UNREADABLE as error:
        raise FileError(unreadable(error, name)) from None
    refuse_too_wide(len(cells), f"{name}:1")
    ends_delimited = len(row) == len(cells) + 1 and not row[-1].strip()
    header = (*(cell.strip() for cell in cells), *([""] if ends_delimited else []))
    if not any(header) or any("\0" in cell for cell in header):
        raise FileError(Fault("the first line is no header of column names", name, fix="get the file again"))
    small = [cell.lower() for cell in header]
    twice = sorted({cell for cell in small if cell and small.count(cell) > 1})
    if twice:
        what = f"the header names a column twice: {', '.join(twice)}"
        why = "which of the two is meant cannot be known"
        raise FileError(Fault(what, f"{name}:1", why=why, fix="keep one of them"))
    return TextFile(path, name, header, delimiter, quoted)


def malformed_lines(file: TextFile) -> list[Fault]:
    """The lines with more or fewer fields than the header, or what keeps the file from being read; none if sound."""
    width = len(file.header)
    faults: list[Fault] = []
    others = 0
    try:
        with opened(file.path) as text:
            records = _records(text, file.delimiter, quoted=file.quoted)
            next(records, None)  # the header
            for line, cells in records:
                if len(cells) == width:
                    continue
                if len(faults) == EXAMPLES:
                    others += 1
                    continue
                faults.append(
                    Fault(
                        f"this line has {len(cells)} fields where the header has {width}",
                        f"{file.name}:{line}",
                        why="a line cut short or run together would put amounts into the wrong columns",
                        fix="get the file again",
                    )
                )
    except UNREADABLE as error:
        faults.append(unreadable(error, file.name))
    if others:
        faults.append(Fault(f"{others:,} more lines have a wrong number of fields", file.name))
    return faults


def count_of(file: TextFile) -> RecordCount:
    """The records of a file, counted by its bytes. FileError where quotation marks may swallow lines of it."""
    count = count_records(file.path, file.name, columns=len(file.header), delimiter=file.delimiter, quoted=file.quoted)
    if count.faults:
        raise FileError(count.faults)
    return count


def require_all_rows(file: TextFile, count: RecordCount, rows: int) -> None:
    """FileError unless every record below the header became a row; it names the place where that can be told."""
    if rows != count.rows:
        line = None if count.broken else _first_swallowing(file)
        raise FileError(lost_rows(count.rows, rows, file.name, line))


def _first_swallowing(file: TextFile) -> int | None:
    """The line of the first record that runs on over lines below it; None if there is none, or it cannot be told."""
    before = None
    try:
        with opened(file.path) as text:
            records = _records(text, file.delimiter, quoted=file.quoted)
            for line, (begins, _) in zip(filled_lines(file.path), records, strict=False):
                if line != begins:
                    return before
                before = line
    except UNREADABLE:
        return before
    return None


def line_numbers(file: TextFile, data_rows: set[int]) -> dict[int, int]:
    """The line of the file on which each data row begins (rows counted from 1, header and empty lines not counted)."""
    if file.rows_are_lines:
        return {row: row for row in data_rows}
    lines: dict[int, int] = {}
    last = max(data_rows, default=0)
    with opened(file.path) as text:
        for row, (line, _) in enumerate(_records(text, file.delimiter, quoted=file.quoted)):
            if row > last:
                break
            if row in data_rows:
                lines[row] = line
    return lines


def ends_with_a_line_end(path: Path) -> bool:
    """Whether the last line is complete; a file cut short in transfer often is not. Packed files have a checksum."""
    if path.name.lower().endswith(".gz"):
        return True
    with path.open("rb") as content:
        content.seek(-1, io.SEEK_END)
        return content.read(1) in (b"\n", b"\r")


def _records(text: TextIO, delimiter: str, *, quoted: bool) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on, the header first; empty lines are passed over, as DuckDB does."""
    if quoted:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
    else:
        reader = csv.reader(text, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=True)
    begins = 1
    for cells in reader:
        if cells:
            yield begins, cells
        begins = reader.line_num + 1


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """A text file, packed with gzip or not, open for reading; a byte-order mark is passed over.

    While it is open, cells may be of any length: the limit is one of the process, so it is put back afterwards.
    """
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        with _plain_or_packed(path) as text:
            yield text
    finally:
        csv.field_size_limit(limit)


@contextmanager
def _plain_or_packed(path: Path) -> Iterator[TextIO]:
    if path.name.lower().endswith(".gz"):
        with io.TextIOWrapper(Unpacking(path.open("rb"), path.name), encoding="utf-8-sig", newline="") as text:
            yield text
    else:
        with path.open(encoding="utf-8-sig", newline="") as text:
            yield text


def unreadable(error: Exception, name: str) -> Fault:
    """What one of the errors in UNREADABLE says about a file."""
    if isinstance(error, UnicodeDecodeError):
        what = "this is not a text file in UTF-8"
    elif isinstance(error, csv.Error):
        what = f"a quotation mark is open or out of place ({error})"
    elif isinstance(error, PermissionError):
        what = "this file may not be read"
    else:
        what = f"the file is damaged or cut short ({error})"
    return Fault(what, name, fix=_AGAIN)
