"""What every engine can do: hold tables, build a table from a named query, give rows.

Counting code knows this class only; which engine runs is a choice of the user's and changes no figure.
"""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from time import perf_counter
from typing import Any, Final, Self

from openvbc.claims.engine.named_queries import OF_CLAIMS_ALONE
from openvbc.claims.engine.query import Query, all_queries, query
from openvbc.claims.engine.reuse import Reuse
from openvbc.claims.rows import Table
from openvbc.claims.tables.catalog import CANONICAL_TABLES, CHOICE_TABLES
from openvbc.claims.tables.dictionary import CanonicalTable, ChoiceTable, Column, ColumnType
from openvbc.errors import ClaimsError, Fault, did_you_mean

#: What can be bound to a `$name` of a query, and stand in a small table.
BoundValue = str | int | date
#: What a cell of a small table may hold.
Cell = str | int | date | None


@dataclass(frozen=True)
class ExistingTable:
    """A table or view of the user's that an engine has already.

    schema: where it stands, as people write it; table: its name as the engine has it; name: both, and the catalog where
    the engine needs one, in DuckDB's quotation marks.
    """

    schema: str
    table: str
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.table}"


@dataclass(frozen=True)
class Ran:
    """A query that ran: with which values, how many rows it gave, how long it took."""

    query: Query
    values: dict[str, BoundValue]
    rows: int
    seconds: float

    @property
    def text(self) -> str:
        """The query as it stands in its file, under a line with its name and the values bound to it.

        An engine other than DuckDB ran the same text in its own dialect: `Engine.text_sent` shows that.
        """
        values = json.dumps(self.values, sort_keys=True, default=str)
        return f"-- {self.query.room}/{self.query.name}.sql with {values}\n{self.query.text}"


@dataclass(frozen=True)
class MadeRows:
    """Rows of a small table that take long to make, such as those of a risk model.

    made_of: the digest of all that they are made from; make: makes them.
    """

    made_of: str
    make: Callable[[], Sequence[Sequence[Cell]]]


@dataclass(frozen=True)
class KeptOfClaims:
    """Where a table that rests on the claims alone lies, as Parquet, and how many rows it has."""

    files: tuple[Path, ...]
    rows: int


