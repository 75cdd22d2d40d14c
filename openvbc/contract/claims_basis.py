"""On what basis a contract's claims count, and how those that still come in are completed."""

from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.values import Amount, Group, Quantity, Share, Text, Whole, exactly_one_of


class RiskScores(Group):
    """Scores are computed from diagnoses by a published model; the parties' own choice, since no rule names one."""

    model: Text = Field(min_length=1, description="A model and the payment year of its tables, for example V24-2026.")
    people_without_score: Literal["stop", "leave_out"] = Field(
        "stop", description="What happens where the model has no cell for people, such as those with ESRD."
    )
    blank_codes_mean_none: bool = Field(
        default=False, description="Whether people without Medicare's status codes count as having none of them."
    )


class Truncation(Group):
    """Where one member's yearly cost is cut off: at an amount, or at a percentile of the population."""

    per_member_per_year: Amount | None = None
    percentile: Share | None = Field(None, description="For example 99%: costs above the 99th percentile are cut off.")

    @model_validator(mode="after")
    def _one_point(self) -> Self:
        exactly_one_of(self, "per_member_per_year", "percentile")
        if self.percentile is not None and not 0 < self.percentile < 1:
            raise ValueError("a percentile lies between 0% and 100%, for example 99%")
        return self


class ClaimsBasis(Group):
    """On what basis claims count, for money and for quality alike. What decides money has no default."""

    amount: Literal["paid", "allowed"] = Field(description="What the payer paid, or what it allowed.")
    service_date: Literal["claim_start", "claim_end", "line_start", "line_end"] = Field(
        description="Which day decides the month and year of a line; institutional lines share that of the claim."
    )
    pharmacy: bool = Field(description="Whether fills at pharmacies count.")
    months: Literal["any_enrollment", "parts_a_and_b"] = Field(
        description="Which member months count: all, or those with Medicare Parts A and B outside Medicare Advantage."
    )
    without_paid_date: Literal["stop", "count", "leave_out"] = Field(
        description="What happens to lines without a day of payment, which no run-out can judge."
    )
    summaries: Literal["stop", "count", "leave_out"] = Field(
        "stop",
        description="Where the data hold yearly summaries: a category of service comes to what they say, whatever"
        " claims are at hand, or claims alone count.",
    )
    enrolled: Literal["first_day", "any_day", "all_days"] = Field(
        "first_day", description="On which days of a month a member must be enrolled for the month to count."
    )
    part_years: Literal["prorated", "whole"] | None = Field(
        None,
        description="With truncation: whether its point is prorated to a member's months, or holds whole for every"
        " member. Left out, a percentile is prorated.",
    )
    percentile_of: Literal["own_members", "everybody"] = Field(
        "own_members", description="With a truncation percentile: whose yearly cost it is taken from."
    )
    risk_scores: RiskScores | None = Field(None, description="Left out: scores are given with the inputs.")

    def same_as(self, other: "ClaimsBasis") -> bool:
        """Whether both agree the same; in which clause does not matter."""
        without_clauses: dict[str, bool | dict[str, bool]] = {"clause": True, "risk_scores": {"clause": True}}
        return self.model_dump(exclude=without_clauses) == other.model_dump(exclude=without_clauses)

    def check_truncation(self, truncation: Truncation) -> None:
        """Raise ValueError where it does not fit the truncation that is agreed beside it."""
        if truncation.per_member_per_year is not None and self.part_years is None:
            raise ValueError("claims_basis must say part_years: whether the truncation point is prorated or whole")


class EstimatedCompletion(Group):
    """Completion factors are estimated from the claims' own lags, by the development of months of service."""

    complete_after_months: Whole = Field(
        ge=1, le=36, description="Months between service and payment after which nothing more is expected."
    )
    months_of_service: Whole = Field(
        ge=3, le=60, description="How many months of service up to the year's last one the lags are taken from."
    )

    @model_validator(mode="after")
    def _long_enough(self) -> Self:
        if self.months_of_service < self.complete_after_months + 2:
            raise ValueError(
                "the lags are taken from too few months of service: two more than complete_after_months at least"
            )
        return self


class Completion(Group):
    """An interim settlement counts what is paid by an earlier day and completes it; a final one counts what is paid."""

    interim_run_out_months: Whole = Field(
        ge=0, le=24, description="An interim settlement counts claims paid so many months after the year."
    )
    by_lag: tuple[Quantity, ...] | None = Field(
        None, min_length=1, description="Agreed factors by months from service to valuation: the first for 0 months."
    )
    estimated: EstimatedCompletion | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        exactly_one_of(self, "by_lag", "estimated")
        if any(factor <= 0 for factor in self.by_lag or ()):
            raise ValueError("a completion factor is above 0, for example 1.02")
        return self
