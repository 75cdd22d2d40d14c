"""What is chosen about a report of cost and utilization."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Final

from openvbc.claims.attribution.terms import AttributionTerms
from openvbc.claims.expenditures.terms import (
    Amount,
    Coverage,
    ExpenditureTerms,
    ServiceDate,
    Summaries,
    WithoutPaidDate,
)
from openvbc.claims.member_months.terms import MEDICARE_TYPES, ONE_TYPE, CountPeriod, EnrollmentTypeRule
from openvbc.claims.utilization.rules import EventRule, StayRule, event_rules, stay_rules
from openvbc.errors import ClaimsError, Fault, raise_all
from openvbc.periods import PerformanceYear

#: Names of populations that need no list: everybody with a month that counts; everybody whom any organization of a
#: contract could have.
ENROLLED: Final = "enrolled"
ASSIGNABLE: Final = "assignable"
#: Stays and interim bills that began so long before a year are still seen whole.
_LOOK_BACK_DAYS: Final = 366


class MonthsThatCount(StrEnum):
    """Which months of enrollment count, with the claims in them.

    medicare: covered for hospital and medical care (Parts A and B) and outside Medicare Advantage, whose claims
    Medicare does not have. all: every month of enrollment, for commercial, Medicaid and Medicare Advantage populations.
    """

    MEDICARE = "medicare"
    ALL = "all"


@dataclass(frozen=True)
class UtilizationTerms:
    """All that decides a report. year is compared with the year before it, counted in the same way.

    population: ENROLLED, ASSIGNABLE, an organization of the attribution, or a name of `people` (person identifiers).
    attribution: how people are attributed in both years, if the population needs it; organizations: to whom.
    run_out_months: claims paid later after the end of their year do not count. gap_days: a stay goes on if the next
    claim begins so many days after its end, or sooner. high_cost_share: the share of members who are called high-cost.
    condition_days: days with a diagnosis that show a condition, outside stays.
    """

    year: int
    population: str = ENROLLED
    attribution: AttributionTerms | None = None
    organizations: frozenset[str] = frozenset()
    people: Mapping[str, Path] = field(default_factory=dict)
    amount: Amount = Amount.PAID
    months: MonthsThatCount = MonthsThatCount.MEDICARE
    run_out_months: int = 3
    gap_days: int = 1
    readmission_days: int = 30
    high_cost_share: Decimal = Decimal("0.05")
    condition_days: int = 2
    stays: tuple[StayRule, ...] = field(default_factory=stay_rules)
    events: tuple[EventRule, ...] = field(default_factory=event_rules)

    def __post_init__(self) -> None:
        faults = []
        if not 2000 <= self.year <= 2099:
            faults.append(Fault(f"{self.year} is no year that is counted", fix="write a year from 2000 to 2099"))
        if not 0 <= self.run_out_months <= 24:
            faults.append(Fault(f"a run-out of {self.run_out_months} months", fix="write 0 to 24 months"))
        if not Decimal(0) < self.high_cost_share < 1 or self.high_cost_share.scaleb(4) % 1:
            what = f"{self.high_cost_share} is no share of members that can be high-cost"
            faults.append(Fault(what, fix="write a share above 0 and below 1 with at most four decimals, like 0.05"))
        raise_all(faults, ClaimsError)

    @property
    def years(self) -> tuple[int, int]:
        """The year before and the year."""
        return (self.year - 1, self.year)

    @property
    def periods(self) -> tuple[CountPeriod, ...]:
        """Both years as periods, each with the same run-out."""
        return count_periods(self.year, self.run_out_months)

    @property
    def enrollment_types(self) -> tuple[EnrollmentTypeRule, ...]:
        """How months get their type: Medicare's four, or one for all."""
        return MEDICARE_TYPES if self.months is MonthsThatCount.MEDICARE else ONE_TYPE

    @property
    def expenditures(self) -> ExpenditureTerms:
        """What counts as cost: all services and drugs, nothing carved out, nothing cut off, payments as they were."""
        medicare = self.months is MonthsThatCount.MEDICARE
        return ExpenditureTerms(
            amount=self.amount,
            service_date=ServiceDate.CLAIM_END,
            coverage=Coverage(part_a=medicare, part_b=medicare, without_medicare_advantage=medicare),
            pharmacy=True,
            add_sequestration=False,
            remove_medical_education=False,
            remove_disproportionate_share=False,
            remove_uncompensated_care=False,
            without_paid_date=WithoutPaidDate.COUNT,
            summaries=Summaries.LEAVE_OUT,
            truncation=None,
        )

    @property
    def windows(self) -> list[tuple[str, date, date, date]]:
        """The rows of utilization_window."""
        return [
            (
                period.name,
                period.days.start - timedelta(days=_LOOK_BACK_DAYS),
                period.days.last_day + timedelta(days=max(self.readmission_days, self.gap_days) + 1),
                period.paid_through,
            )
            for period in self.periods
        ]


def count_periods(year: int, run_out_months: int) -> tuple[CountPeriod, ...]:
    """The year before and the year as periods, named by their numbers."""
    calendar = [PerformanceYear.calendar(each) for each in (year - 1, year)]
    return tuple(CountPeriod(str(each.year), each.period, each.paid_through(run_out_months)) for each in calendar)
