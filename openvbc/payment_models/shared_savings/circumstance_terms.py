"""Circumstances that change what a year settles: stop loss, people left out, too few members, an early end."""

from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.values import Amount, Group, Share, Text, Whole
from openvbc.money import ZERO


class StopLossPremium(Group):
    """What the protection costs: it is charged to the fund, as an expenditure."""

    per_member_per_month: Amount | None = None
    rate_of_premium: Share | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.per_member_per_month is None) == (self.rate_of_premium is None):
            raise ValueError("give exactly one of per_member_per_month, rate_of_premium")
        return self


class StopLoss(Group):
    """Individual stop loss: above an attachment point the payer takes a share of each member's cost, for a premium."""

    attachment_point: Amount = Field(gt=ZERO, description="Per member and year.")
    payer_share: Share = Field(gt=ZERO, description="Of what lies above it; the rest stays with the fund.")
    aggregating_deductible: Amount | None = Field(
        None, description="So much of all members' cost above the point the fund bears first."
    )
    most: Amount | None = Field(None, description="The most that is recovered in a year.")
    premium: StopLossPremium | None = None


class ExcludedPeople(Group):
    """People whose cost does not count, such as the provider's own employees, in the benchmark's years too."""

    group: Text = Field(min_length=1, description="Who they are, and by what they are known.")
    member_months: Literal["kept", "leave"] = Field(
        description="Whether their months leave with their cost; kept, cost per member is lowered by them."
    )


class MinimumEnrollment(Group):
    """Fewer people than agreed: savings only are settled, or nothing."""

    count: Literal["attributed_people", "member_months_by_12"]
    for_savings: Whole = Field(ge=0, description="With fewer, nothing is settled.")
    for_losses: Whole | None = Field(None, ge=0, description="With fewer, no losses are owed.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.for_losses is not None and self.for_losses < self.for_savings:
            raise ValueError("for_losses lies below for_savings: losses would be owed where no savings are paid")
        return self


class EarlyTermination(Group):
    """The agreement may end within a year: what then becomes of the year's savings and losses."""

    savings: Literal["forfeited", "prorated", "in_full"]
    losses: Literal["prorated", "in_full"] = "prorated"
    by: Literal["months", "days"] = Field(description="By what a part of the year is measured.")


class ExogenousEvents(Group):
    """After extreme and uncontrollable circumstances, losses shrink by the months and the people that they touched."""

    losses_reduced_by: Literal["share_of_months_times_share_of_people"]
