"""The record of the payment model `capitation`."""

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from pydantic import BaseModel

from openvbc.claims.engine.engine import Engine
from openvbc.contract.funding_sources import FundingSource
from openvbc.errors import Fault
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.payment_models.capitation.terms import CapitationTerms
from openvbc.payment_models.capitation.worksheet import build_worksheet
from openvbc.payment_models.record import PaymentModel, ReportedPerformance, WorksheetRequest
from openvbc.yamlfile import Node


def _hcp_lan_category(terms: BaseModel) -> str:
    """4A for named services, 4B for all or all professional care, 4C within one system, 4N without link to quality.

    A payment that is reconciled to what services come to at fees is no population-based payment: 1, or 2C where results
    change it.
    """
    agreed = cast("CapitationTerms", terms)
    linked = agreed.performance_adjustment is not None or (
        agreed.withhold is not None and agreed.withhold.returned_by != "regardless"
    )
    if agreed.prospective is not None and agreed.prospective.difference == "payer":
        return "2C" if linked else "1"
    if not linked:
        return "4N"
    if agreed.integrated:
        return "4C"
    return "4A" if agreed.scope == "partial" else "4B"


def _funding_sources(terms: BaseModel) -> frozenset[FundingSource]:
    """A percentage of premium is of the premium; else the care that it is for."""
    agreed = cast("CapitationTerms", terms)
    if agreed.percent_of_premium is not None:
        return frozenset({FundingSource.PREMIUM})
    whole = {"global": FundingSource.TOTAL_COST_OF_CARE, "professional": FundingSource.PROFESSIONAL}
    if agreed.scope != "partial":
        return frozenset({whole[agreed.scope]})
    return frozenset(FundingSource(each) for each in agreed.services)


def _cross_faults(terms: Node) -> Sequence[Fault]:
    return tuple(_settles_nothing(terms))


def _settles_nothing(terms: Node) -> Iterator[Fault]:
    """A percent of premium without anything that is settled of it."""
    given = dict(terms.items())
    if "percent_of_premium" in given and not {"rate_cells", "fund", "risk_pools"} & given.keys():
        yield Fault(
            "percent_of_premium is agreed, and nothing that is settled of it",
            given["percent_of_premium"].where,
            fix="add `fund` with its expenses and the provider's share of what is left",
        )


def _cautions(terms: BaseModel) -> Iterable[str]:
    """What holds as agreed and may still surprise."""
    agreed = cast("CapitationTerms", terms)
    if agreed.minimum_panel is not None:
        yield "one member fewer than the minimum panel changes the payment of everybody in that month"
    if agreed.retroactive is not None and (agreed.withhold is not None or agreed.fund is not None):
        yield "withhold, results and funds of the year stand whole in every settlement of it, and are due once"
    if agreed.fund is not None and agreed.fund.deficit is None:
        yield "the payer bears every deficit of the fund: the contract has no downside"
    if agreed.percent_of_premium is not None and not agreed.percent_of_premium.deductions:
        yield "the share is of the gross premium: sequestration and other deductions are not taken off first"


def _roster(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> ExperienceFigures:
    """The members of the roster that is given, or of those whom the contract attributes."""
    from openvbc.payment_models.capitation.counting import count_members  # noqa: PLC0415  # loads only to count

    return count_members(request, engine, asked)


def _experience(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> ExperienceFigures:
    """Members, and the services that the capitation covers."""
    from openvbc.payment_models.capitation.counting import count_from_claims  # noqa: PLC0415  # the same

    return count_from_claims(request, engine, asked)


def _performance(_terms: BaseModel) -> ReportedPerformance:
    """Capitation, for which the guide has one code: `pcpcp`."""
    return ReportedPerformance(
        "pcpcp",
        {
            "member-months": "member_months",
            "capitation": "capitation",
            "revenue": "premium",
            "quality-gate-performance-percentage": "quality_score",
            "earnings-cap": "net_payment",
        },
    )


PAYMENT_MODEL = PaymentModel(
    name="capitation",
    title="Capitation",
    terms=CapitationTerms,
    worksheet=build_worksheet,
    hcp_lan=_hcp_lan_category,
    cross_check=_cross_faults,
    cautions=_cautions,
    funding_sources=_funding_sources,
    starter="starter.yaml",
    experience=_experience,
    roster=_roster,
    performance=_performance,
)
