"""Snowflake and BigQuery, on a stand-in: every statement is of their dialect, and gives what DuckDB gives."""

import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest

from openvbc.claims.engine import query as query_module
from openvbc.claims.engine import warehouse_engine as warehouse_module
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.opening import open_engine
from openvbc.claims.tables.catalog import CANONICAL_TABLES, CHOICE_TABLES
from openvbc.claims.tables.roster_rule_tables import GIVEN_ROSTER
from openvbc.errors import ClaimsError
from tests.claims.engine.comparing import digest, write_parquet
from tests.claims.engine.every_query import QUERIES, described, in_order
from tests.claims.engine.made_up_rows import made_up
from tests.claims.engine.small_queries import BUILT, VALUES, build_all, rows, small_queries
from tests.claims.engine.stand_in import StandIn, StandInError, open_on

_SEED = 20240630
_YEARS = [
    (str(year), date(year, 1, 1), date(year, 12, 31), year * 100 + 1, year * 100 + 12, date(year + 1, 6, 30))
    for year in (2023, 2024)
]
#: Texts that a careless literal would end, or that a driver would take for a mark of its own.
_AWKWARD = ("it's", "a\\", "\\'", "two\nlines", "100%", "%%", "%(a)s", ":a", "@a", "?", '"`', "é", "-- no comment")

each_warehouse = pytest.mark.parametrize("dialect", ["snowflake", "bigquery"])


@pytest.fixture
def _small_catalog(monkeypatch: pytest.MonkeyPatch) -> None:
    queries = small_queries()
    monkeypatch.setattr(query_module, "all_queries", lambda: queries)
    monkeypatch.setattr(warehouse_module, "all_queries", lambda: queries)


def _stand(stand_in: StandIn, engine: Engine, name: str, made: list[dict[str, Any]], folder: Path) -> None:
    """Let rows stand as a table of the user's, and make the canonical table of it."""
    table = CANONICAL_TABLES[name]
    (file,) = write_parquet(table, made, folder)
    stand_in.duckdb.execute("CREATE SCHEMA IF NOT EXISTS claims")
    stand_in.duckdb.execute(f"CREATE TABLE claims.{name} AS FROM read_parquet('{file}')")
    listed = ", ".join(f'"{column}"' for column in table.column_names)
    engine.view(table, f'SELECT {listed} FROM "{stand_in.database}"."claims"."{name}"')  # noqa: S608


def _build_small(stand_in: StandIn, engine: Engine, folder: Path, least: int = 0) -> None:
    _stand(stand_in, engine, "medical_claim", rows()[least:], folder)
    engine.put(CHOICE_TABLES["count_period"], _YEARS)
    for name in BUILT:
        engine.build(name, VALUES)


@each_warehouse
@pytest.mark.usefixtures("_small_catalog")
def test_what_is_built_has_the_rows_of_duckdb(dialect: str, tmp_path: Path) -> None:
    with EmbeddedEngine(threads=1) as engine:
        names = build_all(engine, tmp_path, 1)
        usual = {name: digest(engine.table(name)) for name in names}
        fetched = sorted(map(repr, engine.rows("member_paid", VALUES).rows))
    stand_in = StandIn(dialect)
    with open_on(stand_in) as engine:
        _build_small(stand_in, engine, tmp_path)
        assert {name: digest(engine.table(name)) for name in names} == usual
        assert sorted(map(repr, engine.rows("member_paid", VALUES).rows)) == fetched
        assert len(engine.rows("member_paid", VALUES, most_rows=3).rows) == 3
        assert [ran.rows for ran in engine.ran] == [len(engine.table(name).rows) for name in BUILT]


@each_warehouse
@pytest.mark.usefixtures("_small_catalog")
def test_nothing_is_written_but_tables_of_its_own_and_none_is_left(dialect: str, tmp_path: Path) -> None:
    stand_in = StandIn(dialect)
    with open_on(stand_in) as engine:
        _build_small(stand_in, engine, tmp_path, 550)
        engine.build("member_paid", VALUES)
    own = r'[`"]WORK[`"]\.[`"]SCRATCH[`"]\.[`"]openvbc_[0-9a-f]{12}_\w+[`"]'
    changing = {
        "snowflake": rf"(CREATE TEMPORARY (TABLE|VIEW)|INSERT INTO|DROP (TABLE|VIEW) IF EXISTS) {own}",
        "bigquery": rf"(CREATE (TABLE|VIEW)|INSERT INTO|DROP (TABLE|VIEW) IF EXISTS) {own}",
    }[dialect]
    others = [text for text in stand_in.sent if not re.match(changing, text, re.IGNORECASE)]
    assert {text.split(None, 1)[0] for text in others} == {"SELECT"}
    assert len(others) < len(stand_in.sent)
    assert stand_in.is_closed
    if dialect == "bigquery":
        made = [text for text in stand_in.sent if text.startswith("CREATE")]
        assert all("expiration_timestamp = TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 1 DAY)" in each for each in made)
        left = stand_in.duckdb.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'scratch'")
        assert left.fetchall() == []


