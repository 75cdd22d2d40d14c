"""Codes that lost or gained a zero: read as the one code that they can be, or refused; never left to match nothing."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from openvbc.claims.readers.tuva.reader import TuvaReader
from tests.claims.readers.tuva.loads import faults, loaded

_FILLED = {
    "claim_id": "C",
    "claim_line_number": "1",
    "claim_type": "professional",
    "person_id": "P1",
    "payer": "Plan A",
    "claim_start_date": "2024-03-01",
    "claim_end_date": "2024-03-01",
    "paid_amount": "1.00",
    "allowed_amount": "1.00",
}
_SPAN = {
    "person_id": "P1",
    "payer": "Plan A",
    "enrollment_start_date": "2024-01-01",
    "enrollment_end_date": "2024-12-31",
}
_FILL = {"claim_id": "F", "claim_line_number": "1", "person_id": "P1", "payer": "A", "dispensing_date": "2024-01-01"}
_ROWS = {"medical_claim": _FILLED, "eligibility": _SPAN, "pharmacy_claim": _FILL | {"paid_amount": "1"}}

#: Table, column, as written, as read.
RESTORED = [
    ("medical_claim", "bill_type_code", "0111", "111"),
    ("medical_claim", "bill_type_code", "011A", "11A"),
    ("medical_claim", "rendering_specialty_code", "8", "08"),
    ("medical_claim", "rendering_specialty_code", "8.0", "08"),
    ("medical_claim", "rendering_specialty_code", "38.0", "38"),
    ("medical_claim", "place_of_service_code", "2", "02"),
    ("medical_claim", "discharge_disposition_code", "1", "01"),
    ("medical_claim", "revenue_center_code", "450", "0450"),
    ("medical_claim", "revenue_center_code", "1", "0001"),
    ("medical_claim", "revenue_center_code", "00120", "0120"),
    ("medical_claim", "drg_code", "65", "065"),
    ("medical_claim", "hcpcs_code", "100", "00100"),
    ("medical_claim", "hcpcs_code", "99213.0", "99213"),
    ("medical_claim", "facility_ccn", "50001", "050001"),
    ("medical_claim", "billing_tin", "12-3456789", "123456789"),
    ("eligibility", "dual_status_code", "3", "03"),
    ("eligibility", "original_reason_entitlement_code", "01", "1"),
    ("eligibility", "county_code", "5200", "05200"),
    ("eligibility", "zip_code", "2139", "02139"),
    ("eligibility", "part_a", "1.0", "1"),
]
#: Table, column, and a code of digits that can be several codes.
SEVERAL = [
    ("eligibility", "state", "36"),
    ("medical_claim", "billing_tin", "12345678"),
    ("pharmacy_claim", "ndc_code", "0002143380"),
]


def write(folder: Path, table: str, *rows: Mapping[str, str]) -> Path:
    named = table != "eligibility"
    filled = [{**_ROWS[table], **row, **({"claim_id": f"C{at}"} if named else {})} for at, row in enumerate(rows)]
    if table == "eligibility":
        filled = [row | {"person_id": f"P{at}"} for at, row in enumerate(filled)]
    header = list(dict.fromkeys(name for row in filled for name in row))
    lines = [",".join(header), *(",".join(row.get(name, "") for name in header) for row in filled)]
    (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("table", ["medical_claim", "eligibility"])
def test_codes_with_one_reading_are_read_and_told(tmp_path: Path, table: str) -> None:
    cases = [(column, written, read) for of, column, written, read in RESTORED if of == table]
    folder = write(tmp_path, table, *({column: written} for column, written, _ in cases))
    key = "claim_id" if table == "medical_claim" else "person_id"
    with loaded(TuvaReader(), folder) as load:
        found = [each for each in load.result.findings if each.audit == "codes_restored"]
        held = {column: dict(load.rows(table, key, column)) for column, *_ in cases}
    told = "; ".join(example for each in found for example in each.examples)
    assert sum(each.count for each in found) == len(cases)
    for at, (column, written, read) in enumerate(cases):
        assert held[column][f"{key[0].upper()}{at}"] == read
        assert f"{written!r} as {read!r} on 1 rows" in told


def test_codes_with_several_readings_are_refused_though_most_others_are_sound(tmp_path: Path) -> None:
    sound = {"state": "NY", "billing_tin": "123456789", "ndc_code": "00002143380"}
    for table, column, written in SEVERAL:
        write(tmp_path, table, *({column: sound[column]} for _ in range(9)), {column: written})
    told = "\n".join(faults(TuvaReader(), tmp_path))
    for _, column, written in SEVERAL:
        assert f"{column} should have" in told
        assert f"1 of 10 values can be several codes: {written!r} on line 11" in told


def test_zeros_are_put_back_where_the_user_says_that_they_were_lost(tmp_path: Path) -> None:
    write(tmp_path, "medical_claim", {"billing_tin": "12345678"})
    write(tmp_path, "pharmacy_claim", {"ndc_code": "2143380"})
    with loaded(TuvaReader(), tmp_path, zeros_lost=True) as load:
        assert load.rows("medical_claim", "billing_tin") == [("012345678",)]
        assert load.rows("pharmacy_claim", "ndc_code") == [("00002143380",)]
        restored = [each for each in load.result.findings if each.audit == "codes_restored"]
        assert [each.count for each in restored] == [1, 1]


def test_the_dot_of_a_diagnosis_is_no_trace_of_a_number(tmp_path: Path) -> None:
    rows = [{"diagnosis_code_type": "icd-9-cm", "diagnosis_code_1": code} for code in ("250.00", "041.9", "8.0")]
    with loaded(TuvaReader(), write(tmp_path, "medical_claim", *rows)) as load:
        assert "codes_restored" not in load.audits()
        assert load.rows("claim_diagnosis", "diagnosis_code") == [("0419",), ("25000",), ("80",)]
