"""Made-up CCLF deliveries: the same records written in fixed width or as CSV, and read back through the reader."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from openvbc.claims.readers.account import LoadOptions, OrphanRule, ReadResult
from openvbc.claims.readers.cclf.layout import layouts
from openvbc.claims.readers.cclf.reader import CclfReader
from openvbc.claims.readers.cclf.writing import FieldValue, write_cclf, write_cclf_csv, write_control_totals
from openvbc.claims.readers.reading import Workplace

Row = dict[str, FieldValue]

PERSON = "1S00A00AA00"
CCN = "009001"


@dataclass
class Feed:
    """Records by day of delivery and file."""

    rows: dict[tuple[date, str], list[Row]] = field(default_factory=dict)

    def add(self, day: date, file: str, row: Row) -> None:
        self.rows.setdefault((day, file), []).append(row)

    def write(self, folder: Path, form: str, *, year: int = 2023, aco: str = "A9999", kind: str = "Y") -> list[Path]:
        """Write every delivery; `form` is "fixed" or "csv"."""
        folder.mkdir(parents=True, exist_ok=True)
        paths: list[Path] = []
        totals: dict[date, list[tuple[str, int, int]]] = {}
        for (day, file), rows in self.rows.items():
            name = delivery_name(file, day, aco=aco, kind=kind)
            path = folder / (name if form == "fixed" else f"{file.lower()}_{day}.csv")
            with path.open("wb") as output:
                if form == "fixed":
                    totals.setdefault(day, []).append((file, *write_cclf(output, file, rows, year=year)))
                else:
                    write_cclf_csv(output, file, rows, name, year=year)
            paths.append(path)
        for day, lines in totals.items():
            path = folder / delivery_name("CCLF0", day, aco=aco, kind=kind)
            with path.open("wb") as output:
                write_control_totals(output, lines)
            paths.append(path)
        return paths


def delivery_name(file: str, day: date, *, aco: str = "A9999", kind: str = "Y", run: str = "P") -> str:
    return f"{run}.{aco}.ACO.ZC{file[4]}{kind}{day:%y}.D{day:%y%m%d}.T0915300"


def header(claim: int, kind: int, effective: str, paid: str, **other: FieldValue) -> Row:
    """A Part A claim header of an outpatient visit, unless `other` says more."""
    first = str(other.pop("first", "2025-05-06"))
    last = str(other.pop("last", first))
    person = str(other.pop("person", PERSON))
    ccn = str(other.pop("ccn", CCN))
    row: Row = {
        "CUR_CLM_UNIQ_ID": f"{claim:013}",
        "PRVDR_OSCAR_NUM": ccn,
        "BENE_MBI_ID": person,
        "CLM_TYPE_CD": "40",
        "CLM_FROM_DT": first,
        "CLM_THRU_DT": last,
        "CLM_BILL_FAC_TYPE_CD": "1",
        "CLM_BILL_CLSFCTN_CD": "3",
        "PRNCPL_DGNS_CD": "R0789",
        "ADMTG_DGNS_CD": "~",
        "CLM_PMT_AMT": Decimal(paid),
        "BENE_PTNT_STUS_CD": "01",
        "DGNS_DRG_CD": "0000",
        "FAC_PRVDR_NPI_NUM": "9999000011",
        "ATNDG_PRVDR_NPI_NUM": "9999000012",
        "OTHR_PRVDR_NPI_NUM": "~",
        "CLM_ADJSMT_TYPE_CD": str(kind),
        "CLM_EFCTV_DT": effective,
        "CLM_IDR_LD_DT": effective,
        "CLM_BILL_FREQ_CD": "1",
        "DGNS_PRCDR_ICD_IND": "0",
        "CLM_MDCR_INSTNL_TOT_CHRG_AMT": Decimal(paid) * 3,
        "CLM_MDCR_IP_PPS_CPTL_IME_AMT": Decimal(0),
        "CLM_OPRTNL_IME_AMT": Decimal(0),
        "CLM_MDCR_IP_PPS_DSPRPRTNT_AMT": Decimal(0),
        "CLM_HIPPS_UNCOMPD_CARE_AMT": Decimal(0),
        "CLM_OPRTNL_DSPRPRTNT_AMT": Decimal(0),
        "CLM_BLG_PRVDR_OSCAR_NUM": ccn,
        "CLM_CNTRCTR_NUM": "99999",
    }
    return row | other


def line(claim: int, number: int, kind: int, effective: str, paid: str, control: str, **other: FieldValue) -> Row:
    """A physician line."""
    person = str(other.pop("person", PERSON))
    first = str(other.pop("first", "2025-08-01"))
    row: Row = {
        "CUR_CLM_UNIQ_ID": f"{claim:013}",
        "CLM_LINE_NUM": number,
        "BENE_MBI_ID": person,
        "CLM_TYPE_CD": "71",
        "CLM_FROM_DT": first,
        "CLM_THRU_DT": first,
        "CLM_PRVDR_SPCLTY_CD": "11",
        "CLM_POS_CD": "11",
        "CLM_LINE_FROM_DT": first,
        "CLM_LINE_THRU_DT": first,
        "CLM_LINE_HCPCS_CD": "99214",
        "CLM_LINE_CVRD_PD_AMT": Decimal(paid),
        "CLM_LINE_DGNS_CD": "I10",
        "CLM_RNDRG_PRVDR_TAX_NUM": "001000001",
        "RNDRG_PRVDR_NPI_NUM": "9999000021",
        "CLM_CARR_PMT_DNL_CD": "1",
        "CLM_PRCSG_IND_CD": "A",
        "CLM_ADJSMT_TYPE_CD": str(kind),
        "CLM_EFCTV_DT": effective,
        "CLM_IDR_LD_DT": effective,
        "CLM_CNTL_NUM": control,
        "CLM_LINE_ALOWD_CHRG_AMT": Decimal(paid) + 20,
        "CLM_LINE_SRVC_UNIT_QTY": Decimal(1),
        "HCPCS_1_MDFR_CD": "~",
        "CLM_DGNS_1_CD": "I10",
        "CLM_DGNS_2_CD": "E119",
        "CLM_DGNS_3_CD": "~",
        "DGNS_PRCDR_ICD_IND": "0",
        "HCPCS_BETOS_CD": "M1B",
        "CLM_CNTRCTR_NUM": "99998",
    }
    return row | other


def equipment(claim: int, number: int, kind: int, effective: str, paid: str, control: str, **other: FieldValue) -> Row:
    """An equipment (DME) line."""
    taken = {each.name for each in layouts()["CCLF6"].fields}
    row = line(claim, number, kind, effective, paid, control, **other)
    return {name: value for name, value in row.items() if name in taken} | {
        "CLM_TYPE_CD": "82",
        "PAYTO_PRVDR_NPI_NUM": "9999000031",
    }


def fill(claim: int, kind: int, paid: str, prescription: int, **other: FieldValue) -> Row:
    """A Part D fill."""
    row: Row = {
        "CUR_CLM_UNIQ_ID": f"{claim:013}",
        "BENE_MBI_ID": PERSON,
        "CLM_LINE_NDC_CD": "00003089421",
        "CLM_TYPE_CD": "01",
        "CLM_LINE_FROM_DT": "2025-03-03",
        "PRVDR_SRVC_ID_QLFYR_CD": "01",
        "CLM_SRVC_PRVDR_GNRC_ID_NUM": "9999000041",
        "CLM_DSPNSNG_STUS_CD": "~",
        "CLM_LINE_SRVC_UNIT_QTY": Decimal(30),
        "CLM_LINE_DAYS_SUPLY_QTY": 30,
        "PRVDR_PRSBNG_ID_QLFYR_CD": "01",
        "CLM_PRSBNG_PRVDR_GNRC_ID_NUM": "9999000042",
        "CLM_LINE_BENE_PMT_AMT": Decimal(paid),
        "CLM_ADJSMT_TYPE_CD": str(kind),
        "CLM_EFCTV_DT": "1000-01-01",
        "CLM_IDR_LD_DT": "2025-03-06",
        "CLM_LINE_RX_SRVC_RFRNC_NUM": f"{prescription:012}",
        "CLM_LINE_RX_FILL_NUM": 0,
        "CLM_PHRMCY_SRVC_TYPE_CD": "01",
    }
    return row | other


def revenue(claim: int, number: int, center: str, paid: str, **other: FieldValue) -> Row:
    """A Part A revenue line."""
    row: Row = {
        "CUR_CLM_UNIQ_ID": f"{claim:013}",
        "CLM_LINE_NUM": number,
        "BENE_MBI_ID": PERSON,
        "CLM_TYPE_CD": "40",
        "CLM_LINE_FROM_DT": "1000-01-01",
        "CLM_LINE_PROD_REV_CTR_CD": center,
        "CLM_LINE_SRVC_UNIT_QTY": Decimal(1),
        "CLM_LINE_CVRD_PD_AMT": Decimal(paid),
        "CLM_FAC_PRVDR_OSCAR_NUM": CCN,
    }
    return row | other


def pair(former: str, current: str) -> Row:
    """A row of the identifier cross-reference."""
    return {
        "HICN_MBI_XREF_IND": "M",
        "CRNT_NUM": current,
        "PRVS_NUM": former,
        "PRVS_ID_EFCTV_DT": "2019-03-01",
        "PRVS_ID_OBSLT_DT": "2025-11-30",
    }


@dataclass(frozen=True)
class Read:
    """What the reader made of the files: its result, and the rows of every table it filled."""

    result: ReadResult
    tables: Mapping[str, list[dict[str, Any]]]

    def table(self, name: str) -> list[dict[str, Any]]:
        return self.tables[name]


@contextmanager
def read_workplace(kept: Mapping[str, Sequence[Path]] | None = None) -> Iterator[Workplace]:
    with closing(Workplace(CclfReader.received, kept, threads=2)) as workplace:
        yield workplace


def read(paths: Sequence[Path], rule: OrphanRule = OrphanRule.PAIR_BY_AMOUNT, **options: Any) -> Read:  # noqa: ANN401
    """Read files with the CCLF reader."""
    reader = CclfReader()
    with read_workplace() as workplace:
        result = reader.read(paths, workplace, LoadOptions("cclf", orphan_rule=rule, **options))
        return Read(result, tables_of(workplace))


def tables_of(workplace: Workplace) -> dict[str, list[dict[str, Any]]]:
    tables = {}
    for (name,) in workplace.connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'loaded_%'"
    ).fetchall():
        found = workplace.connection.execute(f"SELECT * FROM {name} ORDER BY ALL")  # noqa: S608
        columns = [str(column[0]) for column in found.description or ()]
        tables[name.removeprefix("loaded_")] = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
    return tables


def paid_by_claim(rows: Sequence[Mapping[str, Any]]) -> dict[str, Decimal]:
    """Payment by claim identifier (without leading zeros)."""
    paid: dict[str, Decimal] = {}
    for row in rows:
        claim = str(row["claim_id"]).lstrip("0")
        paid[claim] = paid.get(claim, Decimal(0)) + (row["paid_amount"] or Decimal(0))
    return paid
