"""Who works in a folder: a lock that the operating system lets go when its process ends, however it ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from openvbc.errors import Fault, FileError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK: Final = ".lock"

#: Where the locked byte stands on Windows: behind the holder's number, so that others can read that.
_LOCKED_BYTE: Final = 1024


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the project folder for one load. FileError if another process holds it."""
    path = folder / LOCK
    try:
        file = path.open("a+", encoding="ascii")
    except OSError as error:
        fix = "see that the folder may be written to"
        raise FileError(Fault(f"this cannot be written: {error.strerror}", str(path), fix=fix)) from None
    with file:
        if not take(file):
            raise FileError(_held(folder, file))
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
            release(file)


def _held(folder: Path, file: IO[str]) -> Fault:
    file.seek(0)
    holder = file.read().strip()
    who = f"process {holder}" if holder.isdecimal() else "another process"
    return Fault(
        f"{who} is loading into this project folder",
        str(folder),
        why="two loads at once could not both know what the folder holds; nothing was loaded",
        fix="wait until it has ended, then load again",
    )


def take(file: IO[str]) -> bool:
    """Lock an open file; no if another process holds it."""
    try:
        if sys.platform == "win32":
            file.seek(_LOCKED_BYTE)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def release(file: IO[str]) -> None:
    """Let a locked file go."""
    if sys.platform == "win32":
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_UN)
