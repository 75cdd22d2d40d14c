"""A quality scorecard as agreed: measures, the scales that turn results into points, domains, and one composite."""

from decimal import Decimal
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.values import Group, Quantity, Share, Text, Whole, exactly_one_of

_KEY = r"^[a-z][a-z0-9_]*$"
_BENCHMARKS = ("cut_points", "published_cut_points", "peer_percentiles", "own_result_goals")


class MeasureDefinition(Group):
    """What a measure counts, in words of the contract's own."""

    source: Literal["claims", "electronic_records", "registry", "survey", "payer_report", "combined"]
    pool: Text = Field(min_length=1, description="Whose data: for example attributed members of this payer.")
    unit: Text = Field(min_length=1, description="What is counted: members, visits, discharges.")
    period: Text = Field(min_length=1, description="The measurement period, with any look-back.")
    denominator: Text = Field(min_length=1)
    numerator: Text = Field(min_length=1)
    exclusions: tuple[Text, ...] = Field((), description="Taken out of the denominator before anything is counted.")
    exceptions: tuple[Text, ...] = Field((), description="Taken out of the denominator where the numerator is missed.")
    stratification: tuple[Text, ...] = Field((), description="Strata that are reported beside the whole.")
    risk_adjustment: Text = ""


class MeasureRange(Group):
    """The ends of the scale on which a result that is neither counts nor a rate is given."""

    least: Quantity
    most: Quantity


class PublishedCutPoints(Group):
    """Cut points that are published for a measure and a way of collecting it, by performance year."""

    measure: Text = Field(min_length=1, description="The published number, in quotes: '318'.")
    collection: str = Field(pattern=_KEY, description="For example web_interface, ecqm, mips_cqm, medicare_cqm, cahps.")


class ComparedWith(Group):
    """Whom benchmarks compare with, in words that the field uses; printed beside the cut points."""

    whom: Literal["own_past", "acos", "all_providers", "network", "named_peers"]
    payers: Literal["this_payer", "all_payers"] | None = None
    area: Literal["national", "regional", "state"] | None = None
    data: Text = Field("", description="Of which year and source their results are: 2024, all reporters.")

    @property
    def words(self) -> str:
        """As a reader is told it."""
        whom = {
            "own_past": "the provider's own past",
            "acos": "ACOs",
            "all_providers": "all providers",
            "network": "the payer's network",
            "named_peers": "named peers",
        }
        payers = {"this_payer": "of this payer alone", "all_payers": "of all payers"}
        parts = [whom[self.whom], payers.get(self.payers or "", ""), self.area or "", self.data]
        return ", ".join(part for part in parts if part)


class PeerPercentiles(Group):
    """Cut points are percentiles of named peers' results, which are given as a table of figures (`peer_result`)."""

    method: Literal["straight_line", "nearest_rank"] = Field(
        description="Between two results in a straight line, as spreadsheets do, or the result of the nearest rank."
    )
    fewest_peers: Whole = Field(ge=2, description="With results of fewer peers there is no percentile.")


class OwnResultGoals(Group):
    """Cut points follow the organization's own earlier result: one step for each row of the scale, worst first."""

    by: Literal["points", "relative", "gap_closed"] = Field(
        description="Points better, better by a part of the result, or a part of the gap to the measure's goal."
    )
    steps: tuple[Quantity, ...] = Field(min_length=1, description="0% keeps the earlier result.")

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if list(self.steps) != sorted(self.steps) or self.steps[0] < 0:
            raise ValueError("the steps of own goals rise from the worst row to the best, and none is negative")
        return self


class StratumRow(Group):
    """From this share of the gap closed, or this result of the disadvantaged stratum, so many points more."""

    at_least: Quantity
    points: Quantity = Field(ge=0)


