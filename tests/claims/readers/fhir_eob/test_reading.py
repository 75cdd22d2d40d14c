"""ExplanationOfBenefit, Patient and Coverage load from BCDA's versions 2 and 3 and AB2D; amounts are exact."""

import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from openvbc.claims.readers.fhir_eob.reader import FhirEobReader
from tests.claims.readers.tuva.loads import faults, loaded

V2 = "https://bluebutton.cms.gov/resources/variables/"
V3 = "https://bluebutton.cms.gov/fhir/CodeSystem/"
NPI = {"coding": [{"system": "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBIdentifierType", "code": "npi"}]}

Json = dict[str, Any]


def concept(*pairs: tuple[str, str]) -> Json:
    return {"coding": [{"system": system, "code": code} for system, code in pairs]}


def adjudication(code: str, value: float, system: str = "x") -> Json:
    return {"category": concept(("generic", "g"), (system, code)), "amount": {"value": value, "currency": "USD"}}


def member(sequence: int, npi: str, role: str, specialty: str = "08") -> Json:
    return {
        "sequence": sequence,
        "provider": {"identifier": {"type": NPI, "value": npi}},
        "role": concept(("role", role)),
        "qualification": concept((f"{V2}prvdr_spclty", specialty)),
    }


def carrier(identifier: str = "carrier-1", paid: tuple[float, ...] = (80.1, 20.2), **more: Any) -> Json:  # noqa: ANN401
    """A carrier claim of version 2; more: fields that replace its own."""
    item = [
        {
            "sequence": place,
            "careTeamSequence": [1],
            "productOrService": concept(("https://bluebutton.cms.gov/resources/codesystem/hcpcs", "99213")),
            "servicedPeriod": {"start": "2023-05-02", "end": "2023-05-02"},
            "locationCodeableConcept": concept((f"{V2}line_place_of_srvc_cd", "11")),
            "quantity": {"value": 1.0},
            "extension": [{"url": f"{V2}tax_num", "valueCoding": {"code": "001234567"}}],
            "adjudication": [
                adjudication(f"{V2}line_nch_pmt_amt", amount),
                adjudication(f"{V2}line_alowd_chrg_amt", amount + 10),
            ],
        }
        for place, amount in enumerate(paid, 1)
    ]
    return {
        "resourceType": "ExplanationOfBenefit",
        "id": identifier,
        "status": "active",
        "type": concept(
            (f"{V2}nch_clm_type_cd", "71"), ("http://terminology.hl7.org/CodeSystem/claim-type", "professional")
        ),
        "patient": {"reference": "Patient/17"},
        "billablePeriod": {"start": "2023-05-02", "end": "2023-05-02"},
        "careTeam": [member(1, "9999000021", "performing"), member(2, "9999000022", "primary")],
        "diagnosis": [
            {"sequence": 1, "diagnosisCodeableConcept": concept(("http://hl7.org/fhir/sid/icd-10-cm", "I10"))},
            {
                "sequence": 2,
                "diagnosisCodeableConcept": concept(("http://hl7.org/fhir/sid/icd-10-cm", "E11.9")),
                "type": [concept(("kind", "principal"))],
            },
        ],
        "item": item,
        "payment": {"amount": {"value": round(sum(paid), 2)}},
        **more,
    }


