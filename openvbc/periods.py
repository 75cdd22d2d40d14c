"""Periods of a contract: performance years, base years, the agreement, run-out. Nothing here reads the clock."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

_SATURDAY = 5


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later; the month's last day where that day does not exist."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def business_days_after(day: date, number: int, holidays: Collection[date] = ()) -> date:
    """The day so many business days later: Monday to Friday, but for the holidays."""
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < _SATURDAY and day not in holidays
    return day


@dataclass(frozen=True, order=True)
class Period:
    """A half-open range of days: `start` belongs to it, `end` does not, so periods that touch never overlap."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"a period must end after it starts: {self.start} to {self.end}")

    def contains(self, day: date) -> bool:
        """Whether `day` falls in the period."""
        return self.start <= day < self.end

    def overlaps(self, other: "Period") -> bool:
        """Whether at least one day is in both."""
        return self.start < other.end and other.start < self.end

    def shared_with(self, other: "Period") -> "Period | None":
        """The days that are in both; None if there are none."""
        return Period(max(self.start, other.start), min(self.end, other.end)) if self.overlaps(other) else None

    @property
    def months(self) -> int:
        """Whole calendar months in the period."""
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month
        return months - 1 if self.end.day < self.start.day else months

    @property
    def month_names(self) -> tuple[str, ...]:
        """The calendar months that begin in it, or in which it begins: 2026-01, 2026-02."""
        first, found = self.start.replace(day=1), list[str]()
        while (day := add_months(first, len(found))) < self.end:
            found.append(f"{day:%Y-%m}")
        return tuple(found)

    @property
    def last_day(self) -> date:
        """The last day that belongs to it."""
        return self.end - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.start.isoformat()} to {self.last_day.isoformat()}"


class Settled(StrEnum):
    """How often a contract is settled: once for each performance year, or for parts of it."""

    YEARLY = "yearly"
    HALF_YEARLY = "half_yearly"
    QUARTERLY = "quarterly"
    MONTHLY = "monthly"

    @property
    def months(self) -> int:
        """How many months are settled together."""
        return {"yearly": 12, "half_yearly": 6, "quarterly": 3, "monthly": 1}[self.value]


@dataclass(frozen=True, order=True)
class PerformanceYear:
    """What is settled together: a performance year, or a half, quarter or month of one.

    Twelve months; fewer if a contract starts mid-year or settles parts; more where it says so. year: the year whose
    published rules hold, and by which other years are counted. name: as its users name it ("2026", "SFY2026",
    "SFY2026 Q1", "2026-07"); the year if left out. part: whether it is a part of a performance year.
    """

    year: int
    period: Period
    name: str = ""
    part: bool = False

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", str(self.year))

    @property
    def words(self) -> str:
        """As a sentence names it: "performance year 2026", "period SFY2026 Q1"."""
        return f"{'period' if self.part else 'performance year'} {self.name}"

    @property
    def key(self) -> int | str:
        """What identifies it in a file: the year where that is its name, else the name."""
        return self.year if self.name == str(self.year) else self.name

    @classmethod
    def calendar(cls, year: int) -> Self:
        """January to December of `year`."""
        return cls(year, Period(date(year, 1, 1), date(year + 1, 1, 1)))

    def paid_through(self, run_out_months: int) -> date:
        """The last day on which a claim for this year may be paid and still count."""
        return add_months(self.period.end, run_out_months) - timedelta(days=1)

    def base_years(self, count: int) -> tuple[Self, ...]:
        """The `count` years just before this one, oldest first."""
        return tuple(
            type(self)(
                self.year - back,
                Period(add_months(self.period.start, -12 * back), add_months(self.period.end, -12 * back)),
            )
            for back in range(count, 0, -1)
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.period})"


@dataclass(frozen=True)
class FiscalYears:
    """How performance years are named where users do not name them by the year in which they start.

    prefix: what stands before the year: "SFY", "FY". by_end: whether the year in which they end names them.
    """

    prefix: str = ""
    by_end: bool = False

    def named(self, period: Period) -> PerformanceYear:
        """The performance year of these days."""
        year = period.last_day.year if self.by_end else period.start.year
        return PerformanceYear(year, period, f"{self.prefix}{year}")


@dataclass(frozen=True)
class AgreementPeriod:
    """The term of a contract, its performance years, and what it settles: those, or parts of them; each in order."""

    period: Period
    performance_years: tuple[PerformanceYear, ...]
    parts: tuple[PerformanceYear, ...] = ()

    @classmethod
    def between(
        cls,
        first_day: date,
        last_day: date,
        *,
        calendar_years: bool = False,
        fiscal: FiscalYears | None = None,
        settled: Settled = Settled.YEARLY,
    ) -> Self:
        """The agreement from `first_day` to `last_day` (both included), one performance year every twelve months.

        With `calendar_years` every performance year ends in December, so that one that starts mid-year is short.
        """
        whole = Period(first_day, last_day + timedelta(days=1))
        years = []
        start = first_day
        while start < whole.end:
            year_end = date(start.year + 1, 1, 1) if calendar_years else add_months(start, 12)
            end = min(year_end, whole.end)
            years.append((fiscal or FiscalYears()).named(Period(start, end)))
            start = end
        return cls.of_years(whole, tuple(years), settled)

    @classmethod
    def of_years(cls, period: Period, years: tuple[PerformanceYear, ...], settled: Settled = Settled.YEARLY) -> Self:
        """The agreement with these performance years, settled whole or in parts."""
        if settled is Settled.YEARLY:
            return cls(period, years)
        return cls(period, years, tuple(part for year in years for part in _parts(year, settled)))

    @property
    def settled(self) -> tuple[PerformanceYear, ...]:
        """What is settled, in order: the performance years, or the parts into which they fall."""
        return self.parts or self.performance_years

    def find(self, named: int | str) -> PerformanceYear:
        """The performance year or part of one that has this name, or the only one of this year. KeyError if none is."""
        known = (*self.parts, *self.performance_years)
        found = [each for each in known if each.name == str(named)]
        if not found and str(named).isdecimal():
            found = [each for each in self.performance_years if each.year == int(named)]
        if len(found) != 1:
            raise KeyError(named)
        return found[0]

    def performance_year(self, year: int) -> PerformanceYear:
        """The performance year of that year; KeyError if the agreement has none."""
        for performance_year in self.performance_years:
            if performance_year.year == year:
                return performance_year
        raise KeyError(year)

    def earlier_years(self, year: int) -> tuple[PerformanceYear, ...]:
        """The performance years before `year`, oldest first."""
        return tuple(each for each in self.performance_years if each.year < year)

    def is_last(self, year: int) -> bool:
        """Whether `year` is the last performance year of the agreement."""
        return self.performance_years[-1].year == year


def _parts(year: PerformanceYear, settled: Settled) -> Iterator[PerformanceYear]:
    """The halves, quarters or months of a performance year; the last may be short, as the year itself may be."""
    letter = {Settled.HALF_YEARLY: "H", Settled.QUARTERLY: "Q"}.get(settled, "")
    start, number = year.period.start, 1
    while start < year.period.end:
        end = min(add_months(year.period.start, settled.months * number), year.period.end)
        name = f"{year.name} {letter}{number}" if letter else f"{start.year}-{start.month:02}"
        yield PerformanceYear(year.year, Period(start, end), name, part=True)
        start, number = end, number + 1
