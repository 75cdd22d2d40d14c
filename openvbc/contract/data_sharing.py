"""Duties to share data: which feed, from whom, how often, due when, and what follows where it comes late."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.values import Amount, Day, Group, Text, Whole
from openvbc.periods import Period, add_months, business_days_after

Frequency = Literal["daily", "weekly", "monthly", "quarterly", "yearly"]
_MONTHS: Final = {"monthly": 1, "quarterly": 3, "yearly": 12}
_DAYS: Final = {"daily": 1, "weekly": 7}
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


class Due(Group):
    """By when a delivery is due, after the last day of the period that it is about."""

    within: Whole = Field(ge=0, le=366)
    counted_in: Literal["calendar_days", "business_days"]
    holidays: tuple[Day, ...] = Field((), description="With business days, the days that are none.")

    def day(self, end: date) -> date:
        """The day on which a delivery about a period with this last day is due."""
        if self.counted_in == "calendar_days":
            return end + timedelta(days=self.within)
        return business_days_after(end, self.within, self.holidays)


class DataSharingDuty(Group):
    """One feed that one side owes the other."""

    feed: Text = Field(min_length=1, description="What is delivered: claims, eligibility, admissions, quality results.")
    owed_by: Literal["payer", "provider"]
    frequency: Frequency
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
        if self.due.holidays and self.due.counted_in == "calendar_days":
            raise ValueError("holidays go with counted_in: business_days")
        if not self.content and not self.data_source:
            raise ValueError("name its content or its data_source; else no load could be told to be this feed")
        return self

    def periods(self, agreement: Period) -> Iterator[Period]:
        """The periods of which the agreement owes a delivery, one after the other from its first day."""
        start = agreement.start
        number = 0
        while start < agreement.end:
            number += 1
            if self.frequency in _DAYS:
                end = agreement.start + timedelta(days=_DAYS[self.frequency] * number)
            else:
                end = add_months(agreement.start, _MONTHS[self.frequency] * number)
            yield Period(start, min(end, agreement.end))
            start = end
