"""What a contract says of the Hospital Readmissions Reduction Program: how each figure of a fiscal year is given."""

from typing import Literal

from pydantic import Field

from openvbc.contract.values import Group


class HospitalReadmissionsTerms(Group):
    """How the figures of a hospital's reduction are given."""

    ratios: Literal["given", "from_rates"] = Field(
        description="Excess readmission ratios: figures, or predicted over expected readmission rates."
    )
    neutrality_modifier: Literal["published", "given"] | None = Field(
        None, description="From fiscal year 2019: the national number as CMS published it, or a figure."
    )
