"""Queries that count person by person run in buckets of people where lines are many, and give the same rows."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from openvbc.claims.engine.buckets import LINES_A_BUCKET, PERSON_BY_PERSON, texts_in_buckets
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import BoundValue
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.engine.query import Query, all_queries
from openvbc.claims.rows import Table
from openvbc.errors import ClaimsError

IN_BUCKETS = [name.query for name in sorted(PERSON_BY_PERSON)]
#: Person 1 has one line, person 9 nine; the numbers 4 to 6 have none.
_LINES = "SELECT person FROM range(1, 10) AS people(person), range(person) WHERE person NOT BETWEEN 4 AND 6"


def lines_of_people(name: str, text: str) -> Query:
    return Query(name, "", text, "one row a person", (), ("least",), (), "")


COUNTED = lines_of_people(
    NamedQuery.ATTRIBUTION_TOTAL,
    "WITH line AS (SELECT person FROM qualifying_line) "
    "SELECT line.person, count(*) AS lines, max(qualifying_line.person) AS other FROM line "
    "JOIN qualifying_line ON qualifying_line.person = line.person GROUP BY line.person HAVING count(*) >= $least",
)


class Watched(EmbeddedEngine):
    """Notes what runs."""

    def __init__(self, bucket: int) -> None:
        super().__init__(threads=1, bucket=bucket)
        self.sent: list[str] = []
        self._connection.execute(f"CREATE TABLE qualifying_line AS {_LINES}")
        self._rows["qualifying_line"] = 30

    def _run(
        self,
        name: str,
        text: str,
        values: Mapping[str, BoundValue],
        asked: Query | None,
        largest: int,
        most_rows: int | None = None,
    ) -> Table:
        self.sent.append(text)
        return super()._run(name, text, values, asked, largest, most_rows)


def counted(bucket: int, built_from: Query = COUNTED) -> tuple[int, tuple[tuple[object, ...], ...], int]:
    """How many rows were told, the rows, and in how many goes they were made."""
    with Watched(bucket) as engine:
        rows = engine._build(built_from, {"least": 1})
        goes = sum(text.startswith(("CREATE TABLE", "INSERT")) for text in engine.sent)
        return rows, engine.table(built_from.name, order_by=["person"]).rows, goes


@pytest.mark.parametrize(("bucket", "goes"), [(10, 3), (15, 2), (1, 30)])
def test_buckets_change_no_row(bucket: int, goes: int) -> None:
    whole = counted(30)
    assert whole == (6, tuple((person, person * person, person) for person in (1, 2, 3, 7, 8, 9)), 1)
    assert counted(bucket) == (*whole[:2], goes)


def test_only_what_counts_person_by_person_runs_in_buckets() -> None:
    assert counted(1, lines_of_people("lines_of_people", COUNTED.text))[2] == 1


def test_a_table_of_a_scope_or_with_a_number_runs_in_buckets_too() -> None:
    for name in ("scope2_attribution_total", "attribution_total__31"):
        assert counted(10, lines_of_people(name, COUNTED.text)) == (*counted(30)[:2], 3)


def test_few_lines_are_counted_as_they_are() -> None:
    for query in IN_BUCKETS:
        assert texts_in_buckets(query, lambda _: Table((), ((LINES_A_BUCKET,),)), LINES_A_BUCKET) == [query.text]


def test_a_bucket_that_fails_leaves_no_table() -> None:
    # The numbers of people beyond 8 do not fit: the last of three buckets fails.
    failing = replace(COUNTED, text="SELECT CAST(person * 15 AS UTINYINT) AS p FROM qualifying_line")
    with Watched(10) as engine:
        engine._connection.execute("INSERT INTO qualifying_line VALUES (18)")
        with pytest.raises(ClaimsError, match="attribution_total"):
            engine._build(failing, {})
        assert sum(text.startswith("INSERT") for text in engine.sent) > 0
        assert engine.ask("left", "SELECT table_name FROM duckdb_tables()").rows == (("qualifying_line",),)


@pytest.mark.parametrize("query", IN_BUCKETS, ids=lambda query: query.name)
def test_what_counts_person_by_person_reads_and_gives_people(query: Query) -> None:
    columns = {name for name, _ in query.columns}
    assert columns & {"person", "person_id", "person_number"}
    assert any(("person", "BIGINT") in all_queries()[each].columns for each in query.inputs if each in all_queries())
