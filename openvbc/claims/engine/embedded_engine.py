"""The engine by default: DuckDB inside the process."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import Final

import duckdb

from openvbc.claims.embedded import MEMORY_LIMIT, EmbeddedDatabase, cannot_run
from openvbc.claims.engine.buckets import LINES_A_BUCKET, texts_in_buckets
from openvbc.claims.engine.compiled_rows import CompiledRows
from openvbc.claims.engine.engine import (
    BoundValue,
    Cell,
    Engine,
    ExistingTable,
    MadeRows,
    columns_of,
    no_such_schema,
    plain_name,
    tables_read,
)
from openvbc.claims.engine.kept_counts import key_of
from openvbc.claims.engine.query import JOINED_AS_WRITTEN, Query, all_queries
from openvbc.claims.rows import Table
from openvbc.claims.tables.catalog import create_table_statement
from openvbc.claims.tables.dictionary import CanonicalTable, ChoiceTable
from openvbc.errors import Fault, FileError

#: What a user's DuckDB file is called in the names of its tables: warehouse.main.medical_claim.
_WAREHOUSE: Final = "warehouse"
#: The optimizers that are off for a query that is joined as written.
AS_WRITTEN: Final = "join_order,build_side_probe_side"
#: Of the groups of rows that DuckDB shares out among threads, the size of one.
_ONE_GROUP: Final = 122_880
#: The optimizers that are off besides for a query that reads no table of more rows than one group: they take longer
#: than they save there, and together a fifth of all that such a query takes.
_FOR_MANY_ROWS: Final = frozenset(
    {
        *AS_WRITTEN.split(","),
        "aggregate_reuse",
        "common_aggregate",
        "common_subexpressions",
        "common_subplan",
        "compressed_materialization",
        "deliminator",
        "distinct_aggregate_rewrite",
        "duplicate_groups",
        "grouping_sets",
        "join_elimination",
        "join_filter_pushdown",
        "late_materialization",
        "outer_join_simplification",
        "partial_aggregate_pushdown",
        "redundant_order_keys",
        "regex_range",
        "reorder_filter",
        "sampling_pushdown",
        "scalar_fn_pushdown",
        "type_pushdown",
        "unnest_rewriter",
        "window_self_join",
    }
)
#: Of a query that reads no table of more rows than these, several threads would only wait for each other: on one it
#: takes no longer, and a fifth less of the processor. Of one that reads no table of more than the lesser number,
#: neither costs anything, beside what it takes to change.
FEW_ROWS: Final = 4 * _ONE_GROUP
_NEXT_TO_NONE: Final = 5_000
#: Where a table has more rows than these, what few rows cost is next to nothing beside the others, and DuckDB gives its
#: memory back to the system whenever the number of threads changes: then all queries have all threads.
_MANY_ROWS: Final = 10_000_000
#: About how many bytes of Parquet a row takes.
_BYTES_A_ROW: Final = 16


class EmbeddedEngine(Engine):
    """Counts on an embedded DuckDB. The settings (see EmbeddedDatabase) change no figure.

    path: a file in which the engine keeps what it makes, its own; None keeps it in memory.
    warehouse: a DuckDB file of the user's, opened for reading only, whose tables are the existing ones. FileError if it
    cannot be opened. bucket: see `texts_in_buckets`.
    """

    name = "DuckDB"
    dialect = "duckdb"
    own_place = "in the memory of this process and, where they are large, in a temporary folder"

    def __init__(
        self,
        path: Path | None = None,
        *,
        warehouse: Path | None = None,
        memory_limit: str = MEMORY_LIMIT,
        threads: int | None = None,
        progress: Callable[[str], None] | None = None,
        bucket: int = LINES_A_BUCKET,
    ) -> None:
        super().__init__(progress)
        self._bucket = bucket
        #: Of a user's tables, and of what an earlier engine left, nobody has told how many rows they have.
        self._knows_rows = path is None and warehouse is None
        self._spares_threads = threads is None and self._knows_rows
        self._on_all_threads = False
        self._optimizers_off = ""
        #: How many rows a table has, about; those without any are told apart.
        self._rows: dict[str, int] = {}
        self._empty: set[str] = set()
        self._database = EmbeddedDatabase(
            path, memory_limit=memory_limit, threads=1 if self._spares_threads else threads
        )
        self._connection = self._database.connection
        # Results never lean on the order of rows in a file, so the engine need not keep it.
        self._connection.execute("SET preserve_insertion_order = false")
        # What is there, by name, as VIEW or TABLE: asking the catalog before each of a hundred drops would cost as
        # much as a third of the queries of a small region.
        self._made: dict[str, str] = {} if path is None else self._held_already()
        if warehouse is not None:
            self._open_warehouse(warehouse)

    def attach(self, table: CanonicalTable, files: Sequence[Path]) -> None:
        """Make a canonical table: a view over the Parquet files, whose scan reads only the columns a query needs."""
        self._notice(table)
        self.drop(table.name)
        if not files:
            self._make_empty(table)
            return
        try:
            # A view cannot take bound values, so the files' names are written into it as literals.
            listed = ", ".join(literal(str(file)) for file in files)
            columns = ", ".join(table.column_names)
            self._connection.execute(f"CREATE VIEW {table.name} AS SELECT {columns} FROM read_parquet([{listed}])")  # noqa: S608
            self._made[table.name] = "VIEW"
        except duckdb.Error as error:
            raise cannot_run(plain_name(table.name), error) from None
        self._notice_size(table.name, files)

    def _notice_size(self, name: str, files: Sequence[Path]) -> None:
        self._rows[name] = sum(file.stat().st_size for file in files if file.exists()) // _BYTES_A_ROW

    def _rows_of_largest(self, text: str) -> int:
        """How many rows the largest table has that a query reads, about."""
        return max((self._rows.get(name, 0) for name in tables_read(text)), default=0)

    def _use_threads(self, *, all_of_them: bool) -> None:
        if self._spares_threads and self._on_all_threads != all_of_them:
            self._connection.execute("RESET threads" if all_of_them else "SET threads = 1")
            self._on_all_threads = all_of_them

    def _use_optimizers(self, asked: Query | None, text: str, largest: int) -> None:
        """Switch off what does not serve a query of the package; others that join may need all of them.

        largest: about how many rows the largest table has that it reads.
        """
        if asked is None:
            joins = len(tables_read(text)) > 1
            off = "" if joins else self._optimizers_off
        elif self._knows_rows and largest <= _ONE_GROUP:
            off = self._off_for_few_rows
        else:
            off = AS_WRITTEN if JOINED_AS_WRITTEN in asked.rule else ""
        if self._optimizers_off != off:
            self._connection.execute(f"SET disabled_optimizers = '{off}'")
            self._optimizers_off = off

    @cached_property
    def _off_for_few_rows(self) -> str:
        # Another version of DuckDB may not know one of them.
        known = self._connection.execute("SELECT name FROM duckdb_optimizers()").fetchall()
        return ",".join(sorted(_FOR_MANY_ROWS.intersection(name for (name,) in known)))

    def put(self, table: ChoiceTable, rows: Sequence[Sequence[Cell]]) -> None:
        """Make a small table with these rows."""
        self._notice(table)
        self.drop(table.name)
        if rows:
            # One bound list a column: a row at a time takes seconds for a list of codes.
            lists = ", ".join(f"unnest(CAST(? AS {each.type.sql}[])) AS {each.name}" for each in table.columns)
            by_column = [list(column) for column in zip(*rows, strict=True)]
            self._connection.execute(f"CREATE TABLE {table.name} AS SELECT {lists}", by_column)
            self._made[table.name] = "TABLE"
            self._rows[table.name] = len(rows)
        else:
            self._make_empty(table)

    def put_made(self, table: ChoiceTable, made: MadeRows) -> None:
        """Make a small table with rows that are made for it, once a user: later counts take them as they were."""
        name, columns = plain_name(table.name), [(each.name, each.type.sql) for each in table.columns]
        key = key_of(duckdb.__version__, name, columns, made.made_of)
        if (file := self._compiled.file(key)) is not None:
            self._notice(table)
            self.drop(table.name)
            listed = ", ".join(f"CAST({column} AS {kind}) AS {column}" for column, kind in columns)
            read = f"SELECT {listed} FROM read_parquet({literal(str(file))})"  # noqa: S608
            # Gone in between, or not to be read: what cannot be taken is made.
            with suppress(duckdb.Error):
                self._connection.execute(f"CREATE TABLE {table.name} AS {read}")
                self._made[table.name] = "TABLE"
                return
        self.put(table, made.make())
        self._compiled.add(name, key, partial(self.write_parquet, f"SELECT * FROM {table.name}"))  # noqa: S608

    @cached_property
    def _compiled(self) -> CompiledRows:
        return CompiledRows()

    def drop(self, name: str) -> None:
        """Forget a table or view."""
        if kind := self._made.pop(name, ""):
            self._connection.execute(f"DROP {kind} {name}")
        self._rows.pop(name, None)
        self._empty.discard(name)

    def _make_empty(self, table: CanonicalTable | ChoiceTable) -> None:
        self._connection.execute(create_table_statement(table, table.name))
        self._made[table.name] = "TABLE"
        self._empty.add(table.name)

    def _gives_nothing(self, asked: Query, text: str) -> bool:
        """Whether a query gives no row, because one of its inputs has none: then it need not run.

        text: its own, with the names that its tables have here.
        """
        if not asked.nothing_without:
            return False
        empty = {plain_name(name) for name in tables_read(text) if name in self._empty}
        return not empty.isdisjoint(asked.nothing_without)

    def view_file(self, name: str, path: Path) -> None:
        """Make `name` a view of a file that `write_parquet` wrote."""
        self._view_of_rows(name, f"SELECT * FROM read_parquet({literal(str(path))})")  # noqa: S608
        self._notice_size(name, [path])

    def write_parquet(self, text: str, path: Path) -> None:
        """Write the rows of a query as a Parquet file."""
        # Quick to write and to read: kept counts are made once and read a few times. Without dictionaries, numbers are
        # written in differences, as small and in two thirds of the time.
        settings = "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION snappy, DICTIONARY_SIZE_LIMIT 1"
        self._fetch(path.name, f"COPY ({text}) TO {literal(str(path))} ({settings})", {})

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def text_sent(self, text: str) -> str:
        """The text as it is."""
        return text

    def _build(self, built_from: Query, values: Mapping[str, BoundValue]) -> int:
        name, rows = built_from.name, 0
        if self._gives_nothing(built_from, built_from.text):
            self._make_empty(replace(columns_of(built_from), name=name))
            return 0
        largest = self._rows_of_largest(built_from.text)
        if _NEXT_TO_NONE < largest <= FEW_ROWS:
            self._use_threads(all_of_them=max(self._rows.values()) > _MANY_ROWS)
        # Few rows need not be counted to know that one bucket holds them: a row takes a byte at least.
        in_one = self._knows_rows and largest * _BYTES_A_ROW < self._bucket
        try:
            texts = [built_from.text] if in_one else texts_in_buckets(built_from, partial(self.ask, name), self._bucket)
            for text in texts:
                begin = f"INSERT INTO {name}" if name in self._made else f"CREATE TABLE {name} AS"
                rows += int(self._run(name, f"{begin}\n{text}", values, built_from, largest).rows[0][0])
                self._made[name] = "TABLE"
            self._rows[name] = rows
            if not rows:
                self._empty.add(name)
        except BaseException:
            self.drop(name)  # no table of some buckets only
            raise
        return rows

    def _fetch(self, name: str, text: str, values: Mapping[str, BoundValue], most_rows: int | None = None) -> Table:
        # A named query itself begins with its header; what is asked about one does not.
        asked = all_queries().get(plain_name(name)) if text.startswith("--") else None
        if asked is not None and self._gives_nothing(asked, text):
            return Table(tuple(column for column, _ in asked.columns), ())
        return self._run(name, text, values, asked, self._rows_of_largest(text), most_rows)

    def _run(
        self,
        name: str,
        text: str,
        values: Mapping[str, BoundValue],
        asked: Query | None,
        largest: int,
        most_rows: int | None = None,
    ) -> Table:
        """The rows of a text. largest: about how many the largest table has that it reads."""
        if largest > FEW_ROWS:
            self._use_threads(all_of_them=True)
        self._use_optimizers(asked, text, largest)
        try:
            result = self._connection.execute(text, dict(values))
            columns = tuple(str(column[0]) for column in result.description or ())
            fetched = result.fetchall() if most_rows is None else result.fetchmany(most_rows)
        except duckdb.Error as error:
            raise cannot_run(plain_name(name), error) from None
        return Table(columns, tuple(tuple(row) for row in fetched))

    def _open_warehouse(self, warehouse: Path) -> None:
        try:
            # DuckDB takes no bound value here either.
            self._connection.execute(f"ATTACH {literal(str(warehouse))} AS {_WAREHOUSE} (READ_ONLY)")
        except duckdb.Error as error:
            self.close()
            reason = str(error).splitlines()[0]
            raise FileError(
                Fault(
                    f"this DuckDB file cannot be opened for reading: {reason}",
                    warehouse.name,
                    fix="name a DuckDB file that is there and that no other program holds open for writing",
                )
            ) from None

    def existing_tables(self, schema: str = "") -> list[ExistingTable]:
        """The tables and views of the user's DuckDB file. ClaimsError if there is no such schema."""
        text = (
            "SELECT table_schema, table_name FROM information_schema.tables "  # noqa: S608
            f"WHERE table_catalog = '{_WAREHOUSE}' ORDER BY table_schema, table_name"
        )
        found = [
            (str(each["table_schema"]), str(each["table_name"])) for each in self._fetch("tables", text, {}).records
        ]
        schemas = {each for each, _ in found}
        if schema and schema not in schemas:
            raise no_such_schema(schema, "in this DuckDB file", schemas)
        return [
            ExistingTable(each, table, f"{_WAREHOUSE}.{_quoted(each)}.{_quoted(table)}")
            for each, table in found
            if schema in ("", each)
        ]

    def existing_columns(self, existing: ExistingTable) -> list[tuple[str, str]]:
        """The columns of a table of the user's file."""
        described = self._fetch(str(existing), f"DESCRIBE {existing.name}", {})
        return [(str(row["column_name"]), str(row["column_type"])) for row in described.records]

    def _view_of_rows(self, name: str, text: str, columns: tuple[tuple[str, str], ...] = ()) -> None:
        self.drop(name)
        if columns:
            listed = ", ".join(f"CAST({column} AS {kind}) AS {column}" for column, kind in columns)
            text = f"SELECT {listed} FROM ({text}) AS declared"  # noqa: S608
        self._fetch(name, f"CREATE VIEW {name} AS {text}", {})
        self._made[name] = "VIEW"
        self._rows[name] = self._rows_of_largest(text)

    def _held_already(self) -> dict[str, str]:
        """What an earlier engine left in this one's file."""
        text = "SELECT table_name, table_type FROM information_schema.tables WHERE table_catalog = current_database()"
        return {name: "VIEW" if kind == "VIEW" else "TABLE" for name, kind in self._connection.execute(text).fetchall()}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL writes it, where DuckDB takes no bound value."""
    return "'" + text.replace("'", "''") + "'"
