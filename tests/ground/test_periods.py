"""Periods are half-open; years of an agreement follow its first day; nothing looks at the clock."""

import calendar
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.periods import AgreementPeriod, PerformanceYear, Period, add_months

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-12-31", 2, "2025-02-28"),
        ("2024-12-15", 1, "2025-01-15"),
        ("2024-01-15", -1, "2023-12-15"),
        ("2024-05-31", 0, "2024-05-31"),
        ("2024-07-01", 18, "2026-01-01"),
    ],
)
def test_months_are_added_to_the_day_or_to_the_last_day_of_the_month(day: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


@given(DAYS, st.integers(-120, 120))
def test_adding_months_keeps_the_day_where_the_month_has_it(day: date, months: int) -> None:
    result = add_months(day, months)
    assert (result.year - day.year) * 12 + result.month - day.month == months
    assert result.day == min(day.day, calendar.monthrange(result.year, result.month)[1])


@given(DAYS, st.integers(1, 400), DAYS, st.integers(1, 400), DAYS)
def test_a_period_holds_its_first_day_and_not_the_day_after_its_last(
    start: date, length: int, other_start: date, other_length: int, day: date
) -> None:
    period = Period(start, start + timedelta(days=length))
    other = Period(other_start, other_start + timedelta(days=other_length))
    assert period.contains(period.start)
    assert period.contains(period.last_day)
    assert not period.contains(period.end)
    assert not period.overlaps(Period(period.end, period.end + timedelta(days=1)))
    days, other_days = (
        {each.start + timedelta(days=n) for n in range(each.end.toordinal() - each.start.toordinal())}
        for each in (period, other)
    )
    assert period.contains(day) == (day in days)
    assert period.overlaps(other) == bool(days & other_days)


@pytest.mark.parametrize("end", ["2026-01-01", "2025-12-31"])
def test_a_period_must_end_after_it_starts(end: str) -> None:
    with pytest.raises(ValueError, match="must end after it starts"):
        Period(date(2026, 1, 1), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2026-01-01", "2027-01-01", 12),
        ("2026-07-01", "2027-01-01", 6),
        ("2026-01-15", "2026-02-14", 0),
        ("2026-01-15", "2026-02-15", 1),
    ],
)
def test_whole_months_are_counted(start: str, end: str, months: int) -> None:
    assert Period(date.fromisoformat(start), date.fromisoformat(end)).months == months


def test_a_calendar_year_runs_from_january_to_december() -> None:
    year = PerformanceYear.calendar(2026)
    assert str(year) == "2026 (2026-01-01 to 2026-12-31)"
    assert year.period.months == 12


@pytest.mark.parametrize(
    ("run_out", "expected"), [(0, "2026-12-31"), (3, "2027-03-31"), (2, "2027-02-28"), (6, "2027-06-30")]
)
def test_run_out_ends_on_the_last_day_of_its_last_month(run_out: int, expected: str) -> None:
    assert PerformanceYear.calendar(2026).paid_through(run_out) == date.fromisoformat(expected)


def test_base_years_come_before_the_performance_year_oldest_first() -> None:
    base_years = PerformanceYear.calendar(2026).base_years(3)
    assert [each.year for each in base_years] == [2023, 2024, 2025]
    assert str(base_years[0].period) == "2023-01-01 to 2023-12-31"
    assert PerformanceYear.calendar(2026).base_years(0) == ()


def test_base_years_of_a_year_that_starts_in_july_start_in_july() -> None:
    year = PerformanceYear(2026, Period(date(2026, 7, 1), date(2027, 7, 1)))
    assert [str(each.period) for each in year.base_years(1)] == ["2025-07-01 to 2026-06-30"]


def test_an_agreement_from_july_has_years_from_july() -> None:
    agreement = AgreementPeriod.between(date(2024, 7, 1), date(2027, 6, 30))
    assert [str(each) for each in agreement.performance_years] == [
        "2024 (2024-07-01 to 2025-06-30)",
        "2025 (2025-07-01 to 2026-06-30)",
        "2026 (2026-07-01 to 2027-06-30)",
    ]


def test_an_agreement_in_calendar_years_begins_with_a_year_of_six_months() -> None:
    agreement = AgreementPeriod.between(date(2019, 7, 1), date(2021, 12, 31), calendar_years=True)
    assert [str(each) for each in agreement.performance_years] == [
        "2019 (2019-07-01 to 2019-12-31)",
        "2020 (2020-01-01 to 2020-12-31)",
        "2021 (2021-01-01 to 2021-12-31)",
    ]
    first = agreement.performance_years[0]
    assert first.period.months == 6
    assert first.paid_through(3) == date(2020, 3, 31)


def test_the_last_year_of_an_agreement_may_be_short() -> None:
    agreement = AgreementPeriod.between(date(2025, 1, 1), date(2026, 6, 30))
    assert [each.period.months for each in agreement.performance_years] == [12, 6]
    assert agreement.is_last(2026)
    assert not agreement.is_last(2025)


@given(DAYS, st.integers(1, 4000), st.booleans())
def test_performance_years_cover_the_agreement_without_gap_or_overlap(
    first_day: date, days: int, calendar_years: bool
) -> None:
    last_day = first_day + timedelta(days=days)
    agreement = AgreementPeriod.between(first_day, last_day, calendar_years=calendar_years)
    years = agreement.performance_years
    assert years[0].period.start == first_day
    assert years[-1].period.last_day == last_day
    assert all(before.period.end == after.period.start for before, after in pairwise(years))
    assert len({each.year for each in years}) == len(years)
    assert all(each.period.months <= 12 for each in years)


def test_earlier_years_are_found_and_an_unknown_year_is_not() -> None:
    agreement = AgreementPeriod.between(date(2024, 1, 1), date(2026, 12, 31))
    assert [each.year for each in agreement.earlier_years(2026)] == [2024, 2025]
    assert agreement.performance_year(2025).year == 2025
    with pytest.raises(KeyError):
        agreement.performance_year(2027)
