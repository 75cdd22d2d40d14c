"""What a contract chooses about member months: periods, when a month counts, and how months get their type."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Final

from openvbc.claims.engine.engine import Cell
from openvbc.claims.published_codes import MEDICAID, codes
from openvbc.periods import Period, add_months

#: Wide enough for any age; the month of birth is month 0 of a life.
_FIRST_MONTH_OF_ANY_LIFE = -12 * 200
_LAST_MONTH_OF_ANY_LIFE = 12 * 200
#: In a rule: any code fits, also an empty one.
ANY: Final = "*"


class MonthRule(StrEnum):
    """When a person counts as enrolled in a month.

    first_day: on its first day, as Medicare's monthly beneficiary files have it. any_day: on any day of it, as Tuva
    counts. all_days: on every day of it.
    """

    FIRST_DAY = "first_day"
    ANY_DAY = "any_day"
    ALL_DAYS = "all_days"


@dataclass(frozen=True)
class CountPeriod:
    """A period that is counted: a benchmark year or the performance year.

    name: like "2024" or "BY1". days: its days of service, whole months. paid_through: claims paid later do not count.
    """

    name: str
    days: Period
    paid_through: date

    def __post_init__(self) -> None:
        if self.days.start.day != 1 or self.days.end.day != 1:
            raise ValueError(f"period {self.name} does not begin and end with a month: {self.days}")

    @property
    def row(self) -> tuple[Cell, ...]:
        """Its row of count_period."""
        last = self.days.last_day
        return (self.name, self.days.start, last, year_month(self.days.start), year_month(last), self.paid_through)


@dataclass(frozen=True)
class EnrollmentTypeRule:
    """Months of a span with these codes are of this type. A code is a tuple of those that fit; (ANY,) fits every one.

    at_least_age, under_age: years of age; a person counts as a year older from the first day of the month of birth,
    as Medicare has it. A rule with an age fits nobody whose birth date is unknown.
    """

    enrollment_type: str
    medicare_status_codes: tuple[str, ...] = (ANY,)
    dual_status_codes: tuple[str, ...] = (ANY,)
    medicaid_indicators: tuple[str, ...] = (ANY,)
    original_reasons: tuple[str, ...] = (ANY,)
    esrd_statuses: tuple[str, ...] = (ANY,)
    at_least_age: int | None = None
    under_age: int | None = None

    @property
    def months_of_life(self) -> tuple[int, int]:
        """First and last month of life that fit."""
        first = _FIRST_MONTH_OF_ANY_LIFE if self.at_least_age is None else self.at_least_age * 12
        last = _LAST_MONTH_OF_ANY_LIFE if self.under_age is None else self.under_age * 12 - 1
        return first, last

    @property
    def has_age(self) -> bool:
        """Whether age decides."""
        return self.at_least_age is not None or self.under_age is not None


@cache
def medicare_types() -> tuple[EnrollmentTypeRule, ...]:
    """Medicare's four types, from the month's Medicare status and dual status; without the latter, from Medicaid.

    Whatever else stands there has no type, and says so.
    """
    aged = codes("medicare_status_codes", "age")
    with_medicaid, without = (
        codes("dual_status_codes", *MEDICAID),
        codes("dual_status_codes", "none", "without_medicaid"),
    )
    return (
        EnrollmentTypeRule("esrd", medicare_status_codes=codes("medicare_status_codes", "esrd", "disability_and_esrd")),
        EnrollmentTypeRule("disabled", medicare_status_codes=codes("medicare_status_codes", "disability")),
        EnrollmentTypeRule("aged_dual", aged, with_medicaid),
        EnrollmentTypeRule("aged_non_dual", aged, without),
        EnrollmentTypeRule("aged_dual", aged, ("",), medicaid_indicators=("1",)),
        EnrollmentTypeRule("aged_non_dual", aged, ("",), medicaid_indicators=("0",)),
    )


#: One type for everybody: commercial and Medicaid populations.
ONE_TYPE: Final = (EnrollmentTypeRule("all"),)


@dataclass(frozen=True)
class MemberMonthTerms:
    """What is chosen about member months.

    periods: what is counted. windows: further days of which enrollment must be known (look-back windows).
    types: rules in order of precedence. source_type_counts: whether a type that the source itself names comes first.
    silence_gives_way: whether spans that do not state Parts A and B and Medicare Advantage count for nothing in months
    for which another data source of the payer states them: for counts that ask for this coverage.
    """

    periods: tuple[CountPeriod, ...]
    types: tuple[EnrollmentTypeRule, ...]
    source_type_counts: bool
    month_rule: MonthRule = MonthRule.FIRST_DAY
    windows: tuple[Period, ...] = field(default=())
    silence_gives_way: bool = False

    def __post_init__(self) -> None:
        names = [period.name for period in self.periods]
        if not names or len(set(names)) < len(names):
            raise ValueError(f"periods need names, each its own: {names}")


def year_month(day: date) -> int:
    """The month of a day, like 202401."""
    return day.year * 100 + day.month


def month_index(day: date) -> int:
    """The month of a day as a running number: consecutive months have consecutive numbers."""
    return day.year * 12 + day.month - 1


def calendar_rows(spans: Iterable[Period]) -> list[tuple[Cell, ...]]:
    """Rows of calendar_month from the first to the last month that any of the spans touches."""
    listed = list(spans)
    day = min(span.start for span in listed).replace(day=1)
    end = max(span.end for span in listed)
    rows: list[tuple[Cell, ...]] = []
    while day < end:
        following = add_months(day, 1)
        rows.append((year_month(day), month_index(day), day, following - timedelta(days=1)))
        day = following
    return rows


def age_band_rows(rules: Iterable[EnrollmentTypeRule]) -> list[tuple[int, int, int]]:
    """Rows of age_band: band 0 for an unknown birth date, then bands within which no rule changes."""
    firsts = {_FIRST_MONTH_OF_ANY_LIFE}
    for rule in rules:
        first, last = rule.months_of_life
        firsts |= {first, last + 1}
    ordered = sorted(month for month in firsts if month <= _LAST_MONTH_OF_ANY_LIFE)
    ends = [month - 1 for month in ordered[1:]] + [_LAST_MONTH_OF_ANY_LIFE]
    # An unknown birth is month 0 of the calendar, so band 0 must reach every month.
    bands = [(0, 0, 12 * 9999)]
    return bands + [(band, first, last) for band, (first, last) in enumerate(zip(ordered, ends, strict=True), start=1)]


def enrollment_type_rows(rules: Iterable[EnrollmentTypeRule]) -> list[tuple[Cell, ...]]:
    """Rows of enrollment_type_rule: one a rule, age band and combination of codes."""
    listed = list(rules)
    bands = age_band_rows(listed)
    rows: list[tuple[Cell, ...]] = []
    for order, rule in enumerate(listed, start=1):
        first, last = rule.months_of_life
        for band, band_first, band_last in bands:
            fits = not rule.has_age if band == 0 else first <= band_first and band_last <= last
            if fits:
                rows.extend(_code_rows(order, band, rule))
    return rows


def _code_rows(order: int, band: int, rule: EnrollmentTypeRule) -> list[tuple[Cell, ...]]:
    return [
        (order, band, esrd, medicare, dual, medicaid, reason, rule.enrollment_type)
        for esrd in rule.esrd_statuses
        for medicare in rule.medicare_status_codes
        for dual in rule.dual_status_codes
        for medicaid in rule.medicaid_indicators
        for reason in rule.original_reasons
    ]