class Engine(ABC):
    """An engine that counts. `ran` lists every query that built a table, in order; `progress` hears each name first.

    Tables are known by name only: canonical ones (from Parquet files, or from tables that the engine has already),
    small ones with a contract's choices, and those that queries built. Two counts on one engine, such as those of two
    payment streams, each open a scope: they share the canonical tables, and neither touches what the other has built.
    A scope may read fewer rows of a canonical table (`keep_only`); others read it whole. Tables that rest on the claims
    alone (OF_CLAIMS_ALONE) are made when a query first reads them, once for all scopes that read the claims whole.
    """

    #: The engine's name in words, its dialect as sqlglot calls it, and where what it makes stands.
    name: str
    dialect: str
    own_place: str
    #: Whether tests run its statements only on a stand-in, and never on the engine itself.
    emulated: bool = False

    def __init__(self, progress: Callable[[str], None] | None = None) -> None:
        self.ran: list[Ran] = []
        self._progress = progress or (lambda _: None)
        self._scopes: dict[str, ScopedEngine] = {}
        self._of_claims: set[str] = set()
        self._kept_of_claims: dict[str, KeptOfClaims] = {}

    @abstractmethod
    def attach(self, table: CanonicalTable, files: Sequence[Path]) -> None:
        """Make a canonical table from Parquet files; an empty one from none."""

    @abstractmethod
    def put(self, table: ChoiceTable, rows: Sequence[Sequence[Cell]]) -> None:
        """Make a small table with these rows, in the order of its columns; it replaces one of the same name."""

    @abstractmethod
    def drop(self, name: str) -> None:
        """Forget a table that was attached, put or built; nothing happens if there is none."""

    @abstractmethod
    def close(self) -> None:
        """Let go of everything."""

    @abstractmethod
    def text_sent(self, text: str) -> str:
        """A query's text, written in DuckDB's dialect, as this engine is sent it."""

    @abstractmethod
    def _build(self, built_from: Query, values: Mapping[str, BoundValue]) -> int:
        """Materialize the query under its own name; how many rows it has."""

    @abstractmethod
    def _fetch(self, name: str, text: str, values: Mapping[str, BoundValue], most_rows: int | None = None) -> Table:
        """Run text in DuckDB's dialect and give its rows; an error names `name`."""

    @abstractmethod
    def existing_tables(self, schema: str = "") -> list[ExistingTable]:
        """The tables and views of the user's in a schema; without one, in every schema that the address leads to.

        ClaimsError if there is no such schema.
        """

    @abstractmethod
    def existing_columns(self, existing: ExistingTable) -> list[tuple[str, str]]:
        """The columns of a user's table: name, and type as the engine words it. ClaimsError if it cannot be read."""

    @abstractmethod
    def _view_of_rows(self, name: str, text: str, columns: tuple[tuple[str, str], ...] = ()) -> None:
        """Make `name` a view of a query in DuckDB's dialect, without bound values.

        columns: with their types in DuckDB's words, where these are to be made sure of.
        """

    @property
    def reuse(self) -> Reuse | None:
        """What was taken from kept counts; None for an engine that keeps none."""
        return None

    def put_made(self, table: ChoiceTable, made: MadeRows) -> None:
        """Make a small table with rows that are made for it; where they are known already, they are not made again."""
        self.put(table, made.make())

    def open_scope(self, name: str) -> "ScopedEngine":
        """A place of its own for what one count puts and builds. ValueError if a scope of that name is open already."""
        if name in self._scopes:
            raise ValueError(f"a scope {name!r} is open already: its tables would be overwritten")
        self._scopes[name] = ScopedEngine(self, name, f"{_SCOPE}{len(self._scopes) + 1}_")
        return self._scopes[name]

    def scope(self, name: str) -> "Engine":
        """The scope of that name; the engine itself for "". KeyError if it was never opened."""
        return self._scopes[name] if name else self

    def view(self, table: CanonicalTable, text: str) -> None:
        """Make a canonical table a view of a query in DuckDB's dialect on tables that are there; nothing is copied."""
        self._notice(table)
        self._view_of_rows(table.name, text, _typed_columns(table))

    def materialize(self, table: CanonicalTable, text: str) -> None:
        """Make a canonical table from the rows of a query in DuckDB's dialect, among the engine's own tables."""
        self._notice(table)
        self.drop(table.name)
        self._build(Query(table.name, "", text, table.grain, (), (), _typed_columns(table), ""), {})

    def ask(self, name: str, text: str, *, most_rows: int | None = None) -> Table:
        """The rows of a query in DuckDB's dialect that is no named one: about tables, not for a figure."""
        return self._fetch(name, text, {}, most_rows)

    def rows(self, name: str, values: Mapping[str, BoundValue] | None = None, *, most_rows: int | None = None) -> Table:
        """Run the query `name` and give its rows, at most `most_rows`."""
        run = query(name)
        self._make_inputs(run)
        found = self._fetch(name, run.text, _bound(run, values), most_rows)
        return found if self.dialect == "duckdb" else as_declared(run, found)

    def table(self, name: str, *, order_by: Sequence[str] = (), most_rows: int | None = None) -> Table:
        """The rows of a table that is there, ordered by the columns named."""
        ordered = f" ORDER BY {', '.join(order_by)}" if order_by else ""
        return self._fetch(name, f"SELECT * FROM {name}{ordered}", {}, most_rows)  # noqa: S608

    def build(self, name: str, values: Mapping[str, BoundValue] | None = None) -> Ran:
        """Build the table `name` from the query of that name; it replaces one that was there."""
        built_from = query(name)
        self._make_inputs(built_from)
        self._progress(name)
        bound = _bound(built_from, values)
        begun = perf_counter()
        self.drop(name)
        rows = self._build(built_from, bound)
        ran = Ran(built_from, bound, rows, perf_counter() - begun)
        self.ran.append(ran)
        if name in OF_CLAIMS_ALONE:
            self._of_claims.add(name)
        return ran

    def keep_of_claims(self, kept: "Mapping[str, KeptOfClaims]") -> None:
        """Say where tables that rest on the claims alone lie, made from the claims that the engine holds now.

        Each is attached when a query first reads it; what is not named is built.
        """
        self._kept_of_claims = dict(kept)

    def _make_inputs(self, run: Query) -> None:
        """Make the tables of claims alone that a query reads and that are not there yet."""
        for name in run.inputs:
            if name not in OF_CLAIMS_ALONE or name in self._of_claims:
                continue
            kept = self._kept_of_claims.get(name)
            if kept is None:
                self.build(name)
                continue
            self.attach(columns_of(query(name)), kept.files)
            self.ran.append(Ran(query(name), {}, kept.rows, 0.0))

    def _notice(self, table: CanonicalTable | ChoiceTable) -> None:
        """Take notice of a table that comes from outside: what rests on the claims alone falls with a canonical one."""
        if table.name in CANONICAL_TABLES:
            for name in self._of_claims:
                self.drop(name)
            self._of_claims.clear()
            self._kept_of_claims.clear()
        elif table.name in OF_CLAIMS_ALONE:
            self._of_claims.add(table.name)

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


