"""What a shared-savings stream has counted: own members, everybody, its comparators, in its base years too."""

from typing import cast

from openvbc.claims.expenditures.terms import ExpenditureTerms
from openvbc.claims.member_months.terms import MonthRule
from openvbc.contract.claims_basis import ClaimsBasis
from openvbc.errors import ContractError, Fault
from openvbc.experience.attribution import agreed_attribution
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.expenditures import agreed_claims_basis, agreed_expenditures, check_carve_outs
from openvbc.experience.periods import NamedPeriods, named_periods
from openvbc.experience.populations import EVERYBODY, REFERENCE, everybody_enrolled, own_members
from openvbc.experience.request import ExperienceRequest
from openvbc.experience.risk_scores import agreed_risk
from openvbc.payment_models.record import WorksheetRequest
from openvbc.payment_models.shared_savings.benchmark import refuse_late_base_years
from openvbc.payment_models.shared_savings.counting.comparators import comparators
from openvbc.payment_models.shared_savings.terms import SharedSavingsTerms


def experience_basis(request: WorksheetRequest, asked: ExperienceRequest) -> ExperienceBasis:
    """What is counted for the stream. ContractError where its terms cannot be counted from claims."""
    terms = cast("SharedSavingsTerms", request.stream.terms)
    claims = claims_basis(request, asked)
    periods = counted_periods(request, terms, asked)
    attribution = agreed_attribution(periods.every, asked)
    whole = asked.own_years is None
    compared = comparators(request, terms, attribution, periods, asked) if whole else ()
    return ExperienceBasis(
        periods=periods,
        own=own_members(attribution, periods.names if whole else ()),
        payers=asked.payers,
        others=(everybody_enrolled(REFERENCE, periods=periods.names if whole else ()), *compared),
        attribution=attribution,
        month_rule=MonthRule(claims.enrolled),
        expenditures=_expenditures(terms, claims, periods, attribution.organization_id),
        risk=agreed_risk(claims, periods, told_of=EVERYBODY) if whole and _needs_scores(terms) else None,
        every_month=whole,
    )


def claims_basis(request: WorksheetRequest, asked: ExperienceRequest) -> ClaimsBasis:
    """On what basis claims count. ContractError if the contract says nothing about it, or what cannot be counted."""
    terms = cast("SharedSavingsTerms", request.stream.terms)
    calculator = terms.benchmark.target_calculator
    if calculator is not None and calculator.baseline_year is None and asked.own_years is None:
        raise ContractError(
            Fault(
                "the target calculator does not name its baseline_year",
                request.stream.clause("benchmark", "target_calculator").where,
                why="which year to count as the baseline period cannot be known",
                fix="add `baseline_year: 2025`, or give all its figures with --inputs",
            )
        )
    where = request.stream.clause().where
    claims = agreed_claims_basis(asked.population.claims_basis, terms.claims_basis, terms.cut_off, where)
    if calculator is not None and claims.amount != "allowed" and asked.own_years is None:
        raise ContractError(
            Fault(
                f"the target calculator takes allowed spend, and claims count as {claims.amount}",
                where,
                why="what was paid lies below what was allowed by what members pay themselves",
                fix="write `amount: allowed` in claims_basis",
            )
        )
    places = [request.stream.clause("carve_outs", index).where for index in range(len(terms.carve_outs))]
    check_carve_outs(terms.carve_outs, places, claims)
    return claims


def counted_periods(request: WorksheetRequest, terms: SharedSavingsTerms, asked: ExperienceRequest) -> NamedPeriods:
    """The performance year and the base years of own history.

    ContractError if a year is not of whole months, or a base year does not lie before the performance year.
    """
    history = terms.benchmark.own_history
    if history is not None:
        refuse_late_base_years(request, history)
    base_years = [each.year for each in history.base_years] if history is not None else []
    calculator = terms.benchmark.target_calculator
    if calculator is not None and calculator.baseline_year is not None:
        base_years = [calculator.baseline_year]
    completion = terms.completion
    return named_periods(asked, base_years, completion.interim_run_out_months if completion is not None else None)


def _expenditures(
    terms: SharedSavingsTerms, claims: ClaimsBasis, periods: NamedPeriods, organization: str
) -> ExpenditureTerms:
    return agreed_expenditures(
        claims,
        periods.names,
        truncation=terms.cut_off,
        carve_outs=terms.carve_outs,
        own=organization,
        reference=EVERYBODY,
    )


def _needs_scores(terms: SharedSavingsTerms) -> bool:
    """Whether the benchmark needs risk scores."""
    agreed = (terms.benchmark.own_history, terms.benchmark.control_group)
    return terms.benchmark.target_calculator is not None or any(
        each is not None and each.risk_adjustment is not None for each in agreed
    )
