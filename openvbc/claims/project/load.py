"""Loading: files go through their reader, the checks and the audits into the project folder; all of them or none."""

import re
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from openvbc.claims.audits.audit import audit_tables, audits_digest
from openvbc.claims.embedded import MEMORY_LIMIT
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.kept_counts import without_counts
from openvbc.claims.findings import Finding, by_kind, raise_blocking
from openvbc.claims.lock import locked
from openvbc.claims.project.checking import check_loaded
from openvbc.claims.project.counting import counts_folder
from openvbc.claims.project.manifest import (
    MANIFEST,
    RECEIVED,
    TABLES,
    Audited,
    KeptLoad,
    KeptOptions,
    KeptTable,
    Manifest,
    Part,
)
from openvbc.claims.project.numbers import kept_of_claims, make_of_claims
from openvbc.claims.project.parts import (
    StagedPart,
    commit,
    forget,
    make_private,
    refuse_foreign,
    stage_canonical,
    stage_received,
    sweep,
)
from openvbc.claims.project.project import Project, open_project
from openvbc.claims.project.sources import SourceFile, assign, find_files, refuse_changed, with_digests
from openvbc.claims.readers.account import LoadOptions, ReadResult
from openvbc.claims.readers.reading import Reader, Workplace
from openvbc.claims.readers.registry import readers_to_ask
from openvbc.claims.readers.staging.netting import leave_out_doubles
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.errors import ClaimsError, Fault, FileError
from openvbc.figures import FileDigest
from openvbc.yamlfile import digest

#: Hears the name of each step before it is taken.
Tell = Callable[[str], None]

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


@dataclass(frozen=True)
class LoadRequest:
    """What is to be loaded into which project folder.

    sources: files and folders. format: the reader's name, '' to recognize it. replace: what earlier loads of the same
    format and data source brought goes when this comes. day: the day of the load, if it is to be noted.
    memory_limit, threads: see EmbeddedDatabase; they change no row.
    """

    sources: tuple[Path, ...]
    folder: Path
    options: LoadOptions = field(default_factory=LoadOptions)
    format: str = ""
    replace: bool = False
    day: date | None = None
    memory_limit: str = MEMORY_LIMIT
    threads: int | None = None


