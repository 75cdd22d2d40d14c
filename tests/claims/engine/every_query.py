"""Every query in the order in which they can be built, with values that can be bound to it."""

from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from itertools import islice, product

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import BoundValue
from openvbc.claims.engine.query import Query, all_queries
from openvbc.claims.tables.catalog import CANONICAL_TABLES, CHOICE_TABLES
from openvbc.errors import ClaimsError
from tests.claims.engine.made_up_rows import candidates
from tests.claims.engine.small_queries import VALUES, small_queries

_MOST_TRIES = 1000
QUERIES = {**all_queries(), **small_queries()}


@dataclass(frozen=True)
class Described:
    """What DuckDB says of a query over empty tables: its columns, the values bound; or the fault of the last try."""

    columns: tuple[tuple[str, str], ...]
    values: dict[str, BoundValue]
    fault: str = ""


def in_order() -> list[Query]:
    """Every query after those whose tables it reads."""
    needs = {name: {each for each in query.inputs if each in QUERIES} for name, query in QUERIES.items()}
    return [QUERIES[name] for name in TopologicalSorter(needs).static_order()]


@cache
def described() -> dict[str, Described]:
    """Every query by name, each described over tables of the columns that the headers of the others declare."""
    found: dict[str, Described] = {}
    with EmbeddedEngine(threads=1) as engine:
        for canonical in CANONICAL_TABLES.values():
            engine.attach(canonical, [])
        for choice in CHOICE_TABLES.values():
            engine.put(choice, [])
        for query in in_order():
            found[query.name] = _describe(engine, query)
            columns = ", ".join(f"{name} {column_type}" for name, column_type in query.columns)
            engine.drop(query.name)
            engine._fetch(query.name, f"CREATE TABLE {query.name} ({columns})", {})
    return found


def _describe(engine: EmbeddedEngine, query: Query) -> Described:
    """A bound value's type can decide a column's: the values that lead to the header's columns are looked for."""
    last = Described((), {}, "no value can be bound")
    tried = [(VALUES[each],) if query.room == "tests" else candidates(each) for each in query.parameters]
    for values in islice(product(*tried), _MOST_TRIES):
        bound: dict[str, BoundValue] = dict(zip(query.parameters, values, strict=True))
        try:
            engine._fetch(query.name, f"CREATE OR REPLACE TABLE described AS {query.text}", bound)
            rows = engine._fetch(query.name, "DESCRIBE described", {}).records
            last = Described(tuple((row["column_name"], row["column_type"]) for row in rows), bound)
        except ClaimsError as error:
            last = Described((), bound, str(error)) if last.fault else last
        if last.columns == query.columns:
            break
    return last
