"""What a forecast assumes: each spread by its name, with the text that it comes from, or as stated by whoever asks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from openvbc.contract.model import Contract, PaymentStream
from openvbc.errors import Fault, UsageError, did_you_mean
from openvbc.money import ZERO
from openvbc.parameters.model import ParameterSet, ParameterValue
from openvbc.units import FACTOR, RATE, Unit

#: What the parameters of a forecast begin with.
_PREFIX: Final = "forecast_"
_STATED: Final = "stated for this forecast"
#: Assumptions that are factors or counts; all others are rates.
_FACTORS: Final = ("claims_variation", "trend_tie", "enrollment_by_size", "spread_by_size")
#: Where a program's own published results tell the spread of a whole year.
_MEASURED: Final = "traditional_medicare"


@dataclass(frozen=True)
class Assumption:
    """One assumption: its name, what it is, its value, and where it comes from."""

    name: str
    label: str
    value: Decimal
    unit: Unit
    source: str

    @property
    def shown(self) -> str:
        """The value as people read it."""
        return self.unit.show_exactly(self.value)


@dataclass(frozen=True)
class Stage:
    """When a forecast is made.

    months_seen: how many months of the year are in the figures; the uncertainty of the rest is left. run_out_months:
    how long after the year its claims are counted, for the error that completing them leaves. benchmark_known: whether
    the benchmark is published, so that it moves no more.
    """

    months_seen: int = 0
    run_out_months: int = 3
    benchmark_known: bool = False

    @property
    def unseen(self) -> Decimal:
        """The part of the year that is not seen yet."""
        return Decimal(12 - self.months_seen) / 12


@dataclass(frozen=True)
class Assumptions:
    """The assumptions of one forecast, by name.

    measured: whether the spread of a whole year is known from published results, of which the parts are then shares.
    """

    by_name: Mapping[str, Assumption]
    measured: bool

    def value(self, name: str) -> float:
        """The value of one assumption."""
        return float(self.by_name[name].value)

    def with_run_out(self, error: Decimal | None, source: str) -> "Assumptions":
        """The same with the error of run-out, where it is known, and where it comes from."""
        agreed = self.by_name["run_out_error"]
        value = agreed.value if error is None else error
        told = source if error is not None else f"{agreed.source}; {source}"
        return replace(self, by_name={**self.by_name, agreed.name: replace(agreed, value=value, source=told)})

    def measured_spread(self, people: float) -> float | None:
        """The spread of the savings rate of so many people that published results show; None where none do."""
        if not self.measured:
            return None
        return float((self.value("spread_base") ** 2 + self.value("spread_by_size") ** 2 / people) ** 0.5)


def agreed_assumptions(
    contract: Contract,
    stream: PaymentStream,
    parameters: ParameterSet,
    stage: Stage,
    stated: Mapping[str, Decimal],
    *,
    rebased: bool,
) -> Assumptions:
    """The assumptions for a stream: those stated, else the published defaults for its people.

    rebased: whether the year begins a new agreement with a new benchmark. UsageError for a name that there is not.
    """
    line = contract.population_of(stream).line_of_business if contract.populations else "commercial"
    scopes: dict[str, dict[str, str]] = {
        "claims_variation": {"line_of_business": line},
        "own_trend": {},
        "market_trend": {},
        "trend_tie": {},
        "risk_drift": {"line_of_business": line},
        "risk_in_cost": {},
        "churn": {"attribution": _attribution(contract, stream)},
        "enrollment_base": {"attribution": _attribution(contract, stream)},
        "enrollment_by_size": {"attribution": _attribution(contract, stream)},
        "quality_spread": {},
        "common_year": {"line_of_business": line},
    }
    measured = line == _MEASURED
    if measured:
        agreement = {"agreement": "rebased" if rebased else "same"}
        scopes |= {"spread_base": agreement, "spread_by_size": agreement}
    found = {name: _default(name, parameters.resolve(f"{_PREFIX}{name}", **scope)) for name, scope in scopes.items()}
    found["run_out_error"] = _run_out(parameters.resolve(f"{_PREFIX}run_out_error"), stage)
    for name, value in stated.items():
        if name not in found:
            raise UsageError(Fault(f"no assumption is called {name!r}", fix=did_you_mean(name, found)))
        least = Decimal(-1) if name == "trend_tie" else ZERO
        if value < least or (name in ("trend_tie", "risk_in_cost") and value > 1):
            raise UsageError(Fault(f"the assumption {name} cannot be {value}", fix="see the list that is printed"))
        found[name] = Assumption(name, found[name].label, value, found[name].unit, _STATED)
    if any(name in stated for name in ("claims_variation", "own_trend", "market_trend", "trend_tie", "churn")):
        measured = measured and any(name in stated for name in ("spread_base", "spread_by_size"))
    return Assumptions(found, measured)


def _attribution(contract: Contract, stream: PaymentStream) -> str:
    """Whether people are attributed before the year or by what they do in it; in doubt the wider of the two."""
    if not contract.populations:
        return "prospective"
    agreed = contract.population_of(stream).attribution
    if agreed.shared_savings_program is not None:
        return agreed.shared_savings_program.assignment
    if agreed.stepwise is not None:
        return "prospective" if agreed.stepwise.window_ends_months_before > 0 else "retrospective"
    return "prospective"


def _default(name: str, value: ParameterValue) -> Assumption:
    return Assumption(name, value.label, value.number, FACTOR if name in _FACTORS else RATE, str(value.citation))


def _run_out(value: ParameterValue, stage: Stage) -> Assumption:
    table = value.table
    row = [index for index, months in enumerate(table.bounds) if months <= stage.run_out_months][-1]
    label = f"{value.label} ({stage.run_out_months})"
    return Assumption("run_out_error", label, table.columns["error"][row], RATE, str(value.citation))