def inpatient(**more: Any) -> Json:  # noqa: ANN401
    """An inpatient claim of version 3 with two lines."""
    return {
        "resourceType": "ExplanationOfBenefit",
        "id": "-77",
        "meta": {"tag": [{"system": f"{V3}Final-Action", "code": "FinalAction"}]},
        "type": concept(
            (f"{V3}CLM-TYPE-CD", "60"), ("http://terminology.hl7.org/CodeSystem/claim-type", "institutional")
        ),
        "patient": {"reference": "Patient/17"},
        "billablePeriod": {"start": "2023-03-10", "end": "2023-03-14"},
        "provider": {"reference": "#org"},
        "contained": [
            {
                "resourceType": "Organization",
                "id": "org",
                "identifier": [
                    {"system": "http://hl7.org/fhir/sid/us-npi", "value": "9999000010"},
                    {"type": concept(("v2-0203", "PRN")), "value": "220135"},
                ],
            }
        ],
        "careTeam": [member(1, "9999000011", "attending")],
        "supportingInfo": [
            {"category": concept(("info", f"{V2}clm_drg_cd")), "code": concept((f"{V2}clm_drg_cd", "470"))},
            {"category": concept(("info", "discharge-status")), "code": concept(("PatDischargeStatus", "01"))},
            {
                "category": concept(("info", "typeofbill")),
                "code": concept(("https://www.nubc.org/CodeSystem/TypeOfBill", "0111")),
            },
            {
                "category": concept(("i", "admissionperiod")),
                "timingPeriod": {"start": "2023-03-10", "end": "2023-03-14"},
            },
        ],
        "procedure": [{"date": "2023-03-11T00:00:00+00:00", "procedureCodeableConcept": concept(("ICD10", "0SRC0J9"))}],
        "item": [
            {
                "revenue": concept((f"{V3}CLM-REV-CNTR-CD", code)),
                "adjudication": [adjudication("CLM_LINE_CVRD_PD_AMT", 1.5)],
            }
            for code in ("0120", "0250")
        ],
        "total": [{"category": concept(("c", "CLM_SBMT_CHRG_AMT")), "amount": {"value": 20000}}],
        "payment": {"amount": {"value": 9000.55}},
        **more,
    }


def drug(**more: Any) -> Json:  # noqa: ANN401
    paid = [
        adjudication(f"{V2}cvrd_d_plan_pd_amt", 12.3),
        adjudication(f"{V2}ncvrd_plan_pd_amt", 0.04),
        adjudication(f"{V2}tot_rx_cst_amt", 50),
        adjudication(f"{V2}ptnt_pay_amt", 5.5),
    ]
    return {
        "resourceType": "ExplanationOfBenefit",
        "id": "pde-9",
        "type": concept(("https://bluebutton.cms.gov/resources/codesystem/eob-type", "PDE")),
        "patient": {"reference": "Patient/17"},
        "billablePeriod": {"start": "2023-06-01", "end": "2023-06-01"},
        "careTeam": [member(1, "9999000031", "prescribing")],
        "facility": {"identifier": {"type": NPI, "value": "9999000032"}},
        "supportingInfo": [
            {"category": concept(("s", "refillnum")), "valueQuantity": {"value": 3}},
            {"category": concept(("s", "dayssupply")), "valueQuantity": {"value": 30}},
        ],
        "item": [
            {
                "productOrService": concept(("http://hl7.org/fhir/sid/ndc", "00000000001")),
                "servicedDate": "2023-06-01",
                "quantity": {"value": 60.0},
                "adjudication": paid,
            }
        ],
        **more,
    }


PATIENT: Json = {
    "resourceType": "Patient",
    "id": "17",
    "gender": "female",
    "birthDate": "1942-01-17",
    "address": [{"state": "MA", "postalCode": "01730"}],
    "identifier": [
        {"system": "http://hl7.org/fhir/sid/us-mbi", "value": "1S00E00AA05", "period": {"end": "2020-01-01"}},
        {"system": "http://hl7.org/fhir/sid/us-mbi", "value": "1S00E00AA06"},
    ],
    "link": [{"type": "replaces", "other": {"reference": "Patient/16"}}],
}


def coverage(part: str, start: str, end: str = "", **extensions: str) -> Json:
    return {
        "resourceType": "Coverage",
        "id": f"{part}-{start}",
        "meta": {"lastUpdated": "2023-12-20T20:57:19.945+00:00"},
        "beneficiary": {"reference": "Patient/16"},
        "class": [{"value": part}],
        "period": {"start": start, **({"end": end} if end else {})},
        "extension": [{"url": f"s/{name}", "valueCoding": {"code": code}} for name, code in extensions.items()],
    }


