"""The record of the payment model `mips`."""

from typing import cast

from pydantic import BaseModel

from openvbc.contract.funding_sources import FundingSource
from openvbc.payment_models.mips.next_steps import next_steps
from openvbc.payment_models.mips.terms import MipsTerms
from openvbc.payment_models.mips.worksheet import build_worksheet
from openvbc.payment_models.record import PaymentModel, ReportedPerformance


def _hcp_lan_category(_terms: BaseModel) -> str:
    """2C: fee-for-service payments that go up or down by performance, or by taking part in advanced APMs."""
    return "2C"


def _funding_sources(terms: BaseModel) -> frozenset[FundingSource]:
    """Adjustments of payments to clinicians by quality; an incentive for qualifying participants."""
    agreed = cast("MipsTerms", terms)
    found = {FundingSource.QUALITY_PAYMENT} if agreed.mips is not None else set()
    return frozenset(found | ({FundingSource.INFRASTRUCTURE_PAYMENT} if agreed.qualifying_participant else set()))


def _performance(_terms: BaseModel) -> ReportedPerformance:
    """Pay for performance, `p4p`."""
    return ReportedPerformance("p4p", {"earnings-qip": "net_payment"})


PAYMENT_MODEL = PaymentModel(
    name="mips",
    title="Quality Payment Program: MIPS and qualifying participants",
    terms=MipsTerms,
    worksheet=build_worksheet,
    hcp_lan=_hcp_lan_category,
    funding_sources=_funding_sources,
    starter="starter.yaml",
    is_regulated=True,
    next_steps=next_steps,
    needs_population=False,
    performance=_performance,
)
