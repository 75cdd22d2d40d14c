"""What a shared-savings contract may agree. Names are those of the field; every group may name its clause."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.bands import Bands
from openvbc.contract.claims_basis import ClaimsBasis, Completion, Truncation
from openvbc.contract.conditions import FACT_NAME, AgreedShare, Fact, ReducedForEach
from openvbc.contract.population import CarveOut
from openvbc.contract.values import Amount, Group, Share
from openvbc.payment_models.shared_savings.benchmark_terms import Benchmark
from openvbc.payment_models.shared_savings.circumstance_terms import (
    Deduction,
    EarlyTermination,
    ExcludedPeople,
    ExogenousEvents,
    MinimumEnrollment,
    PooledPractices,
    StopLoss,
)
from openvbc.payment_models.shared_savings.limit_terms import Haircut, Limit, MinimumRate, check_limits
from openvbc.payment_models.shared_savings.share_terms import LossShare, Quality


class SavingsSide(Group):
    """How savings are shared. Left out where the provider takes downside risk only."""

    minimum_savings_rate: MinimumRate | None = None
    sharing_starts: Literal["first_dollar", "beyond_minimum"] = "first_dollar"
    share: AgreedShare | None = Field(None, description="The provider's (maximum) share; left out with an escalator.")
    reduced_for_each: ReducedForEach | None = Field(None, description="The share is lower for each of some things.")
    bands: Bands | None = Field(None, description="Instead of one share: slices of savings, each with its own.")
    quality: Quality | None = None
    caps: tuple[Limit, ...] = ()
    floor: Limit | None = Field(None, description="Once savings are payable, at least this much is paid.")

    haircut: Haircut | None = Field(None, description="Earned savings are paid less this part.")

    @model_validator(mode="after")
    def _one_share(self) -> Self:
        by_quality = self.quality is not None and self.quality.sets_the_share
        if self.bands is not None and (by_quality or self.share is not None):
            raise ValueError("give the share, bands, or a use of quality that sets it, one of the three")
        if self.bands is None and by_quality == (self.share is not None):
            raise ValueError("give the share, or an escalator that sets it, one of the two")
        if self.reduced_for_each is not None and self.share is None:
            raise ValueError("reduced_for_each lessens one share; give `share`, or take it out")
        if self.sharing_starts == "beyond_minimum" and self.minimum_savings_rate is None:
            raise ValueError("sharing cannot start beyond a minimum where there is no minimum_savings_rate")
        check_limits(self.caps, self.floor)
        return self


class LossSide(Group):
    """How losses are shared. Left out where the provider takes no downside risk."""

    minimum_loss_rate: MinimumRate | None = None
    sharing_starts: Literal["first_dollar", "beyond_minimum"] = "first_dollar"
    share: LossShare
    caps: tuple[Limit, ...] = ()
    floor: Limit | None = Field(None, description="Once losses are owed, at least this much is owed.")

    @model_validator(mode="after")
    def _minimum(self) -> Self:
        if self.sharing_starts == "beyond_minimum" and self.minimum_loss_rate is None:
            raise ValueError("sharing cannot start beyond a minimum where there is no minimum_loss_rate")
        check_limits(self.caps, self.floor)
        return self


class QualityPayment(Group):
    """A payment for quality beside savings, paid whether or not there are any."""

    per_member_per_month: Amount
    minimum_score: Share
    scaled_by_score: bool = Field(
        default=False, description="Multiply the payment by the score, once the minimum is met."
    )


class DeferredMinimum(Group):
    """Savings too small in single years are paid at the agreement's end if they are significant together."""

    minimum_savings_rate: MinimumRate


class Reinvestment(Group):
    """Savings earned but not payable to the provider are reinvested, under conditions."""

    share: Share = Field(description="Part of the provider's unpayable share that is reinvested.")
    into: Literal["community", "provider"]
    when: tuple[Literal["minimum_not_met", "quality_not_met"], ...] = Field(min_length=1)
    requires_approved_plan: bool = Field(description="Whether an approved plan for the funds is a condition.")


