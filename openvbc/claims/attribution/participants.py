"""The list of participants: which TIN, facility or clinician belongs to which organization, from when to when."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from openvbc.claims.attribution.terms import Participant
from openvbc.errors import ContractError, Fault, FileError, did_you_mean, raise_all
from openvbc.tabular.small_table import day_from_text, in_file_order, read_small_table
from openvbc.tabular.spreadsheet_traces import fault_of_name

#: A TIN as the IRS prints it: 12-3456789.
_PRINTED_TIN: Final = re.compile(r"[0-9]{2}-[0-9]{7}")
COLUMNS: Final = ("organization_id", "tin", "ccn", "npi", "first_date", "last_date")
_LENGTHS: Final = {"tin": 9, "ccn": 6, "npi": 10}


def read_participants(path: Path) -> tuple[Participant, ...]:
    """Read participants.csv. FileError lists every fault with its line."""
    faults: list[Fault] = []
    found: list[Participant] = []
    table = read_small_table(path)
    raise_all(table.header_faults(COLUMNS, None), FileError)
    faults.extend(table.faults)
    for row, read in table.records():
        printed = _PRINTED_TIN.fullmatch(read["tin"])
        cells = {**read, "tin": read["tin"].replace("-", "")} if printed else read
        of_row = list(_row_faults(cells, partial(table.place, row)))
        faults += of_row
        if not of_row:
            found.append(_participant(cells))
    if not found and not faults:
        faults.append(Fault("the list names no participant", path.name, why="nobody could be attributed to anyone"))
    raise_all(in_file_order(faults), FileError)
    return tuple(found)


def participants_of(path: Path, organization: str) -> tuple[Participant, ...]:
    """The list of participants, which names `organization`. ContractError if it does not, FileError for its faults."""
    found = read_participants(path)
    known = {each.organization_id for each in found}
    if organization not in known:
        raise ContractError(
            Fault(
                f"the list of participants does not name the organization {organization!r}",
                path.name,
                why="nobody would be attributed to the contract's organization",
                fix=did_you_mean(organization, known),
            )
        )
    return found


def _row_faults(row: Mapping[str, str], place: Callable[[str], str]) -> Iterator[Fault]:
    """Every fault of a row. place: where the cell of a column stands."""
    where = place("organization_id")
    if not row["organization_id"]:
        yield Fault("organization_id is empty", where, fix="name the organization; take a row of totals out")
    elif spoilt := fault_of_name(row["organization_id"], where):
        yield spoilt
    if not any(row[column] for column in _LENGTHS):
        yield Fault(
            "neither tin, ccn nor npi is given", place("tin"), fix="give one, or several that must meet on a claim"
        )
    for column, length in _LENGTHS.items():
        text = row[column]
        if text and column != "ccn" and not (text.isascii() and text.isdecimal()):
            yield Fault(f"{column} is {text!r}, not {length} digits", place(column), fix="write digits alone")
        elif text and len(text) != length:
            lost = " (a leading zero may be lost)" if text.isdecimal() and len(text) == length - 1 else ""
            fix = f"write it in full, or head the column {column}:{length} for zeros to be put in front"
            yield Fault(f"{column} is {text!r}, not {length} characters{lost}", place(column), fix=fix)
    days = {}
    for column in ("first_date", "last_date"):
        try:
            days[column] = _day(row, column)
        except ValueError:
            yield Fault(f"{column} is {row[column]!r}, no day", place(column), fix="write YYYY-MM-DD, or nothing")
    first, last = days.get("first_date"), days.get("last_date")
    if first is not None and last is not None and last < first:
        yield Fault(f"last_date {last} lies before first_date {first}", place("last_date"), fix="check the two days")


def _day(row: Mapping[str, str], column: str) -> date | None:
    text = row[column]
    return day_from_text(text) if text else None


def _participant(row: Mapping[str, str]) -> Participant:
    return Participant(
        row["organization_id"],
        row["tin"],
        row["ccn"],
        row["npi"],
        _day(row, "first_date"),
        _day(row, "last_date"),
    )
