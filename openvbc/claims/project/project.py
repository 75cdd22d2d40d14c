"""A project folder, opened to be read: the Parquet files that its manifest names, and nothing else that lies there."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from openvbc.claims.engine.engine import Engine, KeptOfClaims
from openvbc.claims.engine.named_queries import of_claims_digest
from openvbc.claims.findings import Finding
from openvbc.claims.project.manifest import KeptTable, Manifest, Part, read_manifest, seal_of
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.errors import Fault, FileError, raise_all
from openvbc.figures import FileDigest
from openvbc.yamlfile import digest


@dataclass(frozen=True)
class Project:
    """What a project folder holds at one moment. Loads that come later do not change it."""

    folder: Path
    manifest: Manifest

    def files(self, table: str) -> list[Path]:
        """The Parquet files of a canonical table, in the order of their loads; none if it has no rows.

        KeyError if there is no such table.
        """
        return [self.folder / part.file for part in self._parts(table)]

    def rows(self, table: str) -> int:
        """How many rows a canonical table has. KeyError if there is no such table."""
        return sum(part.rows for part in self._parts(table))

    @property
    def source_files(self) -> tuple[FileDigest, ...]:
        """The files that were loaded and count, in the order of loading."""
        return tuple(each for load in self.manifest.standing for each in load.sources)

    @property
    def counted_files(self) -> tuple[FileDigest, ...]:
        """What a counted figure rests on: the files that were loaded, then the parts that hold their rows."""
        return self.source_files + tuple(FileDigest(part.file, part.sha256) for part in self.canonical_parts)

    @property
    def data_sources(self) -> tuple[str, ...]:
        """The names under which rows were kept, in order."""
        return tuple(sorted({load.data_source for load in self.manifest.standing}))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What readers and audits found on the data as they stand, readers' first."""
        of_readers = tuple(found for load in self.manifest.standing for found in load.findings)
        return of_readers + self.manifest.audited.findings

    @property
    def fingerprint(self) -> str:
        """A SHA-256 that is the same for the same loads of the same files."""
        return seal_of(self.manifest)

    @contextmanager
    def attached(self, engine: Engine) -> Iterator[None]:
        """Have every canonical table in an engine while something is counted; an empty one where there are no rows.

        What is counted is what was loaded: each part is held against its digest before, and is the same file after.
        FileError names every part that is not.
        """
        with self.unchanged():
            self.check_parts(self.counted_parts)
            self.attach_to(engine)
            yield

    def attach_to(self, engine: Engine) -> None:
        """Have every canonical table in an engine, and what is kept of them with their loads; nothing is checked."""
        for table in CANONICAL_TABLES.values():
            engine.attach(table, self.files(table.name))
        engine.keep_of_claims(
            {
                name: KeptOfClaims(tuple(self.folder / part.file for part in table.parts), table.rows)
                for name, table in self._kept_of_claims.items()
            }
        )

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """FileError names every part that is counted from and is another file at the end than at the beginning."""
        counted = self.counted_parts
        before = [state_of(self.folder / part.file) for part in counted]
        yield
        now = [state_of(self.folder / part.file) for part in counted]
        changed = [part for part, one, other in zip(counted, before, now, strict=True) if one != other]
        raise_all([_damaged(part, "changed while it was counted") for part in changed], FileError)

    def verify(self) -> None:
        """Read every part in full and compare its digest. FileError names every part that is not as it was written."""
        self.check_parts(parts_of(self.manifest))

    def check_parts(self, parts: Sequence[Part]) -> None:
        """Read parts in full and compare their digests. FileError names every one that is not as it was written."""
        with ThreadPoolExecutor() as pool:  # a digest is made outside of Python's lock
            faults = list(pool.map(self._fault, parts))
        raise_all([fault for fault in faults if fault is not None], FileError)

    def _fault(self, part: Part) -> Fault | None:
        try:
            changed = digest(self.folder / part.file) != part.sha256
        except OSError as error:
            return _damaged(part, f"cannot be read: {error.strerror}")
        return _damaged(part, "is not as it was written") if changed else None

    @property
    def canonical_parts(self) -> tuple[Part, ...]:
        """The parts of all canonical tables."""
        return tuple(part for table in self.manifest.tables.values() for part in table.parts)

    @property
    def counted_parts(self) -> tuple[Part, ...]:
        """The parts that are counted from: those of the canonical tables, and what is kept of them with their loads."""
        return (*self.canonical_parts, *(part for table in self._kept_of_claims.values() for part in table.parts))

    @property
    def _kept_of_claims(self) -> dict[str, KeptTable]:
        """The tables that rest on the claims alone, where this version's queries made them."""
        kept = self.manifest.of_claims
        return kept.tables if kept.queries == of_claims_digest() else {}

    def _parts(self, table: str) -> tuple[Part, ...]:
        if table not in CANONICAL_TABLES:
            raise KeyError(table)
        return self.manifest.tables.get(table, KeptTable(0, ())).parts


def open_project(folder: Path, *, verify: bool = False) -> Project:
    """Open a project folder: its manifest, and whether every part is there in its full length.

    verify: read every part and compare its digest too. FileError tells every fault of the folder.
    """
    project = Project(folder, read_manifest(folder))
    faults = []
    for part in parts_of(project.manifest):
        try:
            length = (folder / part.file).stat().st_size
        except OSError:
            faults.append(_damaged(part, "is missing or cannot be reached"))
            continue
        if length != part.bytes:
            faults.append(_damaged(part, f"has {length:,} bytes where {part.bytes:,} were written"))
    raise_all(faults, FileError)
    if verify:
        project.verify()
    return project


def parts_of(manifest: Manifest) -> tuple[Part, ...]:
    """Every part that counts, canonical ones first."""
    tables = (*manifest.tables.values(), *manifest.received.values(), *manifest.of_claims.tables.values())
    return tuple(part for table in tables for part in table.parts)


def state_of(path: Path) -> tuple[int, int, int] | None:
    """What the file system says of a file, so that a later change is noticed; None if it is not there."""
    try:
        now = path.stat()
    except OSError:
        return None
    return now.st_size, now.st_mtime_ns, now.st_ino


def _damaged(part: Part, what: str) -> Fault:
    return Fault(
        f"this part of the project {what}",
        part.file,
        why="figures counted from it would not be those of the files that were loaded",
        fix="bring it back from a backup, or load the files into a new folder",
    )
