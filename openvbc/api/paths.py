"""Files and folders as people write them."""

from pathlib import Path

from openvbc.claims.warehouse.place import ClaimsPlace, claims_place, is_address
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


def claims_of(claims: object) -> ClaimsPlace:
    """Where claims are, as people write it: a project folder, or tables where they stand. UsageError if it is neither.

    FileError tells the faults of a file that describes tables.
    """
    if isinstance(claims, str) and is_address(claims):
        return claims_place(claims)
    return claims_place(path_of(claims, "a project folder, or the address of tables,"))


def given_claims(claims: object) -> ClaimsPlace | None:
    """The same, where nothing need be given."""
    return None if claims is None else claims_of(claims)


def as_written(text: str) -> PathLike:
    """A path, or the address of a database as it is written: a path would lose one of its slashes."""
    return text if is_address(text) else Path(text)
