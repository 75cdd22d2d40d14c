"""Writes small RIF files by hand under CMS's headers: a test names the cells that matter, the others are empty."""

from collections.abc import Iterable, Mapping
from pathlib import Path

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEPT", "OCT", "NOV", "DEC")

_DIAGNOSES = [f"{name}{n}" for n in range(1, 26) for name in ("ICD_DGNS_CD", "ICD_DGNS_VRSN_CD", "CLM_POA_IND_SW")]
_PROCEDURES = [f"{name}{n}" for n in range(1, 26) for name in ("ICD_PRCDR_CD", "ICD_PRCDR_VRSN_CD", "PRCDR_DT")]

INPATIENT = [
    "DML_IND",
    "BENE_ID",
    "CLM_ID",
    "CLM_GRP_ID",
    "FINAL_ACTION",
    "NCH_NEAR_LINE_REC_IDENT_CD",
    "NCH_CLM_TYPE_CD",
    "CLM_FROM_DT",
    "CLM_THRU_DT",
    "NCH_WKLY_PROC_DT",
    "PRVDR_NUM",
    "CLM_FAC_TYPE_CD",
    "CLM_SRVC_CLSFCTN_TYPE_CD",
    "CLM_FREQ_CD",
    "CLM_MDCR_NON_PMT_RSN_CD",
    "CLM_PMT_AMT",
    "ORG_NPI_NUM",
    "AT_PHYSN_NPI",
    "PTNT_DSCHRG_STUS_CD",
    "CLM_TOT_CHRG_AMT",
    "CLM_ADMSN_DT",
    "CLM_IP_ADMSN_TYPE_CD",
    "CLM_SRC_IP_ADMSN_CD",
    "NCH_BENE_IP_DDCTBL_AMT",
    "NCH_BENE_PTA_COINSRNC_LBLTY_AM",
    "NCH_BENE_DSCHRG_DT",
    "CLM_DRG_CD",
    "PRNCPAL_DGNS_CD",
    "PRNCPAL_DGNS_VRSN_CD",
    *_DIAGNOSES,
    *_PROCEDURES,
    *[
        "IME_OP_CLM_VAL_AMT",
        "DSH_OP_CLM_VAL_AMT",
        "CLM_UNCOMPD_CARE_PMT_AMT",
        "FI_DOC_CLM_CNTL_NUM",
        "CLM_LINE_NUM",
        "REV_CNTR",
        "HCPCS_CD",
        "REV_CNTR_UNIT_CNT",
        "REV_CNTR_TOT_CHRG_AMT",
        "RNDRNG_PHYSN_NPI",
    ],
]
CARRIER = [
    "DML_IND",
    "BENE_ID",
    "CLM_ID",
    "CLM_GRP_ID",
    "FINAL_ACTION",
    "NCH_CLM_TYPE_CD",
    "CLM_FROM_DT",
    "CLM_THRU_DT",
    "NCH_WKLY_PROC_DT",
    "CARR_CLM_PMT_DNL_CD",
    "CLM_PMT_AMT",
    "PRNCPAL_DGNS_CD",
    "PRNCPAL_DGNS_VRSN_CD",
    "ICD_DGNS_CD1",
    "ICD_DGNS_VRSN_CD1",
    "ICD_DGNS_CD2",
    "ICD_DGNS_VRSN_CD2",
    "CARR_CLM_CNTL_NUM",
    "LINE_NUM",
    "PRF_PHYSN_NPI",
    "ORG_NPI_NUM",
    "TAX_NUM",
    "PRVDR_SPCLTY",
    "LINE_SRVC_CNT",
    "LINE_PLACE_OF_SRVC_CD",
    "LINE_1ST_EXPNS_DT",
    "LINE_LAST_EXPNS_DT",
    "HCPCS_CD",
    "HCPCS_1ST_MDFR_CD",
    "HCPCS_2ND_MDFR_CD",
    "LINE_NCH_PMT_AMT",
    "LINE_BENE_PTB_DDCTBL_AMT",
    "LINE_COINSRNC_AMT",
    "LINE_SBMTD_CHRG_AMT",
    "LINE_ALOWD_CHRG_AMT",
]
DRUGS = [
    "DML_IND",
    "PDE_ID",
    "CLM_GRP_ID",
    "FINAL_ACTION",
    "BENE_ID",
    "SRVC_DT",
    "PD_DT",
    "SRVC_PRVDR_ID_QLFYR_CD",
    "SRVC_PRVDR_ID",
    "PRSCRBR_ID_QLFYR_CD",
    "PRSCRBR_ID",
    "PROD_SRVC_ID",
    "QTY_DSPNSD_NUM",
    "DAYS_SUPLY_NUM",
    "FILL_NUM",
    "ADJSTMT_DLTN_CD",
    "PTNT_PAY_AMT",
    "CVRD_D_PLAN_PD_AMT",
    "NCVRD_PLAN_PD_AMT",
    "TOT_RX_CST_AMT",
]
BENEFICIARY = [
    *[
        "DML_IND",
        "BENE_ID",
        "STATE_CODE",
        "BENE_COUNTY_CD",
        "BENE_ZIP_CD",
        "BENE_BIRTH_DT",
        "BENE_SEX_IDENT_CD",
        "BENE_RACE_CD",
        "BENE_ENTLMT_RSN_ORIG",
        "MBI_NUM",
        "DEATH_DT",
        "RFRNC_YR",
    ],
    *(f"MDCR_STUS_{month}_CD" for month in _MONTHS),
    *(f"MDCR_ENTLMT_BUYIN_{n}_IND" for n in range(1, 13)),
    *(f"HMO_{n}_IND" for n in range(1, 13)),
    *(f"PTC_CNTRCT_{month}_ID" for month in _MONTHS),
    *(f"PTD_CNTRCT_{month}_ID" for month in _MONTHS),
    *(f"META_DUAL_ELGBL_STUS_{month}_CD" for month in _MONTHS),
]
#: The names that the Master Beneficiary Summary File gives the same columns.
SUMMARY_FILE = [
    *[
        "BENE_ID",
        "BENE_ENROLLMT_REF_YR",
        "STATE_CODE",
        "COUNTY_CD",
        "ZIP_CD",
        "BENE_BIRTH_DT",
        "BENE_DEATH_DT",
        "SEX_IDENT_CD",
    ],
    *["BENE_RACE_CD", "ENTLMT_RSN_ORIG"],
    *(
        f"{name}_{n:02}"
        for name in ("MDCR_STATUS_CODE", "MDCR_ENTLMT_BUYIN_IND", "HMO_IND", "PTC_CNTRCT_ID", "PTD_CNTRCT_ID")
        for n in range(1, 13)
    ),
    *(f"DUAL_STUS_CD_{n:02}" for n in range(1, 13)),
]


