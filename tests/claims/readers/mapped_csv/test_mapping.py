"""A payer's CSV is read by its mapping; what the mapping does not say is asked for, never guessed."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.claims.findings import Severity
from openvbc.claims.readers.account import OrphanRule
from openvbc.claims.readers.mapped_csv.fields import FIELDS, KINDS, MINIMUM
from openvbc.claims.readers.mapped_csv.mapping import missing_minimum_fields, read_mapping
from openvbc.claims.readers.mapped_csv.reader import MappedCsvReader
from openvbc.claims.readers.mapped_csv.template import mapping_template
from tests.claims.readers.tuva.loads import faults, loaded

MAPPING = """\
payer: Made-up Health Plan
plan: PPO
files:
  - kind: medical_claim
    name: "claims*.csv"
    delimiter: ";"
    days: MM/DD/YYYY
    decimal_mark: ","
    thousands_mark: "."
    reversals: {column: STATUS, reversed: [R], others: [O, A], amounts: unsigned}
    columns:
      person_id: MEMBER
      member_name: NAME
      birth_date: {absent: it is in the eligibility file}
      sex: {column: SEX, codes: {F: female, M: male}}
      claim_id: CLAIM
      claim_line_number: LINE
      claim_start_date: FIRST
      claim_end_date: LAST
      claim_line_start_date: FIRST
      claim_type: {column: TYPE, codes: {I: institutional, P: professional}}
      drg_code: DRG
      diagnosis_code_1: DX
      bill_type_code: {absent: it is not sent}
      place_of_service_code: {constant: "11"}
      hcpcs_code: CPT
      revenue_center_code: {absent: it is not sent}
      rendering_npi: NPI
      billing_tin: {column: TIN, pad: 9}
      paid_amount: PAID
      out_of_network_flag: OON
  - kind: extra_diagnoses
    name: "more_diagnoses.csv"
    columns: {claim_id: CLAIM, person_id: MEMBER, diagnosis_code: DX}
  - kind: pharmacy_claim
    name: "pharmacy.csv"
    reversals: none
    columns:
      person_id: MEMBER
      birth_date: {absent: it is in the eligibility file}
      claim_id: RX
      claim_line_number: {constant: "1"}
      dispensing_date: FILLED
      supply_end_date: {absent: it is not sent}
      ndc_code: NDC
      days_supply: DAYS
      refills: REFILL
      dispensing_provider_npi: PHARMACY
      paid_amount: PAID
  - kind: eligibility
    name: "members.csv"
    columns:
      person_id: MEMBER
      birth_date: BORN
      sex: {column: SEX, codes: {F: female, M: male}}
      enrollment_start_date: FROM
      enrollment_end_date: {column: TO, codes: {9999-12-31: "2024-12-31"}, other_codes: keep}
      attributed_npi: PCP
      attributed_tin: PRACTICE
