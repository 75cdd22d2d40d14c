"""The record of the payment model `aco_reach`."""

from typing import cast

from pydantic import BaseModel

from openvbc.contract.funding_sources import FundingSource
from openvbc.payment_models.aco_reach.terms import AcoReachTerms
from openvbc.payment_models.aco_reach.worksheet import build_worksheet
from openvbc.payment_models.record import PaymentModel


def _hcp_lan_category(terms: BaseModel) -> str:
    """4B where all care is paid by the month in full risk; else 3B, savings and losses on fee-for-service."""
    capitation = cast("AcoReachTerms", terms).capitation
    return "4B" if capitation is not None and capitation.mechanism == "total_care" else "3B"


def _funding_sources(_terms: BaseModel) -> frozenset[FundingSource]:
    return frozenset({FundingSource.TOTAL_COST_OF_CARE})


PAYMENT_MODEL = PaymentModel(
    name="aco_reach",
    title="ACO REACH and Direct Contracting",
    terms=AcoReachTerms,
    worksheet=build_worksheet,
    hcp_lan=_hcp_lan_category,
    funding_sources=_funding_sources,
    starter="starter.yaml",
)