def write(folder: Path, *resources: Json, name: str = "part.ndjson") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(each) + "\n" for each in resources), encoding="utf-8")
    return path


def test_claims_of_both_versions(tmp_path: Path) -> None:
    write(tmp_path, PATIENT, carrier(), inpatient(), drug())
    with loaded(FhirEobReader(), tmp_path) as load:
        assert load.total("medical_claim", "paid_amount") == Decimal("9100.85")
        columns = ("claim_id", "claim_line_number", "claim_type", "paid_amount", "charge_amount", "allowed_amount")
        assert load.rows("medical_claim", *columns) == [
            ("-77", 1, "institutional", Decimal("9000.55"), Decimal(20000), None),
            ("-77", 2, "institutional", Decimal(0), Decimal(0), None),
            ("carrier-1", 1, "professional", Decimal("80.10"), None, Decimal("90.10")),
            ("carrier-1", 2, "professional", Decimal("20.20"), None, Decimal("30.20")),
        ]
        providers = ("rendering_npi", "billing_npi", "billing_tin", "rendering_specialty_code", "facility_ccn")
        assert load.rows("medical_claim", *providers)[0] == ("9999000011", "9999000010", "", "", "220135")
        assert load.rows("medical_claim", *providers)[-1] == ("9999000021", "9999000022", "001234567", "08", "")
        assert load.rows(
            "medical_claim", "drg_code", "bill_type_code", "discharge_disposition_code", "revenue_center_code"
        )[-2:] == [("470", "111", "01", "0120"), ("470", "111", "01", "0250")]
        assert load.rows("claim_diagnosis", "diagnosis_sequence", "diagnosis_code") == [(1, "E119"), (2, "I10")]
        assert [code for (code,) in load.rows("claim_procedure", "procedure_code")] == ["0SRC0J9"]
        assert load.rows("pharmacy_claim", "paid_amount", "allowed_amount", "days_supply", "refills", "ndc_code") == [
            (Decimal("12.34"), Decimal(50), 30, 3, "00000000001")
        ]
        assert load.audits() == {}


def test_what_is_not_final_is_left_out_and_counted(tmp_path: Path) -> None:
    not_final = inpatient(id="2", meta={"tag": [{"code": "NotFinalAction"}]})
    asked = [carrier(use, use=use) for use in ("preauthorization", "predetermination")]
    cancelled = carrier("3", status="cancelled")
    write(tmp_path, carrier(use="claim"), not_final, cancelled, *asked, {"resourceType": "Claim", "id": "4"})
    with loaded(FhirEobReader(), tmp_path) as load:
        assert load.total("medical_claim", "paid_amount") == Decimal("100.30")
        steps = {step.name: step.rows for step in load.result.steps}
        assert (steps["claims_received"], steps["not_final"], steps["cancelled"]) == (5, 1, 1)
        assert steps["not_a_claim"] == 2
        assert load.result.not_read == {"Claim resources": "1 of them are not read"}


def test_lines_that_do_not_sum_to_the_payment_of_their_claim_are_counted_and_told(tmp_path: Path) -> None:
    write(tmp_path, carrier(payment={"amount": {"value": 999.99}}), carrier("2"))
    with loaded(FhirEobReader(), tmp_path) as load:
        assert load.total("medical_claim", "paid_amount") == 2 * Decimal("100.30")
        assert load.audits() == {"lines_differ_from_claim": 1}


def test_claims_without_payments_feed_all_but_cost(tmp_path: Path) -> None:
    bare = carrier()
    del bare["payment"]
    for item in bare["item"]:
        del item["adjudication"]
    write(tmp_path, bare)
    with loaded(FhirEobReader(), tmp_path) as load:
        assert load.rows("medical_claim", "paid_amount") == [(None,), (None,)]
        assert load.audits() == {"no_payments": 1}
        assert "as those of AB2D have none" in str(load.result.findings[0])
        assert len(load.rows("claim_diagnosis", "diagnosis_code")) == 2


