"""Times Tuva's provider attribution and PMPM against ours, on the same claims of a made-up region, in the same DuckDB.

Nothing of Tuva is here: name your own copy of github.com/tuva-health/tuva.

    python -m benchmarks.tuva FOLDER [lines]

Tuva's rules are others: attribution has five steps over years and two-year windows, by billing provider's NPI in place
of TIN; PMPM sums every month of four years by 35 service categories, without the run-out, carve-outs and truncation
that ours has. So people and dollars differ; what is told is what it takes of the processor for each person and year, or
month. Tuva's terminology is not in its repository: lists of codes, specialties and providers are those of the region,
in Tuva's columns; service categories are told by type of claim and bill. What Tuva makes before (member months,
encounters) is made beforehand and not timed, as our member months are not; a claim stands for an encounter. Tuva's
readmissions cannot be run: they rest on CCS categories and specialty cohorts, whose lists are not in its repository.
"""

import re
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from types import SimpleNamespace
from typing import Final

import duckdb
from jinja2 import Environment, StrictUndefined

from benchmarks.count import made_region
from benchmarks.workload import TimedEngine, processor_seconds, rooms_of
from openvbc.claims.project.project import open_project
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.payment_models.registry import published_parameters

_RUNS: Final = 3
_LINES: Final = 2_000_000
_YEAR: Final = 2024


@dataclass(frozen=True)
class Mart:
    """One of Tuva's data marts, and what of ours answers the same question.

    models: in the order in which they read each other. room: that of ours which is timed; those before it are not.
    rows, of_ours: SQL that says for how many people and years, or months, each answers.
    """

    name: str
    models: tuple[str, ...]
    of_what: str
    rows: str
    room: str
    of_ours: str


