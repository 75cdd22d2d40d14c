"""What a contract agrees about episodes: which there are, what they should cost, and how they are settled."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.values import Amount, Group, Quantity, Share, Text, Whole, exactly_one_of
from openvbc.money import EXACT, ONE, ZERO
from openvbc.payment_models.episode_payment.definition_terms import DefinitionTerms, Name

_MOST_SCORE = Decimal(100)
#: A base year as figures name it: 2022.
BaseYear = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
#: What a hospital is to Medicare, as far as a program's rules go by it.
HospitalKind = Literal[
    "usual",
    "safety_net",
    "medicare_dependent",
    "rural",
    "sole_community",
    "essential_access_community",
    "rural_referral_center",
]


class EpisodeType(Group):
    """A type of episode that has a price of its own."""

    label: Text = Field("", description="As reports call it; left out, its name.")
    category: Name | None = Field(
        None, description="The clinical category, by which discounts and least numbers go; left out, the type itself."
    )


class RiskFactor(Group):
    """A trait by which prices differ, with its classes."""

    classes: tuple[Name, ...] = Field(min_length=2, description="Each episode is in one of them.")
    factors: dict[Name, Quantity] = Field(
        default_factory=dict, description="What the price is multiplied by; left out, figures by type of episode."
    )

    @model_validator(mode="after")
    def _every_class(self) -> Self:
        if self.factors and set(self.factors) != set(self.classes):
            raise ValueError("factors need one number for each of the classes, and for nothing else")
        return self


class PriceUpdate(Group):
    """How a base year's spending becomes dollars of the performance year: setting by setting."""

    settings: tuple[Name, ...] = Field(min_length=1, description="Settings of care that have update factors.")
    anchor_setting: dict[Name, Name] = Field(description="The setting of the anchor, by type of episode.")

    @model_validator(mode="after")
    def _known(self) -> Self:
        for kind, setting in self.anchor_setting.items():
            if setting not in self.settings:
                raise ValueError(f"the anchor of {kind} is of the setting {setting}, which settings does not name")
        return self


class OwnHistory(Group):
    """A price from what the provider's own episodes cost in base years."""

    base_years: tuple[BaseYear, ...] = Field(min_length=1)
    weights: tuple[Share, ...] = Field(
        (), description="What each year's mean counts; left out, all episodes of all years count alike."
    )
    price_update: PriceUpdate | None = Field(
        None, description="Update by setting; left out, base spending is in dollars of the performance year already."
    )

    @model_validator(mode="after")
    def _weighed(self) -> Self:
        whole = ZERO
        for weight in self.weights:
            whole = EXACT.add(whole, weight)
        if self.weights and (len(self.weights) != len(self.base_years) or whole != ONE):
            raise ValueError("weights are one for each base year and add up to 100%")
        return self


class Regional(Group):
    """A price from what a region's or peers' episodes cost, alone or with the own history."""

    own_share: Share | None = Field(
        None, description="What the own history counts; of a program that publishes it, left out."
    )
    least_own_episodes: Whole | None = Field(
        None, ge=1, description="With fewer own episodes in the base years the price is all regional."
    )


