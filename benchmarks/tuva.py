"""Times Tuva's provider attribution against ours, on the same claims of a made-up region, in the same DuckDB.

Nothing of Tuva is here: name your own copy of github.com/tuva-health/tuva.

    python -m benchmarks.tuva FOLDER [lines]

Tuva's rule is another one (five steps over years and two-year windows, by billing provider's NPI in place of TIN), so
people differ; what is told is what it takes of the processor to attribute each person in each year. Tuva's terminology
is not in its repository: lists of codes, specialties and providers are those of the region, in Tuva's columns. What
Tuva makes before (member months, encounters) is made beforehand and not timed, as our member months are not; a claim
stands for an encounter.
"""

import statistics
import sys
from collections.abc import Sequence
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
_MART: Final = "models/data_marts/provider_attribution"
_STAGED: Final = ("stg_core__medical_claim", "stg_core__member_months", "stg_reference_data__calendar")
#: In the order in which they read each other.
_MODELS: Final = (
    *(f"staging/provider_attribution__{each}" for each in (*_STAGED, "stg_terminology__provider")),
    "intermediate/provider_attribution__provider_classification",
    "intermediate/provider_attribution__int_person_years",
    "intermediate/provider_attribution__int_primary_care_claims",
    "final/provider_attribution__provider_ranking",
    "final/provider_attribution__assigned_beneficiaries_yearly",
)
#: What the mart reads of Tuva's core tables and terminology, from the region's.
_READ: Final = {
    "core__medical_claim": "SELECT *, claim_id AS encounter_id FROM medical_claim",
    "core__member_months": """
        SELECT DISTINCT person_id, strftime(month, '%Y%m') AS year_month
        FROM eligibility, generate_series(
            date_trunc('month', enrollment_start_date), enrollment_end_date, INTERVAL 1 MONTH) AS months(month)""",
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
    """Print what both take of the processor, and how many people a year each attributes; medians of three."""
    folder = made_region(lines)
    told = {
        "Tuva, provider attribution, every year": [_tuva(copy, folder) for _ in range(_RUNS)],
        "OpenVBC, attribution by two steps, three years": [_ours(folder) for _ in range(_RUNS)],
    }
    of_one = []
    for what, found in told.items():
        seconds, people = statistics.median(each for each, _ in found), found[0][1]
        of_one.append(seconds / people)
        print(f"{what:<55} {seconds:9.2f} processor s, {people:,} people and years")
    tuva, ours = of_one
    print(f"{'a person and year, Tuva to OpenVBC':<55} {tuva / ours:9.1f} times")


def _ours(folder: Path) -> tuple[float, int]:
    with TimedEngine("2GB") as engine, open_project(folder / "project").attached(engine):
        rooms = rooms_of(engine, folder)
        rooms["member months"]()
        before = processor_seconds()
        rooms["attribution"]()
        taken = processor_seconds() - before
        return taken, int(engine.ask("people", "SELECT count(*) FROM attribution").rows[0][0])


def _tuva(copy: Path, folder: Path) -> tuple[float, int]:
    project = open_project(folder / "project")
    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        for table in ("medical_claim", "eligibility"):
            files = [str(file) for file in project.files(CANONICAL_TABLES[table].name)]
            connection.read_parquet(files).create_view(table)
        for name, text in _READ.items():
            kind = "VIEW" if name == "core__medical_claim" else "TABLE"
            connection.execute(f"CREATE {kind} {name} AS {text}")
        _put_lists(connection)
        before = processor_seconds()
        for model in _MODELS:
            text = _rendered((copy / _MART / f"{model}.sql").read_text(encoding="utf-8"))
            kind = "VIEW" if model.startswith("staging/") else "TABLE"
            connection.execute(f"CREATE {kind} {Path(model).name} AS {text}")
        taken = processor_seconds() - before
        counted = connection.table(Path(_MODELS[-1]).name).count("*").fetchall()
        return taken, int(counted[0][0])


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
        "dbt": SimpleNamespace(
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
    return Environment(undefined=StrictUndefined).from_string(text, words).render()  # noqa: S701  # SQL, no page


if __name__ == "__main__":
    run(Path(sys.argv[1]), *map(int, sys.argv[2:3]))
