"""What a project holds: months of enrollment and claims, the last payment, and what was delivered by whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.member_months.terms import calendar_rows, year_month
from openvbc.claims.project.manifest import KeptLoad
from openvbc.claims.project.project import Project
from openvbc.claims.project.require_clean import require_sound
from openvbc.claims.readers.registry import reader, reader_names
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.claims.tables.member_month_rule_tables import CALENDAR_MONTH
from openvbc.errors import ClaimsError, Fault
from openvbc.figures import FileDigest
from openvbc.periods import Period, add_months

_MONTHS_A_YEAR: Final = 12


@dataclass(frozen=True)
class MonthsHeld:
    """Months of some days: how many there are, and which have nobody enrolled or not one claim."""

    months: int
    without_enrollment: tuple[int, ...]
    without_claims: tuple[int, ...]

    @property
    def with_enrollment(self) -> int:
        """Months in which somebody is enrolled."""
        return self.months - len(self.without_enrollment)

    @property
    def with_claims(self) -> int:
        """Months in which a claim begins."""
        return self.months - len(self.without_claims)

    @property
    def complete(self) -> bool:
        """Whether every month has both."""
        return not self.without_enrollment and not self.without_claims


@dataclass(frozen=True)
class Feed:
    """What one reader loaded under one name. last: its latest delivery in words; kinds: what its files held."""

    reader: str
    label: str
    data_source: str
    loads: int
    files: int
    last: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class DataHeld:
    """What a project holds. months: (people enrolled, lines that begin) by month; rows: by canonical table.

    unsound: what stops any count. findings: what else readers and audits say, without naming people.
    """

    months: Mapping[int, tuple[int, int]]
    last_paid: date | None
    feeds: tuple[Feed, ...]
    rows: Mapping[str, int]
    unsound: tuple[Fault, ...]
    findings: tuple[str, ...]
    files: tuple[FileDigest, ...]
    fingerprint: str

    def held(self, days: Period) -> MonthsHeld:
        """How much of these days is there."""
        wanted = months_of(days)
        people = tuple(month for month in wanted if not self.months.get(month, (0, 0))[0])
        claims = tuple(month for month in wanted if not self.months.get(month, (0, 0))[1])
        return MonthsHeld(len(wanted), people, claims)


def data_held(engine: Engine, project: Project, days: Sequence[Period]) -> DataHeld:
    """What a project holds of these days. The engine holds the project's tables; `calendar_month` is put into it."""
    findings, unsound = project.findings, tuple[Fault, ...]()
    try:
        findings = require_sound(project)
    except ClaimsError as error:
        unsound = error.faults
    engine.put(CALENDAR_MONTH, calendar_rows(days))
    rows = engine.rows(NamedQuery.LIST_MONTHS_HELD).records
    return DataHeld(
        months={int(row["year_month"]): (int(row["people"]), int(row["lines"])) for row in rows},
        last_paid=engine.rows(NamedQuery.LAST_PAYMENT).value,
        feeds=_feeds(project.manifest.standing),
        rows={name: project.rows(name) for name in CANONICAL_TABLES},
        unsound=unsound,
        findings=tuple(finding.without_people() for finding in findings),
        files=project.source_files,
        fingerprint=project.fingerprint,
    )


def months_of(days: Period) -> tuple[int, ...]:
    """The months of some days, like 202401, in order."""
    count = (days.last_day.year - days.start.year) * _MONTHS_A_YEAR + days.last_day.month - days.start.month + 1
    first = days.start.replace(day=1)
    return tuple(year_month(add_months(first, number)) for number in range(count))


def _feeds(loads: Sequence[KeptLoad]) -> tuple[Feed, ...]:
    sources = sorted({(load.reader, load.data_source) for load in loads})
    return tuple(
        _feed(name, source, [load for load in loads if (load.reader, load.data_source) == (name, source)])
        for name, source in sources
    )


def _feed(name: str, source: str, loads: Sequence[KeptLoad]) -> Feed:
    """The latest delivery is that which its files name, or else the day of the last load, or else its number."""
    label = reader(name).label if name in reader_names() else name
    last = max(loads, key=lambda load: load.number)
    details = sorted({file.detail for file in last.files if file.detail})
    day = f" of {last.day.isoformat()}" if last.day is not None else ""
    told = f"load {last.number}{day}" + (f": {', '.join(details)}" if details else "")
    kinds = sorted({file.kind for load in loads for file in load.files})
    return Feed(name, label, source, len(loads), sum(len(load.files) for load in loads), told, tuple(kinds))
