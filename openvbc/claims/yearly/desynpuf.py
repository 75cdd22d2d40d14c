"""Reads CMS's DE-SynPUF files: beneficiary summaries, one a year, and inpatient claims.

CMS 2008-2010 Data Entrepreneurs' Synthetic Public Use File. A file is recognized by its header, the year of a summary
by its name. Columns may stand in any order. Outpatient, carrier and drug files are recognized and left unread.
"""

import re
from pathlib import Path
from typing import Final

from openvbc.claims.files import DelimitedFile, find_delimited_files, read_header
from openvbc.claims.yearly.loading import Layout, LoadReport, RecognizedFile, load_files
from openvbc.claims.yearly.store import ClaimsStore
from openvbc.errors import Fault, FileError, did_you_mean, raise_all
from openvbc.yamlfile import digest

SUMMARY: Final = Layout(
    kind="beneficiary summary",
    columns=(
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
    ),
    rules={
        "DESYNPUF_ID": "identifier",
        "SP_STATE_CODE": "any",
        "BENE_COUNTY_CD": "any",
        "BENE_HI_CVRAGE_TOT_MONS": "months",
        "BENE_SMI_CVRAGE_TOT_MONS": "months",
        "BENE_HMO_CVRAGE_TOT_MONS": "months",
        "MEDREIMB_IP": "money",
        "MEDREIMB_OP": "money",
        "MEDREIMB_CAR": "money",
    },
    read="desynpuf_read_summary",
    stage="desynpuf_stage_summary",
    yearly=True,
)

INPATIENT: Final = Layout(
    kind="inpatient claims",
    columns=(
        *[
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
        ],
        *(f"ICD9_DGNS_CD_{number}" for number in range(1, 11)),
        *(f"ICD9_PRCDR_CD_{number}" for number in range(1, 7)),
        *(f"HCPCS_CD_{number}" for number in range(1, 46)),
    ),
    rules={
        "DESYNPUF_ID": "identifier",
        "CLM_ID": "identifier",
        "SEGMENT": "number",
        "CLM_FROM_DT": "date",
        "CLM_THRU_DT": "date",
        "CLM_PMT_AMT": "money",
        "CLM_DRG_CD": "any",
    },
    read="desynpuf_read_inpatient",
    stage="desynpuf_stage_inpatient",
    yearly=False,
)

_LAYOUTS = (SUMMARY, INPATIENT)

#: A column that only a kind of file has which is not read: column -> kind.
_KINDS_NOT_READ = {
    "NCH_BENE_PTB_DDCTBL_AMT": "outpatient claims",
    "LINE_NCH_PMT_AMT_1": "carrier claims",
    "PDE_ID": "prescription drug events",
}

#: What a word in a file's name says that it holds.
_WORDS_IN_NAMES = {
    "beneficiary": SUMMARY.kind,
    "inpatient": INPATIENT.kind,
    "outpatient": "outpatient claims",
    "carrier": "carrier claims",
    "prescription": "prescription drug events",
}

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NAMED_LIKE_ONE = re.compile(r"synpuf|de1_0", re.IGNORECASE)


def load_desynpuf(folder: Path, store: ClaimsStore) -> LoadReport:
    """Load every DE-SynPUF beneficiary summary and inpatient claims file in `folder` and its sub-folders.

    FileError if a file is empty, damaged, lacks columns, or holds text where an amount, a date or months belong;
    ClaimsError if sound files do not go together (a person or a file twice). All faults are told at once, and the
    store stays as it was.
    """
    recognized: list[RecognizedFile] = []
    not_read: dict[str, str] = {}
    faults: list[Fault] = []
    for path, name in find_delimited_files(folder):
        try:
            file = read_header(path, name)
            layout = _recognize(file)
            if isinstance(layout, str):
                not_read[name] = layout
            else:
                year = _year_of(file) if layout.yearly else None
                recognized.append(RecognizedFile(file, layout, year, digest(path)))
        except FileError as error:
            faults.extend(error.faults)
    if not faults and not any(each.layout is SUMMARY for each in recognized):
        faults.append(
            Fault(
                "no file in this folder is a DE-SynPUF beneficiary summary",
                str(folder),
                why="members, months and expenditures are counted from the summaries",
                fix="put DE1_0_<year>_Beneficiary_Summary_File_Sample_<n>.csv of each year here",
            )
        )
    raise_all(faults, FileError)
    files, findings = load_files(recognized, store)
    return LoadReport(files, not_read, tuple(findings))


def _recognize(file: DelimitedFile) -> Layout | str:
    """The layout of a file that is to be read, or why it is not; FileError if it is not what its name says."""
    base = _base(file)
    header = frozenset(file.header)
    named = next((kind for word, kind in _WORDS_IN_NAMES.items() if word in base), "")
    found = next((layout for layout in _LAYOUTS if layout.needed <= header), None)
    other = next((kind for column, kind in _KINDS_NOT_READ.items() if column in header), "")
    kind = found.kind if found else other
    if named and kind and named != kind:
        raise FileError(
            Fault(
                f"the name says {named}, the header is that of {kind}",
                f"{file.name}:1",
                fix="give the file the name of what it holds, or get the right file",
            )
        )
    if found:
        return found
    if other:
        return f"{other}: no figure is counted from them"
    likely = next((layout for layout in _LAYOUTS if layout.kind == named), None) or next(
        (layout for layout in _LAYOUTS if 2 * len(layout.needed & header) >= len(layout.needed)), None
    )
    if likely is None and not named and not _NAMED_LIKE_ONE.search(base):
        return "neither its name nor its header is that of a DE-SynPUF file"
    raise FileError(_missing_columns(file, likely))


def _missing_columns(file: DelimitedFile, layout: Layout | None) -> Fault:
    separator = next((mark for mark in ";|\t" if len(file.header) == 1 and mark in file.header[0]), "")
    fix = "get the file again from CMS, or give the columns CMS's names"
    if separator:
        fix = f"separate the columns by commas, not by {separator!r}"
    if layout is None:
        return Fault("the name is that of a DE-SynPUF file, the header of none of them", f"{file.name}:1", fix=fix)
    strange = [name for name in file.header if name and name not in layout.columns]
    missing = [name for name in layout.rules if name not in file.header]
    hints = [f"{name} ({did_you_mean(name, strange)})" if 0 < len(strange) <= 10 else name for name in missing]
    return Fault(f"the header of this {layout.kind} file lacks {', '.join(hints)}", f"{file.name}:1", fix=fix)


def _year_of(file: DelimitedFile) -> int:
    years = sorted(set(_YEAR.findall(_base(file))))
    if len(years) == 1:
        return int(years[0])
    what = f"the file name has more than one year ({', '.join(years)})" if years else "the file name has no year"
    raise FileError(
        Fault(
            what,
            file.name,
            why="a beneficiary summary does not say in its columns which year it is of",
            fix="give the file a name with its one year, like DE1_0_2008_Beneficiary_Summary_File_Sample_1.csv",
        )
    )


def _base(file: DelimitedFile) -> str:
    return Path(file.name).name.lower()
