"""What a LEAD agreement elects, and, where CMS has not published a rule yet, what is taken in its place."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from openvbc.contract.bands import Bands
from openvbc.contract.values import Group, Share, Whole
from openvbc.money import ONE


def _of_benchmark(bands: Bands) -> Bands:
    if bands.of != "benchmark":
        raise ValueError("bands of LEAD are of: benchmark")
    return bands


class LeadBaseYear(Group):
    """One of the three calendar years before the first performance year, with its weight, which is not published."""

    year: Whole = Field(ge=2015, le=2036)
    weight: Share


class LeadComputed(Group):
    """A benchmark from base years, which stay for all ten years."""

    base_years: tuple[LeadBaseYear, ...] = Field(min_length=3, max_length=3)
    region: Literal["efficient_blend", "efficient_prior_savings", "inefficient"] = Field(
        description="An ACO whose region costs more than itself blends history and region by halves, or takes its prior"
        " savings; another one has history alone and an administrative add-on."
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if sum(each.weight for each in self.base_years) != ONE:
            raise ValueError("the weights of the base years add up to 100%")
        years = [each.year for each in self.base_years]
        if years != sorted(set(years)) or years[-1] - years[0] != 2:  # three years in a row
            raise ValueError("the base years are three years in a row, oldest first")
        return self


class LeadBenchmark(Group):
    """From where the benchmark is computed here."""

    basis: Literal["before_discount", "computed"]
    computed: LeadComputed | None = None

    @model_validator(mode="after")
    def _computed(self) -> Self:
        if (self.basis == "computed") != (self.computed is not None):
            raise ValueError("a computed benchmark needs the group `computed`, and no other has it")
        return self


class LeadTerms(Group):
    """All terms of a LEAD stream. What is not published stands here, so that a reader sees what was assumed."""

    aco_type: Literal["standard", "high_needs", "newly_entering"] = Field(
        "standard", description="High needs: more than 40% of the aligned; it decides how many must be aligned."
    )
    risk_arrangement: Literal["professional", "global"]
    discount: Share | None = Field(None, description="Global: the discount, within the published range.")
    benchmark: LeadBenchmark
    corridors: Annotated[Bands, AfterValidator(_of_benchmark)] | None = Field(
        None,
        description="Risk corridors for savings and losses, once CMS publishes them; left out, all is shared alike.",
    )
    quality_withhold: Share | None = Field(
        None, description="Of the benchmark, earned back by the quality score; its size is not published."
    )
    enhanced_capitation: bool = Field(
        default=False, description="Enhanced Primary Care Capitation is paid, and taken back when the year is settled."
    )

    @model_validator(mode="after")
    def _discounted(self) -> Self:
        if (self.risk_arrangement == "global") != (self.discount is not None):
            raise ValueError("discount goes with risk_arrangement: global, and only with it")
        return self
