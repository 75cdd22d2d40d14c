"""The terms of care-management fees: by tier and activity, outreach, enhanced fees, and what of them is at risk."""

from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.attribution import CodeOrRange
from openvbc.contract.conditions import AgreedShare, Fact
from openvbc.contract.roster import RateCell, RetroactiveChanges, check_cells
from openvbc.contract.values import Amount, Day, Group, Quantity, Rate, Share, Whole, exactly_one_of

#: Programs whose fees are published parameters.
PublishedFees = Literal[
    "cpc_plus_track_1",
    "cpc_plus_track_2",
    "cpc_plus_incentive_track_1",
    "cpc_plus_incentive_track_2",
    "maryland_primary_care",
    "maryland_incentive",
    "advanced_primary_care_management",
    "enhancing_oncology",
]


class Tier(RateCell):
    """A tier of members: by risk, acuity or program."""

    rate: Amount | None = Field(None, description="The fee; left out with published_fees.")


class PracticeRate(Group):
    """A fee for every member, whatever the tier, that the practice's own level sets and its results adjust."""

    rate: Amount
    least_adjustment: Rate = Field(description="The largest reduction by results: -10%. 0% if there is none.")
    most_adjustment: Rate = Field(description="The largest addition by results: 25%. 0% if there is none.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.least_adjustment > self.most_adjustment:
            raise ValueError("the largest reduction lies above the largest addition")
        return self


class Activity(Group):
    """A month is paid only where the member had so many contacts in it."""

    minimum_contacts: Whole = Field(ge=1, description="In the month.")


class Outreach(Group):
    """A fee while a member is sought and not yet enrolled, for a limited time."""

    rate: Amount
    most_months: Whole = Field(ge=1, description="For one member.")


class Uplift(Group):
    """Points that are added to the fees of listed services."""

    uplift: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="Lower case words joined by underscores.")
    points: AgreedShare | Literal["given"] | None = Field(
        None, description="12% for 12 points, which may depend on facts; above 100% write high_points; or given."
    )
    high_points: Quantity | None = Field(None, description="Points above 100%: 2.00 for 200 points.")

    @model_validator(mode="after")
    def _one(self) -> Self:
        exactly_one_of(self, "points", "high_points")
        return self


class EnhancedFees(Group):
    """Fees of listed services that are paid with an uplift for a time."""

    codes: tuple[CodeOrRange, ...] = Field(min_length=1, description='HCPCS or CPT codes: "99202-99215", G0438.')
    first_day: Day = Field(description="From which day of service: a list of codes holds from a day on.")
    last_day: Day | None = None
    uplifts: tuple[Uplift, ...] = Field(min_length=1)
    combined: Literal["added", "multiplied"] = Field(description="Whether points add on the base fee, or multiply.")

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        names = [each.uplift for each in self.uplifts]
        if len(set(names)) < len(names):
            raise ValueError("an uplift stands twice")
        if self.last_day is not None and self.last_day < self.first_day:
            raise ValueError("the codes hold until a day before their first")
        return self


class AtRisk(Group):
    """A part of the fees that is paid back where the result is not reached."""

    share: Share = Field(gt=0, description="Of all fees: 15% where 85% is due in any case.")
    reached: Literal["stated", "least_savings_rate", "share_earned"] = Field(
        description="A result that is stated yes or no; savings against a comparison, fees counted as cost; or the"
        " share of it that is earned."
    )
    least_savings_rate: Share | None = None

    @model_validator(mode="after")
    def _rate_of_savings(self) -> Self:
        if (self.reached == "least_savings_rate") != (self.least_savings_rate is not None):
            raise ValueError("least_savings_rate goes with reached: least_savings_rate, and only with it")
        return self


class PassedDown(Group):
    """A part of the fees that goes on to someone who coordinates care."""

    to: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="Lower case words joined by underscores.")
    share: Share | None = None
    per_member_per_month: Amount | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        exactly_one_of(self, "share", "per_member_per_month")
        return self


class CareManagementTerms(Group):
    """All terms of care-management fees."""

    per: Literal["member_month", "member_year"] = Field(
        "member_month", description="What the tiers' fees are for; a year's fee is paid in twelfths."
    )
    tiers: tuple[Tier, ...] = ()
    published_fees: PublishedFees | None = Field(None, description="The program whose published fees hold.")
    practice_rate: PracticeRate | None = None
    activity: Activity | None = None
    outreach: Outreach | None = None
    most_per_year: Amount | None = Field(None, description="All fees of a year together.")
    retroactive: RetroactiveChanges | None = None
    enhanced_fees: EnhancedFees | None = None
    at_risk: AtRisk | None = None
    passed_down: tuple[PassedDown, ...] = ()
    counts_as_expenditure: bool = Field(
        description="Whether the fees count as an expenditure where the total cost of care is settled."
    )
    facts: dict[str, Fact] = Field(default_factory=dict, description="What the uplifts depend on, by name.")

    @model_validator(mode="after")
    def _go_together(self) -> Self:
        check_cells(self.tiers)
        if not self.tiers and self.enhanced_fees is None:
            raise ValueError("say what is paid: tiers, enhanced_fees, or both")
        for tier in self.tiers:
            if (tier.rate is None) != (self.published_fees is not None):
                what = "has no rate" if tier.rate is None else "has a rate, and the fees are published_fees"
                raise ValueError(f"tier {tier.cell!r} {what}")
        for name in ("practice_rate", "activity", "outreach", "most_per_year", "retroactive"):
            if getattr(self, name) is not None and not self.tiers:
                raise ValueError(f"{name} needs tiers: it is about fees for members")
        if self.activity is not None and self.retroactive is not None:
            raise ValueError(
                "months with activity are stated, and a roster does not tell them: take retroactive or activity out"
            )
        names = [each.to for each in self.passed_down]
        if len(set(names)) < len(names):
            raise ValueError("two parts are passed down to one receiver")
        return self