class Price(Group):
    """What an episode of a type should cost."""

    negotiated: dict[Name, Amount] | None = Field(None, description="Dollars an episode, by type.")
    given: Literal["before_discount", "after_discount"] | None = Field(
        None, description="Figures: what the program tells the participant, with its discount taken off or not yet."
    )
    own_history: OwnHistory | None = None
    regional: Regional | None = None
    trend: bool = Field(
        default=False, description="Whether prices are moved by the trend that was found, as far as limits allow."
    )
    trend_limit: Share | None = Field(None, description="Most that the trend moves a price; of a program, published.")
    normalization: bool = Field(default=False, description="Whether a factor keeps mean risk where it was.")
    normalization_limit: Share | None = Field(None, description="Most that it moves a price; of a program, published.")
    case_mix: Literal["factor", "actual_over_used", "physician_group"] | None = Field(
        None,
        description="How prices follow the patients: one factor a type; the actual case mix over the one that the price"
        " was told with; or that of a physician group over that of the hospital.",
    )
    risk_factors: dict[Name, RiskFactor] = Field(
        default_factory=dict, description="Or a table of factors: episodes are counted by their classes."
    )
    payment_ratio: bool = Field(
        default=False, description="Whether prices are standardized, and a ratio turns them into real dollars."
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.own_history is None and self.regional is None:
            exactly_one_of(self, "negotiated", "given", "own_history", "regional")
        elif self.negotiated is not None or self.given is not None:
            raise ValueError("a price that is negotiated or given has no own_history and no regional part")
        if self.case_mix is not None and self.risk_factors:
            raise ValueError("case_mix is one factor, risk_factors a table of them; give one of the two")
        return self


class EpisodeQuality(Group):
    """How the composite quality score, 0 to 100, changes what is paid or owed."""

    most_of_gains: Share = Field(description="Taken off gains at a score of 0; nothing at 100.")
    most_of_losses: Share | None = Field(None, description="Taken off losses at a score of 100; nothing at 0.")


class ScaleStep(Group):
    """A step of a scale: from this result on the measure has this score."""

    result: Quantity
    score: Quantity = Field(description="0 to 100.")


class QualityScale(Group):
    """What results of a measure score, such as at which percentiles of a baseline they stand."""

    better: Literal["higher", "lower"]
    steps: tuple[ScaleStep, ...] = Field(min_length=1, description="By rising score; before the first it is 0.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        scores = [each.score for each in self.steps]
        results = [each.result for each in self.steps]
        rising = sorted(set(results), reverse=self.better == "lower")
        if scores != sorted(set(scores)) or results != rising or not ZERO <= scores[0] <= scores[-1] <= _MOST_SCORE:
            raise ValueError("steps rise in score from 0 to 100, and each result is better than the one before")
        return self


class Retrospective(Group):
    """Care is paid as always; afterwards all episodes are held against their target prices."""

    price: Price
    discount: Share | None = Field(None, description="Taken off every price; of a program, published.")
    discount_by_category: dict[Name, Share] = Field(default_factory=dict)
    risk: Literal["one_sided", "two_sided"] | None = Field(None, description="Of a program, left out.")
    share_of_gains: Share | None = Field(None, description="The provider's share; left out, all.")
    share_of_losses: Share | None = Field(None, description="The provider's share; left out, all.")
    quality: EpisodeQuality | None = Field(None, description="Of a program, published.")
    quality_measures: tuple[Name, ...] = Field(
        (), description="The composite score is their mean, by episodes; left out, a figure."
    )
    quality_scales: dict[Name, QualityScale] = Field(
        default_factory=dict, description="By measure: results become scores by it; left out, scores are figures."
    )
    score_from_percentiles: bool = Field(
        default=False,
        description="Of CJR: whether the composite score is calculated from the national percentiles of its measures.",
    )
    stop_gain: Share | None = Field(None, description="Most that is paid, as a share of all target prices.")
    stop_loss: Share | None = Field(None, description="Most that is owed, as a share of all target prices.")
    least_episodes: Whole | None = Field(
        None, ge=1, description="Categories with fewer episodes in the base years are not reconciled."
    )
    post_episode: bool = Field(
        default=False, description="Whether spending after the episodes above a limit is taken off, beside all limits."
    )
    disaster_relief: bool = Field(
        default=False, description="Whether episodes in a disaster count with their target price where they cost more."
    )
    true_up: bool = Field(default=False, description="Whether an earlier reconciliation of the year is taken off.")


class Thresholds(Group):
    """Two thresholds of the provider's mean cost an episode, with nothing between them (Arkansas, Tennessee)."""

    commendable: dict[Name, Amount] = Field(description="A mean at or below it earns a gain.")
    acceptable: dict[Name, Amount] = Field(description="A mean above it owes a part.")
    gain_limit: dict[Name, Amount] = Field(
        default_factory=dict, description="A mean below it counts as this much; left out, any mean counts."
    )
    share_of_gains: Share
    share_of_losses: Share
    least_episodes: Whole | None = Field(None, ge=1, description="With fewer, nothing is gained or owed.")
    quality_gates: bool = Field(default=True, description="Whether gains need the quality gates of the type.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.commendable.keys() != self.acceptable.keys() or self.gain_limit.keys() - self.commendable.keys():
            raise ValueError("commendable and acceptable name the same types of episodes, and gain_limit some of them")
        for kind, low in self.commendable.items():
            if low > self.acceptable[kind] or self.gain_limit.get(kind, low) > low:
                raise ValueError(f"for {kind} the order is gain_limit, commendable, acceptable")
        return self


class Withhold(Group):
    """A part of the price that is paid once the episodes' quality is known."""

    share: Share
    released: Literal["by_score", "at_threshold"]
    threshold: Quantity | None = Field(None, description="The score, 0 to 100, from which all of it is released.")

    @model_validator(mode="after")
    def _threshold(self) -> Self:
        if (self.released == "at_threshold") != (self.threshold is not None):
            raise ValueError("at_threshold needs the threshold, and by_score has none")
        return self


class Prospective(Group):
    """One price is paid for an episode, and its holder pays everybody else who cared for the patient."""

    price: dict[Name, Amount] = Field(description="Dollars an episode, by type.")
    withhold: Withhold | None = None
    payables: dict[Name, dict[Name, Amount]] = Field(
        default_factory=dict, description="What the holder owes others an episode: by participant, by type."
    )
    paid_by_payer: bool = Field(
        default=True,
        description="Whether services of the bundle that the payer paid to others all the same are taken off.",
    )


class EpisodePaymentTerms(Group):
    """Episodes of care: their types, and one of three ways to settle them."""

    program: Literal["bpci_advanced", "team", "cjr", "cjr_x"] | None = Field(
        None, description="The program whose published rules hold; the contract says the rest."
    )
    track: Literal["track_1", "track_2", "track_3"] | None = Field(None, description="Of TEAM.")
    hospital_kind: HospitalKind | None = Field(None, description="Of TEAM and CJR: by which tracks and limits go.")
    clinical_episode_groups: tuple[Name, ...] = Field(
        (), description="Of BPCI Advanced: the groups that the participant committed to; their categories are settled."
    )
    episode_types: dict[Name, EpisodeType] = Field(
        default_factory=dict, description="Each type that has a price; left out, the categories of the program."
    )
    definition: DefinitionTerms | None = Field(
        None, description="What an episode is; needed where figures are counted from claims."
    )
    retrospective: Retrospective | None = None
    thresholds: Thresholds | None = None
    prospective: Prospective | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        exactly_one_of(self, "retrospective", "thresholds", "prospective")
        if self.program is not None and self.retrospective is None:
            raise ValueError("the named programs are reconciled afterwards; the terms need retrospective")
        if (self.program == "team") != (self.track is not None):
            raise ValueError("TEAM has a track, and nothing else has one")
        if self.retrospective is not None and self.retrospective.score_from_percentiles and self.program != "cjr":
            raise ValueError("score_from_percentiles is said of CJR; other programs have quality_measures")
        if self.program in ("team", "cjr") and self.hospital_kind is None:
            raise ValueError("TEAM and CJR need hospital_kind: tracks and limits go by it")
        if (self.program == "bpci_advanced") != bool(self.clinical_episode_groups):
            raise ValueError("BPCI Advanced has clinical_episode_groups, and nothing else has them")
        return self
