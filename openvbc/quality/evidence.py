"""Supplemental evidence that a provider sends back: accepted whole, or refused whole with the reason of each row.

With the day on which the file was received, each row has an answer of its own, and what comes after its due day is
refused. One row for each gap that is said to be closed: `member,measure,date,kind,evidence`. The member must stand in
the list as an open gap, the day in the measurement period, and the evidence must name a document that can be looked up.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from openvbc.contract.scorecard import Scorecard
from openvbc.errors import Fault, InputError, did_you_mean, raise_all
from openvbc.periods import PerformanceYear, add_months
from openvbc.quality.gap_list import GapList, MemberStatus, unknown_measure
from openvbc.quality.member_table import TableRow, day, read_member_table

COLUMNS = ("member", "measure", "date", "kind", "evidence")
KINDS = ("medical_record", "laboratory_result", "registry", "immunization_record", "claim")


def accept_evidence(listed: GapList, path: Path, scorecard: Scorecard, year: PerformanceYear) -> GapList:
    """The list with every gap of the file closed. InputError tells why rows are refused; then none is taken."""
    rows = read_member_table(path, COLUMNS)
    raise_all(list(_faults(rows, listed, scorecard, year)), InputError)
    return _closed(listed, rows)


@dataclass(frozen=True)
class Answer:
    """What the receiving side says of one row. refused: the reasons, () where it is accepted; day: of the receipt."""

    row: TableRow
    refused: tuple[Fault, ...]
    day: date


def answer_evidence(
    listed: GapList,
    path: Path,
    scorecard: Scorecard,
    year: PerformanceYear,
    received: date,
    due: date | None = None,
    due_by: str = "",
) -> tuple[GapList, tuple[Answer, ...]]:
    """The list with the gaps of the accepted rows closed, and an answer for each row of the file.

    received: the day on which the file came; due: the last day on which evidence is taken; due_by: what says so.
    InputError only where the file cannot be read row by row.
    """
    rows = read_member_table(path, COLUMNS)
    reasons: dict[str, list[Fault]] = defaultdict(list)
    for fault in _faults(rows, listed, scorecard, year):
        reasons[fault.where].append(fault)
    for row in rows:
        reasons[row.where].extend(_untimely(row, received, due, due_by))
    answers = tuple(Answer(row, tuple(reasons[row.where]), received) for row in rows)
    return _closed(listed, [each.row for each in answers if not each.refused]), answers


def _untimely(row: TableRow, received: date, due: date | None, due_by: str) -> Iterator[Fault]:
    """A row that came after its due day, or that tells of a day after the receipt."""
    if due is not None and received > due:
        late = (received - due).days
        said = f" ({due_by})" if due_by else ""
        yield Fault(
            f"{row.cells['member']} in {row.cells['measure']} comes {late} {'days' if late > 1 else 'day'} late",
            row.where,
            why=f"it was received on {received.isoformat()} and due on {due.isoformat()}{said}",
            fix="agree on a later day with the other side, or take the row out",
        )
    when = day(row.cells["date"])
    if when is not None and when > received:
        yield Fault(
            f"{when.isoformat()} lies after the day of receipt",
            row.where,
            why=f"the file was received on {received.isoformat()}",
            fix="check the day",
        )


def _closed(listed: GapList, rows: Sequence[TableRow]) -> GapList:
    closed = {(row.cells["member"], row.cells["measure"]): row.cells for row in rows}

    def updated(row: MemberStatus) -> MemberStatus:
        cells = closed.get((row.member, row.measure))
        if cells is None:
            return row
        return replace(row, status="met", date=cells["date"], evidence=f"{cells['kind']}: {cells['evidence']}")

    return replace(listed, rows=tuple(updated(row) for row in listed.rows))


def _faults(
    rows: tuple[TableRow, ...], listed: GapList, scorecard: Scorecard, year: PerformanceYear
) -> Iterator[Fault]:
    places = listed.by_place()
    seen: dict[tuple[str, str], str] = {}
    for row in rows:
        member, measure = row.cells["member"], row.cells["measure"]
        unknown = list(unknown_measure(measure, scorecard, row.where))
        yield from unknown
        if not unknown:
            yield from _no_gap(row, places.get((member, measure)), listed)
            yield from _off_period(row, scorecard, year)
        yield from _unfounded(row)
        if (member, measure) in seen:
            why = f"already in {seen[member, measure]}"
            yield Fault(f"evidence for {member} in {measure} is given twice", row.where, why=why, fix="keep one row")
        seen.setdefault((member, measure), row.where)


def _no_gap(row: TableRow, found: MemberStatus | None, listed: GapList) -> Iterator[Fault]:
    member, measure = row.cells["member"], row.cells["measure"]
    if found is None:
        yield Fault(
            f"{member} is not in the denominator of {measure}",
            row.where,
            why=f"{listed.file.name} has no row for this member and measure, so there is no gap to close",
            fix="check the member's identifier and the measure, or ask the payer for a new list",
        )
    elif found.status == "excluded":
        yield Fault(
            f"{member} is excluded from {measure}", row.where, why=f"so says {found.where}", fix="take the row out"
        )
    elif found.status == "met":
        yield Fault(
            f"{member} has met {measure} already",
            row.where,
            why=f"by {found.evidence} in {found.where}; a gap is closed once",
            fix="take the row out",
        )


def _off_period(row: TableRow, scorecard: Scorecard, year: PerformanceYear) -> Iterator[Fault]:
    text = row.cells["date"]
    when = day(text)
    if when is None:
        yield Fault(f"{text!r} is no day", row.where, fix="write YYYY-MM-DD")
        return
    first = add_months(year.period.start, -scorecard.measure(row.cells["measure"]).look_back_months)
    if not first <= when <= year.period.last_day:
        yield _outside(row, when, first, year.period.last_day)


def _outside(row: TableRow, when: date, first: date, last: date) -> Fault:
    return Fault(
        f"{when.isoformat()} lies outside the measurement period",
        row.where,
        why=f"{row.cells['measure']} counts what happened from {first.isoformat()} to {last.isoformat()}",
        fix="check the day; look_back_months of the measure says how far back evidence counts",
    )


def _unfounded(row: TableRow) -> Iterator[Fault]:
    if row.cells["kind"] not in KINDS:
        yield Fault(f"kind is {row.cells['kind']!r}", row.where, fix=did_you_mean(row.cells["kind"], KINDS))
    if not row.cells["evidence"]:
        why = "what cannot be looked up cannot be accepted"
        yield Fault("the row names no evidence", row.where, why=why, fix="name the document, for example its number")
