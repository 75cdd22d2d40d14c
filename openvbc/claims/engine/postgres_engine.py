"""Counting on PostgreSQL (15 or newer): the same queries, in a schema of the engine's own that goes when it closes."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import psycopg
from psycopg import sql

from openvbc.claims.embedded import EmbeddedDatabase, cannot_run
from openvbc.claims.engine.dialect import quoted, translated, type_name, typed
from openvbc.claims.engine.engine import BoundValue, Cell, Engine, ExistingTable, no_such_schema
from openvbc.claims.engine.query import JOINED_AS_WRITTEN, Query
from openvbc.claims.rows import Table
from openvbc.claims.tables.dictionary import CanonicalTable, ChoiceTable, Column, ColumnType
from openvbc.claims.work_folder import WorkFolder
from openvbc.errors import ClaimsError, Fault

_CHUNK: Final = 1 << 20
#: Settings for a query that is joined as written.
_AS_WRITTEN: Final = {"join_collapse_limit": "1", "enable_nestloop": "off"}
_OLDEST_SERVER: Final = 150000


class PostgresEngine(Engine):
    """Counts on a PostgreSQL server.

    dsn: "postgresql://user@host:port/database" or what else libpq takes. Everything that the engine makes stands in
    a new schema `openvbc_...`; other schemas are only read. ClaimsError if the server cannot be
    reached or does not allow a schema to be made.
    """

    name = "PostgreSQL"
    dialect = "postgres"
    own_place = "in a schema of their own, called openvbc_ and twelve random digits, which is dropped at the end"

    def __init__(self, dsn: str, *, progress: Callable[[str], None] | None = None) -> None:
        super().__init__(progress)
        self._schema = f"openvbc_{secrets.token_hex(6)}"
        try:
            # Values are put into the text by the client: CREATE TABLE AS takes none from the server's side.
            self._connection: psycopg.Connection[tuple[Any, ...]] = psycopg.connect(
                dsn, autocommit=True, connect_timeout=10, cursor_factory=psycopg.ClientCursor
            )
        except psycopg.Error as error:
            raise ClaimsError(
                Fault(
                    f"PostgreSQL cannot be reached: {_reason(error)}",
                    why="nothing was counted",
                    fix="check that the server runs and that host, port, database, user and password are right",
                )
            ) from None
        try:
            self._make_schema()
        except BaseException:
            self._connection.close()
            raise

    def attach(self, table: CanonicalTable, files: Sequence[Path]) -> None:
        """Copy the Parquet files into a table, file by file."""
        self._notice(table)
        self.drop(table.name)
        self._create(table)
        with WorkFolder() as folder:
            reader = EmbeddedDatabase()
            try:
                for file in files:
                    text_file = folder.path / "rows.csv"
                    _write_as_text(reader, table, file, text_file)
                    self._copy_in(table, text_file)
            finally:
                reader.close()
        self._run(table.name, f"ANALYZE {self._own(table.name)}")

    def put(self, table: ChoiceTable, rows: Sequence[Sequence[Cell]]) -> None:
        """Make a small table with these rows."""
        self._notice(table)
        self.drop(table.name)
        self._create(table)
        try:
            with self._connection.cursor().copy(f"COPY {self._own(table.name)} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        except psycopg.Error as error:
            raise _cannot_run(table.name, error) from None
        self._run(table.name, f"ANALYZE {self._own(table.name)}")

    def drop(self, name: str) -> None:
        """Forget a table or view of the engine's own schema."""
        found = self._run(
            name,
            "SELECT table_type FROM information_schema.tables "
            "WHERE table_schema = %(schema)s AND table_name = %(name)s",
            {"schema": self._schema, "name": name},
        )
        for (kind,) in found.rows:
            self._run(name, f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} {self._own(name)} CASCADE")

    def close(self) -> None:
        """Drop the schema and leave the server. Nothing happens if the server is gone: it has no one to tell."""
        if self._connection.closed:
            return
        try:
            self._connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(self._schema)))
        except psycopg.OperationalError:
            pass
        finally:
            self._connection.close()

    def text_sent(self, text: str) -> str:
        """The text in PostgreSQL's dialect."""
        return translated(text, self.dialect)

    def _build(self, built_from: Query, values: Mapping[str, BoundValue]) -> int:
        text = typed(built_from.text, built_from.columns, self.dialect)
        own = self._own(built_from.name)
        # Unlogged: a table that goes when the engine closes need not outlive a crash of the server.
        settings = _AS_WRITTEN if JOINED_AS_WRITTEN in built_from.rule else {}
        for setting, value in settings.items():
            self._run(built_from.name, f"SET {setting} = {value}")
        try:
            self._run(built_from.name, f"CREATE UNLOGGED TABLE {own} AS\n{text}", values)
        finally:
            for setting in settings:
                self._run(built_from.name, f"RESET {setting}")
        self._run(built_from.name, f"ANALYZE {own}")
        return int(self._run(built_from.name, f"SELECT count(*) FROM {own}").value)  # noqa: S608

    def _fetch(self, name: str, text: str, values: Mapping[str, BoundValue], most_rows: int | None = None) -> Table:
        return self._run(name, translated(text, self.dialect), values, most_rows)

    def existing_tables(self, schema: str = "") -> list[ExistingTable]:
        """The tables and views, also materialized ones, of other schemas. ClaimsError if there is no such schema."""
        found = self._run(
            "tables",
            "SELECT nspname, relname FROM pg_catalog.pg_class INNER JOIN pg_catalog.pg_namespace "
            "ON pg_namespace.oid = pg_class.relnamespace WHERE relkind IN ('r', 'p', 'v', 'm', 'f') "
            "AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND nspname NOT LIKE 'openvbc\\_%%' "
            "ORDER BY nspname, relname",
            {},
        ).rows
        schemas = {str(each) for each, _ in found}
        if schema and schema not in schemas:
            raise no_such_schema(schema, "in this database", schemas)
        return [
            ExistingTable(each, table, f"{quoted(each, self.dialect)}.{quoted(table, self.dialect)}")
            for each, table in found
            if schema in ("", each)
        ]

    def existing_columns(self, existing: ExistingTable) -> list[tuple[str, str]]:
        """The columns of a table of another schema."""
        try:
            cursor = self._connection.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(_trusted(existing.name)))
        except psycopg.Error as error:
            raise _cannot_run(str(existing), error) from None
        return [(column.name, column.type_display) for column in cursor.description or ()]

    def _view_of_rows(self, name: str, text: str, columns: tuple[tuple[str, str], ...] = ()) -> None:
        self.drop(name)
        said = typed(text, columns, self.dialect) if columns else translated(text, self.dialect)
        self._run(name, f"CREATE VIEW {self._own(name)} AS {said}", {})

    def _make_schema(self) -> None:
        if self._connection.info.server_version < _OLDEST_SERVER:
            version = self._connection.info.server_version // 10000
            raise ClaimsError(Fault(f"this is PostgreSQL {version}", fix="count on PostgreSQL 15 or newer"))
        try:
            schema = sql.Identifier(self._schema)
            self._connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
            # Only this schema: a table that was not built yet is never mistaken for one of the user's.
            self._connection.execute(sql.SQL("SET search_path TO {}").format(schema))
        except psycopg.Error as error:
            raise ClaimsError(
                Fault(
                    f"PostgreSQL does not allow a schema of OpenVBC's own: {_reason(error)}",
                    why="tables that are built on the way to a figure stand in it until the engine is closed",
                    fix="GRANT CREATE ON DATABASE to this user, or count on another database of the same server",
                )
            ) from None

    def _own(self, name: str) -> str:
        return f"{self._schema}.{name}"

    def _create(self, table: CanonicalTable | ChoiceTable) -> None:
        columns = ", ".join(f"{column.name} {_column_type(column)}" for column in table.columns)
        self._run(table.name, f"CREATE UNLOGGED TABLE {self._own(table.name)} ({columns})")

    def _copy_in(self, table: CanonicalTable, text_file: Path) -> None:
        statement = f"COPY {self._own(table.name)} FROM STDIN (FORMAT csv, NULL '\\N')"
        try:
            with text_file.open("rb") as rows, self._connection.cursor().copy(statement) as copy:
                while chunk := rows.read(_CHUNK):
                    copy.write(chunk)
        except psycopg.Error as error:
            raise _cannot_run(table.name, error) from None

    def _run(
        self, name: str, text: str, values: Mapping[str, BoundValue] | None = None, most_rows: int | None = None
    ) -> Table:
        try:
            cursor = self._connection.execute(_trusted(text), values)
            if cursor.description is None:
                return Table((), ())
            fetched = cursor.fetchall() if most_rows is None else cursor.fetchmany(most_rows)
        except psycopg.Error as error:
            raise _cannot_run(name, error) from None
        return Table(tuple(column.name for column in cursor.description), tuple(fetched))


