"""Counting in a warehouse in the cloud, through its driver: the same queries, in tables of the engine's own.

What every such warehouse asks for is here; how one is opened, what its own words are and how its tables are listed is
said by the engine of each.
"""

import re
import secrets
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Protocol

import duckdb
from sqlglot import exp

from openvbc.claims.embedded import EmbeddedDatabase, cannot_run
from openvbc.claims.engine.dialect import parsed, quoted, said_in, translated, type_name
from openvbc.claims.engine.engine import BoundValue, Cell, Engine, ExistingTable
from openvbc.claims.engine.query import Query, all_queries
from openvbc.claims.rows import Table
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.claims.tables.dictionary import CanonicalTable, ChoiceTable
from openvbc.errors import ClaimsError, Fault
from openvbc.money import rounded

#: How tables of the engine's own begin.
MARK: Final = "openvbc_"
#: The most rows and letters of one INSERT: warehouses take a statement of a megabyte at most.
_MOST_ROWS: Final = 2000
_MOST_LETTERS: Final = 400_000
_DECIMALS: Final = re.compile(r"DECIMAL\(\d+, ?(\d+)\)")


class Cursor(Protocol):
    """A cursor of a driver, as PEP 249 describes it."""

    @property
    def description(self) -> Sequence[Sequence[Any]] | None:
        """The columns of what was asked, each beginning with its name; None where nothing was."""

    def execute(self, text: str, /) -> object:
        """Run one statement."""

    def fetchall(self) -> Sequence[Sequence[Any]]:
        """All rows that are left."""

    def fetchmany(self, size: int, /) -> Sequence[Sequence[Any]]:
        """So many rows, or fewer where there are no more."""


class Connection(Protocol):
    """A connection of a driver, as PEP 249 describes it."""

    def cursor(self) -> Cursor:
        """A new cursor."""

    def close(self) -> None:
        """Leave the warehouse."""


@dataclass(frozen=True)
class Driver:
    """An open connection, and what its driver raises where a statement does not run."""

    connection: Connection
    errors: tuple[type[Exception], ...]


