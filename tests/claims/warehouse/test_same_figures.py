"""Tables where they stand give the figures that the same data give from a project, on every engine."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

import openvbc
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.opening import open_engine
from openvbc.claims.project.load import LoadRequest, load
from openvbc.claims.project.project import open_project
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.claims.warehouse.place import TablesPlace
from openvbc.claims.warehouse.tables import attach_tables
from tests.claims.engine.comparing import digest
from tests.claims.engine.stand_in import StandIn, open_on
from tests.claims.warehouse.standing import TABLES, region, standing

#: What says which load or which table a row came from.
_SOURCE = {"data_source", "source_file", "source_row"}


@cache
def _project() -> Path:
    folder = Path(mkdtemp(prefix="openvbc-tuva-")) / "project"
    load(LoadRequest((region().file, region().providers), folder))
    return folder


def _digests(engine: Engine) -> dict[str, tuple[int, str]]:
    found = {}
    for name, table in CANONICAL_TABLES.items():
        columns = ", ".join(column for column in table.column_names if column not in _SOURCE)
        rows = engine.ask(name, f"SELECT {columns} FROM {name}")  # noqa: S608
        found[name] = (len(rows.rows), digest(rows))
    return found


@cache
def _loaded() -> dict[str, tuple[int, str]]:
    with EmbeddedEngine(threads=1) as engine, open_project(_project()).attached(engine):
        return _digests(engine)


@pytest.fixture(
    params=["duckdb", pytest.param("postgres", marks=pytest.mark.long), pytest.param("spark", marks=pytest.mark.long)]
)
def engine_and_address(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, str]:
    """An engine and the address of its server; what Sail saves goes below the test's folder."""
    monkeypatch.chdir(tmp_path)
    fixture = {"postgres": "postgres_dsn", "spark": "sail_remote"}.get(request.param, "")
    return request.param, request.getfixturevalue(fixture) if fixture else ""


def test_every_row_is_read_as_loading_reads_it(engine_and_address: tuple[str, str], tmp_path: Path) -> None:
    engine, address = engine_and_address
    with standing(engine, tmp_path, address) as place, open_engine(place.engine) as opened:
        found = attach_tables(opened, place)
        assert _digests(opened) == _loaded()
        assert [finding.audit for finding in found.findings] == [
            "tables_where_they_stand",
            "binary_fractions",
            "binary_fractions",
        ]
    assert {name for name, (rows, _) in _loaded().items() if rows} == {
        *TABLES,
        "claim_diagnosis",
        "claim_procedure",
        "provider",
    }


@pytest.mark.parametrize("dialect", ["snowflake", "bigquery"])
def test_a_warehouse_in_the_cloud_reads_every_row_so_too_on_its_stand_in(dialect: str) -> None:
    stand_in = StandIn(dialect)
    stand_in.duckdb.execute(f"ATTACH '{region().file}' AS source (READ_ONLY)")
    stand_in.duckdb.execute("CREATE SCHEMA input_layer")
    for table in TABLES:
        stand_in.duckdb.execute(f"CREATE TABLE input_layer.{table} AS FROM source.input_layer.{table}")
    place = TablesPlace(f"{dialect}://where/it/is", "input_layer", providers=region().providers)
    with open_on(stand_in) as engine:
        found = attach_tables(engine, place)
        assert _digests(engine) == _loaded()
    told = [finding for finding in found.findings if finding.audit == "engine_run_on_stand_in"]
    assert [finding.what for finding in told] == [
        f"no test of OpenVBC runs on {engine.name} itself ({dialect}://where/it/is)"
    ]


@cache
def _settled_from_project() -> dict[str, Any]:
    return _lines(_project())


def _lines(claims: Path | str) -> dict[str, Any]:
    settled = openvbc.settle(
        region().contract, claims=claims, period=2024, status="final", participants=region().participants
    )
    assert settled.net_payment > Decimal(0)
    return {str(line["line"]): line["value"] for line in settled.to_dicts()}


@pytest.mark.long
def test_a_settlement_has_the_same_figures(engine_and_address: tuple[str, str], tmp_path: Path) -> None:
    engine, address = engine_and_address
    with standing(engine, tmp_path, address) as place:
        described = tmp_path / "tables.yaml"
        described.write_text(f"where: '{place.engine}'\nschema: {place.schema}\nproviders: {place.providers}\n")
        assert _lines(described) == _settled_from_project()
