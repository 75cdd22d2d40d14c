"""The kinds of RIF file and what is taken from each, under CMS's names.

CMS's own variables, as its Chronic Conditions Warehouse documents them; where the Beneficiary FHIR Data project and
the Master Beneficiary Summary File call a column differently, both names are known.
"""

from typing import Final

from openvbc.claims.readers.staging.loading import TextLayout
from openvbc.claims.readers.staging.rules import Rule, Shape, SourceColumn

PACKAGE: Final = "openvbc.claims.readers.rif"

CODES: Final = 25
DAYS: Final = "DD-Mon-YYYY or YYYYMMDD"

_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEPT", "OCT", "NOV", "DEC")


def _day(name: str, *, needed: bool = False, filled: bool = False, names: tuple[str, ...] = ()) -> SourceColumn:
    return SourceColumn(name, Rule.DAY, needed=needed, filled=filled, day_format=DAYS, names=names)


def _money(name: str, *, needed: bool = False) -> SourceColumn:
    return SourceColumn(name, Rule.MONEY, needed=needed)


def _identifier(name: str) -> SourceColumn:
    return SourceColumn(name, needed=True, filled=True)


def _code(name: str, shape: Shape | None = None, *names: str, needed: bool = False) -> SourceColumn:
    return SourceColumn(name, Rule.CODE, shape, needed=needed, names=names)


_CLAIM: Final = (
    _identifier("BENE_ID"),
    _identifier("CLM_ID"),
    SourceColumn("FINAL_ACTION", Rule.CODE, words=("f", "n")),
    SourceColumn("DML_IND", Rule.CODE, words=("insert", "update", "delete")),
    _code("NCH_CLM_TYPE_CD", needed=True),
    _day("CLM_FROM_DT", needed=True, filled=True),
    _day("CLM_THRU_DT", needed=True, filled=True),
    _day("NCH_WKLY_PROC_DT"),
    _money("CLM_PMT_AMT", needed=True),
    _code("PRNCPAL_DGNS_CD", Shape.DIAGNOSIS),
    _code("PRNCPAL_DGNS_VRSN_CD"),
    *(_code(f"ICD_DGNS_CD{n}", Shape.DIAGNOSIS) for n in range(1, CODES + 1)),
    *(_code(f"ICD_DGNS_VRSN_CD{n}") for n in range(1, CODES + 1)),
    *(_code(f"CLM_POA_IND_SW{n}") for n in range(1, CODES + 1)),
    _code("HCPCS_CD", Shape.HCPCS, needed=True),
    _code("HCPCS_1ST_MDFR_CD", Shape.MODIFIER),
    _code("HCPCS_2ND_MDFR_CD", Shape.MODIFIER),
    _code("HCPCS_3RD_MDFR_CD", Shape.MODIFIER),
    _code("HCPCS_4TH_MDFR_CD", Shape.MODIFIER),
    _code("ORG_NPI_NUM", Shape.NPI),
)

INSTITUTIONAL: Final = TextLayout(
    "institutional claims",
    (
        *_CLAIM,
        SourceColumn("CLM_LINE_NUM", Rule.WHOLE, needed=True, filled=True),
        _code("REV_CNTR", Shape.REVENUE, needed=True),
        _day("REV_CNTR_DT"),
        SourceColumn("REV_CNTR_UNIT_CNT", Rule.QUANTITY),
        _code("PRVDR_NUM", Shape.CCN),
        _code("CLM_FAC_TYPE_CD"),
        _code("CLM_SRVC_CLSFCTN_TYPE_CD"),
        _code("CLM_FREQ_CD"),
        _code("AT_PHYSN_NPI", Shape.NPI),
        _code("PTNT_DSCHRG_STUS_CD"),
        _code("CLM_IP_ADMSN_TYPE_CD"),
        _code("CLM_SRC_IP_ADMSN_CD"),
        _day("CLM_ADMSN_DT"),
        _day("NCH_BENE_DSCHRG_DT"),
        _code("CLM_DRG_CD", Shape.DRG),
        _money("CLM_TOT_CHRG_AMT"),
        _money("NCH_BENE_IP_DDCTBL_AMT"),
        _money("NCH_BENE_PTA_COINSRNC_LBLTY_AM"),
        _money("NCH_BENE_PTB_DDCTBL_AMT"),
        _money("NCH_BENE_PTB_COINSRNC_AMT"),
        _money("IME_OP_CLM_VAL_AMT"),
        _money("DSH_OP_CLM_VAL_AMT"),
        _money("CLM_UNCOMPD_CARE_PMT_AMT"),
        SourceColumn("FI_DOC_CLM_CNTL_NUM"),
        *(_code(f"ICD_PRCDR_CD{n}", Shape.PROCEDURE) for n in range(1, CODES + 1)),
        *(_code(f"ICD_PRCDR_VRSN_CD{n}") for n in range(1, CODES + 1)),
        *(_day(f"PRCDR_DT{n}") for n in range(1, CODES + 1)),
    ),
    ("name_claims", "gather_institutional"),
    PACKAGE,
    refused_shapes=None,
)

