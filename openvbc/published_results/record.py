"""What a program's published results are: files to settle again, and one organization of them told as a statement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from openvbc.reports.document.tree import Document
from openvbc.settlement.settle import Settlement

#: Told after each organization: how many are done, of how many.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class OneResult:
    """One organization's published year as a settlement, and how it compares with what was published."""

    settlement: Settlement
    comparison: tuple[str, ...]


@dataclass(frozen=True)
class PublishedProgram:
    """A program whose results are published.

    name: as the command line takes it. replay_help, explain_help: what the commands say of themselves.
    organization: what the program calls those whom it settles. publisher: whose figures the published ones are.
    replay: settles files again; FileError where none can be read. explain: the result of one organization in a file.
    rows: the name of the report's table that has one row an organization and year. what_if: what the next step of one
    organization is worth, for so many dollars of payments; None where the program's files do not tell. also: shorter
    names that are taken for it.
    """

    name: str
    replay_help: str
    explain_help: str
    organization: str
    publisher: str
    replay: Callable[[Sequence[Path], Progress], Document]
    explain: Callable[[Path, int, str], OneResult]
    rows: str
    what_if: Callable[[Path, int, str, Decimal], Document] | None = None
    also: tuple[str, ...] = ()
