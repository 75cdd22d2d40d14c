"""`openvbc load` takes the public samples as they are; rows and dollars equal counts that know none of our readers.

docs/public_data.md says how to get the files. What each count here rests on is the csv and the json module.
"""

import csv
import gzip
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from openvbc.claims.project.load import LoadReport, LoadRequest, load
from openvbc.claims.readers.account import LoadOptions
from openvbc.errors import ClaimsError, FileError

REPOSITORY = Path(__file__).parents[2]
CLAIMS = Path(os.environ.get("OPENVBC_PUBLIC_DATA", REPOSITORY.parent / "shared" / "data")) / "claims"

pytestmark = pytest.mark.public_data

Json = dict[str, Any]
ZERO = Decimal(0)


def folder(name: str) -> Path:
    if not (CLAIMS / name).exists():
        pytest.skip(f"the files are not in {CLAIMS / name}: docs/public_data.md says which to get")
    return CLAIMS / name


def parts_of(project: Path, table: str) -> list[str]:
    """The Parquet files of a table."""
    return [str(path) for path in sorted((project / "tables" / table).glob("*.parquet"))]


@dataclass(frozen=True)
class Counted:
    """Rows and dollars of one table; None for dollars that are nowhere told."""

    rows: int
    paid: Decimal


@dataclass(frozen=True)
class Loaded:
    """A project after one load."""

    report: LoadReport
    folder: Path

    def count(self, table: str, below: str = "") -> Counted:
        parts = parts_of(self.folder, table)
        if not parts:
            return Counted(0, ZERO)
        where = f"WHERE {below}" if below else ""
        query = f"SELECT count(*), coalesce(sum(paid_amount), 0) FROM read_parquet(?) {where}"  # noqa: S608
        rows, paid = duckdb.execute(query, [parts]).fetchall()[0]
        return Counted(rows, Decimal(paid))

    @property
    def findings(self) -> dict[str, int]:
        return {finding.audit: finding.count for finding in self.report.findings}

    @property
    def steps(self) -> dict[str, int]:
        return {step.name: step.rows for each in self.report.loads for step in each.steps}


def loaded(tmp_path: Path, *sources: Path, payer: str = "") -> Loaded:
    project = tmp_path / "project"
    return Loaded(load(LoadRequest(sources, project, LoadOptions("", payer=payer), threads=1)), project)


def rows_of(path: Path, delimiter: str = ",") -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as text:
        for row in csv.DictReader(text, delimiter=delimiter):
            yield {(name or "").upper(): (value or "").strip() for name, value in row.items()}


def money(text: str) -> Decimal:
    return Decimal(text or "0")


@pytest.mark.parametrize("form", ["csv", "fixed"])
def test_either_form_of_the_related_claims_feed_nets_to_its_published_final_action(tmp_path: Path, form: str) -> None:
    expected = list(rows_of(folder("cclf_related_claims") / "expected_final_action.csv"))
    found = loaded(tmp_path, folder(f"cclf_related_claims/{form}"))
    medical = [row for row in expected if row["TABLE"] == "medical_claim"]
    assert found.count("medical_claim").paid == sum((money(row["PAID_AMOUNT"]) for row in medical), ZERO)
    # A Part A claim is one expected row, and as many rows as its revenue lines here. Of the two records of zero dollars
    # in the packet's first example either may remain.
    assert claims_in(found, "medical_claim") ^ {row["CLAIM_ID"] for row in medical} <= {
        "0000000001015",
        "0000000001018",
    }
    assert len(claims_in(found, "medical_claim")) == len({row["CLAIM_ID"] for row in medical})
    fills = {row["CLAIM_ID"] for row in expected if row["TABLE"] == "pharmacy_claim"}
    assert claims_in(found, "pharmacy_claim") == fills
    assert found.count("pharmacy_claim").rows == len(fills)


def claims_in(found: Loaded, table: str) -> set[str]:
    parts = parts_of(found.folder, table)
    return {claim for (claim,) in duckdb.execute("SELECT DISTINCT claim_id FROM read_parquet(?)", [parts]).fetchall()}


def test_both_forms_of_the_related_claims_feed_together_are_told_as_one_delivery_twice(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"as one delivery given twice \(42\)") as caught:
        loaded(tmp_path, folder("cclf_related_claims"))
    assert len(caught.value.faults) == 1


