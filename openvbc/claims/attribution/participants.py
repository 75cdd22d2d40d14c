"""The list of participants: which TIN, facility or clinician belongs to which organization, from when to when."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from openvbc.claims.attribution.terms import Participant
from openvbc.errors import ContractError, Fault, FileError, did_you_mean, raise_all

COLUMNS: Final = ("organization_id", "tin", "ccn", "npi", "first_date", "last_date")
_LENGTHS: Final = {"tin": 9, "ccn": 6, "npi": 10}


def read_participants(path: Path) -> tuple[Participant, ...]:
    """Read participants.csv. FileError lists every fault with its line."""
    faults: list[Fault] = []
    found: list[Participant] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as content:
            reader = csv.DictReader(content)
            raise_all(list(_header_faults(path, list(reader.fieldnames or ()))), FileError)
            for row in reader:
                where = f"{path.name}:{reader.line_num}"
                of_row = list(_row_faults(row, where))
                faults += of_row
                if not of_row:
                    found.append(_participant(row))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FileError(Fault(f"cannot be read: {error}", path.name, fix="give a CSV in UTF-8")) from None
    if not found and not faults:
        faults.append(Fault("the list names no participant", path.name, why="nobody could be attributed to anyone"))
    raise_all(faults, FileError)
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


def _header_faults(path: Path, found: list[str]) -> Iterator[Fault]:
    for column in COLUMNS:
        if column not in found:
            yield Fault(f"there is no column {column!r}", f"{path.name}:1", fix=did_you_mean(column, found))
        elif found.count(column) > 1:
            what, why = f"two columns are called {column!r}", "which of them holds cannot be known"
            yield Fault(what, f"{path.name}:1", why=why, fix="keep one of them")


def _row_faults(row: Mapping[str, str | None], where: str) -> Iterator[Fault]:
    if any(row.get(column) is None for column in COLUMNS) or None in row:
        what = "the row has more or fewer cells than the header"
        yield Fault(what, where, fix="write one cell a column, empty or not")
        return
    if not _text(row, "organization_id"):
        yield Fault("organization_id is empty", where, fix="name the organization")
    if not any(_text(row, column) for column in _LENGTHS):
        yield Fault("neither tin, ccn nor npi is given", where, fix="give one, or several that must meet on a claim")
    for column, length in _LENGTHS.items():
        text = _text(row, column)
        if text and column != "ccn" and not (text.isascii() and text.isdecimal()):
            yield Fault(f"{column} is {text!r}, not {length} digits", where, fix="write digits alone, without hyphens")
        elif text and len(text) != length:
            lost = " (a leading zero may be lost)" if text.isdecimal() and len(text) == length - 1 else ""
            yield Fault(f"{column} is {text!r}, not {length} characters{lost}", where, fix="write it in full")
    days = {}
    for column in ("first_date", "last_date"):
        try:
            days[column] = _day(row, column)
        except ValueError:
            yield Fault(f"{column} is {_text(row, column)!r}, no day", where, fix="write YYYY-MM-DD, or nothing")
    first, last = days.get("first_date"), days.get("last_date")
    if first is not None and last is not None and last < first:
        yield Fault(f"last_date {last} lies before first_date {first}", where, fix="check the two days")


def _text(row: Mapping[str, str | None], column: str) -> str:
    return (row.get(column) or "").strip()


def _day(row: Mapping[str, str | None], column: str) -> date | None:
    text = _text(row, column)
    return date.fromisoformat(text) if text else None


def _participant(row: Mapping[str, str | None]) -> Participant:
    return Participant(
        _text(row, "organization_id"),
        _text(row, "tin"),
        _text(row, "ccn"),
        _text(row, "npi"),
        _day(row, "first_date"),
        _day(row, "last_date"),
    )
