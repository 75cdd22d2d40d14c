"""What a Medicare Advantage stream settles: the plan's payment, or a statutory risk corridor; how figures are given."""

from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.values import Group, exactly_one_of


class PlanPayment(Group):
    """The payment of one plan: its counties, its bid, its rebate, its members' risk."""

    counties: tuple[str, ...] = Field(
        min_length=1, description="The counties of the service area, by the codes (SSA or FIPS) that figures use."
    )
    county_rates: Literal["rate_book", "quartiles"] = Field(
        description="The rate of each county at the plan's bonus, as CMS's county rate book has it, or computed from"
        " the county's cost in traditional Medicare, its quartile and the plan's stars."
    )
    rating: Literal["stars", "new_or_low_enrollment"] = Field(
        "stars", description="Whether the contract has a star rating of its own."
    )
    savings: Literal["at_risk_1", "at_average_risk"] = Field(
        "at_risk_1",
        description="Whether benchmark and bid are compared as they are, or both times the average risk of the plan or"
        " state, as the statute has it.",
    )
    risk_scores: Literal["stated", "by_model"] = Field(
        description="The mean payment risk score as CMS states it, or from raw scores by model, normalization and the"
        " coding adjustment."
    )
    minimum_loss_ratio: bool = Field(
        default=False, description="Whether the remittance of a low medical loss ratio is settled too."
    )

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.counties)) < len(self.counties):
            raise ValueError("a county stands twice")
        return self


class StatutoryCorridor(Group):
    """A risk corridor that a statute sets, between the government and a plan."""

    program: Literal["part_d", "exchange"] = Field(
        description="Part D (from 2006), or qualified health plans of the exchanges (2014 to 2016)."
    )


class MedicareAdvantageTerms(Group):
    """What is settled: the payment of a plan, or a statutory risk corridor."""

    plan_payment: PlanPayment | None = None
    risk_corridor: StatutoryCorridor | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        exactly_one_of(self, "plan_payment", "risk_corridor")
        return self
