"""Writes small DE-SynPUF files by hand: a test names the cells that matter, the others are harmless."""

from collections.abc import Iterable, Mapping
from pathlib import Path

#: The headers as CMS publishes them.
SUMMARY_HEADER = (
    "DESYNPUF_ID,BENE_BIRTH_DT,BENE_DEATH_DT,BENE_SEX_IDENT_CD,BENE_RACE_CD,BENE_ESRD_IND,SP_STATE_CODE,"
    "BENE_COUNTY_CD,BENE_HI_CVRAGE_TOT_MONS,BENE_SMI_CVRAGE_TOT_MONS,BENE_HMO_CVRAGE_TOT_MONS,PLAN_CVRG_MOS_NUM,"
    "SP_ALZHDMTA,SP_CHF,SP_CHRNKIDN,SP_CNCR,SP_COPD,SP_DEPRESSN,SP_DIABETES,SP_ISCHMCHT,SP_OSTEOPRS,SP_RA_OA,"
    "SP_STRKETIA,MEDREIMB_IP,BENRES_IP,PPPYMT_IP,MEDREIMB_OP,BENRES_OP,PPPYMT_OP,MEDREIMB_CAR,BENRES_CAR,PPPYMT_CAR"
)
INPATIENT_HEADER = ",".join(
    [
        (
            "DESYNPUF_ID,CLM_ID,SEGMENT,CLM_FROM_DT,CLM_THRU_DT,PRVDR_NUM,CLM_PMT_AMT,NCH_PRMRY_PYR_CLM_PD_AMT,"
            "AT_PHYSN_NPI,OP_PHYSN_NPI,OT_PHYSN_NPI,CLM_ADMSN_DT,ADMTNG_ICD9_DGNS_CD,CLM_PASS_THRU_PER_DIEM_AMT,"
            "NCH_BENE_IP_DDCTBL_AMT,NCH_BENE_PTA_COINSRNC_LBLTY_AM,NCH_BENE_BLOOD_DDCTBL_LBLTY_AM,CLM_UTLZTN_DAY_CNT,"
            "NCH_BENE_DSCHRG_DT,CLM_DRG_CD"
        ),
        *(f"ICD9_DGNS_CD_{n}" for n in range(1, 11)),
        *(f"ICD9_PRCDR_CD_{n}" for n in range(1, 7)),
        *(f"HCPCS_CD_{n}" for n in range(1, 46)),
    ]
)

_SUMMARY = {
    "BENE_BIRTH_DT": "19300101",
    "BENE_SEX_IDENT_CD": "2",
    "BENE_ESRD_IND": "0",
    "PLAN_CVRG_MOS_NUM": "12",
    "SP_STATE_CODE": "05",
    "BENE_COUNTY_CD": "200",
    "BENE_HI_CVRAGE_TOT_MONS": "12",
    "BENE_SMI_CVRAGE_TOT_MONS": "12",
    "BENE_HMO_CVRAGE_TOT_MONS": "0",
    "MEDREIMB_IP": "0.00",
    "MEDREIMB_OP": "0.00",
    "MEDREIMB_CAR": "0.00",
}
_CLAIM = {
    "CLM_ID": "1",
    "SEGMENT": "1",
    "CLM_FROM_DT": "20080310",
    "CLM_THRU_DT": "20080312",
    "CLM_PMT_AMT": "0.00",
    "CLM_DRG_CD": "470",
}

SUMMARY_2008 = "DE1_0_2008_Beneficiary_Summary_File_Sample_1.csv"
SUMMARY_2009 = "DE1_0_2009_Beneficiary_Summary_File_Sample_1.csv"
INPATIENT = "DE1_0_2008_to_2010_Inpatient_Claims_Sample_1.csv"


def person(number: int, **cells: str) -> dict[str, str]:
    """A summary row: a member in California with 12 months and no spending, unless `cells` say otherwise."""
    return {"DESYNPUF_ID": f"5S{number:014X}", **_SUMMARY, **cells}


def claim(number: int, **cells: str) -> dict[str, str]:
    """An inpatient claim of person `number`: DRG 470 in March 2008, unless `cells` say otherwise."""
    return {"DESYNPUF_ID": f"5S{number:014X}", **_CLAIM, **cells}


def write_summary(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    return write(path, SUMMARY_HEADER, rows)


def write_claims(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    return write(path, INPATIENT_HEADER, rows)


def write(path: Path, header: str, rows: Iterable[Mapping[str, str]]) -> Path:
    """Write `rows` under `header` (column names with commas between); cells that a row lacks stay empty."""
    lines = [header, *(",".join(row.get(name, "") for name in header.split(",")) for row in rows)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="ascii")
    return path
