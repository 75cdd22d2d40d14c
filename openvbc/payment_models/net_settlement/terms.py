"""The terms by which the results of several streams become one amount that is due now."""

from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.values import Amount, Group, Share, Text, Whole

Shortfall = Literal["repaid_now", "carried_forward", "forgiven"]


class CarryForward(Group):
    """How a deficit that is not paid in cash is brought into later years."""

    interest: Share | None = Field(None, description="A year, on the balance at the year's beginning.")
    most: Amount | None = Field(None, description="No more is carried; what lies beyond is forgiven.")
    share_of_surplus: Share | None = Field(None, gt=0, description="At most so much of a surplus is used for it.")
    years: Whole | None = Field(None, ge=1, description="After so many following years a deficit lapses.")


class PaidBefore(Group):
    """Money paid before the result was known."""

    if_short: Shortfall = Field(description="What the result does not cover.")


class WithholdFund(Group):
    """A share of capitation is kept back during the year and released with the settlement."""

    rate: Share
    interest_at_most: Share | None = Field(None, description="It earns this or the prime rate, whichever is lower.")


class LatePayment(Group):
    """Simple interest on what is due, from the day on which it was."""

    rate: Share
    days: Literal["actual_365", "actual_360"]


class Reopening(Group):
    """A final result is settled again; a change below the least amount is noted and not paid."""

    least_change: Amount


class LateData(Group):
    """So much for each day that deliveries of data were late, summed over all deliveries."""

    per_day: Amount
    most: Amount = Field(description="A day's charge without a limit could outgrow the result.")
    owed_by: Literal["payer", "provider"]


class NettingTerms(Group):
    """All terms of a netting stream."""

    nets: tuple[Text, ...] = Field(min_length=1, description="The streams whose results are netted, by their names.")
    deficits: Literal["offset", "offset_rest_carried", "billed", "carried_forward"] = Field(
        description="Whether they reduce the surpluses of other streams, and whether what is left is billed or carried."
    )
    carry_forward: CarryForward | None = None
    advances: PaidBefore | None = None
    interim_payments: PaidBefore | None = None
    recoup_order: tuple[Literal["advances", "interim_payments"], ...] = ("advances", "interim_payments")
    withhold_fund: WithholdFund | None = None
    late_payment: LatePayment | None = None
    reopening: Reopening | None = None
    late_data: LateData | None = None
    choose: Literal["greater", "lesser"] | None = Field(
        None, description="The streams are methods of one settlement: the greater, or the lesser, of them holds."
    )

    @property
    def offsets(self) -> bool:
        """Whether a deficit reduces the surpluses of the same year."""
        return self.deficits in ("offset", "offset_rest_carried")

    @property
    def carries(self) -> bool:
        """Whether a deficit is brought into later years instead of being billed."""
        return self.deficits in ("carried_forward", "offset_rest_carried")

    @model_validator(mode="after")
    def _go_together(self) -> Self:
        if len(set(self.nets)) != len(self.nets):
            raise ValueError("a stream is netted twice")
        if self.choose is not None and len(self.nets) < 2:
            raise ValueError("choose is between two streams or more")
        if self.carry_forward is not None and not self.carries:
            raise ValueError("carry_forward goes with deficits: carried_forward or offset_rest_carried")
        if len(set(self.recoup_order)) != len(self.recoup_order):
            raise ValueError("recoup_order names one of them twice")
        paid = [name for name in ("advances", "interim_payments") if getattr(self, name) is not None]
        missing = [name for name in paid if name not in self.recoup_order]
        if missing:
            raise ValueError(f"recoup_order does not say when {missing[0]} are taken back")
        return self
