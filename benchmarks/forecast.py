"""A million years of a contract with quality and caps, and of the Medicare program with a computed benchmark."""

import time
from decimal import Decimal
from importlib.resources import as_file

import numpy as np

from benchmarks.peak import peak_megabytes
from openvbc.api import load_contract, settle_case, settle_inputs
from openvbc.contract.load import contract_from_text
from openvbc.figures import Figure
from openvbc.payment_models.registry import model_folder, payment_models, published_parameters
from openvbc.settlement.settle import Case, Settlement, Status
from openvbc.simulation.assumptions import Assumptions, Stage, agreed_assumptions
from openvbc.simulation.draws import sizes_of_parts
from openvbc.simulation.scenarios import ContractScenarios
from openvbc.simulation.trials import Trials

SCENARIOS = 1_000_000
#: One part of the scenarios, whose draws are made once where only the settling is timed.
_PART = 16_384

_CONTRACT = """
contract: Two-sided with quality and caps
parties: {payer: {name: Northern Health Plan}, provider: {name: Lakeside ACO}}
agreement: {start: 2026-01-01, end: 2026-12-31, run_out_months: 3}
population: {line_of_business: commercial, attribution: {payer_list: true}}
payment_streams:
  - stream: savings
    model: shared_savings
    terms:
      risk: two_sided
      benchmark: {given: {basis: per_member_per_month}}
      savings:
        minimum_savings_rate: {fixed: 2%}
        share: 50%
        quality: {multiplier: {minimum_score: 40%}}
        caps: [{rate: 10%, of: benchmark, on: payment}]
      losses:
        minimum_loss_rate: {fixed: 2%}
        share: {rate: 30%}
        caps: [{rate: 4%, of: benchmark, on: payment}]
"""


def run() -> dict[str, float]:
    """Seconds, and the megabytes that the process held at most, by what was timed."""
    contract = contract_from_text(_CONTRACT, "contract.yaml", payment_models())
    figures = {
        "expenditures": Figure(Decimal(59_100_000)),
        "member_months": Figure(Decimal(120_000)),
        "benchmark_per_capita": Figure(Decimal(500)),
        "quality_score": Figure(Decimal("0.8")),
    }
    two_sided = settle_case(contract, Case("", 2026, Status.INTERIM, dict(figures), {}))
    folder = model_folder("mssp")
    with (
        as_file(folder.joinpath("contracts/computed_2024.yaml")) as agreed,
        as_file(folder.joinpath("inputs/computed_2024.yaml")) as inputs,
    ):
        computed = settle_inputs(load_contract(agreed), inputs)[0]
    return {
        "1,000,000 years of a two-sided contract, settled": _settled(two_sided),
        "1,000,000 years of a two-sided contract, drawn and settled": _drawn(two_sided),
        "1,000,000 years of a computed Medicare benchmark, settled": _settled(computed),
        "1,000,000 years of a computed Medicare benchmark, drawn and settled": _drawn(computed),
        "most memory of the process so far, MB": peak_megabytes(),
    }


def _settled(settlement: Settlement) -> float:
    trials = Trials(settlement, payment_models(), _assumptions(settlement), Stage(), 1, _PART, [])
    parts = SCENARIOS // _PART
    start = time.perf_counter()
    for _ in range(parts):
        trials.payments()
    return time.perf_counter() - start


def _drawn(settlement: Settlement) -> float:
    scenarios = ContractScenarios.of(settlement, payment_models(), _assumptions(settlement), Stage(), 1)
    start = time.perf_counter()
    payments = [scenarios.part(index, size).payment for index, size in enumerate(sizes_of_parts(SCENARIOS))]
    np.concatenate(payments)
    return time.perf_counter() - start


def _assumptions(settlement: Settlement) -> dict[str, Assumptions]:
    return {
        each.stream.name: agreed_assumptions(
            settlement.contract, each.stream, published_parameters(), Stage(), {}, rebased=False
        )
        for each in settlement.streams
    }
