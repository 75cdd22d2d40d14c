"""The record of the payment model `shared_savings`."""

from typing import cast

from pydantic import BaseModel

from openvbc.checklist.record import Answered
from openvbc.claims.engine.engine import Engine
from openvbc.claims.project.project import Project
from openvbc.payment_models.record import ExperienceBasis, ExperienceFigures, PaymentModel, WorksheetRequest
from openvbc.payment_models.shared_savings.cross_checks import cross_faults
from openvbc.payment_models.shared_savings.terms import SharedSavingsTerms
from openvbc.payment_models.shared_savings.worksheet import build_worksheet


def _hcp_lan_category(terms: BaseModel) -> str:
    """3A savings only, 3B with downside risk, 3N where the payment is not linked to quality."""
    agreed = cast("SharedSavingsTerms", terms)
    linked = (agreed.savings is not None and agreed.savings.quality is not None) or agreed.quality_payment is not None
    if not linked:
        return "3N"
    return "3A" if agreed.risk == "one_sided" else "3B"


def _pots(terms: BaseModel) -> frozenset[str]:
    agreed = cast("SharedSavingsTerms", terms)
    pots = {"total savings"}
    if agreed.quality_payment is not None:
        pots.add("quality payment")
    return frozenset(pots)


def _experience(request: WorksheetRequest, engine: Engine, sources: ExperienceBasis) -> ExperienceFigures:
    """The figures of the provider, its base years and its comparators, counted from claim lines."""
    from openvbc.payment_models.shared_savings.counting.inputs import count_inputs  # noqa: PLC0415  # loads only to count

    return count_inputs(request, engine, sources)


def _checklist(
    request: WorksheetRequest, sources: ExperienceBasis, engine: Engine | None, project: Project | None
) -> Answered:
    """The eight steps by the contract's own terms."""
    from openvbc.payment_models.shared_savings.checklist.steps import stream_checklist  # noqa: PLC0415  # loads only to count

    return stream_checklist(request, sources, engine, project)


PAYMENT_MODEL = PaymentModel(
    name="shared_savings",
    title="Shared savings",
    terms=SharedSavingsTerms,
    worksheet=build_worksheet,
    hcp_lan=_hcp_lan_category,
    cross_check=cross_faults,
    pots=_pots,
    starter="starter.yaml",
    experience=_experience,
    checklist=_checklist,
)
