"""X12 interchanges: segments with their places, in envelopes whose counts and control numbers are checked.

Delimiters are those that the ISA segment itself has. Everything between the first and the last character is a segment
of a transaction or of an envelope, or a fault: a file that was cut, mended by hand or put together wrongly is refused.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from openvbc.errors import Fault

#: An ISA segment has so many characters, its last the one that ends segments.
_ISA: Final = 106
_NAME: Final = re.compile(r"[A-Z][A-Z0-9]{1,2}")
#: Where its elements are parted.
_PARTED_AT: Final = (3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103)
_LINE_ENDS: Final = "\r\n"
_AGAIN: Final = "get the file again"


@dataclass(frozen=True)
class Segment:
    """A segment. number: which of the file, the first ISA being 1; line: of the file, on which it begins."""

    name: str
    elements: tuple[str, ...]
    number: int
    line: int

    def element(self, place: int) -> str:
        """The element of that place, counted from 1, without blanks around it; "" where it is left out."""
        return self.elements[place].strip() if place < len(self.elements) else ""


@dataclass(frozen=True)
class Transaction:
    """A transaction set from ST to SE. kind: 834, 820, ...; control_number: of interchange, group and set together."""

    kind: str
    version: str
    control_number: str
    segments: tuple[Segment, ...]


@dataclass
class _Envelope:
    """What is open while segments are gone through: a segment for each level, and what it holds so far."""

    begun: list[Segment] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    inside: list[Segment] = field(default_factory=list)


#: Of each envelope: what ends it, at which depth it stands, and which of its elements is its control number.
_LEVELS: Final = {"ISA": ("IEA", 0, 13), "GS": ("GE", 1, 6), "ST": ("SE", 2, 2)}
_ENDS: Final = {end: begins for begins, (end, _, _) in _LEVELS.items()}


def begins_interchange(first: str) -> bool:
    """Whether a file's first line begins an X12 interchange."""
    start = first.lstrip("\ufeff \t")
    return len(start) > len("ISA") and start.startswith("ISA") and not start[3].isalnum()


def read_transactions(content: str, name: str) -> tuple[list[Transaction], list[Fault]]:
    """The transaction sets of a file, and every fault of its segments and envelopes."""
    faults: list[Fault] = []
    segments = _segments(content, name, faults)
    found: list[Transaction] = []
    envelope = _Envelope()
    for segment in segments:
        if segment.name in _LEVELS:
            _begin(segment, envelope, name, faults)
        elif segment.name in _ENDS:
            _end(segment, envelope, found, name, faults)
        elif len(envelope.begun) == len(_LEVELS):
            envelope.inside.append(segment)
        else:
            what = f"this segment belongs to no transaction: {segment.name}"
            faults.append(Fault(what, place(name, segment), why="transactions stand from ST to SE", fix=_AGAIN))
    for open_ in envelope.begun:
        what = f"what this {open_.name} begins has no end: there is no {_LEVELS[open_.name][0]}"
        faults.append(Fault(what, place(name, open_), why="the file may be cut short", fix=_AGAIN))
    return found, faults


def place(name: str, segment: Segment) -> str:
    """Where a segment stands, for messages."""
    return f"{name}:{segment.line}, segment {segment.number}"


def _segments(content: str, name: str, faults: list[Fault]) -> list[Segment]:
    found: list[Segment] = []
    at, line, separator, end = 0, 1, "", ""
    while True:
        while at < len(content) and content[at] in " \t\r\n\ufeff" and (content[at] in _LINE_ENDS or not end):
            line += content[at] == "\n"
            at += 1
        if at == len(content):
            return found
        where = f"{name}:{line}, segment {len(found) + 1}"
        if content.startswith("ISA", at):
            isa = content[at : at + _ISA]
            separator, end = isa[3:4], isa[-1:]
            marks = {separator, isa[-2:-1], end}
            parted = len(isa) == _ISA and all(isa[each] == separator for each in _PARTED_AT)
            if (
                not parted
                or isa.count(separator) != len(_PARTED_AT)
                or len(marks) < 3
                or any(each.isalnum() for each in marks)
            ):
                what = f"this ISA segment has not {_ISA} characters with its delimiters in their places"
                faults.append(Fault(what, where, why="it says how all others are to be read", fix=_AGAIN))
                return []
        elif not end:
            faults.append(Fault("the file does not begin with an ISA segment", where, fix=_AGAIN))
            return []
        until = content.find(end, at)
        if until < 0:
            what = f"the file ends within a segment: {content[at : at + 20]!r}"
            faults.append(Fault(what, where, why=f"{end!r} ends every segment", fix=_AGAIN))
            return found
        written = content[at:until]
        elements = tuple(written.split(separator))
        if not _NAME.fullmatch(elements[0]) or any(mark in written for mark in _LINE_ENDS):
            what = f"this is no segment, or has a line end within: {written[:20]!r}"
            faults.append(Fault(what, where, fix=_AGAIN))
        found.append(Segment(elements[0], elements, len(found) + 1, line))
        line += written.count("\n") + (end == "\n")
        at = until + 1


def _begin(segment: Segment, envelope: _Envelope, name: str, faults: list[Fault]) -> None:
    if len(envelope.begun) != _LEVELS[segment.name][1]:
        what = f"{segment.name} does not belong here"
        faults.append(Fault(what, place(name, segment), why="ISA holds GS, and GS holds ST", fix=_AGAIN))
        return
    if segment.name == "ISA" and segment.element(15) != "P":
        what = f"this interchange is no production data: ISA15 is {segment.element(15)!r}"
        why = "what is sent as a test is not what holds"
        faults.append(Fault(what, place(name, segment), why=why, fix="get the file that is sent as production (P)"))
    if envelope.held:
        envelope.held[-1] += 1
    envelope.begun.append(segment)
    envelope.held.append(0)
    envelope.inside = [segment]


def _end(segment: Segment, envelope: _Envelope, found: list[Transaction], name: str, faults: list[Fault]) -> None:
    begins = _ENDS[segment.name]
    if not envelope.begun or envelope.begun[-1].name != begins:
        what = f"{segment.name} ends nothing that {begins} began"
        faults.append(Fault(what, place(name, segment), fix=_AGAIN))
        return
    opened, held = envelope.begun.pop(), envelope.held.pop()
    if begins == "ST":
        held = len(envelope.inside) + 1
    said, number = segment.element(1), segment.element(2)
    if not (said.isdecimal() and said.isascii() and int(said[:10]) == held):
        what = f"{segment.name} says that it ends {said!r}, and {held} are there"
        faults.append(Fault(what, place(name, segment), why="something is missing or too much", fix=_AGAIN))
    own = opened.element(_LEVELS[begins][2])
    if number != own:
        what = f"{segment.name} has the control number {number!r}, and its {begins} {own!r}"
        faults.append(Fault(what, place(name, segment), why="they belong to different transmissions", fix=_AGAIN))
    if begins == "ST":
        group = envelope.begun[-1]
        numbers = [each.element(_LEVELS[each.name][2]) for each in (*envelope.begun, opened)]
        found.append(Transaction(opened.element(1), group.element(8), "-".join(numbers), tuple(envelope.inside)))
