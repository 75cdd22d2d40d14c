"""Each audit finds its made-up case, counts it, shows it, and is silent on sound data."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from openvbc.claims.audits.audit import audits_digest
from openvbc.claims.audits.catalog import AUDITS, BUILT
from openvbc.claims.engine.query import all_queries
from openvbc.claims.findings import Severity

from .made_up import SOUND, Rows, audited

Row = dict[str, str]


def test_sound_tables_have_no_findings(tmp_path: Path) -> None:
    assert audited(tmp_path, {}) == {}


def test_empty_tables_have_no_findings(tmp_path: Path) -> None:
    assert audited(tmp_path, dict.fromkeys(SOUND, ())) == {}


def claims(*rows: dict[str, str]) -> Rows:
    return {"medical_claim": ({}, *({"claim_id": f"X{number}", **row} for number, row in enumerate(rows, 1)))}


def bill(claim_id: str, line: str, paid: str, *, bill_type: str = "111", revenue: str = "0120", **cells: str) -> Row:
    """A line of an institutional claim of a hospital."""
    of_hospital = {"claim_type": "institutional", "facility_ccn": "050001", "bill_type_code": bill_type}
    amounts = {"paid_amount": paid, "allowed_amount": paid, "revenue_center_code": revenue}
    return {"claim_id": claim_id, "claim_line_number": line} | of_hospital | amounts | cells


def spans(*rows: dict[str, str]) -> Rows:
    """One span from January to June, and more of the same person."""
    return {
        "eligibility": (
            {"enrollment_end_date": "2024-06-30", "part_a": "1"},
            *({"enrollment_start_date": "2024-07-01", "part_a": "1", **row} for row in rows),
        )
    }


#: Audit -> rows in which it finds exactly so many cases, and what its first example says.
CASES: dict[str, tuple[Rows, int, str]] = {
    "audit_span_ends_before_start": (
        spans({}, {"enrollment_start_date": "2024-09-01", "enrollment_end_date": "2024-08-31", "plan": "b"}),
        1,
        "person P1 with medicare, 2024-09-01 to 2024-08-31",
    ),
    "audit_conflicting_spans": (
        spans({"enrollment_start_date": "2024-06-30", "part_a": "0", "state": "CA"}),
        1,
        "person P1 with medicare, 2024-01-01 to 2024-06-30 and 2024-06-30 to 2024-12-31: state part_a ",
    ),
    "audit_overlapping_spans": (
        spans({"enrollment_start_date": "2024-06-30"}),
        1,
        "person P1 with medicare, 2024-01-01 to 2024-06-30 and 2024-06-30 to 2024-12-31",
    ),
    "audit_sources_disagree_on_enrollment": (
        spans({}, {"part_a": "0", "data_source": "other"}, {"part_b": "1", "data_source": "third", "part_a": ""}),
        1,
        "person P1 with medicare, 2024-07-01 to 2024-12-31 and 2024-07-01 to 2024-12-31 (other, tiny: part_a )",
    ),
    "audit_people_told_differently": (
        spans({"sex": "male"}, {"person_id": "P2", "sex": "male"}, {"person_id": "P2", "sex": "unknown", "plan": "b"}),
        1,
        "person P1",
    ),
    "audit_death_before_birth": (
        spans({}, {"person_id": "P2", "death_date": "1950-05-04"}, {"person_id": "P3", "death_date": "1950-05-05"}),
        1,
        "person P2, born 1950-05-05, died 1950-05-04",
    ),
    "audit_claims_of_two_people": (
        {
            **claims({"claim_id": "C1", "claim_line_number": "2", "person_id": "P2"}),
            "eligibility": ({}, {"person_id": "P2"}),
        },
        1,
        "medical claim C1 of tiny, person P1 and others",
    ),
    "audit_claims_of_differing_dates": (
        claims({"claim_id": "C1", "claim_line_number": "2", "claim_end_date": "2024-03-03"}),
        1,
        "medical claim C1 of tiny, person P1",
    ),
    "audit_claims_end_before_start": (
        claims({"claim_end_date": "2024-02-29"}),
        1,
        "medical claim X1 of tiny, person P1, 2024-03-01 to 2024-02-29",
    ),
    "audit_claims_under_two_sources": (
        claims(
            {"claim_id": "C1", "data_source": "other"},
            {"data_source": "other"},
            {"claim_id": "C2"},
            {"claim_id": "C2", "data_source": "other", "paid_amount": "81.00"},
        ),
        1,
        "medical claim C1, person P1, 2024-03-01 (other, tiny)",
    ),
    "audit_paid_above_allowed": (
        claims(
            {"paid_amount": "100.01"},
            {"paid_amount": "100.00"},
            {"paid_amount": "500.00", "allowed_amount": ""},
            {"claim_id": "Y", "paid_amount": "150.00"},
            {"claim_id": "Y", "claim_line_number": "2", "paid_amount": "0.00", "allowed_amount": "60.00"},
            # Taken back: less than was allowed.
            {"paid_amount": "-80.00", "allowed_amount": "-100.00"},
        ),
        1,
        "medical claim X1 of tiny, person P1: paid $100.01, allowed $100.00",
    ),
    "audit_paid_below_zero": (
        claims(
            {"paid_amount": "-0.01"},
            {"claim_id": "Y", "paid_amount": "-5.00"},
            {"claim_id": "Y", "claim_line_number": "2"},
        ),
        1,
        "medical claim X1 of tiny, person P1: $-0.01",
    ),
    "audit_lines_without_paid_amount": (
        {**claims({"paid_amount": ""}, {"paid_amount": "0.00"}), "pharmacy_claim": ({"paid_amount": ""},)},
        2,
        "tiny, claim type not said: 1 of 3 lines, $100.00 allowed",
    ),
    "audit_total_line_counted": (
        claims(
            bill("A", "1", "300.00", revenue="0120"),
            bill("A", "2", "300.00", revenue="0001"),
            # Only on the total, or only on the lines.
            bill("B", "1", "0.00", revenue="0120"),
            bill("B", "2", "300.00", revenue="0001"),
            bill("C", "1", "200.00", revenue="0250"),
            bill("C", "2", "0.00", revenue="0001"),
        ),
        1,
        "claim A of tiny, person P1: line 0001 $300.00, the others $300.00; in all $300.00",
    ),
    "audit_payment_on_every_line": (
        claims(
            *(
                {"claim_id": f"A{at}", "claim_line_number": line, "hcpcs_code": code, "paid_amount": f"{at + 50}.00"}
                for at in range(10)
                for line, code in (("1", "99213"), ("2", "85025"))
            ),
            # Two units of one service.
            {"claim_id": "B", "hcpcs_code": "97110"},
            {"claim_id": "B", "claim_line_number": "2", "hcpcs_code": "97110"},
        ),
        10,
        "tiny: 10 of 11 claims with several lines, the first A0; $1090.00 on all of their lines",
    ),
    "audit_voids_counted": (
        claims(
            bill("A", "1", "500.00", bill_type="118"),
            bill("B", "1", "-400.00", bill_type="118"),
            bill("C", "1", "300.00"),
            # Voids of zero dollars: the stay stands, is not there, or was taken back.
            bill("D", "1", "700.00", person_id="P2", claim_end_date="2024-03-05"),
            bill("E", "1", "0.00", bill_type="118", person_id="P2", claim_end_date="2024-03-05"),
            bill("F", "1", "0.00", bill_type="118", person_id="P3"),
            bill("G", "1", "700.00", person_id="P4"),
            bill("H", "1", "-700.00", person_id="P4"),
            bill("I", "1", "0.00", bill_type="118", person_id="P4"),
        ),
        2,
        "claim A of tiny, person P1, type of bill 118, 2024-03-01: $500.00; in all $1200.00",
    ),
    "audit_replaced_bills_counted": (
        claims(
            bill("A", "1", "500.00"),
            bill("B", "1", "480.00", bill_type="117"),
            # What was replaced was taken back.
            bill("C", "1", "500.00", person_id="P2"),
            bill("D", "1", "-500.00", person_id="P2"),
            bill("E", "1", "480.00", bill_type="117", person_id="P2"),
            # Another facility.
            bill("F", "1", "500.00", facility_ccn="050002"),
            # A corrected stay with other days and another clinician; the stay before it, to which it was transferred.
            bill("G", "1", "900.00", person_id="P3", claim_end_date="2024-03-05"),
            bill("H", "1", "950.00", bill_type="117", person_id="P3", claim_end_date="2024-03-06", rendering_npi="N2"),
            bill("I", "1", "70.00", person_id="P3", claim_start_date="2024-02-20", claim_end_date="2024-03-01"),
            # Outpatient bills with other days: the same service, and another one.
            bill("J", "1", "60.00", bill_type="131", person_id="P4", hcpcs_code="97110"),
            bill("K", "1", "50.00", bill_type="137", person_id="P4", hcpcs_code="97110", claim_end_date="2024-03-31"),
            bill("L", "1", "60.00", bill_type="131", person_id="P5", hcpcs_code="85025"),
            bill("M", "1", "50.00", bill_type="137", person_id="P5", hcpcs_code="97110", claim_end_date="2024-03-31"),
        ),
        3,
        "claim B of tiny, person P1, type of bill 117, 2024-03-01: $480.00 beside A with $500.00; in all $1460.00",
    ),
    "audit_claims_under_two_numbers": (
        claims(
            bill("A", "1", "500.00"),
            bill("B", "1", "500.00"),
            # Taken back once: one is left.
            bill("C", "1", "400.00"),
            bill("D", "1", "400.00"),
            bill("E", "1", "-400.00"),
            # Other dollars, another facility.
            bill("F", "1", "501.00"),
            bill("G", "1", "500.00", facility_ccn="050002"),
        ),
        1,
        "claims A to B of tiny, person P1, 2024-03-01: 2 times $500.00; in all $500.00",
    ),
    "audit_services_under_two_numbers": (
        claims(
            {"hcpcs_code": "85025"},
            {"hcpcs_code": "85025"},
            {"hcpcs_code": "71045"},
            {"hcpcs_code": "71045", "hcpcs_modifier_1": "76"},
            {"hcpcs_code": "99213"},
        ),
        1,
        "claims X1 to X2 of tiny, person P1, 2024-03-01: 2 times $80.00; in all $80.00",
    ),
    "audit_lines_outside_claim": (
        claims(
            {"claim_line_start_date": "2023-03-01", "claim_line_end_date": "2023-03-01", "paid_amount": "75.00"},
            {"claim_line_start_date": "2024-03-01", "claim_line_end_date": "2024-03-03", "paid_amount": "5.00"},
            {"claim_line_start_date": "2024-03-01", "claim_line_end_date": "2024-03-02"},
        ),
        2,
        "claim X1 of tiny, person P1, 2024-03-01 to 2024-03-02: 1 lines, $75.00; in all $80.00",
    ),
    "audit_paid_before_service": (
        {
            **claims({"paid_date": "2024-02-29"}, {"paid_date": "2024-03-01"}, {"paid_date": "2024-03-02"}),
            "pharmacy_claim": ({"paid_date": "2024-03-04"},),
        },
        2,
        "medical claim X1 of tiny, person P1, 2024-03-01, paid 2024-02-29, $80.00",
    ),
    "audit_coverage_before_birth": (
        {
            "eligibility": (
                {"birth_date": "2024-02-01"},
                {"person_id": "P2", "birth_date": "2024-01-31"},
                {"person_id": "P3", "birth_date": "2023-12-31"},
            )
        },
        1,
        "person P1, born 2024-02-01, enrolled from 2024-01-01",
    ),
    "audit_people_without_eligibility": (
        {**claims({"person_id": "P8"}, {"person_id": "P9"}, {"person_id": "P9"})},
        2,
        "person P9 (2 claims)",
    ),
    "audit_claims_outside_enrollment": (
        {
            **spans({"enrollment_start_date": "2024-07-02"}),
            **claims(
                {"claim_start_date": "2024-06-30", "claim_end_date": "2024-06-30"},
                {"claim_start_date": "2024-07-01", "claim_end_date": "2024-07-01"},
                {"claim_start_date": "2024-07-02", "claim_end_date": "2024-07-02"},
                {"claim_start_date": "2024-04-02", "claim_end_date": "2024-04-02"},
                {"claim_start_date": "2024-05-02", "claim_end_date": "2024-05-02"},
            ),
        },
        1,
        "medical claim X2 of tiny, person P1, 2024-07-01",
    ),
    "audit_claims_after_death": (
        {
            "eligibility": ({"death_date": "2024-03-04"},),
            **claims({"claim_start_date": "2024-03-04", "claim_end_date": "2024-03-04"}),
        },
        1,
        "pharmacy claim R1, person P1, 2024-03-05, died 2024-03-04",
    ),
    "audit_diagnoses_without_claim": (
        {
            "claim_diagnosis": (
                {},
                {"claim_id": "C7"},
                {"claim_id": "C7", "diagnosis_sequence": "2"},
                {"diagnosis_sequence": "2", "person_id": "P2"},
            )
        },
        2,
        "claim C1 of tiny, person P2",
    ),
    "audit_procedures_without_claim": (
        {"claim_procedure": ({}, {"claim_id": "R1"})},
        1,
        "claim R1 of tiny, person P1",
    ),
    "audit_months_without_claims": (
        claims(
            {"claim_start_date": "2024-04-30", "claim_end_date": "2024-04-30"},
            {"claim_start_date": "2024-07-01", "claim_end_date": "2024-07-01"},
        ),
        1,
        "tiny, medical: 2 before 202407",
    ),
    "audit_lines_without_billing_tin": (
        claims(
            {"billing_tin": "", "rendering_tin": "000000001", "claim_type": "professional", "paid_amount": "7.25"},
            {"billing_tin": "", "claim_type": "professional", "paid_amount": "1200.50"},
            {"claim_type": "professional"},
            {"billing_tin": "", "claim_type": "institutional", "facility_ccn": "050001"},
            {"billing_tin": "", "claim_type": "institutional", "source_claim_type_code": "60", "paid_amount": ""},
        ),
        3,
        "tiny, professional: 2 of 3 lines, $1207.75 paid",
    ),
    "audit_tins_of_eight_digits": (
        {**claims({"rendering_tin": "12345678"}), "provider": ({"tin": "00000001"},)},
        2,
        "medical_claim.rendering_tin '12345678' (1 rows)",
    ),
    "audit_misshapen_tins": (
        claims({"rendering_tin": "ab"}, {"rendering_tin": "ab"}, {"billing_tin": "1234567890"}),
        2,
        "medical_claim.rendering_tin 'ab' (2 rows)",
    ),
    "audit_misshapen_npis": (
        claims(
            {"rendering_npi": "1234567893"},  # the published example of a check digit
            {"rendering_npi": "1234567890"},
            {"rendering_npi": "999900000"},
            {"rendering_npi": "9999123456"},
            {"rendering_npi": "3234567893"},
        ),
        3,
        "medical_claim.rendering_npi '1234567890' (1 rows)",
    ),
}


@pytest.mark.parametrize("audit", CASES)
def test_the_audit_finds_its_case_and_no_other_audit_blocks(tmp_path: Path, audit: str) -> None:
    rows, cases, example = CASES[audit]
    found = audited(tmp_path, rows)
    assert found[audit].count == cases
    assert found[audit].examples[0] == example
    blocking = {name for name, each in found.items() if each.severity is Severity.BLOCKING}
    assert blocking <= {audit}


def test_lines_without_a_biller_are_told_by_source_and_kind_with_their_dollars(tmp_path: Path) -> None:
    found = audited(tmp_path, CASES["audit_lines_without_billing_tin"][0])["audit_lines_without_billing_tin"]
    assert found.severity is Severity.WARNING
    assert found.examples == (
        "tiny, professional: 2 of 3 lines, $1207.75 paid",
        "tiny, institutional, Medicare claim type 60: 1 of 1 lines, $0.00 paid",
    )


UNKNOWN: dict[str, tuple[str, str, str]] = {
    "sex": ("eligibility", "sex", "f"),
    "state": ("eligibility", "state", "ZZ"),
    "dual status": ("eligibility", "dual_status_code", "07"),
    "Medicare status": ("eligibility", "medicare_status_code", "12"),
    "reason of entitlement": ("eligibility", "original_reason_entitlement_code", "4"),
    "yes or no": ("eligibility", "part_a", "Y"),
    "claim type": ("medical_claim", "claim_type", "dental"),
    "place of service": ("medical_claim", "place_of_service_code", "30"),
    "diagnosis type": ("claim_diagnosis", "diagnosis_code_type", "ICD10"),
}
MISSHAPEN: dict[str, tuple[str, str, str]] = {
    "bill type of four digits": ("medical_claim", "bill_type_code", "0111"),
    "DRG without its zeros": ("medical_claim", "drg_code", "3"),
    "revenue center without its zero": ("medical_claim", "revenue_center_code", "450"),
    "HCPCS": ("medical_claim", "hcpcs_code", "9921"),
    "specialty": ("medical_claim", "rendering_specialty_code", "8"),
    "CCN without its zero": ("medical_claim", "facility_ccn", "50001"),
    "ICD-10-CM": ("claim_diagnosis", "diagnosis_code", "2500"),
    "ICD-10-PCS": ("claim_procedure", "procedure_code", "0DTJ4ZO"),
    "NDC of ten digits": ("pharmacy_claim", "ndc_code", "0002143380"),
    "month": ("provider_attribution", "year_month", "202413"),
}


def rows_with(codes: Iterable[tuple[str, str, str]]) -> dict[str, list[Row]]:
    """A row for each code (table, column, code), each under a key of its own."""
    found: dict[str, list[Row]] = {}
    for table, column, code in codes:
        rows = found.setdefault(table, [])
        rows.append({**OWN_KEY[table](len(rows) + 1), column: code})
    return found


#: By table, what sets the row of a number apart from the others, of people and claims that are there.
OWN_KEY: dict[str, Callable[[int], Row]] = {
    "eligibility": lambda number: {"person_id": f"P{number}"},
    "medical_claim": lambda number: {"claim_line_number": str(number)},
    "claim_diagnosis": lambda number: {"diagnosis_sequence": str(number)},
    "claim_procedure": lambda number: {"procedure_sequence": str(number)},
    "pharmacy_claim": lambda number: {"claim_id": f"R{number}"},
    "provider_attribution": lambda number: {"year_month": f"2024{number:02}"},
    "provider": lambda number: {"npi": f"{9999000000 + number}"},
}


@pytest.mark.parametrize(
    ("audit", "cases"),
    [
        ("audit_unknown_codes", [*UNKNOWN.values()][:5]),
        ("audit_unknown_codes", [*UNKNOWN.values()][5:]),
        ("audit_misshapen_codes", [*MISSHAPEN.values()][:5]),
        ("audit_misshapen_codes", [*MISSHAPEN.values()][5:]),
    ],
    ids=[", ".join(names) for names in ([*UNKNOWN][:5], [*UNKNOWN][5:], [*MISSHAPEN][:5], [*MISSHAPEN][5:])],
)
def test_a_code_that_is_none_is_named_with_its_column(
    tmp_path: Path, audit: str, cases: list[tuple[str, str, str]]
) -> None:
    """As many at once as a finding shows."""
    found = audited(tmp_path, rows_with(cases))
    assert {*found[audit].examples} == {f"{table}.{column} '{code}' (1 rows)" for table, column, code in cases}
    assert found[audit].severity is Severity.WARNING


#: Codes that are sound though they are rare, row by row.
SOUND_CODES: tuple[tuple[str, Row], ...] = (
    ("medical_claim", {"hcpcs_code": "G0438", "bill_type_code": "11A", "facility_ccn": "05S001", "drg_code": "003"}),
    ("medical_claim", {"hcpcs_code": "0001U", "place_of_service_code": "02", "revenue_center_code": "0450"}),
    ("claim_diagnosis", {"diagnosis_code": "250", "diagnosis_code_type": "icd-9-cm"}),
    ("claim_diagnosis", {"diagnosis_code": "E8889", "diagnosis_code_type": "icd-9-cm"}),
    ("claim_diagnosis", {"diagnosis_code": "U071"}),
    ("claim_diagnosis", {"diagnosis_code": "M1A0110"}),
    ("claim_diagnosis", {"diagnosis_code": "C7A00"}),
    ("claim_procedure", {"procedure_code": "0331", "procedure_code_type": "icd-9-pcs"}),
    ("pharmacy_claim", {"ndc_code": "00002143380"}),
    ("eligibility", {"dual_status_code": "NA", "medicare_status_code": "31", "state": "GU", "part_d": "0"}),
    ("provider", {"specialty_code": "C0", "ccn": "050001"}),
)


def test_sound_codes_are_passed_over(tmp_path: Path) -> None:
    rows: dict[str, list[Row]] = {}
    for table, row in SOUND_CODES:
        of_table = rows.setdefault(table, [])
        of_table.append({**OWN_KEY[table](len(of_table) + 1), **row})
    assert audited(tmp_path, rows) == {}


def test_many_cases_are_counted_and_five_are_shown(tmp_path: Path) -> None:
    found = audited(tmp_path, claims(*({"paid_amount": f"-{number}.00"} for number in range(1, 10))))
    finding = found["audit_paid_below_zero"]
    assert (finding.count, len(finding.examples)) == (9, 5)
    assert finding.examples[0].endswith("$-9.00")


def test_the_same_rows_in_another_order_are_told_in_the_same_words(tmp_path: Path) -> None:
    rows = claims(*({"paid_amount": "-1.00", "person_id": f"P{number}"} for number in range(12)))
    turned = {"medical_claim": tuple(reversed(rows["medical_claim"]))}
    assert audited(tmp_path / "a", rows) == audited(tmp_path / "b", turned)


def test_every_audit_has_a_query_a_case_here_and_words() -> None:
    tested = {*CASES, "audit_unknown_codes", "audit_misshapen_codes"}
    assert {audit.name for audit in AUDITS} == tested
    asked = {audit.query for audit in AUDITS}
    assert {name for name, each in all_queries().items() if each.room == "audits"} == {*BUILT, *asked}
    assert all(audit.what and audit.why and audit.remedy for audit in AUDITS)


def test_other_words_lists_or_queries_give_another_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    before = audits_digest()

    def changed(name: str, value: Any) -> str:  # noqa: ANN401  # each of the lists in turn
        with monkeypatch.context() as patch:
            patch.setattr(f"openvbc.claims.audits.audit.{name}", value)
            audits_digest.cache_clear()
            return audits_digest()

    digests = {before, changed("AUDITS", AUDITS[1:]), changed("known_codes", tuple), changed("EXAMPLES", 6)}
    audits_digest.cache_clear()
    assert len(digests) == 4
    assert audits_digest() == before
