"""Whom a contract covers, how they are attributed, and which of their expenditures count."""

from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.attribution import Code, GeographicAttribution, ProgramAssignment, StepwiseAttribution
from openvbc.contract.claims_basis import ClaimsBasis
from openvbc.contract.values import Group, Text, exactly_one_of


class Attribution(Group):
    """How members are attributed to the provider: one method."""

    payer_list: bool | None = Field(None, description="The payer keeps the list; figures come with it.")
    geographic: GeographicAttribution | None = None
    stepwise: StepwiseAttribution | None = None
    shared_savings_program: ProgramAssignment | None = None
    leave_out: tuple[Literal["medicare_advantage_month", "month_with_part_a_or_b_only"], ...] = Field(
        (),
        description="Who belongs to nobody: people with a month in Medicare Advantage, or with one of Parts A and B"
        " alone, in the year or the months whose services attribute.",
    )

    @model_validator(mode="after")
    def _one_method(self) -> Self:
        exactly_one_of(self, "payer_list", "geographic", "stepwise", "shared_savings_program")
        if self.leave_out and self.geographic is None and self.stepwise is None:
            raise ValueError(
                "leave_out goes with geographic or stepwise; a payer's list and a program leave out their own"
            )
        return self


class Population(Group):
    """The people whom the contract covers, or one of several groups of them (a cohort)."""

    part_of: Text | None = Field(
        None, description="The population that holds these people too; without it, nobody is in two populations."
    )
    line_of_business: Literal[
        "commercial",
        "self_funded_employer",
        "direct_to_employer",
        "medicaid",
        "medicare_advantage",
        "traditional_medicare",
        "exchange",
    ]
    delivery_system: (
        Literal[
            "accountable_care_organization",
            "medical_home",
            "health_home",
            "managed_care_organization",
            "clinically_integrated_network",
        ]
        | None
    ) = Field(None, description="What the provider is to these people, where the contract says it.")
    payers: tuple[Text, ...] = Field(
        (),
        description="Whose people and claims count, by the names that the data have; left out, the contract's payer, of"
        " traditional Medicare the payers of that type, or the only payer that the data name.",
    )
    plans: Literal["all"] | tuple[Text, ...] = Field(
        (),
        description="Which plans of the payer count, by the names that the data have; left out, the only one there is.",
    )
    attribution: Attribution
    claims_basis: ClaimsBasis | None = Field(
        None,
        description="How claims count, for streams and measures; needed where figures are counted from claims.",
    )


class CarveOut(Group):
    """A part of the cost of care that does not count, named; for claims, by category of service or by codes.

    A code is one like "470", a beginning like "S72*", or a range like "99281-99285". A line is carved out if it meets
    any of the lists, and is in the category where both are given.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="Lower case words joined by underscores.")
    category: (
        Literal[
            "inpatient",
            "outpatient",
            "emergency_department",
            "professional",
            "skilled_nursing",
            "home_health",
            "hospice",
            "durable_medical_equipment",
            "pharmacy",
        ]
        | None
    ) = None
    diagnosis_related_groups: tuple[Code, ...] = ()
    hcpcs: tuple[Code, ...] = Field((), description="HCPCS or CPT codes of lines.")
    ndcs: tuple[Code, ...] = Field((), description="Drug codes of pharmacy fills, eleven digits.")
    diagnoses: tuple[Code, ...] = Field((), description="Principal diagnoses, without dots; the whole claim goes.")
    any_diagnosis: bool = Field(default=False, description="Whether any diagnosis of the claim takes it out.")
    whole_claim: bool = Field(default=False, description="Whether a line that meets a code takes its whole claim out.")