"""
HEADER = "MEMBER;NAME;SEX;CLAIM;LINE;FIRST;LAST;TYPE;DRG;DX;CPT;NPI;TIN;PAID;OON;STATUS"
LINES = [
    "M1;Ada;F;C1;1;01/30/2024;02/02/2024;I;470;M17.11;;9999000010;1234567;1.000,10;N;O",
    "M1;Ada;F;C2;1;03/01/2024;03/01/2024;P;;I10;99213;9999000011;001234567;80,50;N;O",
    "M1;Ada;F;C2;1;03/01/2024;03/01/2024;P;;I10;99213;9999000011;001234567;80,50;N;R",
    "M2;Bo;M;C3;1;03/05/2024;03/05/2024;P;;I10;99213;9999000011;001234567;100;N;O",
    "M2;Bo;M;C3;1;03/05/2024;03/05/2024;P;;I10;99213;9999000011;001234567;100;N;R",
    "M2;Bo;M;C3;1;03/05/2024;03/05/2024;P;;I10;99213;9999000011;001234567;90;N;A",
    "M2;Bo;M;C4;1;03/06/2024;03/06/2024;P;;I10;99213;9999000011;001234567;55;N;R",
]
PHARMACY = "MEMBER,RX,FILLED,NDC,DAYS,REFILL,PHARMACY,PAID\nM1,R1,2024-04-01,00000000001,30,0,9999000050,12.34\n"
MEMBERS = (
    "MEMBER,BORN,SEX,FROM,TO,PCP,PRACTICE\nM1,1970-01-01,F,2024-01-15,2024-03-31,9999000011,001234567\n"
    "M2,1960-01-01,M,2024-02-01,9999-12-31,,\n"
)


def write(folder: Path, *, mapping: str = MAPPING, lines: list[str] | None = None, header: str = HEADER) -> Path:
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    (folder / "claims_1.csv").write_text("\n".join([header, *(LINES if lines is None else lines)]) + "\n")
    (folder / "more_diagnoses.csv").write_text("MEMBER,CLAIM,DX\nM1,C1,E11.9\nM1,C1,M1711\nM9,C9,I10\n")
    (folder / "pharmacy.csv").write_text(PHARMACY)
    (folder / "members.csv").write_text(MEMBERS)
    (folder / "notes.csv").write_text("a,b\n1,2\n")
    return folder / "mapping.yaml"


def signed_total(lines: list[str]) -> Decimal:
    """What the payer paid, reversals with a minus: an independent reading of the same lines."""
    rows = csv.DictReader([HEADER, *lines], delimiter=";")
    amounts = [(row["STATUS"], row["PAID"].replace(".", "").replace(",", ".")) for row in rows]
    return sum((-Decimal(paid) if status == "R" else Decimal(paid) for status, paid in amounts), Decimal(0))


@pytest.mark.parametrize(
    ("rule", "orphan"), [(OrphanRule.PAIR_BY_AMOUNT, Decimal(0)), (OrphanRule.SIGNED_SUM, Decimal(-55))]
)
def test_every_dollar_of_payments_and_reversals(tmp_path: Path, rule: OrphanRule, orphan: Decimal) -> None:
    mapping = write(tmp_path)
    with loaded(MappedCsvReader(), tmp_path, mapping=mapping, orphan_rule=rule) as load:
        without_orphan = signed_total(LINES[:-1])
        assert without_orphan == Decimal("1090.10")
        assert load.total("medical_claim", "paid_amount") == without_orphan + orphan
        kept = {(claim, paid) for claim, paid in load.rows("medical_claim", "claim_id", "paid_amount")}
        assert {("C1", Decimal("1000.10")), ("C3", Decimal("90.00"))} <= kept
        assert "C2" not in {claim for claim, _ in kept}
        steps = {step.name: step for step in load.result.steps}
        assert steps["medical_claim_received"].rows == len(LINES)
        assert steps["medical_claim_received"].amount == signed_total(LINES)
        assert steps["medical_claim_taken_back"].rows == 2


def test_an_identifier_made_of_several_columns_is_joined_so_that_no_two_become_one(tmp_path: Path) -> None:
    changed = MAPPING.replace(
        "claim_id: CLAIM\n      claim_line", "claim_id: {columns: [CLAIM, DRG]}\n      claim_line"
    )
    assert changed != MAPPING
    mapping = write(tmp_path, mapping=changed)
    (tmp_path / "more_diagnoses.csv").unlink()
    with loaded(MappedCsvReader(), tmp_path, mapping=mapping) as load:
        assert {claim for (claim,) in load.rows("medical_claim", "claim_id")} == {"C1-470", "C3-"}
    write(tmp_path, mapping=changed, lines=[LINES[0].replace("C1", "C-1")])
    (tmp_path / "more_diagnoses.csv").unlink()
    (told,) = faults(MappedCsvReader(), tmp_path, mapping=mapping)
    assert told.startswith("claims_1.csv:2: claim_id is joined by '-', which stands in its parts too (1): C-1 and 470")
    write(tmp_path, mapping=changed.replace("[CLAIM, DRG]", "[CLAIM, DRG, NONE]"))
    assert any("has no column 'NONE'" in each for each in faults(MappedCsvReader(), tmp_path, mapping=mapping))
    write(tmp_path, mapping=changed.replace("[CLAIM, DRG]", "[CLAIM]"))
    assert any("names no two columns" in each for each in faults(MappedCsvReader(), tmp_path, mapping=mapping))


def test_a_blank_end_of_enrollment_is_read_to_the_stated_day_and_told(tmp_path: Path) -> None:
    old = '{column: TO, codes: {9999-12-31: "2024-12-31"}, other_codes: keep}'
    changed = MAPPING.replace(old, "{column: TO, blank: 2024-12-31}")
    mapping = write(tmp_path, mapping=changed)
    (tmp_path / "members.csv").write_text(MEMBERS.replace("9999-12-31", ""))
    with loaded(MappedCsvReader(), tmp_path, mapping=mapping) as load:
        ends = {str(end) for (end,) in load.rows("eligibility", "enrollment_end_date")}
        assert ends == {"2024-03-31", "2024-12-31"}
        (found,) = [each for each in load.result.findings if each.audit == "open_spans"]
        assert (found.count, found.examples) == (1, ("members.csv, column TO",))
    us = changed.replace('name: "members.csv"', 'name: "members.csv"\n    days: MM/DD/YYYY')
    (tmp_path / "mapping.yaml").write_text(us)
    (tmp_path / "members.csv").write_text("MEMBER,BORN,SEX,FROM,TO,PCP,PRACTICE\nM1,1/5/1970,F,01/15/2024,,,\n")
    with loaded(MappedCsvReader(), tmp_path, mapping=mapping) as load:
        days = load.rows("eligibility", "birth_date", "enrollment_start_date", "enrollment_end_date")
        assert [tuple(map(str, row)) for row in days] == [("1970-01-05", "2024-01-15", "2024-12-31")]
    for wrong, told in (("blank: soon", "blank is no day"), ("blank: 12", "blank is no day")):
        (tmp_path / "mapping.yaml").write_text(changed.replace("blank: 2024-12-31", wrong))
        assert any(told in each for each in faults(MappedCsvReader(), tmp_path, mapping=mapping))
    (tmp_path / "mapping.yaml").write_text(
        MAPPING.replace("birth_date: BORN", "birth_date: {column: BORN, blank: 1950-01-01}")
    )
    assert any("birth_date has a `blank`" in each for each in faults(MappedCsvReader(), tmp_path, mapping=mapping))


def test_dental_and_eye_benefits_are_told_where_the_file_tells_them(tmp_path: Path) -> None:
    told = 'birth_date: BORN\n      dental: {column: DENTAL, codes: {Y: "1", N: "0"}}\n      eye: EYE'
    mapping = write(tmp_path, mapping=MAPPING.replace("birth_date: BORN", told))
    header, *rows = MEMBERS.splitlines()
    benefits = ["Y,1", *[",0"] * (len(rows) - 1)]
    table = [f"{header},DENTAL,EYE", *(f"{row},{each}" for row, each in zip(rows, benefits, strict=True))]
    (tmp_path / "members.csv").write_text("\n".join(table) + "\n")
    with loaded(MappedCsvReader(), tmp_path, mapping=mapping) as load:
        assert len(load.rows("eligibility", "person_id")) == len(rows)
        found = load.rows("covered_benefit", "source_row", "benefit", "covered")
        assert found == [(1, "dental", "1"), (1, "eye", "1"), *((row, "eye", "0") for row in range(2, len(rows) + 1))]
    (tmp_path / "members.csv").write_text("\n".join(table).replace(",0", ",maybe") + "\n")
    (told,) = faults(MappedCsvReader(), tmp_path, mapping=mapping)
    assert "EYE" in told.upper()
    assert "maybe" in told


@pytest.mark.parametrize(("how", "end"), [("TO", "2100-12-31"), ("{column: TO, blank: 2024-12-31}", "2024-12-31")])
def test_an_end_in_the_year_9999_is_none(tmp_path: Path, how: str, end: str) -> None:
    old = '{column: TO, codes: {9999-12-31: "2024-12-31"}, other_codes: keep}'
    mapping = write(tmp_path, mapping=MAPPING.replace(old, how))
    with loaded(MappedCsvReader(), tmp_path, mapping=mapping) as load:
        assert {str(day) for (day,) in load.rows("eligibility", "enrollment_end_date")} == {"2024-03-31", end}
        (found,) = [each for each in load.result.findings if each.audit == "open_spans"]
        assert found.count == 1


def test_codes_constants_marks_and_zeros(tmp_path: Path) -> None:
    mapping = write(tmp_path)
    with loaded(MappedCsvReader(), tmp_path, mapping=mapping) as load:
        assert load.rows(
            "medical_claim", "claim_id", "claim_type", "billing_tin", "place_of_service_code", "payer", "plan"
        ) == [
            ("C1", "institutional", "001234567", "11", "Made-up Health Plan", "PPO"),
            ("C3", "professional", "001234567", "11", "Made-up Health Plan", "PPO"),
        ]
        assert load.rows("claim_diagnosis", "claim_id", "diagnosis_sequence", "diagnosis_code") == [
            ("C1", 1, "M1711"),
            ("C1", 2, "E119"),
            ("C3", 1, "I10"),
        ]
        assert load.rows("pharmacy_claim", "claim_id", "paid_amount", "days_supply") == [("R1", Decimal("12.34"), 30)]
        assert [str(end) for _, end in load.rows("eligibility", "person_id", "enrollment_end_date")] == [
            "2024-03-31",
            "2024-12-31",
        ]
        assert load.rows("provider_attribution", "year_month", "payer_attributed_provider") == [
            (202401, "9999000011"),
            (202402, "9999000011"),
            (202403, "9999000011"),
        ]
        assert load.audits() == {"minimum_fields": 5, "extra_diagnoses": 1}
        assert load.result.not_read == {"notes.csv": "the mapping names no file like it"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("1234567;1.000,10", "123456789012;1.000,10", "TIN should have nine digits (a TIN)"),
        ("1.000,10", "1.00,10", "PAID is no amount"),
        ("1.000,10", "1000.10", "PAID is no amount"),
        ("1.000,10", "1,000.10", "PAID is no amount"),
        ("01/30/2024", "30/01/2024", "FIRST is no day of the calendar written MM/DD/YYYY"),
        (";I;470", ";X;470", "TYPE has codes that mapping.yaml:21 does not translate: 'X' on line 2"),
        ("99213;9999000011", "9999000011;99213", "NPI should have ten digits"),
        ("55;N;R", "55;N;Z", "STATUS has codes that mapping.yaml:10 does not translate: 'Z' on line 8"),
        ("55;N;R", "-55;N;R", "amounts are unsigned, but reversals have a minus"),
        ("M1;Ada", ";Ada", "MEMBER is empty"),
        ("M17.11", "01/30/2024", "DX is no code"),
        (";C1;1;", ";C1;1;1;", "this line has 17 fields where the header has 16"),
    ],
)
def test_bad_values_are_told_with_file_line_and_column(tmp_path: Path, old: str, new: str, told: str) -> None:
    mapping = write(tmp_path, lines=[line.replace(old, new) for line in LINES])
    found = faults(MappedCsvReader(), tmp_path, mapping=mapping)
    assert any(told in fault for fault in found), found
    assert all(fault.startswith("claims_1.csv:") for fault in found)


def test_a_tin_that_lost_its_zero_is_refused_by_name_and_place(tmp_path: Path) -> None:
    mapping = write(tmp_path, mapping=MAPPING.replace("{column: TIN, pad: 9}", "TIN"))
    (fault,) = faults(MappedCsvReader(), tmp_path, mapping=mapping)
    assert fault.startswith(
        "claims_1.csv:2: TIN should have nine digits (a TIN), but 1 of 7 values can be several codes: '1234567'"
    )


def test_exchanged_columns_are_refused(tmp_path: Path) -> None:
    mapping = write(tmp_path, mapping=MAPPING.replace("rendering_npi: NPI", "rendering_npi: TIN"))
    assert any(
        "TIN should have ten digits (an NPI)" in fault for fault in faults(MappedCsvReader(), tmp_path, mapping=mapping)
    )


def test_a_line_twice_without_reversal_is_left_for_the_project_to_refuse(tmp_path: Path) -> None:
    mapping = write(tmp_path, lines=[LINES[0], LINES[0]])
    with loaded(MappedCsvReader(), tmp_path, mapping=mapping) as load:
        assert len(load.rows("medical_claim", "claim_id")) == 2


def test_a_reversal_in_a_later_file_takes_back(tmp_path: Path) -> None:
    mapping = write(tmp_path, lines=LINES[:2])
    (tmp_path / "claims_2.csv").write_text("\n".join([HEADER, LINES[2]]) + "\n")
    with loaded(MappedCsvReader(), tmp_path, mapping=mapping) as load:
        assert load.rows("medical_claim", "claim_id") == [("C1",)]


def test_a_net_that_is_not_the_last_payment_is_told(tmp_path: Path) -> None:
    mapping = write(tmp_path, lines=[*LINES[:4], LINES[4].replace(";100;", ";40;"), LINES[5]])
    with loaded(MappedCsvReader(), tmp_path, mapping=mapping) as load:
        assert load.audits()["reversals_differ"] == 1
        assert ("C3", Decimal("150.00")) in load.rows("medical_claim", "claim_id", "paid_amount")


def test_a_reversal_of_another_persons_claim_blocks(tmp_path: Path) -> None:
    """Found by the fuzzer: it took back the payment, and neither of the two people was left to be seen."""
    mapping = write(tmp_path, lines=[*LINES[:2], LINES[2].replace("M1;", "M2;", 1)])
    with loaded(MappedCsvReader(), tmp_path, mapping=mapping) as load:
        (found,) = [each for each in load.result.findings if each.audit == "reversals_of_others"]
        assert (found.severity, found.count) == (Severity.BLOCKING, 1)
        assert found.examples == ("claim C2 line 1: people M1, M2",)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("      claim_id: CLAIM\n", "", "mapping.yaml:4: medical_claim: nothing feeds claim_id"),
        ("      hcpcs_code: CPT\n", "", "mapping.yaml:4: medical_claim: nothing feeds hcpcs_code"),
        ("claim_id: CLAIM\n", "claim_id: {absent: no}\n", "medical_claim: claim_id cannot be absent"),
        ("paid_amount: PAID\n", "paid_amount: PAYD\n", "claims_1.csv has no column 'PAYD'\n    did you mean 'PAID'?"),
        ("drg_code: DRG", "drg_cod: DRG", "has no field 'drg_cod'\n    did you mean 'drg_code'?"),
        ("amounts: unsigned", "amounts: plus", "'plus' is no amounts"),
        ("days: MM/DD/YYYY", "days: MMDDYY", "'MMDDYY' is no days"),
        ('thousands_mark: "."', 'thousands_mark: ","', "decimal_mark and thousands_mark are the same"),
        ("    reversals: none\n", "", "`reversals` is missing"),
        ("payer: Made-up Health Plan", "payer:", "the mapping names no payer"),
        ("pad: 9", "pad: 9.5", "billing_tin: pad is no length"),
        ('{constant: "11"}', '{constant: "11", column: X}', "place_of_service_code has 2 sources"),
        ("kind: eligibility", "kind: enrollment", "'enrollment' is no kind"),
        ('{constant: "1"}', "{constant: 2024-01-01}", "a word should stand here"),
    ],
)
def test_faults_of_the_mapping_have_their_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in MAPPING
    mapping = write(tmp_path, mapping=MAPPING.replace(old, new, 1))
    found = faults(MappedCsvReader(), tmp_path, mapping=mapping)
    assert any(told in fault for fault in found), found


def test_all_missing_minimum_fields_are_told_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, mapping=MAPPING.replace("      hcpcs_code: CPT\n", "").replace("      drg_code: DRG\n", ""))
    missing = missing_minimum_fields(read_mapping(path), {"claims_1.csv": HEADER.replace("PAID", "PD").split(";")})
    assert [fault.what for fault in missing] == [
        "medical_claim: nothing feeds drg_code",
        "medical_claim: nothing feeds hcpcs_code",
        "claims_1.csv has no column 'PAID'",
    ]


def test_the_template_is_a_mapping_with_every_minimum_field(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(mapping_template(), encoding="utf-8")
    mapping = read_mapping(path)
    assert tuple(file.kind for file in mapping.files) == KINDS
    for file in mapping.files:
        assert list(file.fields) == [minimum.name for minimum in MINIMUM[file.kind]]
    assert missing_minimum_fields(mapping, {}) == []


def test_every_field_of_the_minimum_is_one_that_can_be_fed() -> None:
    for kind, fields in MINIMUM.items():
        assert {field.name for field in fields} <= {column.name for column in FIELDS[kind]}


def test_without_a_mapping_nothing_is_read(tmp_path: Path) -> None:
    write(tmp_path)
    assert "there is no mapping for these files" in faults(MappedCsvReader(), tmp_path)[0]
