"""The five kinds of DE-SynPUF file and what is taken from each, under CMS's names."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from openvbc.claims.readers.reading import ScriptValue
from openvbc.claims.readers.staging.loading import TextLayout
from openvbc.claims.readers.staging.rules import Rule, Shape, SourceColumn

PACKAGE: Final = "openvbc.claims.readers.desynpuf"

DAYS: Final = "YYYYMMDD or YYYYMMDD.0"
CARRIER_LINES: Final = 13

#: All that CMS publishes of a beneficiary and year, and of a segment of an inpatient claim.
SUMMARY_COLUMNS: Final = (
    "DESYNPUF_ID",
    "BENE_BIRTH_DT",
    "BENE_DEATH_DT",
    "BENE_SEX_IDENT_CD",
    "BENE_RACE_CD",
    "BENE_ESRD_IND",
    "SP_STATE_CODE",
    "BENE_COUNTY_CD",
    "BENE_HI_CVRAGE_TOT_MONS",
    "BENE_SMI_CVRAGE_TOT_MONS",
    "BENE_HMO_CVRAGE_TOT_MONS",
    "PLAN_CVRG_MOS_NUM",
    "SP_ALZHDMTA",
    "SP_CHF",
    "SP_CHRNKIDN",
    "SP_CNCR",
    "SP_COPD",
    "SP_DEPRESSN",
    "SP_DIABETES",
    "SP_ISCHMCHT",
    "SP_OSTEOPRS",
    "SP_RA_OA",
    "SP_STRKETIA",
    "MEDREIMB_IP",
    "BENRES_IP",
    "PPPYMT_IP",
    "MEDREIMB_OP",
    "BENRES_OP",
    "PPPYMT_OP",
    "MEDREIMB_CAR",
    "BENRES_CAR",
    "PPPYMT_CAR",
)

INPATIENT_COLUMNS: Final = (
    "DESYNPUF_ID",
    "CLM_ID",
    "SEGMENT",
    "CLM_FROM_DT",
    "CLM_THRU_DT",
    "PRVDR_NUM",
    "CLM_PMT_AMT",
    "NCH_PRMRY_PYR_CLM_PD_AMT",
    "AT_PHYSN_NPI",
    "OP_PHYSN_NPI",
    "OT_PHYSN_NPI",
    "CLM_ADMSN_DT",
    "ADMTNG_ICD9_DGNS_CD",
    "CLM_PASS_THRU_PER_DIEM_AMT",
    "NCH_BENE_IP_DDCTBL_AMT",
    "NCH_BENE_PTA_COINSRNC_LBLTY_AM",
    "NCH_BENE_BLOOD_DDCTBL_LBLTY_AM",
    "CLM_UTLZTN_DAY_CNT",
    "NCH_BENE_DSCHRG_DT",
    "CLM_DRG_CD",
    *(f"ICD9_DGNS_CD_{number}" for number in range(1, 11)),
    *(f"ICD9_PRCDR_CD_{number}" for number in range(1, 7)),
    *(f"HCPCS_CD_{number}" for number in range(1, 46)),
)

#: What Medicare paid in the year for inpatient, outpatient and carrier claims, net of the others' share.
_ANNUAL_PAYMENTS: Final = ("MEDREIMB_IP", "MEDREIMB_OP", "MEDREIMB_CAR")

_IDENTIFIERS: Final = ("DESYNPUF_ID", "CLM_ID", "PDE_ID")
#: What no row may leave empty.
_FILLED: Final = (*_IDENTIFIERS, "SEGMENT", "CLM_PMT_AMT", "SRVC_DT", *_ANNUAL_PAYMENTS)
#: Codes that data frames may have turned into numbers with a ".0"; the scripts put their zeros back.
_NUMBERED: Final = ("CLM_DRG_CD", "SP_STATE_CODE", "BENE_COUNTY_CD", "BENE_SEX_IDENT_CD", "BENE_RACE_CD")
#: No header has a column of this name.
_NO_COLUMN: Final = "\0"
_WHOLE: Final = ("SEGMENT", "DAYS_SUPLY_NUM", "CLM_UTLZTN_DAY_CNT", "PLAN_CVRG_MOS_NUM")


def _column(name: str, needed: frozenset[str]) -> SourceColumn:
    """A column by its name: CMS's endings say what it holds."""
    base = name.rstrip("0123456789").rstrip("_")
    rule, shape = Rule.ANY, None
    if base.endswith(("_DT", "_DATE")):
        rule = Rule.DAY
    elif base.endswith(("_AMT", "_AM")) or base.startswith(("MEDREIMB", "BENRES", "PPPYMT")):
        rule = Rule.MONEY
    elif name in _WHOLE or base.endswith("_TOT_MONS"):
        rule = Rule.WHOLE
    elif base == "QTY_DSPNSD_NUM":
        rule = Rule.QUANTITY
    elif name not in (*_IDENTIFIERS, *_NUMBERED):
        rule = Rule.CODE
        shape = {"HCPCS_CD": Shape.HCPCS, "TAX_NUM": Shape.TIN}.get(base)
        shape = Shape.NPI if base.endswith("_NPI") else shape
    return SourceColumn(name, rule, shape, needed=name in needed, filled=name in _FILLED, day_format=DAYS)


