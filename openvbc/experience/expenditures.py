"""The contract's claims basis as terms of the claims engine: alike for everybody who is counted and every period."""

from collections.abc import Iterator, Sequence
from typing import Final

from openvbc.claims.expenditures.categories import PHARMACY
from openvbc.claims.expenditures.terms import (
    Amount,
    AttachmentAtPercentile,
    CarveOut,
    Coverage,
    ExpenditureTerms,
    ServiceDate,
    StopLossLayer,
    Summaries,
    TruncationAtPercentile,
    TruncationInDollars,
    WithoutPaidDate,
)
from openvbc.contract import population as agreed
from openvbc.contract.claims_basis import ClaimsBasis, Truncation
from openvbc.errors import ContractError, Fault, raise_all
from openvbc.money import ONE

#: The one enrollment type of populations that are not held apart by type.
EVERY_TYPE: Final = "all"
_PER_CENT: Final = 2


def agreed_claims_basis(
    of_population: ClaimsBasis | None, of_stream: ClaimsBasis | None, truncation: Truncation | None, where: str
) -> ClaimsBasis:
    """On what basis claims count, as the population says it, or a stream. ContractError if neither says it in full.

    where: the place of the stream in the contract file.
    """
    found = of_population or of_stream
    if found is None:
        raise ContractError(
            Fault(
                "the contract does not say how its figures are counted from claims",
                where,
                why="paid or allowed, with pharmacy or without: each gives other figures",
                fix="add `claims_basis: {amount: paid, service_date: line_start, pharmacy: true,"
                " months: any_enrollment, without_paid_date: stop}` to the population,"
                " or give headline numbers with --inputs",
            )
        )
    if truncation is not None:
        try:
            found.check_truncation(truncation)
        except ValueError as error:
            raise ContractError(Fault(str(error), where, fix="add it, or change the truncation")) from None
    return found


def agreed_expenditures(
    basis: ClaimsBasis,
    periods: Sequence[str],
    *,
    truncation: Truncation | None = None,
    carve_outs: Sequence[agreed.CarveOut] = (),
    own: str,
    reference: str,
) -> ExpenditureTerms:
    """What counts, where it is cut off and what is carved out. own, reference: whose percentile it may be."""
    covered = basis.months == "parts_a_and_b"
    compared = own if basis.percentile_of == "own_members" else reference
    return ExpenditureTerms(
        amount=Amount(basis.amount),
        service_date=ServiceDate(basis.service_date),
        coverage=Coverage(part_a=covered, part_b=covered, without_medicare_advantage=covered),
        pharmacy=basis.pharmacy,
        add_sequestration=False,
        remove_medical_education=False,
        remove_disproportionate_share=False,
        remove_uncompensated_care=False,
        without_paid_date=WithoutPaidDate(basis.without_paid_date),
        summaries=Summaries(basis.summaries),
        truncation=_truncation(truncation, basis, periods, compared),
        carve_outs=tuple(_carve_out(each) for each in carve_outs),
        stop_loss=_whole_point(truncation, basis, compared),
    )


def _truncation(
    truncation: Truncation | None, basis: ClaimsBasis, periods: Sequence[str], reference: str
) -> TruncationInDollars | TruncationAtPercentile | None:
    if truncation is None or basis.part_years == "whole":
        return None
    if truncation.percentile is not None:
        return TruncationAtPercentile(truncation.percentile.scaleb(_PER_CENT), reference)
    if truncation.per_member_per_year is None:
        return None
    return TruncationInDollars({name: {EVERY_TYPE: truncation.per_member_per_year} for name in periods})


def _whole_point(truncation: Truncation | None, basis: ClaimsBasis, reference: str) -> tuple[StopLossLayer, ...]:
    """A point that holds whole for every member, however few the months: all above it is excess."""
    if truncation is None or basis.part_years != "whole":
        return ()
    if truncation.percentile is not None:
        return (StopLossLayer(AttachmentAtPercentile(truncation.percentile.scaleb(_PER_CENT), reference), ONE),)
    return (StopLossLayer(truncation.per_member_per_year, ONE),) if truncation.per_member_per_year is not None else ()


def _carve_out(carve_out: agreed.CarveOut) -> CarveOut:
    return CarveOut(
        name=carve_out.name,
        category=carve_out.category or "",
        drgs=carve_out.diagnosis_related_groups,
        hcpcs=carve_out.hcpcs,
        ndcs=carve_out.ndcs,
        diagnoses=carve_out.diagnoses,
        any_diagnosis=carve_out.any_diagnosis,
        whole_claim=carve_out.whole_claim,
    )


def check_carve_outs(carve_outs: Sequence[agreed.CarveOut], places: Sequence[str], basis: ClaimsBasis) -> None:
    """ContractError with every carve-out that cannot be counted. places: where each stands in the contract file."""
    raise_all(list(_carve_out_faults(carve_outs, places, basis)), ContractError)


def _carve_out_faults(
    carve_outs: Sequence[agreed.CarveOut], places: Sequence[str], basis: ClaimsBasis
) -> Iterator[Fault]:
    for each, where in zip(carve_outs, places, strict=True):
        codes = each.diagnosis_related_groups + each.hcpcs + each.ndcs + each.diagnoses
        if each.category is None and not codes:
            yield Fault(
                f"carve-out {each.name!r} says neither a category nor codes",
                where,
                why="what to leave out cannot be counted",
                fix="add category, diagnosis_related_groups, hcpcs, ndcs or diagnoses",
            )
        if not basis.pharmacy and (each.category == PHARMACY or each.ndcs):
            yield Fault(
                f"carve-out {each.name!r} takes out fills, which `pharmacy: false` does not count",
                where,
                fix="write pharmacy: true and carve fills out, or take the carve-out away",
            )
