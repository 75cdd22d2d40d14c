"""A stand-in for Snowflake and BigQuery: what they are sent is read in their dialect, and run on DuckDB.

It answers as their drivers do: Snowflake's gives numbers without decimals as int, BigQuery's leaves zeros behind the
point out. What it cannot tell is whether the warehouse itself would take the statement and mean the same by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import duckdb
import sqlglot
from sqlglot import exp

from openvbc.claims.engine.bigquery_engine import BigQueryAddress, BigQueryEngine
from openvbc.claims.engine.snowflake_engine import SnowflakeEngine
from openvbc.claims.engine.warehouse_engine import Driver, WarehouseEngine

#: The widest exact number of each of BigQuery's types that DuckDB holds.
_WIDEST = exp.DataType.build("DECIMAL(38, 9)", dialect="duckdb")
#: The types of columns as Snowflake words them.
_SNOWFLAKE_WORDS = {"VARCHAR": "TEXT", "INTEGER": "NUMBER", "BIGINT": "NUMBER", "DOUBLE": "FLOAT"}
_BIGQUERY_WORDS = {"VARCHAR": "STRING", "INTEGER": "INT64", "BIGINT": "INT64", "DOUBLE": "FLOAT64", "BOOLEAN": "BOOL"}


class StandInError(Exception):
    """What the stand-in's driver raises."""


@dataclass
class StandIn:
    """A database of that dialect: `WORK.SCRATCH` on Snowflake, `work.scratch` on BigQuery, for what the engine makes.

    sent: every statement, as it came.
    """

    dialect: str
    sent: list[str] = field(default_factory=list)
    is_closed: bool = False

    def __post_init__(self) -> None:
        self.duckdb = duckdb.connect(config={"threads": 1})
        self.database, schema = ("WORK", "SCRATCH") if self.dialect == "snowflake" else ("work", "scratch")
        self.duckdb.execute(f"ATTACH ':memory:' AS {self.database}")
        self.duckdb.execute(f"CREATE SCHEMA {self.database}.{schema}")
        self.duckdb.execute(f"USE {self.database}.{schema}")

    def cursor(self) -> "StandInCursor":
        return StandInCursor(self)

    def close(self) -> None:
        self.is_closed = True


def open_on(stand_in: StandIn) -> WarehouseEngine:
    """The engine of its dialect, on a stand-in."""
    driver = Driver(stand_in, (StandInError,))
    if stand_in.dialect == "snowflake":
        return SnowflakeEngine(driver)
    return BigQueryEngine(driver, BigQueryAddress("work", "scratch"))


class StandInCursor:
    """A cursor on the stand-in."""

    def __init__(self, database: StandIn) -> None:
        self._database = database
        self._rows: list[tuple[Any, ...]] = []
        self.description: Sequence[Sequence[Any]] | None = None

    def execute(self, text: str) -> None:
        database = self._database
        database.sent.append(text)
        try:
            answered = self._asked_of_session(text) or self._listed(text)
            if answered is None:
                found = database.duckdb.execute(as_duckdb(text, database.dialect))
                answered = [column[0] for column in found.description or ()], found.fetchall()
        except (duckdb.Error, sqlglot.errors.SqlglotError) as error:
            raise StandInError(str(error)) from error
        names, rows = answered
        self.description = [(name,) for name in names]
        self._rows = [tuple(self._as_driver(cell) for cell in row) for row in rows]

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self.fetchmany(len(self._rows))

    def fetchmany(self, size: int) -> list[tuple[Any, ...]]:
        given, self._rows = self._rows[:size], self._rows[size:]
        return given

    def _as_driver(self, cell: Any) -> Any:  # noqa: ANN401  # whatever the column holds
        if not isinstance(cell, Decimal):
            return cell
        if self._database.dialect == "bigquery":
            return Decimal(f"{cell.normalize():f}")
        return int(cell) if cell.as_tuple().exponent == 0 else cell

    def _asked_of_session(self, text: str) -> tuple[list[str], list[tuple[Any, ...]]] | None:
        return (["database", "schema"], [("WORK", "SCRATCH")]) if "CURRENT_DATABASE()" in text else None

    def _listed(self, text: str) -> tuple[list[str], list[tuple[Any, ...]]] | None:
        """What an INFORMATION_SCHEMA says, in the words of the warehouse."""
        if "information_schema" not in text.lower():
            return None
        tree = sqlglot.parse_one(text, dialect=self._database.dialect)
        if self._database.dialect == "bigquery":
            (table,) = tree.find_all(exp.Table)
            project, dataset, name = table.catalog, table.db, table.name.rpartition(".")[2].lower()
            table.replace(exp.table_(name, db="information_schema", catalog="system"))
            assert isinstance(tree, exp.Select)
            tree = tree.where(f"table_catalog = '{project}' AND table_schema = '{dataset}'")
        else:
            for table in tree.find_all(exp.Table):
                table.set("catalog", exp.to_identifier("system"))
        found = self._database.duckdb.execute(tree.sql(dialect="duckdb"))
        names = [column[0] for column in found.description or ()]
        return names, [tuple(self._worded(cell) for cell in row) for row in found.fetchall()]

    def _worded(self, cell: Any) -> Any:  # noqa: ANN401  # whatever the column holds
        if self._database.dialect == "bigquery":
            word = _BIGQUERY_WORDS.get(cell, cell)
            return str(word).replace("DECIMAL", "NUMERIC") if isinstance(word, str) else word
        return "NUMBER" if str(cell).startswith("DECIMAL") else _SNOWFLAKE_WORDS.get(cell, cell)


def as_duckdb(text: str, dialect: str) -> str:
    """A statement of a dialect as DuckDB runs it."""
    (tree,) = sqlglot.parse(text.replace("%%", "%") if dialect == "bigquery" else text, dialect=dialect)
    assert tree is not None
    for properties in list(tree.find_all(exp.Properties)):
        properties.pop()  # temporary, or with an end: here all of it goes with the process
    if dialect == "bigquery":
        for kind in list(tree.find_all(exp.DataType)):
            if kind.this in (exp.DType.DECIMAL, exp.DType.BIGDECIMAL) and not kind.expressions:
                kind.replace(_WIDEST.copy())
    return tree.sql(dialect="duckdb")
