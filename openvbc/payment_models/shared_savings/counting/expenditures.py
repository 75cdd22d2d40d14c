"""The contract's expenditures as terms of the claims engine: alike for the provider, comparators and every year."""

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
from openvbc.errors import ContractError, Fault, raise_all
from openvbc.money import ONE
from openvbc.payment_models.record import WorksheetRequest
from openvbc.payment_models.shared_savings.counting_terms import ClaimsCounting
from openvbc.payment_models.shared_savings.terms import SharedSavingsTerms

#: The one enrollment type of populations that are not held apart by type.
EVERY_TYPE: Final = "all"
_PER_CENT: Final = 2


def counting_of(request: WorksheetRequest, terms: SharedSavingsTerms) -> ClaimsCounting:
    """What the contract says about counting. ContractError if it says nothing, or what cannot be counted."""
    if terms.benchmark.target_calculator is not None:
        raise ContractError(
            Fault(
                "a target calculator is not counted from claims",
                request.stream.clause("benchmark", "target_calculator").where,
                why="its baseline, trends and own-employee expenses come from the payer's statement",
                fix="give its figures with --inputs",
            )
        )
    if terms.counting is None:
        raise ContractError(
            Fault(
                "the contract does not say how its figures are counted from claims",
                request.stream.clause().where,
                why="paid or allowed, with pharmacy or without: each gives other figures",
                fix="add `counting: {amount: paid, service_date: line_start, pharmacy: true, months: any_enrollment,"
                " without_paid_date: stop}` to the terms, or give headline numbers with --inputs",
            )
        )
    raise_all(list(_carve_out_faults(request, terms.carve_outs, terms.counting)), ContractError)
    return terms.counting


def expenditure_terms(
    terms: SharedSavingsTerms, counting: ClaimsCounting, periods: Sequence[str], *, own: str, everybody: str
) -> ExpenditureTerms:
    """What counts, where it is cut off and what is carved out. own, everybody: whose percentile it may be."""
    covered = counting.months == "parts_a_and_b"
    reference = own if counting.percentile_of == "own_members" else everybody
    return ExpenditureTerms(
        amount=Amount(counting.amount),
        service_date=ServiceDate(counting.service_date),
        coverage=Coverage(part_a=covered, part_b=covered, without_medicare_advantage=covered),
        pharmacy=counting.pharmacy,
        add_sequestration=False,
        remove_medical_education=False,
        remove_disproportionate_share=False,
        remove_uncompensated_care=False,
        without_paid_date=WithoutPaidDate(counting.without_paid_date),
        summaries=Summaries(counting.summaries),
        truncation=_truncation(terms, counting, periods, reference),
        carve_outs=tuple(_carve_out(each) for each in terms.carve_outs),
        stop_loss=_whole_point(terms, counting, reference),
    )


def _truncation(
    terms: SharedSavingsTerms, counting: ClaimsCounting, periods: Sequence[str], reference: str
) -> TruncationInDollars | TruncationAtPercentile | None:
    truncation = terms.truncation
    if truncation is None or counting.part_years == "whole":
        return None
    if truncation.percentile is not None:
        return TruncationAtPercentile(truncation.percentile.scaleb(_PER_CENT), reference)
    if truncation.per_member_per_year is None:
        return None
    return TruncationInDollars({name: {EVERY_TYPE: truncation.per_member_per_year} for name in periods})


def _whole_point(terms: SharedSavingsTerms, counting: ClaimsCounting, reference: str) -> tuple[StopLossLayer, ...]:
    """A point that holds whole for every member, however few the months: all above it is excess."""
    truncation = terms.truncation
    if truncation is None or counting.part_years != "whole":
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


def _carve_out_faults(
    request: WorksheetRequest, carve_outs: Sequence[agreed.CarveOut], counting: ClaimsCounting
) -> Iterator[Fault]:
    for index, each in enumerate(carve_outs):
        where = request.stream.clause("carve_outs", index).where
        codes = each.diagnosis_related_groups + each.hcpcs + each.ndcs + each.diagnoses
        if each.category is None and not codes:
            yield Fault(
                f"carve-out {each.name!r} says neither a category nor codes",
                where,
                why="what to leave out cannot be counted",
                fix="add category, diagnosis_related_groups, hcpcs, ndcs or diagnoses",
            )
        if not counting.pharmacy and (each.category == PHARMACY or each.ndcs):
            yield Fault(
                f"carve-out {each.name!r} takes out fills, which `pharmacy: false` does not count",
                where,
                fix="write pharmacy: true and carve fills out, or take the carve-out away",
            )
