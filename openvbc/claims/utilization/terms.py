"""What is chosen about a report of cost and utilization, beside whose experience it is and how their dollars count."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from openvbc.claims.expenditures.terms import Amount, ExpenditureTerms
from openvbc.claims.member_months.terms import CountPeriod, EnrollmentTypeRule
from openvbc.claims.utilization.rules import EventRule, StayRule, event_rules, stay_rules
from openvbc.errors import ClaimsError, Fault, raise_all

#: Stays and interim bills that began so long before a year are still seen whole.
_LOOK_BACK_DAYS: Final = 366


class MonthsThatCount(StrEnum):
    """Which months of enrollment count, with the claims in them.

    medicare: covered for hospital and medical care (Parts A and B) and outside Medicare Advantage, whose claims
    Medicare does not have. all: every month of enrollment, for commercial, Medicaid and Medicare Advantage populations.
    """

    MEDICARE = "medicare"
    ALL = "all"


@dataclass(frozen=True, kw_only=True)
class UtilizationTerms:
    """All that decides a report, beside the people and dollars that were counted.

    periods: the year before and the year, named by their numbers. population: its name in the table `population`.
    expenditures, types: how dollars count, and in which enrollment types months are held. gap_days: a stay goes on if
    the next claim begins so many days after its end, or sooner. high_cost_share: the share of members who are called
    high-cost. condition_days: days with a diagnosis that show a condition, outside stays.
    """

    periods: tuple[CountPeriod, CountPeriod]
    population: str
    expenditures: ExpenditureTerms
    types: tuple[EnrollmentTypeRule, ...]
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
        if not Decimal(0) < self.high_cost_share < 1 or self.high_cost_share.scaleb(4) % 1:
            what = f"{self.high_cost_share} is no share of members that can be high-cost"
            faults.append(Fault(what, fix="write a share above 0 and below 1 with at most four decimals, like 0.05"))
        raise_all(faults, ClaimsError)

    @property
    def year(self) -> int:
        """The year, by whose number its period is named."""
        return int(self.periods[1].name)

    @property
    def years(self) -> tuple[int, int]:
        """The year before and the year."""
        return (self.year - 1, self.year)

    @property
    def amount(self) -> Amount:
        """What is cost: what was paid, or allowed."""
        return self.expenditures.amount

    @property
    def months(self) -> MonthsThatCount:
        """Which months count."""
        covered = self.expenditures.coverage
        return MonthsThatCount.MEDICARE if covered.part_a and covered.part_b else MonthsThatCount.ALL

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
