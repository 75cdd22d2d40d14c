"""A file of a hospital program: its columns by name, whatever their order and spelling, and a row for each hospital.

Case, blanks, hyphens and underscores of a header mean nothing, what several releases call by several names is one
column, and columns that a replay does not know are passed over.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Final

from openvbc.errors import Fault, FileError, InputError
from openvbc.figures import ABSENT, Absent, FileDigest
from openvbc.money import decimal_from_text, shifted
from openvbc.published_results.mssp.results.cells import decimals
from openvbc.published_results.mssp.results.columns import normal
from openvbc.published_results.mssp.results.table import read_table, years_in_name
from openvbc.tabular.small_table import in_file_order

#: What else a column has been called; the first of each is the name that replays use.
_NAMES: Final = (
    ("facilityid", "providerid", "providernumber", "hospitalccn", "hospitalcnn", "ccn", "cmscertificationnumberccn"),
    ("facilityname", "hospitalname", "providername"),
    ("measurename", "condition", "measureid", "measure"),
    ("citytown", "city"),
    ("countyparish", "county", "countyname"),
)
_CALLED: Final = {other: names[0] for names in _NAMES for other in names}
#: The column of the hospital's number; a file without it is of no hospital program.
CCN: Final = "facilityid"
_CCN_LENGTH: Final = 6

#: What files print where there is no figure.
NO_FIGURE: Final = frozenset(
    {"", "-", "--", ".", "n/a", "na", "nan", "nq", "none", "null", "not available", "not applicable",
     "too few to report", "no data", "*"}
)  # fmt: skip
_OUT_OF: Final = re.compile(r"\s*out\s+of\s+\d+\s*$", re.IGNORECASE)


def column_name(header: str) -> str:
    """A header as replays name it: without case, blanks, hyphens and underscores, and by one name for one thing."""
    bare = normal(header)
    return _CALLED.get(bare, bare)


@dataclass(frozen=True)
class Cell:
    """One printed figure. text: as printed; value: exact, a percentage as a share; places: the decimals printed."""

    text: str
    value: Decimal | Absent
    places: int

    @property
    def number(self) -> Decimal | None:
        """The value, if there is one."""
        return None if isinstance(self.value, Absent) else self.value


@dataclass(frozen=True)
class HospitalRow:
    """One row. ccn: the hospital's number, six digits; texts: cells by column; where: file and line."""

    ccn: str
    name: str
    where: str
    texts: Mapping[str, str]


@dataclass(frozen=True)
class HospitalFile:
    """A file as it stands. headers: by column name, as printed; faults: rows that could not be read."""

    file: FileDigest
    headers: Mapping[str, str]
    rows: tuple[HospitalRow, ...]
    faults: tuple[Fault, ...]

    def has(self, *columns: str) -> bool:
        """Whether every one of these columns is there."""
        return all(column in self.headers for column in columns)


def read_hospital_file(path: Path) -> HospitalFile:
    """Read one file. FileError if it is no table, if two columns mean the same, or if it has no hospitals."""
    table = read_table(path)
    at = table.header_where
    names = [column_name(header) for header in table.header]
    twice = sorted(name for name, count in Counter(names).items() if count > 1 and name)
    faults = [
        Fault(
            "columns "
            + " and ".join(h for h, n in zip(table.header, names, strict=True) if n == name)
            + " mean the same",
            at,
            why="which of them holds cannot be known",
            fix="take all but one out",
        )
        for name in twice
    ]
    if CCN not in names:
        fix = "take a file of the program from data.cms.gov; its column is Facility ID or Provider ID"
        faults.append(Fault("there is no column with the hospitals' numbers (CCN)", at, fix=fix))
    if not table.lines:
        faults.append(Fault("there are no rows below the header", at, fix="fetch the file with its rows"))
    if faults:
        raise FileError(faults)
    found = list(table.faults)
    rows = []
    for row in table.rows:
        texts = {name: cell for name, cell in zip(names, row.cells, strict=True) if name}
        ccn = texts[CCN].strip()
        where = row.where
        if not ccn:
            found.append(Fault("the row names no hospital", where, fix="check the row"))
            continue
        # Spreadsheet programs drop the leading zero of a number.
        whole = ccn.zfill(_CCN_LENGTH) if ccn.isdigit() else ccn
        rows.append(HospitalRow(whole, texts.get("facilityname", "").strip() or whole, where, texts))
    headers = dict(zip(names, table.header, strict=True))
    return HospitalFile(table.file, headers, tuple(rows), tuple(in_file_order(found)))


