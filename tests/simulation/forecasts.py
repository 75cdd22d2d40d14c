"""Forecasts of the worked contract with the spreads of the worked numbers."""

from decimal import Decimal
from functools import cache
from math import sqrt
from typing import Any

import numpy as np

from openvbc.api import settle_case
from openvbc.figures import Figure
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.settlement.settle import Case, Settlement, Status
from openvbc.simulation.assumptions import Stage, agreed_assumptions
from openvbc.simulation.draws import Array, sizes_of_parts
from openvbc.simulation.forecast import Figures, figures_of, payments_of
from openvbc.simulation.scenarios import ContractScenarios
from tests.simulation.contracts import BENCHMARK, MONTHS, PER_MONTH, contract_of, two_sided

#: Own claims by a variation of 2.15, both trends 2 points tied by 0.7, churn 1.2, risk 1, run-out 0.26 points.
SPREADS = {
    "claims_variation": "2.15",
    "own_trend": "0.02",
    "market_trend": "0.02",
    "trend_tie": "0.7",
    "risk_drift": "0.01",
    "risk_in_cost": "0.8",
    "churn": "0.012",
    "run_out_error": "0.0026",
    "enrollment_base": "0",
    "enrollment_by_size": "0",
    "quality_spread": "0",
    "common_year": "0",
}
NOTHING = dict.fromkeys(SPREADS, "0")


def settled_at(terms: dict[str, Any], saving: str, months: int = MONTHS) -> Settlement:
    """The contract settled at a cost that saves so much of the benchmark."""
    figures: dict[str, Figure] = {
        "expenditures": Figure(Decimal(months * PER_MONTH) * (1 - Decimal(saving))),
        "member_months": Figure(Decimal(months)),
        "benchmark_per_capita": Figure(Decimal(PER_MONTH)),
    }
    return settle_case(contract_of(terms), Case("", 2026, Status.INTERIM, dict(figures), {}))


def scenarios_of(
    settlement: Settlement, spreads: dict[str, str], stage: Stage | None = None, seed: int = 1
) -> ContractScenarios:
    """The scenarios of a settlement with stated spreads."""
    stage, contract = stage or Stage(), settlement.contract
    stated = {name: Decimal(value) for name, value in spreads.items()}
    agreed = {
        each.stream.name: agreed_assumptions(
            contract, each.stream, published_parameters(), stage, stated, rebased=False
        )
        for each in settlement.streams
    }
    return ContractScenarios.of(settlement, payment_models(), agreed, stage, seed)


@cache
def payments(count: int, saving: str = "0.015", **changed: Any) -> Array:  # noqa: ANN401  # terms
    """The payments of the worked contract, with some terms changed; the same draws for all."""
    return payments_of(scenarios_of(settled_at(two_sided(**changed), saving), SPREADS), count)


def figures(drawn: Array, probable: str = "0.8") -> Figures:
    """The figures of payments."""
    return figures_of(drawn, sizes_of_parts(len(drawn)), Decimal(probable))


def error_of_difference(first: Array, second: Array) -> float:
    """The standard error of the mean difference of two forecasts with the same draws, from their parts."""
    parts = np.split(second - first, np.cumsum(sizes_of_parts(len(first)))[:-1])
    return float(np.std([np.mean(part) for part in parts], ddof=1)) / sqrt(len(parts))


__all__ = [
    "BENCHMARK",
    "NOTHING",
    "SPREADS",
    "error_of_difference",
    "figures",
    "payments",
    "scenarios_of",
    "settled_at",
]
