"""Tables that users have already: counted where they stand, or refused with everything that is wrong with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psycopg
import pytest

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.existing import check_existing_name, fits
from openvbc.claims.engine.postgres_engine import PostgresEngine
from openvbc.claims.engine.spark_engine import SparkEngine
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.claims.tables.dictionary import ColumnType
from openvbc.errors import ClaimsError

PROVIDER = CANONICAL_TABLES["provider"]
PHARMACY = CANONICAL_TABLES["pharmacy_claim"]
_ABSENT = ("taxonomy_code", "ccn", "source_file", "source_row")
_GOOD = (
    "CREATE TABLE {schema}.provider_list AS SELECT CAST(npi AS VARCHAR(10)) AS npi, name, specialty_code, "
    "CAST(NULL AS VARCHAR(9)) AS tin, 'made up' AS data_source FROM "
    "(SELECT '9999000001' AS npi, 'A' AS name, '08' AS specialty_code UNION ALL SELECT '9999000002', NULL, '') AS rows"
)


@dataclass(frozen=True)
class Warehouse:
    """An engine, and where a user's tables stand in it."""

    engine: Engine
    schema: str


@contextmanager
def _duckdb(folder: Path, *statements: str) -> Iterator[Warehouse]:
    file = folder / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        for statement in statements:
            connection.execute(statement.replace("{schema}", "main"))
    with EmbeddedEngine(warehouse=file) as engine:
        yield Warehouse(engine, "warehouse.main")


@contextmanager
def _postgres(dsn: str, *statements: str) -> Iterator[Warehouse]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA claims")
        try:
            for statement in statements:
                connection.execute(statement.replace("{schema}", "claims").encode())
            with PostgresEngine(dsn) as engine:
                yield Warehouse(engine, "claims")
        finally:
            connection.execute("DROP SCHEMA claims CASCADE")


@contextmanager
def _sail(remote: str, folder: Path, *statements: str) -> Iterator[Warehouse]:
    with SparkEngine(remote, working_folder=folder) as engine:
        engine._session.sql("CREATE DATABASE claims")
        for statement in statements:
            place = f"USING parquet LOCATION '{folder / 'provider_list'}' AS SELECT"
            engine._session.sql(statement.replace("{schema}", "claims").replace("AS SELECT", place, 1))
        yield Warehouse(engine, "claims")


