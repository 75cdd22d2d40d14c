"""Counting on Spark through Spark Connect: a cluster, Databricks, or Sail as a light local stand-in."""

import re
import secrets
import shutil
import socket
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from openvbc.claims.engine.dialect import quoted, translated, type_name, typed
from openvbc.claims.engine.engine import BoundValue, Cell, Engine, ExistingTable
from openvbc.claims.engine.query import Query
from openvbc.claims.engine.spark_client import DataFrame, PySparkException, SparkSession
from openvbc.claims.rows import Table
from openvbc.claims.tables.dictionary import CanonicalTable, ChoiceTable, Column
from openvbc.errors import ClaimsError, Fault

_ADDRESS: Final = re.compile(r"sc://(\[[^\]]+\]|[^:/;]+)(?::(\d+))?(?:/.*)?")
_DEFAULT_PORT: Final = 15002
_SECONDS_TO_CONNECT: Final = 10
_Result = TypeVar("_Result")


class SparkEngine(Engine):
    """Counts on a Spark Connect server.

    remote: "sc://host:port", with "/;token=..." and the like after it as Spark Connect takes them. Built tables are
    saved as `openvbc_...` in the session's current schema and dropped when the engine closes; `working_folder` saves
    them as Parquet in that folder instead, which the server must be able to write and this process to remove.
    Parquet files must stand where the server can read them. ClaimsError if the server cannot be reached.
    """

    name = "Spark"
    dialect = "spark"
    own_place = "as tables called openvbc_ and random digits in the session's current schema, dropped at the end"

    def __init__(
        self,
        remote: str,
        *,
        working_folder: Path | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(progress)
        _check_reachable(remote)
        self._mark = f"openvbc_{secrets.token_hex(6)}"
        self._views: set[str] = set()
        self._saved: dict[str, str] = {}
        self._folder = None if working_folder is None else Path(tempfile.mkdtemp(prefix=self._mark, dir=working_folder))
        try:
            self._session = SparkSession.builder.remote(remote).create()
            # A number that does not fit is an error, never another number (Sail does not heed this).
            self._session.conf.set("spark.sql.ansi.enabled", "true")
        except Exception as error:  # noqa: BLE001  # what gRPC raises is no PySparkException
            raise _unreachable(remote, _reason(error)) from None

    def attach(self, table: CanonicalTable, files: Sequence[Path]) -> None:
        """Make a canonical table: a view over the Parquet files."""
        self._notice(table)
        self.drop(table.name)
        if not files:
            self._empty(table)
            return

        def read() -> DataFrame:
            found: DataFrame = self._session.read.parquet(*(str(file.absolute()) for file in files))
            return found.select(*table.column_names)

        self._view(table.name, read)

    def put(self, table: ChoiceTable, rows: Sequence[Sequence[Cell]]) -> None:
        """Make a small table with these rows."""
        self._notice(table)
        self.drop(table.name)
        if not rows:
            self._empty(table)
            return
        schema = ", ".join(f"{column.name} {_column_type(column)}" for column in table.columns)
        self._view(table.name, lambda: self._session.createDataFrame([tuple(row) for row in rows], schema=schema))

    def drop(self, name: str) -> None:
        """Forget a view, and the saved table behind it."""
        if name in self._views:
            self._try(name, lambda: self._session.catalog.dropTempView(name))
            self._views.discard(name)
        if saved := self._saved.pop(name, None):
            self._try(name, lambda: self._session.sql(f"DROP TABLE IF EXISTS {saved}"))

    def close(self) -> None:
        """Drop what was saved and leave the server."""
        try:
            for name in [*self._saved, *self._views]:
                self.drop(name)
        finally:
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)
            self._session.stop()

    def text_sent(self, text: str) -> str:
        """The text in Spark's dialect."""
        return translated(text, self.dialect)

    def _build(self, built_from: Query, values: Mapping[str, BoundValue]) -> int:
        name = built_from.name
        text = typed(built_from.text, built_from.columns, self.dialect)
        saved = f"{self._mark}_{secrets.token_hex(4)}_{name}"

        def save() -> None:
            writer = self._session.sql(text, args=dict(values)).write.mode("overwrite")
            if self._folder is not None:
                writer = writer.format("parquet").option("path", str(self._folder / saved))
            writer.saveAsTable(saved)

        self._saved[name] = saved
        self._try(name, save)
        self._view(name, lambda: self._session.table(saved))
        return int(self._run(name, f"SELECT count(*) AS counted FROM {name}").value)  # noqa: S608

    def _fetch(self, name: str, text: str, values: Mapping[str, BoundValue], most_rows: int | None = None) -> Table:
        return self._run(name, translated(text, self.dialect), values, most_rows)

    def existing_tables(self, schema: str = "") -> list[ExistingTable]:
        """The tables and views of a schema ("claims" or "catalog.claims"); of the session's current one if none."""
        place = ".".join(f'"{part}"' for part in schema.split(".")) if schema else ""
        listed = f"SHOW TABLES IN {_in_spark(place)}" if place else "SHOW TABLES"
        found = self._try(schema or "tables", lambda: self._session.sql(listed).toArrow().to_pylist())
        return [
            ExistingTable(
                schema or str(each["namespace"]),
                str(each["tableName"]),
                f"{place or quoted(str(each['namespace']), 'duckdb')}.{quoted(str(each['tableName']), 'duckdb')}",
            )
            for each in found
            if not each["isTemporary"]
        ]

    def existing_columns(self, existing: ExistingTable) -> list[tuple[str, str]]:
        """The columns of a table of the user's."""
        found = self._try(str(existing), lambda: self._session.table(_in_spark(existing.name)).schema)
        return [(field.name, field.dataType.simpleString()) for field in found.fields]

    def _view_of_rows(self, name: str, text: str, columns: tuple[tuple[str, str], ...] = ()) -> None:
        self.drop(name)
        said = typed(text, columns, self.dialect) if columns else translated(text, self.dialect)
        self._view(name, lambda: self._session.sql(said))

    def _empty(self, table: CanonicalTable | ChoiceTable) -> None:
        listed = ", ".join(f"CAST(NULL AS {_column_type(column)}) AS {column.name}" for column in table.columns)
        self._view(table.name, lambda: self._session.sql(f"SELECT {listed} WHERE 1 = 0"))

    def _view(self, name: str, rows: Callable[[], DataFrame]) -> None:
        self._try(name, lambda: rows().createOrReplaceTempView(name))
        self._views.add(name)

    def _run(
        self, name: str, text: str, values: Mapping[str, BoundValue] | None = None, most_rows: int | None = None
    ) -> Table:
        def fetch() -> Table:
            found = self._session.sql(text, args=dict(values or {}))
            arrow = (found if most_rows is None else found.limit(most_rows)).toArrow()
            rows = zip(*(column.to_pylist() for column in arrow.columns), strict=True)
            return Table(tuple(arrow.column_names), tuple(rows))

        return self._try(name, fetch)

    def _try(self, name: str, act: Callable[[], _Result]) -> _Result:
        try:
            return act()
        except PySparkException as error:
            raise ClaimsError(
                Fault(f"{self.name} could not run {name}: {_reason(error)}", why="nothing was counted")
            ) from None


def _column_type(column: Column) -> str:
    return type_name(column.type.sql, "spark")


def _in_spark(name: str) -> str:
    return name.replace('"', "`")


def _check_reachable(remote: str) -> None:
    """ClaimsError if nothing listens there. Spark's own client would try again for minutes."""
    address = _ADDRESS.fullmatch(remote)
    if not address:
        raise ClaimsError(Fault("this is no address of a Spark Connect server", fix="write sc://host:port"))
    try:
        port = int(address[2] or _DEFAULT_PORT)
        socket.create_connection((address[1].strip("[]"), port), timeout=_SECONDS_TO_CONNECT).close()
    except (OSError, OverflowError) as error:
        raise _unreachable(remote, str(error)) from None


def _unreachable(remote: str, reason: str) -> ClaimsError:
    # What follows the host may hold a token: it is not shown.
    return ClaimsError(
        Fault(
            f"the Spark Connect server {remote.split(';', maxsplit=1)[0].rstrip('/')} cannot be reached: {reason}",
            why="nothing was counted",
            fix="check that the server runs and that host and port are right",
        )
    )


def _reason(error: Any) -> str:  # noqa: ANN401  # whatever was raised
    return " ".join(str(error).split("\n\nJVM stacktrace")[0].split())[:500]
