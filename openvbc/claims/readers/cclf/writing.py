"""Writes CCLF files: for synthetic data and tests, in the same layouts that the reader reads."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import BinaryIO, Final

from openvbc.claims.readers.cclf.layout import Field, FieldKind, RecordLayout, layouts

#: What a record may hold in a field. None: the source does not say.
FieldValue = str | int | Decimal | date | None

_NEWEST: Final = 9999
_DECIMALS: Final = {FieldKind.MONEY: 2, FieldKind.QUANTITY: 4}


def write_cclf(
    output: BinaryIO, file: str, rows: Iterable[Mapping[str, FieldValue]], *, year: int = _NEWEST
) -> tuple[int, int]:
    """Write records of `file` (CCLF1 to CCLFB) in fixed width, each with a line end; (records, record length).

    rows: values by CMS's field names, left out where there is none. year: whose layout (2018, 2022, 2023 on). Money
    and quantities are filled with zeros, as CMS does; text stands on the left. ValueError for a field that the
    layout has not, or a value that does not fit.
    """
    layout = layouts()[file]
    fields = _fields_of(layout, year)
    length = fields[-1].end
    count = 0
    for row in rows:
        _refuse_strange(layout, row)
        record = "".join(_fixed(each, row.get(each.name)) for each in fields)
        output.write(record.encode("ascii") + b"\n")
        count += 1
    return count, length


def write_cclf_csv(
    output: BinaryIO, file: str, rows: Iterable[Mapping[str, FieldValue]], delivery_name: str, *, year: int = _NEWEST
) -> int:
    """Write records of `file` as CSV with CMS's field names and FILE_NAME; how many records."""
    layout = layouts()[file]
    fields = _fields_of(layout, year)
    text = io.TextIOWrapper(output, encoding="ascii", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*(each.name for each in fields), "FILE_NAME"])
    count = 0
    for row in rows:
        _refuse_strange(layout, row)
        writer.writerow([*(_fixed(each, row.get(each.name)).strip() for each in fields), delivery_name])
        count += 1
    text.detach()
    return count


def write_control_totals(output: BinaryIO, totals: Iterable[tuple[str, int, int]]) -> None:
    """Write CCLF0 from (file, records, record length)."""
    lines = ["File Number  |File Description    |Total Records Count |Record Length"]
    lines += [f"{file:<7}|{layouts()[file].holds:<43}|{records:>11}|{length:>5}" for file, records, length in totals]
    output.write("".join(f"{line}\n" for line in lines).encode("ascii"))


def _fields_of(layout: RecordLayout, year: int) -> tuple[Field, ...]:
    return tuple(each for each in layout.fields if each.since <= year)


def _refuse_strange(layout: RecordLayout, row: Mapping[str, FieldValue]) -> None:
    strange = sorted(set(row) - {each.name for each in layout.fields})
    if strange:
        raise ValueError(f"{layout.file} has no field {', '.join(strange)}")


def _fixed(field: Field, value: FieldValue) -> str:
    text = _text(field, value)
    if len(text) > field.length:
        raise ValueError(f"{text!r} does not fit into the {field.length} characters of {field.name}")
    return text.ljust(field.length)


def _text(field: Field, value: FieldValue) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if field.kind in _DECIMALS:
        amount = Decimal(value)
        written = f"{abs(amount):.{_DECIMALS[field.kind]}f}"
        if Decimal(written) != abs(amount):
            raise ValueError(f"{value} has more decimals than {field.name} holds")
        return ("-" if amount < 0 else "") + written.zfill(field.length - (amount < 0))
    return str(value).zfill(field.length) if field.kind is FieldKind.WHOLE else str(value)
