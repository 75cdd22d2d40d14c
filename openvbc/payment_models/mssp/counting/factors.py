"""National and county factors: what only CMS knows of the nation and of every county, read from two tables.

    national_factors.csv   calendar_year, enrollment_type, per_capita, mean_risk_score, mean_demographic_score,
                           truncation_threshold, completion_factor
    county_factors.csv     calendar_year, county_code, enrollment_type, per_capita, mean_risk_score,
                           mean_demographic_score, assignable_person_years

per_capita: dollars per person-year of assignable people, truncated; assignable_person_years: theirs, of the county and
type, as in CMS's county files. Mean scores of the nation are raw ones, by which
everybody's scores are divided; those of counties are divided already.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from openvbc.claims.expenditures.term_checks import is_amount, is_completion_factor
from openvbc.errors import Fault, FileError, did_you_mean, raise_all
from openvbc.figures import Figure, FileDigest, Origin, Source
from openvbc.money import decimal_from_text
from openvbc.payment_models.mssp.historical.axes import ENROLLMENT_TYPES
from openvbc.tabular.small_table import COMMAS_ONLY, Row, SmallTable, in_file_order, read_small_table
from openvbc.yamlfile import digest

NATIONAL_COLUMNS: Final = (
    "calendar_year",
    "enrollment_type",
    "per_capita",
    "mean_risk_score",
    "mean_demographic_score",
    "truncation_threshold",
    "completion_factor",
)
COUNTY_COLUMNS: Final = (
    "calendar_year",
    "county_code",
    "enrollment_type",
    "per_capita",
    "mean_risk_score",
    "mean_demographic_score",
    "assignable_person_years",
)
#: Factors that may be left empty, with what that means.
_OPTIONAL: Final = {"mean_demographic_score", "truncation_threshold", "completion_factor"}
_YEARS: Final = range(2009, 2101)
#: Above these a figure is another column's, or slipped by places.
_MOST: Final = {
    "per_capita": Decimal(10_000_000),
    "mean_risk_score": Decimal(100),
    "mean_demographic_score": Decimal(100),
    "assignable_person_years": Decimal(100_000_000),
}

Key = tuple[int | str, ...]


@dataclass(frozen=True)
class FactorFile:
    """A file of factors: rows by year, county if any, and enrollment type; each cell a figure with file and line."""

    path: Path
    rows: Mapping[Key, Mapping[str, Figure]]

    def figure(self, key: Key, column: str) -> Figure | None:
        """The factor of a year, county and type; None where the row is not there or the cell is empty."""
        return self.rows.get(key, {}).get(column)

    def number(self, key: Key, column: str) -> Decimal | None:
        """The same as a number."""
        figure = self.figure(key, column)
        return figure.value if figure is not None and isinstance(figure.value, Decimal) else None

    @property
    def counties(self) -> tuple[str, ...]:
        """The counties that the file names, in order."""
        return tuple(sorted({str(key[1]) for key in self.rows if len(key) == 3}))


def read_national_factors(path: Path) -> FactorFile:
    """Read national_factors.csv. FileError lists every fault with its line."""
    return _read(path, NATIONAL_COLUMNS, ("calendar_year", "enrollment_type"))


def read_county_factors(path: Path) -> FactorFile:
    """Read county_factors.csv. FileError lists every fault with its line."""
    return _read(path, COUNTY_COLUMNS, ("calendar_year", "county_code", "enrollment_type"))


def _read(path: Path, columns: tuple[str, ...], key: tuple[str, ...]) -> FactorFile:
    faults: list[Fault] = []
    rows: dict[Key, dict[str, Figure]] = {}
    table = read_small_table(path, delimiters=COMMAS_ONLY)
    raise_all(table.header_faults(columns), FileError)
    faults.extend(table.faults)
    file = FileDigest(path.name, digest(path))
    for row, cells in table.records():
        _add(rows, _Row(table, row, cells, file, faults), columns, key)
    raise_all(in_file_order(faults), FileError)
    if not rows:
        raise FileError(Fault("the file has no rows", path.name, fix="fill it; `openvbc factors` writes a template"))
    return FactorFile(path, rows)


@dataclass(frozen=True)
class _Row:
    table: SmallTable
    row: Row
    cells: Mapping[str, str]
    file: FileDigest
    faults: list[Fault]

    def fault(self, what: str, fix: str, column: str = "") -> None:
        self.faults.append(Fault(what, self.table.place(self.row, column), fix=fix))

    def figure(self, column: str) -> Figure | None:
        text = self.cells[column]
        if not text and column in _OPTIONAL:
            return None
        try:
            value = decimal_from_text(text)
        except ValueError:
            self.fault(f"{column} is {text!r}, no number", "write digits and a point, like 10432.17", column)
            return None
        fault = _out_of_range(column, value)
        if fault:
            self.fault(f"{column} is {text}, {fault[0]}", fault[1], column)
            return None
        return Figure(
            value, Source(Origin.READ, column.replace("_", " "), self.table.place(self.row, column), (self.file,))
        )


def _out_of_range(column: str, value: Decimal) -> tuple[str, str] | None:
    """Why a factor cannot be, and what to write instead; None if it can."""
    if value <= 0:
        return "not above zero", "check the value"
    if column == "completion_factor" and not is_completion_factor(value):
        return "no completion factor", "write a factor near 1 with at most nine decimals, like 1.013"
    if column == "truncation_threshold" and not is_amount(value):
        return "no amount of dollars and whole cents", "write dollars a person-year, like 150321.44"
    if column in _MOST and value > _MOST[column]:
        return f"above {_MOST[column]:,}", "check that the columns are not mixed up"
    return None


def _add(rows: dict[Key, dict[str, Figure]], row: _Row, columns: tuple[str, ...], key: tuple[str, ...]) -> None:
    found = tuple(_KEYS[part](row, row.cells[part]) for part in key)
    if any(part is None for part in found):
        return
    at = tuple(part for part in found if part is not None)
    if at in rows:
        row.fault(f"{', '.join(str(part) for part in at)} stands twice", "keep the row that holds")
        return
    figures = {column: row.figure(column) for column in columns if column not in key}
    rows[at] = {column: figure for column, figure in figures.items() if figure is not None}


def _year(row: _Row, text: str) -> int | None:
    if text.isascii() and text.isdecimal() and len(text) == 4 and int(text) in _YEARS:
        return int(text)
    row.fault(f"calendar_year is {text!r}", "write a year like 2023", "calendar_year")
    return None


def _county(row: _Row, text: str) -> str | None:
    if text.isascii() and text.isdecimal() and len(text) == 5:
        return text
    row.fault(f"county_code is {text!r}", "write SSA state and county, five digits with leading zeros", "county_code")
    return None


def _type(row: _Row, text: str) -> str | None:
    if text in ENROLLMENT_TYPES.keys:
        return text
    row.fault(f"enrollment_type is {text!r}", did_you_mean(text, ENROLLMENT_TYPES.keys), "enrollment_type")
    return None


_KEYS: Final[Mapping[str, Callable[[_Row, str], int | str | None]]] = {
    "calendar_year": _year,
    "county_code": _county,
    "enrollment_type": _type,
}