def inpatient_line(claim: str, line: int, **cells: str) -> dict[str, str]:
    """A line of an inpatient claim of 1,000.00 in March 2023, unless `cells` say otherwise."""
    return {
        "DML_IND": "INSERT",
        "BENE_ID": "-1001",
        "CLM_ID": claim,
        "FINAL_ACTION": "F",
        "NCH_CLM_TYPE_CD": "60",
        "CLM_FROM_DT": "10-Mar-2023",
        "CLM_THRU_DT": "14-Mar-2023",
        "NCH_WKLY_PROC_DT": "24-Mar-2023",
        "CLM_ADMSN_DT": "10-Mar-2023",
        "NCH_BENE_DSCHRG_DT": "14-Mar-2023",
        "PRVDR_NUM": "220135",
        "CLM_FAC_TYPE_CD": "1",
        "CLM_SRVC_CLSFCTN_TYPE_CD": "1",
        "CLM_FREQ_CD": "1",
        "CLM_PMT_AMT": "1000.00",
        "ORG_NPI_NUM": "9999000010",
        "AT_PHYSN_NPI": "9999000011",
        "PTNT_DSCHRG_STUS_CD": "1",
        "CLM_TOT_CHRG_AMT": "1500.00",
        "CLM_DRG_CD": "470",
        "CLM_LINE_NUM": str(line),
        "REV_CNTR": "0120",
        **cells,
    }


