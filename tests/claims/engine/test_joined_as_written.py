"""What DuckDB may rearrange: nothing in joins as written, little on few rows. Faults of DuckDB's own say what to do."""

from pathlib import Path

import duckdb
import pytest

from openvbc.claims.embedded import cannot_run
from openvbc.claims.engine.embedded_engine import _FOR_MANY_ROWS, EmbeddedEngine
from openvbc.claims.engine.engine import BoundValue
from openvbc.claims.engine.query import JOINED_AS_WRITTEN, all_queries
from openvbc.claims.tables.catalog import CANONICAL_TABLES, CHOICE_TABLES
from openvbc.errors import ClaimsError

AS_WRITTEN = sorted(name for name, query in all_queries().items() if JOINED_AS_WRITTEN in query.rule)
#: Tables with a row a line, or a row or more of everybody.
LARGE = {
    "medical_claim",
    "claim_diagnosis",
    "pharmacy_claim",
    "medical_line",
    "diagnosis_line",
    "qualifying_line",
    "risk_diagnosis",
    "risk_person_class",
    "risk_present",
    "eligibility",
    "enrollment_line",
    "attribution",
    "residence",
}


OFF = "SELECT current_setting('disabled_optimizers') AS off"


def build_on_empty(name: str, rows: int, path: Path | None = None) -> tuple[str, str]:
    """Which optimizers are off after a query ran over empty tables, and for a join that is asked then.

    rows: how many the tables are said to have; path: a file in which the engine may find tables.
    """
    values: dict[str, BoundValue] = {"first_date": "2024-01-01", "last_date": "2024-12-31", "provider_specialty": 0}
    with EmbeddedEngine(path) as engine:
        for canonical in CANONICAL_TABLES.values():
            engine.attach(canonical, [])
        for choice in CHOICE_TABLES.values():
            engine.put(choice, [])
        for query in all_queries().values():
            if query.name != name:
                columns = ", ".join(f"{column} {column_type}" for column, column_type in query.columns)
                engine.drop(query.name)
                engine._connection.execute(f"CREATE TABLE {query.name} ({columns})")
                engine._of_claims.add(query.name)
        engine._rows = dict.fromkeys((*all_queries(), *CANONICAL_TABLES), rows)
        engine.build(name, values)
        during = engine._connection.execute(OFF).fetchall()[0][0]
        after = engine.ask(
            "off", f"{OFF} FROM count_period AS one CROSS JOIN count_period AS other RIGHT JOIN (SELECT 1) ON TRUE"
        )
        return during, after.rows[0][0]


@pytest.mark.parametrize("name", ["qualifying_line", "risk_diagnosis"])
def test_joins_run_as_they_stand_only_where_the_rule_says_so(name: str) -> None:
    assert name in AS_WRITTEN
    during, after = build_on_empty(name, rows=10_000_000)
    assert during == "join_order,build_side_probe_side"
    assert after == ""


def test_other_queries_keep_the_order_that_duckdb_chooses() -> None:
    assert "assignable" not in AS_WRITTEN
    assert build_on_empty("assignable", rows=10_000_000) == ("", "")


def test_a_query_on_few_rows_is_not_planned_as_one_on_many() -> None:
    during, after = build_on_empty("assignable", rows=10_000)
    assert {"join_order", "join_filter_pushdown"} < set(during.split(","))
    assert "filter_pushdown" not in during.split(",")
    assert after == "", "what is no query of the package may need any of them"


def test_tables_whose_size_nobody_told_may_be_large(tmp_path: Path) -> None:
    assert build_on_empty("assignable", rows=0, path=tmp_path / "store.duckdb") == ("", "")


def test_duckdb_knows_the_optimizers_that_are_switched_off() -> None:
    with duckdb.connect() as connection:
        known = {name for (name,) in connection.execute("SELECT name FROM duckdb_optimizers()").fetchall()}
    assert known >= _FOR_MANY_ROWS


@pytest.mark.parametrize("name", AS_WRITTEN)
def test_a_query_that_is_joined_as_written_reads_a_large_table(name: str) -> None:
    assert LARGE & set(all_queries()[name].inputs)


@pytest.mark.parametrize("kind", [duckdb.InternalException, duckdb.FatalException])
def test_a_fault_of_duckdb_itself_says_run_it_again(kind: type[duckdb.Error]) -> None:
    told = cannot_run("risk_claim", kind("INTERNAL Error: a column changed identity\nstack"))
    assert isinstance(told, ClaimsError)
    assert "risk_claim.sql" in told.faults[0].what
    assert "run it again" in told.faults[0].fix
    assert "stack" not in str(told)
