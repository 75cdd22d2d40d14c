"""The years that are counted: the performance year and the base years of own history, under their numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from openvbc.claims.member_months.terms import CountPeriod
from openvbc.errors import ContractError, Fault
from openvbc.payment_models.record import ExperienceBasis, WorksheetRequest
from openvbc.payment_models.shared_savings.terms import SharedSavingsTerms
from openvbc.periods import PerformanceYear, Period, add_months

_MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class CountedYears:
    """The performance year and the base years. numbers: of every year, by the name of its period."""

    performance: CountPeriod
    base: tuple[CountPeriod, ...]

    @property
    def every(self) -> tuple[CountPeriod, ...]:
        """Base years, oldest first, then the performance year."""
        return (*self.base, self.performance)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all periods."""
        return tuple(period.name for period in self.every)


def counted_years(request: WorksheetRequest, terms: SharedSavingsTerms, sources: ExperienceBasis) -> CountedYears:
    """The years, each with the last day on which a claim of it may be paid and count.

    A base year is the performance year so many years earlier. An interim settlement counts what was paid by the earlier
    day that the contract's completion names. ContractError if years do not begin and end with a month.
    """
    current = request.performance_year
    _check_whole_months(request, current.period)
    history = terms.benchmark.own_history
    numbers = sorted(each.year for each in history.base_years) if history is not None else []
    run_out = sources.run_out_months
    of_interim = terms.completion if sources.interim else None
    until = current.paid_through(run_out if of_interim is None else of_interim.interim_run_out_months)
    return CountedYears(
        CountPeriod(str(current.year), current.period, until),
        tuple(_base_year(current, number, run_out, until) for number in numbers),
    )


def _base_year(current: PerformanceYear, number: int, run_out: int, until: date) -> CountPeriod:
    back = -_MONTHS_A_YEAR * (current.year - number)
    period = Period(add_months(current.period.start, back), add_months(current.period.end, back))
    # Nobody knows at an interim settlement what is paid after its day, for a base year as little as for this one.
    return CountPeriod(str(number), period, min(PerformanceYear(number, period).paid_through(run_out), until))


def _check_whole_months(request: WorksheetRequest, period: Period) -> None:
    if period.start.day != 1 or (period.last_day + timedelta(days=1)).day != 1:
        raise ContractError(
            Fault(
                f"performance year {request.performance_year} does not begin and end with a month",
                request.stream.clause().where,
                why="member months are whole months",
                fix="let the agreement begin on the first day of a month, or give headline numbers with --inputs",
            )
        )


def named(years: Sequence[CountPeriod]) -> str:
    """The years in words."""
    return ", ".join(period.name for period in years)
