"""One ACO's published result of one performance year."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from openvbc.figures import ABSENT, FileDigest
from openvbc.payment_models.mssp.tracks import Track
from openvbc.published_results.mssp.results.cells import Cell


@dataclass(frozen=True)
class PublishedRow:
    """A line of a results file, its unit and meaning settled.

    aco: the identifier as printed. track, start: of the agreement. months: of the performance year, 12 or 6.
    where: file and line, or sheet and row. cells: by meaning; a column that the file has not is not among them.
    """

    year: int
    aco: str
    name: str
    track: Track
    start: date
    months: int
    line: int
    where: str
    file: FileDigest
    cells: Mapping[str, Cell]

    def has(self, meaning: str) -> bool:
        """Whether the file prints a value for this ACO."""
        return meaning in self.cells and self.cells[meaning].is_there

    def number(self, meaning: str) -> Decimal | None:
        """The printed number, if there is one."""
        cell = self.cells.get(meaning)
        return cell.number if cell is not None else None

    def flag(self, meaning: str) -> bool | None:
        """The printed yes or no, if there is one."""
        cell = self.cells.get(meaning)
        return cell.flag if cell is not None else None

    def text(self, meaning: str) -> str:
        """The cell as printed; empty if the file has no such column."""
        cell = self.cells.get(meaning)
        return cell.text.strip() if cell is not None else ""

    def without(self, meaning: str) -> "PublishedRow":
        """The same row as if this column had been left blank."""
        cells = dict(self.cells)
        if meaning in cells:
            cells[meaning] = replace(cells[meaning], text="", value=ABSENT)
        return replace(self, cells=cells)
