"""Counts everything that the benchmark needs of four years, in the order in which CMS does."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from openvbc.claims.attribution.attribute import AttributionResult, attribute
from openvbc.claims.attribution.participants import participants_of
from openvbc.claims.engine.engine import Engine
from openvbc.claims.expenditures.count import ExpenditureCount, count_expenditures
from openvbc.claims.expenditures.terms import (
    Amount,
    CarveOut,
    Coverage,
    ExpenditureTerms,
    ServiceDate,
    Summaries,
    TruncationAtPercentile,
    TruncationInDollars,
    WithoutPaidDate,
)
from openvbc.claims.findings import Finding, raise_blocking
from openvbc.claims.member_months.count import count_member_months
from openvbc.claims.member_months.terms import MEDICARE_TYPES, CountPeriod, MemberMonthTerms
from openvbc.claims.populations.build import Population, Who, build_medicaid_months, build_populations
from openvbc.claims.populations.months_held import months_held
from openvbc.claims.risk.means import MeanScore, mean_scores, unscored_findings
from openvbc.claims.risk.scoring import (
    RiskChoices,
    RiskPeriod,
    RiskTables,
    StatusOf,
    build_diagnoses,
    build_people,
    build_scores,
    put_risk_tables,
)
from openvbc.contract.attribution import ProgramAssignment
from openvbc.errors import ContractError, Fault, InputError, raise_all
from openvbc.payment_models.mssp.counting.assignment import attribution_terms
from openvbc.payment_models.mssp.counting.factors import FactorFile
from openvbc.payment_models.mssp.counting.periods import (
    YEAR_BEFORE,
    calendar_years,
    count_periods,
    lead_in,
    year_before,
)
from openvbc.payment_models.mssp.counting.risk import RiskModels, risk_models
from openvbc.payment_models.mssp.historical.axes import ENROLLMENT_TYPES, PERFORMANCE
from openvbc.payment_models.mssp.worksheet_builder import codes_for, holds_for, published_for
from openvbc.payment_models.record import ExperienceBasis, WorksheetRequest

ASSIGNABLE = "assignable"


@dataclass(frozen=True)
class ProgramCount:
    """What was counted: the engine holds the tables; findings and notes say what is to be known of it."""

    organization_id: str
    periods: tuple[CountPeriod, ...]
    years: Mapping[str, int]
    attribution: AttributionResult
    expenditures: ExpenditureCount
    scores: tuple[MeanScore, ...]
    risk: RiskTables
    models: RiskModels
    findings: tuple[Finding, ...]


def count_program(
    request: WorksheetRequest,
    engine: Engine,
    sources: ExperienceBasis,
    national: FactorFile | None,
    *,
    by_assignment: bool,
) -> ProgramCount:
    """Count the four years on the engine, which holds the canonical tables.

    national: factors of the nation; without them the assignable people at hand are taken for the nation.
    by_assignment: whether newly and continuously assigned people are told apart. ClaimsError where data cannot be
    counted as they are.
    """
    years = dict(calendar_years(request))
    before = _periods_before(years) if by_assignment else {}
    attributed, found = _assigned(request, engine, sources, before)
    organization = _assignment(sources).organization
    periods = count_periods(request)
    _build_populations(engine, organization, before)
    expenditures = count_expenditures(engine, expenditure_terms(request, periods, years, national))
    build_medicaid_months(engine)
    models = risk_models(request)
    risk, scores = _scores(engine, years, models)
    findings = (*found, *expenditures.findings, *unscored_findings(scores, organization))
    return ProgramCount(organization, periods, years, attributed, expenditures, tuple(scores), risk, models, findings)


def _assignment(sources: ExperienceBasis) -> ProgramAssignment:
    if sources.assignment is None or sources.participants is None:
        raise ContractError(
            Fault(
                "the contract does not say how the program assigns, or no list of participants is given",
                "population.attribution",
                fix="write shared_savings_program: {organization: ..., assignment: ...}, and give --participants FILE",
            )
        )
    return sources.assignment


def _assigned(
    request: WorksheetRequest, engine: Engine, sources: ExperienceBasis, before: Mapping[str, str]
) -> tuple[AttributionResult, tuple[Finding, ...]]:
    """Count months and assign people of every year, and of the year before where people are told by it."""
    assignment = _assignment(sources)
    periods = count_periods(request)
    only_assigned = (year_before(request),) if YEAR_BEFORE in before.values() else ()
    terms = attribution_terms(
        request,
        (*periods, *only_assigned),
        participants_of(sources.participants or Path(), assignment.organization),
        prospective=assignment.assignment == "prospective",
    )
    windows = (*terms.windows, *(each.days for each in only_assigned), lead_in(dict(calendar_years(request))))
    months = count_member_months(
        engine, MemberMonthTerms(periods, MEDICARE_TYPES, source_type_counts=True, windows=windows)
    )
    held = months_held(engine)
    raise_blocking(held)
    attributed = attribute(engine, terms)
    return attributed, (*months.findings, *held, *attributed.findings)


def _periods_before(years: Mapping[str, int]) -> dict[str, str]:
    """The period of the year before each year: newly and continuously assigned people are told by it."""
    by_year = {year: name for name, year in years.items()}
    before = {name: by_year[year - 1] for name, year in years.items() if year - 1 in by_year}
    return {**before, PERFORMANCE: before.get(PERFORMANCE, YEAR_BEFORE)}


def _build_populations(engine: Engine, organization: str, before: Mapping[str, str]) -> None:
    populations = [
        Population(organization, Who.ATTRIBUTED, organization, by_county=True),
        Population(ASSIGNABLE, Who.ASSIGNABLE, by_county=True),
    ]
    if before:
        populations += [
            Population(newly(organization), Who.NEWLY, organization),
            Population(continuing(organization), Who.CONTINUING, organization),
        ]
    build_populations(engine, populations, before)


def newly(organization: str) -> str:
    """The name of the population of people newly assigned to an organization."""
    return f"{organization} newly"


def continuing(organization: str) -> str:
    """The name of the population of people continuously assigned to an organization."""
    return f"{organization} continuing"


def expenditure_terms(
    request: WorksheetRequest, periods: tuple[CountPeriod, ...], years: Mapping[str, int], national: FactorFile | None
) -> ExpenditureTerms:
    """What counts: paid amounts of Parts A and B with sequestration, without hospital add-ons, completed, truncated."""
    removed = holds_for(request, "mssp_hospital_add_ons_removed")
    return ExpenditureTerms(
        amount=Amount.PAID,
        service_date=ServiceDate.CLAIM_END,
        coverage=Coverage(part_a=True, part_b=True, without_medicare_advantage=True),
        pharmacy=False,
        add_sequestration=True,
        remove_medical_education=removed,
        remove_disproportionate_share=removed,
        remove_uncompensated_care=removed,
        without_paid_date=WithoutPaidDate.STOP,
        summaries=Summaries.LEAVE_OUT,
        truncation=_truncation(request, years, national),
        completion={} if national is None else _of_all_types(years, national, "completion_factor"),
        carve_outs=tuple(_suspect_billing(request, periods, years)),
    )


def _truncation(
    request: WorksheetRequest, years: Mapping[str, int], national: FactorFile | None
) -> TruncationInDollars | TruncationAtPercentile:
    """CMS's thresholds where the factors hold them all; else the percentile of the assignable people at hand."""
    thresholds = {} if national is None else _of_all_types(years, national, "truncation_threshold")
    if not thresholds:
        percentile = published_for(request, "mssp_truncation_percentile").number
        return TruncationAtPercentile(percentile * Decimal(100), ASSIGNABLE)
    return TruncationInDollars(thresholds, ENROLLMENT_TYPES.keys)


