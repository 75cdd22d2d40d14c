"""HL7 version 2 messages of a file: each ADT message as a row, and what else the file holds.

The syntax (delimiters, repetitions, components, escapes) is read by the package `hl7`; the messages themselves are told
apart here, by their MSH segments, so that a message that it cannot read is told with its line and none is lost.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from openvbc.claims.published_codes import meanings
from openvbc.claims.readers.staging.text_file import UNREADABLE, opened, unreadable
from openvbc.errors import ClaimsError, Fault, FileError

Row = dict[str, str]

#: Segments that stand around messages in a batch, and hold none themselves.
_AROUND: Final = ("FHS", "BHS", "BTS", "FTS")
_ADT: Final = "ADT"
_SEXES: Final = {"M": "male", "F": "female"}
#: Types of a person's identifier by which a payer knows the person (HL7 table 0203), the best first.
_MEMBER_NUMBERS: Final = ("MB", "MC", "MA")
_MOMENT: Final = re.compile(r"([0-9]{8})([0-9]{4}(?:[0-9]{2})?)?(?:[0-9.]*)(?:[+-][0-9]{4})?")
_VERSION: Final = re.compile(r"2(\.[0-9]){1,2}")
_NPI: Final = re.compile(r"[0-9]{10}")


@dataclass
class Messages:
    """The messages of a file as they are met. others: messages that are no ADT, or whose event tells no visit."""

    found: int = 0
    others: dict[str, int] = field(default_factory=dict)
    by_own_number: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def holds_messages(first: str) -> bool:
    """Whether a file's first line begins a message or a batch of them."""
    return first.lstrip("\ufeff\x0b").startswith(("MSH|", "FHS|", "BHS|"))


def message_rows(path: Path, name: str, met: Messages) -> Iterator[Row]:
    """A row for each ADT message of a file; faults are added to `met`. FileError if it cannot be read at all."""
    for line, segments in _told_apart(path, name, met):
        met.found += 1
        try:
            row = _row(segments, line, f"{name}:{line}", met)
        except _UnreadableError as error:
            met.faults.append(
                Fault(f"this message cannot be read: {error}", f"{name}:{line}", fix="get the message again")
            )
            continue
        if row is not None:
            yield row


class _UnreadableError(ValueError):
    """Why a message cannot be read."""


def _told_apart(path: Path, name: str, met: Messages) -> Iterator[tuple[int, list[str]]]:
    """The segments of each message, with the line of its MSH. What belongs to no message is a fault."""
    message: list[str] = []
    begun = 0
    try:
        with opened(path) as text:
            content = text.read()
    except UNREADABLE as error:
        raise FileError(unreadable(error, name)) from None
    for line, written in enumerate(re.split(r"\r\n|\r|\n", content), 1):
        segment = written.strip("\x0b\x1c\ufeff")
        if not segment.strip():
            continue
        if segment.startswith("MSH"):
            if message:
                yield begun, message
            message, begun = [segment], line
        elif segment[:3] in _AROUND:
            if message:
                yield begun, message
            message = []
        elif message:
            message.append(segment)
        else:
            what = f"this belongs to no message: {segment[:20]!r}"
            met.faults.append(Fault(what, f"{name}:{line}", why="a message begins with MSH", fix="get the file again"))
    if message:
        yield begun, message


