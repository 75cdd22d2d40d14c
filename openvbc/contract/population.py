"""Whom a contract covers, how they are attributed, and which of their expenditures count."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from openvbc.contract.values import Amount, Group, Share, exactly_one_of


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


class Attribution(Group):
    """How members are attributed to the provider: by a list that the payer keeps, or by geography."""

    payer_list: bool | None = Field(None, description="The payer keeps the list; figures come with it.")
    geographic: GeographicAttribution | None = None

    @model_validator(mode="after")
    def _one_method(self) -> Self:
        exactly_one_of(self, "payer_list", "geographic")
        return self


class Population(Group):
    """The people whom the contract covers."""

    line_of_business: Literal["commercial", "medicaid", "medicare_advantage", "traditional_medicare", "exchange"]
    attribution: Attribution


class Truncation(Group):
    """Where one member's yearly cost is cut off: at an amount, or at a percentile of the population."""

    per_member_per_year: Amount | None = None
    percentile: Share | None = Field(None, description="For example 99%: costs above the 99th percentile are cut off.")

    @model_validator(mode="after")
    def _one_point(self) -> Self:
        exactly_one_of(self, "per_member_per_year", "percentile")
        if self.percentile is not None and not 0 < self.percentile < 1:
            raise ValueError("a percentile lies between 0% and 100%, for example 99%")
        return self


class CarveOut(Group):
    """A part of the cost of care that does not count, named; for claims, by category of service or by DRG."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="Lower case words joined by underscores.")
    category: Literal["inpatient", "outpatient", "professional", "pharmacy"] | None = None
    diagnosis_related_groups: tuple[Code, ...] = ()
