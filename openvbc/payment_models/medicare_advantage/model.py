"""The record of the payment model `medicare_advantage`."""

from pydantic import BaseModel

from openvbc.contract.funding_sources import FundingSource
from openvbc.payment_models.medicare_advantage.rate_book import read_rate_book
from openvbc.payment_models.medicare_advantage.terms import MedicareAdvantageTerms
from openvbc.payment_models.medicare_advantage.worksheet import build_worksheet
from openvbc.payment_models.record import PaymentModel, ReportedPerformance


def _hcp_lan_category(_terms: BaseModel) -> str:
    """4N: a payment for each member and month; stars move it, and no measure of the arrangement itself."""
    return "4N"


def _funding_sources(_terms: BaseModel) -> frozenset[FundingSource]:
    return frozenset({FundingSource.PREMIUM})


def _performance(_terms: BaseModel) -> ReportedPerformance:
    """What CMS pays a plan, for which the guide has no code of a payment stream."""
    metrics = {"member-months": "member_months", "avg-risk-score": "risk_score", "revenue": "plan_payment"}
    return ReportedPerformance("", metrics)


PAYMENT_MODEL = PaymentModel(
    name="medicare_advantage",
    title="Medicare Advantage plan payment",
    terms=MedicareAdvantageTerms,
    worksheet=build_worksheet,
    hcp_lan=_hcp_lan_category,
    funding_sources=_funding_sources,
    starter="starter.yaml",
    is_regulated=True,
    read_published=read_rate_book,
    performance=_performance,
)
