"""What a statement says of the count: one line a year, each person once."""

from openvbc.claims.attribution.attribute import ReasonCount
from openvbc.payment_models.mssp.counting.notes import cascade


def test_the_cascade_tells_everybody_once_by_reason_and_step() -> None:
    counts = [
        ReasonCount("2024", "", "medicare_advantage_month", 0, "", 1200, 0, 0),
        ReasonCount("2024", "", "died_before_period", 0, "", 5, 0, 0),
        ReasonCount("2024", "A9001", "plurality", 2, "step 1", 900, 3, 0),
        ReasonCount("2024", "A9001", "plurality", 3, "step 2", 80, 0, 0),
        ReasonCount("2024", "A9001", "patient_designated", 1, "voluntary alignment", 20, 0, 0),
        ReasonCount("2024", "A9002", "plurality", 2, "step 1", 500, 0, 0),
        ReasonCount("2024", "", "no_qualifying_service", 0, "", 70, 0, 0),
        ReasonCount("2024", "", "designated_elsewhere", 1, "voluntary alignment", 7, 0, 0),
    ]
    assert cascade(2024, "A9001", counts) == (
        "2024: 2,782 people enrolled; 1,205 left out (a month in Medicare Advantage: 1,200, died before the period: 5);"
        " 1,000 assigned to A9001 (step 1: 900, step 2: 80, voluntary alignment: 20); 500 assigned to others;"
        " 77 assigned to nobody (no qualifying service in the window: 70, chose a clinician outside: 7)"
    )


def test_what_nobody_falls_under_is_not_told() -> None:
    counts = [ReasonCount("2024", "A9001", "plurality", 1, "step 1", 3, 0, 0)]
    assert cascade(2024, "A9001", counts) == "2024: 3 people enrolled; 3 assigned to A9001 (step 1: 3)"
