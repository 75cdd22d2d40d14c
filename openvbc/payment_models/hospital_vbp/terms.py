"""What a contract says of Hospital Value-Based Purchasing: how each figure of a fiscal year's scoring is given."""

from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.values import Group
from openvbc.payment_models.hospital_vbp.measures import COLON, HYSTERECTOMY


class ScoredMeasure(Group):
    """A measure and the domain that it is scored in."""

    measure: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="As figures name it: mort_30_ami.")
    domain: str = Field(pattern=r"^[a-z][a-z_]*$", description="clinical_outcomes, safety, ...")


class HospitalVbpTerms(Group):
    """How the figures of a hospital's scoring and payment are given."""

    standards: Literal["published", "given"] = Field(
        description="Floors, achievement thresholds and benchmarks: the published ones, or figures."
    )
    sufficient_data: Literal["stated", "by_cases"] = Field(
        description="A measure with too few cases has no rate, as the payer states; or cases are figures and tested."
    )
    ssi: Literal["stated", "by_predicted_infections"] = Field(
        "stated",
        description="Where both surgical site infections are scored: their score together as the payer states it, or"
        " computed from the predicted infections of each.",
    )
    slope: Literal["given", "from_all_hospitals"] = Field(
        description="The slope of the exchange function: a figure, or solved from the sums over all hospitals."
    )
    measures: tuple[ScoredMeasure, ...] | None = Field(
        None, description="The measures that are scored, where they are not those published for the fiscal year."
    )
    given_domain_scores: tuple[str, ...] = Field(
        (), description="Domains whose score is a figure instead of following from measures."
    )

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        named = [each.measure for each in self.measures or ()]
        if len(set(named)) < len(named):
            raise ValueError("a measure stands twice")
        both = {COLON, HYSTERECTOMY} & {*named}
        if len(both) == 1:
            raise ValueError(f"{COLON} and {HYSTERECTOMY} are scored together; name both")
        return self
