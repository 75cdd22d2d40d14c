"""What a contract is worth: its review, and a forecast with the figure to book."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from openvbc.api.arguments import ContractLike, InputsLike, PeriodLike, amount_of, load_contract, share_of_text
from openvbc.api.result import Result
from openvbc.api.settling import settle
from openvbc.errors import Fault, UsageError
from openvbc.money import decimal_from_text, rate_from_text
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.reports.forecast import forecast_report
from openvbc.reports.review import review_report
from openvbc.settlement.review import Review
from openvbc.settlement.review import review as review_of
from openvbc.settlement.settle import Settlement
from openvbc.simulation.assumptions import Assumptions, Stage, agreed_assumptions
from openvbc.simulation.forecast import CameOut, Forecast, month_of, payments_of, place_of
from openvbc.simulation.forecast import forecast as forecast_of
from openvbc.simulation.scenarios import ContractScenarios

#: How many scenarios a forecast has, and how many each month of its fan.
SCENARIOS: Final = 65_536
_OF_A_MONTH: Final = 16_384
_MOST: Final = 10_000_000
_MONTHS: Final = (0, 3, 6, 9, 12)


def forecast(
    contract: ContractLike,
    inputs: InputsLike,
    *,
    period: PeriodLike | None = None,
    status: str | None = None,
    organization: str | None = None,
    also: Sequence[tuple[ContractLike, InputsLike]] = (),
    as_of: int = 0,
    run_out_months: int = 3,
    benchmark_known: bool = False,
    rebased: bool = False,
    assume: Mapping[str, str | Decimal] | None = None,
    probable: str | Decimal = "80%",
    significance: str | Decimal = "0",
    came_out: InputsLike | None = None,
    scenarios: int = SCENARIOS,
    seed: int = 1,
) -> Result[Forecast]:
    """Forecast what a contract pays: chances, expected payment and spread, what may be booked, what drives it.

    inputs: the figures as they are expected to come out, as `settle` takes them. also: further contracts with their
    inputs, for all together. as_of: how many months of the year the figures hold. run_out_months: how long the
    year's claims run out before it is settled. benchmark_known: whether the benchmark is published. rebased:
    whether the year begins a new agreement. assume: other values of assumptions, by name. probable, significance:
    of the booking figure. came_out: the figures of the year as it came out, to see where they lie in the forecast.

    UsageError for what cannot be asked; all else as in `settle`.
    """
    stage = _stage(as_of, run_out_months, benchmark_known=benchmark_known)
    if not 32 <= scenarios <= _MOST or seed < 0:
        raise UsageError(
            Fault(f"{scenarios} scenarios with seed {seed}", fix=f"write 32 to {_MOST}, and a seed from 0")
        )
    settlements = [settle(contract, inputs, period=period, status=status, organization=organization).settlement_of()]
    settlements += [settle(each, figures).settlement_of() for each, figures in also]
    stated = {name: _number_of(name, value) for name, value in (assume or {}).items()}
    level = share_of_text(probable, "the level of what is probable")
    if not 0 < level < 1:
        raise UsageError(Fault("what is probable lies between 0% and 100%", fix="write for example 80%"))
    least = amount_of(significance, "the amount that is significant", "$10,000")

    def drawn(at: Stage) -> list[ContractScenarios]:
        return [
            ContractScenarios.of(each, payment_models(), _assumptions(each, at, stated, rebased=rebased), at, seed)
            for each in settlements
        ]

    named = [
        (each, settlement.contract.name, settlement.organization, settlement.net_payment)
        for each, settlement in zip(drawn(stage), settlements, strict=True)
    ]
    found = forecast_of(named, scenarios, stage, level, least)
    months = []
    for seen in (each for each in _MONTHS if each >= as_of):
        for run_out in (0, stage.run_out_months) if seen == 12 and stage.run_out_months else (stage.run_out_months,):
            at = Stage(seen, run_out, benchmark_known)
            payments = sum(payments_of(each, _OF_A_MONTH) for each in drawn(at))
            label = f"{seen} months" if seen < 12 else f"the year and {run_out} months of run-out"
            months.append(month_of(label, payments, level, least))
    outcome = None
    if came_out is not None:
        final = settle(contract, came_out, period=period, status=status, organization=organization).net_payment
        outcome = CameOut(final, *place_of(payments_of(named[0][0], scenarios), final))
    found = replace(found, months=tuple(months), came_out=outcome)
    return Result(found, forecast_report(found))


def review(
    contract: ContractLike,
    inputs: InputsLike | None = None,
    *,
    period: PeriodLike | None = None,
    status: str | None = None,
    organization: str | None = None,
    thresholds: Mapping[str, str | Decimal] | None = None,
) -> Result[Review]:
    """Review a contract: what its terms may cost whom, what to ask for instead, and cliffs found from its worksheets.

    inputs: figures, by which findings are told in dollars. period: the agreement's first year if none is named.
    thresholds: from where on checks speak, by name. All else as in `settle`.
    """
    loaded = load_contract(contract)
    settlement = None
    if inputs is not None:
        settlement = settle(loaded, inputs, period=period, status=status, organization=organization).settlement_of()
        period = settlement.performance_year.key
    if period is None:
        period = loaded.agreement.performance_years[0].key
    stated = {name: _number_of(name, value) for name, value in (thresholds or {}).items()}
    found = review_of(loaded, period, settlement, payment_models(), published_parameters(), stated)
    return Result(found, review_report(found))


def _stage(as_of: int, run_out_months: int, *, benchmark_known: bool) -> Stage:
    if not 0 <= as_of <= 12:
        raise UsageError(Fault(f"figures as of {as_of} months of a year", fix="write 0 to 12"))
    if not 0 <= run_out_months <= 24:
        raise UsageError(Fault(f"{run_out_months} months of run-out", fix="write 0 to 24"))
    return Stage(as_of, run_out_months, benchmark_known)


def _assumptions(
    settlement: Settlement, stage: Stage, stated: Mapping[str, Decimal], *, rebased: bool
) -> dict[str, Assumptions]:
    return {
        each.stream.name: agreed_assumptions(
            settlement.contract, each.stream, published_parameters(), stage, stated, rebased=rebased
        )
        for each in settlement.streams
    }


def _number_of(name: str, value: str | Decimal) -> Decimal:
    if isinstance(value, Decimal):
        return value
    try:
        return rate_from_text(value) if "%" in value else decimal_from_text(value)
    except ValueError as error:
        raise UsageError(Fault(f"{name}: {error}", fix="write for example own_trend=2%")) from None
