"""Public files of each format load, and their dollars equal an independent sum (docs/readers.md)."""

import csv
import gzip
import io
import json
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.claims.readers.desynpuf.reader import DesynpufReader
from openvbc.claims.readers.fhir_eob.reader import FhirEobReader
from openvbc.claims.readers.rif.reader import RifReader
from openvbc.claims.readers.tuva.reader import TuvaReader
from tests.claims.readers.tuva.loads import loaded

REPOSITORY = Path(__file__).parents[4]
DATA = Path(os.environ.get("OPENVBC_PUBLIC_DATA", REPOSITORY.parent / "shared" / "data")) / "claims"

pytestmark = pytest.mark.public_data


def folder(name: str) -> Path:
    if not (DATA / name).is_dir():
        pytest.skip(f"the files are not in {DATA / name}: docs/readers.md says which to get")
    return DATA / name


def rows(below: Path, delimiter: str, *columns: str) -> Iterator[tuple[Path, dict[str, str]]]:
    """The rows of every delimited file that has all these columns, names in capitals; read by the csv module."""
    for path in sorted(below.rglob("*")):
        if not path.name.lower().endswith((".csv", ".csv.gz", ".txt")):
            continue
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter)
        reader.fieldnames = [name.strip().upper() for name in reader.fieldnames or ()]
        if {*columns} <= {*reader.fieldnames}:
            yield from ((path, row) for row in reader)


def plain(value: str | None) -> Decimal:
    return Decimal((value or "").strip() or "0")


def test_tuva_synthetic() -> None:
    below = folder("tuva_synthetic")
    paid = sum((plain(row["PAID_AMOUNT"]) for _, row in rows(below, ",", "CLAIM_TYPE", "PAID_AMOUNT")), Decimal(0))
    fills = sum((plain(row["PAID_AMOUNT"]) for _, row in rows(below, ",", "NDC_CODE", "PAID_AMOUNT")), Decimal(0))
    with loaded(TuvaReader(), below, payer="Made up") as load:
        assert load.total("medical_claim", "paid_amount") == paid
        assert load.total("pharmacy_claim", "paid_amount") == fills
        # The seed writes states as names: every row of them is told, and none stays as it was written.
        states = [row["STATE"] for _, row in rows(below, ",", "ENROLLMENT_START_DATE", "STATE")]
        assert load.audits()["state_names"] == sum(len(state) > 2 for state in states) > 0
        assert {len(state) for (state,) in load.rows("eligibility", "state")} == {2}


def test_bfd_rif_synthea() -> None:
    below = folder("bfd_rif_synthea")
    claims: dict[str, Decimal] = {}
    for _, row in rows(below, "|", "CLM_ID", "REV_CNTR"):
        if row.get("FINAL_ACTION", "F").strip() in ("", "F"):
            claims[row["CLM_ID"]] = plain(row["CLM_PMT_AMT"])
    lines = sum(
        (
            plain(row["LINE_NCH_PMT_AMT"])
            for _, row in rows(below, "|", "CLM_ID", "LINE_NCH_PMT_AMT")
            if row.get("FINAL_ACTION", "F").strip() in ("", "F")
        ),
        Decimal(0),
    )
    with loaded(RifReader(), below) as load:
        assert load.total("medical_claim", "paid_amount") == sum(claims.values(), Decimal(0)) + lines > 0


def test_desynpuf() -> None:
    below = folder("desynpuf_2008_2010")
    paid = sum(
        (plain(row["CLM_PMT_AMT"]) for _, row in rows(below, ",", "DESYNPUF_ID", "CLM_PMT_AMT", "CLM_DRG_CD")),
        Decimal(0),
    )
    with loaded(DesynpufReader(), below) as load:
        without_days = sum(finding.count for finding in load.result.findings if finding.audit == "no_day")
        assert load.total("medical_claim", "paid_amount") == paid or without_days


def test_desynpuf_layout_rows() -> None:
    below = folder("desynpuf_layout_rows")
    lines = [f"LINE_NCH_PMT_AMT_{number}" for number in range(1, 14)]
    paid = sum((plain(row[name]) for _, row in rows(below, ",", *lines) for name in lines), Decimal(0))
    files = [path for path in DesynpufReader().recognize(sorted(below.rglob("*"))) if "carrier" in path.name.lower()]
    if not files:
        pytest.skip("there is no carrier file among the layout rows")
    with loaded(DesynpufReader(), files) as load:
        assert load.total("medical_claim", "paid_amount") == paid


def test_fhir_eob() -> None:
    below = folder("fhir_eob")
    files = [path for path in sorted(below.rglob("*")) if path.name.lower().endswith((".ndjson", ".ndjson.gz"))]
    if not files:
        pytest.skip("there is no NDJSON file")
    for path in files:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        bodies = [
            json.loads(line, parse_float=Decimal) for line in content.decode("utf-8").splitlines() if line.strip()
        ]
        claims = [body for body in bodies if body.get("resourceType") == "ExplanationOfBenefit"]
        with loaded(FhirEobReader(), [path]) as load:
            received = [step.rows for step in load.result.steps if step.name == "claims_received"]
            assert received == [len(claims)]
            years = [
                each["valueDate"]
                for body in bodies
                if body.get("resourceType") == "Coverage"
                for each in body.get("extension", [])
                if each["url"].endswith("rfrnc_yr")
            ]
            # CMS's Blue Button sample has coverage of the year 0003: told, one by one, and without months.
            assert load.audits().get("coverage_years", 0) == sum(not "1900" <= year <= "2099" for year in years)
