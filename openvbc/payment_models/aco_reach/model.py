"""The record of the payment model `aco_reach`."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from pydantic import BaseModel

from openvbc.claims.engine.engine import Engine
from openvbc.contract.funding_sources import FundingSource
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.methods.program_reports import ProgramReports
from openvbc.payment_models.aco_reach.terms import AcoReachTerms
from openvbc.payment_models.aco_reach.worksheet import build_worksheet
from openvbc.payment_models.record import (
    PaymentModel,
    ReportedPerformance,
    UncertainFigures,
    WorksheetRequest,
    every_member,
)


def _hcp_lan_category(terms: BaseModel) -> str:
    """4B where all care is paid by the month in full risk; else 3B, savings and losses on fee-for-service."""
    capitation = cast("AcoReachTerms", terms).capitation
    return "4B" if capitation is not None and capitation.mechanism == "total_care" else "3B"


def _funding_sources(_terms: BaseModel) -> frozenset[FundingSource]:
    return frozenset({FundingSource.TOTAL_COST_OF_CARE})


def _experience(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> ExperienceFigures:
    """Months and payments of the performance year, counted from claim lines."""
    from openvbc.payment_models.aco_reach.counting import count_inputs  # noqa: PLC0415  # loads only to count

    return count_inputs(request, engine, asked)


def _basis(request: WorksheetRequest, asked: ExperienceRequest) -> ExperienceBasis:
    """The aligned of the performance year."""
    from openvbc.payment_models.aco_reach.counting import basis_of  # noqa: PLC0415  # the same

    return basis_of(request, asked)


def _reports(request: WorksheetRequest, paths: Sequence[Path]) -> ProgramReports:
    """The benchmark report with the financial settlement."""
    from openvbc.payment_models.aco_reach.reports import read_reports  # noqa: PLC0415  # loads only to read

    return read_reports(request, paths)


def _performance(_terms: BaseModel) -> ReportedPerformance:
    """The total cost of care against a benchmark, `tcoc`."""
    return ReportedPerformance(
        "tcoc",
        {
            "member-months": "aligned_months",
            "cost-target": "benchmark",
            "med-cost": "total_cost_of_care",
            "variance-cost": "gross_savings",
            "shared-saving-deficit": "earned_or_owed",
            "quality-gate-performance-percentage": "quality_score",
            "earnings-ssl": "net_payment",
        },
    )


PAYMENT_MODEL = PaymentModel(
    name="aco_reach",
    title="ACO REACH and Direct Contracting",
    terms=AcoReachTerms,
    worksheet=build_worksheet,
    hcp_lan=_hcp_lan_category,
    funding_sources=_funding_sources,
    starter="starter.yaml",
    is_regulated=True,
    experience=_experience,
    basis=_basis,
    read_reports=_reports,
    uncertain=UncertainFigures(
        spend=every_member("net_cost_of_care", "claims_payments", "capitation_payments"),
        benchmark=every_member("final_benchmark", "benchmark_before_discount", "actual_uspcc"),
        size=every_member("aligned_months"),
        risk=every_member("raw_risk_score"),
        quality=every_member("quality_score"),
    ),
    performance=_performance,
)
