"""The one reader of small tables: lists, factors, results, whatever people keep in a sheet, as CSV or as a workbook.

It knows nothing of what a table means. What it holds to: no row is lost (see record_count), each row has a cell for
each column, and each fault says file and line, or sheet and cell. Empty lines, and columns at the end with neither a
name nor a value, hold nothing and are passed over. What a file is shows in its bytes, whatever its name says.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final

from openvbc.characters import from_cell
from openvbc.errors import Fault, FileError, did_you_mean
from openvbc.tabular.record_count import count_records, filled_lines, lost_rows, refuse_too_wide
from openvbc.tabular.workbook_file import PACKED, Sheet, column_letters, other_program, read_sheet
from openvbc.yamlfile import fault_of_text, file_bytes, quoted, read_text

#: What may stand between columns, and its name. Spreadsheet programs of many countries write semicolons.
DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
#: What the names of tables end with. Those that cannot be read are told, with what to save instead.
TABLE_SUFFIXES: Final = (".csv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".numbers")
#: A column headed so asks for zeros in front of its digits, up to that length: `tin:9`.
_PADDED: Final = re.compile(r"([a-z_]+):([1-9][0-9]?)")
_ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: What is taken where amounts stand: behind other separators "1,234" may be a thousand or one and a bit.
COMMAS_ONLY: Final = ","


@dataclass(frozen=True)
class Row:
    """One row. where: file and line on which it begins; line: that line; cells: one a column, without blanks around.

    sheet: the workbook's file and sheet; empty for a CSV.
    """

    where: str
    line: int
    cells: tuple[str, ...]
    sheet: str = ""

    def place(self, index: int) -> str:
        """Where the cell of a column stands, counted from zero: the cell of a workbook, the line of a CSV."""
        return f"{self.sheet}, cell {column_letters(index)}{self.line}" if self.sheet else self.where


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

    def place(self, row: Row, column: str) -> str:
        """Where a row's cell of a column stands; where the row does, if there is no such column."""
        return row.place(self.header.index(column)) if column in self.header else row.where

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


def read_small_table(
    path: Path,
    *,
    delimiters: str = "".join(DELIMITERS),
    other_encoding: str = "",
    sheet: str = "",
    titled: bool = False,
) -> SmallTable:
    """Read a CSV or a workbook. FileError if it is no such file, holds nothing, or if a row of it could be lost.

    delimiters: what may stand between its columns; the header shows which does. other_encoding: how bytes are read that
    are no UTF-8; without one they are refused. sheet: of a workbook that holds several.
    """
    content = file_bytes(path)
    other = other_program(content, path)
    if other is not None:
        raise FileError(other)
    if content.startswith(PACKED):
        held = read_sheet(path, sheet, titled=titled)
        return _table(path, _below_title(held.lines) if titled else held.lines, sheet=held)
    text = read_text(path, "CSV", other_encoding)
    header_line = next((line for line in io.StringIO(text, newline="") if line.strip()), "")
    if not header_line:
        raise FileError(Fault("the file is empty", path.name, fix="write a header and one row each"))
    if titled:
        texts = (line for line in io.StringIO(text, newline="") if line.strip())
        header_line = max(islice(texts, 2), key=lambda line: line.count(_delimiter(line)))
    delimiter = _delimiter(header_line)
    if delimiter not in delimiters:
        wanted = " or ".join(DELIMITERS[each] for each in delimiters)
        what = f"its columns are parted by {DELIMITERS[delimiter]}, not by {wanted}"
        raise FileError(Fault(what, f"{path.name}:1", fix=f"save it with {wanted}"))
    lines = _rows(path, text, delimiter, first_rows=2 if titled else 1)
    return _table(path, _below_title(lines) if titled else lines)


def _below_title(lines: Sequence[tuple[int, list[str]]]) -> Sequence[tuple[int, list[str]]]:
    """The lines without a title above the header: one text, where the next filled line has several."""
    filled = ((at, cells) for at, (_, cells) in enumerate(lines) if _filled(cells))
    (_, title), (at, header) = next(filled, (0, [])), next(filled, (0, []))
    texts = [sum(bool(cell.strip()) for cell in cells) for cells in (title, header)]
    return lines[at:] if texts[0] == 1 < texts[1] else lines


