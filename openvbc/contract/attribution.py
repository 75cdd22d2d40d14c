"""How members are attributed to the provider: by lists, residence, visits, or a program's own rules."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from openvbc.codes import codes_in
from openvbc.contract.values import Group, Text, Whole, exactly_one_of


def _code(value: object) -> object:
    """Codes are text; a number would have lost its leading zeros."""
    if isinstance(value, Decimal | int):
        raise ValueError(f'{value} is read as a number; put codes in quotes, for example "{value}"')
    return value


def _code_or_range(written: str) -> str:
    """A code or a range as it is written; ValueError if it looks like a range and is none."""
    list(codes_in(written))
    return written


Code = Annotated[str, BeforeValidator(_code)]
CodeOrRange = Annotated[Code, AfterValidator(_code_or_range)]


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
    ties: tuple[Literal["latest_service", "visits", "allowed_amount"], ...] = Field(
        ("latest_service", "visits"), description="What breaks a tie, in order; the order of identifiers comes last."
    )
    against_outside: bool = Field(
        default=True, description="Whether providers outside all organizations compete, each by itself."
    )


class AttributionStep(Group):
    """One step; the first that decides holds."""

    patient_designated: bool | None = Field(
        None, description="The member chose a clinician of the provider, in force on the window's last day."
    )
    payer_designated: bool | None = Field(
        None, description="The payer's list names the provider, in the latest month up to the window's last day."
    )
    plurality: PluralityTerm | None = None
    geographic: GeographicAttribution | None = None
    elsewhere_decides: bool = Field(
        default=False, description="Whether someone designated outside all organizations ends the steps for the member."
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        exactly_one_of(self, "patient_designated", "payer_designated", "plurality", "geographic")
        if self.elsewhere_decides and not (self.patient_designated or self.payer_designated):
            raise ValueError("elsewhere_decides goes with a designation by the member or the payer")
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
    services: tuple[CodeOrRange, ...] = Field((), description="HCPCS codes that attribute; ranges like 99201-99215.")
    steps: tuple[AttributionStep, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        faults = list(self._faults())
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _faults(self) -> Iterator[str]:
        known = {each.name for each in self.provider_types}
        for number, step in enumerate(self.steps, start=1):
            if step.plurality is None:
                continue
            unknown = {*step.plurality.provider_types, *step.plurality.only_without} - known
            if unknown:
                yield f"step {number} compares {', '.join(sorted(unknown))}, which provider_types does not define"
            if not self.services:
                yield f"step {number} compares services, but `services` names no codes"