def _of_all_types(years: Mapping[str, int], national: FactorFile, column: str) -> dict[str, dict[str, Decimal]]:
    """A factor by period and type: of every one, or of none. InputError names each that is missing between others."""
    found: dict[str, dict[str, Decimal]] = {name: {} for name in years}
    missing = []
    for name, year in years.items():
        for kind in ENROLLMENT_TYPES.keys:
            value = national.number((year, kind), column)
            if value is None:
                missing.append(f"{kind} in {year}")
            else:
                found[name][kind] = value
    if not any(found.values()):
        return {}
    faults = [
        Fault(
            f"there is no {column.replace('_', ' ')} of {each}",
            national.path.name,
            why="other years and types have one, so years would be counted in two ways",
            fix="give it for every year and type, or for none",
        )
        for each in missing
    ]
    raise_all(faults, InputError)
    return found


def _suspect_billing(
    request: WorksheetRequest, periods: tuple[CountPeriod, ...], years: Mapping[str, int]
) -> list[CarveOut]:
    found = []
    for period in periods:
        codes = codes_for(request, "mssp_suspect_billing_codes", calendar_year=years[period.name])
        if codes:
            found.append(
                CarveOut(
                    f"suspect_billing_{years[period.name]}",
                    category="durable_medical_equipment",
                    periods=(period.name,),
                    hcpcs=codes,
                )
            )
    return found


def _scores(engine: Engine, years: Mapping[str, int], models: RiskModels) -> tuple[RiskTables, list[MeanScore]]:
    # People with months of both kinds are scored for each: with ESRD by its model, without it by the others.
    periods = [
        RiskPeriod(
            f"{name} {status.value}",
            year,
            models.rule_sets_of(esrd=status is StatusOf.ESRD),
            status_of=status,
            weighed_period=name,
        )
        for name, year in years.items()
        for status in (StatusOf.ESRD, StatusOf.OTHER)
    ]
    choices = RiskChoices(nearest_procedures=True)
    tables = put_risk_tables(engine, periods, choices)
    build_people(engine)
    build_diagnoses(engine)
    build_scores(engine, choices)
    return tables, mean_scores(engine, models.models, leave_out_unscored=True)