def _table(path: Path, lines: Sequence[tuple[int, list[str]]], *, sheet: Sheet | None = None) -> SmallTable:
    """The table in lines that were read; the first one that is filled is its header."""
    place = "" if sheet is None else f"{path.name}, sheet {sheet.name!r}"

    def where(number: int) -> str:
        return f"{place}, row {number}" if place else f"{path.name}:{number}"

    filled = next(((number, cells) for number, cells in lines if _filled(cells)), None)
    if filled is None:
        told = [fault for _, fault in sheet.faults] if sheet is not None else []
        fix = "write a header and one row each"
        raise FileError(told or [Fault("the table has no header", place or path.name, fix=fix)])
    at, header, zeros = filled[0], [cell.strip() for cell in filled[1]], dict[int, int]()
    for index, cell in enumerate(header):
        if padded := _PADDED.fullmatch(cell):
            header[index], zeros[index] = padded[1], int(padded[2])
    width = max((index for index, cell in enumerate(header, 1) if cell), default=0)
    refuse_too_wide(width, where(at))
    lengths = {len(cells) for number, cells in lines if number > at and _filled(cells)}
    # Blank cells beyond the header are a separator at the end of each row. In one row among others they may as well be
    # what a comma within an amount ("1,234") has moved to the right.
    longest = max(len(header), *lengths) if len(lengths) == 1 and len(lines) > 2 else len(header)
    of_cells: dict[int, list[Fault]] = {}
    for number, fault in sheet.faults if sheet is not None else ():
        of_cells.setdefault(number, []).append(fault)
    rows, faults = [], [fault for number, found in of_cells.items() if number <= at for fault in found]
    faults += _unshown(header, where(at))
    for number, cells in lines:
        # A line of blanks or commas is no row; one that says "" in its only column is a row without a value.
        if number <= at or (not _filled(cells) and cells != [""] and number not in of_cells):
            continue
        if number in of_cells:
            faults += of_cells[number]
        elif _filled(cells[width:]) or (sheet is None and not width <= len(cells) <= longest):
            what = f"the row has {len(cells)} cells, the header {width}"
            faults.append(Fault(what, where(number), why="amounts would stand in the wrong columns", fix="fix the row"))
        elif unshown := _unshown(cells, where(number)):
            faults.extend(unshown)
        else:
            # A sheet leaves out what is empty.
            texts = [from_cell(cell) for cell in cells[:width]] + [""] * (width - len(cells))
            for index, length in zeros.items():
                if texts[index].isascii() and texts[index].isdecimal():
                    texts[index] = texts[index].zfill(length)
            rows.append(Row(where(number), number, tuple(texts), place))
    if width == 1 and not rows and len(faults) > 1 and not of_cells:
        what = f"above the table stands a title, {quoted(header[0])}, and no header"
        raise FileError(Fault(what, where(at), why="the first row must name the columns", fix="take the title out"))
    return SmallTable(path.name, tuple(header[:width]), where(at), tuple(rows), tuple(faults))


def day_from_text(text: str) -> date:
    """A day as tables write it: YYYY-MM-DD, or M/D/YYYY as American spreadsheets do. ValueError if it is none."""
    parts = text.split("/")
    if len(parts) == 3 and len(parts[2]) == 4 and all(part.isascii() and part.isdecimal() for part in parts):
        month, of_month, year = (int(part) for part in parts)
        return date(year, month, of_month)
    if not _ISO_DAY.fullmatch(text):  # Python itself would also read weeks and days without hyphens
        raise ValueError(f"{text!r} is no day")
    return date.fromisoformat(text)


def in_file_order(faults: Iterable[Fault]) -> list[Fault]:
    """The faults by the line that they name, those of one line as they came; what names no line comes first."""

    def line(fault: Fault) -> int:
        found = re.search(r"(?::|, row |, cell [A-Z]+)(\d+)(?:,|$)", fault.where)
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


def _rows(path: Path, text: str, delimiter: str, *, first_rows: int) -> list[tuple[int, list[str]]]:
    """The records, each with the line on which it begins. FileError unless they are all that the bytes count.

    first_rows: how many may come until the header has come.
    """
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
    columns = max((len(cells) for _, cells in found[:first_rows]), default=1)
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
