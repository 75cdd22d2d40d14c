"""Periods of a contract: performance years, base years, the agreement, run-out. Nothing here reads the clock."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later; the month's last day where that day does not exist."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


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

    @property
    def months(self) -> int:
        """Whole calendar months in the period."""
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month
        return months - 1 if self.end.day < self.start.day else months

    @property
    def last_day(self) -> date:
        """The last day that belongs to it."""
        return self.end - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.start.isoformat()} to {self.last_day.isoformat()}"


@dataclass(frozen=True, order=True)
class PerformanceYear:
    """Twelve months (or fewer, if a contract starts mid-year) that are settled together, named by a year."""

    year: int
    period: Period

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
        return f"{self.year} ({self.period})"


@dataclass(frozen=True)
class AgreementPeriod:
    """The term of a contract and its performance years, in order."""

    period: Period
    performance_years: tuple[PerformanceYear, ...]

    @classmethod
    def between(cls, first_day: date, last_day: date, *, calendar_years: bool = False) -> Self:
        """The agreement from `first_day` to `last_day` (both included), one performance year every twelve months.

        With `calendar_years` every performance year ends in December, so that one that starts mid-year is short.
        """
        whole = Period(first_day, last_day + timedelta(days=1))
        years = []
        start = first_day
        while start < whole.end:
            year_end = date(start.year + 1, 1, 1) if calendar_years else add_months(start, 12)
            end = min(year_end, whole.end)
            years.append(PerformanceYear(start.year, Period(start, end)))
            start = end
        return cls(whole, tuple(years))

    def performance_year(self, year: int) -> PerformanceYear:
        """The performance year named `year`; KeyError if the agreement has none."""
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
