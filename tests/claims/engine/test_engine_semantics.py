"""Where engines differ, measured: why queries keep to a subset of SQL. An upgrade that changes one is seen here."""

from decimal import Decimal
from typing import Any

import pytest

from openvbc.claims.engine.engine import Engine
from openvbc.claims.rows import Table
from openvbc.errors import OpenVBCError
from tests.claims.engine.engines import OpenEngine

_ERROR = "an error"
_NUMBERS = "SELECT x FROM (SELECT 1 AS x UNION ALL SELECT NULL UNION ALL SELECT 2) AS v"
_WORDS = "SELECT x FROM (SELECT 'a' AS x UNION ALL SELECT 'B' UNION ALL SELECT 'A_' UNION ALL SELECT 'ab') AS v"
_LARGEST = "SELECT sum(x) FROM (SELECT CAST(9223372036854775807 AS BIGINT) AS x UNION ALL SELECT 1) AS v"

#: What is asked; what DuckDB, PostgreSQL (of an English database) and Sail answer.
DIFFERENT: list[tuple[str, Any, Any, Any]] = [
    ("SELECT 7 / 2", [3.5], [3], [3.5]),
    ("SELECT CAST(7 AS DECIMAL(18,2)) / 3", [7 / 3], [Decimal("2.3333333333333333")], [Decimal("2.333333")]),
    ("SELECT 1 / 0", [float("inf")], _ERROR, _ERROR),
    ("SELECT -7 // 2", [-3], _ERROR, _ERROR),
    ("SELECT avg(x) FROM (SELECT 1 AS x UNION ALL SELECT 2) AS v", [1.5], [Decimal("1.5000000000000000")], [1.5]),
    ("SELECT round(CAST(2.5 AS FLOAT))", [3.0], [2.0], [3.0]),
    ("SELECT CAST(CAST(2.5 AS DECIMAL(18,2)) AS INTEGER)", [3], [3], [2]),
    (f"{_NUMBERS} ORDER BY x", [1, 2, None], [1, 2, None], [None, 1, 2]),
    (f"{_NUMBERS} ORDER BY x DESC", [2, 1, None], [None, 2, 1], [2, 1, None]),
    (f"{_WORDS} ORDER BY x", ["A_", "B", "a", "ab"], ["a", "A_", "ab", "B"], ["A_", "B", "a", "ab"]),
    ("SELECT max(x) FROM (SELECT 'a' AS x UNION ALL SELECT 'B') AS v", ["a"], ["B"], ["a"]),
    ("SELECT CAST(2147483647 AS INTEGER) + 1", _ERROR, _ERROR, [-2147483648]),
    (_LARGEST, [2**63], [Decimal(2**63)], [-(2**63)]),
    ("SELECT EXTRACT(year FROM DATE '2024-03-01')", [2024], [Decimal(2024)], [2024]),
]

#: What is asked, and what all of them answer: the ground that queries stand on.
ALIKE: list[tuple[str, Any]] = [
    ("SELECT -7 % 3", [-1]),
    ("SELECT greatest(1, NULL)", [1]),
    ("SELECT least(1, NULL)", [1]),
    ("SELECT 'a' || NULL", [None]),
    ("SELECT 'a ' = 'a'", [False]),
    ("SELECT length('é')", [1]),
    ("SELECT 0.1 + 0.2", [Decimal("0.3")]),
    ("SELECT CAST('' AS INTEGER)", _ERROR),
    ("SELECT sum(x) FROM (SELECT CAST(NULL AS INTEGER) AS x) AS v", [None]),
    ("SELECT count(*) FROM (SELECT NULL AS x UNION SELECT NULL) AS v", [1]),
    ("SELECT CAST(sum(x) * 100 AS BIGINT) FROM (SELECT CAST(-1.25 AS DECIMAL(18,2)) AS x) AS v", [-125]),
    ("SELECT round(CAST(-2.5 AS DECIMAL(18,2)))", [Decimal(-3)]),
]


def _answer(open_engine: OpenEngine, text: str) -> Any:  # noqa: ANN401  # whatever the engine says
    """What the engine says to this very text, untranslated."""
    with open_engine() as engine:
        try:
            return [cell for (cell,) in _as_it_is(engine, text).rows]
        except OpenVBCError:
            return _ERROR


def _as_it_is(engine: Engine, text: str) -> Table:
    if engine.dialect == "duckdb":
        return engine._fetch("measured", text, {})
    run = getattr(engine, "_run")  # noqa: B009  # what PostgreSQL's and Spark's engines share beneath translation
    found: Table = run("measured", text)
    return found


@pytest.mark.parametrize(("text", "duckdb", "postgresql", "sail"), DIFFERENT)
def test_engines_still_differ_here(
    all_engines: dict[str, OpenEngine], text: str, duckdb: object, postgresql: object, sail: object
) -> None:
    found = {name: repr(_answer(open_engine, text)) for name, open_engine in all_engines.items()}
    assert found == {"DuckDB": repr(duckdb), "PostgreSQL": repr(postgresql), "Sail": repr(sail)}


@pytest.mark.parametrize(("text", "answer"), ALIKE)
def test_engines_agree_here(all_engines: dict[str, OpenEngine], text: str, answer: object) -> None:
    found = {name: repr(_answer(open_engine, text)) for name, open_engine in all_engines.items()}
    assert found == dict.fromkeys(found, repr(answer))
