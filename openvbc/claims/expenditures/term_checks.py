"""Faults in what a contract says about expenditures; all are told at once."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Final

from openvbc.claims.expenditures.categories import PHARMACY, categories_of, doubled_priorities
from openvbc.claims.expenditures.codes import code_range
from openvbc.claims.expenditures.terms import (
    Amount,
    AttachmentAtPercentile,
    CarveOut,
    ExpenditureTerms,
    StopLossLayer,
    TruncationAtPercentile,
    TruncationInDollars,
)
from openvbc.errors import ClaimsError, Fault, did_you_mean, raise_all

#: A whole number of 64 bits has so many bits for carve-outs.
_MOST_CARVE_OUTS: Final = 60
_MOST_DOLLARS: Final = 10**10
_MOST_COMPLETION: Final = Decimal(2)


def check_terms(terms: ExpenditureTerms, periods: Collection[str]) -> None:
    """ClaimsError with every fault of the terms. periods: the names of those that are counted."""
    faults = [
        *_rule_faults(terms),
        *_carve_out_faults(terms, periods),
        *_truncation_faults(terms, periods),
        *_completion_faults(terms, periods),
        *_stop_loss_faults(terms.stop_loss),
    ]
    if terms.add_sequestration and terms.amount is Amount.ALLOWED:
        faults.append(
            Fault(
                "sequestration is added back to allowed amounts",
                "add_sequestration",
                why="sequestration lowers what is paid; allowed amounts stand before it",
                fix="count paid amounts, or do not add it back",
            )
        )
    raise_all(faults, ClaimsError)


def _rule_faults(terms: ExpenditureTerms) -> Iterator[Fault]:
    yield from doubled_priorities(terms.categories, "categories")
    if not terms.categories:
        yield Fault("there is no category rule", "categories", fix="give rules, or leave the default ones")
    for rule in terms.categories:
        if rule.category == PHARMACY:
            what = f"rule {rule.priority} puts medical lines into the category {PHARMACY}"
            yield Fault(what, "categories", why="it holds the fills of pharmacies", fix="give it another name")


def _carve_out_faults(terms: ExpenditureTerms, periods: Collection[str]) -> Iterator[Fault]:
    names = [carve_out.name for carve_out in terms.carve_outs]
    if len(names) > _MOST_CARVE_OUTS:
        yield Fault(f"there are {len(names)} carve-outs; {_MOST_CARVE_OUTS} can be told apart", "carve_outs")
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Fault(f"two carve-outs are called {name!r}", "carve_outs", fix="name them apart")
    for carve_out in terms.carve_outs:
        yield from _one_carve_out(carve_out, categories_of(terms.categories), periods)


def _one_carve_out(carve_out: CarveOut, categories: tuple[str, ...], periods: Collection[str]) -> Iterator[Fault]:
    where = f"carve-out {carve_out.name!r}"
    if carve_out.category and carve_out.category not in categories:
        what = f"{carve_out.category!r} is no category of service"
        yield Fault(what, where, fix=did_you_mean(carve_out.category, categories))
    for period in carve_out.periods:
        if period not in periods:
            yield Fault(f"{period!r} is no period that is counted", where, fix=did_you_mean(period, periods))
    if not carve_out.category and not carve_out.codes:
        yield Fault("it names neither a category nor a code", where, why="it would take out everything")
    if carve_out.whole_claim and not (carve_out.drgs + carve_out.revenue_centers + carve_out.hcpcs):
        yield Fault("it takes whole claims, but names no code of a line", where, fix="drop whole_claim")
    if carve_out.any_diagnosis and not carve_out.diagnoses:
        yield Fault("it takes any diagnosis, but names none", where, fix="name diagnoses, or drop any_diagnosis")
    if carve_out.category and (carve_out.category == PHARMACY) != bool(carve_out.ndcs) and carve_out.codes:
        yield Fault("drug codes and the category do not go together", where, why="only pharmacy fills have drug codes")
    for code in carve_out.codes:
        try:
            code_range(code)
        except ValueError as error:
            yield Fault(str(error), where)


def _truncation_faults(terms: ExpenditureTerms, periods: Collection[str]) -> Iterator[Fault]:
    truncation = terms.truncation
    if isinstance(truncation, TruncationInDollars):
        for period in periods:
            if period not in truncation.thresholds:
                yield Fault(f"period {period!r} has no truncation threshold", "truncation", fix="give one")
        for period, by_type in truncation.thresholds.items():
            if period not in periods:
                fix = did_you_mean(period, periods)
                yield Fault(f"{period!r} is no period that is counted", "truncation", fix=fix)
            for enrollment_type, dollars in by_type.items():
                if not is_amount(dollars):
                    what = f"{dollars} is no threshold"
                    yield Fault(what, f"truncation {period} {enrollment_type}", fix="write dollars and cents above 0")
    if isinstance(truncation, TruncationAtPercentile):
        yield from _percentile_faults(truncation, "truncation", "truncate")


def _percentile_faults(
    point: TruncationAtPercentile | AttachmentAtPercentile, where: str, verb: str
) -> Iterator[Fault]:
    percentile = point.percentile
    if not (1 <= percentile <= 100 and percentile.scaleb(6) % 1 == 0):
        yield Fault(
            f"{percentile} is no percentile to {verb} at",
            where,
            fix="write a number from 1 to 100 with at most six decimals: 99 for the 99th, not 0.99",
        )
    if not point.reference_population:
        yield Fault("the percentile has no reference population", where, fix="name one")


def _completion_faults(terms: ExpenditureTerms, periods: Collection[str]) -> Iterator[Fault]:
    for period, by_type in terms.completion.items():
        if period not in periods:
            yield Fault(f"{period!r} is no period that is counted", "completion", fix=did_you_mean(period, periods))
        for enrollment_type, factor in by_type.items():
            if not is_completion_factor(factor):
                what = f"{factor} is no completion factor"
                fix = "write a factor near 1 with at most nine decimals, like 1.013"
                yield Fault(what, f"completion {period} {enrollment_type}", fix=fix)
    if terms.completion and terms.stop_loss:
        yield Fault(
            "expenditures are completed, and there is stop-loss",
            "completion",
            why="a layer takes what each person cost, and a completion factor holds for all people together",
            fix="agree one of the two",
        )


def is_completion_factor(factor: Decimal) -> bool:
    """Whether this completes what was paid: between a half and two, with at most nine decimals."""
    return Decimal("0.5") <= factor <= _MOST_COMPLETION and factor.scaleb(9) % 1 == 0


def _stop_loss_faults(layers: tuple[StopLossLayer, ...]) -> Iterator[Fault]:
    end: Decimal | None = Decimal(0)
    for number, layer in enumerate(layers, start=1):
        where = f"stop-loss layer {number}"
        if isinstance(layer.attachment, AttachmentAtPercentile):
            yield from _percentile_faults(layer.attachment, where, "attach")
            if len(layers) > 1 or layer.most is not None:
                what = "a layer that attaches at a percentile stands beside another one, or has an end"
                yield Fault(what, where, why="whether it begins below them cannot be known", fix="agree on it alone")
            continue
        if not is_amount(layer.attachment):
            yield Fault(f"{layer.attachment} is no attachment point", where, fix="write dollars and cents above 0")
        if layer.most is not None and not (is_amount(layer.most) and layer.most > layer.attachment):
            yield Fault(f"its end, {layer.most}, is not above its attachment point", where)
        if not (0 < layer.share <= 1 and layer.share.scaleb(4) % 1 == 0):
            what = f"{layer.share} is no share"
            yield Fault(what, where, fix="write a share above 0 and up to 1, in whole basis points: 0.8 for 80%")
        if end is None or layer.attachment < end:
            yield Fault("it begins below the end of the layer before it", where, why="dollars would be borne twice")
        end = layer.most


def is_amount(dollars: Decimal) -> bool:
    """Whether these are dollars and whole cents above zero."""
    return 0 < dollars < _MOST_DOLLARS and dollars.scaleb(2) % 1 == 0