def _layout(
    kind: str,
    columns: tuple[str, ...],
    needed: tuple[str, ...],
    script: str,
    *,
    absent: tuple[str, ...] = (),
    values: Mapping[str, ScriptValue] | None = None,
) -> TextLayout:
    """A layout of these columns; `absent`: those that the script knows and no such file has."""
    wanted = [_column(name, frozenset(needed)) for name in columns]
    wanted += [replace(_column(name, frozenset()), names=(_NO_COLUMN,)) for name in absent]
    return TextLayout(kind, tuple(wanted), (script,), PACKAGE, values=values or {}, refused_shapes=None)


#: The summaries' columns but for the flags of chronic conditions, which nothing here reads.
_PEOPLE: Final = tuple(name for name in SUMMARY_COLUMNS if not name.startswith("SP_") or name == "SP_STATE_CODE")

SUMMARY: Final = _layout(
    "beneficiary summary",
    _PEOPLE,
    (
        "DESYNPUF_ID",
        "BENE_BIRTH_DT",
        "BENE_SEX_IDENT_CD",
        "BENE_ESRD_IND",
        "SP_STATE_CODE",
        "BENE_COUNTY_CD",
        "BENE_HI_CVRAGE_TOT_MONS",
        "BENE_SMI_CVRAGE_TOT_MONS",
        "BENE_HMO_CVRAGE_TOT_MONS",
        "PLAN_CVRG_MOS_NUM",
        *_ANNUAL_PAYMENTS,
    ),
    "gather_people",
)

#: An outpatient claim has the inpatient columns but those of the stay, and its own deductible and coinsurance.
_INPATIENT_ONLY: Final = (
    "CLM_ADMSN_DT",
    "CLM_PASS_THRU_PER_DIEM_AMT",
    "NCH_BENE_IP_DDCTBL_AMT",
    "NCH_BENE_PTA_COINSRNC_LBLTY_AM",
    "CLM_UTLZTN_DAY_CNT",
    "NCH_BENE_DSCHRG_DT",
    "CLM_DRG_CD",
)
_OUTPATIENT_ONLY: Final = ("NCH_BENE_PTB_DDCTBL_AMT", "NCH_BENE_PTB_COINSRNC_AMT")

INPATIENT: Final = _layout(
    "inpatient claims",
    INPATIENT_COLUMNS,
    (
        "DESYNPUF_ID",
        "CLM_ID",
        "SEGMENT",
        "CLM_FROM_DT",
        "CLM_THRU_DT",
        "CLM_PMT_AMT",
        "CLM_DRG_CD",
        "CLM_UTLZTN_DAY_CNT",
        "ICD9_DGNS_CD_1",
    ),
    "gather_facility_claims",
    absent=_OUTPATIENT_ONLY,
    values={"claim_type": "60"},
)

OUTPATIENT: Final = _layout(
    "outpatient claims",
    (*(name for name in INPATIENT_COLUMNS if name not in _INPATIENT_ONLY), *_OUTPATIENT_ONLY),
    ("DESYNPUF_ID", "CLM_ID", "SEGMENT", "CLM_FROM_DT", "CLM_THRU_DT", "CLM_PMT_AMT", "NCH_BENE_PTB_DDCTBL_AMT"),
    "gather_facility_claims",
    absent=_INPATIENT_ONLY,
    values={"claim_type": "40"},
)

_CARRIER_BY_LINE: Final = (
    "PRF_PHYSN_NPI",
    "TAX_NUM",
    "HCPCS_CD",
    "LINE_NCH_PMT_AMT",
    "LINE_BENE_PTB_DDCTBL_AMT",
    "LINE_BENE_PRMRY_PYR_PD_AMT",
    "LINE_COINSRNC_AMT",
    "LINE_ALOWD_CHRG_AMT",
    "LINE_PRCSG_IND_CD",
    "LINE_ICD9_DGNS_CD",
)

CARRIER: Final = _layout(
    "carrier claims",
    (
        "DESYNPUF_ID",
        "CLM_ID",
        "CLM_FROM_DT",
        "CLM_THRU_DT",
        *(f"ICD9_DGNS_CD_{number}" for number in range(1, 9)),
        *(f"{name}_{number}" for name in _CARRIER_BY_LINE for number in range(1, CARRIER_LINES + 1)),
    ),
    (
        "DESYNPUF_ID",
        "CLM_ID",
        "CLM_FROM_DT",
        "CLM_THRU_DT",
        *(f"LINE_NCH_PMT_AMT_{number}" for number in range(1, CARRIER_LINES + 1)),
    ),
    "gather_carrier",
)

DRUGS: Final = _layout(
    "prescription drug events",
    (
        "DESYNPUF_ID",
        "PDE_ID",
        "SRVC_DT",
        "PROD_SRVC_ID",
        "QTY_DSPNSD_NUM",
        "DAYS_SUPLY_NUM",
        "PTNT_PAY_AMT",
        "TOT_RX_CST_AMT",
    ),
    ("DESYNPUF_ID", "PDE_ID", "SRVC_DT", "PROD_SRVC_ID", "PTNT_PAY_AMT", "TOT_RX_CST_AMT"),
    "gather_drugs",
)

#: In the order in which a header is held against them: an inpatient file also fits what an outpatient file needs.
LAYOUTS: Final = (SUMMARY, INPATIENT, OUTPATIENT, CARRIER, DRUGS)
