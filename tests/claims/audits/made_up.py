"""Made-up tables for the audits: rows go straight into an engine, each saying how it differs from a sound one."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from openvbc.claims.audits.audit import audit_tables
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.findings import Finding
from openvbc.claims.readers.account import LoadOptions
from openvbc.claims.readers.reading import Workplace
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from tests.claims.project.tiny import fill, write

#: Rows by table; each row says only how it differs from the usual one.
Rows = Mapping[str, Sequence[Mapping[str, str]]]

#: A small world in which nothing is odd.
SOUND: Rows = {
    "eligibility": ({},),
    "medical_claim": ({},),
    "claim_diagnosis": ({},),
    "claim_procedure": ({},),
    "pharmacy_claim": ({},),
    "provider_attribution": ({},),
    "provider_designation": ({},),
    "provider": ({},),
}


def audited(folder: Path, rows: Rows) -> dict[str, Finding]:
    """What the audits find in these rows, by audit; tables not named are the sound ones."""
    with engine_with(folder, {**SOUND, **rows}) as engine:
        return {found.audit: found for found in audit_tables(engine)}


def engine_with(folder: Path, rows: Rows) -> EmbeddedEngine:
    """An engine with these rows in its canonical tables, which are written as a reader would fill them."""
    place = Workplace(threads=1)
    engine = EmbeddedEngine(threads=1)
    for name, table in CANONICAL_TABLES.items():
        files = []
        if rows.get(name):
            fill(place, table, write(folder, name, *rows[name]), LoadOptions("tiny"))
            parquet = folder / f"{name}.parquet"
            columns = ", ".join(
                f"coalesce({each.name}, '') AS {each.name}" if each.type.sql == "VARCHAR" else each.name
                for each in table.columns
            )
            place.connection.execute(f"COPY (SELECT {columns} FROM loaded_{name}) TO '{parquet}'")  # noqa: S608
            files.append(parquet)
        engine.attach(table, files)
    place.close()
    return engine
