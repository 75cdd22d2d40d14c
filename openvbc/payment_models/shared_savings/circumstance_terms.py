"""Circumstances that change what a year settles: stop loss, people left out, too few members, an early end."""

from typing import Annotated, Literal, Self

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


class AllowableCost(Group):
    """What of a member's cost the stop loss looks at: the lesser of what was paid and a share of an allowance."""

    share_of_allowance: Share = Field(gt=ZERO, description="90%: no more than so much of the payer's allowance counts.")


class StopLoss(Group):
    """Individual stop loss: above an attachment point the payer takes a share of each member's cost, for a premium."""

    attachment_point: Amount = Field(gt=ZERO, description="Per member and year.")
    payer_share: Share = Field(gt=ZERO, description="Of what lies above it; the rest stays with the fund.")
    allowable: AllowableCost | None = Field(
        None, description="With figures of each claimant: what was paid, the allowance, and copayments and recoveries."
    )
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
    year_without_settlement: Literal["lapses", "added_to_next_year"] = Field(
        "lapses", description="Whether its people and dollars are added to the next year's, and both settled together."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.for_losses is not None and self.for_losses < self.for_savings:
            raise ValueError("for_losses lies below for_savings: losses would be owed where no savings are paid")
        return self


class PooledPractices(Group):
    """Practices too small to be judged alone share one result, split by their people; each may have a gate of its own.

    Cost is pooled. Losses are split too, and no gate frees a practice of its part.
    """

    practices: tuple[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], ...] = Field(min_length=2)
    split_by: Literal["attributed_people", "member_months"]
    own_gate: Literal["kept_by_payer", "redistributed"] | None = Field(
        None, description="A practice that does not qualify has no savings: whose its part then is. None without gates."
    )

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.practices)) != len(self.practices):
            raise ValueError("a practice is named twice; it would have two parts of one pool")
        return self


class Deduction(Group):
    """A named amount that is taken off: it counts as cost of the year, or it lessens what savings pay.

    It is a figure of the settlement, or so much a person or a member month.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    taken_off: Literal["savings", "payment"] = Field(
        description="Off savings before they are shared, as cost is; or off the provider's payment, not below 0."
    )
    per_person: Amount | None = Field(None, description="For each attributed person in the year.")
    per_member_per_month: Amount | None = None

    @model_validator(mode="after")
    def _one_rate(self) -> Self:
        if self.per_person is not None and self.per_member_per_month is not None:
            raise ValueError("give per_person or per_member_per_month, or neither where the amount is a figure")
        return self


class EarlyTermination(Group):
    """The agreement may end within a year: what then becomes of the year's savings and losses."""

    savings: Literal["forfeited", "prorated", "in_full"]
    losses: Literal["prorated", "in_full"] = "prorated"
    by: Literal["months", "days"] = Field(description="By what a part of the year is measured.")


class ExogenousEvents(Group):
    """After extreme and uncontrollable circumstances, losses shrink by the months and the people that they touched."""

    losses_reduced_by: Literal["share_of_months_times_share_of_people"]
