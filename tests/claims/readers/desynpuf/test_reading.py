"""DE-SynPUF loads whole: people's months, three kinds of claims, drug events; every dollar equals a plain sum."""

import csv
import gzip
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.claims.readers.desynpuf.reader import DesynpufReader
from openvbc.claims.synthetic.desynpuf import write_synthetic_desynpuf
from tests.claims.readers.desynpuf.made_up_files import (
    INPATIENT_HEADER,
    SUMMARY_2008,
    SUMMARY_2009,
    SUMMARY_HEADER,
    claim,
    person,
    write,
)
from tests.claims.readers.tuva.loads import faults, loaded

_STAY = ["CLM_ADMSN_DT", "CLM_PASS_THRU_PER_DIEM_AMT", "NCH_BENE_IP_DDCTBL_AMT", "NCH_BENE_PTA_COINSRNC_LBLTY_AM"]
_STAY += ["CLM_UTLZTN_DAY_CNT", "NCH_BENE_DSCHRG_DT", "CLM_DRG_CD"]
OUTPATIENT_HEADER = ",".join(
    [name for name in INPATIENT_HEADER.split(",") if name not in _STAY]
    + ["NCH_BENE_PTB_DDCTBL_AMT", "NCH_BENE_PTB_COINSRNC_AMT"]
)
_BY_LINE = [
    "PRF_PHYSN_NPI",
    "TAX_NUM",
    "HCPCS_CD",
    "LINE_NCH_PMT_AMT",
    "LINE_BENE_PTB_DDCTBL_AMT",
    "LINE_BENE_PRMRY_PYR_PD_AMT",
]
_BY_LINE += ["LINE_COINSRNC_AMT", "LINE_ALOWD_CHRG_AMT", "LINE_PRCSG_IND_CD", "LINE_ICD9_DGNS_CD"]
CARRIER_HEADER = ",".join(
    ["DESYNPUF_ID", "CLM_ID", "CLM_FROM_DT", "CLM_THRU_DT"]
    + [f"ICD9_DGNS_CD_{n}" for n in range(1, 9)]
    + [f"{name}_{n}" for name in _BY_LINE for n in range(1, 14)]
)
DRUG_HEADER = "DESYNPUF_ID,PDE_ID,SRVC_DT,PROD_SRVC_ID,QTY_DSPNSD_NUM,DAYS_SUPLY_NUM,PTNT_PAY_AMT,TOT_RX_CST_AMT"


def carrier_claim(number: int, identifier: str, lines: list[tuple[str, str]], **cells: str) -> dict[str, str]:
    """A carrier claim of person `number` with lines of (code, payment); the other places are 0.00 as CMS has them."""
    row = {
        "DESYNPUF_ID": f"5S{number:014X}",
        "CLM_ID": identifier,
        "CLM_FROM_DT": "20080501",
        "CLM_THRU_DT": "20080502",
    }
    for place in range(1, 14):
        code, paid = lines[place - 1] if place <= len(lines) else ("", "0.00")
        row |= {f"HCPCS_CD_{place}": code, f"LINE_NCH_PMT_AMT_{place}": paid, f"LINE_ALOWD_CHRG_AMT_{place}": paid}
        row |= {f"TAX_NUM_{place}": "001234567"} if code else {}
    return {**row, **cells}


def test_claims_and_people(tmp_path: Path) -> None:
    write(tmp_path / SUMMARY_2008, SUMMARY_HEADER, [person(1, BENE_HMO_CVRAGE_TOT_MONS="3")])
    short = {"PLAN_CVRG_MOS_NUM": "0", "BENE_HI_CVRAGE_TOT_MONS": "4", "BENE_SMI_CVRAGE_TOT_MONS": "2"}
    write(tmp_path / SUMMARY_2009, SUMMARY_HEADER, [person(1, **short, BENE_DEATH_DT="20090401")])
    stay = {"ICD9_DGNS_CD_1": "71536", "ICD9_PRCDR_CD_1": "8151", "PRVDR_NUM": "0500GA", "CLM_PMT_AMT": "4000.00"}
    second = {"SEGMENT": "2", "CLM_FROM_DT": "", "CLM_THRU_DT": "", "CLM_PMT_AMT": "500.25", "ICD9_DGNS_CD_1": "4019"}
    write(tmp_path / "inpatient.csv", INPATIENT_HEADER, [claim(1, **stay), claim(1, **second)])
    visit = {"CLM_ID": "20", "CLM_PMT_AMT": "90.50", "HCPCS_CD_1": "99213", "HCPCS_CD_3": "85025"}
    write(tmp_path / "outpatient.csv", OUTPATIENT_HEADER, [claim(1, **visit, NCH_BENE_PTB_DDCTBL_AMT="7.00")])
    lines = [("99213", "60.00"), ("", "0.00"), ("85025", "10.10")]
    write(tmp_path / "carrier.csv", CARRIER_HEADER, [carrier_claim(1, "30", lines, ICD9_DGNS_CD_1="4019")])
    drug = {"DESYNPUF_ID": f"5S{1:014X}", "PDE_ID": "40", "SRVC_DT": "20080601", "PROD_SRVC_ID": "1234567890"}
    drug |= {"QTY_DSPNSD_NUM": "30.000", "DAYS_SUPLY_NUM": "30", "PTNT_PAY_AMT": "10.00", "TOT_RX_CST_AMT": "40.00"}
    write(tmp_path / "drugs.csv", DRUG_HEADER, [drug])
    with loaded(DesynpufReader(), tmp_path) as load:
        assert load.rows("medical_claim", "claim_id", "claim_line_number", "hcpcs_code", "paid_amount", "drg_code") == [
            ("1", 1, "", Decimal("4500.25"), "470"),
            ("1", 46, "", Decimal(0), "470"),
            ("20", 1, "99213", Decimal("90.50"), ""),
            ("20", 2, "85025", Decimal(0), ""),
            ("30", 1, "99213", Decimal("60.00"), ""),
            ("30", 3, "85025", Decimal("10.10"), ""),
        ]
        assert load.rows(
            "claim_diagnosis", "claim_id", "diagnosis_sequence", "diagnosis_code", "diagnosis_code_type"
        ) == [
            ("1", 1, "71536", "icd-9-cm"),
            ("1", 2, "4019", "icd-9-cm"),
            ("30", 1, "4019", "icd-9-cm"),
        ]
        assert load.rows("pharmacy_claim", "paid_amount", "allowed_amount", "copayment_amount", "ndc_code") == [
            (None, Decimal(40), Decimal(10), "01234567890")
        ]
        columns = ("enrollment_start_date", "enrollment_end_date", "part_a", "part_b", "part_d", "medicare_advantage")
        assert [(str(start), str(end), *more) for start, end, *more in load.rows("eligibility", *columns)] == [
            ("2008-01-01", "2008-03-31", "1", "1", "1", "1"),
            ("2008-04-01", "2008-12-31", "1", "1", "1", "0"),
            ("2009-01-01", "2009-02-28", "1", "1", "0", "0"),
            ("2009-03-01", "2009-04-30", "1", "0", "0", "0"),
        ]
        assert load.rows("eligibility", "state", "county_code", "death_date", "sex")[0] == (
            "CA",
            "05200",
            date(2009, 4, 1),
            "female",
        )
        assert load.audits() == {"months_placed": 2, "no_drug_payments": 1, "claims_against_summaries": 3}


