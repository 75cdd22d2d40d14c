"""The terms of a capitation contract: for whom, at which rates, what is kept back, and which funds are settled."""

from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.attribution import CodeOrRange
from openvbc.contract.roster import RateCell, RetroactiveChanges, check_cells
from openvbc.contract.values import Amount, Group, Quantity, Rate, Share, Whole
from openvbc.payment_models.capitation.fund_terms import ExpenseFund, PercentOfPremium, RiskPool, SubCapitation

#: Services that a partial capitation may be for, by the names of their funding sources.
Service = Literal[
    "inpatient",
    "outpatient",
    "emergency_department",
    "professional",
    "primary_care",
    "specialty_care",
    "post_acute_care",
    "skilled_nursing",
    "home_health",
    "hospice",
    "durable_medical_equipment",
    "pharmacy",
    "behavioral_health",
]


class CapitationCell(RateCell):
    """A rate cell with its rate."""

    rate: Amount | None = Field(None, description="For each member and month; left out with published_rates.")


class MinimumMembers(Group):
    """So many members of a month are needed for capitation of it."""

    members: Whole = Field(ge=1)
    share_below: Share = Field(
        description="The share of the capitation that is paid for a month with fewer: 0% or more."
    )


class CapitationWithhold(Group):
    """A part of each payment that is kept back, and what is returned of it."""

    rate: Share
    returned_by: Literal["quality_score", "performance_share", "regardless"] = Field(
        description="By the score of the contract's measures, by a share that is stated, or all of it."
    )
    most_lost: Share | None = Field(None, description="No more than this share of what was kept back can be lost.")


