"""What a pay-for-performance contract may agree. Its measures stand in the contract's `quality_scorecard`."""

from decimal import Decimal
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.values import Amount, Group, Quantity, Share, Text, exactly_one_of


class GapRate(Group):
    """What one closed gap of a measure pays."""

    measure: str
    per_gap: Amount


class GapClosure(Group):
    """So much for each gap closed on each member, up to a cap a member."""

    rates: tuple[GapRate, ...] = Field(min_length=1)
    member_cap: Amount | None = Field(None, description="At most so much for one member's gaps in a year.")

    @model_validator(mode="after")
    def _once(self) -> Self:
        _each_once(self.rates)
        return self


class MeasureRate(Group):
    """So much per member per month for one measure, once it meets its target or by the share of its points."""

    measure: str
    per_member_per_month: Amount
    paid_on: Literal["members", "denominator"] = Field(
        description="Months of all members, or of the members in the measure's denominator."
    )
    target: Quantity | None = Field(None, description="The raw score that earns it.")
    scaled_by_points: bool | None = Field(None, description="Earned in proportion to the measure's points.")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        exactly_one_of(self, "target", "scaled_by_points")
        return self


class Bracket(Group):
    """From this score or number of points on, so much."""

    at_least: Quantity
    per_member_per_month: Amount | None = None
    share_of_pool: Share | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        exactly_one_of(self, "per_member_per_month", "share_of_pool")
        return self


class Brackets(Group):
    """The composite score, or the sum of all points, looked up in brackets. Below the first nothing is paid."""

    of: Literal["score", "points"]
    rows: tuple[Bracket, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        bounds = [row.at_least for row in self.rows]
        if bounds != sorted(set(bounds)):
            raise ValueError("the brackets must rise by at_least")
        if self.of == "score" and any(bound > 1 for bound in bounds):
            raise ValueError("a composite score is at most 100%; write 60%, or of: points")
        if len({row.share_of_pool is None for row in self.rows}) > 1:
            raise ValueError("some brackets pay per member per month, others a share of the pool; write one kind")
        return self

    @property
    def of_pool(self) -> bool:
        """Whether brackets pay a share of a pool."""
        return self.rows[0].share_of_pool is not None


#: What a withhold or bonus is a share of.
PaymentBase = Literal["fee_for_service_payments", "capitation", "premium", "provider_revenue"]


class Bonus(Group):
    """A bonus once the composite reaches a minimum, whole or in proportion to the score."""

    minimum_score: Share
    amount: Amount | None = None
    per_member_per_month: Amount | None = None
    rate: Share | None = Field(None, description="A share of the payments named in `of`.")
    of: PaymentBase | None = None
    after_withhold: bool = Field(default=False, description="With `rate`: of what the withhold leaves of them.")
    scaled_by_score: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        exactly_one_of(self, "amount", "per_member_per_month", "rate")
        if (self.rate is None) != (self.of is None):
            raise ValueError("a rate needs the payments that it is of: add `of`, which goes with `rate` alone")
        return self


class Ranking(Group):
    """A fixed pool is paid by place among peers. Who are level share the prizes of the places that they fill."""

    pool: Amount | None = Field(None, description="Left out, it is a figure: a challenge pool of what others forfeit.")
    prizes: tuple[Share, ...] = Field(min_length=1, description="Of the pool, from the first place down.")
    peers: tuple[Text, ...] = Field(min_length=2, description="Everybody who is ranked, the provider among them.")
    provider: Text = Field(description="Which of the peers the provider is.")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if len(set(self.peers)) != len(self.peers) or self.provider not in self.peers:
            raise ValueError("peers are named once each, and the provider is one of them")
        if len(self.prizes) > len(self.peers):
            raise ValueError("there are more prizes than peers")
        if sum(self.prizes) > 1:
            raise ValueError("the prizes come to more than the pool")
        if any(later > earlier for earlier, later in pairwise(self.prizes)):
            raise ValueError("a lower place must not pay more")
        return self


class Withhold(Group):
    """A part of fee-for-service payments is held back during the year and earned back by quality."""

    rate: Share | None = Field(None, description="Of the payments; left out, the amount itself is given.")
    of: PaymentBase = "fee_for_service_payments"
    payments: Literal["gross", "net_of_withhold"] = Field(
        "gross", description="Whether the payments are given as they were before the withhold, or as they were paid."
    )
    at_stake: Share = Field(Decimal(1), description="The part that depends on quality; the rest is returned anyway.")
    most_lost: Share | None = Field(None, description="No more than this share of the part at stake can be lost.")
    minimum_score: Share | None = Field(None, description="Below it nothing is earned back.")
    earned_back: Literal["by_score", "in_full"] = Field(description="In proportion to the score, or all of it.")

    @model_validator(mode="after")
    def _conditional(self) -> Self:
        if self.earned_back == "in_full" and self.minimum_score is None:
            raise ValueError("earned_back: in_full needs a minimum_score; without it nothing is at stake")
        if self.rate is None and self.payments == "net_of_withhold":
            raise ValueError("payments: net_of_withhold needs the rate by which they were lessened")
        return self


class Penalty(Group):
    """What the provider owes where the composite stays below a minimum, whole or in proportion to the shortfall."""

    below_score: Share
    amount: Amount | None = None
    per_member_per_month: Amount | None = None
    rate: Share | None = Field(None, description="Of fee-for-service payments.")
    by_shortfall: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        exactly_one_of(self, "amount", "per_member_per_month", "rate")
        if self.below_score == 0:
            raise ValueError("no score lies below 0%")
        return self


class Reporting(Group):
    """So much for each measure that is completely reported, whatever its result."""

    measures: tuple[str, ...] = Field(min_length=1)
    per_measure: Amount


def _each_once(rates: "tuple[GapRate, ...] | tuple[MeasureRate, ...]") -> None:
    names = [rate.measure for rate in rates]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"{twice} is named twice; which rate holds cannot be known")


class PayForPerformanceTerms(Group):
    """All terms of a pay-for-performance stream; at least one of them."""

    gap_closure: GapClosure | None = None
    per_measure: tuple[MeasureRate, ...] = ()
    brackets: Brackets | None = None
    bonus: Bonus | None = None
    ranking: Ranking | None = None
    withhold: Withhold | None = None
    penalty: Penalty | None = None
    reporting: Reporting | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        _each_once(self.per_measure)
        if not self.pays_for_performance and self.reporting is None:
            raise ValueError(
                "nothing is agreed; add gap_closure, per_measure, brackets, bonus, withhold, penalty or reporting"
            )
        if self.bonus is not None and self.bonus.after_withhold and (self.withhold is None or not self.withhold.rate):
            raise ValueError("bonus.after_withhold needs a withhold with a rate")
        return self

    @property
    def pays_for_performance(self) -> bool:
        """Whether any payment follows results, not only reports."""
        return any((self.gap_closure, self.per_measure, self.ranking, self.needs_score))

    @property
    def needs_score(self) -> bool:
        """Whether any payment follows the scorecard's composite or its points."""
        return any((self.brackets, self.bonus, self.withhold, self.penalty))
