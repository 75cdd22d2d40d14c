"""Files that are written: all of them, or none if one cannot be written."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from openvbc.errors import Fault, FileError, UsageError, raise_all

#: A file to write, and what writes it.
Planned = tuple[Path, Callable[[Path], None]]


def of_text(path: Path, text: str) -> Planned:
    """A file of text, as UTF-8 with plain line ends, so that its bytes are the same everywhere."""

    def write(draft: Path) -> None:
        try:
            draft.write_bytes(text.encode())
        except OSError as error:
            raise cannot_write(path, error) from None

    return path, write


def write_new(text: str, path: Path) -> None:
    """Write `text` to a file that is not there yet. FileError if it is, or cannot be written."""
    if path.exists():
        raise FileError(Fault("the file is there already", str(path), fix="name another file, or move this one away"))
    write_all([of_text(path, text)])


def cannot_write(path: Path, error: OSError) -> FileError:
    """The error for a file that cannot be written."""
    fix = "check the folder, and close the file where it is open"
    return FileError(Fault(f"cannot write {path}: {error.strerror}", fix=fix))


def write_all(planned: Sequence[Planned]) -> tuple[Path, ...]:
    """Write each file beside its place first; only when all are there do they take their names.

    Returns what is written. FileError if one of them cannot be written, UsageError if two are one file; then none is.
    """
    places = [path.resolve() for path, _ in planned]
    twice = [path for number, (path, _) in enumerate(planned) if places.index(path.resolve()) < number]
    raise_all([Fault(f"two outputs name the same file: {path}", fix="name two") for path in twice], UsageError)
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
