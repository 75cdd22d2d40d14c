"""Members and coverage of an 834: each coverage (HD) as a notice, and what else the transaction holds, counted."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from openvbc.claims.published_codes import meanings
from openvbc.errors import Fault
from openvbc.tabular.x12 import Segment, Transaction, place

Row = dict[str, str]

ENROLLMENT: Final = "834"
#: What notices say of coverage, in the words of the published list.
STATED, ENDED, REMOVED = "stated", "ended", "removed"
_SEXES: Final = {"M": "male", "F": "female"}
#: Segments that begin a part in which members and their coverage are not told.
_BESIDE: Final = ("DSB", "LX", "COB", "LS", "LE")
#: Last days that mean that coverage goes on.
_NO_END: Final = ("99991231", "99990101")
_FULL: Final = "4"


@dataclass
class Notices:
    """What was met in the files. not_read: segments, and members without coverage, by what they are."""

    not_read: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)


@dataclass
class _Part:
    """A member or one coverage: its first segment, and what was told of it so far."""

    begun: Segment
    told: Row = field(default_factory=dict)


@dataclass
class _Header:
    payer: str = ""
    sent: str = ""
    states_all: str = "0"


def notice_rows(transaction: Transaction, name: str, payer: str, plan: str, met: Notices) -> Iterator[Row]:
    """A row for each coverage of each member of an 834; faults and what is not read are added to `met`."""
    header, members = _parts(transaction)
    of_file = _read_header(header, name, met)
    named = payer or of_file.payer
    if not named:
        what, why = "this transaction names no payer (N1 IN)", "whose enrollment it is cannot be known"
        met.faults.append(Fault(what, place(name, header[0]), why=why, fix="name it with --payer"))
        return
    about = {
        "payer": named,
        "sent": of_file.sent,
        "states_all": of_file.states_all,
        "control_number": transaction.control_number,
    }
    for segments in members:
        for row in _rows_of_member(segments, name, met):
            yield {**about, **row, "plan": row.get("plan") or plan}


def _parts(transaction: Transaction) -> tuple[list[Segment], list[list[Segment]]]:
    header: list[Segment] = []
    members: list[list[Segment]] = []
    for segment in transaction.segments:
        if segment.name == "INS":
            members.append([])
        (members[-1] if members else header).append(segment)
    return header, members


def _read_header(segments: list[Segment], name: str, met: Notices) -> _Header:
    found = _Header()
    for segment in segments:
        if segment.name == "BGN" and not found.sent:
            found.sent = segment.element(3) + (segment.element(4) or "0000")[:4]
            found.states_all = "1" if segment.element(8) == _FULL else "0"
        elif segment.name == "N1" and segment.element(1) == "IN" and not found.payer:
            found.payer = segment.element(2)
        elif segment.name != "ST":
            met.not_read[_kind(segment)] += 1
    if not (len(found.sent) == len("YYYYMMDDHHMM") and found.sent.isdecimal()):
        what, why = "this transaction has no BGN with day and time", "which of two files is the later cannot be known"
        met.faults.append(Fault(what, place(name, segments[0]), why=why, fix="get the file again"))
    return found


def _rows_of_member(segments: list[Segment], name: str, met: Notices) -> Iterator[Row]:
    member = _Part(segments[0])
    coverages: list[_Part] = []
    context = "member"
    for segment in segments[1:]:
        if segment.name == "HD":
            coverages.append(_Part(segment))
            context = "coverage"
        elif segment.name == "NM1" and context in ("member", "name", "beside"):
            context = "name" if segment.element(1) in ("IL", "74") else "beside"
        elif segment.name in _BESIDE:
            context = "other"
        read = _read(segment, context)
        if not read and segment.name != "HD":
            met.not_read[_kind(segment)] += 1
        part = coverages[-1] if context == "coverage" else member
        for key, value in read.items():
            if value and part.told.setdefault(key, value) != value:
                what = f"this says {value!r} of {key.replace('_', ' ')}, and the same member had {part.told[key]!r}"
                met.faults.append(Fault(what, place(name, segment), why="one of them is wrong", fix="ask the payer"))
    person = _person(member, name, met)
    if person is not None:
        yield from _notices(person, member, coverages, name, met)


def _read(segment: Segment, context: str) -> Row:
    """What a segment tells of a member or a coverage; nothing if it is not read there."""
    which = segment.element(1)
    keys = {
        ("REF", "member", "0F"): {"subscriber_id": 2},
        ("REF", "member", "23"): {"client_number": 2},
        ("REF", "member", "1L"): {"group_id": 2},
        ("DTP", "member", "356"): {"eligible_from": 3},
        ("DTP", "member", "357"): {"eligible_to": 3},
        ("DTP", "coverage", "348"): {"start_date": 3},
        ("DTP", "coverage", "349"): {"end_date": 3},
        ("REF", "coverage", "1L"): {"group_id": 2},
        ("DMG", "name", "D8"): {"birth_date": 2, "sex": 3},
    }.get((segment.name, context, which), {})
    if segment.name == "N4" and context == "name":
        keys = {"state": 2, "zip_code": 3}
    if segment.name == "NM1" and context == "name":
        keys = {"own_number": 9} if segment.element(8) == "ZZ" else {}
        return {"named": "1", **{key: segment.element(at) for key, at in keys.items()}}
    told = {key: segment.element(at) for key, at in keys.items()}
    if segment.name == "DTP" and keys and segment.element(2) != "D8":
        told = {key: f"{segment.element(2)} {value}" for key, value in told.items()}  # refused as no day
    return told


def _kind(segment: Segment) -> str:
    qualified = segment.name in ("REF", "DTP", "N1", "NM1", "AMT", "QTY", "HD")
    return f"{segment.name} {segment.element(1)}".strip() if qualified else segment.name


def _person(member: _Part, name: str, met: Notices) -> Row | None:
    """Who a member is; None, with a fault, for one who has no number of their own."""
    told, begun = member.told, member.begun
    own = told.get("client_number") or told.get("own_number", "")
    if not own and begun.element(1) == "Y":
        own = told.get("subscriber_id", "")
    if not own:
        what = "this member has no number of their own (REF 23, NM109 of type ZZ; for a subscriber REF 0F)"
        why = "a dependent would be taken for the subscriber"
        met.faults.append(Fault(what, place(name, begun), why=why, fix="ask the payer for the member's own number"))
        return None
    return {
        "person_id": own,
        "member_id": own,
        "subscriber_id": told.get("subscriber_id", ""),
        "sex": _SEXES.get(told.get("sex", ""), "unknown"),
        "birth_date": told.get("birth_date", ""),
        "death_date": begun.element(12),
        "state": told.get("state", ""),
        "zip_code": told.get("zip_code", ""),
    }


def _notices(person: Row, member: _Part, coverages: list[_Part], name: str, met: Notices) -> Iterator[Row]:
    told, begun = member.told, member.begun
    said = meanings("enrollment_maintenance_types").get(begun.element(3), "")
    if not coverages and said == ENDED:
        yield from _checked(begun, {**person, "says": ENDED, "end_date": told.get("eligible_to", "")}, name, met)
    elif not coverages and said == REMOVED:
        what, why = "this deletes a member and names no coverage", "which days were never covered cannot be known"
        met.faults.append(Fault(what, place(name, begun), why=why, fix="ask the payer for HD segments"))
    elif not coverages:
        met.not_read[f"INS {begun.element(3)} without coverage (HD)"] += 1
    for coverage in coverages:
        segment, own = coverage.begun, coverage.told
        benefit = meanings("enrollment_insurance_lines").get(segment.element(3), "")
        if not benefit:
            met.not_read[f"HD of the line {segment.element(3)}"] += 1
            continue
        says = meanings("enrollment_maintenance_types").get(segment.element(1), "")
        end = own.get("end_date") or told.get("eligible_to", "")
        start = own.get("start_date", "")
        if says == STATED:
            start = start or told.get("eligible_from", "")
        row = {
            **person,
            "says": says,
            "benefit": benefit,
            "plan": segment.element(4),
            "group_id": own.get("group_id") or told.get("group_id", ""),
            "start_date": start,
            "end_date": "" if end in _NO_END else end,
        }
        yield from _checked(segment, row, name, met)


def _checked(segment: Segment, row: Row, name: str, met: Notices) -> Iterator[Row]:
    """The row, if it says something that can be done."""
    start, end = row.get("start_date", ""), row.get("end_date", "")
    lacks = {
        "": f"maintenance type {segment.element(1)!r} is not known" if not row["says"] else "",
        STATED: "" if start else "this coverage has no first day (DTP 348, DTP 356)",
        ENDED: "" if end else "what this ends has no last day (DTP 349, DTP 357)",
        REMOVED: "" if start else "what this deletes has no first day (DTP 348)",
    }[row["says"]]
    if not lacks and row["says"] == STATED and end and end < start:
        lacks = f"this coverage ends on {end}, before it begins on {start}"
    if lacks:
        why = "whom it covers and when must be known"
        met.faults.append(Fault(lacks, place(name, segment), why=why, fix="ask the payer for it"))
        return
    yield {**row, "segment": str(segment.number)}
