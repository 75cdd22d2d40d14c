"""Small regions that hold every case of assignment, with lists of participants and factors beside them.

A region comes from the maker of regions; its claims are then changed in place, so that ties, people without a physician
of their own and residents abroad are not rare.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import Any

import duckdb

from openvbc.claims.project.manifest import MANIFEST, KeptTable, manifest_text, read_manifest
from openvbc.claims.synthetic.places import COUNTIES
from openvbc.claims.synthetic.region import Work, write_region
from openvbc.yamlfile import digest
from tests.counts import FULL

TYPES = ("esrd", "disabled", "aged_dual", "aged_non_dual")
NATIONAL_COLUMNS = [
    "calendar_year",
    "enrollment_type",
    "per_capita",
    "mean_risk_score",
    "mean_demographic_score",
    "truncation_threshold",
    "completion_factor",
]
COUNTY_COLUMNS = [
    "calendar_year",
    "county_code",
    "enrollment_type",
    "per_capita",
    "mean_risk_score",
    "mean_demographic_score",
    "assignable_person_years",
]

#: Ties of charges; years in which a physician's visits are a practitioner's, or a cardiologist's; a few abroad.
_CLAIMS = """
    SELECT * REPLACE (
        CASE WHEN claim_type = 'professional' AND hcpcs_code LIKE '992%' AND hash(person_id) % 3 = 0
            THEN CAST(100 AS DECIMAL(18, 2)) ELSE allowed_amount END AS allowed_amount,
        CASE
            WHEN claim_type <> 'professional' OR rendering_specialty_code NOT IN ('01', '08', '11', '38')
                THEN rendering_specialty_code
            WHEN (hash(person_id) + year(claim_start_date)) % 9 = 0 THEN '50'
            WHEN (hash(person_id) + year(claim_start_date)) % 9 = 1 THEN '06'
            ELSE rendering_specialty_code
        END AS rendering_specialty_code,
        CASE WHEN hcpcs_code = 'A4253' AND hash(claim_id) % 2 = 0 THEN 'A4352' ELSE hcpcs_code END AS hcpcs_code
    )
    FROM rows
"""
#: Some live abroad; more are on dialysis than would be by chance; three counties, so that none is without a type.
_PEOPLE = """
    SELECT * REPLACE (
        CASE WHEN hash(person_id) % 41 = 0 THEN 'XX' ELSE state END AS state,
        CASE WHEN county_code IN ('36250', '36480') THEN county_code ELSE '36060' END AS county_code,
        CASE WHEN hash(person_id) % 13 = 1 THEN '11' ELSE medicare_status_code END AS medicare_status_code,
        CASE WHEN hash(person_id) % 13 = 1 THEN 'dialysis' ELSE esrd_status END AS esrd_status
    )
    FROM rows
