"""A results file as it stands: its header and its lines, before anybody says what they mean."""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from openvbc.errors import Fault, FileError
from openvbc.figures import FileDigest
from openvbc.money import money_from_text
from openvbc.published_results.mssp.results.cells import NO_VALUE
from openvbc.published_results.mssp.results.columns import normal
from openvbc.tabular.small_table import COMMAS_ONLY, Row, read_small_table
from openvbc.tabular.workbook_file import COMPOUND, PACKED
from openvbc.yamlfile import digest


@dataclass(frozen=True)
class Table:
    """A header and the lines below it, each with its line number in the file; faults: lines of another width.

    header_where: where the header stands. rows: the same lines, which know where their cells stand.
    """

    file: FileDigest
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    header_where: str
    faults: tuple[Fault, ...] = ()

    @property
    def lines(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """Line number and cells of each row."""
        return tuple((row.line, row.cells) for row in self.rows)

    @property
    def headers(self) -> frozenset[str]:
        """The header names, normalized."""
        return frozenset(normal(name) for name in self.header)


def read_table(path: Path) -> Table:
    """Read a CSV file, or a workbook in which one was saved.

    FileError if it is missing, is no table, has no header, or a row of it could be lost. CMS writes UTF-8 in most years
    and the Western European code page of Windows in some, and puts a title above the header of some workbooks.
    """
    if path.is_file():
        with path.open("rb") as file:
            other = _other_form(file.read(_BEGINNING), path)
        if other is not None:
            raise FileError(other)
    table = read_small_table(path, delimiters=COMMAS_ONLY, other_encoding="cp1252", titled=True)
    return Table(FileDigest(path.name, digest(path)), table.header, table.rows, table.header_where, table.faults)


_NOT_AS_PUBLISHED = "a program that wrote the file anew may have changed its numbers, so it is not read"
_TAKE_CSV = "download the CSV from data.cms.gov, or save the sheet as CSV UTF-8 with commas"
#: How much of a file shows what it is.
_BEGINNING = 4096


def _other_form(raw: bytes, path: Path) -> Fault | None:
    """What a file is that is no text in UTF-8 or of Windows; None if it is one, or a workbook or archive."""
    if raw.startswith((PACKED, COMPOUND)):
        return None
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        what = "this file is written in UTF-16 (a spreadsheet program's “Unicode text”), not in UTF-8"
        return Fault(what, path.name, why=_NOT_AS_PUBLISHED, fix=_TAKE_CSV)
    if raw[:200].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return Fault("this is a web page, not a CSV file", path.name, fix=_TAKE_CSV)
    if b"\0" in raw:
        return Fault("this is not a text file", path.name, fix=_TAKE_CSV)
    header = raw.partition(b"\n")[0]
    parted = {name: header.count(mark) for mark, name in ((b",", ""), (b";", "semicolons"), (b"\t", "tabs"))}
    separator = max(parted, key=lambda name: parted[name])
    if separator:
        what = f"the columns are parted by {separator}, not by commas"
        return Fault(what, f"{path.name}:1", why=_NOT_AS_PUBLISHED, fix=_TAKE_CSV)
    return None


_YEAR = re.compile(r"(?<!\d)(20[1-9]\d)(?!\d)")


def years_in_name(name: str) -> frozenset[int]:
    """The years that a file's name names."""
    return frozenset(int(year) for year in _YEAR.findall(name))


_SHIFT_FROM = normal("Total savings/losses ($)")
_SHIFT_TO = normal("Total performance year spending per assigned beneficiary")
_EXPENDITURES = "Total expenditures ($)"


def fixed_header(table: Table) -> Table:
    """The file of PY2013 with the label of its expenditures put back, if its arithmetic shows that it is missing.

    In that file the label is left out and every label from there to the per capita spending names the column before
    its own, so that "Total savings/losses ($)" heads the expenditures. The benchmark less that column is then, in every
    line, the column after it.
    """
    names = [normal(name) for name in table.header]
    if _SHIFT_FROM not in names or normal(_EXPENDITURES) in names:
        return table
    at = names.index(_SHIFT_FROM)
    end = names.index(_SHIFT_TO) if _SHIFT_TO in names else len(names) - 1
    if not at or end <= at or not _is_shifted(table.lines, at):
        return table
    header = (*table.header[:at], _EXPENDITURES, *table.header[at:end], *table.header[end + 1 :])
    return replace(table, header=header)


def _is_shifted(lines: Sequence[tuple[int, tuple[str, ...]]], at: int) -> bool:
    """Whether benchmark less the column headed "savings/losses" is the next column, wherever all three are printed."""
    seen = False
    for _, cells in lines:
        texts = [cells[index].strip().replace("$-", "-$") for index in (at - 1, at, at + 1) if index < len(cells)]
        if len(texts) < 3 or any(text.casefold() in NO_VALUE for text in texts):
            continue
        try:
            benchmark, spent, difference = (money_from_text(text) for text in texts)
        except ValueError:
            return False
        # Totals of a billion are printed in whole dollars, so a dollar either way is their rounding.
        if abs(benchmark - spent - difference) > 1:
            return False
        seen = True
    return seen
