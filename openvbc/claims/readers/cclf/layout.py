"""The layouts of the CCLF files as data: which field stands where, of which kind, since which year.

Later layouts only append fields, so one table of positions serves all years, and the length of the records says which
year's layout a file has.
"""

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from importlib import resources
from itertools import groupby
from typing import Final

from openvbc.citation import Citation
from openvbc.claims.tables.dictionary import CanonicalTable, Column, ColumnOrigin, ColumnType

#: Where the positions in layouts.csv stand.
CITATION: Final = Citation(
    "CMS, Claim and Claim Line Feed (CCLF) Information Packet, versions 36 and 38 (2023, 2024)", "file layouts"
)

PACKAGE: Final = "openvbc.claims.readers.cclf"


class FieldKind(StrEnum):
    """What a field holds. private: names, addresses and identifiers made of Social Security numbers; never kept."""

    CODE = "code"
    TEXT = "text"
    DAY = "day"
    MONEY = "money"
    QUANTITY = "quantity"
    WHOLE = "whole"
    PRIVATE = "private"


_COLUMN_TYPES: Final = {
    FieldKind.CODE: ColumnType.CODE,
    FieldKind.TEXT: ColumnType.TEXT,
    FieldKind.DAY: ColumnType.DATE,
    FieldKind.MONEY: ColumnType.MONEY,
    FieldKind.QUANTITY: ColumnType.QUANTITY,
    FieldKind.WHOLE: ColumnType.WHOLE,
}

#: Kinds whose text may end anywhere; a record that ends inside one of the others was cut short.
LOOSE: Final = (FieldKind.CODE, FieldKind.TEXT, FieldKind.PRIVATE)

#: What the files hold, in words.
HOLDS: Final[dict[str, str]] = {
    "CCLF1": "Part A claim headers",
    "CCLF2": "Part A revenue lines",
    "CCLF3": "Part A procedures",
    "CCLF4": "Part A diagnoses",
    "CCLF5": "Part B physician lines",
    "CCLF6": "Part B equipment (DME) lines",
    "CCLF7": "Part D fills",
    "CCLF8": "beneficiary demographics",
    "CCLF9": "beneficiary identifier cross-reference",
    "CCLFA": "Part A demonstration codes and amounts",
    "CCLFB": "Part B demonstration codes and amounts",
}

#: Lengths that files were seen with beside those that follow from the layouts: the same fields, padded otherwise.
_SEEN_LENGTHS: Final[dict[str, tuple[int, ...]]] = {"CCLF7": (230,), "CCLF9": (54,)}


@dataclass(frozen=True)
class Field:
    """One field. start, end: its columns in the record, counted from 1; since: the year whose layout added it.

    needed: no record is without it.
    """

    name: str
    start: int
    end: int
    kind: FieldKind
    since: int
    needed: bool

    @property
    def length(self) -> int:
        """How many characters it takes."""
        return self.end - self.start + 1

    @property
    def column(self) -> str:
        """Its column in the received table."""
        return self.name.lower()


@dataclass(frozen=True)
class RecordLayout:
    """The layout of one file. file: CCLF1 to CCLFB."""

    file: str
    fields: tuple[Field, ...]

    @property
    def holds(self) -> str:
        """What the file holds, in words."""
        return HOLDS[self.file]

    @cached_property
    def kept(self) -> tuple[Field, ...]:
        """The fields that are kept: all that are not private."""
        return tuple(field for field in self.fields if field.kind is not FieldKind.PRIVATE)

    @cached_property
    def needed(self) -> tuple[Field, ...]:
        """The fields that no record is without."""
        return tuple(field for field in self.fields if field.needed)

    @property
    def length(self) -> int:
        """The record length of the newest layout."""
        return self.fields[-1].end

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        """Every record length that is known, the shortest first."""
        years = {field.since for field in self.fields}
        ends = {self.length_of(year) for year in years}
        return tuple(sorted(ends | set(_SEEN_LENGTHS.get(self.file, ()))))

    @property
    def lengths_in_words(self) -> str:
        """The known lengths as a message tells them."""
        return ", ".join(str(length) for length in self.lengths)

    def length_of(self, year: int) -> int:
        """The record length of the layout of that year."""
        return max(field.end for field in self.fields if field.since <= year)

    @cached_property
    def table(self) -> CanonicalTable:
        """The table that keeps the records as they came, each with its delivery."""
        return CanonicalTable(
            self.file.lower(),
            f"one row a record of {self.holds}, as delivered",
            ("received_row",),
            (*_DELIVERY_COLUMNS, *(_column(field) for field in self.kept)),
        )


def _own(name: str, kind: ColumnType, meaning: str) -> Column:
    return Column(name, kind, meaning, origin=ColumnOrigin.OPENVBC)


def _column(field: Field) -> Column:
    return _own(field.column, _COLUMN_TYPES[field.kind], f"CMS's {field.name}.")


_DELIVERY_COLUMNS: Final = (
    _own("received_row", ColumnType.ROW, "Which record of this kind in the data source, over all loads."),
    _own("delivery_name", ColumnType.TEXT, "The name under which CMS delivered the file."),
    _own("delivered_on", ColumnType.DATE, "The day of the delivery."),
    _own("delivered_at", ColumnType.TEXT, "The time of the delivery, as the name has it."),
    _own("delivery_kind", ColumnType.TEXT, "monthly, run_out or weekly."),
    _own("organization_id", ColumnType.TEXT, "The ACO to which CMS delivered the file."),
    _own("source_file", ColumnType.TEXT, "Name of the file that the record was read from."),
    _own("source_row", ColumnType.ROW, "The line of a fixed-width file, the data row of a CSV."),
)


@cache
def layouts() -> dict[str, RecordLayout]:
    """The layout of each file by its name, CCLF1 to CCLFB."""
    text = (resources.files(PACKAGE) / "layouts.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return {
        file: RecordLayout(file, tuple(_field(row) for row in group))
        for file, group in groupby(rows, key=lambda row: row["file"])
    }


def _field(row: dict[str, str]) -> Field:
    return Field(
        row["field"],
        int(row["start"]),
        int(row["end"]),
        FieldKind(row["kind"]),
        int(row["since"]),
        row["needed"] == "yes",
    )
