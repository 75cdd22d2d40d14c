"""Terms of funds that are settled against expenses: percent of premium, surplus and deficit, pools, payments down."""

from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.bands import Bands
from openvbc.contract.values import Amount, Group, Share, exactly_one_of

#: What is taken off the premium before the provider's percentage; a closed list.
Deduction = Literal[
    "sequestration",
    "part_d_direct_subsidy",
    "part_d_reinsurance",
    "user_fees",
    "premium_tax",
    "coding_recoveries",
    "supplemental_benefits",
    "plan_administration",
    "rebate_retained",
    "minimum_loss_ratio_remittance",
]
#: What a fund pays for, and what comes back to it.
Expense = Literal["claims", "incurred_not_reported", "stop_loss_premium", "capitation_paid", "administration"]
Recovery = Literal["stop_loss_recoveries", "third_party_recoveries"]


class PercentOfPremium(Group):
    """A share of what the plan receives, after the deductions that are named."""

    share: Share
    deductions: tuple[Deduction, ...] = Field(
        description="What is taken off first; [] where the share is of all of it."
    )

    @model_validator(mode="after")
    def _once(self) -> Self:
        if len(set(self.deductions)) < len(self.deductions):
            raise ValueError("a deduction stands twice")
        return self


class SubCapitation(Group):
    """A service for which a payment for each member goes to someone else, down the chain."""

    service: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="Lower case words joined by underscores.")
    per_member_per_month: Amount
    charged_to: Literal["payment", "fund"] = Field(
        description="What it is taken off: the provider's own capitation, or the fund, at this rate and not at fees."
    )


class FundSide(Group):
    """The provider's part of a surplus or of a deficit: one share, or bands."""

    share: Share | None = None
    bands: Bands | None = None
    most: Amount | None = Field(None, description="The provider receives or owes no more, in dollars.")
    most_of_fund: Share | None = Field(None, description="The same as a share of the fund.")

    @model_validator(mode="after")
    def _one(self) -> Self:
        exactly_one_of(self, "share", "bands")
        if self.bands is not None and self.bands.of not in ("premium", "capitation", "dollars"):
            raise ValueError("bands of a fund are of: premium, capitation or dollars")
        return self


class ExpenseFund(Group):
    """A fund (of capitation, or a percentage of premium) less the expenses that are charged to it."""

    expenses: tuple[Expense, ...] = Field(min_length=1)
    recoveries: tuple[Recovery, ...] = ()
    surplus: FundSide
    deficit: FundSide | None = Field(None, description="Left out, the payer bears deficits.")


class RiskPool(Group):
    """A budget for services that others are paid for, such as hospitals; what is left is shared."""

    pool: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="Lower case words joined by underscores.")
    budget: Amount | None = Field(None, description="Per member per month; left out, the budget is stated in dollars.")
    share_of_surplus: Share
    share_of_deficit: Share = Field(description="0% where the payer bears deficits.")
    most: Amount | None = Field(None, description="The provider receives or owes no more of it, in dollars.")
