"""A region as the tables of Tuva's claims input layer in a DuckDB file, as dbt projects with the Tuva package have it.

Amounts are binary fractions there, diagnoses stand beside each other on each line, and no column says the specialty of
who rendered it: that is a list of its own.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import duckdb

from openvbc.claims.embedded import EmbeddedDatabase, cannot_run
from openvbc.claims.project.project import open_project
from openvbc.claims.readers.tuva.layouts import CODES
from openvbc.claims.synthetic.region import Region
from openvbc.claims.tables.catalog import CANONICAL_TABLES, create_table_statement
from openvbc.claims.tables.dictionary import SOURCE_COLUMNS, Column, ColumnOrigin, ColumnType

TUVA_FILE: Final = "tuva.duckdb"
PROVIDERS_FILE: Final = "providers.csv"
_SCHEMA: Final = "input_layer"
_TABLES: Final = ("eligibility", "medical_claim", "pharmacy_claim")
_CLAIM_CODES: Final = {"diagnosis": "present_on_admission_code", "procedure": "procedure_date"}
#: What the input layer called a column before version 1.0.
_CALLED: Final = {"sex": "gender"}
_BESIDE: Final = {"present_on_admission_code": "diagnosis_poa", "procedure_date": "procedure_date"}


def write_tuva(region: Region, folder: Path) -> tuple[Path, Path]:
    """Write the region's tables into a DuckDB file, and the list of its clinicians' specialties; the path of both."""
    file, providers = folder / TUVA_FILE, folder / PROVIDERS_FILE
    project = open_project(region.folder, verify=True)
    with closing(EmbeddedDatabase()) as database:
        try:
            for name, table in CANONICAL_TABLES.items():
                files = [str(each) for each in project.files(name)]
                made = create_table_statement(table, name)
                database.connection.execute(made if not files else f"CREATE VIEW {name} AS FROM read_parquet({files})")
            database.connection.execute(f"ATTACH '{str(file).replace(chr(39), chr(39) * 2)}' AS tuva")
            database.connection.execute(f"CREATE SCHEMA tuva.{_SCHEMA}")
            for name in _TABLES:
                listed = ", ".join(_columns(name))
                joined = "".join(_codes(kind) for kind in _CLAIM_CODES) if name == "medical_claim" else ""
                text = f"SELECT {listed} FROM {name} AS line{joined} ORDER BY line.person_id, line.claim_id"  # noqa: S608
                if name == "eligibility":
                    text = f"SELECT {listed} FROM {name} AS line ORDER BY person_id, enrollment_start_date"  # noqa: S608
                database.connection.execute(f"CREATE TABLE tuva.{_SCHEMA}.{name} AS {text}")
            known = "specialty_code <> '' AND npi <> ''"
            specialties = f"SELECT DISTINCT npi, specialty_code FROM provider WHERE {known} ORDER BY npi"  # noqa: S608
            named = str(providers).replace("'", "''")
            database.connection.execute(f"COPY ({specialties}) TO '{named}' (FORMAT csv, HEADER true)")
            database.connection.execute("DETACH tuva")
        except duckdb.Error as error:
            raise cannot_run(TUVA_FILE, error) from None
    return file, providers


def _columns(name: str) -> Iterator[str]:
    """The columns of a table of the input layer, from `line` and, of medical claims, from the claim's codes."""
    source = {column.name for column in SOURCE_COLUMNS} - {"data_source"}
    for column in CANONICAL_TABLES[name].columns:
        if column.origin is ColumnOrigin.TUVA and column.name not in source:
            yield f"{_value(column)} AS {_CALLED.get(column.name, column.name)}"
    if name != "medical_claim":
        return
    for kind, beside in _CLAIM_CODES.items():
        yield f"nullif({kind}s.{kind}_code_type, '') AS {kind}_code_type"
        for place in range(1, CODES + 1):
            yield f"{kind}s.{kind}_code_{place} AS {kind}_code_{place}"
            yield f"{kind}s.{_BESIDE[beside]}_{place} AS {_BESIDE[beside]}_{place}"


def _value(column: Column) -> str:
    if column.type is ColumnType.MONEY:
        return f"CAST(line.{column.name} AS DOUBLE)"
    if column.type in (ColumnType.TEXT, ColumnType.CODE):
        return f"nullif(line.{column.name}, '')"
    return f"line.{column.name}"


def _codes(kind: str) -> str:
    """The join of a claim's diagnoses or procedures, one row a claim."""
    beside = _CLAIM_CODES[kind]
    text = f"nullif({beside}, '')" if beside.endswith("_code") else beside
    places = ", ".join(
        f"max(CASE WHEN {kind}_sequence = {place} THEN {kind}_code END) AS {kind}_code_{place}, "
        f"max(CASE WHEN {kind}_sequence = {place} THEN {text} END) AS {_BESIDE[beside]}_{place}"
        for place in range(1, CODES + 1)
    )
    return (
        f" LEFT JOIN (SELECT claim_id, data_source, max({kind}_code_type) AS {kind}_code_type, {places} "  # noqa: S608
        f"FROM claim_{kind} GROUP BY claim_id, data_source) AS {kind}s USING (claim_id, data_source)"
    )
