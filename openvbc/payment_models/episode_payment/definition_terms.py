"""How a contract says what an episode is: what begins one, its days, what counts in it, and who is responsible."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.attribution import Code, CodeOrRange
from openvbc.contract.model import NAME
from openvbc.contract.values import Amount, Group, Quantity, Share, Text, Whole

#: A name of the contract's own: of a type of episode, a class of risk, a setting, a participant.
Name = Annotated[str, Field(pattern=NAME)]
Setting = Literal[
    "acute",
    "rehabilitation",
    "psychiatric",
    "long_term",
    "inpatient",
    "skilled_nursing",
    "home_health",
    "hospice",
    "outpatient",
    "emergency_department",
    "professional",
    "durable_medical_equipment",
    "other",
]


class TriggerTerms(Group):
    """Codes that begin an episode: of an admission's group, of a line, or of a diagnosis."""

    diagnosis_related_groups: tuple[CodeOrRange, ...] = Field((), description="Of the last hospital of an admission.")
    hcpcs: tuple[CodeOrRange, ...] = Field((), description="HCPCS or CPT codes of lines.")
    diagnoses: tuple[CodeOrRange, ...] = Field((), description="Diagnoses of any claim, without dots.")
    claims: Literal["institutional", "professional"] | None = Field(
        None, description="Which claims' lines begin one; left out, both."
    )
    principal_only: bool = Field(default=False, description="Whether the diagnosis must be the principal one.")
    second_within_days: Whole | None = Field(
        None, ge=1, le=730, description="A second day with the diagnosis must come so soon; left out, one is enough."
    )
    needed_procedures: tuple[Code, ...] = Field((), description="The admission must have one of these procedures.")
    refused_procedures: tuple[Code, ...] = Field((), description="The admission may have none of these.")

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = [self.diagnosis_related_groups, self.hcpcs, self.diagnoses]
        if sum(bool(each) for each in kinds) != 1:
            raise ValueError("a trigger has diagnosis_related_groups, hcpcs or diagnoses: one of them")
        if (self.needed_procedures or self.refused_procedures) and not self.diagnosis_related_groups:
            raise ValueError("procedures are asked of admissions; the trigger needs diagnosis_related_groups")
        if self.claims is not None and not self.hcpcs:
            raise ValueError("claims says whose lines begin an episode; the trigger needs hcpcs")
        if (self.principal_only or self.second_within_days is not None) and not self.diagnoses:
            raise ValueError("principal_only and second_within_days are said of diagnoses")
        return self


class WindowTerms(Group):
    """The days of an episode."""

    days: Whole = Field(ge=1, le=730, description="Of the period after the anchor.")
    first_day: Literal["anchor_end", "day_after"] = Field(
        description="The first of them: the anchor's last day, as CMS counts, or the day after it."
    )
    monitored_days: Whole = Field(0, ge=0, le=365, description="After the period, watched beside it.")
    look_back_days: Whole = Field(
        0, ge=0, le=90, description="Before the anchor, of which outpatient and professional lines belong to it."
    )
    enrolled_days_before: Whole = Field(0, ge=0, le=730, description="In which the person must be enrolled.")
    longest_anchor_days: Whole | None = Field(None, ge=1, le=365, description="A longer anchor begins no episode.")


class ServiceTerms(Group):
    """Services by code or setting."""

    diagnosis_related_groups: tuple[CodeOrRange, ...] = Field((), description="Of stays after the anchor.")
    hcpcs: tuple[CodeOrRange, ...] = ()
    settings: tuple[Setting, ...] = ()


class DefinedType(Group):
    """What an episode of a type is."""

    triggers: tuple[TriggerTerms, ...] = Field(min_length=1)
    window: WindowTerms | None = Field(None, description="Left out, the days of the definition.")
    excluded: ServiceTerms | None = Field(None, description="Services that do not count in it.")
    included: ServiceTerms | None = Field(None, description="After the anchor only these count; left out, all do.")


class OverlapTerms(Group):
    """What happens where one episode begins in another."""

    earlier: Name | None = Field(None, description="The type of the one that began first; left out, any.")
    later: Name | None = Field(None, description="The type of the one that begins in it; left out, any.")
    earlier_setting: Literal["inpatient", "outpatient", "condition"] | None = None
    later_setting: Literal["inpatient", "outpatient", "condition"] | None = None
    on_other_days: bool = Field(default=False, description="Only where the two begin on different days.")
    gives_way: Literal["earlier", "later", "neither"]


