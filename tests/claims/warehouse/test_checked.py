"""What is checked of tables where they stand before anything counts, and how it is told."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import duckdb
import psycopg
import pytest

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.opening import open_engine
from openvbc.claims.engine.spark_client import SparkSession
from openvbc.claims.readers.staging.rules import SEVERAL_READINGS, Shape
from openvbc.claims.warehouse.opened import open_claims
from openvbc.claims.warehouse.place import TablesPlace, claims_place
from openvbc.claims.warehouse.tables import StandingTables, attach_tables, refuse_changed_tables
from openvbc.errors import ClaimsError, FileError

_ELIGIBILITY = (
    "CREATE TABLE {schema}.eligibility AS SELECT 'P1' AS person_id, 'F' AS gender, "
    "CAST('1950-01-01' AS DATE) AS birth_date, CAST('2024-01-01' AS DATE) AS enrollment_start_date, "
    "CAST('9999-12-31' AS DATE) AS enrollment_end_date, 'Northern' AS payer, 'Commercial' AS payer_type, "
    "'New York' AS state, 'north' AS data_source"
)
_FILLS = (
    "CREATE TABLE {schema}.pharmacy_claim AS SELECT 'C1' AS claim_id, 1 AS claim_line_number, 'P1' AS person_id, "
    "CAST('2024-01-05' AS DATE) AS dispensing_date, '00000000001' AS ndc_code, "
    "CAST(12.34 AS DOUBLE PRECISION) AS paid_amount, 'north' AS data_source"
)
_MEDICAL = (
    "CREATE TABLE {schema}.medical_claim AS SELECT 'C1' AS claim_id, 1 AS claim_line_number, "
    "'professional' AS claim_type, 'P1' AS person_id, DATE '2024-01-05' AS claim_start_date, "
    "DATE '2024-01-05' AS claim_end_date, "
    "'99213' AS hcpcs_code, '9' AS place_of_service_code, 80.10 AS paid_amount, 'E11.9' AS diagnosis_code_1, "
    "'I10' AS diagnosis_code_3, 'north' AS data_source"
)

Checked = Callable[..., StandingTables]


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    """Attaches the tables that statements make in a DuckDB file; {schema} is `main`."""

    def check(*statements: str, look: Callable[[Engine], None] | None = None, **place: object) -> StandingTables:
        file = tmp_path / "claims.duckdb"
        with duckdb.connect(str(file)) as connection:
            for statement in statements:
                connection.execute(statement.format(schema="main"))
        before = hashlib.sha256(file.read_bytes()).hexdigest()
        with open_engine(f"duckdb:{file}") as engine:
            found = attach_tables(engine, TablesPlace(f"duckdb:{file}", **place))  # type: ignore[arg-type]
            if look is not None:
                look(engine)
        assert hashlib.sha256(file.read_bytes()).hexdigest() == before, "the user's file was written to"
        return found

    return check


def _faults(check: Callable[[], object]) -> list[str]:
    with pytest.raises(ClaimsError) as told:
        check()
    return [f"{fault.where}: {fault.what}" for fault in told.value.faults]


def test_values_are_read_as_loading_reads_them(checked: Checked) -> None:
    def look(engine: Engine) -> None:
        person = engine.table("eligibility").records[0]
        assert (person["sex"], person["payer_type"], person["state"]) == ("f", "commercial", "NY")
        assert str(person["enrollment_end_date"]) == "2100-12-31"
        line = engine.table("medical_claim").records[0]
        assert (line["place_of_service_code"], str(line["paid_amount"])) == ("09", "80.10")
        assert str(engine.table("pharmacy_claim").records[0]["paid_amount"]) == "12.34"
        diagnoses = engine.table("claim_diagnosis", order_by=("diagnosis_sequence",)).records
        assert [(each["diagnosis_sequence"], each["diagnosis_code"]) for each in diagnoses] == [(1, "E119"), (3, "I10")]

    found = checked(_ELIGIBILITY, _FILLS, _MEDICAL, look=look)
    told = {finding.audit: finding.fault().what for finding in found.findings}
    assert list(told) == [
        "tables_where_they_stand", "state_names", "open_spans", "amounts_without_column", "codes_restored",
        "binary_fractions", "no_specialties",
    ]  # fmt: skip
    assert "on DuckDB (claims.duckdb)" in told["tables_where_they_stand"]
    assert told["binary_fractions"].startswith("main.pharmacy_claim: amounts are stored as binary fractions")
    assert found.rows["claim_diagnosis"] == 2
    assert found.stands["claim_diagnosis"] == "claims.duckdb: main.medical_claim, diagnosis_code_1 to 25"


def test_missing_columns_types_and_amounts_are_told_of_every_table_at_once(checked: Checked) -> None:
    fills = _FILLS.replace("'00000000001' AS", "1 AS").replace("dispensing_date", "date_dispensed")
    people = _ELIGIBILITY.replace("'Northern' AS payer,", "")
    assert _faults(lambda: checked(people, fills)) == [
        "main.eligibility: there is no column payer (Name of the payer.)",
        "main.pharmacy_claim: there is no column dispensing_date (Day of the fill.)",
        "main.pharmacy_claim: ndc_code has the type integer; it must hold codes as text",
    ]


def test_values_that_cannot_be_read_are_told_with_how_many_and_which(checked: Checked) -> None:
    fills = _FILLS.replace("12.34", "12.345").replace("'00000000001'", "'123456789'")
    fills = fills.replace("CAST('2024-01-05' AS DATE)", "TIMESTAMP '2024-01-05 13:00:00'")
    several = SEVERAL_READINGS[Shape.NDC][1]
    assert _faults(lambda: checked(_ELIGIBILITY, fills)) == [
        "main.pharmacy_claim: dispensing_date is a moment within a day, not a day (1 rows): '2024-01-05 13:00:00'",
        f"main.pharmacy_claim: ndc_code holds codes that can be several: {several} (1 rows): '123456789'",
        "main.pharmacy_claim: paid_amount is no amount in dollars and cents (like 4000.00 or -10) (1 rows): '12.345'",
    ]


def test_empty_and_doubled_keys_are_told(checked: Checked) -> None:
    again = "INSERT INTO {schema}.pharmacy_claim SELECT * FROM {schema}.pharmacy_claim"
    nobody = "INSERT INTO {schema}.pharmacy_claim (claim_id, claim_line_number, data_source) VALUES ('C2', 1, 'north')"
    assert _faults(lambda: checked(_ELIGIBILITY, _FILLS, again, nobody)) == [
        "pharmacy_claim: person_id is empty in 1 rows",
        "pharmacy_claim: dispensing_date is empty in 1 rows",
        "pharmacy_claim: 1 keys (claim_id, claim_line_number, data_source) stand in more than one row",
    ]


def test_a_column_of_nothing_but_null_may_have_any_type(checked: Checked) -> None:
    absent = _ELIGIBILITY.replace("'New York' AS state", "NULL AS state, NULL AS death_date")
    assert "state_names" not in {finding.audit for finding in checked(absent).findings}


def test_the_schema_of_tuvas_input_layer_is_meant_where_several_have_claims(checked: Checked) -> None:
    several = ("CREATE SCHEMA core", "CREATE SCHEMA acme_input_layer", _ELIGIBILITY.format(schema="core"))
    found = checked(*several, _ELIGIBILITY.format(schema="acme_input_layer"))
    assert found.stands == {"eligibility": "claims.duckdb: acme_input_layer.eligibility"}
    (told,) = _faults(lambda: checked("DROP TABLE acme_input_layer.eligibility", _ELIGIBILITY))
    assert told == "claims.duckdb: several schemas have a table eligibility: core, main"
    assert checked(schema="core").stands == {"eligibility": "claims.duckdb: core.eligibility"}
    (told,) = _faults(lambda: checked(schema="kore"))
    assert "there is no schema 'kore'" in told


def test_a_table_may_be_called_otherwise_and_stand_elsewhere(checked: Checked) -> None:
    providers = "CREATE TABLE reference.specialties AS SELECT '9999000001' AS npi, '08' AS specialty_code"
    found = checked(
        _ELIGIBILITY, "CREATE SCHEMA reference", providers, names={"provider": "reference.specialties"}, schema="main"
    )
    assert found.stands["provider"] == "claims.duckdb: reference.specialties"
    (told,) = _faults(lambda: checked(names={"provider": "reference.speciality"}))
    assert told == "claims.duckdb: there is no table reference.speciality"
    (told,) = _faults(lambda: checked(names={"providers": "reference.specialties"}))
    assert told == "claims.duckdb: 'providers' is no table that is counted"


def test_specialties_come_from_a_list_or_a_table_and_not_from_both(checked: Checked, tmp_path: Path) -> None:
    listed = tmp_path / "specialties.csv"
    listed.write_text("npi,specialty_code:2\n9999000001,8\n9999000002,11\n", encoding="utf-8")
    found = checked(_ELIGIBILITY, _MEDICAL, providers=listed)
    assert (found.rows["provider"], found.digests[-1].name) == (2, "specialties.csv")
    assert "no_specialties" not in {finding.audit for finding in found.findings}
    table = "CREATE TABLE {schema}.provider AS SELECT '9999000001' AS npi, '08' AS specialty_code"
    (told,) = _faults(lambda: checked(table, providers=listed))
    assert "specialties are given in a list, and there is a table of providers beside it" in told
    listed.write_text("npi,specialty_code\n9999000001,8\n9999000001,11\n", encoding="utf-8")
    with pytest.raises(FileError) as faults:
        checked("DROP TABLE {schema}.provider", providers=listed)
    assert [fault.what for fault in faults.value.faults] == [
        "specialty_code is '8', not 2 characters",
        "npi 9999000001 stands twice, first at specialties.csv:2",
    ]


def test_audits_run_and_what_blocks_stops_the_count(tmp_path: Path) -> None:
    file = tmp_path / "claims.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            _ELIGIBILITY.replace("2024-01-01", "2024-12-31").replace("9999-12-31", "2024-01-01").format(schema="main")
        )
    place = claims_place(file)
    with pytest.raises(ClaimsError, match="spans of enrollment end before they begin"), open_claims(place):
        pass
    with open_claims(place, unsound_is_told=True) as claims:
        assert claims.unsound
        assert (claims.rows["eligibility"], claims.loads) == (1, ())
    with pytest.raises(ClaimsError, match="not on another engine"), open_claims(place, "sail"):
        pass


def test_tables_on_postgresql_and_what_changes_while_it_is_counted(postgres_dsn: str) -> None:
    with psycopg.connect(postgres_dsn, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA small")
        try:
            for statement in (_ELIGIBILITY, _FILLS):
                connection.execute(statement.format(schema="small").encode())
            with open_engine(postgres_dsn) as engine:
                found = attach_tables(engine, TablesPlace(postgres_dsn, "small"))
                assert engine.table("eligibility").records[0]["state"] == "NY"
                assert str(engine.table("pharmacy_claim").records[0]["paid_amount"]) == "12.34"
                refuse_changed_tables(engine, found)
                connection.execute("UPDATE small.pharmacy_claim SET paid_amount = 12.35")
                with pytest.raises(ClaimsError, match="this table changed while it was counted"):
                    refuse_changed_tables(engine, found)
                made = connection.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'small'::regnamespace")
                assert made.fetchone() == (2,)
                found_elsewhere = found.digests
        finally:
            connection.execute("DROP SCHEMA small CASCADE")
    assert [each.name for each in found_elsewhere] == [
        "postgresql:///postgres: small.eligibility",
        "postgresql:///postgres: small.pharmacy_claim",
    ]


def test_tables_on_spark(sail_remote: str, tmp_path: Path) -> None:
    address = f"{sail_remote}/;session_id=b5a1b4d2-7c2e-4d0a-9f0e-0c54e3c0a001"
    session = SparkSession.builder.remote(address).create()
    session.sql("CREATE DATABASE small")
    for name, statement in (("eligibility", _ELIGIBILITY), ("pharmacy_claim", _FILLS)):
        text = statement.format(schema="small").replace("DOUBLE PRECISION", "DOUBLE")
        session.sql(text.replace(" AS SELECT", f" USING parquet LOCATION '{tmp_path / name}' AS SELECT", 1))
    with open_engine(address) as engine:
        found = attach_tables(engine, TablesPlace(address, "small"))
        assert engine.table("eligibility").records[0]["state"] == "NY"
        assert str(engine.table("pharmacy_claim").records[0]["paid_amount"]) == "12.34"
        refuse_changed_tables(engine, found)
    assert [each.name for each in found.digests] == [
        f"{sail_remote}: small.eligibility",
        f"{sail_remote}: small.pharmacy_claim",
    ]


@pytest.mark.parametrize(
    ("written", "engine", "schema", "told"),
    [
        ("duckdb:data/tuva.duckdb#input_layer", "duckdb:data/tuva.duckdb", "input_layer", "tuva.duckdb"),
        ("tuva.duckdb", "duckdb:tuva.duckdb", "", "tuva.duckdb"),
        (
            "postgresql://me:secret@db.example.org:5432/claims?sslmode=require#tuva",
            "postgresql://me:secret@db.example.org:5432/claims?sslmode=require",
            "tuva",
            "postgresql://db.example.org:5432/claims",
        ),
        ("sc://host:15002/;token=secret", "sc://host:15002/;token=secret", "", "sc://host:15002"),
        ("snowflake://me:secret@account/db", "snowflake://me:secret@account/db", "", "snowflake://account/db"),
    ],
)
def test_an_address_is_read_and_told_without_its_secrets(written: str, engine: str, schema: str, told: str) -> None:
    place = claims_place(written)
    assert place == TablesPlace(engine, schema)
    assert str(place) == told


def test_a_file_says_where_tables_stand_and_every_fault_of_it_is_told(tmp_path: Path) -> None:
    file = tmp_path / "tables.yaml"
    file.write_text(
        "where: duckdb:tuva.duckdb\nschema: input_layer\ntables: {provider: reference.npi}\nproviders: list.csv\n",
        encoding="utf-8",
    )
    assert claims_place(file) == TablesPlace(
        f"duckdb:{tmp_path / 'tuva.duckdb'}", "input_layer", {"provider": "reference.npi"}, tmp_path / "list.csv"
    )
    file.write_text("where: project\nshema: x\ntables: {provider: 'a; DROP TABLE b'}\n", encoding="utf-8")
    with pytest.raises(FileError) as faults:
        claims_place(file)
    assert [(fault.where, fault.what) for fault in faults.value.faults] == [
        ("tables.yaml:2", "'shema' is not known here"),
        ("tables.yaml:3", "'a; DROP TABLE b' is not the name of a table or a schema"),
        ("tables.yaml:1", "'project' is no address of a database"),
    ]
    assert claims_place(tmp_path) == tmp_path
