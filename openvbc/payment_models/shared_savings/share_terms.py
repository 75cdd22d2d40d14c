"""How a shared-savings contract sets the provider's share: by quality, one minus the share of savings, by bands."""

from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.bands import Bands
from openvbc.contract.conditions import AgreedShare
from openvbc.contract.values import Group, Share, exactly_one_of


class ScoreRow(Group):
    """From this quality score on, this share."""

    at_least: Share
    share: Share


class ByScore(Group):
    """The share by quality score, in steps; below the first row there is none."""

    rows: tuple[ScoreRow, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        scores = [row.at_least for row in self.rows]
        if scores != sorted(set(scores)):
            raise ValueError("the rows must rise by at_least")
        return self

    @property
    def rises(self) -> bool:
        """Whether no share is lower than the one before it."""
        return all(earlier.share <= later.share for earlier, later in pairwise(self.rows))

    @property
    def falls(self) -> bool:
        """Whether no share is higher than the one before it."""
        return all(earlier.share >= later.share for earlier, later in pairwise(self.rows))


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
    """What the composite quality score does to the share of savings: one of four uses."""

    gate: Gate | None = None
    multiplier: Multiplier | None = None
    escalator: Escalator | None = None
    by_score: ByScore | None = Field(None, description="A table of its own sets the share, in steps.")

    @model_validator(mode="after")
    def _one_use(self) -> Self:
        exactly_one_of(self, "gate", "multiplier", "escalator", "by_score")
        if self.by_score is not None and not self.by_score.rises:
            raise ValueError("the share of savings must not fall with a better score")
        return self

    @property
    def sets_the_share(self) -> bool:
        """Whether quality alone says what the share is, so that none is agreed beside it."""
        return self.escalator is not None or self.by_score is not None


class OneMinus(Group):
    """One minus the share of savings, kept between a least and a most."""

    at_least: Share
    at_most: Share

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.at_least > self.at_most:
            raise ValueError("at_least is above at_most")
        return self


class ReducedByQuality(Group):
    """The share of losses is multiplied by one minus the quality score."""

    when_unscored: Literal["as_zero", "as_full"] = Field(
        description="Without a score, the score counts as 0 (all of the share) or as 100% (nothing is owed)."
    )


class LossShare(Group):
    """The provider's share of losses: a rate of its own, by quality, the share of savings or one minus it, or bands."""

    rate: AgreedShare | None = None
    equal_to_share_of_savings: bool | None = None
    one_minus_share_of_savings: OneMinus | None = None
    by_score: ByScore | None = Field(None, description="A table by quality score: the better, the smaller the share.")
    bands: Bands | None = None
    reduced_by_quality: ReducedByQuality | None = Field(
        None, description="With `rate` or `bands`: times one minus the quality score."
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        names = ("rate", "equal_to_share_of_savings", "one_minus_share_of_savings", "by_score", "bands")
        exactly_one_of(self, *names)
        if self.by_score is not None and (not self.by_score.falls or self.by_score.rows[0].at_least > 0):
            raise ValueError("by_score begins at 0%, and the share of losses must not rise with a better score")
        if self.reduced_by_quality is not None and self.rate is None and self.bands is None:
            raise ValueError("reduced_by_quality goes with `rate` or `bands`")
        return self

    @property
    def uses_quality(self) -> bool:
        """Whether the score changes what is owed."""
        return self.by_score is not None or self.reduced_by_quality is not None
