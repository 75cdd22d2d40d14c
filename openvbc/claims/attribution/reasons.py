"""The closed list of reasons for which a person belongs to an organization, or to none."""

from enum import StrEnum
from typing import Final


class Exclusion(StrEnum):
    """Why a person is left out before any step."""

    DIED_BEFORE_PERIOD = "died_before_period"
    NOT_ENROLLED_IN_PERIOD = "not_enrolled_in_period"
    NO_MONTH_WITH_PART_A_AND_B = "no_month_with_part_a_and_b"
    MONTH_WITH_PART_A_OR_B_ONLY = "month_with_part_a_or_b_only"
    MEDICARE_ADVANTAGE_MONTH = "medicare_advantage_month"
    LIVES_OUTSIDE = "lives_outside"
    OTHER_INITIATIVE = "other_initiative"


class Reason(StrEnum):
    """How a person who is not left out came to an organization, or why to none."""

    PATIENT_DESIGNATED = "patient_designated"
    PAYER_DESIGNATED = "payer_designated"
    PLURALITY = "plurality"
    GEOGRAPHIC = "geographic"
    DESIGNATED_ELSEWHERE = "designated_elsewhere"
    DESIGNATION_UNCLEAR = "designation_unclear"
    OTHER_PROVIDER_HAD_MORE = "other_provider_had_more"
    TOO_FEW_VISITS = "too_few_visits"
    ORGANIZATION_LACKS_REQUIRED_SERVICE = "organization_lacks_required_service"
    NO_REQUIRED_SERVICE_AT_ORGANIZATION = "no_required_service_at_organization"
    NO_QUALIFYING_SERVICE = "no_qualifying_service"
    LIVES_OUTSIDE_AREA = "lives_outside_area"
    NOT_DESIGNATED = "not_designated"


#: Each reason as people say it.
WORDS: Final[dict[str, str]] = {
    Exclusion.DIED_BEFORE_PERIOD: "died before the period",
    Exclusion.NOT_ENROLLED_IN_PERIOD: "no month of enrollment in the period",
    Exclusion.NO_MONTH_WITH_PART_A_AND_B: "no month with both Part A and Part B",
    Exclusion.MONTH_WITH_PART_A_OR_B_ONLY: "a month with only one of Part A and Part B",
    Exclusion.MEDICARE_ADVANTAGE_MONTH: "a month in Medicare Advantage",
    Exclusion.LIVES_OUTSIDE: "lives outside the United States and its territories",
    Exclusion.OTHER_INITIATIVE: "assigned to another shared savings initiative",
    Reason.PATIENT_DESIGNATED: "chose a clinician of the organization",
    Reason.PAYER_DESIGNATED: "named by the payer",
    Reason.PLURALITY: "had most of the compared services at the organization",
    Reason.GEOGRAPHIC: "lives in the organization's area",
    Reason.DESIGNATED_ELSEWHERE: "chose a clinician outside",
    Reason.DESIGNATION_UNCLEAR: "designations that lead to several organizations",
    Reason.OTHER_PROVIDER_HAD_MORE: "had more at a provider outside",
    Reason.TOO_FEW_VISITS: "fewer visits than the terms ask for",
    Reason.ORGANIZATION_LACKS_REQUIRED_SERVICE: "had most at an organization without the service that is required",
    Reason.NO_REQUIRED_SERVICE_AT_ORGANIZATION: "without the required service at an organization",
    Reason.NO_QUALIFYING_SERVICE: "no qualifying service in the window",
    Reason.LIVES_OUTSIDE_AREA: "lives outside every organization's area",
    Reason.NOT_DESIGNATED: "no designation in force",
}

#: The reasons with which a person belongs to an organization.
ATTRIBUTED: Final = (Reason.PATIENT_DESIGNATED, Reason.PAYER_DESIGNATED, Reason.PLURALITY, Reason.GEOGRAPHIC)
