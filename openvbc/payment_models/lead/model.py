"""The record of the payment model `lead`."""

from collections.abc import Iterator
from typing import cast

from pydantic import BaseModel

from openvbc.contract.funding_sources import FundingSource
from openvbc.payment_models.lead.terms import LeadTerms
from openvbc.payment_models.lead.worksheet import build_worksheet
from openvbc.payment_models.record import PaymentModel, ReportedPerformance, UncertainFigures, every_member


def _hcp_lan_category(_terms: BaseModel) -> str:
    """3B: savings and losses on fee-for-service, with primary care paid by the month."""
    return "3B"


def _funding_sources(_terms: BaseModel) -> frozenset[FundingSource]:
    return frozenset({FundingSource.TOTAL_COST_OF_CARE})


def _cautions(terms: BaseModel) -> Iterator[str]:
    """What is assumed because CMS has not published it."""
    agreed = cast("LeadTerms", terms)
    if agreed.corridors is None:
        yield "risk corridors are not published; all savings and losses are shared alike"
    else:
        yield "risk corridors are not published; those of the contract are assumed"
    if agreed.quality_withhold is None:
        yield "the quality withhold is not published; none is taken"
    if agreed.benchmark.computed is not None:
        yield "weights of base years, trend and caps on risk are not published; those of the contract are assumed"


def _performance(_terms: BaseModel) -> ReportedPerformance:
    """The total cost of care against a benchmark, `tcoc`."""
    return ReportedPerformance(
        "tcoc",
        {
            "member-months": "aligned_months",
            "cost-target": "final_benchmark",
            "med-cost": "net_cost_of_care",
            "variance-cost": "gross_savings",
            "shared-saving-deficit": "earned_or_owed",
            "quality-gate-performance-percentage": "quality_score",
            "earnings-ssl": "net_payment",
        },
    )


PAYMENT_MODEL = PaymentModel(
    name="lead",
    title="LEAD",
    terms=LeadTerms,
    worksheet=build_worksheet,
    hcp_lan=_hcp_lan_category,
    funding_sources=_funding_sources,
    starter="starter.yaml",
    is_regulated=True,
    cautions=_cautions,
    uncertain=UncertainFigures(
        spend=every_member("net_cost_of_care"),
        benchmark=every_member("benchmark_before_discount", "trend_factor"),
        size=every_member("aligned_beneficiaries", "aligned_months"),
        risk=every_member("risk_score"),
        quality=every_member("quality_score"),
    ),
    performance=_performance,
)
