"""Scopes of an engine: each count has tables of its own, on every engine; canonical tables are shared."""

from collections.abc import Sequence

import pytest
import sqlglot
from sqlglot import exp

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.listing import list_behind
from openvbc.claims.engine.named_queries import OF_CLAIMS_ALONE, NamedQuery
from openvbc.claims.engine.query import all_queries
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.claims.tables.dictionary import ChoiceTable
from openvbc.claims.tables.payer_rule_tables import COUNTED_PLAN
from openvbc.claims.tables.people import ELIGIBILITY
from openvbc.errors import ClaimsError
from openvbc.figures import Figure, Origin, Source
from tests.claims.engine.engines import OpenEngine
from tests.claims.people_in_numbers import put_population


@pytest.mark.parametrize("name", sorted(all_queries()))
def test_a_scope_writes_its_own_name_wherever_a_query_reads_a_table_and_nowhere_else(name: str) -> None:
    query = all_queries()[name]
    with EmbeddedEngine() as engine:
        text = engine.open_scope("one").text_sent(query.text)
    tree, before = (sqlglot.parse_one(each, dialect="duckdb") for each in (text, query.text))
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    read = [table for table in tree.find_all(exp.Table) if table.name not in own]
    assert {table.name for table in read} == {
        each if each in {*CANONICAL_TABLES, *OF_CLAIMS_ALONE} else f"scope1_{each}" for each in query.inputs
    }
    # Columns are told by the table's alias, which is its plain name where the query gives none.
    aliases = [table.alias or table.name for table in before.find_all(exp.Table)]
    assert [table.alias or table.name for table in tree.find_all(exp.Table)] == aliases
    for table in (*tree.find_all(exp.Table), *before.find_all(exp.Table)):
        table.replace(exp.to_table("same"))
    assert tree.sql("duckdb") == before.sql("duckdb")


def put_people(engine: Engine, people: Sequence[str]) -> None:
    put_population(engine, [("members", "2024", person) for person in people])
    engine.build("population_people")


def test_two_scopes_keep_their_own_tables_on_every_engine(all_engines: dict[str, OpenEngine]) -> None:
    for open_engine in all_engines.values():
        with open_engine() as engine:
            engine.attach(ELIGIBILITY, [])
            first, second = engine.open_scope("shared_savings"), engine.open_scope("bundle")
            put_people(first, ["A1", "A2", "A3"])
            put_people(second, ["B1"])
            assert [row["people"] for row in first.table("population_people").records] == [3]
            assert [row["people"] for row in second.table("population_people").records] == [1]
            assert first.rows("population_people").records[0]["people"] == 3
            # What one built is not the other's, nor the whole engine's; canonical tables are everybody's.
            assert [ran.query.name for ran in first.ran] == ["population_people"]
            assert engine.ran == []
            with pytest.raises(ClaimsError):
                engine.table("population_people")
            assert second.table(ELIGIBILITY.name).rows == ()
            second.drop("population_people")
            assert first.table("population_people").rows


def test_a_scope_that_reads_some_rows_of_a_table_leaves_them_to_others_on_every_engine(
    all_engines: dict[str, OpenEngine],
) -> None:
    for open_engine in all_engines.values():
        with open_engine() as engine:
            empty = {column.name: "" if column.type.sql == "VARCHAR" else None for column in ELIGIBILITY.columns}
            rows = [
                tuple((empty | {"person_id": name, "payer": payer}).values())
                for name, payer in (("A", "one"), ("B", "two"))
            ]
            engine.put(ChoiceTable(ELIGIBILITY.name, ELIGIBILITY.grain, ELIGIBILITY.columns), rows)
            for name in ("one", "two"):
                scope = engine.open_scope(name)
                scope.put(COUNTED_PLAN, [(name, "")])
                scope.keep_only(
                    ELIGIBILITY, "EXISTS (SELECT 1 FROM counted_plan WHERE counted_plan.payer = eligibility.payer)"
                )
            read = {
                name: [row["person_id"] for row in engine.scope(name).table(ELIGIBILITY.name).records]
                for name in ("one", "two")
            }
            assert read == {"one": ["A"], "two": ["B"]}
            assert len(engine.table(ELIGIBILITY.name).rows) == 2


def test_what_rests_on_the_claims_alone_is_made_once_for_all_scopes_and_falls_with_the_claims() -> None:
    with EmbeddedEngine(threads=1) as engine:
        for table in CANONICAL_TABLES.values():
            engine.attach(table, [])
        one, two, narrow = (engine.open_scope(name) for name in ("one", "two", "narrow"))
        narrow.keep_only(ELIGIBILITY, "eligibility.payer = 'one'")
        for scope in (one, two):
            scope.build(NamedQuery.REVERSED_LINE)
            assert scope.rows(NamedQuery.COUNT_REVERSALS).rows
            assert scope.ran_last(NamedQuery.TAKEN_BACK_LINE).rows == 0
        assert [ran.query.name for ran in engine.ran].count(NamedQuery.TAKEN_BACK_LINE) == 1
        assert not one.ran
        assert not two.ran
        # A scope that reads a part of the claims has numbers of its own.
        narrow.build(NamedQuery.PERSON_KEY)
        assert [ran.query.name for ran in narrow.ran] == [NamedQuery.PERSON_KEY]
        engine.attach(ELIGIBILITY, [])
        with pytest.raises(ClaimsError):
            engine.table(NamedQuery.TAKEN_BACK_LINE)


def test_what_rests_on_the_claims_alone_reads_nothing_else() -> None:
    known = set(CANONICAL_TABLES)
    for name in OF_CLAIMS_ALONE:
        query = all_queries()[name]
        assert set(query.inputs) <= known, "it stands before what it reads"
        assert not query.parameters
        known.add(name)


def test_a_figure_lists_the_rows_of_its_own_scope() -> None:
    with EmbeddedEngine() as engine:
        listed = []
        for name, people in (("one", ["A1", "A2"]), ("two", ["B1", "B2", "B3"])):
            scope = engine.open_scope(name)
            put_people(scope, people)
            listing = scope.ran_last("population_people").text
            figure = Figure(len(people) > 0, Source(Origin.COUNTED, listing=listing, scope=name))
            listed.append(list_behind(engine, figure, 10).records[0]["people"])
    assert listed == [2, 3]


def test_a_scope_is_opened_once() -> None:
    with EmbeddedEngine() as engine:
        scope = engine.open_scope("bundle")
        with pytest.raises(ValueError, match="is open already"):
            scope.open_scope("bundle")
        assert engine.scope("bundle") is scope
        assert engine.scope("") is engine
        with pytest.raises(KeyError):
            engine.scope("bundles")