class WarehouseEngine(Engine):
    """Counts in a warehouse in the cloud. Tables of the user's are only read, where they stand.

    What the engine makes is called `openvbc_` and random digits. Values are written into the text, as literals of the
    warehouse's own.
    """

    #: What stands between CREATE and TABLE or VIEW, and behind the name, so that nothing is left for good.
    _made_as: str = ""
    _made_with: str = ""

    def __init__(self, driver: Driver, progress: Callable[[str], None] | None = None) -> None:
        super().__init__(progress)
        self._driver = driver
        self._mark = f"{MARK}{secrets.token_hex(6)}_"
        self._made: dict[str, str] = {}
        self._columns: dict[str, tuple[tuple[str, str], ...]] = {}
        self._listed: dict[str, tuple[str, ...]] = {}
        try:
            self._stands_in = self._own_schema()
        except BaseException:
            driver.connection.close()
            raise

    @abstractmethod
    def _own_schema(self) -> tuple[str, str]:
        """The database or project, and the schema or dataset in it, where this engine's tables stand."""

    def attach(self, table: CanonicalTable, files: Sequence[Path]) -> None:
        """Make an empty canonical table, or another one, such as a roster, from Parquet files.

        ClaimsError for files of claims: people's claims are not sent to a warehouse.
        """
        if files and table.name in CANONICAL_TABLES:
            raise ClaimsError(
                Fault(
                    f"claims of a project folder are not sent to {self.name}",
                    table.name,
                    why="claims of people would leave this machine",
                    fix=f"count them on DuckDB, or load them into {self.name} by its own means and name it in --claims",
                )
            )
        self._notice(table)
        self._new_table(table)
        reader = EmbeddedDatabase()
        try:
            for file in files:
                columns = ", ".join(table.column_names)
                found = reader.connection.execute(f"SELECT {columns} FROM read_parquet(?)", [str(file)])  # noqa: S608
                while rows := found.fetchmany(_MOST_ROWS):
                    self._insert(table, rows)
        except duckdb.Error as error:
            raise cannot_run(table.name, error) from None
        finally:
            reader.close()

    def put(self, table: ChoiceTable, rows: Sequence[Sequence[Cell]]) -> None:
        """Make a small table with these rows."""
        self._notice(table)
        self._new_table(table)
        self._insert(table, rows)

    def drop(self, name: str) -> None:
        """Forget a table or view of the engine's own."""
        self._columns.pop(name, None)
        if kind := self._made.pop(name, None):
            self._run(name, f"DROP {kind} IF EXISTS {self._own(name)}")

    def close(self) -> None:
        """Leave the warehouse, with nothing left behind."""
        try:
            self._leave()
        finally:
            self._driver.connection.close()

    def text_sent(self, text: str) -> str:
        """The text in the warehouse's dialect. Tables have plain names here, and values stand as marks."""
        return translated(text, self.dialect)

    def _leave(self) -> None:
        """Drop what would stay when the connection is closed."""

    def _for_driver(self, text: str) -> str:
        """A statement as its driver takes it."""
        return text

    def _build(self, built_from: Query, values: Mapping[str, BoundValue]) -> int:
        self._make("TABLE", built_from.name, _typed(built_from.text, built_from.columns), values, built_from.columns)
        counted = f"SELECT count(*) AS counted FROM {self._own(built_from.name)}"  # noqa: S608
        return int(self._run(built_from.name, counted).value)

    def _view_of_rows(self, name: str, text: str, columns: tuple[tuple[str, str], ...] = ()) -> None:
        self._make("VIEW", name, _typed(text, columns) if columns else parsed(text), {}, columns)

    def _make(
        self,
        kind: str,
        name: str,
        tree: exp.Expression,
        values: Mapping[str, BoundValue],
        columns: tuple[tuple[str, str], ...],
    ) -> None:
        self.drop(name)
        said = self._said(tree, values)
        self._run(name, f"CREATE {self._made_as}{kind} {self._own(name)}{self._made_with} AS\n{said}")
        self._made[name] = kind
        self._columns[name] = columns

    def _fetch(self, name: str, text: str, values: Mapping[str, BoundValue], most_rows: int | None = None) -> Table:
        tree = parsed(text)
        types = self._types(name, text, tree)
        found = self._run(name, self._said(tree, values), most_rows)
        kinds = [types.get(column, "") for column in found.columns]
        return Table(
            found.columns,
            tuple(tuple(_as_typed(cell, kind) for cell, kind in zip(row, kinds, strict=True)) for row in found.rows),
        )

    def _types(self, name: str, text: str, tree: exp.Select | exp.SetOperation) -> Mapping[str, str]:
        """The types of columns as far as they are said: by a query's header, a cast, or the table that has them."""
        known = all_queries().get(name)
        if known is not None and known.text == text:
            return dict(known.columns)
        tables = [dict(self._columns.get(table.name, ())) for table in tree.find_all(exp.Table)]
        of_tables = {name: kind for each in tables for name, kind in each.items()}
        if any(each.is_star for each in tree.selects):
            return of_tables if len(tables) == 1 else {}
        found = {}
        for each in tree.selects:
            made = each.unalias()
            if isinstance(made, exp.Cast):
                found[each.alias_or_name] = made.to.sql(dialect="duckdb")
            elif isinstance(made, exp.Column) and len({table.get(made.name) for table in tables} - {None}) == 1:
                found[each.alias_or_name] = of_tables[made.name]
        return found

    def _said(self, tree: exp.Expression, values: Mapping[str, BoundValue]) -> str:
        """A query as it is sent: with values in place of their marks, and the engine's tables by their own names."""
        for mark in list(tree.find_all(exp.Parameter, exp.Placeholder)):
            mark.replace(_literal(values[mark.name]))
        within = {each.alias for each in tree.find_all(exp.CTE)}
        for table in list(tree.find_all(exp.Table)):
            if table.db or table.name in within:
                continue
            alias = table.alias or table.name
            catalog, schema = self._stands_in
            table.replace(
                exp.alias_(
                    exp.table_(f"{self._mark}{table.name}", db=schema, catalog=catalog, quoted=True), alias, table=True
                )
            )
        return said_in(tree, self.dialect)

    def _own(self, name: str) -> str:
        return ".".join(quoted(each, self.dialect) for each in (*self._stands_in, f"{self._mark}{name}"))

    def _new_table(self, table: CanonicalTable | ChoiceTable) -> None:
        self.drop(table.name)
        columns = tuple((column.name, column.type.sql) for column in table.columns)
        listed = ", ".join(f"{quoted(name, self.dialect)} {type_name(kind, self.dialect)}" for name, kind in columns)
        self._run(table.name, f"CREATE {self._made_as}TABLE {self._own(table.name)} ({listed}){self._made_with}")
        self._made[table.name] = "TABLE"
        self._columns[table.name] = columns

    def _insert(self, table: CanonicalTable | ChoiceTable, rows: Sequence[Sequence[Any]]) -> None:
        columns = ", ".join(quoted(column.name, self.dialect) for column in table.columns)
        for part in self._parts(rows):
            self._run(table.name, f"INSERT INTO {self._own(table.name)} ({columns}) VALUES\n{part}")

    def _parts(self, rows: Sequence[Sequence[Any]]) -> Iterator[str]:
        """Rows as lists of literals, in parts that a statement can hold."""
        part: list[str] = []
        letters = 0
        for row in rows:
            cells = (str(cell) if type(cell) is int else said_in(_literal(cell), self.dialect) for cell in row)
            said = f"({', '.join(cells)})"
            if part and (len(part) == _MOST_ROWS or letters + len(said) > _MOST_LETTERS):
                yield ",\n".join(part)
                part, letters = [], 0
            part.append(said)
            letters += len(said)
        if part:
            yield ",\n".join(part)

    def _existing(self, stands: Sequence[tuple[str, ...]], schema: str = "") -> list[ExistingTable]:
        """Tables by catalog, schema and name, as the warehouse listed them. schema: as people wrote it."""
        found = []
        for names in stands:
            if names[-1].startswith(MARK):
                continue
            name = ".".join(quoted(each, "duckdb") for each in names)
            self._listed[name] = names
            found.append(ExistingTable(schema or names[1], names[2], name))
        return found

    def _run(self, name: str, text: str, most_rows: int | None = None) -> Table:
        try:
            cursor = self._driver.connection.cursor()
            cursor.execute(self._for_driver(text))
            if not cursor.description:
                return Table((), ())
            rows = cursor.fetchall() if most_rows is None else cursor.fetchmany(most_rows)
        except self._driver.errors as error:
            raise ClaimsError(
                Fault(f"{self.name} could not run {name}: {reason(error)}", why="nothing was counted")
            ) from None
        return Table(tuple(str(column[0]) for column in cursor.description), tuple(tuple(row) for row in rows))


