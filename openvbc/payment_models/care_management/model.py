"""The record of the payment model `care_management`."""

from collections.abc import Iterable
from typing import cast

from pydantic import BaseModel

from openvbc.claims.engine.engine import Engine
from openvbc.contract.conditions import Depends
from openvbc.contract.funding_sources import FundingSource
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.payment_models.care_management.terms import CareManagementTerms
from openvbc.payment_models.care_management.worksheet import build_worksheet
from openvbc.payment_models.record import PaymentModel, ReportedPerformance, WorksheetRequest


def _hcp_lan_category(terms: BaseModel) -> str:
    """2A: for infrastructure and operations; 2C where results move a part of the fees."""
    agreed = cast("CareManagementTerms", terms)
    practice = agreed.practice_rate
    adjusted = practice is not None and (practice.least_adjustment != 0 or practice.most_adjustment != 0)
    enhanced = agreed.enhanced_fees
    by_result = enhanced is not None and any(
        each.points == "given" or isinstance(each.points, Depends) for each in enhanced.uplifts
    )
    return "2C" if agreed.at_risk is not None or adjusted or by_result else "2A"


def _funding_sources(terms: BaseModel) -> frozenset[FundingSource]:
    """A fee beside what care costs; an incentive where all of it is earned by results and only paid in advance."""
    agreed = cast("CareManagementTerms", terms).at_risk
    earned = agreed is not None and agreed.share == 1 and agreed.reached == "share_earned"
    return frozenset({FundingSource.QUALITY_PAYMENT if earned else FundingSource.CARE_MANAGEMENT_FEE})


def _cautions(terms: BaseModel) -> Iterable[str]:
    """What holds as agreed and may still surprise."""
    agreed = cast("CareManagementTerms", terms)
    if agreed.at_risk is not None and agreed.at_risk.reached != "share_earned":
        yield "a result that is missed by a little costs the whole share of the fees that is at risk"
    if agreed.enhanced_fees is not None and not agreed.counts_as_expenditure:
        yield "enhanced fees raise what care costs, and the contract does not count them as expenditure"


def _roster(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> ExperienceFigures:
    """The members of the roster that is given."""
    from openvbc.payment_models.care_management.counting import count_members  # noqa: PLC0415  # loads only to count

    return count_members(request, engine, asked)


def _experience(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> ExperienceFigures:
    """Members, and their fees for listed services."""
    from openvbc.payment_models.care_management.counting import count_from_claims  # noqa: PLC0415  # the same

    return count_from_claims(request, engine, asked)


def _performance(_terms: BaseModel) -> ReportedPerformance:
    """A fee for each member and month, `ccf`."""
    metrics = {"member-months": "member_months", "ccf": "fees", "earnings-ccf": "net_payment"}
    return ReportedPerformance("ccf", metrics)


PAYMENT_MODEL = PaymentModel(
    name="care_management",
    title="Care management",
    terms=CareManagementTerms,
    worksheet=build_worksheet,
    hcp_lan=_hcp_lan_category,
    cautions=_cautions,
    funding_sources=_funding_sources,
    starter="starter.yaml",
    experience=_experience,
    roster=_roster,
    performance=_performance,
)
