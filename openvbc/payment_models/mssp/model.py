"""The record of the payment model `mssp`."""

from typing import cast

from pydantic import BaseModel

from openvbc.claims.engine.engine import Engine
from openvbc.payment_models.mssp.cross_checks import cross_faults
from openvbc.payment_models.mssp.terms import MsspTerms
from openvbc.payment_models.mssp.worksheet import build_worksheet
from openvbc.payment_models.record import ExperienceBasis, ExperienceFigures, PaymentModel, WorksheetRequest


def _hcp_lan_category(terms: BaseModel) -> str:
    """3A in years without downside risk only, 3B with it. Quality always decides the sharing rate."""
    return "3B" if cast("MsspTerms", terms).ever_shares_losses else "3A"


def _pots(_terms: BaseModel) -> frozenset[str]:
    return frozenset({"total savings"})


def _count_claims(request: WorksheetRequest, engine: Engine, sources: ExperienceBasis) -> ExperienceFigures:
    """The figures of a computed benchmark, counted from claim lines."""
    from openvbc.payment_models.mssp.counting.inputs import count_inputs  # noqa: PLC0415  # loads only to count

    return count_inputs(request, engine, sources)


PAYMENT_MODEL = PaymentModel(
    name="mssp",
    title="Medicare Shared Savings Program",
    terms=MsspTerms,
    worksheet=build_worksheet,
    hcp_lan=_hcp_lan_category,
    cross_check=cross_faults,
    pots=_pots,
    starter="starter.yaml",
    count_claims=_count_claims,
)