class CostLimits(Group):
    """Where the cost of an episode is cut off, by percentiles of its type or in dollars."""

    lower_percentile: Share | None = None
    upper_percentile: Share | None = None
    most: dict[Name, Amount] = Field(default_factory=dict, description="Dollars by type, instead of the percentile.")


class ExcludedFacilities(Group):
    """Facilities whose admissions and procedures begin no episode; what is given of one must all hold."""

    numbers: CodeOrRange | None = Field(None, description="Characters 3 to 6 of the CCN: 1300-1399.")
    state: Code | None = Field(None, description="Characters 1 and 2 of the CCN.")


class ConditionCount(Group):
    """How the condition categories of a person are counted, for the risk factor `hcc_count`."""

    model: Text = Field(min_length=1, description="The risk model whose categories count: V28-2026.")
    days_before: Whole = Field(
        ge=1, le=730, description="Days before the anchor whose diagnoses count; the last is the day before it."
    )


class EconomicRisk(Group):
    """Whose economic risk raises a price, for the risk factor `economic_risk`: without it, and with it.

    With it is who has full Medicaid or the low-income subsidy of Part D on the anchor's first day, or is on the list.
    """

    deprived_communities: Name | None = Field(
        None,
        description="The list of people who live where the deprivation index is above the program's percentile, which"
        " claims do not tell; given with --people NAME=FILE. Left out, where people live does not count.",
    )


class DefinitionTerms(Group):
    """The definition of the contract's episodes, for figures that are counted from claims."""

    organization: Text = Field(
        min_length=1, description="Whose episodes are settled, as the list of participants says."
    )
    types: dict[Name, DefinedType] = Field(
        default_factory=dict, description="By type of episode; left out, the program's published triggers."
    )
    window: WindowTerms
    transfer_days: Whole = Field(
        1, ge=0, le=5, description="An admission to another hospital so soon goes on with the one before."
    )
    amount: Literal["paid", "allowed"]
    responsible: tuple[Literal["practice", "clinician", "facility"], ...] = Field(
        min_length=1, description="Whose episode it is, by the anchor's TIN, NPI or CCN: the first that is on the list."
    )
    overlaps: tuple[OverlapTerms, ...] = Field((), description="The first that fits; else the later one gives way.")
    excluded: ServiceTerms | None = Field(None, description="Services that count in no episode.")
    excluded_facilities: tuple[ExcludedFacilities, ...] = ()
    covered: Literal["parts_a_and_b", "any"] = Field(
        description="Whether people must have Parts A and B without a break, outside Medicare Advantage."
    )
    renal_disease: Literal["dropped", "kept"] = Field(description="People with end-stage renal disease.")
    people_left_out: tuple[Name, ...] = Field(
        (),
        description="Lists of people of whom no episode is settled, such as those whom a shared-savings contract"
        " counts; each is given with --people NAME=FILE.",
    )
    cost_limits: CostLimits | None = None
    lengths_of_stay: dict[Code, Quantity] = Field(
        default_factory=dict, description="Geometric mean days by diagnosis-related group, for claims that end later."
    )
    visit_codes: tuple[Code, ...] = Field((), description="HCPCS codes of home health visits, for the same.")
    procedure_ranks: tuple[Code, ...] = Field(
        (), description="HCPCS codes by their place among comprehensive payment groups: of one claim the first counts."
    )
    ages: tuple[Whole, ...] = Field(
        (), description="The first age of each class of the risk factor `age` but its first: [65, 75, 85]."
    )
    condition_count: ConditionCount | None = Field(
        None,
        description="Condition categories, for the risk factor `hcc_count`, whose first class is none, its second one,"
        " and so on; its last is all above.",
    )
    economic_risk: EconomicRisk | None = Field(
        None, description="Who is at economic risk, for the risk factor `economic_risk`: its classes are without, with."
    )
    procedures_as_groups: bool = Field(
        default=False,
        description="Whether HCPCS codes that the program maps into a diagnosis-related group begin what that begins.",
    )
