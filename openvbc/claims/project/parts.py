"""Parquet parts on disk: written beside their place, made to last, then given their names."""

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from openvbc.claims.engine.query import Query
from openvbc.claims.project.manifest import (
    COUNTS,
    MANIFEST,
    NUMBERS,
    RECEIVED,
    TABLES,
    Manifest,
    Part,
    manifest_text,
    part_file,
)
from openvbc.claims.project.project import parts_of
from openvbc.claims.tables.dictionary import CanonicalTable, ColumnType
from openvbc.errors import Fault, FileError
from openvbc.yamlfile import digest

#: Rows that a reader of Parquet can pass over together; DuckDB's own number.
_ROW_GROUP: Final = 122_880
#: Consecutive numbers as differences: three parts in ten less time to read, and fewer bytes. Only what this project
#: alone reads is written so; canonical tables stay readable to whatever reads the first version of Parquet.
_NUMBERS_ENCODED: Final = ", PARQUET_VERSION v2"
_DRAFT: Final = ".draft"
_OWN = re.compile(r"load-\d{4,}\.parquet(\.draft)?")


@dataclass(frozen=True)
class StagedPart:
    """A part that is written but does not count yet. table: as the manifest names it; draft: where it lies."""

    room: str
    table: str
    part: Part
    draft: Path


def stage_canonical(
    connection: duckdb.DuckDBPyConnection, table: CanonicalTable, folder: Path, load: int
) -> StagedPart | None:
    """Write `loaded_<table>` in order of person and day, absent text as ''; None if it has no rows."""
    columns = ", ".join(
        f"coalesce({each.name}, '') AS {each.name}" if each.type in (ColumnType.TEXT, ColumnType.CODE) else each.name
        for each in table.columns
    )
    chosen = f"SELECT {columns} FROM loaded_{table.name} ORDER BY {', '.join(_order(table))}"  # noqa: S608
    named = connection.execute(f"SELECT DISTINCT data_source FROM loaded_{table.name} ORDER BY ALL").fetchall()  # noqa: S608
    return _stage(connection, chosen, (folder, TABLES, table.name), load, tuple(name for (name,) in named))


def stage_received(
    connection: duckdb.DuckDBPyConnection, table: CanonicalTable, room: tuple[Path, str], load: int, data_source: str
) -> StagedPart | None:
    """Write a reader's own `loaded_<table>` as it came; None if it has no rows. room: project folder, reader's name."""
    folder, reader = room
    chosen = f"SELECT {', '.join(table.column_names)} FROM loaded_{table.name}"  # noqa: S608
    return _stage(connection, chosen, (folder, RECEIVED, f"{reader}/{table.name}"), load, (data_source,))


def stage_of_claims(connection: duckdb.DuckDBPyConnection, made: Query, folder: Path, load: int) -> StagedPart:
    """Write the rows of a query that rests on the claims alone, lines in the order of the claims' parts.

    connection: keeps the order of rows, so that the same claims give the same bytes.
    """
    return _write(connection, made.text, (folder, NUMBERS, made.name), load, (), encoded=_NUMBERS_ENCODED)


def _order(table: CanonicalTable) -> list[str]:
    """Person, then day: queries about some people or months read few row groups. The key makes the order total."""
    dates = sorted(
        (each for each in table.columns if each.type is ColumnType.DATE), key=lambda column: not column.required
    )
    wished = ["person_id", *(each.name for each in dates[:1]), *table.key]
    return list(dict.fromkeys(name for name in wished if name in table.column_names))


def _stage(
    connection: duckdb.DuckDBPyConnection,
    chosen: str,
    place: tuple[Path, str, str],
    load: int,
    data_sources: tuple[str, ...],
) -> StagedPart | None:
    if connection.execute(f"SELECT count(*) FROM ({chosen})").fetchall() == [(0,)]:  # noqa: S608
        return None
    return _write(connection, chosen, place, load, data_sources)


