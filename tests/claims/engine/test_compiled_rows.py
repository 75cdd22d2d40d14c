"""Rows that take long to make are made once a user, and are the same when they are taken as they were."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from openvbc.claims.engine.compiled_rows import CACHE_FOLDER
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import Cell, MadeRows
from openvbc.claims.risk.rule_tables import TABLES_OF_MODELS
from openvbc.claims.risk.scoring import RiskChoices, RiskPeriod, put_risk_tables
from openvbc.claims.tables.catalog import CHOICE_TABLES

TABLE = CHOICE_TABLES["risk_procedure"]
ROWS = [("2024", "99213"), ("2024", "it's"), ("2025", "")]


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv(CACHE_FOLDER, str(tmp_path / "cache"))
    return tmp_path / "cache"


def put(make: Callable[[], Sequence[Sequence[Cell]]] = lambda: ROWS, made_of: str = "a") -> set[tuple[Cell, ...]]:
    with EmbeddedEngine() as engine:
        engine.open_scope("stream").put_made(TABLE, MadeRows(made_of, make))
        engine.put_made(TABLE, MadeRows(made_of, make))
        assert engine.table(TABLE.name).rows == engine.table(f"scope1_{TABLE.name}").rows
        return set(engine.table(TABLE.name).rows)


def never() -> Sequence[Sequence[Cell]]:
    raise AssertionError("made again")


def files(cache: Path) -> list[Path]:
    return sorted(cache.rglob("*.parquet"))


def test_rows_are_made_once_and_are_the_same(cache: Path) -> None:
    assert put() == put(never) == set(ROWS)
    assert len(files(cache)) == 1
    assert files(cache)[0].stat().st_mode & 0o077 == 0


def test_rows_made_of_something_else_are_made(cache: Path) -> None:
    put()
    assert put(lambda: ROWS[:1], made_of="b") == set(ROWS[:1])
    assert put(never) == set(ROWS)
    assert len(files(cache)) == 2


def test_what_is_not_as_it_was_written_is_made_again(cache: Path) -> None:
    put()
    whole = files(cache)[0].read_bytes()
    for changed in (whole[:-7], whole.replace(b"99213", b"99214"), b""):
        assert changed != whole
        files(cache)[0].write_bytes(changed)
        assert put() == put(never) == set(ROWS)


def test_without_a_folder_rows_are_made_each_time(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    cache.write_text("a file where the folder would be")
    assert put() == set(ROWS)
    with pytest.raises(AssertionError, match="made again"):
        put(never)
    monkeypatch.setenv(CACHE_FOLDER, "")
    assert put() == set(ROWS)


def test_the_tables_of_risk_models_compiled_are_those_that_are_made(cache: Path) -> None:
    periods, choices = [RiskPeriod("2025", 2025, ("V24-2024", "V28-2024"))], RiskChoices(nearest_procedures=True)
    found = []
    for _ in range(2):
        with EmbeddedEngine() as engine:
            put_risk_tables(engine, periods, choices)
            found.append({name: sorted(engine.table(name).rows) for name in TABLES_OF_MODELS})
    made, compiled = found
    assert compiled == made
    assert len(files(cache)) == len(TABLES_OF_MODELS)
    assert len(made["risk_diagnosis_category"]) > 10_000
