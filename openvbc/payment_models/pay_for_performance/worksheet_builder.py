"""A worksheet being built for a pay-for-performance stream: the sheet, its terms, and where each term stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from openvbc.citation import Clause
from openvbc.contract.bases import BASES
from openvbc.contract.model import QualityScorecard
from openvbc.errors import ContractError, Fault, did_you_mean
from openvbc.figures import ABSENT, Keyed, Value
from openvbc.money import ZERO
from openvbc.payment_models.pay_for_performance.terms import PayForPerformanceTerms
from openvbc.payment_models.record import WorksheetRequest
from openvbc.quality.worksheet_builder import axis_of
from openvbc.units import MEMBER_MONTHS, USD, Unit
from openvbc.worksheet.formula import Axis
from openvbc.worksheet.sheet import Line, Worksheet


@dataclass
class WorksheetBuilder:
    """What the sections of the worksheet are added to."""

    sheet: Worksheet
    request: WorksheetRequest
    terms: PayForPerformanceTerms
    scorecard: QualityScorecard

    def clause(self, *path: str | int) -> Clause:
        """Where the term at `path` stands in the agreement and in the contract file."""
        return self.request.stream.clause(*path)

    @property
    def axis(self) -> Axis:
        """The scorecard's measures as columns."""
        return axis_of(self.scorecard.terms.measures)

    @property
    def year(self) -> int:
        """The performance year."""
        return self.request.performance_year.year

    def member_months(self) -> Line:
        """The input line of member months, added where it is first needed."""
        if "member_months" not in self.sheet:
            return self.sheet.input("member_months", "Member months", MEMBER_MONTHS, at_least=ZERO)
        return self.sheet["member_months"]

    def fee_for_service_payments(self) -> Line:
        """The input line of fee-for-service payments, added where it is first needed."""
        if "fee_for_service_payments" not in self.sheet:
            return self.sheet.input(
                "fee_for_service_payments", "Fee-for-service payments to the provider", USD, at_least=ZERO
            )
        return self.sheet["fee_for_service_payments"]

    def payments(self, of: str) -> Line:
        """The input line of the payments that a rate is of."""
        if of == "fee_for_service_payments":
            return self.fee_for_service_payments()
        if of not in self.sheet:
            return self.sheet.input(of, BASES[of][0], USD, at_least=ZERO)
        return self.sheet[of]

    def by_measure(self, name: str, label: str, unit: Unit, values: dict[str, Decimal], clause: Clause) -> Line:
        """A term over the measures; absent for those that this term does not name."""
        whole: dict[Keyed, Value] = {key: values.get(key, ABSENT) for key in self.axis.keys}
        return self.sheet.term(name, label, unit, whole, axis=self.axis, clause=clause)

    def check_measures(self, names: Sequence[str], *path: str) -> None:
        """ContractError if a name is not a measure of the scorecard."""
        known = self.scorecard.terms.keys
        faults = [
            Fault(
                f"the scorecard has no measure {name!r}",
                self.clause(*path, index).where,
                fix=did_you_mean(name, known),
            )
            for index, name in enumerate(names)
            if name not in known
        ]
        if faults:
            raise ContractError(faults)