def carrier_line(claim: str, line: int, paid: str, **cells: str) -> dict[str, str]:
    """A line of a carrier claim in May 2023, unless `cells` say otherwise."""
    return {
        "DML_IND": "INSERT",
        "BENE_ID": "-1001",
        "CLM_ID": claim,
        "FINAL_ACTION": "F",
        "NCH_CLM_TYPE_CD": "71",
        "CLM_FROM_DT": "02-May-2023",
        "CLM_THRU_DT": "02-May-2023",
        "NCH_WKLY_PROC_DT": "12-May-2023",
        "CLM_PMT_AMT": paid,
        "LINE_NUM": str(line),
        "LINE_NCH_PMT_AMT": paid,
        "LINE_ALOWD_CHRG_AMT": paid,
        "PRF_PHYSN_NPI": "9999000021",
        "TAX_NUM": "001234567",
        "PRVDR_SPCLTY": "08",
        "LINE_PLACE_OF_SRVC_CD": "11",
        "HCPCS_CD": "99213",
        **cells,
    }


def fill(event: str, paid: str, **cells: str) -> dict[str, str]:
    """A drug event in June 2023, unless `cells` say otherwise."""
    return {
        "DML_IND": "INSERT",
        "PDE_ID": event,
        "FINAL_ACTION": "F",
        "BENE_ID": "-1001",
        "SRVC_DT": "01-Jun-2023",
        "PD_DT": "05-Jun-2023",
        "PRSCRBR_ID_QLFYR_CD": "01",
        "PRSCRBR_ID": "9999000031",
        "PROD_SRVC_ID": "00000000001",
        "QTY_DSPNSD_NUM": "30",
        "DAYS_SUPLY_NUM": "30",
        "FILL_NUM": "0",
        "PTNT_PAY_AMT": "5.00",
        "CVRD_D_PLAN_PD_AMT": paid,
        "NCVRD_PLAN_PD_AMT": "0",
        "TOT_RX_CST_AMT": "50.00",
        **cells,
    }


def beneficiary(number: int, year: int, buy_in: str, **cells: str) -> dict[str, str]:
    """A person's year; `buy_in` has one letter a month. Status 10, no Medicare Advantage and dual NA where enrolled."""
    row = {
        "DML_IND": "INSERT",
        "BENE_ID": str(-number),
        "STATE_CODE": "22",
        "BENE_COUNTY_CD": "22090",
        "BENE_ZIP_CD": "01730",
        "BENE_BIRTH_DT": "17-Jan-1942",
        "BENE_SEX_IDENT_CD": "2",
        "BENE_ENTLMT_RSN_ORIG": "0",
        "MBI_NUM": f"1S00E00AA{number % 100:02}",
        "RFRNC_YR": str(year),
    }
    for place, (month, letter) in enumerate(zip(_MONTHS, buy_in, strict=True), 1):
        row[f"MDCR_ENTLMT_BUYIN_{place}_IND"] = letter
        row[f"HMO_{place}_IND"] = "0"
        row[f"MDCR_STUS_{month}_CD"] = "10" if letter != "0" else "00"
        row[f"META_DUAL_ELGBL_STUS_{month}_CD"] = "NA" if letter != "0" else "00"
    return {**row, **cells}


def write(path: Path, header: Iterable[str], rows: Iterable[Mapping[str, str]]) -> Path:
    """Write `rows` under `header` with bars between; cells that a row lacks stay empty."""
    names = list(header)
    lines = ["|".join(names), *("|".join(row.get(name, "") for name in names) for row in rows)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="ascii")
    return path