@pytest.mark.parametrize(
    "source", ["bcda_cclf_attribution", "bcda_cclf_attribution/original/T.BCD.A0001.ZCY18.D181120.T1000000.zip"]
)
def test_the_attribution_sample_loads_from_its_files_and_from_its_zip_alone(tmp_path: Path, source: str) -> None:
    found = loaded(tmp_path, folder(source))
    (kept,) = found.report.loads
    assert {file.kind.partition(",")[0]: file.rows for file in kept.files} == {"CCLF0": 11, "CCLF8": 7, "CCLF9": 6}
    # One identifier stands on two of the seven rows.
    query = "SELECT count(*), count(DISTINCT bene_mbi_id) FROM read_parquet(?)"
    received = [str(path) for path in found.folder.rglob("*.parquet") if "cclf8" in str(path.relative_to(found.folder))]
    assert duckdb.execute(query, [received]).fetchall() == [(7, 6)]
    not_read = {**found.report.not_read, **kept.not_read}
    if source.endswith(".zip"):
        assert not_read == {}
    else:  # the zip beside what was unpacked from it is told, and not counted again
        assert sum("the same file as" in reason for reason in not_read.values()) == 3


def test_the_research_files_load_with_their_rows_and_dollars(tmp_path: Path) -> None:
    below = folder("bfd_rif_synthea")
    lines, claims, fills = 0, dict[str, Decimal](), Counted(0, ZERO)
    paid_lines = ZERO
    for path in sorted(below.glob("*.csv")):
        for row in rows_of(path, "|"):
            if "LINE_NUM" in row or "CLM_LINE_NUM" in row:
                lines += 1
                if "LINE_NCH_PMT_AMT" in row:
                    paid_lines += money(row["LINE_NCH_PMT_AMT"])
                else:
                    claims[row["CLM_ID"]] = money(row["CLM_PMT_AMT"])
            elif "PDE_ID" in row:
                covered = money(row["CVRD_D_PLAN_PD_AMT"]) + money(row["NCVRD_PLAN_PD_AMT"])
                fills = Counted(fills.rows + 1, fills.paid + covered)
    found = loaded(tmp_path, below)
    assert found.count("medical_claim") == Counted(lines, sum(claims.values(), paid_lines))
    assert found.count("pharmacy_claim") == fills
    assert (lines, fills.rows) == (347, 18)


@pytest.mark.parametrize(
    ("source", "claims"),
    [("desynpuf_2008_2010/sample_2", 5_888), pytest.param("desynpuf_2008_2010", 17_278, marks=pytest.mark.long)],
)
def test_samples_of_desynpuf_load_and_only_claims_without_days_are_missing(
    tmp_path: Path, source: str, claims: int
) -> None:
    below = folder(source)
    # A claim of several segments has its days on one of them.
    segments: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for path in sorted(below.rglob("*Inpatient_Claims*.csv")):
        for row in rows_of(path):
            segments[path.name, row["CLM_ID"]].append(row)
    dated = [each for each in segments.values() if any(row["CLM_FROM_DT"] and row["CLM_THRU_DT"] for row in each)]
    paid = sum((money(row["CLM_PMT_AMT"]) for each in dated for row in each), ZERO)
    found = loaded(tmp_path, below)
    assert found.count("medical_claim") == Counted(sum(map(len, dated)), paid)
    assert found.findings.get("no_day", 0) == len(segments) - len(dated)
    assert sum(map(len, segments.values())) == claims


def test_the_layout_rows_of_desynpuf_load_with_every_kind_of_claim(tmp_path: Path) -> None:
    below = folder("desynpuf_layout_rows")
    carrier = [f"LINE_NCH_PMT_AMT_{number}" for number in range(1, 14)]
    paid = ZERO
    for path in sorted(below.glob("*.csv")):
        for row in rows_of(path):
            paid += sum((money(row[name]) for name in carrier if name in row), ZERO)
            paid += money(row.get("CLM_PMT_AMT", ""))
    fills = list(rows_of(below / "DE1_0_2008_to_2010_Prescription_Drug_Events_Sample_1.csv"))
    found = loaded(tmp_path, below)
    assert found.count("medical_claim").paid == paid > 0
    assert found.count("pharmacy_claim").rows == len(fills)


def test_tuvas_synthetic_claims_load_with_their_rows_and_dollars(tmp_path: Path) -> None:
    below = folder("tuva_synthetic")
    found = loaded(tmp_path, below, payer="Made up")
    for table in ("medical_claim", "pharmacy_claim"):
        rows = list(rows_of(below / f"{table}.csv"))
        assert found.count(table) == Counted(len(rows), sum((money(row["PAID_AMOUNT"]) for row in rows), ZERO))
    # The seed writes states as names: every row of them is told, and none stays as it was written.
    states = [row["STATE"] for row in rows_of(below / "eligibility.csv")]
    assert found.findings["state_names"] == sum(len(state) > 2 for state in states) > 0
    query = "SELECT DISTINCT length(state) FROM read_parquet(?)"
    assert duckdb.execute(query, [parts_of(found.folder, "eligibility")]).fetchall() == [(2,)]


