"""What a canonical table is: its grain, its key and its columns, each with type, meaning and origin."""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

#: Days outside these are slips of a key or marks for "none".
FIRST_DAY: Final = "1900-01-01"
LAST_DAY: Final = "2100-12-31"


class ColumnType(Enum):
    """What a column holds, as people say it. TEXT and CODE are '' where the source says nothing; others are NULL there.

    MONEY is signed. A CODE is text that keeps its leading zeros and has neither dots nor surrounding blanks.
    """

    TEXT = "text"
    CODE = "code"
    WHOLE = "whole number"
    ROW = "row number"
    DATE = "day"
    MONEY = "dollars and cents"
    QUANTITY = "quantity"

    @property
    def sql(self) -> str:
        """The type as DuckDB writes it."""
        return _SQL_TYPES[self]


_SQL_TYPES = {
    ColumnType.TEXT: "VARCHAR",
    ColumnType.CODE: "VARCHAR",
    ColumnType.WHOLE: "INTEGER",
    ColumnType.ROW: "BIGINT",
    ColumnType.DATE: "DATE",
    ColumnType.MONEY: "DECIMAL(18,2)",
    ColumnType.QUANTITY: "DECIMAL(18,4)",
}


class ColumnOrigin(StrEnum):
    """Whose name a column has."""

    TUVA = "tuva"
    OPENVBC = "openvbc"


@dataclass(frozen=True)
class Column:
    """One column. required: a row without it is refused (a date or number that is NULL, a text that is '')."""

    name: str
    type: ColumnType
    meaning: str
    required: bool = False
    origin: ColumnOrigin = ColumnOrigin.TUVA


@dataclass(frozen=True)
class CanonicalTable:
    """One canonical table. grain: what one row is; key: the columns that no two rows share."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that every row must fill."""
        return tuple(column.name for column in self.columns if column.required)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name. KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True)
class ChoiceTable:
    """A small table through which a contract's choices reach a query. grain: what one row is."""

    name: str
    grain: str
    columns: tuple[Column, ...]


def text(name: str, meaning: str, *, required: bool = False) -> Column:
    """A column of text with Tuva's name."""
    return Column(name, ColumnType.TEXT, meaning, required)


def code(name: str, meaning: str) -> Column:
    """A column of codes with Tuva's name."""
    return Column(name, ColumnType.CODE, meaning)


def date(name: str, meaning: str, *, required: bool = False) -> Column:
    """A column of days with Tuva's name."""
    return Column(name, ColumnType.DATE, meaning, required)


def money(name: str, meaning: str) -> Column:
    """A column of dollars with Tuva's name."""
    return Column(name, ColumnType.MONEY, meaning)


def own(column: Column) -> Column:
    """The same column, marked as OpenVBC's own."""
    return Column(column.name, column.type, column.meaning, column.required, ColumnOrigin.OPENVBC)


#: What every canonical table ends with: who sent the row, and where it stands in which file.
SOURCE_COLUMNS = (
    text("data_source", "Who or what the data came from, as named at loading ('cclf', 'plan_a').", required=True),
    Column("source_file", ColumnType.TEXT, "Name of the file that the row was read from.", origin=ColumnOrigin.OPENVBC),
    Column(
        "source_row",
        ColumnType.ROW,
        "Which data row of that file, counted from 1; of a claim built from several records, its first.",
        origin=ColumnOrigin.OPENVBC,
    ),
)
