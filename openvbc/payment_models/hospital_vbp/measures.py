"""The measures and domains of Hospital Value-Based Purchasing: their names. Which a year scores is published."""

from typing import Final

#: Surgical site infections after colon surgery and after abdominal hysterectomy, which are scored as one measure.
COLON: Final = "hai_3"
HYSTERECTOMY: Final = "hai_4"
#: The domain that is scored with consistency, from the dimensions of one survey.
ENGAGEMENT: Final = "person_and_community_engagement"

LABELS: Final = {
    "mort_30_ami": "Survival after heart attack",
    "mort_30_hf": "Survival with heart failure",
    "mort_30_pn": "Survival with pneumonia",
    "mort_30_copd": "Survival with COPD",
    "mort_30_cabg": "Survival after bypass surgery",
    "comp_hip_knee": "Complications of hip and knee replacement",
    "hai_1": "CLABSI",
    "hai_2": "CAUTI",
    COLON: "SSI, colon surgery",
    HYSTERECTOMY: "SSI, abdominal hysterectomy",
    "hai_5": "MRSA",
    "hai_6": "CDI",
    "sep_1": "Sepsis care",
    "pc_01": "Early elective delivery",
    "psi_90": "Patient safety composite",
    "mspb_1": "Medicare spending per beneficiary",
    "communication_with_nurses": "Communication with nurses",
    "communication_with_doctors": "Communication with doctors",
    "responsiveness_of_hospital_staff": "Responsiveness of hospital staff",
    "care_transition": "Care transition",
    "communication_about_medicines": "Communication about medicines",
    "cleanliness_and_quietness_of_hospital_environment": "Cleanliness and quietness",
    "discharge_information": "Discharge information",
    "overall_rating_of_hospital": "Overall rating of hospital",
}

DOMAIN_LABELS: Final = {
    "clinical_outcomes": "Clinical outcomes",
    ENGAGEMENT: "Person and community engagement",
    "safety": "Safety",
    "efficiency_and_cost_reduction": "Efficiency and cost reduction",
    "clinical_care_outcomes": "Clinical care, outcomes",
    "clinical_care_process": "Clinical care, process",
    "clinical_process_of_care": "Clinical process of care",
    "patient_experience_of_care": "Patient experience of care",
    "outcome": "Outcome",
    "efficiency": "Efficiency",
}


def label_of(key: str) -> str:
    """The label of a measure or domain; its name in words where it has none here."""
    return LABELS.get(key) or DOMAIN_LABELS.get(key) or key.replace("_", " ").capitalize()
