"""Finding claims files in a folder, and telling exactly what is wrong with one that cannot be read.

Reading itself is DuckDB's work; what stands here looks at names and headers, and goes through a file line by line
only after DuckDB has refused it.
"""

import csv
import glob
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from openvbc.errors import Fault, FileError
from openvbc.tabular.record_count import EXAMPLES

_SUFFIXES = (".csv", ".csv.gz")
_UNREADABLE = (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error)


@dataclass(frozen=True)
class DelimitedFile:
    """A comma-separated file with a header.

    path: where it is. name: its path below the data folder, as messages and sources call it.
    header: the column names in the file's order, in capitals.
    """

    path: Path
    name: str
    header: tuple[str, ...]

    @property
    def compression(self) -> str:
        """DuckDB's word for how the file is packed."""
        return "gzip" if self.path.name.lower().endswith(".gz") else "none"

    @property
    def pattern(self) -> str:
        """The path as DuckDB wants it: characters that would stand for other files are escaped."""
        return glob.escape(str(self.path))

    @property
    def text_columns(self) -> dict[str, str]:
        """Every column of the file as text, in the file's order; nameless ones get a name of their own."""
        return {name or f"COLUMN_{place}": "VARCHAR" for place, name in enumerate(self.header, 1)}


def find_delimited_files(folder: Path) -> list[tuple[Path, str]]:
    """The .csv and .csv.gz files in `folder` and its sub-folders, with their names below it, in order of name.

    FileError if the folder is not there or holds none.
    """
    if not folder.is_dir():
        what = "this is a file, not a folder" if folder.exists() else "there is no such folder"
        raise FileError(Fault(what, str(folder), fix="name the folder that holds the claims files"))
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    found = [path for path in files if path.name.lower().endswith(_SUFFIXES)]
    if not found:
        packed = any(path.suffix.lower() == ".zip" for path in files)
        fix = "unpack the .zip files here" if packed else "put the .csv or .csv.gz files here"
        raise FileError(Fault("there is no .csv or .csv.gz file in this folder", str(folder), fix=fix))
    return [(path, path.relative_to(folder).as_posix()) for path in found]


def read_header(path: Path, name: str) -> DelimitedFile:
    """Open a file and read its header. FileError if it is empty, damaged, no text, or names a column twice."""
    if path.stat().st_size == 0:
        raise FileError(Fault("the file is empty", name, fix="get the file again"))
    try:
        with _opened(path) as text:
            cells = next(csv.reader(text, strict=True), [])
    except _UNREADABLE as error:
        raise FileError(_unreadable(error, name)) from None
    header = tuple(cell.strip().upper() for cell in cells)
    if not any(header) or any("\0" in cell for cell in header):
        raise FileError(Fault("the first line is no header of column names", name, fix="get the file again"))
    twice = sorted({cell for cell in header if cell and header.count(cell) > 1})
    if twice:
        raise FileError(
            Fault(
                f"the header names a column twice: {', '.join(twice)}",
                f"{name}:1",
                why="which of the two is meant cannot be known",
                fix="keep one of them",
            )
        )
    return DelimitedFile(path, name, header)


def malformed_lines(file: DelimitedFile, reason: str) -> list[Fault]:
    """Why DuckDB could not read `file` as a table, line by line; `reason` is what DuckDB said."""
    width = len(file.header)
    faults: list[Fault] = []
    others = 0
    try:
        for line, cells in _records(file.path):
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
    except _UNREADABLE as error:
        faults.append(_unreadable(error, file.name))
    if others:
        faults.append(Fault(f"{others:,} more lines have a wrong number of fields", file.name))
    return faults or [Fault(f"this cannot be read as a table: {reason}", file.name, fix="get the file again")]


def line_numbers(file: DelimitedFile, data_rows: set[int]) -> dict[int, int]:
    """The line of the file on which each data row begins (rows counted from 1, header and empty lines not counted)."""
    lines: dict[int, int] = {}
    last = max(data_rows, default=0)
    for row, (line, _) in enumerate(_records(file.path)):
        if row > last:
            break
        if row in data_rows:
            lines[row] = line
    return lines


def ends_with_a_line_end(file: DelimitedFile) -> bool:
    """Whether the last line is complete; a file cut short in transfer often is not. Packed files have a checksum."""
    if file.compression != "none":
        return True
    with file.path.open("rb") as content:
        content.seek(-1, 2)
        return content.read(1) in (b"\n", b"\r")


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    if path.name.lower().endswith(".gz"):
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as text:
            yield text
    else:
        with path.open(encoding="utf-8-sig", newline="") as text:
            yield text


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on, the header first; empty lines are passed over, as DuckDB does."""
    with _opened(path) as text:
        reader = csv.reader(text, strict=True)
        begins = 1
        for cells in reader:
            if cells:
                yield begins, cells
            begins = reader.line_num + 1


def _unreadable(error: Exception, name: str) -> Fault:
    if isinstance(error, UnicodeDecodeError):
        what = "this is not a text file in UTF-8"
    elif isinstance(error, csv.Error):
        what = f"a quotation mark is open or out of place ({error})"
    elif isinstance(error, PermissionError):
        what = "this file may not be read"
    else:
        what = f"the file is damaged or cut short ({error})"
    return Fault(what, name, fix="get the file again, or unpack it anew")
