"""Files that are written: all of them, or none if one cannot be written."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from openvbc.claims.project.manifest import is_project
from openvbc.errors import Fault, FileError, raise_all
from openvbc.yamlfile import is_read, noting_reads

__all__ = ["Planned", "cannot_write", "noting_reads", "of_content", "other_kind", "write_all", "write_all_new"]

#: What a page and a workbook may be called, and how the names of other kinds of files end.
_ENDINGS: Final = {"page": (".html", ".htm"), "workbook": (".xlsx",)}
_OTHERS: Final = (".csv", ".doc", ".docx", ".json", ".pdf", ".txt", ".xls", ".xlsb", ".xlsm", ".yaml", ".yml")

#: A file to write, and what writes it.
Planned = tuple[Path, Callable[[Path], object]]


def of_content(path: Path, content: str | bytes) -> Planned:
    """A file of text, as UTF-8 with plain line ends, so that its bytes are the same everywhere; bytes as they are."""
    held = content.encode() if isinstance(content, str) else content

    def write(draft: Path) -> None:
        try:
            draft.write_bytes(held)
        except OSError as error:
            raise cannot_write(path, error) from None

    return path, write


def other_kind(path: Path, kind: str) -> Fault | None:
    """Why a page or a workbook is not written there: what stands there stays, or the name is another kind's; or None.

    kind: "page" or "workbook".
    """
    if (protected := _protected(path, twice=False)) is not None:
        return protected
    ending = path.suffix.casefold()
    known = {*_OTHERS, *(each for endings in _ENDINGS.values() for each in endings)}
    if ending not in known or ending in _ENDINGS[kind]:
        return None
    what = f"a {kind} is written here, and its name ends in {path.suffix}"
    why = "no program would open it by that name"
    return Fault(what, str(path), why=why, fix=f"call it {path.with_suffix(_ENDINGS[kind][0]).name}")


def write_all_new(texts: Sequence[tuple[Path, str | bytes]]) -> tuple[Path, ...]:
    """Write each text to a file that is not there yet. FileError if one is or cannot be written; then none is."""
    there = [path for path, _ in texts if path.exists()]
    fix = "name another file, or move this one away"
    raise_all([Fault("the file is there already", str(path), fix=fix) for path in there], FileError)
    return write_all([of_content(path, text) for path, text in texts])


def cannot_write(path: Path, error: OSError) -> FileError:
    """The error for a file that cannot be written."""
    fix = "check the folder, and close the file where it is open"
    return FileError(Fault(f"cannot write {path}: {error.strerror}", fix=fix))


def write_all(planned: Sequence[Planned]) -> tuple[Path, ...]:
    """Write each file beside its place first; only when all are there do they take their names.

    Returns what is written. FileError if one of them cannot be written, or stands where nothing may be written over;
    then none is.
    """
    places = [path.resolve() for path, _ in planned]
    faults = [
        _protected(path, twice=places.index(place) < at)
        for at, (place, (path, _)) in enumerate(zip(places, planned, strict=True))
    ]
    raise_all([fault for fault in faults if fault is not None], FileError)
    drafts: list[tuple[Path, Path]] = []
    made: list[Path] = []
    done = False
    try:
        for path, write in planned:
            drafts.append((_draft(path, made), path))
            write(drafts[-1][0])
        for draft, path in drafts:
            _take_name(draft, path)
        done = True
    finally:
        for draft, _ in drafts:
            draft.unlink(missing_ok=True)
        if not done:
            _remove_empty(made)
    return tuple(path for path, _ in planned)


def _protected(path: Path, *, twice: bool) -> Fault | None:
    """Why nothing is written there: a link, a file that was read, a project folder. None if something may be.

    twice: whether another file is to be written there.
    """
    if twice:
        what, why = "two files would be written here", "one would take the place of the other"
    elif path.is_symlink():
        what, why = "this is a link", "the file that it leads to would be written over"
    elif is_read(path):
        what, why = "this is one of the files that were read", "the report would stand in the place of what it rests on"
    elif any(is_project(folder) for folder in path.resolve().parents):
        what, why = "this lies in a project folder", "a project folder holds nothing but what loads wrote"
    else:
        return None
    return Fault(what, str(path), why=why, fix="name another file")


def _draft(path: Path, made: list[Path]) -> Path:
    """An empty file beside `path`, in its folder; folders that had to be made for it are added to `made`."""
    folder = path.resolve().parent
    draft = folder / f".{path.stem}.{os.getpid()}{path.suffix}"
    try:
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        made.extend(missing)
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists():  # a file that is open elsewhere, or may not be changed, is found before any other is replaced
            with path.open("r+b"):
                pass
        draft.touch()
    except OSError as error:
        raise cannot_write(path, error) from None
    return draft


def _take_name(draft: Path, path: Path) -> None:
    try:
        draft.replace(path.resolve())
    except OSError as error:
        raise cannot_write(path, error) from None


def _remove_empty(folders: Sequence[Path]) -> None:
    """Remove folders that were made for files which are not written; deepest first."""
    for folder in sorted(folders, key=lambda each: len(each.parts), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