"""


@dataclass(frozen=True)
class Region:
    """A region on disk. years: those that it holds; participants: rows of its list."""

    project: Path
    participants: Path
    national: Path
    counties: Path
    years: tuple[int, ...]

    def rows(self, table: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """The rows of a canonical table as Python values."""
        files = sorted(str(file) for file in (self.project / "tables" / table).glob("*.parquet"))
        with duckdb.connect(config={"threads": 1}) as connection:
            chosen = f"SELECT {', '.join(columns)} FROM read_parquet({files})"  # noqa: S608
            return connection.execute(chosen).fetchall()


@cache
def region(first: int, last: int, people: int = 1000 if FULL else 700) -> Region:
    """A region of these years; made once a process, in a folder that the system removes."""
    years = tuple(range(first, last + 1))
    folder = Path(mkdtemp(prefix="openvbc-program-")) / "region"
    made = write_region(folder, people=people, seed=23, years=years, acos=3, work=Work(threads=1))
    change(made.folder, "medical_claim", _CLAIMS)
    change(made.folder, "eligibility", _PEOPLE)
    participants = folder / "own_participants.csv"
    write_rows(participants, *_participants(made.folder, made.participants))
    national, counties = folder / "national.csv", folder / "counties.csv"
    write_rows(national, NATIONAL_COLUMNS, national_rows(years))
    write_rows(counties, COUNTY_COLUMNS, county_rows(years))
    return Region(made.folder, participants, national, counties, years)


def change(project: Path, table: str, question: str) -> None:
    """Write a table of a project folder anew, and its manifest with it."""
    manifest = read_manifest(project)
    parts = []
    for part in manifest.tables[table].parts:
        file = project / part.file
        with duckdb.connect(config={"threads": 1}) as connection:
            connection.execute(f"CREATE TABLE rows AS SELECT * FROM read_parquet('{file}')")  # noqa: S608
            connection.execute(f"COPY ({question}) TO '{file}' (FORMAT parquet)")
            ((count,),) = connection.execute(f"SELECT count(*) FROM read_parquet('{file}')").fetchall()  # noqa: S608
        parts.append(replace(part, sha256=digest(file), bytes=file.stat().st_size, rows=count))
    kept = KeptTable(sum(part.rows for part in parts), tuple(parts))
    changed = replace(manifest, tables={**manifest.tables, table: kept})
    (project / MANIFEST).write_text(manifest_text(changed), encoding="utf-8")


def write_rows(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _participants(project: Path, path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """The maker's list, with the second organization's practices in the first, but for those that are shared.

    Every second practice of no organization joins the first, so that most people of the region can be assigned.
    """
    rows = read_rows(path)
    owners = {row["tin"]: {each["organization_id"] for each in rows if each["tin"] == row["tin"]} for row in rows}
    for row in rows:
        if row["organization_id"] == "A9002" and len(owners[row["tin"]]) == 1:
            row["organization_id"] = "A9001"
    joining = sorted(_practices(project) - owners.keys())[::2]
    rows += [{**dict.fromkeys(rows[0], ""), "organization_id": "A9001", "tin": tin} for tin in joining]
    return list(rows[0]), rows


def _practices(project: Path) -> set[str]:
    """The TINs that bill for visits to physicians of primary care."""
    files = sorted(str(file) for file in (project / "tables" / "medical_claim").glob("*.parquet"))
    with duckdb.connect(config={"threads": 1}) as connection:
        found = connection.execute(
            f"SELECT DISTINCT billing_tin FROM read_parquet({files})"  # noqa: S608
            " WHERE rendering_specialty_code IN ('01', '08', '11', '38') AND hcpcs_code = '99214'"
        ).fetchall()
    return {tin for (tin,) in found}


def _random(words: str) -> Random:
    return Random(words)  # noqa: S311  # made-up figures, no secrets


def national_rows(years: Sequence[int]) -> list[dict[str, object]]:
    random = _random("nation")
    cost = {"esrd": 52_000, "disabled": 5_200, "aged_dual": 7_900, "aged_non_dual": 6_100}
    return [
        {
            "calendar_year": year,
            "enrollment_type": kind,
            "per_capita": f"{cost[kind] * (100 + year - years[0]) / 100 + random.randint(0, 9999) / 100:.2f}",
            "mean_risk_score": f"0.{random.randint(600_000, 990_000)}",
            "mean_demographic_score": f"0.{random.randint(400_000, 700_000)}",
            "truncation_threshold": f"{cost[kind] * 2 + random.randint(0, 999_999) / 100:.2f}",
            "completion_factor": f"1.{random.randint(0, 30_000):06d}",
        }
        for year in years
        for kind in TYPES
    ]


def county_rows(years: Sequence[int]) -> list[dict[str, object]]:
    random = _random("counties")
    cost = {"esrd": 50_000, "disabled": 5_500, "aged_dual": 8_100, "aged_non_dual": 6_000}
    found: list[dict[str, object]] = []
    for year in years:
        for code in COUNTIES:
            found += [
                {
                    "calendar_year": year,
                    "county_code": code,
                    "enrollment_type": kind,
                    "per_capita": f"{cost[kind] * (95 + year - years[0]) / 100 + random.randint(0, 99_999) / 100:.2f}",
                    "mean_risk_score": f"{random.randint(850_000, 1_150_000) / 1_000_000:.6f}",
                    "mean_demographic_score": f"{random.randint(900_000, 1_100_000) / 1_000_000:.6f}",
                    "assignable_person_years": f"{random.randint(100_00, 4_000_00) / 100:.2f}",
                }
                for kind in TYPES
            ]
    return found