_STAGED: Final = ("stg_core__medical_claim", "stg_core__member_months", "stg_reference_data__calendar")
_MARTS: Final = (
    Mart(
        name="provider_attribution",
        models=(
            *(f"staging/provider_attribution__{each}" for each in (*_STAGED, "stg_terminology__provider")),
            "intermediate/provider_attribution__provider_classification",
            "intermediate/provider_attribution__int_person_years",
            "intermediate/provider_attribution__int_primary_care_claims",
            "final/provider_attribution__provider_ranking",
            "final/provider_attribution__assigned_beneficiaries_yearly",
        ),
        of_what="people and years",
        rows="SELECT count(*) FROM provider_attribution__assigned_beneficiaries_yearly",
        room="attribution",
        of_ours="SELECT count(*) FROM attribution",
    ),
    Mart(
        name="financial_pmpm",
        models=(
            *(f"staging/financial_pmpm__stg_{each}" for each in ("medical_claim", "pharmacy_claim")),
            "intermediate/financial_pmpm__patient_spend_with_service_categories",
            *(
                f"intermediate/financial_pmpm__service_category_{level}_{amount}_pivot"
                for level in (1, 2)
                for amount in ("paid", "allowed")
            ),
            "final/financial_pmpm__pmpm_prep",
            "final/financial_pmpm__pmpm_payer",
            "final/financial_pmpm__pmpm_payer_plan",
        ),
        of_what="member months",
        rows="SELECT sum(member_months) FROM financial_pmpm__pmpm_payer",
        room="expenditures",
        of_ours="SELECT sum(months) FROM enrollment_months",
    ),
)
_NO_ATTRIBUTION: Final = ", ".join(
    f"CAST(NULL AS VARCHAR) AS {who}_attributed_{what}"
    for who in ("payer", "custom")
    for what in ("provider", "provider_practice", "provider_organization", "provider_lob")
)
#: What the marts read of Tuva's core tables and terminology, from the region's.
_READ: Final = {
    "core__medical_claim": """
        SELECT
            *, claim_id AS encounter_id, person_id AS member_id,
            CASE
                WHEN claim_type = 'professional' THEN 'office-based'
                WHEN left(bill_type_code, 2) IN ('11', '21') THEN 'inpatient'
                ELSE 'outpatient'
            END AS service_category_1,
            CASE
                WHEN claim_type = 'professional' THEN 'office-based visit'
                WHEN left(bill_type_code, 2) = '11' THEN 'acute inpatient'
                WHEN left(bill_type_code, 2) = '21' THEN 'skilled nursing'
                WHEN left(bill_type_code, 1) = '3' THEN 'home health'
                ELSE 'outpatient hospital or clinic'
            END AS service_category_2
        FROM medical_claim""",
    "core__pharmacy_claim": "SELECT *, person_id AS member_id FROM pharmacy_claim",
    "core__member_months": f"""
        SELECT DISTINCT
            person_id, person_id AS member_id, strftime(month, '%Y%m') AS year_month, payer, plan, data_source,
            {_NO_ATTRIBUTION}
        FROM eligibility, generate_series(
            date_trunc('month', enrollment_start_date), enrollment_end_date, INTERVAL 1 MONTH) AS months(month)""",  # noqa: S608
    "reference_data__calendar": """
        SELECT
            CAST(day AS DATE) AS full_date, CAST(year(day) AS INTEGER) AS year, CAST(month(day) AS INTEGER) AS month,
            strftime(day, '%Y-%m') AS year_month, CAST(date_trunc('month', day) AS DATE) AS first_day_of_month,
            last_day(day) AS last_day_of_month, CAST(strftime(day, '%Y%m') AS INTEGER) AS year_month_int
        FROM generate_series(TIMESTAMP '2018-01-01', TIMESTAMP '2026-12-31', INTERVAL 1 DAY) AS days(day)""",
    "provider_data__provider": """
        SELECT
            rendering_npi AS npi, min(rendering_specialty_code) AS primary_taxonomy_code,
            min(rendering_specialty_code) AS primary_specialty_description, 'individual' AS entity_type_description
        FROM medical_claim WHERE rendering_npi <> '' GROUP BY rendering_npi""",
    "provider_data__medicare_provider_and_supplier_taxonomy_crosswalk": """
        SELECT DISTINCT
            primary_taxonomy_code AS provider_taxonomy_code, primary_taxonomy_code AS medicare_specialty_code
        FROM provider_data__provider""",
}


def run(copy: Path, lines: int = _LINES) -> None:
    """Print what both take of the processor, for how many people and years or months; medians of three."""
    folder = made_region(lines)
    for mart in _MARTS:
        told = {
            f"Tuva, {mart.name}, every year": [_tuva(copy, folder, mart) for _ in range(_RUNS)],
            f"OpenVBC, {mart.room}, three years": [_ours(folder, mart) for _ in range(_RUNS)],
        }
        of_one = []
        for what, found in told.items():
            seconds, rows = statistics.median(each for each, _ in found), found[0][1]
            of_one.append(seconds / rows)
            print(f"{what:<55} {seconds:9.2f} processor s, {rows:,} {mart.of_what}")
        tuva, ours = of_one
        print(f"{f'each of the {mart.of_what}, Tuva to OpenVBC':<55} {tuva / ours:9.1f} times")


def _ours(folder: Path, mart: Mart) -> tuple[float, int]:
    with TimedEngine("2GB") as engine, open_project(folder / "project").attached(engine):
        rooms = rooms_of(engine, folder)
        for name in takewhile(lambda each: each != mart.room, rooms):
            rooms[name]()
        before = processor_seconds()
        rooms[mart.room]()
        taken = processor_seconds() - before
        return taken, int(engine.ask("rows", mart.of_ours).rows[0][0])


