"""What a program's own reports to an organization say: figures that a contract takes, and steps that it printed."""

from dataclasses import dataclass, field
from decimal import Decimal

from openvbc.figures import Figure, Figures, FileDigest, Key, Origin, Source
from openvbc.tabular.sectioned_sheet import ReportCell


@dataclass(frozen=True)
class ReadCell:
    """A cell of a report: of which file, as which report, and which delivery of it."""

    file: str
    report: str
    delivery: str
    cell: ReportCell


def where_printed(file: FileDigest, cell: ReportCell) -> str:
    """Where a cell stands, with its report's file."""
    return f"{file.name}, {cell.place}"


def printed_figure(file: FileDigest, report: str, cell: ReportCell, value: Decimal) -> Figure:
    """A figure that a cell gives, with its source. report: which one it is, and which delivery of it."""
    words = f"CMS {report}, shown as {cell.text}"
    return Figure(value, Source(Origin.READ, words, where_printed(file, cell), (file,)))


@dataclass(frozen=True)
class PrintedStep:
    """A step that the program printed, to be held against a line of ours.

    key: the line's member, None for a single value. places: decimals that were printed. where: report, sheet and cell.
    """

    line: str
    key: Key | None
    value: Decimal
    places: int
    where: str

    @classmethod
    def of_cell(cls, line: str, key: Key | None, file: FileDigest, cell: ReportCell) -> "PrintedStep | None":
        """The step that a cell holds; None where it holds no number."""
        if cell.value is None:
            return None
        places = max(0, -int(cell.value.as_tuple().exponent))
        return cls(line, key, cell.value, places, where_printed(file, cell))


@dataclass(frozen=True)
class ProgramReports:
    """Reports of one organization and year, as far as they are read.

    figures: by the contract's line, each with report, sheet and cell as its source. steps: what the program printed on
    its way. cells: every cell of every sheet. notes: what was told apart, left out, or is not confirmed.
    """

    organization: str
    figures: Figures
    steps: tuple[PrintedStep, ...]
    cells: tuple[ReadCell, ...]
    notes: tuple[str, ...] = field(default=())
