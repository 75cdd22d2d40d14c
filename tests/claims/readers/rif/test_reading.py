"""RIF files load with what is known for a claim on its first line, months as spans, and final actions only."""

import gzip
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.claims.readers.rif.reader import RifReader
from tests.claims.readers.rif.made_up_files import (
    BENEFICIARY,
    CARRIER,
    DRUGS,
    INPATIENT,
    SUMMARY_FILE,
    beneficiary,
    carrier_line,
    fill,
    inpatient_line,
    write,
)
from tests.claims.readers.tuva.loads import faults, loaded


def test_payments_stand_on_the_first_line_of_a_claim_and_on_each_professional_line(tmp_path: Path) -> None:
    stay = [inpatient_line("-7", line, CLM_PMT_AMT="9000.55", CLM_TOT_CHRG_AMT="20000") for line in (2, 1, 3)]
    visits = [
        carrier_line("-8", 1, "80.10", CLM_PMT_AMT="100.20"),
        carrier_line("-8", 2, "20.10", CLM_PMT_AMT="100.20"),
    ]
    write(tmp_path / "inpatient.csv", INPATIENT, stay)
    write(tmp_path / "carrier.csv", CARRIER, visits)
    with loaded(RifReader(), tmp_path) as load:
        assert load.total("medical_claim", "paid_amount") == Decimal("9100.75")
        assert load.total("medical_claim", "charge_amount") == 20000
        assert load.rows("medical_claim", "claim_id", "claim_line_number", "paid_amount", "billing_tin") == [
            ("-7", 1, Decimal("9000.55"), ""),
            ("-7", 2, Decimal(0), ""),
            ("-7", 3, Decimal(0), ""),
            ("-8", 1, Decimal("80.10"), "001234567"),
            ("-8", 2, Decimal("20.10"), "001234567"),
        ]
        assert load.rows("medical_claim", "facility_ccn", "bill_type_code", "discharge_disposition_code", "drg_code")[
            -1
        ] == ("220135", "111", "01", "470")
        assert load.audits() == {}


def test_lines_of_a_claim_in_two_files_are_one_claim(tmp_path: Path) -> None:
    write(tmp_path / "inpatient_1.csv", INPATIENT, [inpatient_line("-7", 1)])
    write(tmp_path / "inpatient_2.csv", INPATIENT, [inpatient_line("-7", 2)])
    with loaded(RifReader(), tmp_path) as load:
        assert load.total("medical_claim", "paid_amount") == 1000


def test_only_final_actions_and_nothing_deleted(tmp_path: Path) -> None:
    lines = [carrier_line("-1", 1, "10"), carrier_line("-2", 1, "20", FINAL_ACTION="N")]
    lines.append(carrier_line("-3", 1, "30", DML_IND="DELETE"))
    write(tmp_path / "carrier.csv", CARRIER, lines)
    write(
        tmp_path / "pde.csv",
        DRUGS,
        [fill("-4", "1.25"), fill("-5", "2", ADJSTMT_DLTN_CD="D"), fill("-6", "3", FINAL_ACTION="N")],
    )
    with loaded(RifReader(), tmp_path) as load:
        assert load.total("medical_claim", "paid_amount") == 10
        assert load.rows("pharmacy_claim", "claim_id", "paid_amount", "allowed_amount", "copayment_amount") == [
            ("-4", Decimal("1.25"), Decimal(50), Decimal(5))
        ]
        steps = {step.name: step.rows for step in load.result.steps}
        assert (steps["lines_not_final"], steps["fills_not_final"]) == (2, 2)


def test_a_file_without_the_column_of_final_action_has_final_claims_only(tmp_path: Path) -> None:
    header = [name for name in CARRIER if name not in ("FINAL_ACTION", "DML_IND")]
    write(tmp_path / "carrier.csv", header, [carrier_line("-1", 1, "10")])
    with loaded(RifReader(), tmp_path) as load:
        assert load.total("medical_claim", "paid_amount") == 10


