"""What was paid back meets no criterion of a measure: lines, claims, diagnoses and fills."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from openvbc.claims.measures.reading import measures_from_text
from tests.claims.measures.counting import counted, sets_of

SETS = "value_set,code_type,code\nseen,hcpcs,99213\nsick,icd-10-cm,E119\nhospital,bill_type,111\ndrug,ndc,00000000001\n"
DAY = date(2024, 5, 2)
PERSON = {
    "person_id": "p", "payer": "P", "birth_date": date(1950, 1, 1), "sex": "female",
    "enrollment_start_date": date(2023, 1, 1), "enrollment_end_date": date(2025, 12, 31),
}  # fmt: skip


def line(claim: str, paid: int, number: int = 1, **cells: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "claim_id": claim, "claim_line_number": number, "claim_type": "professional", "person_id": "p",
        "claim_start_date": DAY, "claim_end_date": DAY, "paid_amount": Decimal(paid), **cells,
    }  # fmt: skip


def diagnosis(claim: str) -> dict[str, Any]:
    return {
        "claim_id": claim, "diagnosis_sequence": 1, "person_id": "p", "claim_start_date": DAY, "claim_end_date": DAY,
        "diagnosis_code_type": "icd-10-cm", "diagnosis_code": "E119",
    }  # fmt: skip


def fill(claim: str, paid: int) -> dict[str, Any]:
    return {
        "claim_id": claim, "claim_line_number": 1, "person_id": "p", "dispensing_date": DAY,
        "ndc_code": "00000000001", "paid_date": DAY, "paid_amount": Decimal(paid),
    }  # fmt: skip


STAY: dict[str, Any] = {"claim_type": "institutional", "bill_type_code": "111"}
SEEN: dict[str, Any] = {"hcpcs_code": "99213"}


@pytest.mark.parametrize(
    ("event", "tables", "met"),
    [
        ("seen", {"medical_claim": [line("A", 80, **SEEN)]}, 1),
        ("seen", {"medical_claim": [line("A", 80, **SEEN), line("B", -80, **SEEN)]}, 0),
        ("seen", {"medical_claim": [line("A", 80, **SEEN), line("B", -80, **SEEN), line("C", 75, **SEEN)]}, 1),
        # The claim stands by its other line: its diagnosis does too, the line that was paid back does not.
        ("seen", {"medical_claim": [line("A", 80, **SEEN), line("A", 9, 2), line("B", -80, **SEEN)]}, 0),
        (
            "sick",
            {
                "medical_claim": [line("A", 80, **SEEN), line("A", 9, 2), line("B", -80, **SEEN)],
                "claim_diagnosis": [diagnosis("A"), diagnosis("B")],
            },
            1,
        ),
        (
            "sick",
            {
                "medical_claim": [line("A", 80, **SEEN), line("B", -80, **SEEN)],
                "claim_diagnosis": [diagnosis("A"), diagnosis("B")],
            },
            0,
        ),
        ("hospital", {"medical_claim": [line("A", 80, **STAY), line("A", 0, 2, **STAY), line("B", -80, **STAY)]}, 0),
        ("drug", {"pharmacy_claim": [fill("A", 9)]}, 1),
        ("drug", {"pharmacy_claim": [fill("A", 9), fill("B", -9)]}, 0),
    ],
)
def test_what_is_left_decides(tmp_path: Path, event: str, tables: dict[str, list[dict[str, Any]]], met: int) -> None:
    sets = sets_of(tmp_path, SETS)
    text = f"""measures:
  - measure: asked
    label: Asked
    source: claims
    pool: all
    unit: person
    direction: higher
    denominator: everyone
    numerator: {{event: {event}}}
"""
    found, _ = counted({"eligibility": [PERSON], **tables}, measures_from_text(text, "measures.yaml", sets), sets)
    (rate,) = {each.numerator for each in found.rates}
    assert rate == met