def test_a_line_that_names_none_of_several_clinicians_has_none(tmp_path: Path) -> None:
    claim = carrier(careTeam=[member(1, "9999000021", "rendering"), member(2, "9999000029", "rendering")])
    del claim["item"][0]["careTeamSequence"]
    write(tmp_path, claim)
    with loaded(FhirEobReader(), tmp_path) as load:
        assert load.rows("medical_claim", "claim_line_number", "rendering_npi") == [(1, ""), (2, "9999000021")]
        assert load.audits() == {"unclear_clinicians": 1}


def test_coverage_by_periods_and_by_months(tmp_path: Path) -> None:
    write(
        tmp_path,
        PATIENT,
        coverage("Part A", "2023-01-01", **{"BENE-MDCR-STUS-CD": "10"}),
        coverage("Part B", "2023-03-15", "2023-10-02"),
        coverage("Part C", "2023-05-01", "2023-05-31"),
        coverage("Dual Medicare/Medicaid", "2023-06-01", "2023-06-30", **{"BENE-DUAL-STUS-CD": "02"}),
        name="v3.ndjson",
    )
    columns = (
        "enrollment_start_date",
        "enrollment_end_date",
        "part_a",
        "part_b",
        "medicare_advantage",
        "dual_status_code",
    )
    with loaded(FhirEobReader(), tmp_path) as load:
        assert [(str(start), str(end), *more) for start, end, *more in load.rows("eligibility", *columns)] == [
            ("2023-01-01", "2023-02-28", "1", "0", "0", ""),
            ("2023-03-01", "2023-04-30", "1", "1", "0", ""),
            ("2023-05-01", "2023-05-31", "1", "1", "1", ""),
            ("2023-06-01", "2023-06-30", "1", "1", "0", "02"),
            ("2023-07-01", "2023-10-31", "1", "1", "0", ""),
            ("2023-11-01", "2023-12-31", "1", "0", "0", ""),
        ]
        assert set(load.rows("eligibility", "person_id", "member_id", "sex", "state", "medicare_status_code")) == {
            ("17", "1S00E00AA06", "female", "MA", "10")
        }
    months = [{"url": f"{V2}buyin{n:02}", "valueCoding": {"code": "3" if n < 4 else "0"}} for n in range(1, 13)]
    year = {**coverage("Part A", "2022-01-01"), "extension": [{"url": f"{V2}rfrnc_yr", "valueDate": "2022"}, *months]}
    with loaded(FhirEobReader(), [write(tmp_path, year, name="v2.ndjson")]) as load:
        assert [(str(start), str(end), *more) for start, end, *more in load.rows("eligibility", *columns)] == [
            ("2022-01-01", "2022-03-31", "1", "1", "0", "")
        ]


def test_months_of_a_year_that_cannot_be_are_left_out_and_told(tmp_path: Path) -> None:
    month = {"url": f"{V2}buyin01", "valueCoding": {"code": "3"}}
    year = {**coverage("Part A", "2022-01-01"), "extension": [{"url": f"{V2}rfrnc_yr", "valueDate": "0003"}, month]}
    with loaded(FhirEobReader(), [write(tmp_path, carrier(), year)]) as load:
        assert load.rows("eligibility", "person_id") == []
        (found,) = [finding for finding in load.result.findings if finding.audit == "coverage_years"]
        assert (found.count, found.examples) == (1, ("part.ndjson:2: '0003'",))
        assert len(load.rows("medical_claim", "claim_id")) > 0


def test_coverage_that_tells_no_month_is_a_finding_never_nothing(tmp_path: Path) -> None:
    """BCDA's version 1 names a year and no month of it; other coverage may name no Part and no payer."""
    first = {**coverage("Part A", "2021-01-01"), "extension": [{"url": f"{V2}rfrnc_yr", "valueDate": "2021"}]}
    commercial = coverage("Gold PPO", "2024-01-01", "2024-12-31")
    with loaded(FhirEobReader(), [write(tmp_path, PATIENT, first, commercial)]) as load:
        assert load.rows("eligibility", "person_id") == []
        (found,) = load.result.findings
        assert (found.audit, found.count) == ("coverage_without_months", 2)
        assert found.examples == (
            "part.ndjson:2: the year 2021 is named, and none of its months",
            "part.ndjson:3: it names neither a Part of Medicare nor a payer",
        )