@each_warehouse
def test_texts_arrive_as_they_are(dialect: str) -> None:
    with open_on(StandIn(dialect)) as engine:
        table = CHOICE_TABLES["code_shape"]
        engine.put(table, [(text, "") for text in _AWKWARD])
        assert [row[0] for row in engine.table("code_shape").rows] == list(_AWKWARD)
        for text in _AWKWARD:
            bound = engine._fetch("bound", "SELECT code_set FROM code_shape WHERE code_set = $text", {"text": text})
            assert bound.rows == ((text,),)


@each_warehouse
def test_many_rows_go_in_several_statements_that_are_not_too_long(
    dialect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (warehouse_module._MOST_ROWS, warehouse_module._MOST_LETTERS) < (10_000, 1_000_000)
    monkeypatch.setattr(warehouse_module, "_MOST_ROWS", 20)
    monkeypatch.setattr(warehouse_module, "_MOST_LETTERS", 1000)
    stand_in = StandIn(dialect)
    long = [(f"{number}", "x" * 290) for number in range(5)]
    with open_on(stand_in) as engine:
        engine.put(CHOICE_TABLES["code_shape"], [*((f"short {number}", "") for number in range(45)), *long])
        assert len(engine.table("code_shape").rows) == 50
    inserts = [text.count("(") - 1 for text in stand_in.sent if text.startswith("INSERT")]
    assert inserts == [20, 20, 8, 2]


@each_warehouse
def test_a_roster_goes_there_and_claims_of_a_project_do_not(dialect: str, tmp_path: Path) -> None:
    rows = [dict.fromkeys(GIVEN_ROSTER.column_names) | {"person_id": "P1", "risk_score": Decimal("1.2000")}]
    roster = write_parquet(GIVEN_ROSTER, rows, tmp_path)
    claims = write_parquet(CANONICAL_TABLES["provider"], [{"npi": "1"}], tmp_path)
    with open_on(StandIn(dialect)) as engine:
        engine.attach(GIVEN_ROSTER, roster)
        (found,) = engine.table(GIVEN_ROSTER.name).records
        assert (found["person_id"], str(found["risk_score"])) == ("P1", "1.2000")
        with pytest.raises(ClaimsError, match="claims of a project folder are not sent to"):
            engine.attach(CANONICAL_TABLES["provider"], claims)


@each_warehouse
def test_tables_of_the_users_are_listed_and_described_in_their_words(dialect: str) -> None:
    stand_in = StandIn(dialect)
    stand_in.duckdb.execute("CREATE SCHEMA CLAIMS")
    stand_in.duckdb.execute(
        "CREATE TABLE CLAIMS.Eligibility (PERSON_ID VARCHAR, paid DECIMAL(18,2), n INTEGER, d DATE)"
    )
    with open_on(stand_in) as engine:
        engine.put(CHOICE_TABLES["count_period"], [])
        (found,) = engine.existing_tables("claims" if dialect == "snowflake" else "CLAIMS")
        assert found.table == "Eligibility"
        words = {
            "snowflake": ["TEXT", "NUMBER(18,2)", "NUMBER(32,0)", "DATE"],
            "bigquery": ["STRING", "NUMERIC(18,2)", "INT64", "DATE"],
        }[dialect]
        assert engine.existing_columns(found) == list(zip(["PERSON_ID", "paid", "n", "d"], words, strict=True))
        if dialect == "snowflake":
            with pytest.raises(ClaimsError, match="known here: CLAIMS"):
                engine.existing_tables("claim")


def test_decimals_have_all_their_places_though_bigquerys_driver_leaves_zeros_out() -> None:
    with open_on(StandIn("bigquery")) as engine:
        asked = engine.ask("asked", "SELECT CAST(12.5 AS DECIMAL(18,2)) AS paid, CAST(7 AS DECIMAL(38,0)) AS whole")
        assert [str(cell) for cell in asked.rows[0]] == ["12.50", "7"]


@each_warehouse
def test_what_does_not_run_is_told_by_name(dialect: str) -> None:
    with open_on(StandIn(dialect)) as engine, pytest.raises(ClaimsError, match=f"{engine.name} could not run provider"):
        engine.table("provider")


def test_a_connection_without_a_schema_is_told_what_to_name(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = StandIn("snowflake")
    monkeypatch.setattr(
        "tests.claims.engine.stand_in.StandInCursor._asked_of_session", lambda *_: (["d", "s"], [("WORK", None)])
    )
    with pytest.raises(ClaimsError, match="no current schema") as told:
        open_on(stand_in)
    assert "snowflake://CONNECTION/DATABASE/SCHEMA" in str(told.value)
    assert stand_in.is_closed


@pytest.fixture
def drivers(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Modules that look like the drivers, note how they are called, and open stand-ins."""
    noted: dict[str, Any] = {}

    def module(name: str, **held: object) -> ModuleType:
        made = ModuleType(name)
        vars(made).update(held)
        monkeypatch.setitem(sys.modules, name, made)
        return made

    def connect(**arguments: object) -> StandIn:
        noted["connect"] = arguments
        if "fails" in noted:
            raise StandInError(noted["fails"])
        return StandIn("snowflake")

    def client(project: str) -> str:
        if "fails" in noted:
            raise StandInError(noted["fails"])
        return f"client of {project}"

    def connect_bigquery(client: str, *, prefer_bqstorage_client: bool) -> StandIn:
        noted["connect"] = (client, prefer_bqstorage_client)
        return StandIn("bigquery")

    connector = module("snowflake.connector", connect=connect, Error=StandInError)
    module("snowflake", connector=connector)
    module("google.api_core.exceptions", GoogleAPIError=StandInError)
    module("google.auth.exceptions", GoogleAuthError=StandInError)
    dbapi = module("google.cloud.bigquery.dbapi", connect=connect_bigquery, Error=StandInError)
    bigquery = module("google.cloud.bigquery", Client=client, dbapi=dbapi)
    module("google.cloud", bigquery=bigquery)
    for each in ("google.api_core", "google.auth"):
        module(each)
    yield noted
    for each in ("snowflake_driver", "bigquery_driver"):
        sys.modules.pop(f"openvbc.claims.engine.{each}", None)


def test_an_address_names_a_connection_and_no_credentials(drivers: dict[str, Any]) -> None:
    with open_engine("snowflake://analytics/CLAIMS/SCRATCH") as engine:
        assert engine.name == "Snowflake"
    told = drivers["connect"]
    assert (told["connection_name"], told["database"], told["schema"]) == ("analytics", "CLAIMS", "SCRATCH")
    assert told["session_parameters"]["DATE_OUTPUT_FORMAT"] == "YYYY-MM-DD"
    with open_engine("snowflake://analytics/CLAIMS") as engine:
        assert "schema" not in drivers["connect"]
    with open_engine("bigquery://my-project/scratch") as engine:
        assert engine.name == "BigQuery"
    assert drivers["connect"] == ("client of my-project", False)


@pytest.mark.parametrize(
    ("address", "fix"),
    [
        ("snowflake://me:secret@account/db", "write snowflake://CONNECTION/DATABASE/SCHEMA"),
        ("snowflake://analytics", "write snowflake://CONNECTION/DATABASE/SCHEMA"),
        ("bigquery://project", "write bigquery://PROJECT/DATASET"),
        ("bigquery://project/data;set", "write bigquery://PROJECT/DATASET"),
    ],
)
def test_another_form_of_address_is_refused_and_not_repeated(drivers: dict[str, Any], address: str, fix: str) -> None:
    with pytest.raises(ClaimsError) as told:
        open_engine(address)
    assert fix in str(told.value)
    assert "secret" not in str(told.value)
    assert "connect" not in drivers


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("snowflake://analytics/CLAIMS", "Snowflake cannot be reached: no such connection"),
        ("bigquery://project/scratch", "BigQuery cannot be reached: no such connection"),
    ],
)
def test_a_warehouse_that_cannot_be_reached_is_told(drivers: dict[str, Any], address: str, message: str) -> None:
    drivers["fails"] = "no such connection"
    with pytest.raises(ClaimsError, match=message):
        open_engine(address)


def _all_built(open_engine: Callable[[], Engine], fill: Callable[[Engine], None]) -> dict[str, tuple[int, str]]:
    with open_engine() as engine:
        fill(engine)
        found = {}
        for query in in_order():
            ran = engine.build(query.name, described()[query.name].values)
            found[query.name] = (ran.rows, digest(engine.table(query.name)))
    return found


@pytest.mark.long
@each_warehouse
def test_every_query_gives_the_rows_of_duckdb(dialect: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (query_module, warehouse_module):
        monkeypatch.setattr(module, "all_queries", lambda: QUERIES)
    stand_in = StandIn(dialect)

    random = Random(_SEED)  # noqa: S311  # made-up rows are no secret
    claims = {
        name: [dict(zip(table.column_names, row, strict=True)) for row in made_up(table, 120, random)]
        for name, table in CANONICAL_TABLES.items()
    }
    choices = {name: made_up(table, 12, random) for name, table in CHOICE_TABLES.items()}

    def standing(engine: Engine) -> None:
        for name, found in claims.items():
            _stand(stand_in, engine, name, found, tmp_path)
        for name, cells in choices.items():
            engine.put(CHOICE_TABLES[name], cells)

    def loaded(engine: Engine) -> None:
        for name, found in claims.items():
            engine.attach(CANONICAL_TABLES[name], write_parquet(CANONICAL_TABLES[name], found, tmp_path))
        for name, cells in choices.items():
            engine.put(CHOICE_TABLES[name], cells)

    usual = _all_built(EmbeddedEngine, loaded)
    assert sum(rows > 0 for rows, _ in usual.values()) * 4 >= len(QUERIES), "too few queries give any row"
    assert _all_built(lambda: open_on(stand_in), standing) == usual
