"""What a contract says of the Hospital-Acquired Condition Reduction Program: how each figure is given."""

from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.values import Group


class HospitalAcquiredConditionsTerms(Group):
    """How the figures of a hospital's reduction are given."""

    scores: Literal["given", "from_results"] = Field(
        description="Scores of measures (points, or winsorized z-scores): figures, or z-scores computed from results."
    )
    cut: Literal["published", "given"] = Field(
        description="The score above which hospitals are reduced: as CMS's file of the year shows it, or a figure."
    )
    payments: Literal["whole", "after_streams"] = Field(
        description="What is payable otherwise: one figure, or base payments, outcomes of other streams, and the rest."
    )
    after: tuple[str, ...] = Field(
        (), description="Streams of this contract whose outcomes come before the reduction, in order."
    )

    @model_validator(mode="after")
    def _streams_named(self) -> Self:
        if (self.payments == "after_streams") != bool(self.after):
            raise ValueError("`after` names the streams of payments: after_streams, and only of these")
        if len(set(self.after)) < len(self.after):
            raise ValueError("a stream stands twice under after")
        return self
