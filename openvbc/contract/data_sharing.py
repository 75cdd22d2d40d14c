"""Duties to share data: which feed or report, from whom, how often, due when, and what follows where it comes late."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.values import Amount, Day, Group, Text, Whole
from openvbc.periods import AgreementPeriod, Period, add_months, business_days_after

Frequency = Literal["daily", "weekly", "monthly", "quarterly", "yearly"]
_MONTHS: Final = {"monthly": 1, "quarterly": 3}
_DAYS: Final = {"daily": 1, "weekly": 7}
#: Reports that guides ask for in a contract; they are sent and kept, where a feed is loaded.
Report = Literal[
    "quality_results",
    "attribution_list",
    "cost_and_utilization",
    "high_cost_members",
    "supplemental_data",
    "other",
]
#: What may follow where data come late, as people read it.
CONSEQUENCES: Final = {
    "none": "nothing is agreed to follow",
    "day_charge": "a charge for each day",
    "deadlines_move": "the other side's deadlines move by as many days",
    "minimum_savings_rate_waived": "the minimum savings rate is waived",
    "losses_waived": "no losses are owed",
    "losses_halved": "losses are halved",
    "right_to_terminate": "the other side may terminate",
}
#: Months within which a delivery may be due, and data shared after the agreement; more are a slip of the pen.
MOST_MONTHS: Final = 24
#: How people read what a period of grace is counted in.
_COUNTED: Final = {"calendar_days": "calendar day", "business_days": "business day", "calendar_months": "month"}


class Due(Group):
    """By when a delivery is due, after the last day of the period that it is about."""

    within: Whole = Field(ge=0, le=366)
    counted_in: Literal["calendar_days", "business_days", "calendar_months"]
    holidays: tuple[Day, ...] = Field((), description="With business days, the days that are none.")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.holidays and self.counted_in != "business_days":
            raise ValueError("holidays go with counted_in: business_days")
        if self.counted_in == "calendar_months" and self.within > MOST_MONTHS:
            raise ValueError(f"{self.within} months are more than {MOST_MONTHS}; write days, or the months meant")
        return self

    def day(self, end: date) -> date:
        """The day on which a delivery about a period with this last day is due."""
        if self.counted_in == "calendar_days":
            return end + timedelta(days=self.within)
        if self.counted_in == "calendar_months":
            return add_months(end + timedelta(days=1), self.within) - timedelta(days=1)
        return business_days_after(end, self.within, self.holidays)

    @property
    def words(self) -> str:
        """As people read it."""
        unit = _COUNTED[self.counted_in]
        return f"{self.within} {unit}{'' if self.within == 1 else 's'} after the period"


class DataSharingDuty(Group):
    """One feed or report that one side owes the other."""

    feed: Text = Field(min_length=1, description="What is delivered: claims, eligibility, admissions, quality results.")
    report: Report | None = Field(
        None,
        description="What kind of report it is, where it is no feed that is loaded; it is recorded as delivered.",
    )
    owed_by: Literal["payer", "provider"]
    frequency: Frequency
    owed_from: Day | None = Field(None, description="The first day that it is about; the agreement's, if left out.")
    owed_through: Day | None = Field(
        None, description="The last day that it is about, such as that of run-out; the agreement's, if left out."
    )
    due: Due
    file_format: Text = Field("", description="How it is delivered: CCLF, X12 837, CSV by the agreed layout.")
    content: tuple[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], ...] = Field(
        (), description="Tables that it must have rows of: medical_claim, pharmacy_claim, eligibility, ..."
    )
    data_source: Text = Field(
        "", description="The name under which its rows are kept (openvbc load --data-source); none: by its content."
    )
    consequence: Literal[
        "none",
        "day_charge",
        "deadlines_move",
        "minimum_savings_rate_waived",
        "losses_waived",
        "losses_halved",
        "right_to_terminate",
    ] = Field(description="What follows where it comes late. A duty without one says so.")
    per_day: Amount | None = Field(None, description="With day_charge, for each day of each delivery.")
    most: Amount | None = Field(None, description="With day_charge: no more than this in a performance year.")

    @model_validator(mode="after")
    def _charged(self) -> Self:
        if (self.consequence == "day_charge") != (self.per_day is not None and self.most is not None):
            raise ValueError("day_charge needs per_day and most, and they go with it alone")
        if self.report is not None and (self.content or self.data_source):
            raise ValueError(
                "a report is recorded as delivered, not loaded: take content and data_source out, or report"
            )
        if self.report is None and not self.content and not self.data_source:
            raise ValueError(
                "name its content or its data_source; else no load could be told to be this feed; or say which report"
                " it is"
            )
        if self.owed_from is not None and self.owed_through is not None and self.owed_through < self.owed_from:
            raise ValueError(f"it is owed from {self.owed_from} through {self.owed_through}, which is before")
        return self

    def periods(self, agreement: AgreementPeriod) -> Iterator[Period]:
        """The periods of which a delivery is owed, one after the other from the first day; yearly, performance years.

        Quarters are counted from the first day too, so those of an agreement from May on end in July.
        """
        first = self.owed_from or agreement.period.start
        last = agreement.period.end if self.owed_through is None else self.owed_through + timedelta(days=1)
        start, number = first, 0
        while start < last:
            number += 1
            if self.frequency in _DAYS:
                end = first + timedelta(days=_DAYS[self.frequency] * number)
            elif self.frequency in _MONTHS:
                end = add_months(first, _MONTHS[self.frequency] * number)
            else:
                ends = (year.period.end for year in agreement.performance_years)
                end = next((day for day in ends if day > start), last)
            yield Period(start, min(end, last))
            start = end


def supplemental_data(duties: Sequence[DataSharingDuty]) -> tuple[DataSharingDuty, ...]:
    """The provider's duties that say by when supplemental data may be sent."""
    return tuple(each for each in duties if each.report == "supplemental_data" and each.owed_by == "provider")
