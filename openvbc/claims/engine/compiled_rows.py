"""Rows that take long to make from published files, such as CMS's risk models, kept for later counts of all projects.

They are nobody's claims and nobody's choices, so they stand outside the projects, in the user's cache folder, each
under the digest of all that it was made from. What is not there, or not as it was written, is made again.
"""

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from openvbc.claims.engine.kept_counts import KeptCounts

#: Names another folder for what is compiled; where it is empty, nothing is kept.
CACHE_FOLDER: Final = "OPENVBC_CACHE"
#: All models of several years, several times over.
_MOST_BYTES: Final = 64_000_000
_DEFAULTS: Final = {"win32": ("LOCALAPPDATA", "AppData/Local"), "darwin": ("", "Library/Caches")}


class CompiledRows:
    """The compiled rows of this user, as one engine reads and adds to them."""

    def __init__(self) -> None:
        folder = _folder(os.environ)
        self._kept = None if folder is None else KeptCounts(folder, most_bytes=_MOST_BYTES, still=lambda: True)
        self._parent = None if folder is None else folder.parent
        self._files: dict[str, Path] = {}

    def file(self, key: str) -> Path | None:
        """The Parquet file of a table, sound to the last byte; None if there is none."""
        if key not in self._files and self._kept is not None and (file := self._kept.table(key)) is not None:
            self._files[key] = file
        return self._files.get(key)

    def add(self, name: str, key: str, write: Callable[[Path], object]) -> None:
        """Keep a table that `write` writes as Parquet; nothing where it cannot be kept, which changes no row."""
        if self._kept is None or self._parent is None:
            return
        with suppress(OSError):
            self._parent.mkdir(parents=True, exist_ok=True)
            with self._kept.adding() as may:
                if may:
                    self._files[key] = self._kept.add_table(name, key, write)


def _folder(environment: Mapping[str, str]) -> Path | None:
    if CACHE_FOLDER in environment:
        named = environment[CACHE_FOLDER]
        return Path(named) / "compiled" if named else None
    variable, below_home = _DEFAULTS.get(sys.platform, ("XDG_CACHE_HOME", ".cache"))
    given = environment.get(variable, "") if variable else ""
    try:
        caches = Path(given) if given else Path.home() / below_home
    except RuntimeError:  # a user without a home
        return None
    return caches / "openvbc" / "compiled"