PROFESSIONAL: Final = TextLayout(
    "carrier or equipment claims",
    (
        *_CLAIM,
        SourceColumn("LINE_NUM", Rule.WHOLE, needed=True, filled=True),
        _money("LINE_NCH_PMT_AMT", needed=True),
        _money("LINE_ALOWD_CHRG_AMT"),
        _money("LINE_SBMTD_CHRG_AMT"),
        _money("LINE_COINSRNC_AMT"),
        _money("LINE_BENE_PTB_DDCTBL_AMT"),
        _day("LINE_1ST_EXPNS_DT"),
        _day("LINE_LAST_EXPNS_DT"),
        SourceColumn("LINE_SRVC_CNT", Rule.QUANTITY),
        _code("LINE_PLACE_OF_SRVC_CD", Shape.PLACE),
        _code("PRF_PHYSN_NPI", Shape.NPI),
        _code("PRVDR_NPI", Shape.NPI),
        _code("TAX_NUM", Shape.TIN),
        _code("PRVDR_SPCLTY", Shape.SPECIALTY),
        SourceColumn("CARR_CLM_CNTL_NUM"),
    ),
    ("name_claims", "gather_professional"),
    PACKAGE,
    refused_shapes=None,
)

DRUGS: Final = TextLayout(
    "prescription drug events",
    (
        _identifier("PDE_ID"),
        _identifier("BENE_ID"),
        SourceColumn("FINAL_ACTION", Rule.CODE, words=("f", "n")),
        SourceColumn("DML_IND", Rule.CODE, words=("insert", "update", "delete")),
        _day("SRVC_DT", needed=True, filled=True),
        _day("PD_DT"),
        _code("SRVC_PRVDR_ID_QLFYR_CD"),
        _code("SRVC_PRVDR_ID"),
        _code("PRSCRBR_ID_QLFYR_CD"),
        _code("PRSCRBR_ID"),
        _code("PROD_SRVC_ID", Shape.NDC, needed=True),
        SourceColumn("QTY_DSPNSD_NUM", Rule.QUANTITY),
        SourceColumn("DAYS_SUPLY_NUM", Rule.WHOLE),
        SourceColumn("FILL_NUM", Rule.WHOLE),
        _code("ADJSTMT_DLTN_CD"),
        _money("CVRD_D_PLAN_PD_AMT", needed=True),
        _money("NCVRD_PLAN_PD_AMT", needed=True),
        _money("PTNT_PAY_AMT"),
        _money("TOT_RX_CST_AMT", needed=True),
    ),
    ("gather_drugs",),
    PACKAGE,
    refused_shapes=None,
)


def _monthly(name: str, jan: str, number: str, standard: str, *, needed: bool = False) -> list[SourceColumn]:
    """A column a month. jan, number, standard: its names with JAN, with 1 and with 01 in place of `*`."""
    columns = []
    for place, month in enumerate(_MONTHS, 1):
        names = [jan.replace("*", month)] if jan else []
        names += [number.replace("*", str(place))] if number else []
        names.append(standard.replace("*", f"{place:02}"))
        columns.append(SourceColumn(f"{name}_{place:02}", Rule.CODE, needed=needed, names=tuple(names)))
    return columns


BENEFICIARIES: Final = TextLayout(
    "beneficiaries of a year",
    (
        _identifier("BENE_ID"),
        SourceColumn("DML_IND", Rule.CODE, words=("insert", "update", "delete")),
        SourceColumn("RFRNC_YR", Rule.WHOLE, needed=True, filled=True, names=("RFRNC_YR", "BENE_ENROLLMT_REF_YR")),
        SourceColumn("MBI_NUM", names=("MBI_NUM", "BENE_MBI_ID")),
        _day("BENE_BIRTH_DT"),
        _day("DEATH_DT", names=("DEATH_DT", "BENE_DEATH_DT")),
        _code("SEX", None, "BENE_SEX_IDENT_CD", "SEX_IDENT_CD"),
        _code("RACE", None, "BENE_RACE_CD"),
        _code("OREC", None, "BENE_ENTLMT_RSN_ORIG", "ENTLMT_RSN_ORIG"),
        _code("STATE_CODE", None, "STATE_CODE", "BENE_STATE_CD"),
        _code("COUNTY", None, "BENE_COUNTY_CD", "COUNTY_CD"),
        _code("ZIP", Shape.ZIP, "BENE_ZIP_CD", "ZIP_CD"),
        *_monthly("STATUS", "MDCR_STUS_*_CD", "", "MDCR_STATUS_CODE_*"),
        *_monthly("DUAL", "META_DUAL_ELGBL_STUS_*_CD", "", "DUAL_STUS_CD_*"),
        *_monthly("BUYIN", "", "MDCR_ENTLMT_BUYIN_*_IND", "MDCR_ENTLMT_BUYIN_IND_*", needed=True),
        *_monthly("HMO", "", "HMO_*_IND", "HMO_IND_*", needed=True),
        *_monthly("PTC", "PTC_CNTRCT_*_ID", "", "PTC_CNTRCT_ID_*"),
        *_monthly("PTD", "PTD_CNTRCT_*_ID", "", "PTD_CNTRCT_ID_*"),
    ),
    ("gather_beneficiaries",),
    PACKAGE,
    refused_shapes=None,
)

LAYOUTS: Final = (INSTITUTIONAL, PROFESSIONAL, DRUGS, BENEFICIARIES)
