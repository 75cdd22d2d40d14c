"""A distribution plan as agreed: what enters, in which order it is used, and who shares what is left by which rule.

The plan is data and computes nothing. It stands in a contract file under `distribution`, or in a file of its own.
"""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from openvbc.contract.values import Amount, Day, Group, Quantity, Share, Text, Whole, exactly_one_of

_NAME = r"^[a-z][a-z0-9_]*$"
Name = Annotated[str, Field(pattern=_NAME)]

#: What participants may be, as plans part their pools.
ParticipantType = Literal["primary_care", "specialist", "hospital", "post_acute", "community", "other"]
#: What an ACO must make public of its shared savings: infrastructure, redesigned care processes and other resources,
#: and what participants received.
Use = Literal["infrastructure", "redesigned_care", "participants"]


class Step(Group):
    """What is taken before anything is shared, in the order of the list."""

    step: str = Field(pattern=_NAME, description="A name of its own: lower case words, underscores.")
    label: Text = ""
    takes: Literal["repayment", "reserve", "operating_cost", "hold_back", "retained", "purpose"] = Field(
        description="A debt to others, the reserve up to its target, operating cost, a part held back for later"
        " corrections, a part that this level keeps, or money for a purpose."
    )
    rate: Share | None = Field(None, description="Of what is left at this step.")
    amount: Amount | None = Field(None, description="In dollars; never more than is left.")
    target: Amount | None = Field(None, description="What the reserve is filled up to.")
    not_above: Share | None = Field(None, description="At most this part of what came in.")
    shortfall: Literal["carried", "contributed"] = Field(
        "carried",
        description="What the money does not cover: carried into later years, or contributed by participants.",
    )
    use: Use | None = Field(None, description="What it counts as in the public report.")
    released: Text = Field("", description="When a hold-back is released.")
    to: Literal["outsiders", "patients"] | None = Field(
        None, description="Who receives it, where that is somebody outside the organization, or its patients."
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        exactly_one_of(self, "rate", "amount")
        if self.takes in ("repayment", "operating_cost") and self.amount is None:
            raise ValueError(f"a step that takes {self.takes} needs an amount")
        if self.target is not None and self.takes != "reserve":
            raise ValueError("only a reserve has a target")
        if self.shortfall == "contributed" and self.takes != "operating_cost":
            raise ValueError("only operating cost is contributed to")
        if self.to is not None and self.takes not in ("repayment", "operating_cost", "purpose"):
            raise ValueError(f"what a step that takes {self.takes} takes is received by nobody; take `to` out")
        if self.takes == "hold_back" and not self.released:
            raise ValueError("a hold-back needs `released`: when it is paid out")
        return self

    @property
    def words(self) -> str:
        """Its label."""
        return self.label or self.step.replace("_", " ").capitalize()


class SmallPanels(Group):
    """How a score of a small panel is drawn towards the others': own x n / (n + k), the rest of the mean."""

    panel: str = Field("lives", pattern=_NAME, description="The figure that counts the panel.")
    k: Quantity = Field(gt=0, description="The panel at which the own score counts half.")
    towards: Literal["pool_mean"] | Quantity = Field("pool_mean", description="The pool's mean, or a stated score.")


class MinimumPanel(Group):
    """Scores of panels below a size are replaced by the mean of the pool."""

    panel: str = Field("lives", pattern=_NAME)
    at_least: Quantity = Field(gt=0)


def _factor(value: object) -> object:
    """A factor that is named and no more."""
    return {"factor": value} if isinstance(value, str) else value


class Factor(Group):
    """A figure of each participant by which money is shared."""

    factor: str = Field(pattern=_NAME, description="A column of the participants, or what follows from several.")
    power: Whole = Field(1, ge=1, le=4, description="How often it is multiplied.")
    times: Quantity = Field(Decimal(1), gt=0, description="In a sum: what a unit of it counts.")
    missing: Literal["pool_mean"] | None = Field(None, description="Left out, a missing figure is a fault.")
    small_panels: SmallPanels | None = None
    minimum_panel: MinimumPanel | None = None


FactorOrName = Annotated[Factor, BeforeValidator(_factor, json_schema_input_type=str | Factor)]


class Gate(Group):
    """What a participant must reach to take its share."""

    factor: str = Field(pattern=_NAME)
    at_least: Quantity
    below: Literal["nothing", "in_proportion"] = Field(
        "nothing", description="Below it nothing is paid, or the part that was reached."
    )


class Limit(Group):
    """The most or the least of a share: dollars, or a part of a figure such as the participant's revenue."""

    amount: Amount | None = None
    rate: Share | None = None
    of: str | None = Field(None, pattern=_NAME)

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        exactly_one_of(self, "amount", "rate")
        if (self.rate is None) != (self.of is None):
            raise ValueError("a rate is of a figure: write {rate: 2%, of: revenue}")
        return self


class Sharing(Group):
    """By what an amount is shared, among whom, and within which limits."""

    by: tuple[FactorOrName, ...] = Field((), description="Figures of participants; several are multiplied.")
    combine: Literal["product", "sum"] = "product"
    equal: bool = Field(default=False, description="Everybody gets the same.")
    fixed: dict[Text, Quantity] = Field(default_factory=dict, description="Agreed weights by participant.")
    types: tuple[ParticipantType, ...] = Field((), description="Who shares; left out, every participant of the level.")
    members: tuple[Text, ...] = Field((), description="Who shares, by identifier.")
    prorated: bool = Field(default=False, description="By the months of the period in which the participant was there.")
    cap: Limit | None = None
    floor: Limit | None = None
    rest_to: Literal["reserve", "retained"] | None = Field(
        None, description="Where money goes that nobody can be paid: everybody is at the cap, or fails a gate."
    )

    @model_validator(mode="after")
    def _checked(self) -> Self:
        if self.types and self.members:
            raise ValueError("name types or members, not both")
        if any(weight < 0 for weight in self.fixed.values()):
            raise ValueError("a fixed weight is negative; a weight is zero or more")
        names = [each.factor for each in self.by]
        if len(set(names)) < len(names):
            raise ValueError("one factor stands twice; write {factor: ..., power: 2}")
        if self.combine == "product" and any(each.times != 1 for each in self.by):
            raise ValueError("`times` is for sums; in a product it changes nothing")
        return self

    @property
    def ways(self) -> int:
        """In how many ways it says how to share; one is right."""
        return bool(self.by) + self.equal + bool(self.fixed)


class Pool(Sharing):
    """A part of what is left, and who shares it how; or a part that this level keeps for a use."""

    pool: str = Field(pattern=_NAME, description="A name of its own: lower case words, underscores.")
    label: Text = ""
    share: Share | Literal["rest"] = Field(description="Of what is left after the steps before; or the rest.")
    kept: bool = Field(default=False, description="This level keeps it: nobody shares it.")
    use: Use | None = Field(None, description="What it counts as in the public report.")
    first: tuple[Step, ...] = Field((), description="What is taken from this pool before it is shared.")
    gates: tuple[Gate, ...] = ()
    leavers: Literal["keep", "forfeit"] = Field(
        "keep", description="Whether those who left within the period keep their share."
    )
    forfeits_to: Literal["others", "reserve", "retained"] = Field(
        "others", description="Where a share goes that a gate or a departure takes away."
    )

    @model_validator(mode="after")
    def _shared_or_kept(self) -> Self:
        if self.kept and (self.ways or self.gates or self.types or self.members or self.first):
            raise ValueError("a pool that is kept is not shared; take out how it is shared, and its steps, or `kept`")
        if not self.kept and self.ways != 1:
            raise ValueError("say how the pool is shared: exactly one of by, equal, fixed (or kept: true)")
        return self

    @property
    def words(self) -> str:
        """Its label."""
        return self.label or self.pool.replace("_", " ").capitalize()


class LossSharing(Sharing):
    """By what losses, or central costs that the money did not cover, are shared."""

    reserve_first: bool = Field(default=False, description="The reserve pays before anybody else.")

    @model_validator(mode="after")
    def _said(self) -> Self:
        if self.ways != 1:
            raise ValueError("say how it is shared: exactly one of by, equal, fixed")
        return self


class Guarantee(Group):
    """A least amount for each participant, paid out of the reserve as far as that reaches."""

    amount: Amount
    types: tuple[ParticipantType, ...] = ()


class Split(Group):
    """How one level divides what reaches it among those of the next level."""

    level: str = Field(pattern=_NAME, description="Who divides: `organization`, or one of the plan's levels.")
    first: tuple[Step, ...] = Field((), description="What is taken before anything is shared, in this order.")
    pools: tuple[Pool, ...] = Field(min_length=1)
    losses: LossSharing | None = Field(None, description="How losses are shared; left out, this level bears them.")
    contributions: LossSharing | None = Field(None, description="How uncovered costs are contributed.")
    guarantee: Guarantee | None = None


class Entering(Group):
    """Money that enters: what a payment stream of a settlement comes to, or an amount that is given."""

    stream: str | None = Field(None, pattern=_NAME)
    contract: Text | None = Field(None, description="The settlement's contract, where several have such a stream.")
    line: str | None = Field(None, pattern=_NAME, description="A line of it; left out, what the stream comes to.")
    given: str | None = Field(None, pattern=_NAME, description="A name of the file of amounts: a released hold-back.")
    label: Text = ""

    @model_validator(mode="after")
    def _one(self) -> Self:
        exactly_one_of(self, "stream", "given")
        return self


class Fund(Group):
    """Money of one kind. Kinds never mix but where a fund says that several enter."""

    fund: str = Field(pattern=_NAME, description="A name of its own: lower case words, underscores.")
    label: Text = ""
    kind: Literal["savings", "quality", "care_management", "capitation", "advance"]
    enters: tuple[Entering, ...] = Field(min_length=1)
    splits: tuple[Split, ...] = Field(min_length=1, description="From the organization down, one for each level.")

    @property
    def words(self) -> str:
        """Its label."""
        return self.label or self.fund.replace("_", " ").capitalize()

    def split(self, level: str) -> Split | None:
        """How a level divides it; None where that level keeps what reaches it."""
        return next((each for each in self.splits if each.level == level), None)


class FactorMeaning(Group):
    """A figure of participants of the plan's own: what it is called and counted in."""

    factor: str = Field(pattern=_NAME)
    label: Text = Field(min_length=1)
    unit: Literal["dollars", "rate", "number"]
    adds_up: bool = Field(description="Whether a group's figure is the sum of its providers'.")


class ControlTotal(Group):
    """What a figure of all participants together must be: a line of a settlement, or a number."""

    factor: str = Field(pattern=_NAME)
    equals: Quantity | None = None
    stream: str | None = Field(None, pattern=_NAME)
    line: str | None = Field(None, pattern=_NAME)

    @model_validator(mode="after")
    def _one(self) -> Self:
        exactly_one_of(self, "equals", "stream")
        if (self.stream is None) != (self.line is None):
            raise ValueError("name the stream and its line")
        return self


class Pay(Group):
    """A clinician's pay of which the shares are the incentive: base salary and productivity beside it."""

    base_salary: str | None = Field(None, pattern=_NAME, description="The figure that holds the base salary.")
    productivity: str | None = Field(None, pattern=_NAME, description="The figure that is paid for, such as rvus.")
    rate: Amount | None = Field(None, description="Dollars for each unit of it.")

    @model_validator(mode="after")
    def _rated(self) -> Self:
        if (self.productivity is None) != (self.rate is None):
            raise ValueError("productivity and its rate go together")
        return self


class ConductLimits(Group):
    """Limits of the plan's own beyond which its rules of conduct warn."""

    incentive_of_pay: Share | None = Field(None, description="The incentive's part of a clinician's pay.")
    loss_of_revenue: Share | None = Field(None, description="A loss share's part of a participant's revenue.")


class ReferenceTerms(Group):
    """The contract in short, by which is reckoned what each group brings: a reference, never a payment."""

    sharing_rate: Share
    minimum_savings_rate: Share = Decimal(0)
    loss_rate: Share = Decimal(0)
    minimum_loss_rate: Share = Decimal(0)


class Questions(Group):
    """Whom a participant asks, and until when."""

    to: Text = Field(min_length=1)
    days: Whole = Field(ge=1, description="Days after the statement's date of payment.")


class DistributionPlan(Group):
    """A plan: its levels, figures, funds and rules."""

    plan: Text = Field(min_length=1, description="The plan's name.")
    version: Text = Field(min_length=1)
    adopted: Day = Field(description="The day on which the governing body adopted this version.")
    organization: Text = Field(min_length=1)
    start: Day = Field(description="First day of the period that is distributed.")
    end: Day = Field(description="Last day of it.")
    payable: Day | None = Field(None, description="When the amounts are paid.")
    program: Literal["medicare_shared_savings_program"] | None = Field(
        None, description="A program with conditions of its own on distribution."
    )
    levels: tuple[Name, ...] = Field(("provider",), min_length=1, description="Below the organization, from the top.")
    interim: Literal["refused", "with_claw_back"] = Field(
        "refused", description="Whether money of an interim settlement may be distributed, to be corrected later."
    )
    no_incentive_to_limit_care: bool = Field(
        default=False, description="Whether the plan says that no payment rewards limiting necessary care."
    )
    factors: tuple[FactorMeaning, ...] = ()
    control_totals: tuple[ControlTotal, ...] = ()
    not_sharing: tuple[ParticipantType, ...] = Field((), description="Types that take no share, as was agreed.")
    funds: tuple[Fund, ...] = Field(min_length=1)
    pay: Pay | None = None
    limits: ConductLimits = Field(default_factory=ConductLimits)
    reference: ReferenceTerms | None = None
    questions: Questions | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"the period ends on {self.end}, which is not after its start on {self.start}")
        return self
