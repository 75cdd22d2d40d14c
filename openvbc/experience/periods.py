"""The periods that are counted: the performance year and years before it, under their numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from openvbc.claims.member_months.terms import CountPeriod
from openvbc.errors import ContractError, Fault
from openvbc.experience.request import ExperienceRequest
from openvbc.periods import PerformanceYear, Period, add_months

_MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class NamedPeriods:
    """The performance year and the years before it that are counted with it, oldest first."""

    performance: CountPeriod
    earlier: tuple[CountPeriod, ...] = ()

    @property
    def every(self) -> tuple[CountPeriod, ...]:
        """The earlier years, oldest first, then the performance year."""
        return (*self.earlier, self.performance)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all periods."""
        return tuple(period.name for period in self.every)


def named_periods(
    request: ExperienceRequest, earlier: Sequence[int], interim_run_out_months: int | None = None
) -> NamedPeriods:
    """The years, each with the last day on which a claim of it may be paid and count.

    earlier: numbers of years before the performance year, each the performance year so many years earlier; those that
    the request asks for come instead. interim_run_out_months: an interim settlement counts what was paid so long after
    the year. ContractError if years do not begin and end with a month.
    """
    current = request.performance_year
    _check_whole_months(current)
    run_out = request.run_out_months
    early = request.interim and interim_run_out_months is not None
    until = current.paid_through(interim_run_out_months if early and interim_run_out_months is not None else run_out)
    numbers = sorted(earlier) if request.own_years is None else request.own_years[:-1]
    return NamedPeriods(
        CountPeriod(str(current.year), current.period, until),
        tuple(_earlier(current, number, run_out, until) for number in numbers),
    )


def _earlier(current: PerformanceYear, number: int, run_out: int, until: date) -> CountPeriod:
    back = -_MONTHS_A_YEAR * (current.year - number)
    period = Period(add_months(current.period.start, back), add_months(current.period.end, back))
    # Nobody knows at an interim settlement what is paid after its day, for an earlier year as little as for this one.
    return CountPeriod(str(number), period, min(PerformanceYear(number, period).paid_through(run_out), until))


def _check_whole_months(year: PerformanceYear) -> None:
    if year.period.start.day != 1 or (year.period.last_day + timedelta(days=1)).day != 1:
        raise ContractError(
            Fault(
                f"performance year {year} does not begin and end with a month",
                "agreement",
                why="member months are whole months",
                fix="let the agreement begin on the first day of a month, or give headline numbers with --inputs",
            )
        )
