"""Folders for what is too much for memory: readable by their owner only, and gone when they are no longer needed.

A process that is killed cannot clear up, so each process sweeps away what ended ones left before its first folder:
personal data must not stay behind in the system's temporary folder.
"""

import os
import shutil
import tempfile
import weakref
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from openvbc.claims.lock import LOCK, release, take

_PREFIX: Final = "openvbc-"


class WorkFolder:
    """A new folder in the system's temporary folder. A lock in it tells others that its process lives."""

    def __init__(self) -> None:
        _sweep(tempfile.gettempdir())
        self.path: Final = Path(tempfile.mkdtemp(prefix=_PREFIX))
        lock = (self.path / LOCK).open("a+", encoding="ascii")
        take(lock)
        # What others may sweep says who held it; until then they leave the folder alone.
        lock.write(str(os.getpid()))
        lock.flush()
        self.close: Final = weakref.finalize(self, _remove, self.path, lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _remove(path: Path, lock: IO[str]) -> None:
    release(lock)
    lock.close()
    shutil.rmtree(path, ignore_errors=True)


@cache  # once a process: a folder full of others would be looked through at every query engine that is opened
def _sweep(temporary: str) -> None:
    """Remove the folders of processes that ended without doing so; those of others stay."""
    with suppress(OSError), os.scandir(temporary) as found:
        for entry in found:
            if entry.name.startswith(_PREFIX) and entry.is_dir(follow_symlinks=False):
                with suppress(OSError):
                    _sweep_one(Path(entry.path))


def _sweep_one(path: Path) -> None:
    if hasattr(os, "getuid") and path.lstat().st_uid != os.getuid():
        return
    with (path / LOCK).open("r+", encoding="ascii") as lock:
        left = bool(lock.read()) and take(lock)
        if left:
            release(lock)
    if left:
        shutil.rmtree(path, ignore_errors=True)