class Strata(Group):
    """Groups of people whose results count apart, and what that does to the measure's points."""

    groups: tuple[str, ...] = Field(min_length=2, description="Names of your own: lower case words, underscores.")
    use: Literal["lowest", "gap_closed", "bonus"] = Field(
        description="The worst stratum's result is the measure's; or points for the gap closed since the earlier"
        " period, or for the disadvantaged stratum's result, added up to the measure's most points."
    )
    better_off: str | None = Field(None, description="With gap_closed: with whom the disadvantaged are compared.")
    disadvantaged: str | None = Field(None, description="With gap_closed and bonus: whose results are to rise.")
    rows: tuple[StratumRow, ...] = ()

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        if len(set(self.groups)) != len(self.groups):
            raise ValueError("a stratum is named twice")
        needed = {"lowest": 0, "bonus": 1, "gap_closed": 2}[self.use]
        named = [each for each in (self.disadvantaged, self.better_off) if each is not None]
        if len(named) != needed or (needed == 1 and self.disadvantaged is None):
            raise ValueError("gap_closed names better_off and disadvantaged, bonus disadvantaged alone, lowest neither")
        if any(each not in self.groups for each in named) or len(set(named)) != len(named):
            raise ValueError("better_off and disadvantaged are two of the groups")
        if (self.use == "lowest") == bool(self.rows):
            raise ValueError("rows of points go with gap_closed and bonus, and are needed there")
        bounds, points = [row.at_least for row in self.rows], [row.points for row in self.rows]
        if bounds != sorted(set(bounds)) or points != sorted(points):
            raise ValueError("the rows must rise by at_least, and points must not fall")
        return self


class Measure(Group):
    """One measure: how its result is given, which way is better, and its benchmark on a scale of the scorecard."""

    measure: str = Field(pattern=_KEY, description="A name of its own: lower case words, underscores.")
    label: Text = Field(min_length=1)
    direction: Literal["higher", "lower"] = Field(description="Which results are better.")
    result: Literal["counts", "rate", "value", "observed_to_expected"] = Field(
        "counts",
        description="Numerator and denominator, a rate, a value on a range of its own, or observed over expected.",
    )
    reference_rate: Quantity | None = Field(
        None, gt=0, description="With observed_to_expected: the ratio times this rate is the risk-adjusted result."
    )
    definition: MeasureDefinition | None = None
    range: MeasureRange | None = Field(None, description="The ends of the scale of a value.")
    weight: Quantity = Field(Decimal(1), ge=0, description="Beside the other measures; 0 leaves it out of the score.")
    minimum_denominator: Whole | None = Field(None, ge=1, description="With fewer cases the result counts as absent.")
    scale: str | None = Field(None, description="The scale to score on; left out where the scorecard has one.")
    cut_points: tuple[Quantity, ...] | None = Field(None, description="One for each row of the scale, worst first.")
    published_cut_points: PublishedCutPoints | None = None
    peer_percentiles: PeerPercentiles | None = Field(None, description="Cut points from results of named peers.")
    own_result_goals: OwnResultGoals | None = Field(None, description="Cut points from one's own earlier result.")
    compares_with: ComparedWith | None = Field(None, description="Where it differs from its scale's.")
    strata: Strata | None = None
    reporting_years: tuple[int, ...] = Field((), description="Performance years in which complete reporting is enough.")
    look_back_months: Whole = Field(0, ge=0, le=240, description="Before the year, in which evidence still counts.")
    counts_as: str | None = Field(
        None,
        pattern=_KEY,
        description="Measures that name the same are one, collected in several ways: the one with most points counts.",
    )
    topped_out_cap: Quantity | None = Field(None, ge=0, description="No more points than this for achievement.")
    goal: Quantity | None = Field(None, description="Where a gap would be closed; for improvement by closing the gap.")

    @model_validator(mode="after")
    def _one_benchmark(self) -> Self:
        if len([each for each in _BENCHMARKS if getattr(self, each) is not None]) > 1:
            exactly_one_of(self, *_BENCHMARKS)
        if (self.result in ("value", "observed_to_expected")) != (self.range is not None):
            named = "a measure whose result is a value needs its range, and only such a measure has one"
            raise ValueError(f"{named}; so does observed_to_expected")
        if self.reference_rate is not None and self.result != "observed_to_expected":
            raise ValueError("reference_rate goes with result: observed_to_expected")
        if self.strata is not None and self.result not in ("counts", "rate"):
            raise ValueError("strata go with results that are counts or rates")
        if self.range is not None and self.range.least >= self.range.most:
            raise ValueError("the range's least is not below its most")
        return self

    @property
    def has_benchmark(self) -> bool:
        """Whether its results can be scored."""
        return any(getattr(self, each) is not None for each in _BENCHMARKS)

    @property
    def is_rate(self) -> bool:
        """Whether its result is a rate: counts, a rate, or a rate adjusted for risk."""
        return self.result in ("counts", "rate") or self.reference_rate is not None

    @property
    def ends(self) -> tuple[Decimal, Decimal]:
        """The least and the most that its result can be."""
        return (self.range.least, self.range.most) if self.range else (Decimal(0), Decimal(1))

    @property
    def worst(self) -> Decimal:
        """The worst result that there can be."""
        return self.ends[0] if self.direction == "higher" else self.ends[1]

    def reporting_only(self, year: int) -> bool:
        """Whether complete reporting is all that counts in a performance year."""
        return year in self.reporting_years


