"""Regions that several tests read, and plain questions to their tables."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import duckdb

from openvbc.claims.synthetic.region import Region, Work, write_region
from openvbc.claims.tables.catalog import CANONICAL_TABLES


@cache
def region(people: int, seed: int) -> Region:
    """A region in a temporary folder, made once a process; the system removes such folders."""
    return write_region(Path(mkdtemp(prefix="openvbc-region-")) / "region", people=people, seed=seed)


def made(folder: Path, people: int, seed: int, work: Work | None = None) -> Region:
    return write_region(folder / f"{people}-{seed}", people=people, seed=seed, work=work or Work(audit=False))


def opened(project: Path) -> duckdb.DuckDBPyConnection:
    """A database with a view for each canonical table of a project; an empty table where there are no rows."""
    connection = duckdb.connect(config={"threads": 1})
    for name, table in CANONICAL_TABLES.items():
        files = sorted(str(file) for file in (project / "tables" / name).glob("*.parquet"))
        if files:
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({files})")  # noqa: S608
        else:
            columns = ", ".join(f"{column.name} {column.type.sql}" for column in table.columns)
            connection.execute(f"CREATE TABLE {name} ({columns})")
    return connection


def asked(connection: duckdb.DuckDBPyConnection, question: str) -> list[tuple[Any, ...]]:
    return connection.execute(question).fetchall()


def digests(project: Path, people: int = 10_000_000) -> dict[str, tuple[Any, ...]]:
    """Rows and a digest of each table, whatever files they stand in; of the first `people` people only."""
    with opened(project) as connection:
        found = {}
        for name, table in CANONICAL_TABLES.items():
            some = ""
            if "person_id" in table.column_names:
                last = asked(connection, "SELECT person_id FROM eligibility GROUP BY ALL ORDER BY ALL")[:people][-1][0]
                some = f"WHERE person_id <= '{last}'"
            question = f"SELECT count(*), sum(CAST(hash(rows) AS HUGEINT)) FROM {name} AS rows {some}"  # noqa: S608
            found[name] = asked(connection, question)[0]
        return found
