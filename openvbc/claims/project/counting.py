"""A project folder on an engine, while something is counted: what was counted from it before is not counted again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.keeping_engine import KeepingEngine
from openvbc.claims.engine.kept_counts import Held, KeptCounts, held_in, without_counts
from openvbc.claims.engine.opening import open_engine
from openvbc.claims.project.manifest import COUNTS, read_manifest, seal_of
from openvbc.claims.project.project import Project
from openvbc.errors import FileError, OpenVBCError

#: What kept counts may take beside the claims that they are counted from, however few those are.
_LEAST_ROOM: Final = 64 * 2**20


@contextmanager
def counting_on(
    project: Project, engine: str = "duckdb", *, recount: bool = False, progress: Callable[[str], None] | None = None
) -> Iterator[Engine]:
    """The engine of that name (see `open_engine`) with the project's canonical tables.

    On DuckDB counts are kept in the project folder, and those that are kept are taken as they are; an engine elsewhere
    counts anew. recount: count anew here too. FileError names every part that is not as it was loaded, or that changed
    meanwhile.
    """
    with open_engine(engine, progress=progress) as opened:
        if isinstance(opened, EmbeddedEngine):
            with keeping_on(project, opened, recount=recount, progress=progress) as keeping:
                yield keeping
        else:
            with project.attached(opened):
                yield opened


@contextmanager
def keeping_on(
    project: Project, opened: EmbeddedEngine, *, recount: bool = False, progress: Callable[[str], None] | None = None
) -> Iterator[KeepingEngine]:
    """An embedded engine with the project's canonical tables, which keeps what it counts; see `counting_on`.

    A part is held against its digest before the first query that reads it.
    """
    parts = {project.folder / part.file: part for part in project.counted_parts}
    kept = KeptCounts(
        counts_folder(project.folder),
        most_bytes=max(_LEAST_ROOM, sum(part.bytes for part in parts.values())),
        still=lambda: _holds_still(project),
        read=not recount,
    )
    keeping = KeepingEngine(
        opened,
        kept,
        digests={path: part.sha256 for path, part in parts.items()},
        check=lambda files: project.check_parts([parts[file] for file in files if file in parts]),
        progress=progress,
    )
    with project.unchanged():
        project.attach_to(keeping)
        try:
            yield keeping
        except OpenVBCError:
            keeping.keep()  # what was counted holds, whatever was found wrong with terms or claims
            raise
    keeping.keep()


def counts_folder(project_folder: Path) -> Path:
    """Where a project's kept counts lie."""
    return project_folder / COUNTS


def kept_counts(project: Project) -> Held:
    """How many tables the project's kept counts hold, and how many bytes they take."""
    return held_in(counts_folder(project.folder))


def drop_kept_counts(project: Project) -> None:
    """Remove every kept count of a project: it is counted again when it is asked for."""
    with without_counts(counts_folder(project.folder)):
        pass


def _holds_still(project: Project) -> bool:
    """Whether the folder's manifest is that which was counted from."""
    try:
        return seal_of(read_manifest(project.folder)) == project.fingerprint
    except FileError:
        return False
