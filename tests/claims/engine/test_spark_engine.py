"""Spark Connect, on Sail: what is saved goes when the engine closes, faults in words."""

import socket
from pathlib import Path

import pytest

from openvbc.claims.engine import query as query_module
from openvbc.claims.engine.spark_engine import SparkEngine
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.errors import ClaimsError
from tests.claims.engine.small_queries import BUILT, build_all, small_queries


@pytest.fixture(autouse=True)
def _small_catalog(monkeypatch: pytest.MonkeyPatch) -> None:
    queries = small_queries()
    monkeypatch.setattr(query_module, "all_queries", lambda: queries)


def _saved(engine: SparkEngine) -> list[str]:
    return [table.name for table in engine._session.catalog.listTables() if table.name.startswith("openvbc_")]


def test_the_working_folder_is_empty_again(sail_remote: str, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    with SparkEngine(sail_remote, working_folder=work) as engine:
        build_all(engine, tmp_path, 1)
        assert any(work.glob("openvbc_*/*_member_paid/*.parquet"))
        assert engine.table("member_paid").rows
    assert list(work.iterdir()) == []


def test_built_tables_stand_in_the_current_schema_without_a_folder(
    sail_remote: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where Sail keeps the tables of its current schema
    with SparkEngine(sail_remote) as engine:
        build_all(engine, tmp_path, 1)
        assert engine.build("first_claim").rows == len(engine.table("first_claim").rows) > 0
        assert len(_saved(engine)) == len(BUILT), "a table that is built again replaces itself"
        for name in BUILT:
            engine.drop(name)
        assert _saved(engine) == []


def test_two_engines_do_not_see_each_other(sail_remote: str, tmp_path: Path) -> None:
    with (
        SparkEngine(sail_remote, working_folder=tmp_path) as engine,
        SparkEngine(sail_remote, working_folder=tmp_path) as other,
    ):
        engine.attach(CANONICAL_TABLES["provider"], [])
        assert engine.table("provider").rows == ()
        with pytest.raises(ClaimsError, match="Spark could not run provider"):
            other.table("provider")


def test_a_file_that_is_not_there_is_told(sail_remote: str, tmp_path: Path) -> None:
    with SparkEngine(sail_remote, working_folder=tmp_path) as engine, pytest.raises(ClaimsError, match="provider"):
        engine.attach(CANONICAL_TABLES["provider"], [tmp_path / "gone.parquet"])


def test_a_server_that_does_not_answer_is_told_at_once_without_the_token() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: whoever connects is refused
        remote = f"sc://127.0.0.1:{taken.getsockname()[1]}/;token=secret"
        with pytest.raises(ClaimsError, match="cannot be reached") as told:
            SparkEngine(remote)
    assert "secret" not in str(told.value)


def test_what_is_no_address_is_told() -> None:
    with pytest.raises(ClaimsError, match="write sc://host:port"):
        SparkEngine("sc://")
