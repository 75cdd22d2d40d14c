"""The terms of payments for infrastructure: what is paid when, and how advances are taken back."""

from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.values import Amount, Group, Share, Text, Whole

#: Programs whose payments are published parameters.
Program = Literal[
    "advance_investment_payments",
    "aco_investment_model",
    "advance_payment",
    "aco_primary_care_flex",
    "making_care_primary",
]


class Payment(Group):
    """One payment: a grant, a milestone's payment, or an advance that is taken back."""

    payment: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="A name of its own.")
    amount: Amount
    year: Whole = Field(ge=1, description="The performance year in which it is paid, by its number: 1 is the first.")
    kind: Literal["grant", "advance"] = Field(description="A grant is kept; an advance is taken back as agreed below.")
    milestone: Text = Field("", description="What must be reached first; left out, it is paid in any case.")


class QuarterlyAdvance(Group):
    """An amount that is stated for each quarter of the first years, as for prepaid shared savings."""

    years: Whole = Field(ge=1, le=10, description="In so many performance years from the first.")
    most_per_quarter: Amount | None = None


class Recoupment(Group):
    """How advances are taken back: out of what, how much of it, and what becomes of the rest."""

    streams: tuple[Text, ...] = Field(
        (),
        description="The streams whose results repay it, which stand before this one; none: what is earned is stated.",
    )
    share_of_earned: Share = Field(
        gt=0, description="Of what is earned: 100% where nothing is distributed before the advance is repaid."
    )
    from_year: Whole = Field(1, ge=1, description="The first performance year whose results repay it, by its number.")
    if_left: Literal["carried_forward", "forgiven", "repaid_now"] = Field(
        description="What the last performance year leaves: carried into a renewed agreement, not collected, or owed."
    )
    on_early_end: Literal["repaid_now", "forgiven"] = Field(
        "repaid_now", description="What becomes of the balance where the agreement ends early without a new one."
    )


class Spending(Group):
    """What the money is spent on: the rest is paid back at the end of the agreement."""

    purposes: tuple[Text, ...] = Field(min_length=1)
    least_share: Share | None = Field(
        None, description="The first purpose must have at least this share of what is spent."
    )

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if len(set(self.purposes)) < len(self.purposes):
            raise ValueError("a purpose stands twice")
        return self


class InfrastructureTerms(Group):
    """All terms of payments for infrastructure."""

    payments: tuple[Payment, ...] = ()
    program: Program | None = Field(None, description="Whose published payments hold, beside those listed.")
    quarterly_advance: QuarterlyAdvance | None = None
    recoupment: Recoupment | None = None
    spending: Spending | None = None

    @property
    def has_advance(self) -> bool:
        """Whether something is paid that is taken back."""
        grants = self.program == "making_care_primary"
        return (
            any(each.kind == "advance" for each in self.payments)
            or (self.program is not None and not grants)
            or self.quarterly_advance is not None
        )

    @model_validator(mode="after")
    def _go_together(self) -> Self:
        if not self.payments and self.program is None and self.quarterly_advance is None:
            raise ValueError("say what is paid: payments, program, or quarterly_advance")
        names = [each.payment for each in self.payments]
        if len(set(names)) < len(names):
            raise ValueError("two payments have one name")
        if self.has_advance != (self.recoupment is not None):
            what = "an advance is paid, and how it is taken back is not agreed; add recoupment"
            raise ValueError(what if self.has_advance else "recoupment is agreed, and no advance is paid")
        return self
