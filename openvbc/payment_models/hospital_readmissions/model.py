"""The record of the payment model `hospital_readmissions`."""

from pydantic import BaseModel

from openvbc.contract.funding_sources import FundingSource
from openvbc.payment_models.hospital_readmissions.terms import HospitalReadmissionsTerms
from openvbc.payment_models.hospital_readmissions.worksheet import build_worksheet
from openvbc.payment_models.record import PaymentModel, ReportedPerformance


def _hcp_lan_category(_terms: BaseModel) -> str:
    """2C: fee-for-service payments that go down by performance."""
    return "2C"


def _funding_sources(_terms: BaseModel) -> frozenset[FundingSource]:
    """A reduction of payments of its own, which the law adds to that of value-based purchasing."""
    return frozenset({FundingSource.READMISSIONS_REDUCTION})


def _performance(_terms: BaseModel) -> ReportedPerformance:
    """Pay for performance, `p4p`."""
    return ReportedPerformance("p4p", {"earnings-qip": "net_payment"})


PAYMENT_MODEL = PaymentModel(
    name="hospital_readmissions",
    title="Hospital Readmissions Reduction Program",
    terms=HospitalReadmissionsTerms,
    worksheet=build_worksheet,
    hcp_lan=_hcp_lan_category,
    funding_sources=_funding_sources,
    starter="starter.yaml",
    is_regulated=True,
    needs_population=False,
    performance=_performance,
)
