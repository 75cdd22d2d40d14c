"""The engine that a user names in one line."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from openvbc.claims.embedded import MEMORY_LIMIT
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import Engine
from openvbc.errors import ClaimsError, Fault, did_you_mean

#: The engine where none is named.
DUCKDB: Final = "duckdb"
#: How an engine is named, with what it is.
ENGINES: Final = {
    "duckdb": "DuckDB inside this process",
    "duckdb:FILE": "the same, with a DuckDB file of yours open for reading",
    "postgresql://user@host:port/database": "a PostgreSQL server",
    "sc://host:port": "a Spark Connect server: a Spark cluster or Databricks",
    "sail": "Sail, a light stand-in for Spark, inside this process",
    "snowflake://CONNECTION/DATABASE/SCHEMA": "Snowflake, by a connection of its connections.toml",
    "bigquery://PROJECT/DATASET": "BigQuery, with Google's application default credentials",
}


def open_engine(
    text: str = DUCKDB,
    *,
    memory_limit: str = MEMORY_LIMIT,
    threads: int | None = None,
    progress: Callable[[str], None] | None = None,
) -> Engine:
    """The engine of that name (see ENGINES), open; close it, or use it in a `with`.

    memory_limit and threads are settings of DuckDB ("2GB"; None for one a core); other engines have settings of their
    own. ClaimsError if there is no such engine, its package is not installed or its server cannot be reached.
    """
    kind, _, rest = text.strip().partition(":")
    match kind.lower():
        case "duckdb" if not rest:
            return EmbeddedEngine(memory_limit=memory_limit, threads=threads, progress=progress)
        case "duckdb":
            return EmbeddedEngine(warehouse=Path(rest), memory_limit=memory_limit, threads=threads, progress=progress)
        case "postgresql" | "postgres" if rest.startswith("//"):
            return _loaded("postgres_engine", "PostgreSQL", "postgres").PostgresEngine(text.strip(), progress=progress)  # type: ignore[no-any-return]
        case "sc" if rest.startswith("//"):
            return _loaded("spark_engine", "Spark", "spark").SparkEngine(text.strip(), progress=progress)  # type: ignore[no-any-return]
        case "sail" if not rest:
            return _loaded("sail_engine", "Sail", "spark").SailEngine(progress=progress)  # type: ignore[no-any-return]
        case "snowflake" if rest.startswith("//"):
            return _loaded("snowflake_driver", "Snowflake", "snowflake").open_snowflake(text.strip(), progress=progress)  # type: ignore[no-any-return]
        case "bigquery" if rest.startswith("//"):
            return _loaded("bigquery_driver", "BigQuery", "bigquery").open_bigquery(text.strip(), progress=progress)  # type: ignore[no-any-return]
    raise ClaimsError(
        Fault(
            # Only what stands before the colon: what follows may hold a password.
            f"there is no engine called {kind!r}",
            why="it would decide where claims are counted",
            fix=f"{did_you_mean(kind, [each.partition(':')[0] for each in ENGINES])} "
            f"Write one of: {', '.join(ENGINES)}",
        )
    )


def _loaded(module: str, engine: str, extra: str) -> Any:  # noqa: ANN401  # a module
    """A module of this folder whose packages need not be there. ClaimsError says what to install."""
    try:
        return import_module(f"openvbc.claims.engine.{module}")
    except ImportError as error:
        raise ClaimsError(
            Fault(
                f"counting on {engine} needs a package that is not installed: {error.name or error}",
                why="only DuckDB comes with OpenVBC itself",
                fix=f"run: pip install 'openvbc[{extra}]'",
            )
        ) from None
