"""The bundled measure of people who are back in hospital: what is another stay, and what is part of the stay."""

from datetime import date
from typing import Any

import pytest

from openvbc.claims.measures.reading import bundled_measures
from openvbc.claims.measures.value_sets import bundled_value_sets
from tests.claims.measures.counting import counted

PERSON = {
    "person_id": "p", "payer": "P", "birth_date": date(1950, 1, 1), "sex": "female", "part_a": "1",
    "medicare_advantage": "0", "enrollment_start_date": date(2023, 1, 1), "enrollment_end_date": date(2025, 12, 31),
}  # fmt: skip


def stay(claim: str, first: date, last: date, hospital: str, condition: str) -> tuple[dict[str, Any], dict[str, Any]]:
    of_claim = {"claim_id": claim, "person_id": "p", "claim_start_date": first, "claim_end_date": last}
    days = {"admission_date": first, "discharge_date": last, "discharge_disposition_code": "01"}
    codes = {"claim_type": "institutional", "bill_type_code": "111", "facility_ccn": hospital}
    diagnosis = {"diagnosis_sequence": 1, "diagnosis_code_type": "icd-10-cm", "diagnosis_code": condition}
    return {"claim_line_number": 1, **of_claim, **days, **codes}, {**of_claim, **diagnosis}


MAY_2, MAY_5 = date(2024, 5, 2), date(2024, 5, 5)


@pytest.mark.parametrize(
    ("first_day", "hospital", "condition", "stays", "back"),
    [
        # On the day of discharge: the same hospital for the same condition goes on, for another one it is a return.
        (MAY_5, "050001", "I500", 1, 0),
        (MAY_5, "050001", "J189", 2, 1),
        # Another hospital is a transfer, on the next day too.
        (MAY_5, "050002", "J189", 1, 0),
        (date(2024, 5, 6), "050002", "J189", 1, 0),
        (date(2024, 5, 6), "050001", "I500", 2, 1),
        (date(2024, 6, 4), "050001", "I500", 2, 1),
        (date(2024, 6, 5), "050001", "I500", 2, 0),
    ],
)
def test_another_stay_within_thirty_days_of_discharge_is_a_return(
    first_day: date, hospital: str, condition: str, stays: int, back: int
) -> None:
    made = (
        stay("A", MAY_2, MAY_5, "050001", "I509"),
        stay("B", first_day, date(2024, 6, 20), hospital, condition),
    )
    sets = bundled_value_sets()
    (measure,) = (each for each in bundled_measures(sets) if each.measure == "back_in_hospital_30_days")
    tables = {"medical_claim": [claim for claim, _ in made], "claim_diagnosis": [coded for _, coded in made]}
    found, _ = counted({"eligibility": [PERSON], **tables}, (measure,), sets)
    (rate,) = {(each.denominator, each.numerator) for each in found.rates}
    assert rate == (stays, back)
