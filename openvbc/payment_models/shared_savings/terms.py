"""What a shared-savings contract may agree. Names are those of the field; every group may name its clause."""

from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.claims_basis import ClaimsBasis, Completion, Truncation
from openvbc.contract.population import CarveOut
from openvbc.contract.values import Amount, Group, Share, exactly_one_of
from openvbc.money import plain
from openvbc.payment_models.shared_savings.benchmark_terms import Benchmark


class MinimumRate(Group):
    """A minimum savings or loss rate: fixed, or by size of the population as in the published table."""

    fixed: Share | None = None
    by_population_size: bool | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        exactly_one_of(self, "fixed", "by_population_size")
        return self


class Escalator(Group):
    """The share of savings rises with quality, in straight lines from threshold over target to stretch."""

    threshold: Share
    target: Share
    stretch: Share
    share_at_threshold: Share
    share_at_target: Share
    share_at_stretch: Share

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if not self.threshold < self.target < self.stretch:
            raise ValueError("threshold, target and stretch must rise")
        if not self.share_at_threshold <= self.share_at_target <= self.share_at_stretch:
            raise ValueError("the share must not fall from threshold over target to stretch")
        return self


class Gate(Group):
    """Below this quality score no savings are shared."""

    minimum_score: Share


class Multiplier(Group):
    """The share of savings is multiplied by the quality score."""

    minimum_score: Share | None = Field(None, description="A gate before the multiplier; none if left out.")


class Quality(Group):
    """What the composite quality score does to the share of savings: one of three uses."""

    gate: Gate | None = None
    multiplier: Multiplier | None = None
    escalator: Escalator | None = None

    @model_validator(mode="after")
    def _one_use(self) -> Self:
        exactly_one_of(self, "gate", "multiplier", "escalator")
        return self


class Limit(Group):
    """A cap or floor as a share of the benchmark or of the provider's revenue.

    A cap on `savings` or `losses` bounds the pool before it is split; one on the `payment` bounds what is paid or owed.
    """

    rate: Share
    of: Literal["benchmark", "provider_revenue"]
    on: Literal["pool", "payment"] = "payment"


def _check_limits(caps: tuple[Limit, ...], floor: Limit | None) -> None:
    """Raise ValueError where two limits bound the same thing, or a floor cannot hold."""
    bounded = [(cap.of, cap.on) for cap in caps]
    twice = next((each for each in bounded if bounded.count(each) > 1), None)
    if twice is not None:
        raise ValueError(f"two caps bound the {twice[1]} by the {twice[0].replace('_', ' ')}; keep the lower one")
    if floor is None:
        return
    if floor.on != "payment":
        raise ValueError("a floor bounds the payment, not the pool; write on: payment, or leave it out")
    low = [cap for cap in caps if cap.of == floor.of and cap.rate < floor.rate]
    if low:
        raise ValueError(f"the floor of {plain(floor.rate * 100)}% lies above the cap of {plain(low[0].rate * 100)}%")


class SavingsSide(Group):
    """How savings are shared. Left out where the provider takes downside risk only."""

    minimum_savings_rate: MinimumRate | None = None
    sharing_starts: Literal["first_dollar", "beyond_minimum"] = "first_dollar"
    share: Share | None = Field(None, description="The provider's (maximum) share; left out with an escalator.")
    quality: Quality | None = None
    caps: tuple[Limit, ...] = ()
    floor: Limit | None = Field(None, description="Once savings are payable, at least this much is paid.")

    @model_validator(mode="after")
    def _one_share(self) -> Self:
        escalator = self.quality is not None and self.quality.escalator is not None
        if escalator == (self.share is not None):
            raise ValueError("give the share, or an escalator that sets it, one of the two")
        if self.sharing_starts == "beyond_minimum" and self.minimum_savings_rate is None:
            raise ValueError("sharing cannot start beyond a minimum where there is no minimum_savings_rate")
        _check_limits(self.caps, self.floor)
        return self


class LossShare(Group):
    """The provider's share of losses: a rate of its own, the share of savings, or one minus it."""

    rate: Share | None = None
    equal_to_share_of_savings: bool | None = None
    one_minus_share_of_savings: "OneMinus | None" = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        exactly_one_of(self, "rate", "equal_to_share_of_savings", "one_minus_share_of_savings")
        return self


class OneMinus(Group):
    """One minus the share of savings, kept between a least and a most."""

    at_least: Share
    at_most: Share

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.at_least > self.at_most:
            raise ValueError("at_least is above at_most")
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
        _check_limits(self.caps, self.floor)
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

    @model_validator(mode="after")
    def _carved_out_once(self) -> Self:
        names = [carve_out.name for carve_out in self.carve_outs]
        if len(set(names)) != len(names):
            raise ValueError("two carve_outs have one name; their figures could not be told apart")
        return self

    @model_validator(mode="after")
    def _counting_fits(self) -> Self:
        if self.completion is not None and self.benchmark.target_calculator is not None:
            raise ValueError("completion does not go with the target calculator, whose lines are given as they are")
        if self.claims_basis is not None and self.truncation is not None:
            self.claims_basis.check_truncation(self.truncation)
        return self


LossShare.model_rebuild()