class PerformanceAdjustment(Group):
    """The year's payment rises or falls by results: a percentage that is stated, within limits."""

    least: Rate | None = Field(None, description="The largest reduction: -10%; left out with published_rates.")
    most: Rate | None = Field(None, description="The largest addition: 50%; left out with published_rates.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if (self.least is None) != (self.most is None):
            raise ValueError("give both limits, least and most, or neither where a program publishes them")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError("the largest reduction lies above the largest addition")
        return self


class VisitFee(Group):
    """A flat fee for each visit, beside the payment for each member."""

    fee: Amount | None = Field(None, description="Left out with published_rates.")
    area_factor: bool = Field(default=False, description="Whether the area factor of the capitation holds for it too.")


class InPlaceOfClaims(Group):
    """The capitation stands in place of claims for listed services: what is held against it, who keeps what is left.

    The value of the services at the fee schedule is stated, counted by their codes, or the amount by which claims were
    reduced.
    """

    counts_as_expenditure: bool = Field(
        description="Whether the payment counts as an expenditure where the total cost of care is settled."
    )
    difference: Literal["provider", "payer"] = Field(
        description="Who keeps what was paid beyond the services' value, and bears what was paid short of it; with"
        " payer, the payment is reconciled to the services."
    )
    codes: tuple[CodeOrRange, ...] = Field(
        (), description="HCPCS or CPT codes of the services; where claims are counted, what they come to is counted."
    )
    with_total_cost_result: bool = Field(
        default=False, description="Whether the result on the total cost of the same people is stated beside it."
    )


class CapitationTerms(Group):
    """All terms of a capitation stream."""

    scope: Literal["global", "professional", "partial"] = Field(
        description="All care, the care of physicians and other professionals, or the services that are named."
    )
    services: tuple[Service, ...] = Field((), description="What a partial capitation pays for.")
    integrated: bool = Field(
        default=False, description="Whether payer and provider are one system of finance and delivery (HCP-LAN 4C)."
    )
    rate_cells: tuple[CapitationCell, ...] = ()
    published_rates: Literal["primary_care_first"] | None = Field(
        None, description="The program whose published rates hold, in place of rates in the cells."
    )
    rates_given: bool = Field(
        default=False, description="Whether the cells' rates are stated each year, as for a program's rates by county."
    )
    risk_factor: Literal["given", "by_member"] | None = Field(
        None, description="One factor of the population, which is stated, or each member's score, from the roster."
    )
    area_factor: Literal["given"] | Quantity | None = Field(
        None, description="A number that is agreed (1.03), or one that is stated each year."
    )
    retroactive: RetroactiveChanges | None = Field(
        None, description="Left out, the payment of the whole period is what is settled."
    )
    minimum_panel: MinimumMembers | None = None
    guaranteed_minimum: Amount | None = Field(None, description="In dollars a month.")
    performance_adjustment: PerformanceAdjustment | None = None
    visit_fee: VisitFee | None = None
    withhold: CapitationWithhold | None = None
    sub_capitation: tuple[SubCapitation, ...] = ()
    percent_of_premium: PercentOfPremium | None = None
    fund: ExpenseFund | None = None
    risk_pools: tuple[RiskPool, ...] = ()
    prospective: InPlaceOfClaims | None = None

    @property
    def pays_by_member(self) -> bool:
        """Whether something is paid for each member and month."""
        return bool(self.rate_cells)

    @property
    def scored(self) -> bool:
        """Whether the risk scores of members are needed."""
        return self.risk_factor == "by_member"

    @model_validator(mode="after")
    def _go_together(self) -> Self:
        check_cells(self.rate_cells)
        if (self.scope == "partial") != bool(self.services):
            raise ValueError("services go with scope: partial, which needs at least one of them")
        if len(set(self.services)) < len(self.services):
            raise ValueError("a service stands twice")
        if not self.rate_cells and self.percent_of_premium is None:
            raise ValueError("say what is paid: rate_cells, percent_of_premium, or both")
        for cell in self.rate_cells:
            if (cell.rate is None) != (self.published_rates is not None or self.rates_given):
                elsewhere = "rates_given" if self.rates_given else "published_rates"
                what = "has no rate" if cell.rate is None else f"has a rate, and the rates are {elsewhere}"
                raise ValueError(f"rate cell {cell.cell!r} {what}")
        if self.visit_fee is not None and (self.visit_fee.fee is None) != (self.published_rates is not None):
            raise ValueError("visit_fee says its fee, or published_rates does")
        if self.published_rates is not None and self.rates_given:
            raise ValueError("rates are published_rates, or rates_given")
        adjusted = self.performance_adjustment
        if adjusted is not None and adjusted.least is None and self.published_rates is None:
            raise ValueError("performance_adjustment says its limits, or published_rates does")
        by_member = {
            "risk_factor": self.risk_factor,
            "area_factor": self.area_factor,
            "retroactive": self.retroactive,
            "minimum_panel": self.minimum_panel,
            "guaranteed_minimum": self.guaranteed_minimum,
            "performance_adjustment": self.performance_adjustment,
            "withhold": self.withhold,
            "prospective": self.prospective,
            "sub_capitation": self.sub_capitation or None,
        }
        for name, value in by_member.items():
            if value is not None and not self.rate_cells:
                raise ValueError(f"{name} needs rate_cells: it is about what is paid for each member and month")
        self._check_fund()
        self._check_pools()
        return self

    def _check_fund(self) -> None:
        """What is paid by member is charged to a premium fund, and is itself the fund where there is none."""
        if self.fund is None or not self.rate_cells:
            return
        charged = "capitation_paid" in self.fund.expenses
        if self.percent_of_premium is not None and not charged:
            raise ValueError(
                "the capitation is paid out of the premium, and the fund is not charged with it: the same dollar"
                " would be paid twice; add capitation_paid to its expenses"
            )
        if self.percent_of_premium is None and charged:
            raise ValueError("the fund is the capitation itself; take capitation_paid out of its expenses")

    def _check_pools(self) -> None:
        names = [pool.pool for pool in self.risk_pools]
        if len(set(names)) < len(names):
            raise ValueError("two risk pools have one name")
        if any(pool.budget is not None for pool in self.risk_pools) and not self.rate_cells:
            raise ValueError("a budget per member per month needs rate_cells; leave it out where the budget is stated")
        services = [each.service for each in self.sub_capitation]
        if len(set(services)) < len(services):
            raise ValueError("a sub-capitated service stands twice")
        if any(each.charged_to == "fund" for each in self.sub_capitation) and self.fund is None:
            raise ValueError("sub_capitation is charged to a fund, and no fund is agreed")
