"""What every reader is, the place it works in, and what it reports.

A reader fills tables called `loaded_<table>` in a temporary embedded database; the project folder then checks them
against the data dictionary, writes them as Parquet and makes them hold, all together or not at all.
"""

import glob
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import duckdb

from openvbc.claims.embedded import MEMORY_LIMIT, EmbeddedDatabase, cannot_run
from openvbc.claims.findings import Finding
from openvbc.claims.named_scripts import named_script
from openvbc.claims.rows import Table
from openvbc.claims.tables.catalog import CANONICAL_TABLES, create_table_statement
from openvbc.claims.tables.dictionary import CanonicalTable
from openvbc.figures import FileDigest

#: What can be bound to a `$name` of a reader's script.
ScriptValue = str | int | bool | list[str] | dict[str, str] | None


class OrphanRule(StrEnum):
    """What a cancellation does whose original is not there.

    pair_by_amount: it removes only a record of equal amount, so an orphan removes nothing. signed_sum: it counts with
    its sign, so the net payment of its key may be below zero.
    """

    PAIR_BY_AMOUNT = "pair_by_amount"
    SIGNED_SUM = "signed_sum"


@dataclass(frozen=True)
class LoadOptions:
    """What the user says about a source, beside where it is.

    data_source: the name under which its rows are kept ("cclf", "plan_a"); a load that is given none takes the reader's
    name before it asks the reader. payer, plan: names for sources that do not
    hold them. mapping: the file that says how a payer's CSV is to be read. orphan_rule: see OrphanRule.
    """

    data_source: str = ""
    payer: str = ""
    plan: str = ""
    mapping: Path | None = None
    orphan_rule: OrphanRule = OrphanRule.PAIR_BY_AMOUNT


@dataclass(frozen=True)
class ReadFile:
    """A file that was read. kind: what it holds, in words; rows: data rows; detail: period, delivery or the like."""

    digest: FileDigest
    kind: str
    rows: int
    detail: str = ""


@dataclass(frozen=True)
class Step:
    """One line of the account that a reader gives of its work: rows after the step, and dollars where they matter."""

    name: str
    label: str
    rows: int
    amount: Decimal | None = None


@dataclass(frozen=True)
class ReadResult:
    """What a reader read, what it left unread and why (file name -> reason), its account and its findings."""

    files: tuple[ReadFile, ...]
    not_read: dict[str, str]
    steps: tuple[Step, ...] = ()
    findings: tuple[Finding, ...] = ()


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
        for table in (*CANONICAL_TABLES.values(), *received):
            self.connection.execute(create_table_statement(table, f"loaded_{table.name}"))
        for table in received:
            self.connection.execute(create_table_statement(table, f"kept_{table.name}"))
            columns = ", ".join(table.column_names)
            for file in (kept or {}).get(table.name, ()):
                self.connection.execute(
                    f"INSERT INTO kept_{table.name} SELECT {columns} FROM read_parquet($file)",  # noqa: S608
                    {"file": glob.escape(str(file))},
                )

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
        try:
            for statement in self.connection.extract_statements(named_script(package, name)):
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
