"""The engine by default: DuckDB inside the process."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import duckdb

from openvbc.claims.embedded import MEMORY_LIMIT, EmbeddedDatabase, cannot_run
from openvbc.claims.engine.engine import BoundValue, Cell, Engine
from openvbc.claims.engine.query import Query, query
from openvbc.claims.rows import Table
from openvbc.claims.tables.catalogue import create_table_statement
from openvbc.claims.tables.dictionary import CanonicalTable, ChoiceTable


class EmbeddedEngine(Engine):
    """Counts on an embedded DuckDB. The settings (see EmbeddedDatabase) change no figure."""

    name = "DuckDB"
    dialect = "duckdb"

    def __init__(
        self,
        path: Path | None = None,
        *,
        memory_limit: str = MEMORY_LIMIT,
        threads: int | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(progress)
        self._database = EmbeddedDatabase(path, memory_limit=memory_limit, threads=threads)
        self._connection = self._database.connection
        # Results never lean on the order of rows in a file, so the engine need not keep it.
        self._connection.execute("SET preserve_insertion_order = false")

    def attach(self, table: CanonicalTable, files: Sequence[Path]) -> None:
        """Make a canonical table: a view over the Parquet files, whose scan reads only the columns a query needs."""
        self.drop(table.name)
        if not files:
            self._connection.execute(create_table_statement(table, table.name))
            return
        try:
            # A view cannot take bound values, so the files' names are written into it as literals.
            listed = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
            columns = ", ".join(table.column_names)
            self._connection.execute(f"CREATE VIEW {table.name} AS SELECT {columns} FROM read_parquet([{listed}])")  # noqa: S608
        except duckdb.Error as error:
            raise cannot_run(table.name, error) from None

    def put(self, table: ChoiceTable, rows: Sequence[Sequence[Cell]]) -> None:
        """Make a small table with these rows."""
        self.drop(table.name)
        self._connection.execute(create_table_statement(table, table.name))
        if rows:
            marks = ", ".join("?" for _ in table.columns)
            self._connection.executemany(f"INSERT INTO {table.name} VALUES ({marks})", [list(row) for row in rows])  # noqa: S608

    def rows(self, name: str, values: Mapping[str, BoundValue] | None = None, *, most_rows: int | None = None) -> Table:
        """Run the query `name` and give its rows."""
        run = query(name)
        bound = {key: (values or {})[key] for key in run.parameters}
        return self._fetch(name, run.text, bound, most_rows)

    def table(self, name: str, *, order_by: Sequence[str] = (), most_rows: int | None = None) -> Table:
        """The rows of a table that is there."""
        ordered = f" ORDER BY {', '.join(order_by)}" if order_by else ""
        return self._fetch(name, f"SELECT * FROM {name}{ordered}", {}, most_rows)  # noqa: S608

    def drop(self, name: str) -> None:
        """Forget a table or view."""
        kinds = self._connection.execute(
            "SELECT table_type FROM information_schema.tables WHERE table_name = $name", {"name": name}
        ).fetchall()
        for (kind,) in kinds:
            self._connection.execute(f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} {name}")

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _build(self, built_from: Query, values: Mapping[str, BoundValue]) -> int:
        text = f"CREATE TABLE {built_from.name} AS\n{built_from.text}"
        found = self._fetch(built_from.name, text, values, None)
        return int(found.rows[0][0])

    def _fetch(self, name: str, text: str, values: Mapping[str, BoundValue], most_rows: int | None) -> Table:
        try:
            result = self._connection.execute(text, dict(values))
            columns = tuple(str(column[0]) for column in result.description or ())
            fetched = result.fetchall() if most_rows is None else result.fetchmany(most_rows)
        except duckdb.Error as error:
            raise cannot_run(name, error) from None
        return Table(columns, tuple(tuple(row) for row in fetched))