def resources(path: Path) -> list[Json]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if ".ndjson" in path.name:
        return [json.loads(line, parse_float=Decimal) for line in content.decode().splitlines() if line.strip()]
    return [each["resource"] for each in json.loads(content, parse_float=Decimal)["entry"]]


def words(concept: Json) -> set[str]:
    return {each.get("code", "").rpartition("/")[2].lower() for each in concept.get("coding", [])}


def paid_by(parts: list[Json], *names: str) -> Decimal | None:
    for part in parts:
        if words(part.get("category", {})) & set(names):
            return Decimal(part["amount"]["value"]) if "value" in part.get("amount", {}) else None
    return None


def expected_of(claim: Json) -> tuple[str, Counted] | None:
    """The table, rows and dollars of a claim; None if it is not final."""
    kinds = words(claim["type"])
    if any(tag.get("code") == "NotFinalAction" for tag in claim.get("meta", {}).get("tag", [])):
        return None
    items = claim.get("item") or [{}]
    if kinds & {"pharmacy", "pde"}:
        if "3" in {
            each.get("code")
            for each in claim["type"]["coding"]
            if "clm_type_cd" in each["system"].lower().replace("-", "_")
        }:
            return None
        parts = [*items[0].get("adjudication", []), *claim.get("total", []), *claim.get("adjudication", [])]
        covered = paid_by(parts, "cvrd_d_plan_pd_amt", "clm_line_cvrd_d_plan_pd_amt")
        beside = paid_by(parts, "ncvrd_plan_pd_amt", "clm_line_ncvrd_plan_pd_amt")
        return "pharmacy_claim", Counted(1, (covered or ZERO) + (beside or ZERO) if covered is not None else ZERO)
    of_claim = claim.get("payment", {}).get("amount", {}).get("value")
    of_lines = [
        paid_by(item.get("adjudication", []), "line_nch_pmt_amt", "clm_line_cvrd_pd_amt", "benefit") for item in items
    ]
    is_institutional = kinds & {"institutional", "inpatient", "outpatient", "snf", "hha", "hospice"}
    if not is_institutional and any(each is not None for each in of_lines):
        return "medical_claim", Counted(len(items), sum((each or ZERO for each in of_lines), ZERO))
    return "medical_claim", Counted(len(items), Decimal(of_claim or 0))


def fhir_files() -> list[Path]:
    return sorted(path for path in (CLAIMS / "fhir_eob").rglob("*") if "json" in path.name) if CLAIMS.is_dir() else []


@pytest.mark.parametrize("path", fhir_files(), ids=lambda path: path.name)
def test_each_fhir_file_loads_with_its_rows_and_dollars_and_months_or_a_finding(tmp_path: Path, path: Path) -> None:
    bodies = resources(path)
    totals: dict[str, Counted] = defaultdict(lambda: Counted(0, ZERO))
    claims = [each for each in bodies if each["resourceType"] == "ExplanationOfBenefit"]
    for claim in claims:
        if expected := expected_of(claim):
            table, one = expected
            totals[table] = Counted(totals[table].rows + one.rows, totals[table].paid + one.paid)
    found = loaded(tmp_path, path)
    assert found.steps["claims_received"] == len(claims)
    for table in ("medical_claim", "pharmacy_claim"):
        assert found.count(table) == totals[table]
    if any(each["resourceType"] == "Coverage" for each in bodies):
        without = {"coverage_without_months", "coverage_years"} & found.findings.keys()
        assert without or parts_of(found.folder, "eligibility")


def test_all_fhir_files_together_count_a_repeated_claim_once(tmp_path: Path) -> None:
    folder("fhir_eob")
    first: dict[str, tuple[str, Counted]] = {}
    repeated = 0
    for path in fhir_files():
        for claim in resources(path):
            if claim["resourceType"] == "ExplanationOfBenefit" and (expected := expected_of(claim)):
                repeated += claim["id"] in first
                first.setdefault(claim["id"], expected)
    found = loaded(tmp_path, folder("fhir_eob"))
    for table in ("medical_claim", "pharmacy_claim"):
        mine = [counted for name, counted in first.values() if name == table]
        assert found.count(table) == Counted(sum(each.rows for each in mine), sum((each.paid for each in mine), ZERO))
    assert (found.steps["repeated"], repeated) == (12, 12)
    assert found.findings["repeated_claims"] == 12


def test_tables_of_the_data_warehouse_are_told_for_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(ClaimsError, match=r"each of these files is a table of CMS's data warehouse") as caught:
        loaded(tmp_path, folder("bfd_idr_samples"))
    assert "load what CMS delivers from it" in str(caught.value)
    assert not (tmp_path / "project" / "manifest.json").exists()
