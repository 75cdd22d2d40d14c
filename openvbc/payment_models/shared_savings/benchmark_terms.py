"""What a contract may agree about projected spend: given, negotiated, own history, a comparator, or several of them."""

from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.values import Amount, Group, Rate, Share, Text, Whole, exactly_one_of
from openvbc.money import ZERO, plain


class RiskLimits(Group):
    """How far a ratio of risk scores may move the benchmark."""

    most_growth: Share | None = Field(None, description="Scores count as higher by this much at most, for example 3%.")
    most_decline: Share | None = Field(None, description="Scores count as lower by this much at most.")
    coding_adjustment: Share | None = Field(
        None, description="The ratio is then lowered by this much for more intense coding."
    )


class GivenBenchmark(Group):
    """The benchmark (projected spend) is a figure agreed or published elsewhere, given with the inputs."""

    basis: Literal["total", "per_member_per_month", "per_person_year"]
    risk_adjustment: RiskLimits | None = Field(
        None, description="It follows the population's risk score from the one it was set for; {} for no limits."
    )


class LossRatio(Group):
    """The benchmark is a target loss ratio: so much of the capitation or premium is meant to be spent on care."""

    target: Share
    of: Literal["capitation", "premium"]


class NegotiatedYear(Group):
    """The amount that was negotiated for one performance year."""

    performance_year: Whole = Field(ge=1990, le=2100)
    per_member_per_month: Amount


class Negotiated(Group):
    """Projected spend per member per month was negotiated and stands in the contract, year by year."""

    years: tuple[NegotiatedYear, ...] = Field(min_length=1)
    risk_adjustment: RiskLimits | None = Field(
        None, description="The budget follows the members' health status: their risk score over the one it was set for."
    )

    @model_validator(mode="after")
    def _each_year_once(self) -> Self:
        years = [each.performance_year for each in self.years]
        if len(set(years)) != len(years):
            raise ValueError("a performance year is negotiated twice; which amount holds cannot be known")
        return self


class BaseYear(Group):
    """A year of own history and its weight in the benchmark."""

    year: int = Field(ge=1990, le=2100)
    weight: Share


class Rebasing(Group):
    """When history moves forward, part of the earlier agreement's benchmark is kept."""

    weight_of_previous_benchmark: Share
    share_of_earlier_savings: Share | None = Field(
        None, description="So much of the average savings of the earlier agreement is added back."
    )


class RiskAdjustment(RiskLimits):
    """The benchmark follows the population's risk scores from the base years to the performance year."""

    normalized: bool = Field(
        description="Whether scores are divided by the mean of a reference population of the same year, so that what"
        " moves everybody's scores moves no benchmark."
    )
    limits_on: Literal["relative", "own_growth", "each"] = Field(
        "relative",
        description="Whether the limits hold for growth beside the reference population, for own growth alone, or for"
        " the growth of each.",
    )

    @model_validator(mode="after")
    def _beside_a_reference(self) -> Self:
        if self.limits_on != "relative" and not self.normalized:
            raise ValueError("limits_on tells own growth from the reference population's; it needs normalized: true")
        return self


class Comparator(Group):
    """Another population whose cost is counted in the same way: same truncation, same carve-outs."""

    kind: Literal["market", "best_practice_in_region", "broader_network", "matched_comparator"]
    population: Text = Field(min_length=1, description="Who it is, in words: it is shown with every figure.")
    excludes_own_members: bool = Field(description="Whether the provider's own members are left out of it.")
    organizations: tuple[Text, ...] = Field(
        (),
        description="Counted from claims: the organizations of the region or network, as the participants name them.",
    )
    people: Text = Field("", description="Counted from claims: the name of the list of matched people (--people).")

    @model_validator(mode="after")
    def _named_by_kind(self) -> Self:
        if self.organizations and self.kind not in ("best_practice_in_region", "broader_network"):
            raise ValueError(f"organizations do not go with {self.kind}, which is not made of organizations")
        if self.people and self.kind != "matched_comparator":
            raise ValueError(f"people do not go with {self.kind}; only a matched_comparator is a list of people")
        return self