def test_the_principal_diagnosis_is_the_first_and_versions_are_told_apart(tmp_path: Path) -> None:
    codes = {"PRNCPAL_DGNS_CD": "J029", "PRNCPAL_DGNS_VRSN_CD": "0", "ICD_DGNS_CD1": "4019", "ICD_DGNS_VRSN_CD1": "9"}
    codes |= {"ICD_PRCDR_CD1": "0SRC0J9", "ICD_PRCDR_VRSN_CD1": "0", "PRCDR_DT1": "11-Mar-2023", "CLM_POA_IND_SW1": "Y"}
    write(tmp_path / "inpatient.csv", INPATIENT, [inpatient_line("-7", 1, **codes)])
    with loaded(RifReader(), tmp_path) as load:
        columns = ("diagnosis_sequence", "diagnosis_code", "diagnosis_code_type", "present_on_admission_code")
        assert load.rows("claim_diagnosis", *columns) == [(1, "J029", "icd-10-cm", ""), (2, "4019", "icd-9-cm", "Y")]
        assert load.rows("claim_procedure", "procedure_code", "procedure_code_type", "procedure_date") == [
            ("0SRC0J9", "icd-10-pcs", date(2023, 3, 11))
        ]


def test_months_that_are_alike_are_one_span_across_years(tmp_path: Path) -> None:
    write(
        tmp_path / "b_2023.csv",
        BENEFICIARY,
        [beneficiary(1001, 2023, "000333333333"), beneficiary(1002, 2023, "1" * 12)],
    )
    late = beneficiary(1001, 2024, "333333330CCC", HMO_2_IND="C", META_DUAL_ELGBL_STUS_MAR_CD="02")
    write(tmp_path / "b_2024.csv", BENEFICIARY, [late])
    with loaded(RifReader(), tmp_path) as load:
        columns = (
            "person_id",
            "enrollment_start_date",
            "enrollment_end_date",
            "medicare_advantage",
            "dual_status_code",
        )
        spans = [
            (person, str(start), str(end), *more) for person, start, end, *more in load.rows("eligibility", *columns)
        ]
        assert spans == [
            ("-1001", "2023-04-01", "2024-01-31", "0", "NA"),
            ("-1001", "2024-02-01", "2024-02-29", "1", "NA"),
            ("-1001", "2024-03-01", "2024-03-31", "0", "02"),
            ("-1001", "2024-04-01", "2024-08-31", "0", "NA"),
            ("-1001", "2024-10-01", "2024-12-31", "0", "NA"),
            ("-1002", "2023-01-01", "2023-12-31", "0", "NA"),
        ]
        assert load.rows("eligibility", "person_id", "part_a", "part_b", "state", "county_code", "sex")[-1] == (
            "-1002",
            "1",
            "0",
            "MA",
            "22090",
            "female",
        )


def test_the_names_of_the_summary_file(tmp_path: Path) -> None:
    row = dict.fromkeys(SUMMARY_FILE, "")
    row |= {"BENE_ID": "-1", "BENE_ENROLLMT_REF_YR": "2022", "STATE_CODE": "5", "COUNTY_CD": "200", "SEX_IDENT_CD": "1"}
    row |= {f"MDCR_ENTLMT_BUYIN_IND_{n:02}": "3" for n in range(1, 13)} | {f"HMO_IND_{n:02}": "0" for n in range(1, 13)}
    row |= {f"MDCR_STATUS_CODE_{n:02}": "20" for n in range(1, 13)} | {
        f"DUAL_STUS_CD_{n:02}": "02" for n in range(1, 13)
    }
    write(tmp_path / "mbsf.csv", SUMMARY_FILE, [row])
    with loaded(RifReader(), tmp_path) as load:
        columns = ("state", "county_code", "medicare_status_code", "dual_status_code", "sex", "enrollment_end_date")
        assert load.rows("eligibility", *columns) == [("CA", "05200", "20", "02", "male", date(2022, 12, 31))]


