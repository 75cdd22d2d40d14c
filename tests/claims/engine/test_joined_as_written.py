"""Queries whose joins run as they stand: the setting holds for them alone. Faults of DuckDB's own say what to do."""

from collections.abc import Mapping

import duckdb
import pytest

from openvbc.claims.embedded import cannot_run
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import BoundValue
from openvbc.claims.engine.query import JOINED_AS_WRITTEN, all_queries
from openvbc.claims.rows import Table
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
    "risk_present",
    "eligibility",
    "enrollment_line",
    "attribution",
    "residence",
}


class Watched(EmbeddedEngine):
    """Notes which optimizers are off while a query runs."""

    def _fetch(self, name: str, text: str, values: Mapping[str, BoundValue], most_rows: int | None = None) -> Table:
        self.off = self._connection.execute("SELECT current_setting('disabled_optimizers')").fetchone()
        return super()._fetch(name, text, values, most_rows)


def build_on_empty(name: str) -> tuple[object, object]:
    """What was off while the query ran over empty tables, and what is off afterwards."""
    values: dict[str, BoundValue] = {"first_date": "2024-01-01", "last_date": "2024-12-31", "provider_specialty": 0}
    with Watched() as engine:
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
        engine.build(name, values)
        after = engine._connection.execute("SELECT current_setting('disabled_optimizers')").fetchone()
        return engine.off, after


@pytest.mark.parametrize("name", ["qualifying_line", "risk_diagnosis"])
def test_joins_run_as_they_stand_only_where_the_rule_says_so(name: str) -> None:
    assert name in AS_WRITTEN
    during, after = build_on_empty(name)
    assert during is not None
    assert "join_order" in during[0]  # type: ignore[index]
    assert after == ("",)


def test_other_queries_keep_the_order_that_duckdb_chooses() -> None:
    assert "assignable" not in AS_WRITTEN
    assert build_on_empty("assignable") == (("",), ("",))


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