def fiscal_year(file: HospitalFile, by_rows: Callable[[HospitalFile], int | None] = lambda _: None) -> int:
    """The fiscal year of a file: its column, else what `by_rows` makes of its rows, else the year that its name names.

    FileError if none says it or if several years do.
    """
    stated = {text for row in file.rows if (text := row.texts.get("fiscalyear", "").strip())}
    years = {int(each) for each in stated if re.fullmatch(r"20\d\d", each)}
    if len(years) == 1 and len(stated) == 1:
        return years.pop()
    if stated:
        what = f"the column Fiscal Year names {len(stated)} years: {', '.join(sorted(stated)[:5])}"
        raise FileError(Fault(what, file.file.name, fix="keep the rows of one fiscal year in a file"))
    found = by_rows(file)
    if found is not None:
        return found
    named = years_in_name(file.file.name)
    if len(named) == 1:
        return next(iter(named))
    raise FileError(
        Fault(
            "the file does not say of which fiscal year it is",
            file.file.name,
            why="rules and weights depend on it",
            fix="name the year in the file's name, for example fy2024_hvbp_tps.csv",
        )
    )


def without_doubles(rows: Sequence[HospitalRow], faults: list[Fault]) -> dict[str, HospitalRow]:
    """The rows by hospital; of one that stands several times none, since which of its rows holds cannot be known."""
    count = Counter(row.ccn for row in rows)
    for ccn, times in count.items():
        if times > 1:
            where = ", ".join(row.where for row in rows if row.ccn == ccn)
            faults.append(
                Fault(
                    f"hospital {ccn} stands in this file {times} times",
                    where,
                    why="which of its rows holds cannot be known, so none is replayed",
                    fix="keep one of them",
                )
            )
    return {row.ccn: row for row in rows if count[row.ccn] == 1}


class Cells:
    """Reads printed figures, and how many decimals each column of a file prints.

    Trailing zeros may have been dropped, so the cell with most decimals shows what a column prints.
    """

    def __init__(self, file: HospitalFile) -> None:
        self._file = file
        self._printed: dict[str, tuple[int, int]] = {}

    def read(self, row: HospitalRow, column: str) -> Cell:
        """One figure with the decimals that its column prints; InputError if it is none."""
        value = self.value(row, column)
        return Cell(
            row.texts[column].strip(), value, 0 if isinstance(value, Absent) else self._places_of(value, column)
        )

    def value(self, row: HospitalRow, column: str) -> Decimal | Absent:
        """One figure, exactly; InputError with its place if it is none."""
        try:
            return number_in(row.texts[column])
        except ValueError as error:
            place = f"{row.where}, column {self._file.headers[column]}"
            why, fix = "the hospital is left out", "check the cell against CMS's file"
            raise InputError(Fault(f"hospital {row.ccn}: {error}", place, why=why, fix=fix)) from None

    def _places_of(self, value: Decimal, column: str) -> int:
        """The decimals of a figure: those of its column; fewer where the column prints so many digits in all."""
        if column not in self._printed:
            found = list(_numbers(row.texts.get(column, "") for row in self._file.rows))
            most = max((decimals(each) for each in found), default=0)
            self._printed[column] = most, max((decimals(each) + _before_point(each) for each in found), default=0)
        places, digits = self._printed[column]
        return max(decimals(value), min(places, digits - _before_point(value)))


def _before_point(value: Decimal) -> int:
    return max(1, value.adjusted() + 1)


def _numbers(texts: Iterable[str]) -> Iterator[Decimal]:
    for text in texts:
        try:
            value = number_in(text)
        except ValueError:
            continue
        if not isinstance(value, Absent):
            yield value


@lru_cache(maxsize=1 << 16)
def number_in(text: str) -> Decimal | Absent:
    """A printed figure: a number, a percentage (as a share), or points ("6 out of 10"). ValueError if it is none."""
    body = text.strip().rstrip("*")  # a mark that leads to a footnote
    if body.casefold() in NO_FIGURE:
        return ABSENT
    if body.endswith("%"):
        return shifted(decimal_from_text(body[:-1]), -2)
    return decimal_from_text(_OUT_OF.sub("", body).replace(",", ""))
