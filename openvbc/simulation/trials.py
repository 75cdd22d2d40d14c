"""One contract tried with other terms on the same draws, so that two terms differ by what they are and not by luck."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from typing import Final

import numpy as np

from openvbc.payment_models.record import PaymentModel
from openvbc.settlement.settle import Settlement
from openvbc.simulation.assumptions import Assumptions, Stage
from openvbc.simulation.draws import Array, normals, sizes_of_parts, uniforms
from openvbc.simulation.forecast import mean_of_worst
from openvbc.simulation.scenarios import SHARED, SOURCES, ArrayValues, StreamScenarios

_CENT: Final = 0.005


class Trials:
    """The scenarios of a settled contract, drawn once; `payments` settles them with other values of terms.

    terms: the lines that may be set. Each is a term or an input of one value.
    """

    def __init__(
        self,
        settlement: Settlement,
        models: Mapping[str, PaymentModel],
        assumptions: Mapping[str, Assumptions],
        stage: Stage,
        seed: int,
        scenarios: int,
        terms: Sequence[str],
    ) -> None:
        self.sizes = sizes_of_parts(scenarios)
        self.scenarios = scenarios
        self.agreed: dict[str, Decimal] = {}
        for stream in settlement.streams:
            for name in terms:
                value = stream.evaluation.values.get(name)
                if isinstance(value, Decimal):
                    self.agreed.setdefault(name, value)
        self._streams = [
            StreamScenarios(
                each, models[each.stream.model], assumptions[each.stream.name], stage, self.agreed, with_reasons=False
            )
            for each in settlement.streams
        ]
        name = settlement.contract.name + settlement.organization
        parts = list(enumerate(self.sizes))
        draws = {
            source: np.concatenate(
                [
                    normals(seed, source if source in SHARED else f"{name}.{source}", index, size)
                    for index, size in parts
                ]
            )
            for source in SOURCES
            if any(stream.draws_from(source) for stream in self._streams)
        }
        measures = dict.fromkeys(each for stream in self._streams for each in stream.measures)
        chances = {
            each: np.concatenate([uniforms(seed, f"{name}.measure.{each}", index, size) for index, size in parts])
            for each in measures
        }
        self._drawn: list[ArrayValues] = [stream.drawn(draws, chances)[0] for stream in self._streams]

    def payments(self, changes: Mapping[str, Decimal | float] | None = None, cost: float = 1.0) -> Array:
        """The payment of every scenario, with other values of terms. cost: what own cost is multiplied by besides."""
        outcomes: dict[str, Array] = {}
        total = np.zeros(self.scenarios)
        for stream, drawn in zip(self._streams, self._drawn, strict=True):
            inputs = stream.with_cost(drawn, cost) if cost != 1.0 else dict(drawn)
            inputs |= {name: np.asarray(float(value)) for name, value in (changes or {}).items() if name in drawn}
            outcomes[stream.name], _ = stream.settled(inputs, outcomes, self.scenarios)
            total = total + outcomes[stream.name]
        return total

    def error_of_mean(self, values: Array) -> float:
        """The standard error of the mean, from how the independent parts differ."""
        parts = np.split(values, np.cumsum(self.sizes)[:-1])
        return float(np.std([np.mean(part) for part in parts], ddof=1)) / sqrt(len(parts))


@dataclass(frozen=True)
class Side:
    """What payments mean for one side: the provider, or the payer, whose every dollar is the provider's turned round.

    utility: the expected value, less what holding capital against the mean of the worst 5% costs.
    """

    expected: Decimal
    spread: Decimal
    worst: Decimal
    gains: Decimal
    loses: Decimal
    utility: Decimal


def side_of(payments: Array, cost_of_capital: Decimal) -> Side:
    """One side's figures of what it receives."""
    rising = np.sort(payments)
    expected, worst = float(np.mean(rising)), mean_of_worst(rising)
    return Side(
        _dollars(expected),
        _dollars(float(np.std(rising))),
        _dollars(worst),
        _part(float(np.mean(rising > _CENT))),
        _part(float(np.mean(rising < -_CENT))),
        _dollars(expected - float(cost_of_capital) * max(0.0, -worst)),
    )


def _dollars(value: float) -> Decimal:
    return Decimal(f"{value:.2f}")


def _part(value: float) -> Decimal:
    return Decimal(f"{value:.6f}")
