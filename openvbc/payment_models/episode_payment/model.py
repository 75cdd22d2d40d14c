"""The record of the payment model `episode_payment`."""

from typing import cast

from pydantic import BaseModel

from openvbc.claims.engine.engine import Engine
from openvbc.claims.episodes.report import EpisodeReport
from openvbc.contract.funding_sources import FundingSource
from openvbc.experience.own_months import OwnMonths
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.payment_models.episode_payment.terms import EpisodePaymentTerms
from openvbc.payment_models.episode_payment.worksheet import build_worksheet
from openvbc.payment_models.record import PaymentModel, ReportedPerformance, WorksheetRequest


def _hcp_lan_category(terms: BaseModel) -> str:
    """4A one price for a condition; 3A savings only, 3B losses too; N where quality changes nothing."""
    agreed = cast("EpisodePaymentTerms", terms)
    if agreed.prospective is not None:
        return "4A" if agreed.prospective.withhold is not None else "4N"
    if agreed.retrospective is None:
        return "3B" if agreed.thresholds is not None and agreed.thresholds.quality_gates else "3N"
    published = agreed.program in ("team", "bpci_advanced", "cjr")
    if not published and agreed.retrospective.quality is None:
        return "3N"
    upside = agreed.track == "track_1" or agreed.retrospective.risk == "one_sided"
    return "3A" if upside else "3B"


def _experience(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> ExperienceFigures:
    """Episodes of the year and of base years, grouped from claim lines."""
    from openvbc.payment_models.episode_payment.counting.inputs import count_inputs  # noqa: PLC0415  # loads only to count

    return count_inputs(request, engine, asked)


def _episodes(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> EpisodeReport:
    """The provider's episodes of the year, for a report."""
    from openvbc.payment_models.episode_payment.counting.inputs import report_episodes  # noqa: PLC0415  # the same

    return report_episodes(request, engine, asked)


def _own_months(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> OwnMonths:
    """The months in which the provider's episodes of the year lie, with what they cost."""
    from openvbc.payment_models.episode_payment.counting.inputs import months_of_episodes  # noqa: PLC0415  # the same

    return months_of_episodes(request, engine, asked)


def _funding_sources(_terms: BaseModel) -> frozenset[FundingSource]:
    """The cost of episodes, which cuts across settings."""
    return frozenset({FundingSource.EPISODES})


def _performance(_terms: BaseModel) -> ReportedPerformance:
    """A price for an episode of care, `eoc`."""
    return ReportedPerformance(
        "eoc",
        {
            "cost-target": "total_target",
            "med-cost": "total_spending",
            "variance-cost": "savings",
            "earned-incentive": "net_payment",
        },
    )


PAYMENT_MODEL = PaymentModel(
    name="episode_payment",
    title="Episode payment",
    terms=EpisodePaymentTerms,
    worksheet=build_worksheet,
    hcp_lan=_hcp_lan_category,
    funding_sources=_funding_sources,
    starter="starter.yaml",
    experience=_experience,
    episodes=_episodes,
    own_months=_own_months,
    needs_population=False,
    performance=_performance,
)