def _row(segments: list[str], line: int, where: str, met: Messages) -> Row | None:
    """An ADT message as a row; None for one that tells nothing of a visit, which is counted."""
    message = _parsed(segments)
    version = _part(message, "MSH", 12, 0)
    if version and not _VERSION.fullmatch(version):
        raise _UnreadableError(f"its version (MSH-12) is {version[:20]!r}; the end of a segment may be lost")
    kind, _, rest = _first(message, "MSH", 9).partition("^")
    trigger = rest.partition("^")[0] or _first(message, "EVN", 1)
    event = meanings("adt_trigger_events").get(trigger, "") if kind == _ADT else ""
    if not event:
        named = f"{kind} {trigger}".strip() or "messages without a type"
        met.others[named] = met.others.get(named, 0) + 1
        return None
    day, time = _moment(_first(message, "EVN", 6) or _first(message, "EVN", 2) or _first(message, "MSH", 7))
    facility = _first(message, "PV1", 3).split("^")
    named_facility = (facility[3].partition("&")[0] if len(facility) > 3 else "") or _part(message, "MSH", 4, 0)
    sending = [each for each in _first(message, "MSH", 4).split("^") if _NPI.fullmatch(each)]
    row = {
        "message_line": str(line),
        "event_id": _first(message, "MSH", 10),
        "person_id": _member_number(message, where, met),
        "visit_id": _part(message, "PV1", 19, 0),
        "event": event,
        "event_date": day,
        "event_time": time,
        "patient_class": _class(_part(message, "PV1", 2, 0)),
        "facility": named_facility,
        "facility_npi": sending[0] if sending else "",
        "admission_date": _moment(_first(message, "PV1", 44))[0],
        "discharge_date": _moment(_first(message, "PV1", 45))[0],
        "admit_source_code": _part(message, "PV1", 14, 0),
        "discharge_disposition_code": _part(message, "PV1", 36, 0),
        "diagnosis_code": _part(message, "DG1", 3, 0).replace(".", ""),
        "attending_npi": next((each for each in _first(message, "PV1", 7).split("^") if _NPI.fullmatch(each)), ""),
        "sex": _SEXES.get(_part(message, "PID", 8, 0), "unknown"),
        "birth_date": _moment(_first(message, "PID", 7))[0],
        "death_date": _moment(_first(message, "PID", 29))[0],
    }
    missing = [words for name, words in _NEEDED.items() if not row[name]]
    if missing:
        why = "it could not be told apart from another, or placed"
        met.faults.append(Fault(f"this message has no {' and no '.join(missing)}", where, why=why, fix="get it again"))
        return None
    return row


_NEEDED: Final = {
    "event_id": "control number (MSH-10)",
    "person_id": "identifier of a person (PID-3, IN1-36)",
    "event_date": "day (EVN-2, MSH-7)",
}


def _parsed(segments: list[str]) -> Any:  # noqa: ANN401  # the package has no types
    try:
        hl7 = import_module("hl7")
    except ImportError:
        what = "HL7 version 2 messages are read by the package hl7, which is not installed"
        raise ClaimsError(Fault(what, fix="install it: pip install 'openvbc[hl7]'")) from None
    try:
        return hl7.parse("\r".join(segments) + "\r")
    except (hl7.HL7Exception, IndexError, KeyError, ValueError, TypeError) as error:
        raise _UnreadableError(f"{error}") from None


def _first(message: Any, segment: str, place: int) -> str:  # noqa: ANN401
    """The first repetition of a field of the first segment of that name, as it is written; "" for none."""
    return next(iter(_repetitions(message, segment, place)), "")


def _repetitions(message: Any, segment: str, place: int) -> list[str]:  # noqa: ANN401
    found = next((each for each in message if str(each[0]) == segment), None)
    if found is None or len(found) <= place:
        return []
    # HL7 writes "" (two quotation marks) for a value that is to be deleted.
    return ["" if str(each) == '""' else str(each) for each in found[place]]


def _part(message: Any, segment: str, place: int, component: int) -> str:  # noqa: ANN401
    parts = _first(message, segment, place).split("^")
    written = parts[component].partition("&")[0].strip() if len(parts) > component else ""
    return str(message.unescape(written)) if "\\" in written else written


def _member_number(message: Any, where: str, met: Messages) -> str:  # noqa: ANN401
    """The number by which a payer knows the person; else the facility's own, which is told."""
    listed = [each.split("^") for each in _repetitions(message, "PID", 3)]
    of_type = {each[4]: each[0] for each in reversed(listed) if len(each) > 4}
    member = next((of_type[kind] for kind in _MEMBER_NUMBERS if kind in of_type), "") or _part(message, "IN1", 36, 0)
    if member:
        return member
    own = next((each[0] for each in listed if each[0]), "")
    if own:
        met.by_own_number.append(where)
    return own


def _class(written: str) -> str:
    return meanings("adt_patient_classes").get(written.upper(), written.lower())


def _moment(written: str) -> tuple[str, str]:
    """Day and time of a moment; a day that is none stays as it is written, for the checks to refuse."""
    found = _MOMENT.fullmatch(written.partition("^")[0])
    if found is None:
        return written, ""
    digits = found[1]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}", found[2] or ""
