"""What rests on the claims alone, made once when they are loaded: a count then reads numbers instead of texts.

They are dictionaries (people, claims, combinations of codes, identities that bill, diagnoses) and the lines of claims
in their numbers. A project without them is counted the same: whoever counts makes what is asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import duckdb

from openvbc.claims.embedded import EmbeddedDatabase, cannot_run
from openvbc.claims.engine.embedded_engine import AS_WRITTEN, FEW_ROWS, literal
from openvbc.claims.engine.named_queries import OF_CLAIMS_ALONE, of_claims_digest
from openvbc.claims.engine.query import JOINED_AS_WRITTEN, query
from openvbc.claims.project.manifest import NUMBERS, KeptTable, OfClaims, parts_digest
from openvbc.claims.project.parts import StagedPart, stage_of_claims
from openvbc.claims.tables.catalog import CANONICAL_TABLES, create_table_statement

#: Claims of fewer lines are put in numbers when they are counted, which takes less than a tenth of a second.
LEAST_LINES: Final = 10_000


def make_of_claims(
    files: Mapping[str, Sequence[Path]], folder: Path, load: int, *, memory_limit: str, threads: int | None
) -> list[StagedPart]:
    """Make every table that rests on the claims alone, each as a part that does not count yet.

    files: the Parquet files of each canonical table as they will stand; load: the load that makes them stand so. None
    is made of few lines. FileError if they cannot be written; then nothing of them is left.
    """
    staged: list[StagedPart] = []
    with closing(EmbeddedDatabase(memory_limit=memory_limit, threads=threads)) as database:
        connection = database.connection
        for table in CANONICAL_TABLES.values():
            if files[table.name]:
                _see(connection, table.name, files[table.name])
            else:
                connection.execute(create_table_statement(table, table.name))
        ((lines,),) = connection.execute("SELECT count(*) FROM medical_claim").fetchall()
        if lines < LEAST_LINES:
            return []
        if lines <= FEW_ROWS:
            # Several threads would only wait for each other, and write the rows in another order each time.
            connection.execute("SET threads = 1")
        for name in OF_CLAIMS_ALONE:
            off = AS_WRITTEN if JOINED_AS_WRITTEN in query(name).rule else ""
            connection.execute(f"SET disabled_optimizers = '{off}'")
            staged.append(stage_of_claims(connection, query(name), folder, load))
            _see(connection, name, [staged[-1].draft])
    return staged


def kept_of_claims(staged: Iterable[StagedPart], made_from: Mapping[str, KeptTable]) -> OfClaims:
    """What the manifest says of them. made_from: the canonical tables as they stand with the load."""
    tables = {each.table: KeptTable(each.part.rows, (each.part,)) for each in staged if each.room == NUMBERS}
    return OfClaims(of_claims_digest() if tables else "", tables, parts_digest(made_from) if tables else "")


def _see(connection: duckdb.DuckDBPyConnection, name: str, files: Sequence[Path]) -> None:
    # A view takes no bound value, so the files' names are written into it as literals.
    listed = ", ".join(literal(str(file)) for file in files)
    try:
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet([{listed}])")  # noqa: S608
    except duckdb.Error as error:
        raise cannot_run(name, error) from None
