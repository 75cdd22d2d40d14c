"""A worksheet being built for one clinician, group or entity and performance year."""

from dataclasses import dataclass
from functools import cached_property

from openvbc.citation import Clause
from openvbc.methods.published_lines import PublishedLines
from openvbc.payment_models.mips.terms import MipsScoring
from openvbc.payment_models.record import WorksheetRequest
from openvbc.units import USD
from openvbc.worksheet.sheet import Line, Worksheet

#: Payments are adjusted two years after the performance year.
YEARS_TO_PAYMENT = 2


@dataclass
class WorksheetBuilder:
    """What the sections of the worksheet are added to."""

    sheet: Worksheet
    request: WorksheetRequest

    @property
    def year(self) -> int:
        """The performance year."""
        return self.request.performance_year.year

    @cached_property
    def published(self) -> PublishedLines:
        """The published values of the performance year and of its payment year."""
        asked = {"performance_year": self.year, "payment_year": self.year + YEARS_TO_PAYMENT}
        return PublishedLines(self.sheet, self.request.parameters, asked)

    def clause(self, *path: str | int) -> Clause:
        """Where the term at `path` stands in the agreement and in the contract file."""
        return self.request.stream.clause(*path)

    def part_b_payments(self) -> Line:
        """The input line of Part B payments that are adjusted, added where it is first needed."""
        if "part_b_payments" not in self.sheet:
            return self.sheet.input(
                "part_b_payments", "Part B payments for covered professional services of the payment year", USD
            )
        return self.sheet["part_b_payments"]


def practice_size(scoring: MipsScoring) -> str:
    """As published values are asked for it."""
    return "small" if scoring.small_practice else "other"