def test_packed_files(tmp_path: Path) -> None:
    path = write(tmp_path / "carrier.csv", CARRIER, [carrier_line("-1", 1, "10.01")])
    (tmp_path / "carrier.csv.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    with loaded(RifReader(), tmp_path) as load:
        assert load.total("medical_claim", "paid_amount") == Decimal("10.01")


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"LINE_NCH_PMT_AMT": "10,5"}, "carrier.csv:3: LINE_NCH_PMT_AMT is no amount"),
        ({"LINE_NCH_PMT_AMT": "10.005"}, "LINE_NCH_PMT_AMT is no amount"),
        ({"CLM_FROM_DT": "31-Feb-2023"}, "CLM_FROM_DT is no day of the calendar"),
        ({"CLM_FROM_DT": ""}, "CLM_FROM_DT is empty"),
        ({"LINE_NUM": "x"}, "LINE_NUM is no whole number"),
        ({"FINAL_ACTION": "X"}, "FINAL_ACTION is none of f, n"),
        ({"TAX_NUM": "1|2"}, "carrier.csv:3: this line has 36 fields where the header has 35"),
        ({"CLM_ID": "-1", "LINE_NUM": "1"}, "lines of claims stand more than once (1): -1 line 1"),
        (
            {"CLM_ID": "-1", "BENE_ID": "-9"},
            "claims have lines that differ in person, kind or payment of the claim (1): -1",
        ),
    ],
)
def test_bad_lines(tmp_path: Path, cells: dict[str, str], told: str) -> None:
    write(tmp_path / "carrier.csv", CARRIER, [carrier_line("-1", 1, "10"), carrier_line("-2", 2, "10", **cells)])
    found = faults(RifReader(), tmp_path)
    assert any(told in fault for fault in found), found


def test_two_enrollments_of_one_month_are_refused_and_a_copy_is_not(tmp_path: Path) -> None:
    write(tmp_path / "b_1.csv", BENEFICIARY, [beneficiary(1, 2023, "3" * 12)])
    write(tmp_path / "b_2.csv", BENEFICIARY, [beneficiary(1, 2023, "1" * 12), beneficiary(2, 2023, "3" * 12)])
    (fault,) = faults(RifReader(), tmp_path)
    assert "people have months with two different enrollments (12)" in fault
    write(tmp_path / "b_2.csv", BENEFICIARY, [beneficiary(1, 2023, "3" * 12), beneficiary(2, 2023, "3" * 12)])
    with loaded(RifReader(), tmp_path) as load:
        assert len(load.rows("eligibility", "person_id")) == 2


def test_lines_that_do_not_sum_to_the_claim_are_told(tmp_path: Path) -> None:
    write(tmp_path / "carrier.csv", CARRIER, [carrier_line("-1", 1, "10", CLM_PMT_AMT="11")])
    with loaded(RifReader(), tmp_path) as load:
        assert load.audits() == {"lines_differ_from_claim": 1}


def test_other_files_and_files_that_lack_columns(tmp_path: Path) -> None:
    write(tmp_path / "beneficiary_history.csv", ["DML_IND", "BENE_ID", "MBI_NUM"], [{"BENE_ID": "-1"}])
    write(tmp_path / "carrier.csv", CARRIER, [carrier_line("-1", 1, "10")])
    with loaded(RifReader(), tmp_path) as load:
        assert list(load.result.not_read) == ["beneficiary_history.csv"]
    write(tmp_path / "carrier.csv", [name.replace("LINE_NCH_PMT_AMT", "LINE_PMT") for name in CARRIER], [])
    (fault,) = faults(RifReader(), tmp_path)
    assert "lacks LINE_NCH_PMT_AMT" in fault


def test_a_separator_at_the_end_of_every_row_is_read_and_what_stands_behind_it_is_not(tmp_path: Path) -> None:
    plain, delimited = tmp_path / "plain", tmp_path / "delimited"
    for folder in (plain, delimited):
        folder.mkdir()
        write(folder / "carrier.csv", CARRIER, [carrier_line("-1", 1, "10.50"), carrier_line("-2", 1, "20")])
    header, *rows = (plain / "carrier.csv").read_text(encoding="utf-8").splitlines()
    path = delimited / "carrier.csv"
    path.write_text("\n".join([header, *(f"{row}|" for row in rows)]) + "\n", encoding="utf-8")
    with loaded(RifReader(), plain) as one, loaded(RifReader(), delimited) as other:
        assert one.rows("medical_claim", "claim_id", "paid_amount") == other.rows(
            "medical_claim", "claim_id", "paid_amount"
        )
        assert other.total("medical_claim", "paid_amount") == Decimal("30.50")
    path.write_text("\n".join([header, f"{rows[0]}|", rows[1]]) + "\n", encoding="utf-8")
    assert faults(RifReader(), delimited)[0].startswith("carrier.csv:3: this line has")
    path.write_text("\n".join([header, f"{rows[0]}|", f"{rows[1]}|7"]) + "\n", encoding="utf-8")
    (told,) = faults(RifReader(), delimited)
    assert told.startswith("carrier.csv:3: '7' stands behind the last column that has a name")