class ScopedEngine(Engine):
    """A scope of an engine: canonical tables are the whole engine's, any other one stands under a name of its own.

    So does a canonical table of which the scope reads some rows only, and with it what rests on the claims alone.

    The queries are the same text; the scope writes its own names where the text reads or builds such a table.
    """

    def __init__(self, whole: Engine, scope: str, prefix: str) -> None:
        super().__init__(whole._progress)  # noqa: SLF001  # the scope is a part of it
        self.name, self.dialect, self.own_place = whole.name, whole.dialect, whole.own_place
        self.scope_name = scope
        self._whole = whole
        self._prefix = prefix
        self._kept_in_part: set[str] = set()

    def keep_only(self, table: CanonicalTable, which: str) -> None:
        """Let this scope read the rows of a canonical table for which `which` holds, and no others.

        which: a condition in DuckDB's dialect on the table, and on tables that this scope has; no value of a user's.
        """
        columns = ", ".join(f"{table.name}.{column}" for column in table.column_names)
        text = self._scoped(f"SELECT {columns} FROM {table.name} WHERE {which}")  # noqa: S608
        self._view_of_rows(f"{self._prefix}{table.name}", text)
        self._kept_in_part.add(table.name)

    def open_scope(self, name: str) -> "ScopedEngine":
        """Another scope of the whole engine."""
        return self._whole.open_scope(name)

    def scope(self, name: str) -> Engine:
        """A scope of the whole engine; this one for ""."""
        return self._whole.scope(name) if name else self

    def attach(self, table: CanonicalTable, files: Sequence[Path]) -> None:
        """Make a canonical table, for every scope; one of another name, such as a roster, for this scope."""
        own = table if table.name in CANONICAL_TABLES else replace(table, name=self._own(table.name))
        self._whole.attach(own, files)

    def put(self, table: ChoiceTable, rows: Sequence[Sequence[Cell]]) -> None:
        """Make a small table in this scope."""
        self._whole.put(replace(table, name=self._own(table.name)), rows)

    def put_made(self, table: ChoiceTable, made: MadeRows) -> None:
        """Make a small table in this scope."""
        self._whole.put_made(replace(table, name=self._own(table.name)), made)

    def drop(self, name: str) -> None:
        """Forget a table of this scope; a canonical one for every scope."""
        self._whole.drop(self._own(name))

    def close(self) -> None:
        """Nothing: the whole engine lets go of every scope."""

    @property
    def reuse(self) -> Reuse | None:
        """That of the whole engine."""
        return self._whole.reuse

    def text_sent(self, text: str) -> str:
        """The text as the engine is sent it, with this scope's tables."""
        return self._whole.text_sent(self._scoped(text))

    def build(self, name: str, values: Mapping[str, BoundValue] | None = None) -> Ran:
        """Build the table in this scope; one that rests on the claims alone for all scopes that read them whole."""
        return self._whole.build(name, values) if self._is_shared(name) else super().build(name, values)

    def ran_last(self, name: str) -> Ran:
        """How the table was built last, for this scope or for all. KeyError if it was not."""
        return self._whole.ran_last(name) if self._is_shared(name) else super().ran_last(name)

    def _make_inputs(self, run: Query) -> None:
        if self._kept_in_part:
            super()._make_inputs(run)
        else:
            self._whole._make_inputs(run)  # noqa: SLF001  # the scope is a part of it

    def _is_shared(self, name: str) -> bool:
        return name in OF_CLAIMS_ALONE and not self._kept_in_part

    def _own(self, name: str) -> str:
        whole = name in CANONICAL_TABLES.keys() - self._kept_in_part or self._is_shared(name)
        return name if whole else f"{self._prefix}{name}"

    def _scoped(self, text: str) -> str:
        """The text with this scope's tables in place of those of its texts."""
        of_scopes = (name for name in tables_read(text) if name in scoped_names() or name in self._kept_in_part)
        return reading_others(text, {name: own for name in of_scopes if (own := self._own(name)) != name})

    def _build(self, built_from: Query, values: Mapping[str, BoundValue]) -> int:
        own = replace(built_from, name=self._own(built_from.name), text=self._scoped(built_from.text))
        return self._whole._build(own, values)  # noqa: SLF001  # the scope is a part of it

    def _fetch(self, name: str, text: str, values: Mapping[str, BoundValue], most_rows: int | None = None) -> Table:
        return self._whole._fetch(name, self._scoped(text), values, most_rows)  # noqa: SLF001  # the same

    def existing_tables(self, schema: str = "") -> list[ExistingTable]:
        """The user's tables of the whole engine."""
        return self._whole.existing_tables(schema)

    def existing_columns(self, existing: ExistingTable) -> list[tuple[str, str]]:
        """The columns of a user's table."""
        return self._whole.existing_columns(existing)

    def _view_of_rows(self, name: str, text: str, columns: tuple[tuple[str, str], ...] = ()) -> None:
        self._whole._view_of_rows(name, text, columns)  # noqa: SLF001  # the scope is a part of it


