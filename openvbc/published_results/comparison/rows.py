"""A file of published results: a row for each organization, with figures as they are printed."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from openvbc.errors import Fault, InputError
from openvbc.figures import ABSENT, Absent, FileDigest
from openvbc.money import decimal_from_text, shifted
from openvbc.published_results.mssp.results.cells import decimals

#: What files print where there is no figure.
NO_FIGURE: Final = frozenset(
    {"", "-", "--", ".", "n/a", "na", "nan", "nq", "none", "null", "not available", "not applicable",
     "too few to report", "no data", "*"}
)  # fmt: skip
_OUT_OF: Final = re.compile(r"\s*out\s+of\s+\d+\s*$", re.IGNORECASE)


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
class PublishedRow:
    """One row. organization: whose it is, by identifier; texts: cells by column; where: file and line."""

    organization: str
    name: str
    where: str
    texts: Mapping[str, str]


@dataclass(frozen=True)
class PublishedFile:
    """A file as it stands. headers: by column name, as printed; faults: rows that could not be read.

    of: what its organizations are called.
    """

    file: FileDigest
    headers: Mapping[str, str]
    rows: tuple[PublishedRow, ...]
    faults: tuple[Fault, ...]
    of: str = "hospital"

    def has(self, *columns: str) -> bool:
        """Whether every one of these columns is there."""
        return all(column in self.headers for column in columns)


def without_doubles(rows: Sequence[PublishedRow], faults: list[Fault], of: str = "hospital") -> dict[str, PublishedRow]:
    """The rows by organization; of one that stands several times none: which of its rows holds cannot be known."""
    count = Counter(row.organization for row in rows)
    for organization, times in count.items():
        if times > 1:
            where = ", ".join(row.where for row in rows if row.organization == organization)
            faults.append(
                Fault(
                    f"{of} {organization} stands in this file {times} times",
                    where,
                    why="which of its rows holds cannot be known, so none is replayed",
                    fix="keep one of them",
                )
            )
    return {row.organization: row for row in rows if count[row.organization] == 1}


class Cells:
    """Reads printed figures, and how many decimals each column of a file prints.

    Trailing zeros may have been dropped, so the cell with most decimals shows what a column prints.
    """

    def __init__(self, file: PublishedFile) -> None:
        self._file = file
        self._printed: dict[str, tuple[int, int]] = {}

    def read(self, row: PublishedRow, column: str) -> Cell:
        """One figure with the decimals that its column prints; InputError if it is none."""
        value = self.value(row, column)
        return Cell(
            row.texts[column].strip(), value, 0 if isinstance(value, Absent) else self._places_of(value, column)
        )

    def value(self, row: PublishedRow, column: str) -> Decimal | Absent:
        """One figure, exactly; InputError with its place if it is none."""
        try:
            return number_in(row.texts[column])
        except ValueError as error:
            place = f"{row.where}, column {self._file.headers[column]}"
            why, fix = f"the {self._file.of} is left out", "check the cell against CMS's file"
            raise InputError(Fault(f"{self._file.of} {row.organization}: {error}", place, why=why, fix=fix)) from None

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
