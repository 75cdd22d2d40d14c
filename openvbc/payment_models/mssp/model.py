"""The record of the payment model `mssp`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from pydantic import BaseModel

from openvbc.checklist.record import Answered
from openvbc.claims.attribution.terms import AgreedAttribution
from openvbc.claims.engine.engine import Engine
from openvbc.claims.member_months.terms import CountPeriod
from openvbc.claims.warehouse.claims import OpenClaims
from openvbc.contract.funding_sources import FundingSource
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.methods.program_reports import ProgramReports
from openvbc.payment_models.mssp.cross_checks import cross_faults
from openvbc.payment_models.mssp.historical.axes import PERFORMANCE, YEARS
from openvbc.payment_models.mssp.terms import MsspTerms
from openvbc.payment_models.mssp.worksheet import build_worksheet
from openvbc.payment_models.record import (
    FactorFiles,
    PaymentModel,
    ReportedPerformance,
    UncertainFigures,
    WorksheetRequest,
    every_member,
)


def _hcp_lan_category(terms: BaseModel) -> str:
    """3A in years without downside risk only, 3B with it. Quality always decides the sharing rate."""
    return "3B" if cast("MsspTerms", terms).ever_shares_losses else "3A"


def _funding_sources(_terms: BaseModel) -> frozenset[FundingSource]:
    return frozenset({FundingSource.TOTAL_COST_OF_CARE})


def _experience(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> ExperienceFigures:
    """The figures of a computed benchmark, or the performance year beside one that is given, from claim lines."""
    from openvbc.payment_models.mssp.counting.inputs import count_inputs  # noqa: PLC0415  # loads only to count

    return count_inputs(request, engine, asked)


def _attribution(
    request: WorksheetRequest, asked: ExperienceRequest, periods: Sequence[CountPeriod] | None
) -> AgreedAttribution:
    """Assignment as the program's regulation has it, by the performance year's lists of codes."""
    from openvbc.payment_models.mssp.counting.assignment import agreed_assignment  # noqa: PLC0415  # loads only to count

    return agreed_assignment(request, asked, periods)


def _basis(request: WorksheetRequest, asked: ExperienceRequest) -> ExperienceBasis:
    """The assigned and the assignable, by the rules of the program."""
    from openvbc.payment_models.mssp.counting.inputs import basis_of  # noqa: PLC0415  # the same

    return basis_of(request, asked)


def _checklist(
    request: WorksheetRequest, asked: ExperienceRequest, engine: Engine | None, claims: OpenClaims | None
) -> Answered:
    """The eight steps of the program."""
    from openvbc.payment_models.mssp.checklist.steps import program_checklist  # noqa: PLC0415  # loads only to count

    return program_checklist(request, asked, engine, claims)


def _factor_columns() -> Mapping[str, tuple[str, ...]]:
    """What CMS publishes of the nation and of every county."""
    from openvbc.payment_models.mssp.counting.factors import COUNTY_COLUMNS, NATIONAL_COLUMNS  # noqa: PLC0415  # the same

    return {"national": NATIONAL_COLUMNS, "county": COUNTY_COLUMNS}


def _count_factors(
    request: WorksheetRequest, engine: Engine, asked: ExperienceRequest, folder: Path
) -> tuple[Path, Path]:
    """The factors of a whole region, as if it were the nation."""
    from openvbc.payment_models.mssp.counting.write_factors import count_factors  # noqa: PLC0415  # loads only to count

    return count_factors(request, engine, asked, folder)


def _reports(request: WorksheetRequest, paths: Sequence[Path]) -> ProgramReports:
    """The benchmark report, and the reports of expenditure and utilization."""
    from openvbc.payment_models.mssp.reports.read import read_reports  # noqa: PLC0415  # loads only to read

    return read_reports(request, paths)


def _performance(terms: BaseModel) -> ReportedPerformance:
    """Savings behind the quality standard, `ssq`; with downside risk `ssl`. Costs are those of Parts A and B."""
    return ReportedPerformance(
        "ssl" if cast("MsspTerms", terms).ever_shares_losses else "ssq",
        {
            "member-months": "assigned_months",
            "avg-membership": "person_years",
            "cost-target": "benchmark",
            "med-cost": "expenditures",
            "variance-cost": "savings",
            "shared-saving-deficit": "earned_or_owed",
            "quality-gate-performance-percentage": "quality_score",
            "earnings-ssl": "net_payment",
        },
    )


PAYMENT_MODEL = PaymentModel(
    name="mssp",
    title="Medicare Shared Savings Program",
    terms=MsspTerms,
    worksheet=build_worksheet,
    hcp_lan=_hcp_lan_category,
    cross_check=cross_faults,
    funding_sources=_funding_sources,
    starter="starter.yaml",
    is_regulated=True,
    experience=_experience,
    basis=_basis,
    attribution=_attribution,
    checklist=_checklist,
    read_reports=_reports,
    factors=FactorFiles(_factor_columns, _count_factors),
    uncertain=UncertainFigures(
        spend={
            **every_member("expenditures", "twelve_month_expenditures"),
            "assigned_expenditures": {YEARS.name: PERFORMANCE},
        },
        benchmark={
            **every_member("benchmark", "twelve_month_benchmark", "three_way_benchmark", "two_way_benchmark"),
            **every_member("three_way_benchmark_per_person_year", "two_way_benchmark_per_person_year"),
            "national_assignable_per_capita": {YEARS.name: PERFORMANCE},
            "regional_per_capita": {YEARS.name: PERFORMANCE},
        },
        size={
            **every_member("assigned_beneficiaries", "person_years"),
            "assigned_months": {YEARS.name: PERFORMANCE},
        },
        risk={"risk_score": {YEARS.name: PERFORMANCE}},
        quality=every_member("quality_score"),
    ),
    performance=_performance,
)
