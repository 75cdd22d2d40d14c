"""The record of the payment model `infrastructure`."""

from collections.abc import Iterable
from typing import cast

from pydantic import BaseModel

from openvbc.contract.funding_sources import FundingSource
from openvbc.payment_models.infrastructure.terms import InfrastructureTerms
from openvbc.payment_models.infrastructure.worksheet import build_worksheet
from openvbc.payment_models.record import PaymentModel


def _hcp_lan_category(_terms: BaseModel) -> str:
    """2A: a payment for infrastructure and operations, linked neither to results nor to risk."""
    return "2A"


def _funding_sources(_terms: BaseModel) -> frozenset[FundingSource]:
    """Money beside what care costs; an advance is repaid out of other streams' results, which pay from their own."""
    return frozenset({FundingSource.INFRASTRUCTURE_PAYMENT})


def _repaying_streams(terms: BaseModel) -> tuple[str, ...]:
    """The streams whose results repay advances."""
    agreed = cast("InfrastructureTerms", terms).recoupment
    return agreed.streams if agreed is not None else ()


def _cautions(terms: BaseModel) -> Iterable[str]:
    """What holds as agreed and may still surprise."""
    agreed = cast("InfrastructureTerms", terms).recoupment
    if agreed is not None and agreed.if_left == "repaid_now":
        yield "what savings do not repay by the end of the agreement is owed at once, also by who never earned any"
    if agreed is not None and agreed.share_of_earned == 1:
        yield "nothing that is earned is distributed before the advance is repaid"


PAYMENT_MODEL = PaymentModel(
    name="infrastructure",
    title="Infrastructure",
    terms=InfrastructureTerms,
    worksheet=build_worksheet,
    hcp_lan=_hcp_lan_category,
    cautions=_cautions,
    funding_sources=_funding_sources,
    starter="starter.yaml",
    needs_population=False,
    nets=_repaying_streams,
)
