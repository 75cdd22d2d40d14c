"""Every query file: its header is true, it stays in the subset of SQL, and it can be said in every dialect."""

from functools import cache
from importlib import resources
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from openvbc.claims.engine.dialect import DIALECTS, translated
from openvbc.claims.engine.query import all_queries
from openvbc.claims.tables.catalog import CANONICAL_TABLES, CHOICE_TABLES
from tests.claims.engine.every_query import QUERIES, described
from tests.claims.engine.subset import broken_rules

_WIDEST = 120
_TYPES = ("VARCHAR", "INTEGER", "BIGINT", "DATE", "BOOLEAN", "DECIMAL(18,2)", "DECIMAL(18,4)", "DECIMAL(38,0)")


@cache
def tree_of(name: str) -> exp.Expr:
    """A query as sqlglot reads it, read once for all tests that look through it."""
    return sqlglot.parse_one(QUERIES[name].text, dialect="duckdb")


each_query = pytest.mark.parametrize("name", list(QUERIES))


@each_query
def test_inputs_are_the_tables_that_it_reads(name: str) -> None:
    query, tree = QUERIES[name], tree_of(name)
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    read = {table.name for table in tree.find_all(exp.Table)} - own
    assert read == set(query.inputs)
    assert read <= CANONICAL_TABLES.keys() | CHOICE_TABLES.keys() | QUERIES.keys()
    assert not own & (CANONICAL_TABLES.keys() | CHOICE_TABLES.keys() | QUERIES.keys()), "a WITH hides a table"


@pytest.mark.parametrize("name", [name for name, query in QUERIES.items() if query.nothing_without])
def test_it_gives_nothing_without_what_it_says(name: str) -> None:
    """Such a query does not run where the table has no rows: each of its rows must come from one of the table."""
    assert set(QUERIES[name].nothing_without) <= _comes_from(tree_of(name), {})


def _comes_from(node: exp.Expr, named: dict[str, set[str]]) -> set[str]:
    """The tables of which every row of a query needs one, through its WITHs. named: those of the WITHs so far."""
    if isinstance(node, exp.Table):
        return named.get(node.name, {node.name})
    if isinstance(node, exp.Subquery):
        return _comes_from(node.this, named)
    if isinstance(node, exp.Union):
        return _comes_from(node.left, named) & _comes_from(node.right, named)
    assert isinstance(node, exp.Select)
    for cte in node.ctes:
        named[cte.alias] = _comes_from(cte.this, named)
    own = [each for each in node.find_all(exp.AggFunc) if each.find_ancestor(exp.Select) is node]
    if not node.args.get("group") and any(each.find_ancestor(exp.Window) is None for each in own):
        return set()  # a total of no rows is a row
    found = _comes_from(node.find(exp.From).this, named)  # type: ignore[union-attr]  # each reads something
    for join in node.args.get("joins") or ():
        if join.side == "LEFT":
            continue
        assert join.side == "", "a join of another kind"
        found = found | _comes_from(join.this, named)
    return found


@each_query
def test_parameters_are_the_names_bound_in_it(name: str) -> None:
    bound = {node.name for node in tree_of(name).find_all(exp.Parameter, exp.Placeholder)}
    assert bound == set(QUERIES[name].parameters)


@each_query
def test_columns_are_what_duckdb_gives(name: str) -> None:
    found = described()[name]
    assert found.fault == ""
    assert found.columns == QUERIES[name].columns


@each_query
def test_its_types_are_known_on_every_engine(name: str) -> None:
    assert [column for column in QUERIES[name].columns if column[1] not in _TYPES] == []


@each_query
def test_it_stays_in_the_subset(name: str) -> None:
    assert broken_rules(QUERIES[name].text) == []


@each_query
def test_it_compiles_to_every_dialect(name: str) -> None:
    for dialect in DIALECTS:
        said = translated(QUERIES[name].text, dialect)
        # psycopg's own marks are no SQL: it replaces them before the server sees the text.
        marks = {f"%({parameter})s": "'x'" for parameter in QUERIES[name].parameters} if dialect == "postgres" else {}
        for mark, value in {**marks, "%%": "%"}.items():
            said = said.replace(mark, value)
        assert isinstance(sqlglot.parse_one(said, dialect=dialect), exp.Query), dialect


def test_no_file_is_wider_than_a_screen() -> None:
    folder = Path(str(resources.files("openvbc.claims"))) / "sql"
    wide = [
        f"{file.parent.name}/{file.name}:{number}"
        for file in sorted(folder.glob("*/*.sql"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > _WIDEST
    ]
    assert wide == []


def test_no_table_has_two_makers() -> None:
    assert not all_queries().keys() & (CANONICAL_TABLES.keys() | CHOICE_TABLES.keys())
    assert not CANONICAL_TABLES.keys() & CHOICE_TABLES.keys()


@pytest.mark.parametrize(
    "text",
    [
        "SELECT a / 2 FROM t",
        "SELECT a // 2 FROM t",
        "SELECT avg(a) FROM t",
        "SELECT round(a, 2) FROM t",
        "SELECT CAST(a AS DOUBLE) FROM t",
        "SELECT a * 1e3 FROM t",
        "SELECT median(a) FROM t",
        "SELECT quantile_disc(a, 0.5) FROM t",
        "SELECT a FROM t SEMI JOIN u USING (b)",
        "SELECT a FROM t ASOF JOIN u ON t.b >= u.b",
        "SELECT * EXCLUDE (a) FROM t",
        "SELECT a, count(*) FROM t GROUP BY ALL",
        "SELECT [a] FROM t",
        "SELECT list(a) FROM t",
        "SELECT unnest(a) FROM t",
        "SELECT {'a': b} FROM t",
        "SELECT first(a) FROM t",
        "SELECT any_value(a) FROM t",
        "SELECT current_date",
        "SELECT TRY_CAST(a AS INTEGER) FROM t",
        "SELECT a FROM t LIMIT 1",
        "SELECT row_number() OVER (PARTITION BY a) FROM t",
        "SELECT list_reduce_it(a) FROM t",
        "SELECT *, b FROM t QUALIFY row_number() OVER (ORDER BY a) = 1",
        "SELECT t.* FROM t QUALIFY row_number() OVER (ORDER BY a) = 1",
        "SELECT a, min(b) AS b FROM t GROUP BY a HAVING count(DISTINCT b) = 1",
        "SELECT lower(a) AS a, count(*) AS n FROM t GROUP BY a",
        "SELECT 1; SELECT 2",
        "DELETE FROM t",
    ],
)
def test_what_is_outside_the_subset_is_seen(text: str) -> None:
    assert broken_rules(text)


def test_what_the_subset_allows_passes() -> None:
    allowed = "SELECT a, CAST(sum(b) * 100 AS BIGINT) AS c FROM t GROUP BY a QUALIFY row_number() OVER (ORDER BY a) = 1"
    assert broken_rules(allowed) == []