@pytest.fixture(params=["DuckDB", "PostgreSQL", "Sail"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    """An engine over a user's `provider_list`: other types than ours, NULL where ours has ''."""
    match request.param:
        case "DuckDB":
            found = _duckdb(tmp_path, _GOOD)
        case "PostgreSQL":
            found = _postgres(request.getfixturevalue("postgres_dsn"), _GOOD)
        case _:
            found = _sail(request.getfixturevalue("sail_remote"), tmp_path, _GOOD)
    with found as warehouse:
        yield warehouse


def test_a_table_counts_where_it_stands(opened: Warehouse) -> None:
    opened.engine.attach_existing(PROVIDER, f"{opened.schema}.provider_list", absent=_ABSENT)
    found = opened.engine.table("provider", order_by=("npi",))
    assert found.columns == PROVIDER.column_names
    assert found.rows == (
        ("9999000001", "A", "08", "", "", "", "made up", "", None),
        ("9999000002", "", "", "", "", "", "made up", "", None),
    )


def test_every_missing_column_is_told(opened: Warehouse) -> None:
    with pytest.raises(ClaimsError) as told:
        opened.engine.attach_existing(PROVIDER, f"{opened.schema}.provider_list")
    said = [fault.what for fault in told.value.faults]
    assert [any(f"no column {name} " in each for each in said) for name in _ABSENT] == [True] * 4
    assert len(said) == 4


def test_a_table_that_is_not_there_is_told(opened: Warehouse) -> None:
    with pytest.raises(ClaimsError, match="no_such_table"):
        opened.engine.attach_existing(PROVIDER, f"{opened.schema}.no_such_table", absent=_ABSENT)


def test_what_is_said_to_be_absent_must_be(tmp_path: Path) -> None:
    with _duckdb(tmp_path, _GOOD) as opened, pytest.raises(ClaimsError) as told:
        opened.engine.attach_existing(
            PROVIDER, "warehouse.main.provider_list", absent=(*_ABSENT, "npi", "name", "nmae")
        )
    assert [fault.what for fault in told.value.faults] == [
        "'nmae' is no column of provider",
        "npi cannot be absent",
        "name is said to be absent but the table has it",
    ]
    assert "did you mean 'name'?" in str(told.value)


def test_wrong_types_and_contents_are_told_all_at_once(tmp_path: Path) -> None:
    columns = ", ".join(f"{column.name} {column.type.sql}" for column in PHARMACY.columns)
    doubles = columns.replace("paid_amount DECIMAL(18,2)", "paid_amount DOUBLE").replace(
        "ndc_code VARCHAR", "ndc_code BIGINT"
    )
    values = (
        "INSERT INTO main.fills (claim_id, claim_line_number, person_id, dispensing_date, ndc_code, data_source) "
        "VALUES ('C1', 1, 'P1', DATE '2024-01-01', '00.1', 'made up'), ('C1', 1, '', NULL, '001', 'made up')"
    )
    made = (
        f"CREATE TABLE main.doubles ({doubles})",
        f"CREATE TABLE main.fills ({columns})",
        values,
    )
    with _duckdb(tmp_path, *made) as opened:
        with pytest.raises(ClaimsError) as told:
            opened.engine.attach_existing(PHARMACY, "warehouse.main.doubles")
        assert [fault.what for fault in told.value.faults] == [
            "ndc_code has the type bigint; it must be code",
            "paid_amount has the type double; it must be dollars and cents",
        ]
        with pytest.raises(ClaimsError) as told:
            opened.engine.attach_existing(PHARMACY, "warehouse.main.fills")
        assert [fault.what for fault in told.value.faults] == [
            "person_id is empty in 1 rows",
            "dispensing_date is empty in 1 rows",
            "ndc_code holds a dot or surrounding blanks in 1 rows",
            "1 keys (claim_id, claim_line_number, data_source) stand in more than one row",
        ]
        with pytest.raises(ClaimsError, match="pharmacy_claim"):
            opened.engine.table("pharmacy_claim")


def test_a_code_with_a_zero_too_few_or_too_many_is_refused(tmp_path: Path) -> None:
    lost = _GOOD.replace("'08' AS specialty_code", "'8' AS specialty_code")
    with _duckdb(tmp_path, lost) as opened, pytest.raises(ClaimsError) as told:
        opened.engine.attach_existing(PROVIDER, "warehouse.main.provider_list", absent=_ABSENT)
    assert [fault.what for fault in told.value.faults] == [
        "specialty_code holds a dot or surrounding blanks or has a zero too few or too many in 1 rows"
    ]


@pytest.mark.parametrize(
    "name", ["provider", "a.b.c.d", "claims.provider; DROP TABLE x", "claims. provider", "a.'b'", ""]
)
def test_only_a_name_with_its_schema_is_taken(name: str) -> None:
    with pytest.raises(ClaimsError, match="is not the name of a table with its schema"):
        check_existing_name(name)


@pytest.mark.parametrize(
    ("expected", "found", "does"),
    [
        (ColumnType.TEXT, "varchar(10)", True),
        (ColumnType.CODE, "character varying(5)", True),
        (ColumnType.CODE, "string", True),
        (ColumnType.CODE, "integer", False),
        (ColumnType.DATE, "date", True),
        (ColumnType.DATE, "timestamp", False),
        (ColumnType.WHOLE, "int4", True),
        (ColumnType.ROW, "bigint", True),
        (ColumnType.WHOLE, "decimal(18,2)", False),
        (ColumnType.MONEY, "decimal(12,2)", True),
        (ColumnType.MONEY, "numeric(12, 2)", True),
        (ColumnType.MONEY, "numeric(12, 4)", False),
        (ColumnType.MONEY, "numeric", False),
        (ColumnType.MONEY, "double", False),
        (ColumnType.QUANTITY, "decimal(18,4)", True),
        (ColumnType.QUANTITY, "int", True),
    ],
)
def test_a_type_fits_if_nothing_is_lost(expected: ColumnType, found: str, *, does: bool) -> None:
    assert fits(expected, found) is does
