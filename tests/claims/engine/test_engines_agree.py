"""The same queries give the same rows on DuckDB, PostgreSQL and Sail, and on DuckDB whatever its settings."""

from pathlib import Path

import pytest

from openvbc.claims.engine import query as query_module
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import Engine
from tests.claims.engine.comparing import assert_same_everywhere, digests
from tests.claims.engine.engines import EmbeddedVariant, OpenEngine
from tests.claims.engine.small_queries import BUILT, VALUES, build_all, rows, small_queries


@pytest.fixture(autouse=True)
def _small_catalog(monkeypatch: pytest.MonkeyPatch) -> None:
    queries = small_queries()
    monkeypatch.setattr(query_module, "all_queries", lambda: queries)


def test_every_engine_gives_the_same_rows(all_engines: dict[str, OpenEngine], tmp_path: Path) -> None:
    assert_same_everywhere(all_engines, lambda engine: build_all(engine, tmp_path, 2))


def test_rows_without_building_are_the_same(all_engines: dict[str, OpenEngine], tmp_path: Path) -> None:
    found = {}
    for name, open_engine in all_engines.items():
        with open_engine() as engine:
            build_all(engine, tmp_path, 1)
            fetched = engine.rows("member_paid", VALUES)
            found[name] = sorted(map(repr, fetched.rows))
            assert len(engine.rows("member_paid", VALUES, most_rows=3).rows) == 3
            # One column in another order: PostgreSQL and Spark would sort text and NULL otherwise.
            ordered = engine.table("member_paid", order_by=("size", "paid_amount", "person_id", "period"), most_rows=9)
            found[name].append(repr(ordered))
    assert found["DuckDB"] == found["PostgreSQL"] == found["Sail"]


def test_duckdb_gives_the_same_rows_whatever_its_settings(embedded_variant: EmbeddedVariant, tmp_path: Path) -> None:
    usual = digests(EmbeddedEngine, lambda engine: build_all(engine, tmp_path / "usual", 1))
    found = digests(embedded_variant.open, lambda engine: build_all(engine, tmp_path / "other", embedded_variant.files))
    assert found == usual


def test_the_sums_are_those_of_plain_python(all_engines: dict[str, OpenEngine], tmp_path: Path) -> None:
    wanted: dict[tuple[str, str], int] = {}
    for row in rows():
        if row["claim_start_date"] >= VALUES["since"]:
            key = (str(row["claim_start_date"].year), row["person_id"])
            wanted[key] = wanted.get(key, 0) + int((row["paid_amount"] or 0) * 100)
    for open_engine in all_engines.values():
        with open_engine() as engine:
            build_all(engine, tmp_path, 1)
            records = engine.table("member_paid").records
        assert {(row["period"], row["person_id"]): row["paid_cents"] for row in records} == wanted


def test_a_digest_sees_one_cent() -> None:
    def one(cents: int) -> dict[str, tuple[int, str]]:
        def scenario(engine: Engine) -> tuple[str, ...]:
            engine._fetch("t", f"CREATE TABLE t AS SELECT {cents} AS cents", {})
            return ("t",)

        return digests(EmbeddedEngine, scenario)

    assert one(1) == one(1)
    assert one(1) != one(2)


def test_an_engine_keeps_what_ran(all_engines: dict[str, OpenEngine], tmp_path: Path) -> None:
    for open_engine in all_engines.values():
        with open_engine() as engine:
            build_all(engine, tmp_path, 1)
            built = [ran.query.name for ran in engine.ran]
            counted = [ran.rows for ran in engine.ran]
            assert built == list(BUILT)
            assert counted == [len(engine.table(name).rows) for name in BUILT]