@dataclass(frozen=True)
class LoadReport:
    """What a load did. loads: one for each format, none if there was nothing new.

    skipped: files that the project holds already, and not_read: files that no reader took, each with the reason.
    """

    project: Project
    loads: tuple[KeptLoad, ...]
    skipped: dict[str, str]
    not_read: dict[str, str]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the readers of this load found, and the audits on all tables after it."""
        return tuple(found for load in self.loads for found in load.findings) + self.project.manifest.audited.findings


def load(request: LoadRequest, readers: Sequence[Reader] | None = None, tell: Tell | None = None) -> LoadReport:
    """Load files into a project folder; the folder is made if it is not there.

    readers: those that may take files; None for the ones of this installation. FileError for files and folders that
    cannot be read or written, ClaimsError for rows that cannot be counted: all faults at once, and the project stays
    as it was.
    """
    told = tell or (lambda _: None)
    _refuse_name(request.options.data_source)
    asked = readers_to_ask(request.format, mapping=request.options.mapping is not None) if readers is None else readers
    taken, not_read = assign(find_files(request.sources, request.folder), asked)
    work = [(each, with_digests(taken[each.name], told)) for each in asked if each.name in taken]
    refuse_foreign_or_make(request.folder)
    with locked(request.folder):
        loading = _Loading(request, _former(request.folder), told)
        try:
            for reader, files in work:
                loading.read(reader, files)
            loading.finish()
        finally:
            forget(loading.staged)
    if not (request.folder / MANIFEST).exists():
        raise ClaimsError([Fault(f"this was not read: {why}", name) for name, why in loading.not_read.items()])
    return LoadReport(
        open_project(request.folder), tuple(loading.loads), loading.skipped, {**not_read, **loading.not_read}
    )


def refuse_foreign_or_make(folder: Path) -> None:
    """Make the project folder if it is not there. FileError if it holds other things or cannot be made."""
    if (folder / MANIFEST).exists():
        return
    refuse_foreign(folder)
    try:
        make_private(folder)
    except OSError as error:
        fix = "name a folder that can be made"
        raise FileError(Fault(f"this folder cannot be made: {error.strerror}", str(folder), fix=fix)) from None


def _former(folder: Path) -> Manifest:
    """The manifest before the load, with all its parts as written; an empty one for a new folder. Leftovers go."""
    manifest = open_project(folder, verify=True).manifest if (folder / MANIFEST).exists() else Manifest()
    sweep(folder, manifest)
    return manifest


def _refuse_name(name: str) -> None:
    if name and not _NAME.fullmatch(name):
        raise ClaimsError(
            Fault(
                f"{name!r} cannot name a data source",
                why="it stands in every row and in file names of reports",
                fix="use up to 64 letters, digits, '_', '-' or '.', like plan_a",
            )
        )


class _Loading:
    """One load while it goes on: the manifest as it will be, and the parts that are written for it."""

    def __init__(self, request: LoadRequest, former: Manifest, tell: Tell) -> None:
        self._request = request
        self._manifest = former
        self._tell = tell
        self._sources: list[SourceFile] = []
        self.staged: list[StagedPart] = []
        self.loads: list[KeptLoad] = []
        self.skipped: dict[str, str] = {}
        self.not_read: dict[str, str] = {}

    def read(self, reader: Reader, files: Sequence[SourceFile]) -> None:
        """Read the files that are new with their reader, check what came, and stage it."""
        options = replace(self._request.options, data_source=self._request.options.data_source or reader.name)
        former = [
            load
            for load in self._manifest.standing
            if (load.reader, load.data_source) == (reader.name, options.data_source)
        ]
        replaced = {load.number for load in former} if self._request.replace else set()
        new = self._new(files, replaced, by_name=reader.name_tells_delivery)
        if not new:
            return
        number = self._manifest.next_number
        same = {load.number for load in former}
        outgoing = same if reader.rebuilds else replaced
        kept_received = {
            table.name: list(self._paths(RECEIVED, f"{reader.name}/{table.name}", same - replaced))
            for table in reader.received
        }
        place = Workplace(
            reader.received, kept_received, memory_limit=self._request.memory_limit, threads=self._request.threads
        )
        with closing(place):
            self._tell(f"reading {len(new):,} files as {reader.label}")
            try:
                result = reader.read([file.path for file in new], place, options)
            except OSError as error:
                raise FileError(_gone(error, new)) from None
            raise_blocking(result.findings)
            if not result.files:
                self.not_read.update(result.not_read)
                return
            result = replace(result, findings=by_kind((*result.findings, *leave_out_doubles(place))))
            staged = self._stage(place, reader, options.data_source, number, outgoing)
        new = [file for file in new if file.path.name not in result.not_read]
        self._sources += new
        self._keep(_kept_load(number, reader, options, new, (result, self._request.day)), staged, (outgoing, replaced))

    def finish(self) -> None:
        """Audit all tables as they will be, and make the load hold. ClaimsError if an audit finds what blocks."""
        if not self.loads:
            return
        refuse_changed(self._sources)
        files = {name: list(self._paths(TABLES, name, None)) for name in CANONICAL_TABLES}
        with EmbeddedEngine(memory_limit=self._request.memory_limit, threads=self._request.threads) as engine:
            for table in CANONICAL_TABLES.values():
                engine.attach(table, files[table.name])
            findings = audit_tables(engine, self._tell)
        raise_blocking(findings)
        self._tell("numbering")
        number = self._manifest.loads[-1].number
        numbered = make_of_claims(
            files,
            self._request.folder,
            number,
            memory_limit=self._request.memory_limit,
            threads=self._request.threads,
        )
        self.staged += numbered
        self._tell("keeping")
        self._manifest = replace(
            self._manifest, audited=Audited(audits_digest(), findings), of_claims=kept_of_claims(numbered)
        )
        with without_counts(counts_folder(self._request.folder)):
            commit(self._request.folder, self.staged, self._manifest)

    def _new(self, files: Sequence[SourceFile], replaced: set[int], *, by_name: bool) -> list[SourceFile]:
        """The files that no load holds; the others are noted with the load that does.

        by_name: a file is the same only if its name is, too.
        """
        held: dict[tuple[str, str], str] = {}
        for load in self._manifest.standing:
            if load.number not in replaced:
                told = f"already loaded as {load.data_source} (load {load.number})"
                for each in (*load.sources, *(read.digest for read in load.files)):
                    held[(each.sha256, each.name if by_name else "")] = told
        new = []
        for file in files:
            key = (file.sha256, file.name if by_name else "")
            if key in held:
                self.skipped[file.name] = held[key]
            else:
                held[key] = f"the same file as {file.name}"
                new.append(file)
        return new

    def _stage(
        self, place: Workplace, reader: Reader, data_source: str, number: int, outgoing: set[int]
    ) -> list[StagedPart]:
        """Check what the reader filled and write it as parts that do not count yet."""
        connection, folder = place.connection, self._request.folder
        self._tell("checking")
        staying = {load.number for load in self._manifest.loads} - outgoing
        kept = {name: self._paths(TABLES, name, staying) for name in CANONICAL_TABLES}
        check_loaded(connection, list(CANONICAL_TABLES.values()), kept)
        before = len(self.staged)
        for table in CANONICAL_TABLES.values():
            self._tell(f"writing {table.name}")
            self._note(stage_canonical(connection, table, folder, number))
        for table in reader.received:
            self._tell(f"writing {table.name}")
            self._note(stage_received(connection, table, (folder, reader.name), number, data_source))
        return self.staged[before:]

    def _note(self, part: StagedPart | None) -> None:
        if part is not None:
            self.staged.append(part)

    def _keep(self, kept: KeptLoad, staged: Sequence[StagedPart], gone: tuple[set[int], set[int]]) -> None:
        """The manifest with this load. gone: loads whose canonical rows go, and those that are replaced altogether."""
        outgoing, replaced = gone
        loads = tuple(
            replace(each, replaced_by=kept.number) if each.number in replaced else each for each in self._manifest.loads
        )
        self._manifest = replace(
            self._manifest,
            loads=(*loads, kept),
            tables=_tables(self._manifest.tables, outgoing, [each for each in staged if each.room == TABLES]),
            received=_tables(self._manifest.received, replaced, [each for each in staged if each.room == RECEIVED]),
        )
        self.loads.append(kept)

    def _paths(self, room: str, table: str, loads: set[int] | None) -> dict[Path, tuple[str, ...]]:
        """Where the parts of a table lie that these loads wrote (None for all), with the data sources of their rows.

        Parts that do not count yet lie under their drafts' names.
        """
        tables = self._manifest.tables if room == TABLES else self._manifest.received
        drafts = {each.part.file: each.draft for each in self.staged}
        return {
            drafts.get(part.file, self._request.folder / part.file): part.data_sources
            for part in tables.get(table, KeptTable(0, ())).parts
            if loads is None or part.load in loads
        }


def _gone(error: OSError, files: Sequence[SourceFile]) -> Fault:
    """The fault of a file that was there, and could not be read when its turn came."""
    names = [file.name for file in files if str(file.path) == str(error.filename)]
    return Fault(
        f"this could not be read while it was loaded: {error.strerror or error}",
        names[0] if names else "",
        why="nothing was loaded",
        fix="see that the files stay where they are until the load has ended, and that the disk has room",
    )


def _tables(former: dict[str, KeptTable], gone: set[int], staged: Sequence[StagedPart]) -> dict[str, KeptTable]:
    parts: dict[str, list[Part]] = {
        name: [part for part in table.parts if part.load not in gone] for name, table in former.items()
    }
    for each in staged:
        parts.setdefault(each.table, []).append(each.part)
    return {
        name: KeptTable(sum(part.rows for part in each), tuple(each)) for name, each in sorted(parts.items()) if each
    }


def _kept_load(
    number: int,
    reader: Reader,
    options: LoadOptions,
    files: Sequence[SourceFile],
    read: tuple[ReadResult, date | None],
) -> KeptLoad:
    result, day = read
    mapping = options.mapping
    return KeptLoad(
        number=number,
        reader=reader.name,
        data_source=options.data_source,
        options=KeptOptions(
            options.payer,
            options.plan,
            FileDigest(mapping.name, digest(mapping)) if mapping is not None else None,
            options.orphan_rule,
            options.zeros_lost,
        ),
        day=day,
        sources=tuple(file.digest for file in files),
        files=result.files,
        not_read=dict(result.not_read),
        steps=result.steps,
        findings=result.findings,
    )
