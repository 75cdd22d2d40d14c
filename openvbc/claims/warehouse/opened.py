"""Claims opened to be counted, wherever they are: a project folder's, or tables where they stand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256

from openvbc.claims.audits.audit import audit_tables
from openvbc.claims.engine.opening import DUCKDB, open_engine
from openvbc.claims.findings import raise_blocking
from openvbc.claims.project.counting import counting_on
from openvbc.claims.project.project import open_project
from openvbc.claims.project.require_clean import require_sound
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.claims.warehouse.claims import OpenClaims
from openvbc.claims.warehouse.place import ClaimsPlace, TablesPlace
from openvbc.claims.warehouse.tables import attach_tables, refuse_changed_tables
from openvbc.errors import ClaimsError, Fault


@contextmanager
def open_claims(
    place: ClaimsPlace,
    engine: str = DUCKDB,
    progress: Callable[[str], None] | None = None,
    *,
    recount: bool = False,
    unsound_is_told: bool = False,
) -> Iterator[OpenClaims]:
    """Open claims: a project's on the engine that is named, tables on the one where they stand.

    recount: count anew what a project's kept counts hold; tables where they stand are always counted anew.
    unsound_is_told: what stops a count is told in `unsound`, and nothing is raised. ClaimsError with every finding that
    stops a count; FileError and ClaimsError where the place cannot be read, or where it changed while it was counted.
    """
    if isinstance(place, TablesPlace):
        with _open_tables(place, engine, progress, unsound_is_told=unsound_is_told) as found:
            yield found
        return
    project = open_project(place)
    findings, unsound = project.findings, tuple[Fault, ...]()
    try:
        findings = require_sound(project)
    except ClaimsError as error:
        if not unsound_is_told:
            raise
        unsound = error.faults
    with counting_on(project, engine, recount=recount, progress=progress) as counting:
        yield OpenClaims(
            counting,
            findings,
            unsound,
            project.source_files,
            project.counted_files,
            project.fingerprint,
            {name: project.rows(name) for name in CANONICAL_TABLES},
            project.manifest.standing,
        )


@contextmanager
def _open_tables(
    place: TablesPlace, engine: str, progress: Callable[[str], None] | None, *, unsound_is_told: bool
) -> Iterator[OpenClaims]:
    if engine not in (DUCKDB, place.engine):
        what = f"tables are counted where they stand ({place}), not on another engine"
        raise ClaimsError(Fault(what, fix="leave out --engine, or load the claims into a project (openvbc load)"))
    with open_engine(place.engine, progress=progress) as counting:
        tables = attach_tables(counting, place)
        findings, unsound = (*tables.findings, *audit_tables(counting, progress)), tuple[Fault, ...]()
        try:
            raise_blocking(findings)
        except ClaimsError as error:
            if not unsound_is_told:
                raise
            unsound = error.faults
        told = "".join(each.sha256 for each in tables.digests)
        yield OpenClaims(
            counting,
            findings,
            unsound,
            tables.digests,
            tables.digests,
            sha256(told.encode()).hexdigest(),
            {name: tables.rows.get(name, 0) for name in CANONICAL_TABLES},
            (),
        )
        refuse_changed_tables(counting, tables)