class TrendIndex(Group):
    """A published index sets each year's trend: its change, plus a margin, within a floor and a ceiling."""

    series: Text = Field(min_length=1, description="Which index, month and area: CPI-U medical care, US, December.")
    plus: Rate | None = Field(None, description="Percentage points added to its change.")
    at_least: Rate | None = Field(None, description="The floor of a year's trend.")
    at_most: Rate | None = Field(None, description="The ceiling of a year's trend.")
    fixed_rate: Rate | None = Field(None, description="A fixed yearly rate that is blended with the index.")
    weight_of_fixed_rate: Share | None = None

    @model_validator(mode="after")
    def _collar(self) -> Self:
        if self.at_least is not None and self.at_most is not None and self.at_least >= self.at_most:
            raise ValueError("the floor is not below the ceiling; write yearly_rate for a fixed trend")
        if (self.fixed_rate is None) != (self.weight_of_fixed_rate is None):
            raise ValueError("fixed_rate and weight_of_fixed_rate go together")
        return self


class Inflator(Group):
    """How base-year cost is brought to the performance year: an agreed yearly rate, or somebody's own increase."""

    index: TrendIndex | None = None
    yearly_rate: Rate | None = None
    market_trend: bool | None = Field(None, description="The growth factor of each base year is given with the inputs.")
    comparator: Comparator | None = Field(None, description="Growth is that of a comparator, from its own figures.")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        exactly_one_of(self, "yearly_rate", "market_trend", "comparator", "index")
        return self


class OwnHistory(Group):
    """The benchmark comes from the same population's cost in base years, trended forward."""

    per: Literal["person_year", "member_month"]
    base_years: tuple[BaseYear, ...] = Field(min_length=1)
    inflator: Inflator
    risk_adjustment: RiskAdjustment | None = None
    rebasing: Rebasing | None = None

    @model_validator(mode="after")
    def _weights(self) -> Self:
        years = [base_year.year for base_year in self.base_years]
        if len(set(years)) != len(years):
            raise ValueError("a base year is named twice; which weight holds cannot be known")
        whole = sum((base_year.weight for base_year in self.base_years), start=ZERO)
        if whole != 1:
            raise ValueError(f"the weights of the base years add up to {plain(whole * 100)}%, not 100%")
        return self


class ControlGroup(Comparator):
    """Projected spend is what the comparator costs in the performance year itself."""

    per: Literal["person_year", "member_month"]
    risk_adjustment: RiskLimits | None = Field(
        None, description="The provider's risk over the comparator's; an empty group for no limits."
    )


class Hybrid(Group):
    """Own history and control group together."""

    weight_of_own_history: Share


class TargetCalculator(Group):
    """The target per member per month from a baseline period, by trend, benefit and risk-score changes."""

    share_of_trend_difference: Share = Field(
        description="How much of the gap between actual and budgeted trend moves the target; often 50%."
    )
    baseline_year: Whole | None = Field(
        None, ge=1990, le=2100, description="Counted from claims: the year of the baseline period."
    )


_WAYS = ("given", "negotiated", "own_history", "control_group", "target_calculator", "loss_ratio")


class Benchmark(Group):
    """Where the projected spend comes from: one way; `hybrid` takes own history and control group together."""

    given: GivenBenchmark | None = None
    negotiated: Negotiated | None = None
    own_history: OwnHistory | None = None
    control_group: ControlGroup | None = None
    hybrid: Hybrid | None = None
    target_calculator: TargetCalculator | None = None
    loss_ratio: LossRatio | None = None
    discount: Share | None = Field(
        None, le=Decimal("0.2"), description="Taken off last, so that it moves savings and losses alike; at most 20%."
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.hybrid is None:
            exactly_one_of(self, *_WAYS)
            if self.discount is not None and self.target_calculator is not None:
                raise ValueError(
                    "discount does not go with the target calculator, whose lines are as payers print them"
                )
            return self
        others = [
            name for name in _WAYS if name not in ("own_history", "control_group") and getattr(self, name) is not None
        ]
        if others or self.own_history is None or self.control_group is None:
            raise ValueError("hybrid takes own_history and control_group together, and nothing else")
        if self.own_history.per != self.control_group.per:
            raise ValueError("own_history and control_group of a hybrid are per the same: person_year or member_month")
        return self
