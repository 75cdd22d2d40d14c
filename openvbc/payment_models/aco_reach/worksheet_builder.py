"""A worksheet being built for one REACH performance year: the sheet, the terms, the published values in force."""

from dataclasses import dataclass
from functools import cached_property

from openvbc.citation import Clause
from openvbc.methods.published_lines import PublishedLines
from openvbc.payment_models.aco_reach.terms import AcoReachTerms
from openvbc.payment_models.record import WorksheetRequest
from openvbc.worksheet.sheet import Worksheet


@dataclass
class WorksheetBuilder:
    """What the sections of the worksheet are added to."""

    sheet: Worksheet
    request: WorksheetRequest
    terms: AcoReachTerms

    @property
    def year(self) -> int:
        """The performance year, whose published values hold."""
        return self.request.performance_year.year

    @cached_property
    def published(self) -> PublishedLines:
        """The published values of the performance year, the type of ACO and its risk arrangement."""
        asked = {
            "performance_year": self.year,
            "aco_type": self.terms.aco_type,
            "risk_arrangement": self.terms.risk_arrangement,
        }
        return PublishedLines(self.sheet, self.request.parameters, asked)

    def clause(self, *path: str | int) -> Clause:
        """Where the term at `path` stands in the agreement and in the contract file."""
        return self.request.stream.clause(*path)
