"""What every engine can do: hold tables, build a table from a named query, give rows.

Counting code knows this class only; which engine runs is a choice of the user's and changes no figure.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Self

from openvbc.claims.engine.query import Query, query
from openvbc.claims.rows import Table
from openvbc.claims.tables.dictionary import CanonicalTable, ChoiceTable

#: What can be bound to a `$name` of a query, and stand in a small table.
BoundValue = str | int | date
#: What a cell of a small table may hold.
Cell = str | int | date | None


@dataclass(frozen=True)
class Ran:
    """A query that ran: with which values, how many rows it gave, how long it took."""

    query: Query
    values: dict[str, BoundValue]
    rows: int
    seconds: float

    @property
    def text(self) -> str:
        """The query as it ran: a first line with its name and the values bound to it, then its text."""
        values = json.dumps(self.values, sort_keys=True, default=str)
        return f"-- {self.query.room}/{self.query.name}.sql with {values}\n{self.query.text}"


class Engine(ABC):
    """An engine that counts. `ran` lists every query that built a table, in order; `progress` hears each name first.

    Tables are known by name only: canonical ones (from Parquet files), small ones with a contract's choices, and
    those that queries built.
    """

    #: The engine's name in words, and its dialect as sqlglot calls it.
    name: str
    dialect: str

    def __init__(self, progress: Callable[[str], None] | None = None) -> None:
        self.ran: list[Ran] = []
        self._progress = progress or (lambda _: None)

    @abstractmethod
    def attach(self, table: CanonicalTable, files: Sequence[Path]) -> None:
        """Make a canonical table from Parquet files; an empty one from none."""

    @abstractmethod
    def put(self, table: ChoiceTable, rows: Sequence[Sequence[Cell]]) -> None:
        """Make a small table with these rows, in the order of its columns; it replaces one of the same name."""

    @abstractmethod
    def rows(self, name: str, values: Mapping[str, BoundValue] | None = None, *, most_rows: int | None = None) -> Table:
        """Run the query `name` and give its rows, at most `most_rows`."""

    @abstractmethod
    def table(self, name: str, *, order_by: Sequence[str] = (), most_rows: int | None = None) -> Table:
        """The rows of a table that is there, ordered by the columns named."""

    @abstractmethod
    def drop(self, name: str) -> None:
        """Forget a table that a query built; nothing happens if there is none."""

    @abstractmethod
    def close(self) -> None:
        """Let go of everything."""

    @abstractmethod
    def _build(self, built_from: Query, values: Mapping[str, BoundValue]) -> int:
        """Materialise the query under its own name; how many rows it has."""

    def build(self, name: str, values: Mapping[str, BoundValue] | None = None) -> Ran:
        """Build the table `name` from the query of that name; it replaces one that was there."""
        built_from = query(name)
        self._progress(name)
        bound = {key: (values or {})[key] for key in built_from.parameters}
        begun = perf_counter()
        self.drop(name)
        rows = self._build(built_from, bound)
        ran = Ran(built_from, bound, rows, perf_counter() - begun)
        self.ran.append(ran)
        return ran

    def ran_last(self, name: str) -> Ran:
        """How the table `name` was built last. KeyError if it was not."""
        for ran in reversed(self.ran):
            if ran.query.name == name:
                return ran
        raise KeyError(name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
