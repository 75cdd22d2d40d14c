"""The record of the payment model `hospital_vbp`."""

from pydantic import BaseModel

from openvbc.contract.funding_sources import FundingSource
from openvbc.payment_models.hospital_vbp.terms import HospitalVbpTerms
from openvbc.payment_models.hospital_vbp.worksheet import build_worksheet
from openvbc.payment_models.record import PaymentModel, ReportedPerformance


def _hcp_lan_category(_terms: BaseModel) -> str:
    """2C: fee-for-service payments that go up or down by performance."""
    return "2C"


def _funding_sources(_terms: BaseModel) -> frozenset[FundingSource]:
    """What is withheld of hospitals' payments: the program pays out what it withholds."""
    return frozenset({FundingSource.QUALITY_WITHHOLD})


def _performance(_terms: BaseModel) -> ReportedPerformance:
    """Pay for performance, `p4p`."""
    return ReportedPerformance("p4p", {"earnings-qip": "net_payment"})


PAYMENT_MODEL = PaymentModel(
    name="hospital_vbp",
    title="Hospital Value-Based Purchasing",
    terms=HospitalVbpTerms,
    worksheet=build_worksheet,
    hcp_lan=_hcp_lan_category,
    funding_sources=_funding_sources,
    starter="starter.yaml",
    is_regulated=True,
    needs_population=False,
    performance=_performance,
)
