"""How members are attributed to the provider: by lists, residence, visits, or a program's own rules."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from openvbc.codes import codes_in
from openvbc.contract.values import Group, Text, Whole, exactly_one_of


def _code(value: object) -> object:
    """Codes are text; a number would have lost its leading zeros."""
    if isinstance(value, Decimal | int):
        raise ValueError(f'{value} is read as a number; put codes in quotes, for example "{value}"')
    return value


Code = Annotated[str, BeforeValidator(_code)]


class GeographicAttribution(Group):
    """Members belong to the provider by where they live."""

    states: tuple[Code, ...] = Field(min_length=1, description="State abbreviations, for example [CA].")
    counties: tuple[Code, ...] = Field(
        (), description="SSA county codes (state and county, five digits); all if empty."
    )


class ProgramAssignment(Group):
    """Members are assigned as the Shared Savings Program's regulation says, from claims."""

    organization: Text = Field(min_length=1, description="The ACO's identifier in the list of participants.")
    assignment: Literal["retrospective", "prospective"] = Field(
        description="Whether the year's own services assign, or those of the twelve months that end before October."
    )


class ProviderTypeTerm(Group):
    """A type of provider in the contract's words."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="Lower case words joined by underscores.")
    specialties: tuple[Code, ...] = Field(min_length=1, description="CMS specialty codes, two characters each.")


class PluralityTerm(Group):
    """Members belong to whoever gave them most of some services."""

    of: Literal["visits", "allowed_amount"]
    provider_types: tuple[Text, ...] = Field(min_length=1, description="Whose services are compared.")
    minimum_visits: Whole = Field(1, ge=1, le=100)
    only_without: tuple[Text, ...] = Field(
        (), description="The step is only for members without a service by these types of provider."
    )
    against_outside: bool = Field(
        default=True, description="Whether providers outside all organisations compete, each by itself."
    )


class AttributionStep(Group):
    """One step; the first that decides holds."""

    patient_designated: bool | None = Field(None, description="The member chose a clinician of the provider.")
    payer_designated: bool | None = Field(None, description="The payer's list names the provider.")
    plurality: PluralityTerm | None = None
    geographic: GeographicAttribution | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        exactly_one_of(self, "patient_designated", "payer_designated", "plurality", "geographic")
        return self


class StepwiseAttribution(Group):
    """Members are attributed in steps, in the contract's order of precedence."""

    organization: Text = Field(min_length=1, description="The provider's identifier in the list of participants.")
    window_months: Whole = Field(12, ge=1, le=60, description="Services of so many months attribute.")
    window_ends_months_before: Whole = Field(
        0,
        ge=0,
        le=24,
        description="0: with the performance year (retrospective); else so many months before it begins.",
    )
    provider_types: tuple[ProviderTypeTerm, ...] = ()
    services: tuple[Code, ...] = Field((), description="HCPCS codes that attribute; ranges like 99201-99215.")
    steps: tuple[AttributionStep, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        known = {each.name for each in self.provider_types}
        for step in self.steps:
            if step.plurality is None:
                continue
            named = {*step.plurality.provider_types, *step.plurality.only_without}
            if named - known:
                raise ValueError(
                    f"a step compares {', '.join(sorted(named - known))}, which provider_types does not define"
                )
            if not self.services:
                raise ValueError("a step compares services, but `services` names no codes")
        for written in self.services:
            list(codes_in(written))
        return self
