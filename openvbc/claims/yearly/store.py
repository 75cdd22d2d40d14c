"""Where claims are kept and counted: an embedded DuckDB that runs the named queries of the `sql` folder.

Queries are static text. What a contract chooses reaches them as bound values and rows of small tables. Every run
can be shown as it ran: the text and the values bound to it.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Self

import duckdb

from openvbc.claims.embedded import MEMORY_LIMIT, EmbeddedDatabase, cannot_run
from openvbc.claims.rows import Table

#: What can be bound to a `$name` of a query.
BoundValue = str | int | list[str] | dict[str, str]

_AS_RAN = "-- {name}.sql with {values}\n"


@cache
def query_text(name: str) -> str:
    """The text of `sql/<name>.sql`. KeyError if there is no such query."""
    file = resources.files("openvbc.claims.yearly") / "sql" / f"{name}.sql"
    if not file.is_file():
        raise KeyError(name)
    return file.read_text(encoding="utf-8")


def as_ran(name: str, values: Mapping[str, BoundValue]) -> str:
    """A query as it ran: a first line with its name and the values bound to it, then its text."""
    return _AS_RAN.format(name=name, values=json.dumps(values, sort_keys=True)) + query_text(name)


def read_as_ran(text: str) -> tuple[str, dict[str, BoundValue]]:
    """Name and values of a query from what `as_ran` wrote. ValueError if the text is not one of ours, unchanged."""
    first = text.partition("\n")[0]
    name, found, values = first.removeprefix("-- ").partition(".sql with ")
    try:
        bound: dict[str, BoundValue] = json.loads(values)
        if found and as_ran(name, bound) == text:
            return name, bound
    except (KeyError, ValueError, AttributeError):
        pass
    raise ValueError("this text is not a query of this version of OpenVBC")


class ClaimsStore:
    """A DuckDB database with the canonical tables, in memory or in a file.

    path: the database's file; None keeps it in memory. memory_limit: what DuckDB may take ("2GB"); what is more goes
    to a temporary folder on disk. threads: how many it uses; None for one a core. Neither changes any figure.
    """

    def __init__(
        self, path: Path | None = None, *, memory_limit: str = MEMORY_LIMIT, threads: int | None = None
    ) -> None:
        self._database = EmbeddedDatabase(path, memory_limit=memory_limit, threads=threads)
        self._connection = self._database.connection
        self.run("tables")

    def run(self, name: str, values: Mapping[str, BoundValue] | None = None, *, most_rows: int | None = None) -> Table:
        """Run `sql/<name>.sql`; the rows of its last statement, at most `most_rows`. `values` go to its `$names`.

        FileError if a file that it reads is not what the query takes it for; ClaimsError if DuckDB cannot run it for
        any other reason (too little memory).
        """
        given = values or {}
        columns: tuple[str, ...] = ()
        rows: tuple[tuple[Any, ...], ...] = ()
        try:
            for statement in self._connection.extract_statements(query_text(name)):
                bound = {key: given[key] for key in statement.named_parameters}
                result = self._connection.execute(statement, bound)
                columns = tuple(str(column[0]) for column in result.description or ())
                fetched = result.fetchall() if most_rows is None else result.fetchmany(most_rows)
                rows = tuple(tuple(row) for row in fetched)
        except duckdb.Error as error:
            raise cannot_run(name, error) from None
        return Table(columns, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that runs inside is kept together, or, if anything raises, not at all."""
        self._connection.begin()
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()

    def close(self) -> None:
        """Close the database and remove the temporary folder."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
