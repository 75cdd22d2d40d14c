"""The record of the payment model `mssp`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from pydantic import BaseModel

from openvbc.checklist.record import Answered
from openvbc.claims.attribution.terms import AgreedAttribution
from openvbc.claims.engine.engine import Engine
from openvbc.claims.member_months.terms import CountPeriod
from openvbc.claims.project.project import Project
from openvbc.payment_models.mssp.cross_checks import cross_faults
from openvbc.payment_models.mssp.terms import MsspTerms
from openvbc.payment_models.mssp.worksheet import build_worksheet
from openvbc.payment_models.record import (
    ExperienceBasis,
    ExperienceFigures,
    FactorFiles,
    PaymentModel,
    WorksheetRequest,
)


def _hcp_lan_category(terms: BaseModel) -> str:
    """3A in years without downside risk only, 3B with it. Quality always decides the sharing rate."""
    return "3B" if cast("MsspTerms", terms).ever_shares_losses else "3A"


def _pots(_terms: BaseModel) -> frozenset[str]:
    return frozenset({"total savings"})


def _experience(request: WorksheetRequest, engine: Engine, sources: ExperienceBasis) -> ExperienceFigures:
    """The figures of a computed benchmark, counted from claim lines."""
    from openvbc.payment_models.mssp.counting.inputs import count_inputs  # noqa: PLC0415  # loads only to count

    return count_inputs(request, engine, sources)


def _attribution(
    request: WorksheetRequest, sources: ExperienceBasis, periods: Sequence[CountPeriod] | None
) -> AgreedAttribution:
    """Assignment as the program's regulation has it, by the performance year's lists of codes."""
    from openvbc.payment_models.mssp.counting.assignment import agreed_assignment  # noqa: PLC0415  # loads only to count

    return agreed_assignment(request, sources, periods)


def _checklist(
    request: WorksheetRequest, sources: ExperienceBasis, engine: Engine | None, project: Project | None
) -> Answered:
    """The eight steps of the program."""
    from openvbc.payment_models.mssp.checklist.steps import program_checklist  # noqa: PLC0415  # loads only to count

    return program_checklist(request, sources, engine, project)


def _factor_columns() -> Mapping[str, tuple[str, ...]]:
    """What CMS publishes of the nation and of every county."""
    from openvbc.payment_models.mssp.counting.factors import COUNTY_COLUMNS, NATIONAL_COLUMNS  # noqa: PLC0415  # the same

    return {"national": NATIONAL_COLUMNS, "county": COUNTY_COLUMNS}


def _count_factors(
    request: WorksheetRequest, engine: Engine, sources: ExperienceBasis, folder: Path
) -> tuple[Path, Path]:
    """The factors of a whole region, as if it were the nation."""
    from openvbc.payment_models.mssp.counting.write_factors import count_factors  # noqa: PLC0415  # loads only to count

    return count_factors(request, engine, sources, folder)


PAYMENT_MODEL = PaymentModel(
    name="mssp",
    title="Medicare Shared Savings Program",
    terms=MsspTerms,
    worksheet=build_worksheet,
    hcp_lan=_hcp_lan_category,
    cross_check=cross_faults,
    pots=_pots,
    starter="starter.yaml",
    experience=_experience,
    attribution=_attribution,
    checklist=_checklist,
    factors=FactorFiles(_factor_columns, _count_factors),
)