def _trusted(text: str) -> sql.SQL:
    """Text of the program's own files, or a name that was checked: never a value."""
    return sql.SQL(text)


def _column_type(column: Column) -> str:
    name = type_name(column.type.sql, "postgres")
    return f'{name} COLLATE "C"' if name == "TEXT" else name


def _write_as_text(reader: EmbeddedDatabase, table: CanonicalTable, file: Path, text_file: Path) -> None:
    """Write a Parquet file's rows as delimited text: every text in quotes, so that '' and NULL stay apart."""
    columns = ", ".join(table.column_names)
    source, target = (str(path).replace("'", "''") for path in (file, text_file))
    texts = ", ".join(column.name for column in table.columns if column.type in (ColumnType.TEXT, ColumnType.CODE))
    quoted = f", FORCE_QUOTE ({texts})" if texts else ""  # a table of numbers alone has no text
    try:
        reader.connection.execute(
            f"COPY (SELECT {columns} FROM read_parquet('{source}')) TO '{target}' "  # noqa: S608
            f"(FORMAT csv, HEADER false, NULLSTR '\\N'{quoted})"
        )
    except duckdb.Error as error:
        raise cannot_run(table.name, error) from None


def _reason(error: psycopg.Error) -> str:
    return " ".join(str(error).split("\nLINE")[0].split())


def _cannot_run(name: str, error: psycopg.Error) -> ClaimsError:
    return ClaimsError(Fault(f"PostgreSQL could not run {name}: {_reason(error)}", why="nothing was counted"))
