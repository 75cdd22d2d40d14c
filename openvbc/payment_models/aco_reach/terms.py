"""What a REACH agreement elects: type of ACO, risk arrangement, stop-loss, capitation; how its figures are given."""

from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.values import Group


class ReachBenchmark(Group):
    """From where the benchmark of the performance year is computed here."""

    basis: Literal["final", "before_discount", "computed"] = Field(
        description="The final benchmark in dollars, as CMS publishes it; the benchmark before discount and quality"
        " withhold; or computed from the base years, the region and risk scores."
    )
    health_equity: Literal["amounts", "by_months"] = Field(
        "amounts",
        description="From 2023: the health equity adjustment in dollars, or from months and published rates.",
    )
    voluntarily_aligned: bool = Field(
        default=False, description="A computed benchmark: whether people aligned by their own choice are told apart."
    )


class ReachStopLoss(Group):
    """The election of stop-loss, and how its charge and payout are given."""

    policy: Literal["standard", "alternate"] = Field(description="Alternate: for High Needs ACOs.")
    payout: Literal["amount", "by_bands"] = Field(
        description="The adjusted payout in dollars, or from the expenditures, payout rate of each band and the"
        " neutrality factor. CMS states the bands to each ACO; they are not published."
    )


class ReachCapitation(Group):
    """Which payments the ACO receives by the month, and are settled against what they replaced."""

    mechanism: Literal["primary_care", "total_care"] = Field(
        description="Primary Care Capitation, or Total Care Capitation (global risk only)."
    )
    enhanced: bool = Field(
        default=False, description="Primary Care Capitation above base, which is paid back when the year is settled."
    )
    advanced_payment: bool = Field(
        default=False, description="Advanced Payment Option, settled against the claims reductions that it replaced."
    )

    @model_validator(mode="after")
    def _of_primary_care(self) -> Self:
        if self.mechanism == "total_care" and (self.enhanced or self.advanced_payment):
            raise ValueError("enhanced and advanced_payment go with mechanism: primary_care")
        return self


class AcoReachTerms(Group):
    """All terms of a REACH stream. What CMS fixes is not agreed and stands nowhere here."""

    aco_type: Literal["standard", "new_entrant", "high_needs"]
    risk_arrangement: Literal["professional", "global"] = Field(
        description="Professional: half of savings and losses; global: all of them; both inside the risk corridors."
    )
    benchmark: ReachBenchmark
    expenditures: Literal["net", "claims_and_capitation"] = Field(
        "net",
        description="The total cost of care after stop-loss in dollars, or from claims, capitation and completion.",
    )
    stop_loss: ReachStopLoss | None = Field(None, description="Left out where the ACO did not elect it.")
    capitation: ReachCapitation | None = Field(
        None, description="Left out where monthly payments are not settled here."
    )
    leaves_early: bool = Field(
        default=False,
        description="The ACO leaves after this year: the retention withhold is not paid back.",
    )

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.capitation and self.capitation.mechanism == "total_care" and self.risk_arrangement != "global":
            raise ValueError("Total Care Capitation goes with risk_arrangement: global")
        if self.stop_loss and self.stop_loss.policy == "alternate" and self.aco_type != "high_needs":
            raise ValueError("the alternate stop-loss is for High Needs ACOs; write policy: standard")
        if self.stop_loss and self.expenditures == "net":
            raise ValueError("expenditures: net are after stop-loss already; write expenditures: claims_and_capitation")
        if self.benchmark.voluntarily_aligned and self.benchmark.basis != "computed":
            raise ValueError("voluntarily_aligned goes with basis: computed")
        if self.leaves_early and self.benchmark.basis == "final":
            raise ValueError("a final benchmark is after the retention withhold already; take leaves_early out")
        return self