class ScaleRow(Group):
    """From this standing on, so many points. A percentile of others' results, or a standing in words."""

    percentile: Quantity | None = Field(None, gt=0, lt=100, description="Of others' results, for example 70.")
    standing: Text | None = Field(None, description="For example threshold, target, stretch goal, or decile 4.")
    points: Quantity = Field(ge=0)
    approached: Quantity | None = Field(
        None, ge=0, description="Where points jump at this row: those to which the straight line from above rises."
    )

    @model_validator(mode="after")
    def _one_standing(self) -> Self:
        exactly_one_of(self, "percentile", "standing")
        return self

    @property
    def label(self) -> str:
        """The standing in words."""
        return self.standing or f"{self.percentile:f}th percentile"


class Scale(Group):
    """Points by standing: steps, or straight lines from row to row. Below the first row there are `below` points."""

    scale: str = Field(pattern=_KEY)
    compares_with: ComparedWith | None = Field(None, description="Whom its percentiles or standings compare with.")
    between: Literal["steps", "straight_lines"]
    rows: tuple[ScaleRow, ...] = Field(min_length=1)
    below: Quantity = Field(Decimal(0), ge=0)
    at_worst: Quantity | None = Field(
        None, ge=0, description="With straight lines: points at the worst end of the measure's range."
    )

    @model_validator(mode="after")
    def _rising(self) -> Self:
        points = [self.below, *(row.points for row in self.rows)]
        if any(later < earlier for earlier, later in pairwise(points)):
            raise ValueError("points must not fall from a row to the next")
        percentiles = [row.percentile for row in self.rows if row.percentile is not None]
        if percentiles != sorted(set(percentiles)):
            raise ValueError("percentiles must rise from row to row")
        if any(
            later.approached is not None
            and (self.between == "steps" or not earlier.points <= later.approached <= later.points)
            for earlier, later in pairwise(self.rows)
        ):
            raise ValueError("approached goes with straight_lines and lies between the points of the rows around it")
        if self.rows[0].approached is not None:
            raise ValueError("approached goes with a row that has another above it")
        if self.at_worst is not None and (self.between == "steps" or self.at_worst > self.rows[0].points):
            raise ValueError("at_worst goes with straight_lines and cannot exceed the points of the first row")
        return self

    @property
    def maximum(self) -> Decimal:
        """The most points that the scale gives."""
        return self.rows[-1].points


class ImprovementRow(Group):
    """From this improvement on, so many points."""

    at_least: Quantity
    points: Quantity = Field(ge=0)


class Improvement(Group):
    """Points for getting better than one's own past.

    relative: the change as a share of the earlier result. absolute: the change itself. gap_closure: the change as a
    share of the gap between the earlier result and the measure's goal.
    """

    basis: Literal["relative", "absolute", "gap_closure"]
    between: Literal["steps", "straight_lines"]
    rows: tuple[ImprovementRow, ...] = Field(min_length=1)
    below: Quantity = Field(Decimal(0), ge=0)

    @model_validator(mode="after")
    def _rising(self) -> Self:
        bounds = [row.at_least for row in self.rows]
        points = [self.below, *(row.points for row in self.rows)]
        if bounds != sorted(set(bounds)):
            raise ValueError("at_least must rise from row to row")
        if any(later < earlier for earlier, later in pairwise(points)):
            raise ValueError("points must not fall from a row to the next")
        return self


