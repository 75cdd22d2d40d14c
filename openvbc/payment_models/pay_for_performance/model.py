"""The record of the payment model `pay_for_performance`."""

from collections.abc import Iterator
from typing import cast

from pydantic import BaseModel

from openvbc.claims.engine.engine import Engine
from openvbc.contract.funding_sources import FundingSource
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.payment_models.pay_for_performance.terms import PayForPerformanceTerms
from openvbc.payment_models.pay_for_performance.worksheet import build_worksheet
from openvbc.payment_models.record import PaymentModel, ReportedPerformance, WorksheetRequest
from openvbc.review.contract_checks import finding
from openvbc.review.record import Answer, ReviewRequest


def _hcp_lan_category(terms: BaseModel) -> str:
    """2C pay for performance; 2B where only reports are paid for."""
    return "2C" if cast("PayForPerformanceTerms", terms).pays_for_performance else "2B"


def _funding_sources(terms: BaseModel) -> frozenset[FundingSource]:
    """A payment for quality is paid once, whether here or beside shared savings; a withhold is given back once."""
    agreed = cast("PayForPerformanceTerms", terms)
    paying = (agreed.gap_closure, agreed.per_measure, agreed.brackets, agreed.bonus, agreed.ranking, agreed.reporting)
    sources = {FundingSource.QUALITY_PAYMENT} if any(paying) else set()
    if agreed.withhold is not None:
        sources.add(FundingSource.QUALITY_WITHHOLD)
    if agreed.penalty is not None:
        sources.add(FundingSource.QUALITY_PENALTY)
    return frozenset(sources)


def _review(request: ReviewRequest) -> Iterator[Answer]:
    """A prize by rank can neither be run nor foretold."""
    ranking = cast("PayForPerformanceTerms", request.stream.terms).ranking
    if ranking is not None:
        says = f"{len(ranking.prizes)} prizes are given by rank among {len(ranking.peers)}"
        yield finding(request, "QUA-09", says, "ranking")


def _experience(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> ExperienceFigures:
    """The months of the attributed members, where the contract says which count; measures are counted beside them."""
    from openvbc.experience.own_cost import count_own_cost  # noqa: PLC0415  # loads only to count

    if asked.population.claims_basis is None:
        return ExperienceFigures({})
    found, notes = count_own_cost(engine, asked, request.stream.clause().where)
    return ExperienceFigures({"member_months": found.member_months}, notes)


def _performance(terms: BaseModel) -> ReportedPerformance:
    """A quality incentive: `p4p` for results, `p4r` where only reports are paid for."""
    return ReportedPerformance(
        "p4p" if cast("PayForPerformanceTerms", terms).pays_for_performance else "p4r",
        {
            "member-months": "member_months",
            "quality-gate-performance-percentage": "quality_score",
            "earnings-qip": "net_payment",
        },
    )


PAYMENT_MODEL = PaymentModel(
    name="pay_for_performance",
    title="Pay for performance",
    terms=PayForPerformanceTerms,
    worksheet=build_worksheet,
    hcp_lan=_hcp_lan_category,
    funding_sources=_funding_sources,
    starter="starter.yaml",
    experience=_experience,
    review=_review,
    performance=_performance,
)
