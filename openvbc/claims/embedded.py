"""The embedded DuckDB: opened with the same settings everywhere, its errors told as faults."""

from pathlib import Path
from typing import Final

import duckdb

from openvbc.claims.work_folder import WorkFolder
from openvbc.errors import ClaimsError, Fault, FileError

#: What DuckDB may take of the memory unless told otherwise; what is more goes to a temporary folder on disk.
MEMORY_LIMIT: Final = "2GB"


class EmbeddedDatabase:
    """A DuckDB, in memory or in a file, with a spill folder of its own that goes when it is closed.

    path: the database's file; None keeps it in memory. memory_limit: "2GB" and the like. threads: how many; None for
    one a core. Neither changes any figure.
    """

    def __init__(
        self, path: Path | None = None, *, memory_limit: str = MEMORY_LIMIT, threads: int | None = None
    ) -> None:
        self._spill_folder = WorkFolder()
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory_limit,
            "temp_directory": str(self._spill_folder.path),
            # A name in a query means a table, never a Python variable or a download.
            "python_enable_replacements": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        if threads is not None:
            settings["threads"] = threads
        try:
            self.connection = duckdb.connect(":memory:" if path is None else str(path), config=settings)
        except duckdb.Error as error:
            self._spill_folder.close()
            raise _cannot_open(path, error) from None

    @property
    def folder(self) -> Path:
        """Its spill folder, readable by its owner only."""
        return self._spill_folder.path

    def close(self) -> None:
        """Close the database and remove the spill folder."""
        self.connection.close()
        self._spill_folder.close()


def _cannot_open(path: Path | None, error: duckdb.Error) -> FileError | ClaimsError:
    reason = str(error).splitlines()[0]
    if path is not None and isinstance(error, duckdb.IOException):
        return FileError(
            Fault(
                f"this cannot be opened as a claims store: {reason}",
                path.name,
                fix="name a file that a claims store made, or a new one in a folder that exists",
            )
        )
    return ClaimsError(
        Fault(
            f"DuckDB does not take these settings: {reason}",
            fix='write memory_limit like "2GB" and threads as a whole number from 1',
        )
    )


def cannot_run(name: str, error: duckdb.Error) -> FileError | ClaimsError:
    """The error that tells why the query `name` did not run: FileError for a file, ClaimsError for all else."""
    reason = str(error).splitlines()[0]
    if isinstance(error, duckdb.OutOfMemoryException):
        return ClaimsError(
            Fault(
                f"there is not enough memory for {name}.sql: {reason}",
                why="nothing was counted",
                fix="raise memory_limit, free space in the temporary folder, or lower threads",
            )
        )
    if isinstance(error, duckdb.InternalException | duckdb.FatalException):
        return ClaimsError(
            Fault(
                f"DuckDB failed on {name}.sql by a fault of its own: {reason}",
                why="nothing was counted; DuckDB stops rather than give a wrong figure",
                fix="run it again; if it fails again, set threads to 1 or count on another engine",
            )
        )
    kind = FileError if isinstance(error, duckdb.InvalidInputException | duckdb.IOException) else ClaimsError
    return kind(Fault(f"DuckDB could not run {name}.sql: {reason}", why="nothing was kept or counted"))
