"""What every reader is, the place it works in, and what it reports.

A reader fills tables called `loaded_<table>` in a temporary embedded database; the project folder then checks them
against the data dictionary, writes them as Parquet and makes them hold, all together or not at all.
"""

import glob
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import duckdb

from openvbc.claims.embedded import MEMORY_LIMIT, EmbeddedDatabase, cannot_run
from openvbc.claims.named_scripts import named_script
from openvbc.claims.published_codes import meanings
from openvbc.claims.readers.account import LoadOptions, ReadResult
from openvbc.claims.rows import Table
from openvbc.claims.tables.catalog import CANONICAL_TABLES, create_table_statement
from openvbc.claims.tables.dictionary import CanonicalTable

#: What can be bound to a `$name` of a reader's script.
ScriptValue = str | int | bool | list[str] | dict[str, str] | None
#: The lists of codes that a script asks for the meaning of a code.
_MEANING: Final = re.compile(r"\bmeaning_of_(\w+)\(")


class Workplace:
    """A temporary embedded database for one load.

    It holds an empty `loaded_<table>` for every canonical table and every received table of the reader, and for the
    latter also `kept_<table>`: the rows that earlier loads of the same data source kept.
    """

    def __init__(
        self,
        received: Sequence[CanonicalTable] = (),
        kept: Mapping[str, Sequence[Path]] | None = None,
        *,
        memory_limit: str = MEMORY_LIMIT,
        threads: int | None = None,
    ) -> None:
        self._database = EmbeddedDatabase(memory_limit=memory_limit, threads=threads)
        self.connection = self._database.connection
        self._known_lists: set[str] = set()
        for table in CANONICAL_TABLES.values():
            self.connection.execute(create_table_statement(table, f"loaded_{table.name}", empty_text=True))
        for table in received:
            self.connection.execute(create_table_statement(table, f"loaded_{table.name}"))
            self.connection.execute(create_table_statement(table, f"kept_{table.name}"))
            columns = ", ".join(table.column_names)
            for file in (kept or {}).get(table.name, ()):
                self.connection.execute(
                    f"INSERT INTO kept_{table.name} SELECT {columns} FROM read_parquet($file)",  # noqa: S608
                    {"file": glob.escape(str(file))},
                )

    def know_list(self, name: str) -> None:
        """Make meaning_of_<name>('1') known to SQL: the word that a published list of codes has for a code, or NULL."""
        if name not in self._known_lists:
            self.connection.execute(f"CREATE TEMP MACRO meaning_of_{name}(code) AS MAP {meanings(name)}[code]")
            self._known_lists.add(name)

    def run(
        self,
        package: str,
        name: str,
        values: Mapping[str, ScriptValue] | None = None,
        *,
        most_rows: int | None = None,
    ) -> Table:
        """Run a named script of a reader's package, statement by statement; the rows of the last one.

        FileError if a file it reads is not what the script takes it for; ClaimsError if it cannot run otherwise.
        """
        given = values or {}
        found = Table((), ())
        script = named_script(package, name)
        for codes in _MEANING.findall(script):
            self.know_list(codes)
        try:
            for statement in self.connection.extract_statements(script):
                bound = {key: given[key] for key in statement.named_parameters}
                result = self.connection.execute(statement, bound)
                columns = tuple(str(column[0]) for column in result.description or ())
                fetched = result.fetchall() if most_rows is None else result.fetchmany(most_rows)
                found = Table(columns, tuple(tuple(row) for row in fetched))
        except duckdb.Error as error:
            raise cannot_run(name, error) from None
        return found

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()


class Reader(ABC):
    """Reads one source format.

    name: its word on the command line; label: in words; received: tables of its own that it keeps as they came, so
    that a later delivery can be netted against them; rebuilds: whether each load makes the canonical rows of its data
    source anew (from what it kept and what came), or adds to them; name_tells_delivery: whether a file's name says of
    which delivery it is, so that the same content under another name is another delivery, not the same file again.
    """

    name: str
    label: str
    received: tuple[CanonicalTable, ...] = ()
    rebuilds: bool = False
    name_tells_delivery: bool = False

    @abstractmethod
    def recognize(self, files: Sequence[Path]) -> list[Path]:
        """Which of these files are of this format, by name or by their first bytes; nothing is read in full."""

    @abstractmethod
    def read(self, files: Sequence[Path], workplace: Workplace, options: LoadOptions) -> ReadResult:
        """Read the files into `loaded_<table>`s. FileError or ClaimsError tells all faults at once."""