def written_at(claim: Json, moment: str) -> Json:
    return {**claim, "meta": {"lastUpdated": moment}}


def test_a_claim_that_stands_in_the_files_again_is_read_once_and_told(tmp_path: Path) -> None:
    one = write(tmp_path, carrier(), name="one.ndjson")
    again = {**carrier(), "created": "2024-01-01"}
    other = write(tmp_path, again, carrier("carrier-2", (5.5,)), name="other.ndjson")
    with loaded(FhirEobReader(), [one, other]) as load:
        assert load.total("medical_claim", "paid_amount") == Decimal("105.80")
        assert load.audits() == {"repeated_claims": 1}
        steps = {step.name: step.rows for step in load.result.steps}
        assert (steps["claims_received"], steps["repeated"]) == (3, 1)


def test_of_a_claim_in_two_versions_the_one_written_last_holds_and_without_a_day_neither(tmp_path: Path) -> None:
    late = write(tmp_path, written_at(carrier(paid=(80.1,)), "2024-05-01T00:00:00Z"), name="a.ndjson")
    early = write(tmp_path, written_at(carrier(paid=(95.0,)), "2024-01-01T00:00:00Z"), name="b.ndjson")
    with loaded(FhirEobReader(), [late, early]) as load:
        assert load.total("medical_claim", "paid_amount") == Decimal("80.10")
        assert load.audits() == {"repeated_claims": 1, "repeated_claims_differ": 1}
    undated = write(tmp_path, carrier(paid=(95.0,)), name="c.ndjson")
    (told,) = faults(FhirEobReader(), [late, undated])
    assert told.startswith("c.ndjson:1: claim carrier-1 stands here with other dollars")
    assert "a.ndjson:1" in told


def test_bundles_and_packed_files_give_the_same_rows(tmp_path: Path) -> None:
    plain = write(tmp_path, carrier())
    packed = tmp_path / "packed.ndjson.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    bundle = tmp_path / "bundle.json"
    bundle.write_text(json.dumps({"resourceType": "Bundle", "entry": [{"resource": carrier()}]}, indent=1))
    rows = []
    for path in (plain, packed, bundle):
        with loaded(FhirEobReader(), [path]) as load:
            rows.append(load.rows("medical_claim", "claim_id", "claim_line_number", "paid_amount"))
    assert rows[0] == rows[1] == rows[2] != []


@pytest.mark.parametrize(
    ("resource", "told"),
    [
        (carrier(paid=(80.105,)), "part.ndjson:2: paid_amount is no amount in dollars and cents"),
        (carrier(billablePeriod={"start": "2023-13-01", "end": "2023-05-02"}), "claim_start_date is no day"),
        (carrier(billablePeriod={}), "claim_start_date is empty"),
        (carrier(identifier=""), "claim_id is empty"),
        (carrier(patient={}), "person_id is empty"),
        (coverage("Part A", "soon"), "part.ndjson:2: this coverage has no period that can be read"),
    ],
)
def test_bad_values_are_told_with_file_and_line(tmp_path: Path, resource: Json, told: str) -> None:
    write(tmp_path, carrier("carrier-0"), resource)
    found = faults(FhirEobReader(), tmp_path)
    assert any(told in fault for fault in found), found


@pytest.mark.parametrize("content", ["{not json\n", "[1, 2]\n", '{"resourceType": NaN}\n'])
def test_lines_that_are_no_resources(tmp_path: Path, content: str) -> None:
    path = write(tmp_path, carrier())
    path.write_text(path.read_text() + content)
    (fault,) = faults(FhirEobReader(), [path])
    assert fault.startswith("part.ndjson:2: this line is no FHIR resource")
