"""Files and folders as people write them."""

from pathlib import Path

from openvbc.errors import Fault, UsageError
from openvbc.yamlfile import quoted

#: A file or folder.
PathLike = str | Path


def path_of(path: object, what: str) -> Path:
    """A path as people write it. UsageError if it is none."""
    if isinstance(path, str | Path) and str(path):
        return Path(path)
    fix = "give a path as text or as pathlib.Path"
    raise UsageError(Fault(f"{what} is meant here, and {quoted(repr(path))} is no path", fix=fix))


def given_path(path: PathLike | None, what: str) -> Path | None:
    """The same, where nothing need be given."""
    return None if path is None else path_of(path, what)
