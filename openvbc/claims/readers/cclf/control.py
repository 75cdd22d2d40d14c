"""CCLF0, the control totals of a delivery: how many records each file has, and how long they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openvbc.claims.findings import Finding, Severity
from openvbc.claims.readers.cclf.layout import HOLDS, layouts
from openvbc.claims.readers.cclf.naming import Delivery
from openvbc.claims.readers.staging.text_file import UNREADABLE, opened, unreadable
from openvbc.errors import Fault, FileError, raise_all


@dataclass(frozen=True)
class ControlTotal:
    """One line of CCLF0. where: its file and line."""

    file: str
    records: int
    length: int
    where: str


@dataclass(frozen=True)
class ReadRecords:
    """What was read of one file. length: the longest record."""

    name: str
    delivery: Delivery
    records: int
    length: int


def read_control_totals(path: Path, name: str) -> tuple[ControlTotal, ...]:
    """The lines of a CCLF0 file. FileError with every line that is not `file | description | records | length`."""
    try:
        with opened(path) as text:
            lines = list(enumerate(text, 1))
    except UNREADABLE as error:
        raise FileError(unreadable(error, name)) from None
    totals: list[ControlTotal] = []
    faults: list[Fault] = []
    for number, line in lines:
        cells = [cell.strip() for cell in line.split("|")]
        if not any(cells) or (number == 1 and cells[0].upper() not in HOLDS):
            continue
        try:
            file, _, records, length = cells
            totals.append(ControlTotal(_known(file.upper()), _count(records), _count(length), f"{name}:{number}"))
        except ValueError:
            fix = "get the file again"
            faults.append(Fault("this is no line of control totals", f"{name}:{number}", fix=fix))
    if not faults and not totals:
        faults.append(Fault("this file of control totals has none", name, fix="get the file again"))
    raise_all(faults, FileError)
    return tuple(totals)


def _known(file: str) -> str:
    if file not in HOLDS:
        raise ValueError(file)
    return file


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)


def control_findings(totals: Sequence[ControlTotal], read: Sequence[ReadRecords]) -> list[Finding]:
    """How the files of one delivery compare with its control totals; a disagreement is blocking."""
    present = {each.delivery.file: each for each in read}
    wrong = [text for total in totals if (each := present.get(total.file)) for text in _disagreements(total, each)]
    absent = [
        f"{total.where}: {total.file} with {total.records:,} records"
        for total in totals
        if total.records and total.file not in present
    ]
    found = []
    if wrong:
        found.append(
            Finding(
                "control_totals",
                Severity.BLOCKING,
                "files are not what the control totals (CCLF0) of their delivery say",
                len(wrong),
                tuple(wrong),
                why="records are missing or were added on the way",
                remedy="get the delivery again from CMS",
                names_people=False,
            )
        )
    if absent:
        found.append(
            Finding(
                "files_not_here",
                Severity.WARNING,
                "files that the control totals (CCLF0) name are not here",
                len(absent),
                tuple(absent),
                why="what they hold is not counted",
                remedy="load them too, unless you leave them out on purpose",
                names_people=False,
            )
        )
    return found


def _disagreements(total: ControlTotal, read: ReadRecords) -> list[str]:
    texts = []
    if total.records != read.records:
        texts.append(f"{read.name} has {read.records:,} records, {total.where} says {total.records:,}")
    known = layouts()[total.file].lengths
    if total.length not in known:
        texts.append(
            f"{total.where} says records of {total.length} characters, known lengths are {', '.join(map(str, known))}"
        )
    elif read.length > total.length and not _same_fields(total.file, total.length, read.length):
        texts.append(f"{read.name} has records of {read.length} characters, {total.where} says {total.length}")
    return texts


def _same_fields(file: str, one: int, other: int) -> bool:
    """Whether records of two lengths have the same fields: the longer only has more padding."""
    ends = [field.start for field in layouts()[file].fields]
    return sum(start <= one for start in ends) == sum(start <= other for start in ends)
