"""Deliveries that CMS packs as a zip: which of their files a reader wants, unpacked one by one."""

import shutil
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from openvbc.errors import Fault, FileError
from openvbc.tabular.record_count import zip_bomb

_UNPACKING: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


def is_packed(path: Path) -> bool:
    """Whether a file is a zip, whatever its name says: CMS leaves the ending out."""
    return zipfile.is_zipfile(path)


def holds(path: Path, wanted: Callable[[str], bool]) -> bool:
    """Whether a file is a zip with a file in it whose name is wanted."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(wanted(Path(each.filename).name) for each in archive.infolist() if not each.is_dir())
    except _UNPACKING:
        return False


def unpack(
    path: Path, folder: Path, wanted: Callable[[str], bool], kind: str, not_read: dict[str, str]
) -> list[tuple[Path, str]]:
    """The files of a zip whose names are wanted, unpacked into an own folder below `folder`, as messages call them.

    kind: what they are, in words. The names of others are added to `not_read`. FileError if it is damaged, holds none
    of them, or one that grows as no table does.
    """
    below = folder / str(len(list(folder.iterdir())))
    below.mkdir()
    members: list[tuple[Path, str]] = []
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                base = Path(info.filename).name
                if info.is_dir():
                    continue
                if not wanted(base):
                    not_read[f"{path.name}/{info.filename}"] = f"its name is not that of a {kind}"
                    continue
                if fault := zip_bomb(info, f"{path.name}/{base}"):
                    raise FileError(fault)
                target = below / str(len(members)) / base
                target.parent.mkdir()
                with archive.open(info) as content, target.open("wb") as plain:
                    shutil.copyfileobj(content, plain, 1 << 20)
                members.append((target, f"{path.name}/{base}"))
    except _UNPACKING as error:
        fix = "get the file again from CMS, or unpack it yourself and load what comes out"
        raise FileError(Fault(f"this packed delivery cannot be unpacked ({error})", path.name, fix=fix)) from None
    if not members:
        raise FileError(Fault(f"this packed delivery has no {kind} in it", path.name, fix="get it again"))
    return members