class SharedSavingsTerms(Group):
    """All terms of a shared-savings stream."""

    risk: Literal["one_sided", "two_sided", "downside_only"]
    benchmark: Benchmark
    truncation: Truncation | None = None
    carve_outs: tuple[CarveOut, ...] = ()
    claims_basis: ClaimsBasis | None = Field(
        None, description="How claims count, where the population does not say it; measures then count on it too."
    )
    completion: Completion | None = None
    savings: SavingsSide | None = None
    losses: LossSide | None = None
    quality_payment: QualityPayment | None = None
    deferred_minimum: DeferredMinimum | None = None
    reinvestment: Reinvestment | None = None
    cohorts: tuple[Annotated[str, Field(pattern=FACT_NAME)], ...] = Field(
        (), description="Groups of people, each with its own benchmark; their sums are settled together."
    )
    prepaid: bool = Field(
        default=False,
        description="The provider was paid the benchmark in advance: what it does not keep of savings is returned, what"
        " it does not bear of losses is reimbursed.",
    )
    stop_loss: StopLoss | None = None
    deductions: tuple[Deduction, ...] = Field((), description="Named amounts, such as fees paid beside claims.")
    excluded_people: ExcludedPeople | None = None
    minimum_enrollment: MinimumEnrollment | None = None
    pooled_practices: PooledPractices | None = None
    early_termination: EarlyTermination | None = None
    exogenous_events: ExogenousEvents | None = None
    facts: dict[Annotated[str, Field(pattern=FACT_NAME)], Fact] = Field(
        default_factory=dict, description="What the parties state or attest, on which terms depend."
    )

    @model_validator(mode="after")
    def _carved_out_once(self) -> Self:
        names = [carve_out.name for carve_out in self.carve_outs]
        if len(set(names)) != len(names):
            raise ValueError("two carve_outs have one name; their figures could not be told apart")
        return self

    @model_validator(mode="after")
    def _deducted_once(self) -> Self:
        names = [deduction.name for deduction in self.deductions]
        if len(set(names)) != len(names):
            raise ValueError("two deductions have one name; their figures could not be told apart")
        if self.savings is None and any(each.taken_off == "payment" for each in self.deductions):
            raise ValueError("a deduction taken off the payment needs a group `savings`: there is no other payment")
        return self

    @model_validator(mode="after")
    def _cohorts_settled_together(self) -> Self:
        if not self.cohorts:
            return self
        if len(set(self.cohorts)) != len(self.cohorts) or len(self.cohorts) < 2:
            raise ValueError("cohorts are two or more, each named once")
        given = self.benchmark.given
        if given is None or given.basis != "total" or given.risk_adjustment is not None or self.adjusts_expenditures:
            raise ValueError(
                "cohorts have benchmarks that are given in total, and what counts of their cost; take carve_outs,"
                " truncation, stop_loss and the like out, or settle each cohort in a stream of its own"
            )
        return self

    @model_validator(mode="after")
    def _protected_once(self) -> Self:
        if self.stop_loss is not None and self.truncation is not None:
            raise ValueError("truncation and stop_loss both take out the same claims; keep one of them")
        return self

    @model_validator(mode="after")
    def _small_years_and_pools(self) -> Self:
        if self.carries_small_years and self.deferred_minimum is not None:
            raise ValueError("a year without settlement is added to the next, and deferred_minimum settles it too")
        sides = [side for side in (self.savings, self.losses) if side is not None]
        limits = [each for side in sides for each in (*side.caps, side.floor) if each is not None]
        bases = [*(each.of for each in limits), *(each.of for each in self.bands)]
        of_one_year = [of for of in bases if of not in ("benchmark", "expenditures")]
        if self.carries_small_years and of_one_year:
            raise ValueError(
                f"a year without settlement is added to the next, and what its {of_one_year[0].replace('_', ' ')} was"
                " is not carried; agree limits and bands of benchmark or expenditures, or let the year lapse"
            )
        with_calculator = self.benchmark.target_calculator is not None
        if with_calculator and any(each.taken_off == "savings" for each in self.deductions):
            raise ValueError(
                "a deduction taken off savings does not go with the target calculator, whose lines are as payers print"
                " them; take it out"
            )
        pooled, left_out = self.pooled_practices, self.excluded_people
        leave = left_out is not None and left_out.member_months == "leave"
        if pooled is not None and pooled.split_by == "member_months" and leave:
            raise ValueError("pooled practices are split by months that excluded people leave; split by people")
        return self

    @property
    def cut_off(self) -> Truncation | None:
        """Where each member's cost is cut, to be left out or to be shared with the payer above that point."""
        if self.stop_loss is not None:
            return Truncation(per_member_per_year=self.stop_loss.attachment_point)
        return self.truncation

    @property
    def bands(self) -> tuple[Bands, ...]:
        """The bands of savings and of losses."""
        of_savings = self.savings.bands if self.savings is not None else None
        of_losses = self.losses.share.bands if self.losses is not None else None
        return tuple(each for each in (of_savings, of_losses) if each is not None)

    @property
    def carries_small_years(self) -> bool:
        """Whether a year with too few people is settled together with the next one."""
        enrolled = self.minimum_enrollment
        return enrolled is not None and enrolled.year_without_settlement == "added_to_next_year"

    @property
    def adjusts_expenditures(self) -> bool:
        """Whether less counts than was spent in all."""
        return bool(self.carve_outs) or self.cut_off is not None or self.excluded_people is not None

    @model_validator(mode="after")
    def _counting_fits(self) -> Self:
        if self.completion is not None and self.benchmark.target_calculator is not None:
            raise ValueError("completion does not go with the target calculator, whose lines are given as they are")
        if self.claims_basis is not None and self.cut_off is not None:
            self.claims_basis.check_truncation(self.cut_off)
        return self
