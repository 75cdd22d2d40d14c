"""A made-up region as Tuva's input layer, standing in a DuckDB file, a PostgreSQL schema and Spark's tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Final
from uuid import uuid4

import duckdb
import psycopg

from openvbc.claims.engine.spark_client import SparkSession
from openvbc.claims.synthetic.region import write_region
from openvbc.claims.synthetic.tuva import write_tuva
from openvbc.claims.warehouse.place import TablesPlace

TABLES: Final = ("eligibility", "medical_claim", "pharmacy_claim")
_POSTGRES: Final = {"DOUBLE": "double precision", "VARCHAR": "text", "DECIMAL(18,4)": "numeric(18,4)"}


@dataclass(frozen=True)
class TuvaRegion:
    """Files of the region: the DuckDB file, the specialties, who belongs to whom, and a contract on it."""

    file: Path
    providers: Path
    participants: Path
    contract: Path


@cache
def region() -> TuvaRegion:
    """Made once a process in a folder that the system removes."""
    folder = Path(mkdtemp(prefix="openvbc-tuva-")) / "region"
    made = write_region(folder, people=60, seed=11, years=(2023, 2024), acos=1)
    file, providers = write_tuva(made, folder)
    contract = folder / "contract.yaml"
    contract.write_text(CONTRACT, encoding="utf-8")
    return TuvaRegion(file, providers, folder / "participants.csv", contract)


@contextmanager
def standing(engine: str, folder: Path, address: str) -> Iterator[TablesPlace]:
    """The region's tables on an engine: "duckdb", "postgres", "spark"."""
    name = f"tuva_{uuid4().hex[:8]}"
    if engine == "duckdb":
        yield TablesPlace(f"duckdb:{region().file}", "input_layer", providers=region().providers)
        return
    if engine == "postgres":
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
            try:
                for table in TABLES:
                    _copy_to_postgres(connection, f"{name}.{table}", table, folder)
                yield TablesPlace(address, name, providers=region().providers)
            finally:
                connection.execute(f"DROP SCHEMA {name} CASCADE".encode())
        return
    # Sail's tables are those of a session, so the engine joins the one that makes them.
    address = f"{address}/;session_id={uuid4()}"
    session = SparkSession.builder.remote(address).create()
    session.sql(f"CREATE DATABASE {name}")
    for table in TABLES:
        place = folder / f"{name}_{table}"
        place.mkdir()
        with duckdb.connect(str(region().file), read_only=True) as source:
            source.execute(f"COPY input_layer.{table} TO '{place / 'rows.parquet'}' (FORMAT parquet)")
        session.sql(f"CREATE TABLE {name}.{table} USING parquet LOCATION '{place}'")
    yield TablesPlace(address, name, providers=region().providers)
    session.stop()


def _copy_to_postgres(connection: psycopg.Connection, name: str, table: str, folder: Path) -> None:
    rows = folder / f"{table}.csv"
    with duckdb.connect(str(region().file), read_only=True) as source:
        columns = source.execute(f"DESCRIBE input_layer.{table}").fetchall()
        source.execute(f"COPY input_layer.{table} TO '{rows}' (FORMAT csv, HEADER false)")
    listed = ", ".join(f"{column} {_POSTGRES.get(kind, kind)}" for column, kind, *_ in columns)
    connection.execute(f"CREATE TABLE {name} ({listed})".encode())
    with rows.open("rb") as content, connection.cursor().copy(f"COPY {name} FROM STDIN (FORMAT csv)".encode()) as copy:
        copy.write(content.read())


CONTRACT: Final = """
contract: Shared savings of Lakeside Physicians
parties:
  payer: {name: Medicare}
  provider: {name: Lakeside Physicians}
agreement: {start: 2024-01-01, end: 2024-12-31, run_out_months: 3}
population:
  line_of_business: commercial
  attribution:
    stepwise:
      organization: A9001
      window_months: 24
      provider_types:
        - {name: practitioners, specialties: ["01", "08", "11", "38", "50", "89", "97"]}
      services: ["99202-99215", "99381-99397", G0438, G0439]
      steps:
        - plurality: {of: allowed_amount, provider_types: [practitioners]}
  claims_basis:
    amount: paid
    service_date: line_start
    pharmacy: true
    months: any_enrollment
    without_paid_date: stop
    part_years: prorated
payment_streams:
  - stream: shared_savings
    model: shared_savings
    terms:
      risk: one_sided
      truncation: {per_member_per_year: 50000}
      carve_outs:
        - {name: kidney_disease, diagnoses: ["N18*"], any_diagnosis: true}
      benchmark: {negotiated: {years: [{performance_year: 2024, per_member_per_month: 5000}]}}
      savings: {share: 50%}
"""
