"""What bounds a shared-savings payment: minimum rates, caps and floors on any base, a haircut on savings."""

from decimal import Decimal
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.bases import Base
from openvbc.contract.conditions import AgreedAmount, AgreedShare, least_of, most_of
from openvbc.contract.values import Group, Quantity, Share, Whole, exactly_one_of
from openvbc.money import EXACT, plain

_MOST_STEPS = 500


class SizeRow(Group):
    """From this number of people on, this rate."""

    at_least: Whole = Field(ge=0)
    rate: Share


class RateBySize(Group):
    """A table of minimum rates of the contract's own, by number of people. Below its first row there is no rate."""

    count: Literal["attributed_people", "member_months_by_12"] = Field(
        description="Attributed people, or member months divided by twelve."
    )
    between: Literal["steps", "straight_line"] = Field(
        description="Each rate up to the next row, or a straight line from row to row."
    )
    rows: tuple[SizeRow, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _falling(self) -> Self:
        sizes = [row.at_least for row in self.rows]
        if sizes != sorted(set(sizes)):
            raise ValueError("the rows must rise by at_least")
        if any(later.rate > earlier.rate for earlier, later in pairwise(self.rows)):
            raise ValueError("the rate must not rise with the number of people")
        return self


class RateByChance(Group):
    """What chance alone moves the cost of so many people by: a number of standard deviations, rounded up to a step.

    The standard deviation of the mean is the coefficient of variation of one person's yearly cost, over the square root
    of the number of people.
    """

    count: Literal["attributed_people", "member_months_by_12"]
    standard_deviations: Quantity = Field(
        gt=0, description="For the stated confidence, one-sided: 1.2816 for 90%, 1.645 for 95%."
    )
    coefficient_of_variation: Quantity = Field(gt=0, description="Of one person's yearly cost.")
    in_steps_of: Share = Field(gt=0, description="The rate is a multiple of this, rounded up.")
    most: Share = Field(gt=0, description="With so few people that it would be higher there is no rate.")

    @model_validator(mode="after")
    def _table_that_can_be_read(self) -> Self:
        if not self.in_steps_of <= self.most <= self.in_steps_of * _MOST_STEPS:
            raise ValueError(f"`most` lies between one step and {_MOST_STEPS} steps")
        return self

    @property
    def rows(self) -> tuple[tuple[Decimal, Decimal], ...]:
        """From how many people on which rate holds: the fewest for whom chance does not exceed it."""
        steps = int(EXACT.divide(self.most, self.in_steps_of))
        spread = EXACT.multiply(self.standard_deviations, self.coefficient_of_variation)
        found = []
        for step in range(steps, 0, -1):
            rate = EXACT.multiply(self.in_steps_of, Decimal(step))
            root = EXACT.divide(spread, rate)
            found.append((EXACT.multiply(root, root), rate))
        return tuple(found)


class MinimumRate(Group):
    """A minimum savings or loss rate: fixed, by the published table of sizes, by one of its own, or by chance."""

    fixed: AgreedShare | None = None
    by_population_size: bool | None = None
    by_size: RateBySize | None = None
    by_chance: RateByChance | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        exactly_one_of(self, "fixed", "by_population_size", "by_size", "by_chance")
        return self


class Limit(Group):
    """A cap or floor: a share of a base, or an amount in dollars, in all or per member per month.

    A cap on `savings` or `losses` bounds the pool before it is split; one on the `payment` bounds what is paid or owed.
    Of several the tighter binds.
    """

    rate: AgreedShare | None = Field(None, description="A share of the base.")
    amount: AgreedAmount | None = Field(None, description="With of: dollars, or of: per_member_per_month.")
    of: Literal[Base, "dollars", "per_member_per_month"]
    on: Literal["pool", "payment"] = "payment"

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if (self.of in ("dollars", "per_member_per_month")) != (self.amount is not None):
            raise ValueError(
                "`amount` goes with of: dollars and of: per_member_per_month, `rate` with every other base"
            )
        if (self.rate is None) == (self.amount is None):
            raise ValueError("give exactly one of rate, amount")
        return self

    @property
    def least(self) -> Decimal:
        """The smallest rate or amount that it may have."""
        return least_of(self.rate if self.rate is not None else self.amount or Decimal(0))

    @property
    def most(self) -> Decimal:
        """The largest rate or amount that it may have."""
        return most_of(self.rate if self.rate is not None else self.amount or Decimal(0))


class Haircut(Group):
    """Savings are paid less a part, as under sequestration; losses are owed in full."""

    rate: Share = Field(le=Decimal("0.1"), description="At most 10%.")
    applied: Literal["before_caps", "after_caps"] = Field(description="Before or after the caps on the payment.")


def check_limits(caps: tuple[Limit, ...], floor: Limit | None) -> None:
    """Raise ValueError where two limits bound the same thing, or a floor cannot hold."""
    bounded = [(cap.of, cap.on) for cap in caps]
    twice = next((each for each in bounded if bounded.count(each) > 1), None)
    if twice is not None:
        raise ValueError(f"two caps bound the {twice[1]} by the {twice[0].replace('_', ' ')}; keep the lower one")
    if floor is None:
        return
    if floor.on != "payment":
        raise ValueError("a floor bounds the payment, not the pool; write on: payment, or leave it out")
    low = [cap for cap in caps if cap.of == floor.of and cap.least < floor.most]
    if low and floor.rate is not None:
        raise ValueError(f"the floor of {plain(floor.most * 100)}% lies above the cap of {plain(low[0].least * 100)}%")
    if low:
        raise ValueError(f"the floor of ${plain(floor.most)} lies above the cap of ${plain(low[0].least)}")
