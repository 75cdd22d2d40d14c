"""Which rules of benchmarking hold for an agreement: looked up once, by its start and which agreement it is."""

from dataclasses import dataclass
from decimal import Decimal

from openvbc.errors import ParameterError
from openvbc.figures import Keyed
from openvbc.money import ZERO
from openvbc.parameters.model import ParameterValue
from openvbc.parameters.scope import Asked
from openvbc.payment_models.mssp.historical.axes import ENROLLMENT_TYPES, YEARS
from openvbc.payment_models.mssp.terms import MsspComputedBenchmark
from openvbc.payment_models.mssp.worksheet_builder import WorksheetBuilder
from openvbc.worksheet.formula import keys_of


@dataclass(frozen=True)
class BenchmarkRules:
    """The rules of one agreement. `draft` resolves by start and track; `terms` say which agreement it is."""

    builder: WorksheetBuilder
    terms: MsspComputedBenchmark

    @property
    def asked(self) -> dict[str, Asked]:
        """What the published values of benchmarking are asked for besides start, year and track."""
        asked: dict[str, Asked] = {"agreement_period": self.terms.agreement_period}
        if self.terms.times_adjusted is not None:
            asked["times_adjusted"] = self.terms.times_adjusted
        return asked

    def published(self, parameter: str) -> ParameterValue:
        """The published value in force for this agreement; ParameterError if there is none."""
        return self.builder.published(parameter, **self.asked)

    def has(self, parameter: str) -> bool:
        """Whether there is a published value for this agreement."""
        try:
            self.published(parameter)
        except ParameterError:
            return False
        return True

    def holds(self, parameter: str) -> bool:
        """Whether a yes-or-no rule holds for this agreement; no where it is not published for it."""
        return self.has(parameter) and self.published(parameter).value is True

    @property
    def from_historical(self) -> bool:
        """Whether the historical benchmark itself is given, as CMS's report prints it, and not the years behind it."""
        return self.terms.starts_from == "historical_benchmark"

    def of_years(
        self, *years: str, lowest: Decimal | None = ZERO
    ) -> dict[Keyed, tuple[Decimal | None, Decimal | None]]:
        """The years and types of which a figure is needed, with the least that it can be.

        years: those that are needed where the historical benchmark is given; else all are.
        """
        needed = years if self.from_historical else YEARS.keys
        return {key: (lowest, None) for key in keys_of((YEARS, ENROLLMENT_TYPES)) if key[0] in needed}

    @property
    def national(self) -> bool:
        """Whether national growth is in trend and update."""
        return self.published("mssp_trend_is_national").value is True

    @property
    def regional(self) -> bool:
        """Whether regional growth is in trend and update."""
        return self.published("mssp_trend_is_regional").value is True

    @property
    def regional_adjustment(self) -> bool:
        """Whether the benchmark is adjusted for the region."""
        return self.published("mssp_regional_adjustment_exists").value is True

    @property
    def three_way(self) -> bool:
        """Whether the accountable care prospective trend is part of the update."""
        return self.builder.holds("mssp_guardrail")