#: What stands before the names of a scope's tables, and before the number of one that is held beside its namesakes.
_SCOPE: Final = "scope"
NUMBERED: Final = "__"
_OF_ENGINE: Final = re.compile(rf"^{_SCOPE}\d+_|{NUMBERED}\d+$")
#: What may follow a table that has no alias.
_NO_ALIAS: Final = (
    "ON|USING|WHERE|GROUP|ORDER|HAVING|QUALIFY|WINDOW|LIMIT|UNION|EXCEPT|INTERSECT|JOIN|LEFT|RIGHT|FULL|INNER|CROSS|"
    "SEMI|ANTI|ASOF|NATURAL|POSITIONAL"
)
#: A table that a query reads. Headers name all of them, and tests hold headers against the text by a real parser.
#: Whether the keyword is a word of its own is looked at once it is found: its first letter is looked for fast.
_TABLE_READ: Final = re.compile(
    r"(?P<keyword>(?:FROM|JOIN)(?<!\w\w{4})\s+)(?P<name>[a-z_][a-z0-9_]*)\b(?!\s*[.(])"
    rf"(?P<alias>\s+AS\s+\w+|\s+(?!(?:{_NO_ALIAS})\b)[A-Za-z_]\w*)?"
)


@lru_cache(maxsize=512)
def _read_in(text: str) -> tuple[re.Match[str], ...]:
    return tuple(_TABLE_READ.finditer(text))


def tables_read(text: str) -> list[str]:
    """The tables that a query reads after FROM and JOIN, in order, as often as it reads them."""
    return [match["name"] for match in _read_in(text)]


def reading_others(text: str, others: Mapping[str, str]) -> str:
    """The text reading other tables; each keeps the name by which the text has its columns. others: by name."""
    parts, end = [], 0
    for match in _read_in(text):
        if (name := match["name"]) in others:
            parts += [text[end : match.start()], match["keyword"], others[name], match["alias"] or f" AS {name}"]
            end = match.end()
    return "".join([*parts, text[end:]])


def no_such_schema(schema: str, where: str, others: Iterable[str]) -> ClaimsError:
    """The error of an engine that has no tables of the user's in a schema. where: which tables would count."""
    what = f"there is no schema {schema!r} with tables {where}"
    return ClaimsError(Fault(what, fix=did_you_mean(schema, others)))


def plain_name(name: str) -> str:
    """What a table is called that stands under a name of a scope's, or under one with a number."""
    return _OF_ENGINE.sub("", name)


@cache
def scoped_names() -> frozenset[str]:
    """The tables that stand in scopes: whatever queries build and choices are put into."""
    return frozenset({*all_queries(), *CHOICE_TABLES})


def columns_of(made: Query) -> CanonicalTable:
    """The table that a query builds, described as a canonical one is, so that its rows can come from a file."""
    kinds = {kind.sql: kind for kind in ColumnType if kind is not ColumnType.CODE}
    columns = tuple(Column(name, kinds[column_type], made.grain) for name, column_type in made.columns)
    return CanonicalTable(made.name, made.grain, (), columns)


def as_declared(run: Query, found: Table) -> Table:
    """The same rows with whole numbers as int where the query's header says so; some engines give them as decimals."""
    whole = [column_type in ("INTEGER", "BIGINT") for _, column_type in run.columns]

    def declared(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(
            int(cell) if is_whole and cell is not None else cell for cell, is_whole in zip(row, whole, strict=True)
        )

    return Table(found.columns, tuple(declared(row) for row in found.rows))


def _typed_columns(table: CanonicalTable) -> tuple[tuple[str, str], ...]:
    return tuple((column.name, column.type.sql) for column in table.columns)


def _bound(run: Query, values: Mapping[str, BoundValue] | None) -> dict[str, BoundValue]:
    return {key: (values or {})[key] for key in run.parameters}
