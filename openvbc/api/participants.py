"""Participants as terms: what a contract settles to when one of them leaves or another joins."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Unpack

from openvbc.api.arguments import (
    ContractLike,
    Counting,
    InputsLike,
    PeriodLike,
    contract_worksheets,
    experience_options,
    load_contract,
)
from openvbc.api.paths import PathLike, claims_of, given_path
from openvbc.api.result import Result
from openvbc.api.settling import given_figures, settle, settle_case
from openvbc.contract.model import Contract
from openvbc.errors import Fault, UsageError, did_you_mean
from openvbc.figures import Figure, Origin, Source
from openvbc.payment_models.record import UncertainFigures
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.reports.roster import roster_report
from openvbc.settlement.attribution_margin import margin_from_project
from openvbc.settlement.roster_variants import Outcome, RosterOutcomes, Variant, outcome_of, try_variants, variants
from openvbc.settlement.settle import Settlement
from openvbc.tabular.small_table import read_small_table
from openvbc.units import PERSONS, USD


def try_participants(
    contract: ContractLike,
    claims: PathLike,
    *,
    leave: Sequence[str] = (),
    join: PathLike | None = None,
    sets_of: int = 1,
    beside: Sequence[tuple[ContractLike, InputsLike | None]] = (),
    margin: bool = False,
    members: bool = False,
    inputs: InputsLike | None = None,
    period: PeriodLike | None = None,
    status: str | None = None,
    **counting: Unpack[Counting],
) -> Result[RosterOutcomes]:
    """Settle a contract from claims with participants gone or joined, each alone and in sets of a few.

    leave: TINs of the list of participants that may leave. join: a list of those that may join, with the same columns.
    sets_of: how many may change at once. beside: other contracts on the list as it is, each with its inputs or None:
    another track, an early renewal with its own benchmark years, another program; one whose payment model counts
    nothing from claims takes people and cost from this contract's settlement. margin: who is at the margin of
    attribution, where one visit more or less decides; members: with their names. counting: `participants` is the list
    as it is; all else as in `settle`. UsageError where a TIN is not in the list, or more lists would be counted than is
    sensible.
    """
    loaded = load_contract(contract)
    listed = given_path(counting.get("participants"), "a list of participants")
    if listed is None:
        raise UsageError(Fault("no list of participants is named", fix="name it with --participants"))
    header, rows = _rows(listed)
    joining = given_path(join, "a list of those who may join")
    _, new_rows = _rows(joining) if joining is not None else (header, [])
    known = list(dict.fromkeys(each["tin"] for each in rows))
    for each in leave:
        if each not in known:
            raise UsageError(Fault(f"no participant has the TIN {each!r}", listed.name, fix=did_you_mean(each, known)))
    candidates = list(dict.fromkeys(each["tin"] for each in new_rows))
    if sets_of < 1 or not (leave or candidates or beside or margin):
        fix = "name --leave TIN, --join FILE, --beside CONTRACT, or ask for the --margin"
        raise UsageError(Fault("nobody leaves and nobody joins", fix=fix))
    tried = list(variants(list(dict.fromkeys(leave)), candidates, sets_of))
    with TemporaryDirectory() as folder:

        def settled(variant: Variant) -> Settlement:
            kept = [each for each in rows if each["tin"] not in variant.leave]
            kept += [each for each in new_rows if each["tin"] in variant.join]
            path = Path(folder) / listed.with_suffix(".csv").name
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, header)
                writer.writeheader()
                writer.writerows(kept)
            of_variant: Counting = {**counting, "participants": path}
            found = settle(loaded, inputs, claims=claims, period=period, status=status, **of_variant)
            return found.settlement_of()

        found = try_variants(tried, settled)
    found = replace(
        found,
        beside=tuple(
            outcome_of(
                Variant(contract=other.name),
                _on_same_list(other, figures, found.base, claims, period=period, status=status, counting=counting),
            )
            for other, figures in ((load_contract(each), figures) for each, figures in beside)
        ),
    )
    at_margin = None
    if margin:
        year = period if period is not None else _period_of(loaded, inputs)
        at_margin = margin_from_project(
            loaded,
            claims_of(claims),
            year,
            payment_models(),
            published_parameters(),
            experience_options(counting),
        )
    return Result(found, roster_report(found, loaded.name, at_margin, members=members))


def _period_of(contract: Contract, inputs: InputsLike | None) -> PeriodLike:
    """The period that the figures beside the claims name. UsageError where nobody names one."""
    if inputs is None:
        raise UsageError(Fault("counting from claims needs a period", fix="give --year or --period"))
    return given_figures(contract, inputs, beside_claims=True).performance_year


def _on_same_list(
    contract: Contract,
    inputs: InputsLike | None,
    base: Outcome,
    claims: PathLike,
    *,
    period: PeriodLike | None,
    status: str | None,
    counting: Counting,
) -> Settlement:
    """Another contract on the list as it is: counted from the same claims, or with the people and cost counted here."""
    models = payment_models()
    if any(models[each.model].experience is not None for each in contract.streams):
        return settle(contract, inputs, claims=claims, period=period, status=status, **counting).settlement_of()
    if inputs is None:
        what = f"{contract.name}: its payment model counts nothing from claims, and no inputs are named"
        raise UsageError(Fault(what, fix="name them: --beside CONTRACT INPUTS"))
    case = given_figures(contract, inputs, beside_claims=True)
    figures = dict(case.figures)
    sheets = contract_worksheets(contract, case.performance_year)
    for stream in contract.streams:
        uncertain = models[stream.model].uncertain or UncertainFigures()
        for names, unit, value in (
            (uncertain.spend, USD, base.lines.get("expenditures")),
            (uncertain.size, PERSONS, base.people),
        ):
            for name in names:
                at_hand = {name, f"{stream.name}.{name}"} & figures.keys()
                sheet = sheets[stream.name]
                line = sheet[name] if name in sheet else None  # noqa: SIM401  # a worksheet is no dict
                if line is None or at_hand or line.axes or line.unit != unit or value is None:
                    continue
                source = Source(Origin.COUNTED, "people and cost of the same list, as the first contract counts them")
                figures[f"{stream.name}.{name}"] = Figure(value, source)
    return settle_case(contract, replace(case, figures=figures))


def _rows(path: Path) -> tuple[tuple[str, ...], list[dict[str, str]]]:
    table = read_small_table(path)
    return table.header, [cells for _, cells in table.records()]
