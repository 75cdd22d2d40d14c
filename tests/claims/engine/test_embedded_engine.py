"""DuckDB: small tables of any size, what is dropped, a user's file that is only read."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from openvbc.claims.engine import embedded_engine
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.query import Query
from openvbc.claims.tables.catalog import CANONICAL_TABLES, CHOICE_TABLES, create_table_statement
from openvbc.claims.tables.dictionary import ChoiceTable, Column, ColumnOrigin, ColumnType
from openvbc.errors import ClaimsError, FileError

COUNT_PERIOD = CHOICE_TABLES["count_period"]
_YEAR = ("2024", date(2024, 1, 1), date(2024, 12, 31), 202401, 202412, date(2025, 3, 31))


def test_a_small_table_holds_what_was_put_in_it() -> None:
    rows = [_YEAR, ("", None, None, None, -1, None), ("it's", *_YEAR[1:])]
    with EmbeddedEngine() as engine:
        engine.put(COUNT_PERIOD, rows)
        assert set(engine.table("count_period").rows) == set(rows)
        engine.put(COUNT_PERIOD, [])
        assert engine.table("count_period").rows == ()


def test_a_small_table_may_be_large() -> None:
    with EmbeddedEngine() as engine:
        engine.put(COUNT_PERIOD, [(str(number), *_YEAR[1:]) for number in range(50_000)])
        assert len({row[0] for row in engine.table("count_period").rows}) == 50_000


def test_a_large_table_holds_every_cell_as_a_small_one_does() -> None:
    """Nothing in a text may end a cell, and nothing but None is NULL."""
    texts = ("", '"', "a,b", "x\r\ny", " é\t", "NULL", "'", "\\", '"\\N"', "\\N", None)
    days = (None, date(2024, 2, 29))
    rows = [(texts[at % 11], texts[at * 3 % 11], at % 7 or None, days[at % 2]) for at in range(3000)]
    kinds = (ColumnType.TEXT, ColumnType.CODE, ColumnType.WHOLE, ColumnType.DATE)
    columns = tuple(Column(kind.name.lower(), kind, "", origin=ColumnOrigin.OPENVBC) for kind in kinds)
    table = ChoiceTable("made_up", "", columns)
    with EmbeddedEngine() as engine:
        engine.put(table, rows)
        assert sorted(engine.table("made_up").rows, key=repr) == sorted(rows, key=repr)


def test_a_row_of_another_width_is_refused() -> None:
    with EmbeddedEngine() as engine, pytest.raises(ValueError, match="zip"):
        engine.put(COUNT_PERIOD, [_YEAR, _YEAR[:-1]])


def test_dropping_what_is_not_there_does_nothing() -> None:
    with EmbeddedEngine() as engine:
        engine.drop("count_period")
        engine.put(COUNT_PERIOD, [_YEAR])
        engine.drop("count_period")
        with pytest.raises(ClaimsError, match="count_period"):
            engine.table("count_period")


def test_dropping_never_reaches_into_the_users_file(tmp_path: Path) -> None:
    file = tmp_path / "users.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE count_period (a INTEGER)")
    with EmbeddedEngine(warehouse=file) as engine:
        engine.drop("count_period")
        engine.put(COUNT_PERIOD, [_YEAR])
        engine.drop("count_period")
    with duckdb.connect(str(file)) as connection:
        assert connection.execute("SELECT count(*) FROM count_period").fetchall() == [(0,)]


def test_a_file_that_is_no_duckdb_is_told(tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text("a,b\n1,2\n")
    with pytest.raises(FileError, match=r"claims\.csv"):
        EmbeddedEngine(warehouse=tmp_path / "claims.csv")


def test_few_lines_are_counted_by_one_thread_and_many_by_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    table = CANONICAL_TABLES["provider"]
    with duckdb.connect() as connection:
        connection.execute(create_table_statement(table, table.name))
        connection.execute(f"COPY {table.name} TO '{tmp_path / 'provider.parquet'}'")
    told = "SELECT CAST(current_setting('threads') AS INTEGER)"

    def threads(engine: EmbeddedEngine, read: str = "(SELECT count(*) FROM provider)") -> int:
        return int(engine.ask("threads", f"{told} FROM {read} AS read").rows[0][0])

    def attached(engine: EmbeddedEngine) -> EmbeddedEngine:
        engine.attach(table, [tmp_path / "provider.parquet"])
        return engine

    with EmbeddedEngine() as engine, EmbeddedEngine(threads=3) as told_three:
        assert threads(attached(engine)) == 1
        assert threads(attached(told_three)) == 3
    for name, number in (("FEW_ROWS", 2), ("_NEXT_TO_NONE", 1), ("_BYTES_A_ROW", 1)):
        monkeypatch.setattr(embedded_engine, name, number)
    two_rows = Query("two_rows", "", "SELECT * FROM range(2) AS two", "one row a number", (), (), (), "")
    reads_two = replace(two_rows, name="reads_two", text="SELECT * FROM two_rows")
    with EmbeddedEngine() as engine, duckdb.connect() as connection:
        ((every_one,),) = connection.execute(told).fetchall()
        assert threads(attached(engine)) == every_one
        engine._build(two_rows, {})
        assert threads(engine, "(SELECT 1)") == every_one, "what reads next to nothing changes nothing"
        engine._build(reads_two, {})
        assert threads(engine, "two_rows") == 1
        engine._view_of_rows("seen", "SELECT npi FROM provider")
        engine.drop("reads_two")
        engine._build(reads_two, {})
        assert threads(engine, "(SELECT 1)") == 1
        assert threads(engine, "(SELECT count(*) FROM seen)") == every_one
        engine.attach(table, [])
        engine.drop("reads_two")
        engine._build(reads_two, {})
        assert threads(engine) == 1
