"""A worksheet being built for a shared-savings stream: the sheet, its terms, and where each term stands."""

from dataclasses import dataclass

from openvbc.citation import Clause
from openvbc.money import ONE, ZERO
from openvbc.payment_models.record import WorksheetRequest
from openvbc.payment_models.shared_savings.terms import SharedSavingsTerms
from openvbc.units import MEMBER_MONTHS, PERSONS, RATE
from openvbc.worksheet.sheet import Line, Worksheet

SIZE_TABLE = "minimum_savings_rate_by_population_size"


@dataclass
class WorksheetBuilder:
    """What the sections of the worksheet are added to."""

    sheet: Worksheet
    request: WorksheetRequest
    terms: SharedSavingsTerms

    def clause(self, *path: str | int) -> Clause:
        """Where the term at `path` stands in the agreement and in the contract file."""
        return self.request.stream.clause(*path)

    def member_months(self) -> Line:
        """The input line of member months, added where it is first needed."""
        if "member_months" not in self.sheet:
            return self.sheet.input("member_months", "Member months", MEMBER_MONTHS, at_least=ZERO)
        return self.sheet["member_months"]

    def assigned_population(self) -> Line:
        """The input line of attributed people, added where it is first needed."""
        if "assigned_population" not in self.sheet:
            return self.sheet.input("assigned_population", "Attributed people", PERSONS, at_least=ZERO)
        return self.sheet["assigned_population"]

    def quality_score(self) -> Line:
        """The composite quality score: computed by the contract's scorecard, or an input added where it is needed."""
        if "quality_score" not in self.sheet:
            return self.sheet.input("quality_score", "Composite quality score", RATE, at_least=ZERO, at_most=ONE)
        return self.sheet["quality_score"]
