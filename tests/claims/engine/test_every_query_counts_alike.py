"""Every query of every room, built over made-up rows on every engine: the same rows come out."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from openvbc.claims.engine import query as query_module
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import Engine
from openvbc.claims.tables.catalog import CANONICAL_TABLES, CHOICE_TABLES
from openvbc.errors import OpenVBCError
from tests.claims.engine.comparing import digest, write_parquet
from tests.claims.engine.engines import EmbeddedVariant, OpenEngine
from tests.claims.engine.every_query import QUERIES, described, in_order
from tests.claims.engine.made_up_rows import made_up

_SEED = 20240630


@pytest.fixture(autouse=True)
def _all_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_module, "all_queries", lambda: QUERIES)


def _fill(engine: Engine, folder: Path, files: int) -> None:
    random = Random(_SEED)  # noqa: S311  # made-up rows are no secret
    for table in CANONICAL_TABLES.values():
        rows = [dict(zip(table.column_names, row, strict=True)) for row in made_up(table, 120, random)]
        engine.attach(table, write_parquet(table, rows, folder, files=files))
    for choice in CHOICE_TABLES.values():
        engine.put(choice, made_up(choice, 12, random))


def _built(open_engine: Callable[[], Engine], folder: Path, files: int) -> dict[str, tuple[int, str]]:
    """Rows and digest of each query, or why it did not run."""
    found = {}
    with open_engine() as engine:
        _fill(engine, folder, files)
        for query in in_order():
            try:
                rows = engine.build(query.name, described()[query.name].values).rows
                found[query.name] = (rows, digest(engine.table(query.name)))
            except OpenVBCError as error:
                found[query.name] = (-1, str(error))
    return found


def _differences(first: dict[str, tuple[int, str]], other: dict[str, tuple[int, str]], name: str) -> list[str]:
    """What differs, without what differs only because a query that it reads does."""
    differing = {query for query in first if first[query] != other[query] or first[query][0] < 0}
    return [
        f"{query}: DuckDB {first[query]}, {name} {other[query]}"
        for query in sorted(differing)
        if not differing & set(QUERIES[query].inputs)
    ]


@cache
def _usual() -> dict[str, tuple[int, str]]:
    """What DuckDB gives as it is opened for users, counted once for all tests."""
    with TemporaryDirectory() as folder:
        return _built(EmbeddedEngine, Path(folder), 1)


@pytest.mark.parametrize("name", ["PostgreSQL", "Sail"])
def test_every_query_gives_the_same_rows_on_every_engine(
    name: str, all_engines: dict[str, OpenEngine], tmp_path: Path
) -> None:
    usual = _usual()
    filled = sum(rows > 0 for rows, _ in usual.values())
    assert filled * 4 >= len(QUERIES), "too few queries give any row: nothing is compared"
    assert _differences(usual, _built(all_engines[name], tmp_path, 1), name) == []


def test_every_query_gives_the_same_rows_whatever_the_settings(
    embedded_variant: EmbeddedVariant, tmp_path: Path
) -> None:
    found = _built(embedded_variant.open, tmp_path, embedded_variant.files)
    assert _differences(_usual(), found, "DuckDB otherwise") == []
