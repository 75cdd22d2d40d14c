"""The record of the payment model `hospital_acquired_conditions`."""

from pydantic import BaseModel

from openvbc.contract.funding_sources import FundingSource
from openvbc.payment_models.hospital_acquired_conditions.terms import HospitalAcquiredConditionsTerms
from openvbc.payment_models.hospital_acquired_conditions.worksheet import build_worksheet
from openvbc.payment_models.record import PaymentModel, ReportedPerformance


def _hcp_lan_category(_terms: BaseModel) -> str:
    """2C: fee-for-service payments that go down by performance."""
    return "2C"


def _funding_sources(_terms: BaseModel) -> frozenset[FundingSource]:
    """A reduction of its own, of what is payable after all others."""
    return frozenset({FundingSource.ACQUIRED_CONDITIONS_REDUCTION})


def _performance(_terms: BaseModel) -> ReportedPerformance:
    """Pay for performance, `p4p`."""
    return ReportedPerformance("p4p", {"earnings-qip": "net_payment"})


PAYMENT_MODEL = PaymentModel(
    name="hospital_acquired_conditions",
    title="Hospital-Acquired Condition Reduction Program",
    terms=HospitalAcquiredConditionsTerms,
    worksheet=build_worksheet,
    hcp_lan=_hcp_lan_category,
    funding_sources=_funding_sources,
    starter="starter.yaml",
    is_regulated=True,
    needs_population=False,
    performance=_performance,
)
