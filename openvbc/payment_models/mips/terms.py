"""What a contract says of the Quality Payment Program: what is scored, how each figure is given, and QP status."""

from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.values import Group, Whole

#: The performance categories of MIPS, in the order of the program.
Category = Literal["quality", "cost", "improvement_activities", "promoting_interoperability"]


class MipsMeasure(Group):
    """A quality measure that is scored."""

    measure: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="A name of its own: measure_110.")
    lower_is_better: bool = Field(default=False, description="An inverse measure: the lower the rate, the better.")
    topped_out: bool = Field(default=False, description="Topped out two years running: its points are capped.")


class MipsQuality(Group):
    """The quality category."""

    measures: tuple[MipsMeasure, ...] = Field(min_length=1, description="Those that count, unreported ones included.")
    points: Literal["given", "by_decile"] = Field(
        description="Points of each measure: figures, or found from its rate and the deciles of its benchmark."
    )

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        named = [each.measure for each in self.measures]
        if len(set(named)) < len(named):
            raise ValueError("a measure stands twice")
        return self


class MipsCost(Group):
    """The cost category."""

    measures: tuple[str, ...] = Field(min_length=1)
    points: Literal["given", "by_cut_points"] = Field(
        description="Points of each measure: figures, or found from its cost and from its benchmark's deviation."
    )


class ObjectiveMeasure(Group):
    """A measure of promoting interoperability that is scored by its rate."""

    measure: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    most_points: Whole = Field(ge=1, le=100)


class PromotingInteroperability(Group):
    """The category of promoting interoperability: measures by rate, and points for what is attested."""

    measures: tuple[ObjectiveMeasure, ...] = Field(min_length=1)


class LowVolume(Group):
    """The low-volume test: who does not exceed all its thresholds is not adjusted."""

    opts_in: bool = Field(description="Whether who exceeds some of the thresholds, and not all, chooses to take part.")


class MipsScoring(Group):
    """How the final score comes about. A category that is left out is reweighted, as the program allows it."""

    pathway: Literal["traditional", "app"] = Field(
        description="Traditional MIPS, or the APM Performance Pathway, by whose quality score ACOs are judged too."
    )
    small_practice: bool
    low_volume: LowVolume | None = Field(
        None, description="The low-volume threshold is tested; left out, it is known to be exceeded."
    )
    quality: MipsQuality | None = None
    cost: MipsCost | None = None
    promoting_interoperability: PromotingInteroperability | None = None
    improvement_activities: Literal["counted", "full_credit"] | None = None
    complex_patient_bonus: Literal["given", "by_indicators", "none"] = Field(
        description="A figure, computed from risk indicators, or none (performance year 2017)."
    )

    @property
    def scored(self) -> tuple[Category, ...]:
        """The categories that are scored, in the order of the program."""
        found: list[Category] = []
        if self.quality is not None:
            found.append("quality")
        if self.cost is not None:
            found.append("cost")
        if self.improvement_activities is not None:
            found.append("improvement_activities")
        if self.promoting_interoperability is not None:
            found.append("promoting_interoperability")
        return tuple(found)

    @model_validator(mode="after")
    def _as_the_pathway_has_it(self) -> Self:
        if self.pathway == "app" and self.cost is not None:
            raise ValueError("the APM Performance Pathway has no cost category; take cost out")
        if not self.scored:
            raise ValueError("at least one category is scored")
        return self


class QualifyingParticipant(Group):
    """Whether participation in advanced APMs is tested."""

    elects_mips_as_partial: bool = Field(description="Whether a partial QP chooses to be adjusted by MIPS.")
    conversion_factors: Literal["published", "given"] = Field(
        "published", description="From payment year 2026: conversion factors of QPs and of others."
    )


class MipsTerms(Group):
    """MIPS, QP status, or both: a QP is not adjusted by MIPS, and a partial QP only if it chooses to be."""

    mips: MipsScoring | None = None
    qualifying_participant: QualifyingParticipant | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.mips is None and self.qualifying_participant is None:
            raise ValueError("give mips, qualifying_participant, or both")
        return self
