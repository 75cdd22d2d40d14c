"""The four years that are counted: three benchmark years and the performance year."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from openvbc.claims.member_months.terms import CountPeriod
from openvbc.experience.request import ExperienceRequest
from openvbc.payment_models.mssp.historical.axes import BENCHMARK_YEARS, PERFORMANCE
from openvbc.payment_models.mssp.worksheet_builder import published_for
from openvbc.payment_models.record import WorksheetRequest
from openvbc.periods import PerformanceYear, Period


def calendar_years(request: WorksheetRequest) -> dict[str, int]:
    """The calendar year of each benchmark year and of the performance year, by the name that lines begin with.

    Benchmark years are the three calendar years before the agreement starts.
    """
    first = request.agreement.period.start.year - len(BENCHMARK_YEARS)
    years = {name: first + offset for offset, name in enumerate(BENCHMARK_YEARS)}
    return {**years, PERFORMANCE: request.performance_year.year}


#: The year before the performance year, where it is no benchmark year: its assignment alone is counted.
YEAR_BEFORE: Final = "year_before_performance_year"


def year_before(request: WorksheetRequest) -> CountPeriod:
    """The year before the performance year, by which newly assigned people are told from others."""
    year = request.performance_year.year - 1
    return CountPeriod(YEAR_BEFORE, _whole(year), _paid_through(request, year))


def asked_years(request: WorksheetRequest, asked: ExperienceRequest) -> dict[str, int]:
    """The years to count by the names of their periods: those asked for, or those of the agreement."""
    if asked.own_years is not None:
        return {str(year): year for year in asked.own_years}
    return dict(calendar_years(request))


def count_periods(request: WorksheetRequest, years: Mapping[str, int] | None = None) -> tuple[CountPeriod, ...]:
    """The years as periods, each with the last day of its run-out. years: those of the agreement if not given."""
    counted = years if years is not None else calendar_years(request)
    return tuple(CountPeriod(name, _whole(year), _paid_through(request, year)) for name, year in counted.items())


def _paid_through(request: WorksheetRequest, year: int) -> date:
    months = int(published_for(request, "mssp_run_out_months").number)
    return PerformanceYear.calendar(year).paid_through(months)


def _whole(year: int) -> Period:
    return Period(date(year, 1, 1), date(year + 1, 1, 1))