def _tuva(copy: Path, folder: Path, mart: Mart) -> tuple[float, int]:
    project = open_project(folder / "project")
    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        for table in ("medical_claim", "pharmacy_claim", "eligibility"):
            files = [str(file) for file in project.files(CANONICAL_TABLES[table].name)]
            connection.read_parquet(files).create_view(table)
        for name, text in _READ.items():
            kind = "VIEW" if name.endswith("_claim") else "TABLE"
            connection.execute(f"CREATE {kind} {name} AS {text}")
        _put_lists(connection)
        before = processor_seconds()
        for model in mart.models:
            text = _rendered((copy / "models" / "data_marts" / mart.name / f"{model}.sql").read_text(encoding="utf-8"))
            kind = "VIEW" if model.startswith("staging/") else "TABLE"
            connection.execute(f"CREATE {kind} {Path(model).name} AS {text}")
        taken = processor_seconds() - before
        return taken, int(connection.execute(mart.rows).fetchall()[0][0])


def _put_lists(connection: duckdb.DuckDBPyConnection) -> None:
    """The lists of codes and specialties of the performance year, in the columns of Tuva's terminology."""
    published = published_parameters()

    def codes(name: str) -> Sequence[str]:
        return sorted({code for each in published.codes(name, performance_year=_YEAR) for code in each.code_list})

    connection.execute(
        "CREATE TABLE cms_provider_attribution__primary_care_hcpcs_codes AS SELECT unnest($codes) AS hcpcs_code",
        {"codes": codes("mssp_primary_care_codes")},
    )
    connection.execute(
        """
        CREATE TABLE cms_provider_attribution__provider_specialty_assignment_codes AS
        SELECT
            primary_taxonomy_code AS specialty_code,
            CASE WHEN primary_taxonomy_code IN (SELECT unnest($specialists)) THEN 'no' ELSE 'yes' END
                AS primary_care_physician_step1,
            CASE WHEN primary_taxonomy_code IN (SELECT unnest($specialists)) THEN 'yes' ELSE 'no' END
                AS specialist_physician_step_2,
            CASE WHEN primary_taxonomy_code IN (SELECT unnest($practitioners)) THEN 0 ELSE 1 END AS physician
        FROM (SELECT DISTINCT primary_taxonomy_code FROM provider_data__provider)""",
        {
            "specialists": codes("mssp_specialist_specialties"),
            "practitioners": codes("non_physician_practitioner_specialties"),
        },
    )


def _rendered(text: str) -> str:
    """A model's SQL as dbt would send it to DuckDB: its few words that are not SQL, put in DuckDB's."""
    words = {
        "config": lambda **_: "",
        "ref": lambda name: name,
        "var": lambda name, default="": f"{_YEAR + 1}-01-01" if name == "tuva_last_run" else default,
        "target": SimpleNamespace(type="duckdb"),
        "concat_custom": " || ".join,
        "date_part": lambda part, day: f"date_part('{part}', {day})",
        "quote_column": lambda name: name,
        "dbt_utils": SimpleNamespace(pivot=_pivot),
        "dbt": SimpleNamespace(
            right=lambda words, length: f"right({words}, {length})",
            type_string=lambda: "VARCHAR",
            type_int=lambda: "INTEGER",
            type_numeric=lambda: "NUMERIC(28, 6)",
            type_timestamp=lambda: "TIMESTAMP",
            current_timestamp=lambda: "now()",
            dateadd=lambda datepart, interval, from_date_or_timestamp: (
                f"({from_date_or_timestamp} + INTERVAL ({interval}) {datepart})"
            ),
        ),
    }
    environment = Environment(undefined=StrictUndefined)  # noqa: S701  # SQL, no page
    environment.filters["as_bool"] = bool
    return environment.from_string(text, words).render()


def _pivot(column: str, values: Sequence[str], then_value: str, suffix: str, **_: object) -> str:
    """A sum for each value of a column, named by the value as dbt names it."""
    return ", ".join(
        f"sum(CASE WHEN {column} = '{value}' THEN {then_value} ELSE 0 END)"
        f" AS {re.sub('[^a-z0-9_]', '', re.sub('[ -]+', '_', value))}{suffix}"
        for value in values
    )


if __name__ == "__main__":
    run(Path(sys.argv[1]), *map(int, sys.argv[2:3]))
