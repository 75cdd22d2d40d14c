"""What a project holds: months of enrollment and claims, the last payment, and what was delivered by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from openvbc.claims.member_months.terms import year_month
from openvbc.errors import Fault
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


def months_of(days: Period) -> tuple[int, ...]:
    """The months of some days, like 202401, in order."""
    count = (days.last_day.year - days.start.year) * _MONTHS_A_YEAR + days.last_day.month - days.start.month + 1
    first = days.start.replace(day=1)
    return tuple(year_month(add_months(first, number)) for number in range(count))
