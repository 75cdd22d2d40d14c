"""Where the books of a test are: a SQLite file, or a schema of its own on PostgreSQL. The same tests run on both."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from openvbc.ledger.books import Books
from tests.claims.engine.engines import postgres_dsn

__all__ = ["postgres_dsn"]


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where there are no books yet."""
    if request.param == "sqlite":
        return str(tmp_path / "books.db")
    return schema_of(request.getfixturevalue("postgres_dsn"))


@pytest.fixture
def books(place: str) -> Iterator[Books]:
    """Books without an entry."""
    found = Books.make(place, "Lakeside ACO")
    yield found
    found.database.close()


def schema_of(dsn: str) -> str:
    """The address of a new schema on a server."""
    name = f"books_{secrets.token_hex(4)}"
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    return f"{dsn}&options=-csearch_path%3D{name}"
