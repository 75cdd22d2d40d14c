"""The list of members by measure that payer and provider exchange: who met the standard, who is an open gap.

One row for each member in the pool of a measure: `member,measure,status,date,evidence`. status is `met`, `open` or
`excluded`; a row that is met names its evidence. Where lower results are better, the open gaps are the numerator.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from openvbc.contract.scorecard import Measure, Scorecard
from openvbc.errors import Fault, InputError, did_you_mean, raise_all
from openvbc.figures import Figure, Figures, FileDigest, Origin, Source
from openvbc.money import EXACT, ZERO
from openvbc.quality.member_table import TableRow, day, read_member_table
from openvbc.tabular.spreadsheet_traces import fault_of_name
from openvbc.yamlfile import digest

COLUMNS = ("member", "measure", "status")
MORE_COLUMNS = ("date", "evidence")
STATUSES = ("met", "open", "excluded")


@dataclass(frozen=True)
class MemberStatus:
    """Where one member stands in one measure. evidence: the claim or document that shows it; where: its row."""

    member: str
    measure: str
    status: str
    date: str
    evidence: str
    where: str


@dataclass(frozen=True)
class GapList:
    """All rows, in the order of the file, and the file itself."""

    rows: tuple[MemberStatus, ...]
    file: FileDigest

    @cached_property
    def counts(self) -> Mapping[tuple[str, str], int]:
        """How many rows each measure has with each status."""
        return Counter((row.measure, row.status) for row in self.rows)

    def of(self, measure: str, status: str) -> tuple[MemberStatus, ...]:
        """The rows of one measure with one status."""
        return tuple(row for row in self.rows if row.measure == measure and row.status == status)

    def by_place(self) -> dict[tuple[str, str], MemberStatus]:
        """Each row by member and measure."""
        return {(row.member, row.measure): row for row in self.rows}


def read_gap_list(path: Path, scorecard: Scorecard) -> GapList:
    """Read and check a list. InputError holds every fault of it."""
    rows = read_member_table(path, COLUMNS, MORE_COLUMNS)
    raise_all(list(_faults(rows, scorecard)), InputError)
    words = (
        MemberStatus(
            row.cells["member"], row.cells["measure"], row.cells["status"], row.cells.get("date", ""),
            row.cells.get("evidence", ""), row.where,
        )
        for row in rows
    )  # fmt: skip
    return GapList(tuple(words), FileDigest(path.name, digest(path)))


def _faults(rows: tuple[TableRow, ...], scorecard: Scorecard) -> Iterator[Fault]:
    seen: dict[tuple[str, str], str] = {}
    for row in rows:
        cells = row.cells
        member, measure, status = cells["member"], cells["measure"], cells["status"]
        if not member:
            yield Fault("the row names no member", row.where, fix="write the member's identifier")
        misnamed = fault_of_name(member, row.where)
        if misnamed is not None:
            yield misnamed
        yield from unknown_measure(measure, scorecard, row.where)
        if status not in STATUSES:
            yield Fault(f"status is {status!r}", row.where, fix=did_you_mean(status, STATUSES))
        if status == "met" and not cells.get("evidence"):
            why = "who met a measure is paid for, so it must be possible to look it up"
            yield Fault(
                f"{member} met {measure} without evidence", row.where, why=why, fix="name the claim or document"
            )
        if cells.get("date") and day(cells["date"]) is None:
            yield Fault(f"{cells['date']!r} is no day", row.where, fix="write YYYY-MM-DD")
        if (member, measure) in seen:
            what = f"{member} stands twice in {measure}"
            why = f"already in {seen[member, measure]}; it would count twice"
            yield Fault(what, row.where, why=why, fix="keep one row")
        seen.setdefault((member, measure), row.where)


def unknown_measure(measure: str, scorecard: Scorecard, where: str) -> Iterator[Fault]:
    """A fault if the scorecard has no measure of that name."""
    if measure not in scorecard.keys:
        fix = did_you_mean(measure, scorecard.keys)
        yield Fault(f"the scorecard has no measure {measure!r}", where, fix=fix)


def count_gaps(
    listed: GapList, scorecard: Scorecard, per_gap: Mapping[str, Decimal] | None = None, cap: Decimal | None = None
) -> Figures:
    """Figures counted from a list: denominators and numerators, gaps closed, and what goes beyond the member cap.

    per_gap: what a closed gap of each measure pays; cap: at most for one member.
    """
    counted = [each for each in scorecard.measures if each.result == "counts" and is_listed(each, listed)]
    figures: Figures = {}
    if counted:
        figures["measure_denominator"] = {each.measure: _counted(listed, each, "met", "open") for each in counted}
        figures["measure_numerator"] = {each.measure: _counted(listed, each, numerator_of(each)) for each in counted}
    paid = {key: rate for key, rate in (per_gap or {}).items() if rate}
    if paid:
        measures = [scorecard.measure(key) for key in paid]
        figures["gaps_closed"] = {each.measure: _counted(listed, each, "met") for each in measures}
    if paid and cap is not None:
        figures["amount_beyond_member_cap"] = _beyond(listed, paid, cap)
    return figures


def numerator_of(measure: Measure) -> str:
    """The status that the numerator counts: met, or the open gaps where lower results are better."""
    return "met" if measure.direction == "higher" else "open"


def is_listed(measure: Measure, listed: GapList) -> bool:
    """Whether the list has any row of a measure."""
    return any(listed.counts[measure.measure, status] for status in STATUSES)


def _counted(listed: GapList, measure: Measure, *statuses: str) -> Figure:
    rows = sum(listed.counts[measure.measure, status] for status in statuses)
    return Figure(Decimal(rows), _source(listed, f"{measure.label}: {' and '.join(statuses)}", rows))


def _source(listed: GapList, description: str, rows: int) -> Source:
    return Source(Origin.COUNTED, description, listed.file.name, (listed.file,), rows=rows)


def _beyond(listed: GapList, paid: Mapping[str, Decimal], cap: Decimal) -> Figure:
    """What each member's closed gaps come to above the cap, added up."""
    amounts: Counter[str] = Counter()
    by_member: dict[str, Decimal] = {}
    for row in listed.rows:
        if row.status == "met" and row.measure in paid:
            by_member[row.member] = EXACT.add(by_member.get(row.member, ZERO), paid[row.measure])
            amounts[row.member] += 1
    beyond = ZERO
    for amount in by_member.values():
        if amount > cap:
            beyond = EXACT.add(beyond, EXACT.subtract(amount, cap))
    return Figure(beyond, _source(listed, "gaps of single members beyond the cap", sum(amounts.values())))
