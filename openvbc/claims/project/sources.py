"""What the user gives to a load: files and folders, each file with its digest, and which reader takes which."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from openvbc.claims.project.project import state_of
from openvbc.claims.readers.medicare.warehouse import INSTEAD, WAREHOUSE_TABLE, WHY_NOT_READ, is_warehouse_table
from openvbc.claims.readers.reading import Reader
from openvbc.errors import ClaimsError, Fault, FileError, raise_all
from openvbc.figures import FileDigest
from openvbc.tabular.record_count import bomb
from openvbc.yamlfile import digest, refuse_special

#: Folders that packing programs leave behind.
_LEFTOVERS = frozenset({"__MACOSX"})


@dataclass(frozen=True)
class SourceFile:
    """A file as it was given. name: its path below the folder that was named, as messages call it.

    state: what the file system said when the digest was taken, so that a later change is noticed.
    """

    path: Path
    name: str
    sha256: str
    state: tuple[int, int, int] | None

    @property
    def digest(self) -> FileDigest:
        """The file's name and digest."""
        return FileDigest(self.name, self.sha256)


def find_files(sources: Sequence[Path], project: Path) -> list[tuple[Path, str]]:
    """The files named and those in the folders named, with their names below these, in order; hidden ones are not.

    FileError if one is not there, a folder holds no file, or it is the project folder itself.
    """
    found: dict[Path, tuple[Path, str]] = {}
    faults = []
    for source in sources:
        listed = _in_folder(source) if source.is_dir() else [(source, source.name)]
        if not source.exists():
            faults.append(Fault("there is no such file or folder", str(source), fix="see how its name is written"))
        elif special := _special(source):
            faults.append(special)
        elif source.resolve() == project.resolve() or project.resolve() in source.resolve().parents:
            fix = "name the folder with the files as you received them"
            faults.append(Fault("this is the project folder itself, not a source", str(source), fix=fix))
        elif not listed:
            fix = "name the folder that holds the files"
            faults.append(Fault("there is no file in this folder", str(source), fix=fix))
        for path, name in listed:
            found.setdefault(path.resolve(), (path, name))
    raise_all(faults, FileError)
    raise_all([fault for path, name in found.values() if (fault := bomb(path, name))], FileError)
    return list(found.values())


def _special(source: Path) -> Fault | None:
    """The fault of a pipe or a device; None of any other."""
    try:
        refuse_special(source)
    except FileError as error:
        return error.faults[0]
    return None


def _in_folder(folder: Path) -> list[tuple[Path, str]]:
    below = [(path, path.relative_to(folder)) for path in sorted(folder.rglob("*")) if path.is_file()]
    return [
        (path, name.as_posix())
        for path, name in below
        if not any(part.startswith(".") or part in _LEFTOVERS for part in name.parts)
    ]


def assign(
    files: Sequence[tuple[Path, str]], readers: Sequence[Reader]
) -> tuple[dict[str, list[tuple[Path, str]]], dict[str, str]]:
    """The files of each reader by its name, and those that none takes, with the reason.

    ClaimsError if two readers take one file, or no reader takes any.
    """
    names = dict(files)
    takers: dict[Path, list[str]] = {path: [] for path in names}
    for reader in readers:
        for path in reader.recognize(list(names)):
            takers[path].append(reader.name)
    raise_all([_ambiguous(names[path], each) for path, each in takers.items() if len(each) > 1], ClaimsError)
    labels = " or ".join(reader.label for reader in readers)
    unread = [path for path, each in takers.items() if not each]
    warehouse = [path for path in unread if is_warehouse_table(path)]
    not_read = {names[path]: f"not recognized as {labels}" for path in unread}
    not_read |= {names[path]: f"{WAREHOUSE_TABLE}: {WHY_NOT_READ}; {INSTEAD}" for path in warehouse}
    taken = {
        reader.name: [(path, names[path]) for path, each in takers.items() if each == [reader.name]]
        for reader in readers
    }
    if len(not_read) == len(names) and warehouse:
        what = (
            f"each of these files is {WAREHOUSE_TABLE} ({len(warehouse)}): {_some([names[path] for path in warehouse])}"
        )
        raise ClaimsError(Fault(what, why=WHY_NOT_READ, fix=INSTEAD))
    if len(not_read) == len(names):
        raise ClaimsError(
            Fault(
                f"none of these files is recognized: {_some(list(not_read))}",
                why=f"they were held against {labels or 'no format'}",
                fix="name the format with --format, or describe a file of your own with --mapping",
            )
        )
    return {name: each for name, each in taken.items() if each}, not_read


def with_digests(files: Sequence[tuple[Path, str]], tell: Callable[[str], None]) -> list[SourceFile]:
    """The files with their digests. FileError tells every one that cannot be read."""
    found, faults = [], []
    for path, name in files:
        tell(f"digest of {name}")
        try:
            before = state_of(path)
            found.append(SourceFile(path, name, digest(path), before))
        except OSError as error:
            fix = "see that the file may be read"
            faults.append(Fault(f"this cannot be read: {error.strerror}", name, fix=fix))
    raise_all(faults, FileError)
    return found


def refuse_changed(files: Sequence[SourceFile]) -> None:
    """FileError if a file is no longer what it was when its digest was taken."""
    faults = [
        Fault(
            "this file changed while it was read",
            file.name,
            why="what was read is not what its digest says",
            fix="wait until it has been written in full, then load again",
        )
        for file in files
        if state_of(file.path) != file.state
    ]
    raise_all(faults, FileError)


def _ambiguous(name: str, readers: Sequence[str]) -> Fault:
    return Fault(
        f"this file can be read as {' or as '.join(readers)}",
        name,
        why="the same rows mean different things in each",
        fix=f"name the one that is meant: --format {readers[0]}",
    )


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5])
    return f"{shown} and {len(names) - 5:,} more" if len(names) > 5 else shown
