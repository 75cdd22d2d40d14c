"""The record of the payment model `shared_savings`."""

from collections.abc import Iterable
from typing import cast

from pydantic import BaseModel

from openvbc.checklist.record import Answered
from openvbc.claims.engine.engine import Engine
from openvbc.claims.warehouse.claims import OpenClaims
from openvbc.contract.funding_sources import FundingSource
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.payment_models.record import (
    PaymentModel,
    ReportedPerformance,
    UncertainFigures,
    WorksheetRequest,
    every_member,
)
from openvbc.payment_models.shared_savings.cautions import cautions
from openvbc.payment_models.shared_savings.cross_checks import cross_faults
from openvbc.payment_models.shared_savings.review import has_downside, review_terms
from openvbc.payment_models.shared_savings.terms import SharedSavingsTerms
from openvbc.payment_models.shared_savings.worksheet import build_worksheet


def _hcp_lan_category(terms: BaseModel) -> str:
    """3A savings only, 3B with downside risk, 3N where the payment is not linked to quality."""
    agreed = cast("SharedSavingsTerms", terms)
    linked = (
        (agreed.savings is not None and agreed.savings.quality is not None)
        or (agreed.losses is not None and agreed.losses.share.uses_quality)
        or agreed.quality_payment is not None
    )
    if not linked:
        return "3N"
    return "3A" if agreed.risk == "one_sided" else "3B"


def _funding_sources(terms: BaseModel) -> frozenset[FundingSource]:
    """Savings are of the total cost of care; a payment for quality beside them is other money."""
    agreed = cast("SharedSavingsTerms", terms)
    sources = {FundingSource.TOTAL_COST_OF_CARE}
    if agreed.quality_payment is not None:
        sources.add(FundingSource.QUALITY_PAYMENT)
    return frozenset(sources)


def _experience(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> ExperienceFigures:
    """The figures of the provider, its base years and its comparators, counted from claim lines."""
    from openvbc.payment_models.shared_savings.counting.inputs import count_inputs  # noqa: PLC0415  # loads only to count

    return count_inputs(request, engine, asked)


def _basis(request: WorksheetRequest, asked: ExperienceRequest) -> ExperienceBasis | None:
    """Own members, comparators and base years, on the contract's claims basis; None if it has none."""
    terms = cast("SharedSavingsTerms", request.stream.terms)
    if asked.population.claims_basis is None and terms.claims_basis is None:
        return None
    from openvbc.payment_models.shared_savings.counting.basis import experience_basis  # noqa: PLC0415  # the same

    return experience_basis(request, asked)


def _checklist(
    request: WorksheetRequest, asked: ExperienceRequest, engine: Engine | None, claims: OpenClaims | None
) -> Answered:
    """The eight steps by the contract's own terms."""
    from openvbc.payment_models.shared_savings.checklist.steps import stream_checklist  # noqa: PLC0415  # loads only to count

    return stream_checklist(request, asked, engine, claims)


def _cautions(terms: BaseModel) -> Iterable[str]:
    """Cliffs, and limits that move with spending."""
    return cautions(cast("SharedSavingsTerms", terms))


def _performance(terms: BaseModel) -> ReportedPerformance:
    """Savings and losses `ssl`, savings behind a quality gate `ssq`, other savings alone `ssp`."""
    agreed = cast("SharedSavingsTerms", terms)
    gated = agreed.savings is not None and agreed.savings.quality is not None
    drugs_are_out = any(each.category == "pharmacy" for each in agreed.carve_outs)
    return ReportedPerformance(
        "ssl" if agreed.risk != "one_sided" else "ssq" if gated else "ssp",
        {
            "member-months": "member_months",
            "avg-risk-score": "risk_score",
            "cost-target": "benchmark",
            "med-cost" if drugs_are_out else "med-rx-cost": "expenditures",
            "variance-cost": "savings",
            "shared-saving-deficit": "provider_part",
            "quality-gate-performance-percentage": "quality_score",
            "earnings-ssl": "net_payment",
        },
    )


PAYMENT_MODEL = PaymentModel(
    name="shared_savings",
    title="Shared savings",
    terms=SharedSavingsTerms,
    worksheet=build_worksheet,
    hcp_lan=_hcp_lan_category,
    cross_check=cross_faults,
    cautions=_cautions,
    funding_sources=_funding_sources,
    starter="starter.yaml",
    experience=_experience,
    basis=_basis,
    checklist=_checklist,
    review=review_terms,
    may_owe=has_downside,
    uncertain=UncertainFigures(
        spend=every_member(
            "expenditures",
            "total_expenditures",
            "excess_claims",
            "allowed_spend",
            "customer_expenses",
            "cohort_expenditures",
            "carved_out_*",
            "excluded_people_expenditures",
            "claims_above_stop_loss",
        ),
        benchmark=every_member(
            "benchmark",
            "benchmark_per_capita",
            "benchmark_before_discount",
            "cohort_benchmark",
            "capitation",
            "control_group_expenditures",
            "control_group_total_expenditures",
            "control_group_excess_claims",
            "comparator_total_expenditures",
            "comparator_excess_claims",
            "comparator_carved_out_*",
        ),
        size=every_member("member_months", "assigned_population"),
        risk=every_member("risk_score"),
        quality=every_member("quality_score"),
    ),
    performance=_performance,
)
