"""What a contract is worth: a review, a forecast with the figure to book, and what terms are worth to both sides."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from math import prod
from pathlib import Path
from typing import Final, Unpack

from openvbc.api.arguments import (
    ContractLike,
    Counting,
    InputsLike,
    PeriodLike,
    amount_of,
    experience_options,
    load_contract,
    share_of_text,
)
from openvbc.api.paths import PathLike, given_claims, given_path
from openvbc.api.result import Result
from openvbc.api.settling import settle
from openvbc.errors import Fault, InputError, UsageError, did_you_mean, raise_all
from openvbc.money import decimal_from_text, money_from_text, rate_from_text
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.quality.member_table import read_member_table
from openvbc.reports.forecast import forecast_report
from openvbc.reports.negotiation import negotiation_report
from openvbc.reports.review import review_report
from openvbc.settlement.costs_to_draw import OwnClaims, own_claims_from_project
from openvbc.settlement.review import Review
from openvbc.settlement.review import review as review_of
from openvbc.settlement.settle import Settlement
from openvbc.simulation.assumptions import Assumptions, Stage, agreed_assumptions
from openvbc.simulation.forecast import CameOut, Forecast, month_of, payments_of, place_of
from openvbc.simulation.forecast import forecast as forecast_of
from openvbc.simulation.negotiate import MOST_DESIGNS, Negotiation, Risk, Wishes
from openvbc.simulation.negotiate import negotiate as negotiate_with
from openvbc.simulation.resampling import Member, resample
from openvbc.simulation.scenarios import ContractScenarios
from openvbc.simulation.solving import Measure, Solved, Target
from openvbc.simulation.solving import solve as solve_for
from openvbc.simulation.trials import Trials
from openvbc.worksheet.sheet import LineKind

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
    members: PathLike | None = None,
    claims: PathLike | None = None,
    claims_year: PeriodLike | None = None,
    scenarios: int = SCENARIOS,
    seed: int = 1,
    **counting: Unpack[Counting],
) -> Result[Forecast]:
    """Forecast what a contract pays: chances, expected payment and spread, what may be booked, what drives it.

    inputs: the figures as they are expected to come out, as `settle` takes them. also: further contracts with their
    inputs, for all together. as_of: how many months of the year the figures hold. run_out_months: how long the
    year's claims run out before it is settled. benchmark_known: whether the benchmark is published. rebased:
    whether the year begins a new agreement. assume: other values of assumptions, by name. probable, significance:
    of the booking figure. came_out: the figures of the year as it came out, to see where they lie in the forecast.
    members: a table of own members (cost after truncation, months, and stratum of prior cost or risk), who are
    drawn again instead of the luck that is assumed of a claim. claims: a project folder, from which the first
    contract's own members of a performance year (claims_year; if none is named, the one forecast) are counted and drawn
    again in strata of prior cost, and the error of run-out is taken from the lags. counting: as in `settle`.

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

    table, place = given_path(members, "a table of own members"), given_claims(claims)
    if table is not None and place is not None:
        raise UsageError(Fault("members are given, and are to be counted from claims", fix="keep one of them"))
    if place is None and (counting or claims_year is not None):
        raise UsageError(Fault("what is said of counting needs claims", fix="name the project folder (--claims)"))
    own = resample(_members(table), seed) if table is not None else None
    counted = None
    if place is not None:
        counted = own_claims_from_project(
            load_contract(contract),
            place,
            claims_year if claims_year is not None else settlements[0].performance_year.key,
            payment_models(),
            published_parameters(),
            experience_options(counting),
            (0, run_out_months),
        )
        own = resample([Member(float(each.dollars), each.months, each.stratum) for each in counted.members], seed)

    def drawn(at: Stage) -> list[ContractScenarios]:
        return [
            ContractScenarios.of(
                each,
                payment_models(),
                _with_lags(
                    _assumptions(each, at, stated, rebased=rebased), at, stated, counted if index == 0 else None
                ),
                at,
                seed,
                resampled=own if index == 0 else None,
            )
            for index, each in enumerate(settlements)
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
            label = f"{seen} months" if seen < 12 else f"the year and {run_out} months of run-out"
            months.append(
                month_of(label, [payments_of(each, min(scenarios, _OF_A_MONTH)) for each in drawn(at)], level, least)
            )
    outcome = None
    if came_out is not None:
        final = settle(contract, came_out, period=period, status=status, organization=organization).net_payment
        outcome = CameOut(final, *place_of(payments_of(named[0][0], scenarios), final))
    found = replace(found, months=tuple(months), came_out=outcome)
    return Result(found, forecast_report(found))


def _with_lags(
    agreed: dict[str, Assumptions], stage: Stage, stated: Mapping[str, Decimal], counted: OwnClaims | None
) -> dict[str, Assumptions]:
    """The assumptions with the error of run-out from own claims, where these tell it and nobody states another."""
    if counted is None or "run_out_error" in stated:
        return agreed
    error = counted.run_out_errors.get(stage.run_out_months)
    words = (
        f"the lags of claims in the data, {counted.year} (Mack)"
        if error is not None
        else f"claims do not tell it: {counted.untold[stage.run_out_months]}"
    )
    return {name: each.with_run_out(error, words) for name, each in agreed.items()}


def review_contract(
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


def negotiate(
    contract: ContractLike,
    inputs: InputsLike,
    *,
    changes: Sequence[tuple[str, str | Decimal]] = (),
    against: ContractLike | None = None,
    grid: Mapping[str, Sequence[str | Decimal]] | None = None,
    solve: Sequence[str] = (),
    target: str = "",
    within: tuple[str | Decimal, str | Decimal] | None = None,
    provider_risk: str | Decimal = "10%",
    payer_risk: str | Decimal = "2%",
    response: str | Decimal = "0%",
    period: PeriodLike | None = None,
    status: str | None = None,
    organization: str | None = None,
    rebased: bool = False,
    assume: Mapping[str, str | Decimal] | None = None,
    scenarios: int = _OF_A_MONTH,
    seed: int = 1,
) -> Result[Negotiation]:
    """What terms are worth to provider and payer: one at a time, in pairs, over a grid, or solved for a target.

    changes: terms (lines of the worksheet) with another value, each tried alone and in pairs. against: another version
    of the contract, whose differing terms are tried so. grid: values of terms to try in every combination, by line.
    solve: terms to find so that `target` is met: "expected=$600,000", "paid=50%", "owing=10%", or "covers=$480,000@50%"
    for a chance to cover a cost. within: the range in which to look. provider_risk, payer_risk: what a dollar held
    against the mean of the worst 5% costs. response: what a point of the share saves more. All else as in `forecast`.
    """
    settlement = settle(contract, inputs, period=period, status=status, organization=organization).settlement_of()
    wanted = [(name, _number_of(name, value)) for name, value in changes]
    if against is not None:
        wanted += _differing_terms(
            settlement, settle(against, inputs, period=period, status=status, organization=organization).settlement_of()
        )
    values = {name: [_number_of(name, each) for each in listed] for name, listed in (grid or {}).items()}
    if prod(len(each) for each in values.values()) > MOST_DESIGNS:
        raise UsageError(Fault("the grid has too many designs", fix=f"try {MOST_DESIGNS:,} at most"))
    names = list(dict.fromkeys([*(name for name, _ in wanted), *values, *solve, "share_of_savings", "share_of_losses"]))
    labels = _labels(settlement, names)
    for name in [*(name for name, _ in wanted), *values, *solve]:
        if name not in labels:
            known = [line.name for each in settlement.streams for line in each.evaluation.sheet.of_kind(LineKind.TERM)]
            raise UsageError(Fault(f"no term is called {name!r}", fix=did_you_mean(name, known)))
    stage = _stage(0, 3, benchmark_known=False)
    stated = {name: _number_of(name, value) for name, value in (assume or {}).items()}
    agreed = _assumptions(settlement, stage, stated, rebased=rebased)
    trials = Trials(settlement, payment_models(), agreed, stage, seed, scenarios, [*labels])
    risk = Risk(
        share_of_text(provider_risk, "the provider's cost of risk"),
        share_of_text(payer_risk, "the payer's cost of risk"),
        _number_of("response", response),
    )
    solved = [_solve(trials, name, target, within) for name in solve]
    benchmark, cost = _dollars_of(settlement, "benchmark"), _dollars_of(settlement, "expenditures")
    found = negotiate_with(trials, Wishes(labels, wanted, values, risk, benchmark, cost), solved, seed)
    return Result(found, negotiation_report(found, settlement.contract.name, settlement.organization))


def _differing_terms(settlement: Settlement, other: Settlement) -> list[tuple[str, Decimal]]:
    """The terms that both versions have and that differ. UsageError where the versions differ in their form."""
    found: list[tuple[str, Decimal]] = []
    for stream in settlement.streams:
        theirs = next((each for each in other.streams if each.stream.name == stream.stream.name), None)
        if theirs is None:
            continue
        for line in stream.evaluation.sheet.of_kind(LineKind.TERM):
            mine, new = stream.evaluation.values[line.name], theirs.evaluation.values.get(line.name)
            if isinstance(mine, Decimal) and isinstance(new, Decimal) and mine != new:
                found.append((line.name, new))
    return found


def _labels(settlement: Settlement, names: Sequence[str]) -> dict[str, str]:
    """The labels of those lines that have one number."""
    found: dict[str, str] = {}
    for stream in settlement.streams:
        for name in names:
            if isinstance(stream.evaluation.values.get(name), Decimal):
                found.setdefault(name, stream.evaluation.sheet[name].label)
    return found


def _dollars_of(settlement: Settlement, line: str) -> Decimal:
    for stream in settlement.streams:
        value = stream.evaluation.values.get(line)
        if isinstance(value, Decimal):
            return value
    return Decimal(0)


def _solve(trials: Trials, term: str, written: str, within: tuple[str | Decimal, str | Decimal] | None) -> Solved:
    measure, found, value = written.partition("=")
    measures = [each.value for each in Measure]
    if not found or measure not in measures:
        fix = 'write target="expected=$600,000", "paid=50%", "owing=10%" or "covers=$480,000@50%"'
        raise UsageError(Fault(f"the target {written!r} is not understood", fix=fix))
    cost = Decimal(0)
    if measure == Measure.COVERS.value:
        amount, _, value = value.partition("@")
        cost = amount_of(amount, "the cost that is covered", "$480,000")
    wanted = (
        amount_of(value, "the expected payment", "$600,000")
        if measure == Measure.EXPECTED.value
        else share_of_text(value, "the chance of the target")
    )
    agreed = trials.agreed[term]
    low, high = within if within is not None else (Decimal(0), Decimal(1) if agreed <= 1 else agreed * 2)
    return solve_for(
        trials, term, Target(Measure(measure), wanted, cost), _number_of("within", low), _number_of("within", high)
    )


def _members(path: Path) -> list[Member]:
    """Own members of a table. InputError lists every fault."""
    faults: list[Fault] = []
    found: list[Member] = []
    for row in read_member_table(path, ("cost", "months"), ("member", "stratum")):
        try:
            cost, months = money_from_text(row.cells["cost"]), decimal_from_text(row.cells["months"])
        except ValueError as error:
            faults.append(Fault(str(error), row.where, fix="write for example 1234.50 and 12"))
            continue
        if months < 0:
            faults.append(Fault(f"{months} months", row.where, fix="write the months of the year, for example 12"))
        found.append(Member(float(cost), float(months), row.cells.get("stratum", "")))
    raise_all(faults, InputError)
    if sum(each.months for each in found) <= 0 or sum(each.cost for each in found) <= 0:
        raise InputError(Fault(f"{path.name} has no members with months and cost", fix="give a row for each member"))
    return found


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
