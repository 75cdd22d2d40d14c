"""The four years that are counted: three benchmark years and the performance year."""

from datetime import date

from openvbc.claims.member_months.terms import CountPeriod
from openvbc.payment_models.mssp.draft import published_for
from openvbc.payment_models.mssp.historical.axes import BENCHMARK_YEARS, PERFORMANCE
from openvbc.payment_models.record import WorksheetRequest
from openvbc.periods import PerformanceYear, Period


def calendar_years(request: WorksheetRequest) -> dict[str, int]:
    """The calendar year of each benchmark year and of the performance year, by the name that lines begin with.

    Benchmark years are the three calendar years before the agreement starts.
    """
    first = request.agreement.period.start.year - len(BENCHMARK_YEARS)
    years = {name: first + offset for offset, name in enumerate(BENCHMARK_YEARS)}
    return {**years, PERFORMANCE: request.performance_year.year}


def count_periods(request: WorksheetRequest) -> tuple[CountPeriod, ...]:
    """The years as periods, each with the last day of its run-out."""
    months = int(published_for(request, "mssp_run_out_months").number)
    return tuple(
        CountPeriod(name, _whole(year), PerformanceYear.calendar(year).paid_through(months))
        for name, year in calendar_years(request).items()
    )


def _whole(year: int) -> Period:
    return Period(date(year, 1, 1), date(year + 1, 1, 1))
