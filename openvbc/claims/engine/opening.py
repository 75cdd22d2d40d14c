"""The engine that a user names in one line."""

import re
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
    "duckdb?memory_limit=1GB&threads=1": "DuckDB inside this process, held to so much memory and so many threads",
}


def open_engine(
    text: str = DUCKDB,
    *,
    memory_limit: str = MEMORY_LIMIT,
    threads: int | None = None,
    progress: Callable[[str], None] | None = None,
) -> Engine:
    """The engine of that name (see ENGINES), open; close it, or use it in a `with`.

    memory_limit and threads are settings of DuckDB ("2GB"; None for one a core), where the name does not say them;
    other engines have settings of their own. ClaimsError if there is no such engine or setting, its package is not
    installed or its server cannot be reached.
    """
    kind, _, rest = text.strip().partition(":")
    kind, asked, settings = kind.partition("?")
    if asked:
        return _opened_with(kind, settings, memory_limit, threads, progress)
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
            fix=f"{did_you_mean(kind, {re.split('[:?]', each)[0] for each in ENGINES})} "
            f"Write one of: {', '.join(ENGINES)}",
        )
    )


def _opened_with(
    kind: str, settings: str, memory_limit: str, threads: int | None, progress: Callable[[str], None] | None
) -> EmbeddedEngine:
    """DuckDB with settings that stand behind a question mark. ClaimsError if there is another engine or setting."""
    told = dict(each.partition("=")[::2] for each in settings.split("&"))
    if kind.lower() != DUCKDB or told.keys() - {"memory_limit", "threads"} or not _is_count(told.get("threads", "1")):
        raise ClaimsError(
            Fault(
                # Settings of another engine may hold a password.
                f"there is no engine with such settings: {kind}?...",
                why="only DuckDB inside this process has settings: memory_limit, and threads, a whole number from 1",
                fix="write for example duckdb?memory_limit=1GB&threads=1",
            )
        )
    return EmbeddedEngine(
        memory_limit=told.get("memory_limit", memory_limit),
        threads=int(told["threads"]) if "threads" in told else threads,
        progress=progress,
    )


def _is_count(text: str) -> bool:
    return text.isdecimal() and int(text) > 0


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