def reason(error: Exception) -> str:
    """What a driver says, on one line that is not too long."""
    return " ".join(str(error).split())[:500]


def text_literal(text: str, dialect: str) -> str:
    """A text as a literal of a dialect."""
    return said_in(exp.Literal.string(text), dialect)


def _literal(value: object) -> exp.Expression:
    match value:
        case None:
            return exp.Null()
        case bool():
            return exp.true() if value else exp.false()
        case int():
            return exp.Literal.number(value)
        case date():
            return exp.cast(exp.Literal.string(value.isoformat()), "DATE")
        case Decimal():
            return exp.cast(exp.Literal.string(str(value)), f"DECIMAL(38,{max(0, -int(value.as_tuple().exponent))})")
    return exp.Literal.string(str(value))


def _typed(text: str, columns: tuple[tuple[str, str], ...]) -> exp.Expression:
    """A query, each of its columns cast to the type that is declared, so that tables have the same types everywhere.

    A column that is NULL in every row has its type in the query already: BigQuery takes it for whole numbers, of which
    it makes no day.
    """
    tree = parsed(text)
    selects = [each for each in tree.find_all(exp.Select) if each.find_ancestor(exp.Select, exp.CTE) is None]
    for select in selects:
        for made, (_, kind) in zip(select.expressions, columns, strict=False):
            if isinstance(made, exp.Alias) and isinstance(made.this, exp.Null):
                made.set("this", exp.cast(exp.Null(), kind, dialect="duckdb"))
    cast = [
        exp.alias_(exp.cast(exp.column(name, quoted=True), kind, dialect="duckdb"), name, quoted=True)
        for name, kind in columns
    ]
    return exp.select(*cast).from_(exp.Subquery(this=tree, alias=exp.TableAlias(this=exp.to_identifier("declared"))))


def _as_typed(cell: Any, kind: str) -> Any:  # noqa: ANN401  # whatever the column holds
    """A cell as the type has it: decimals with all their places, which some drivers leave out."""
    if cell is None or not (decimals := _DECIMALS.fullmatch(kind)):
        return cell
    return rounded(Decimal(cell), int(decimals[1]))