class Blend(Group):
    """How much of the points comes from achievement and how much from improvement."""

    achievement: Share
    improvement: Share

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.achievement + self.improvement != 1:
            raise ValueError("achievement and improvement must add up to 100%")
        return self


class RewardRow(Group):
    """From this share of significantly improved measures on, so many points."""

    at_least: Share
    points: Quantity = Field(ge=0)


class Domain(Group):
    """Measures about one subject. Their points, as a share of what they could have, weigh so much in the composite."""

    domain: str = Field(pattern=_KEY)
    label: Text = Field(min_length=1)
    weight: Share
    measures: tuple[str, ...] = Field(min_length=1)
    improvement_reward: tuple[RewardRow, ...] = Field(
        (), description="Points added by the net share of significantly improved measures, up to the domain's maximum."
    )

    @model_validator(mode="after")
    def _rising(self) -> Self:
        bounds = [row.at_least for row in self.improvement_reward]
        if bounds != sorted(set(bounds)):
            raise ValueError("at_least must rise from row to row of improvement_reward")
        return self


class ReportingSet(Group):
    """Measures that an organization reports together, of several such sets. The set with the higher score counts.

    A set counts where a measure that stands in no other set has a result.
    """

    set: str = Field(pattern=_KEY)
    label: Text = Field(min_length=1)
    measures: tuple[str, ...] = Field(min_length=1)


class BonusPoints(Group):
    """Points for how measures were reported, added to those that were earned; they do not count as achievement."""

    at_most: Quantity = Field(gt=0)


class ImprovementOfComposite(Group):
    """Percentage points added to the composite for its own relative improvement."""

    factor: Share = Field(description="Added for each 100% of relative improvement.")
    at_most: Share
    least_earlier: Share = Field(Decimal(0), description="An earlier composite below this is taken as this.")


class Scorecard(Group):
    """From results of measures to one quality score. Without scales nothing is scored: measures are only named.

    Payment for closed gaps or for complete reports needs no more than that.
    """

    measures: tuple[Measure, ...] = Field(min_length=1)
    scales: tuple[Scale, ...] = ()
    count: Literal["achievement", "improvement", "better_of_both", "blend"] = "achievement"
    improvement: Improvement | None = None
    blend: Blend | None = None
    measure_weights: Literal["relative", "shares"] = Field(
        "relative", description="With shares, the weights of each domain must add up to 100%."
    )
    domains: tuple[Domain, ...] = ()
    reporting_sets: tuple[ReportingSet, ...] = Field(
        (), description="Sets of measures of which one or several are reported; the better one counts."
    )
    bonus_points: BonusPoints | None = None
    absent_measures: Literal["reweighted", "zero_points"] | None = Field(
        None,
        description="A measure without a result leaves the score, or earns nothing. Stated wherever there are scales.",
    )
    improvement_of_composite: ImprovementOfComposite | None = None

    @model_validator(mode="after")
    def _ways_to_count(self) -> Self:
        if (self.count == "achievement") == (self.improvement is not None):
            raise ValueError("the group improvement goes with a count other than achievement, and is needed there")
        if (self.count == "blend") != (self.blend is not None):
            raise ValueError("the group blend goes with count: blend, and is needed there")
        if self.domains and (self.reporting_sets or self.bonus_points):
            raise ValueError("reporting_sets and bonus_points go with a scorecard without domains")
        if len(self.reporting_sets) == 1:
            raise ValueError("one reporting set is no choice; leave reporting_sets out")
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """The measures' names, in order."""
        return tuple(measure.measure for measure in self.measures)

    def measure(self, key: str) -> Measure:
        """One measure by name; KeyError if there is none."""
        return next(each for each in self.measures if each.measure == key) if key in self.keys else _none(key)

    def scale_of(self, measure: Measure) -> Scale:
        """The scale on which a measure is scored."""
        if measure.scale is None:
            return self.scales[0]
        return next(scale for scale in self.scales if scale.scale == measure.scale)


def _none(key: str) -> Measure:
    raise KeyError(key)