def test_a_whole_made_up_sample_equals_a_plain_sum(tmp_path: Path) -> None:
    paths = write_synthetic_desynpuf(tmp_path, 300, 7)
    with paths[-1].open(encoding="ascii", newline="") as text:
        paid = sum((Decimal(row["CLM_PMT_AMT"]) for row in csv.DictReader(text)), Decimal(0))
    months = 0
    for path in paths[:-1]:
        with path.open(encoding="ascii", newline="") as text:
            for row in csv.DictReader(text):
                months += max(int(row["BENE_HI_CVRAGE_TOT_MONS"]), int(row["BENE_SMI_CVRAGE_TOT_MONS"]))
    with loaded(DesynpufReader(), tmp_path) as load:
        assert load.total("medical_claim", "paid_amount") == paid > 0
        spans = load.rows("eligibility", "enrollment_start_date", "enrollment_end_date")
        assert sum(12 * (end.year - start.year) + end.month - start.month + 1 for start, end in spans) == months


def test_packed_files(tmp_path: Path) -> None:
    path = write(tmp_path / "carrier.csv", CARRIER_HEADER, [carrier_claim(1, "30", [("99213", "60.00")])])
    (tmp_path / "carrier.csv.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    with loaded(DesynpufReader(), tmp_path) as load:
        assert load.total("medical_claim", "paid_amount") == 60


def test_a_claim_without_days_is_left_out_and_told(tmp_path: Path) -> None:
    write(
        tmp_path / "i.csv",
        INPATIENT_HEADER,
        [claim(1, CLM_FROM_DT="", CLM_PMT_AMT="5.00"), claim(1, CLM_ID="2", CLM_PMT_AMT="7.00")],
    )
    with loaded(DesynpufReader(), tmp_path) as load:
        assert load.total("medical_claim", "paid_amount") == 7
        assert load.audits() == {"no_day": 1}


@pytest.mark.parametrize(
    ("name", "header", "rows", "told"),
    [
        (
            SUMMARY_2008,
            SUMMARY_HEADER,
            [person(1, BENE_HI_CVRAGE_TOT_MONS="13")],
            ":2: months of the year are not 0 to 12",
        ),
        (SUMMARY_2008, SUMMARY_HEADER, [person(1, BENE_HI_CVRAGE_TOT_MONS="")], "BENE_HI_CVRAGE_TOT_MONS"),
        ("people.csv", SUMMARY_HEADER, [person(1)], "the file name has no year"),
        ("i.csv", INPATIENT_HEADER, [claim(1, CLM_PMT_AMT="")], "i.csv:2: CLM_PMT_AMT is empty"),
        ("i.csv", INPATIENT_HEADER, [claim(1, CLM_FROM_DT="20080231")], "CLM_FROM_DT is no day"),
        ("i.csv", INPATIENT_HEADER, [claim(1), claim(1)], "lines of claims stand more than once"),
        ("i.csv", INPATIENT_HEADER.replace("CLM_PMT_AMT", "PAID"), [claim(1)], "lacks CLM_PMT_AMT"),
        ("c.csv", CARRIER_HEADER, [carrier_claim(1, "3", [("99213", "6.005")])], "LINE_NCH_PMT_AMT_1 is no amount"),
    ],
)
def test_bad_files(tmp_path: Path, name: str, header: str, rows: list[dict[str, str]], told: str) -> None:
    write(tmp_path / name, header, rows)
    found = faults(DesynpufReader(), tmp_path)
    assert any(told in fault for fault in found), found
