"""Funding sources: the money that a payment stream pays from, as a closed and nested list.

A stream that pays for part of a source overlaps with one that pays for the whole: an episode's savings are savings of
the total cost of care too. The list is closed so that two contracts mean the same by a word; a payment model says what
each of its forms of terms pays from.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final


class FundingSource(StrEnum):
    """Money that a stream pays from. What holds what stands in `PART_OF`."""

    PREMIUM = "premium"
    TOTAL_COST_OF_CARE = "total_cost_of_care"
    INPATIENT = "inpatient"
    OUTPATIENT = "outpatient"
    EMERGENCY_DEPARTMENT = "emergency_department"
    PROFESSIONAL = "professional"
    PRIMARY_CARE = "primary_care"
    SPECIALTY_CARE = "specialty_care"
    POST_ACUTE_CARE = "post_acute_care"
    SKILLED_NURSING = "skilled_nursing"
    HOME_HEALTH = "home_health"
    HOSPICE = "hospice"
    DURABLE_MEDICAL_EQUIPMENT = "durable_medical_equipment"
    PHARMACY = "pharmacy"
    BEHAVIORAL_HEALTH = "behavioral_health"
    EPISODES = "episodes"
    QUALITY_PAYMENT = "quality_payment"
    QUALITY_WITHHOLD = "quality_withhold"
    QUALITY_PENALTY = "quality_penalty"
    READMISSIONS_REDUCTION = "readmissions_reduction"
    ACQUIRED_CONDITIONS_REDUCTION = "acquired_conditions_reduction"
    CARE_MANAGEMENT_FEE = "care_management_fee"
    INFRASTRUCTURE_PAYMENT = "infrastructure_payment"

    @property
    def label(self) -> str:
        """As people read it."""
        return self.value.replace("_", " ")

    @property
    def within(self) -> tuple["FundingSource", ...]:
        """The source itself and those that hold it, innermost first."""
        found = [self]
        while found[-1] in PART_OF:
            found.append(PART_OF[found[-1]])
        return tuple(found)

    def overlaps(self, other: "FundingSource") -> bool:
        """Whether some dollar may belong to both: they are the same, one holds the other, or an episode cuts across."""
        if self in other.within or other in self.within:
            return True
        # An episode runs through settings: a stay, its surgeon, its rehabilitation.
        return FundingSource.EPISODES in (self, other) and all(
            FundingSource.TOTAL_COST_OF_CARE in each.within for each in (self, other)
        )


#: The source that holds each other one. Care is paid from the premium; quality and fees are money beside it.
PART_OF: Final[dict[FundingSource, FundingSource]] = {
    FundingSource.TOTAL_COST_OF_CARE: FundingSource.PREMIUM,
    FundingSource.INPATIENT: FundingSource.TOTAL_COST_OF_CARE,
    FundingSource.OUTPATIENT: FundingSource.TOTAL_COST_OF_CARE,
    FundingSource.EMERGENCY_DEPARTMENT: FundingSource.OUTPATIENT,
    FundingSource.PROFESSIONAL: FundingSource.TOTAL_COST_OF_CARE,
    FundingSource.PRIMARY_CARE: FundingSource.PROFESSIONAL,
    FundingSource.SPECIALTY_CARE: FundingSource.PROFESSIONAL,
    FundingSource.POST_ACUTE_CARE: FundingSource.TOTAL_COST_OF_CARE,
    FundingSource.SKILLED_NURSING: FundingSource.POST_ACUTE_CARE,
    FundingSource.HOME_HEALTH: FundingSource.POST_ACUTE_CARE,
    FundingSource.HOSPICE: FundingSource.TOTAL_COST_OF_CARE,
    FundingSource.DURABLE_MEDICAL_EQUIPMENT: FundingSource.TOTAL_COST_OF_CARE,
    FundingSource.PHARMACY: FundingSource.TOTAL_COST_OF_CARE,
    FundingSource.BEHAVIORAL_HEALTH: FundingSource.TOTAL_COST_OF_CARE,
    FundingSource.EPISODES: FundingSource.TOTAL_COST_OF_CARE,
}


def overlapping(
    first: frozenset[FundingSource], second: frozenset[FundingSource]
) -> Iterator[tuple[FundingSource, FundingSource]]:
    """The sources of the one and of the other that some dollar may belong to both of."""
    for one in sorted(first):
        for other in sorted(second):
            if one.overlaps(other):
                yield one, other
