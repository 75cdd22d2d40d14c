"""What a Shared Savings Program contract agrees: its track, and how each figure of the settlement is given."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.values import Group, Share, Whole, exactly_one_of
from openvbc.payment_models.mssp.tracks import Track, shares_losses


class MsspLevel(Group):
    """The track of one performance year on the glide path."""

    performance_year: Whole = Field(ge=2013, le=2100)
    track: Track


class MsspMinimumRate(Group):
    """What a two-sided ACO chose before it took on risk: one rate for savings and losses, or the table by size."""

    elected: Share | None = Field(None, description="0%, 0.5%, 1%, 1.5% or 2%.")
    by_population_size: bool | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        exactly_one_of(self, "elected", "by_population_size")
        return self


class MsspComputedBenchmark(Group):
    """What the regulation needs to know of the agreement to make the benchmark from the benchmark years."""

    agreement_period: Literal["first", "second", "later"] = Field(
        description="Which agreement of the ACO this is; one that re-enters counts on."
    )
    starts_from: Literal["benchmark_years", "historical_benchmark"] = Field(
        "benchmark_years",
        description="Whether the benchmark is made from the benchmark years, or from the historical benchmark by"
        " enrollment type and the prospective trend as CMS's benchmark report prints them.",
    )
    times_adjusted: Whole | None = Field(
        None, ge=1, le=10, description="How many agreements, this one included, had a regional adjustment."
    )


class MsspBenchmark(Group):
    """How the updated benchmark is given, and for agreements from 2024 how the guardrail is."""

    basis: Literal["total", "per_person_year", "computed"] = Field(
        description="The updated benchmark in dollars of all assigned people, per person-year, or computed from the"
        " benchmark years by enrollment type."
    )
    amounts: Literal["calendar_year", "performance_year"] = Field(
        "calendar_year",
        description="Six-month performance years of 2019: whether benchmark and expenditures in dollars are those of"
        " the calendar year, to be prorated here, or those of the six months, as CMS prints them.",
    )
    computed: MsspComputedBenchmark | None = Field(None, description="For a computed benchmark only.")
    guardrail: Literal["stated", "two_way_benchmark"] | None = Field(
        None,
        description="Agreements from 2024: CMS's statement that the guardrail was applied, or the benchmark with the"
        " two-way update beside the one with the three-way update.",
    )
    adjustments: bool = Field(
        default=False, description="Show which adjustment of the historical benchmark applies, from their amounts."
    )

    @model_validator(mode="after")
    def _computed(self) -> Self:
        if (self.basis == "computed") != (self.computed is not None):
            raise ValueError("a computed benchmark needs the group `computed`, and no other has it")
        if self.amounts == "performance_year" and self.basis != "total":
            raise ValueError("amounts of the performance year go with basis total; others are prorated here")
        if self.basis == "computed" and (self.guardrail is not None or self.adjustments):
            raise ValueError("a computed benchmark finds guardrail and adjustments itself; take them out")
        return self


class MsspAdvances(Group):
    """Advances that are recouped from earned savings, and whether the quarterly payment is computed here too."""

    kind: Literal["advance_payment", "advance_investment_payment", "prepaid_shared_savings"]
    compute_quarterly_payment: bool = Field(
        default=False, description="Advance investment payments only: from people by risk score."
    )

    @model_validator(mode="after")
    def _payment(self) -> Self:
        if self.compute_quarterly_payment and self.kind != "advance_investment_payment":
            raise ValueError(f"compute_quarterly_payment goes with advance_investment_payment, not with {self.kind}")
        return self


class MsspTermination(Group):
    """An agreement that ended before its time: when, by whom, and whether what follows was done."""

    last_day: date = Field(description="The last day of participation.")
    by: Literal["aco", "cms"] = Field(description="Whether the ACO gave notice, or CMS terminated.")
    close_out_complete: bool = Field(
        description="Whether the ACO completed its close-out; without it no savings of the last year are shared."
    )


class MsspTerms(Group):
    """All terms of a Shared Savings Program stream. What the regulation fixes is not agreed and stands nowhere here."""

    track: Track | None = Field(None, description="The track of every performance year.")
    levels: tuple[MsspLevel, ...] = Field((), description="The track of each performance year, on the glide path.")
    minimum_rate: MsspMinimumRate | None = Field(None, description="The election of a two-sided ACO, from 2016.")
    below_500_people: Literal["set_by_cms", "inferred"] = Field(
        "set_by_cms", description="Where the size table ends CMS sets the rate; `inferred` is unconfirmed."
    )
    benchmark: MsspBenchmark
    quality_standard: Literal["stated", "by_score"] = Field(
        "stated", description="Whether CMS's statement is given or, from 2021, the score is held against the standard."
    )
    revenue_class: Literal["stated", "by_revenue"] = Field(
        "stated", description="Whether low revenue is stated or computed; only BASIC agreements from 2024 need it."
    )
    disaster_relief: Literal["amount", "months_and_share"] = Field(
        "amount", description="Reduction of losses after disasters: in dollars, or from months and share of people."
    )
    advances: MsspAdvances | None = None
    track_2_years_before: Whole | None = Field(
        None,
        ge=0,
        le=9,
        description="Track 2 only: years of participation in it before this agreement; loss limits rise with them.",
    )
    termination: MsspTermination | None = Field(None, description="Only if the agreement ended before its time.")

    @model_validator(mode="after")
    def _tracks(self) -> Self:
        if (self.track is None) == (not self.levels):
            raise ValueError("give the track of all years, or levels with the track of each year, one of the two")
        years = [level.performance_year for level in self.levels]
        if len(set(years)) != len(years):
            raise ValueError("levels name a performance year twice; which track holds cannot be known")
        return self

    @property
    def tracks(self) -> tuple[Track, ...]:
        """Every track that the contract names, in the order of the years."""
        if self.track is not None:
            return (self.track,)
        return tuple(level.track for level in sorted(self.levels, key=lambda each: each.performance_year))

    def year_in_track_2(self, performance_year: int, first: int) -> int:
        """Which year of participation in Track 2 a performance year is, in an agreement whose first one is `first`."""
        years = range(first, performance_year + 1)
        return (self.track_2_years_before or 0) + sum(self.track_of(year) == "track_2" for year in years)

    @property
    def ever_shares_losses(self) -> bool:
        """Whether any of its years is two-sided."""
        return any(shares_losses(track) for track in self.tracks)

    def track_of(self, performance_year: int) -> Track | None:
        """The track of a performance year; None if the levels do not name that year."""
        if self.track is not None:
            return self.track
        return next((each.track for each in self.levels if each.performance_year == performance_year), None)