def _write(
    connection: duckdb.DuckDBPyConnection,
    chosen: str,
    place: tuple[Path, str, str],
    load: int,
    data_sources: tuple[str, ...],
    *,
    encoded: str = "",
) -> StagedPart:
    folder, room, table = place
    file = part_file(room, table, load)
    draft = folder / f"{file}{_DRAFT}"
    try:
        _make_folders(draft.parent, folder)
        counted = connection.execute(
            f"COPY ({chosen}) TO $draft (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}{encoded})",
            {"draft": str(draft)},
        ).fetchall()
        _make_last(draft)
        part = Part(file, digest(draft), draft.stat().st_size, int(counted[0][0]), load, data_sources)
    except (OSError, duckdb.Error) as error:
        _forget([draft])
        raise FileError(_cannot_write(file, error)) from None
    return StagedPart(room, table, part, draft)


def commit(folder: Path, staged: Iterable[StagedPart], manifest: Manifest) -> None:
    """Give the staged parts their names, then put the manifest in the place of the former one: from then on they count.

    Whatever interrupts this leaves either the former manifest with all its parts or the new one with all of its.
    """
    draft = folder / f"{MANIFEST}{_DRAFT}"
    try:
        parents = set()
        for each in staged:
            each.draft.replace(folder / each.part.file)
            parents.add((folder / each.part.file).parent)
        for parent in sorted(parents):
            _make_last(parent)
        draft.write_text(manifest_text(manifest), encoding="utf-8", newline="\n")
        _make_last(draft)
        draft.replace(folder / MANIFEST)
        _make_last(folder)
    except OSError as error:
        _forget([draft])
        raise FileError(_cannot_write(MANIFEST, error)) from None


def forget(staged: Iterable[StagedPart]) -> None:
    """Remove drafts that will not count; those that already have their names are swept by the next load."""
    _forget([each.draft for each in staged])


def sweep(folder: Path, manifest: Manifest) -> None:
    """Remove what an interrupted load left, and parts that a later load replaced. Only a process with the lock may."""
    kept = {part.file for part in parts_of(manifest)}
    left = [folder / f"{MANIFEST}{_DRAFT}"]
    for room in (TABLES, RECEIVED, NUMBERS):
        own = (path for path in (folder / room).rglob("load-*") if _OWN.fullmatch(path.name))
        left += [path for path in own if path.relative_to(folder).as_posix() not in kept]
    _forget(left)


def refuse_foreign(folder: Path) -> None:
    """FileError if a folder without a manifest holds what no load can have left there."""
    known = {TABLES, RECEIVED, NUMBERS, COUNTS, f"{MANIFEST}{_DRAFT}"}
    if not folder.exists():
        return
    if not folder.is_dir():
        raise FileError(Fault("this is a file, not a project folder", str(folder), fix="name a folder"))
    foreign = sorted(path.name for path in folder.iterdir() if path.name not in known and path.name[0] != ".")
    if foreign:
        raise FileError(
            Fault(
                f"this folder is no project folder, and it is not empty: it holds {', '.join(foreign[:5])}",
                str(folder),
                why="a project folder holds nothing but what loads wrote",
                fix="name a project folder, or a new one",
            )
        )


def make_private(folder: Path) -> None:
    """Make a project folder that its owner only may read: personal data lie in it. OSError if it cannot be made."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)


def _make_folders(wanted: Path, project: Path) -> None:
    wanted.mkdir(parents=True, exist_ok=True)
    for each in (wanted.parent, *wanted.parent.parents):
        _make_last(each)
        if each == project:
            break


def _make_last(path: Path) -> None:
    """Have the system write a file or folder to the disk itself. Windows knows no such thing for folders."""
    if path.is_dir() and os.name == "nt":
        return
    number = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _forget(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _cannot_write(file: str, error: Exception) -> Fault:
    reason = error.strerror if isinstance(error, OSError) else str(error).splitlines()[0]
    return Fault(
        f"this cannot be written: {reason}",
        file,
        why="nothing was loaded; the project is as it was",
        fix="see that the folder may be written to and that the disk has room",
    )
