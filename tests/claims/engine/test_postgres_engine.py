"""PostgreSQL: a schema of its own that goes, other schemas untouched, faults in words."""

from pathlib import Path

import psycopg
import pytest

from openvbc.claims.engine.postgres_engine import PostgresEngine
from openvbc.claims.tables.catalog import CANONICAL_TABLES, CHOICE_TABLES
from openvbc.errors import ClaimsError, FileError
from tests.claims.engine.comparing import write_parquet
from tests.claims.engine.small_queries import rows


def _schemas(dsn: str) -> list[str]:
    with psycopg.connect(dsn) as connection:
        found = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'openvbc\\_%'").fetchall()
    return [name for (name,) in found]


def test_the_schema_is_its_own_and_goes_when_it_closes(postgres_dsn: str) -> None:
    before = _schemas(postgres_dsn)
    with PostgresEngine(postgres_dsn) as engine, PostgresEngine(postgres_dsn) as other:
        engine.put(CHOICE_TABLES["count_period"], [])
        assert len(_schemas(postgres_dsn)) == len(before) + 2
        with pytest.raises(ClaimsError, match="count_period"):
            other.table("count_period")
    engine.close()
    assert _schemas(postgres_dsn) == before


def test_a_users_table_of_the_same_name_is_neither_read_nor_dropped(postgres_dsn: str) -> None:
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute("CREATE TABLE public.provider (npi TEXT)")
    try:
        with PostgresEngine(postgres_dsn) as engine:
            with pytest.raises(ClaimsError, match="provider"):
                engine.table("provider")
            engine.drop("provider")
        with psycopg.connect(postgres_dsn) as connection:
            assert connection.execute("SELECT count(*) FROM public.provider").fetchall() == [(0,)]
    finally:
        with psycopg.connect(postgres_dsn) as connection:
            connection.execute("DROP TABLE public.provider")


def test_parquet_is_copied_as_it_is(postgres_dsn: str, tmp_path: Path) -> None:
    table = CANONICAL_TABLES["medical_claim"]
    files = write_parquet(table, rows(), tmp_path, files=3)
    with PostgresEngine(postgres_dsn) as engine:
        engine.attach(table, files)
        found = engine.table("medical_claim").records
    keys = ("claim_id", "claim_line_number", "paid_amount", "hcpcs_code", "data_source", "claim_start_date")
    assert sorted(repr([row[key] for key in keys]) for row in found) == sorted(
        repr([row[key] for key in keys]) for row in rows()
    )
    assert {row["admission_date"] for row in found} == {None}
    assert {row["drg_code"] for row in found} == {""}


def test_a_file_that_is_no_parquet_is_told(postgres_dsn: str, tmp_path: Path) -> None:
    (tmp_path / "part.parquet").write_text("not Parquet")
    with PostgresEngine(postgres_dsn) as engine, pytest.raises(FileError, match="medical_claim"):
        engine.attach(CANONICAL_TABLES["medical_claim"], [tmp_path / "part.parquet"])


def test_a_server_that_does_not_answer_is_told_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(ClaimsError, match="PostgreSQL cannot be reached") as told:
        PostgresEngine(f"postgresql://someone:secret@/claims?host={tmp_path}")
    assert "secret" not in str(told.value)


def test_a_user_who_may_not_make_a_schema_is_told_what_to_ask_for(postgres_dsn: str) -> None:
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute("CREATE ROLE reader LOGIN")
    try:
        with pytest.raises(ClaimsError, match="GRANT CREATE ON DATABASE"):
            PostgresEngine(postgres_dsn.replace("openvbc@", "reader@"))
    finally:
        with psycopg.connect(postgres_dsn) as connection:
            connection.execute("DROP ROLE reader")


def test_a_server_that_went_away_does_not_hide_the_first_error(postgres_dsn: str) -> None:
    engine = PostgresEngine(postgres_dsn)
    with psycopg.connect(postgres_dsn, autocommit=True) as connection:
        pid = engine._connection.info.backend_pid
        connection.execute("SELECT pg_terminate_backend(%s)", (pid,))
        with pytest.raises(ClaimsError, match="PostgreSQL could not run"):
            engine.table("anything")
        engine.close()
        connection.execute(f"DROP SCHEMA {engine._schema} CASCADE")
