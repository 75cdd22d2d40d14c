"""A worksheet being built for one payment year: the sheet, and the published values in force."""

from dataclasses import dataclass
from functools import cached_property

from openvbc.citation import Clause
from openvbc.methods.published_lines import PublishedLines
from openvbc.payment_models.record import WorksheetRequest
from openvbc.worksheet.sheet import Worksheet


@dataclass
class WorksheetBuilder:
    """What the sections of the worksheet are added to."""

    sheet: Worksheet
    request: WorksheetRequest

    @cached_property
    def published(self) -> PublishedLines:
        """The published values of the payment year."""
        return PublishedLines(
            self.sheet, self.request.parameters, {"performance_year": self.request.performance_year.year}
        )

    def clause(self, *path: str | int) -> Clause:
        """Where the term at `path` stands in the agreement and in the contract file."""
        return self.request.stream.clause(*path)
