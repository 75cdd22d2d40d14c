"""The reports of a program among files, folders and bundles, each told by its name."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, TypeVar
from zipfile import BadZipFile, ZipFile

from openvbc.errors import Fault, FileError, raise_all
from openvbc.figures import FileDigest
from openvbc.tabular.record_count import zip_bomb


class Delivered(Protocol):
    """A report as it was delivered."""

    @property
    def file(self) -> FileDigest:
        """The file, with its digest: the same one is read once."""
        ...


Report = TypeVar("Report", bound=Delivered)


@contextmanager
def opened_reports(
    paths: Sequence[Path], recognized: Callable[[Path], Report], fix: str
) -> Iterator[tuple[tuple[Report, ...], tuple[str, ...]]]:
    """The reports, and what was passed over in folders and bundles (.zip), which are unpacked meanwhile.

    recognized: which report a file is; FileError where it is none. fix: what to give instead. FileError tells of every
    file that is named itself and is no report, and where nothing is left.
    """
    with TemporaryDirectory(prefix="openvbc-reports-") as unpacked:
        faults: list[Fault] = []
        passed: list[str] = []
        found: dict[tuple[str, str], Report] = {}
        for path, is_named in _files(paths, Path(unpacked), faults):
            try:
                each = recognized(path)
            except FileError as error:
                if is_named:
                    faults += error.faults
                else:
                    passed.append(f"{path.name} was passed over: {error.faults[0].what}")
            else:
                found[each.file.name, each.file.sha256] = each
        if not found and not faults:
            faults.append(Fault("no report that is read is here", ", ".join(path.name for path in paths), fix=fix))
        raise_all(faults, FileError)
        yield tuple(found.values()), tuple(passed)


def refuse_several(organizations: Sequence[str]) -> None:
    """FileError where reports are of several organizations."""
    if len(organizations) > 1:
        what = f"the reports are of {len(organizations)} ACOs: {', '.join(organizations)}"
        raise FileError(Fault(what, why="one settlement is of one ACO", fix="give the reports of one ACO"))


def _files(paths: Sequence[Path], unpacked: Path, faults: list[Fault]) -> Iterator[tuple[Path, bool]]:
    """Every workbook, and whether it was named itself and does not only lie in a folder or a bundle."""
    for path in paths:
        if path.is_dir():
            yield from ((each, False) for each in sorted(path.iterdir()) if each.suffix.lower() == ".xlsx")
        elif not path.is_file():
            faults.append(Fault("there is no such file", str(path), fix="check the path"))
        elif path.suffix.lower() == ".zip":
            inside = list(_unpacked(path, unpacked, faults))
            yield from ((each, False) for each in inside)
            if not inside:
                yield path, True
        else:
            yield path, True


def _unpacked(path: Path, folder: Path, faults: list[Fault]) -> Iterator[Path]:
    try:
        with ZipFile(path) as packed:
            for member in packed.infolist():
                name = Path(member.filename).name
                bomb = zip_bomb(member, f"{path.name}: {name}")
                if bomb is not None:
                    faults.append(bomb)
                elif name.lower().endswith(".xlsx"):
                    target = folder / name
                    target.write_bytes(packed.read(member))
                    yield target
    except (BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        faults.append(Fault(f"the bundle cannot be unpacked ({error})", path.name, fix="get the file again"))
