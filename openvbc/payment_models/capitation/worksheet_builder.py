"""What the lines of a capitation stream are added to: the sheet, the terms, and where each term stands."""

from dataclasses import dataclass, field
from decimal import Decimal

from openvbc.citation import Clause
from openvbc.methods.published_lines import PublishedLines
from openvbc.money import ZERO
from openvbc.payment_models.capitation.terms import CapitationTerms
from openvbc.payment_models.record import WorksheetRequest
from openvbc.units import RATE, USD
from openvbc.worksheet.formula import Axis, Formula
from openvbc.worksheet.sheet import Line, Worksheet


@dataclass(frozen=True)
class WorksheetBuilder:
    """The sheet that grows, and its stream. due: what is added to the outcome, in order; owed: what is taken off it."""

    sheet: Worksheet
    request: WorksheetRequest
    terms: CapitationTerms
    due: list[Line] = field(default_factory=list)
    owed: list[Line] = field(default_factory=list)

    @property
    def published(self) -> PublishedLines:
        """The program's published values for the year."""
        asked = {"performance_year": self.request.performance_year.year, "program": self.terms.published_rates or ""}
        return PublishedLines(self.sheet, self.request.parameters, asked)

    def clause(self, *path: str | int) -> Clause:
        """Where the contract has a term."""
        return self.request.stream.clause(*path)

    def money(self, name: str, label: str, formula: Formula | Decimal | int, *path: str | int) -> Line:
        """A computed amount, with its clause."""
        return self.sheet.line(name, label, USD, formula, clause=self.clause(*path))

    def given(self, name: str, label: str, *path: str | int, axis: Axis | None = None, note: str = "") -> Line:
        """An amount from outside, zero or more."""
        return self.sheet.input(name, label, USD, at_least=ZERO, axis=axis, clause=self.clause(*path), note=note)

    def share(self, name: str, label: str, value: Decimal, *path: str | int) -> Line:
        """An agreed share."""
        return self.sheet.term(name, label, RATE, value, clause=self.clause(*path))
