"""Counts everything that the benchmark needs of four years, in the order in which CMS does."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from openvbc.claims.attribution.attribute import AttributionResult, attribute
from openvbc.claims.attribution.participants import read_participants
from openvbc.claims.engine.engine import Engine
from openvbc.claims.expenditures.count import ExpenditureCount, count_expenditures
from openvbc.claims.expenditures.terms import (
    Amount,
    CarveOut,
    Coverage,
    ExpenditureTerms,
    ServiceDate,
    TruncationAtPercentile,
    TruncationInDollars,
    WithoutPaidDate,
)
from openvbc.claims.findings import Finding
from openvbc.claims.member_months.count import count_member_months
from openvbc.claims.member_months.terms import MEDICARE_TYPES, CountPeriod, MemberMonthTerms
from openvbc.claims.populations.build import Population, Who, build_medicaid_months, build_populations
from openvbc.claims.risk.means import MeanScore, mean_scores
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
from openvbc.errors import ClaimsError, ContractError, Fault
from openvbc.payment_models.mssp.counting.assignment import attribution_terms
from openvbc.payment_models.mssp.counting.factors import FactorFile
from openvbc.payment_models.mssp.counting.periods import calendar_years, count_periods
from openvbc.payment_models.mssp.counting.risk import RiskModels, risk_models
from openvbc.payment_models.mssp.draft import codes_for, holds_for, published_for
from openvbc.payment_models.mssp.historical.axes import ENROLLMENT_TYPES
from openvbc.payment_models.record import ClaimsSources, WorksheetRequest

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
    sources: ClaimsSources,
    national: FactorFile | None,
    *,
    by_assignment: bool,
) -> ProgramCount:
    """Count the four years on the engine, which holds the canonical tables.

    national: factors of the nation; without them the assignable people at hand are taken for the nation.
    by_assignment: whether newly and continuously assigned people are told apart. ClaimsError where data cannot be
    counted as they are.
    """
    assignment = sources.assignment
    if assignment is None or sources.participants is None:
        raise ContractError(
            Fault(
                "the contract does not say how the program assigns, or no list of participants is given",
                "population.attribution",
                mend="write shared_savings_program: {organization: ..., assignment: ...}, and give --participants FILE",
            )
        )
    organization = assignment.organization
    periods = count_periods(request)
    years = dict(calendar_years(request))
    _check_reach(engine, years)
    terms = attribution_terms(
        request,
        periods,
        read_participants(sources.participants),
        prospective=assignment.assignment == "prospective",
    )
    months = count_member_months(
        engine, MemberMonthTerms(periods, MEDICARE_TYPES, source_type_counts=True, windows=terms.windows)
    )
    attributed = attribute(engine, terms)
    _build_populations(engine, organization, years, by_assignment=by_assignment)
    expenditures = count_expenditures(engine, expenditure_terms(request, periods, years, national))
    build_medicaid_months(engine)
    models = risk_models(request)
    risk, scores = _scores(engine, years, models)
    findings = (*months.findings, *attributed.findings, *expenditures.findings)
    return ProgramCount(organization, periods, years, attributed, expenditures, tuple(scores), risk, models, findings)


def _check_reach(engine: Engine, years: Mapping[str, int]) -> None:
    """ClaimsError if enrolment is not known from the year before the first: everybody would be a new enrollee."""
    ((first, last),) = engine.rows("list_enrolment_bounds").rows
    needed, end = min(years.values()) - 1, max(years.values())
    if first is None or first.year > needed or last.year < end:
        there = "none" if first is None else f"{first} to {last}"
        raise ClaimsError(
            Fault(
                f"enrolment is needed from {needed} to {end}, and is known for {there}",
                "eligibility",
                why="diagnoses and new enrollees are told by the year before each benchmark year",
                mend=f"load enrolment and claims of {needed} to {end}",
            )
        )


def _build_populations(engine: Engine, organization: str, years: Mapping[str, int], *, by_assignment: bool) -> None:
    populations = [
        Population(organization, Who.ATTRIBUTED, organization, by_county=True),
        Population(ASSIGNABLE, Who.ASSIGNABLE, by_county=True),
    ]
    before: dict[str, str] = {}
    if by_assignment:
        populations += [
            Population(f"{organization} newly", Who.NEWLY, organization),
            Population(f"{organization} continuing", Who.CONTINUING, organization),
        ]
        by_year = {year: name for name, year in years.items()}
        before = {name: by_year[year - 1] for name, year in years.items() if year - 1 in by_year}
    build_populations(engine, populations, before)


def expenditure_terms(
    request: WorksheetRequest, periods: tuple[CountPeriod, ...], years: Mapping[str, int], national: FactorFile | None
) -> ExpenditureTerms:
    """What counts: paid amounts of Parts A and B with sequestration, without hospital add-ons, completed, truncated."""
    removed = holds_for(request, "mssp_hospital_add_ons_removed")
    return ExpenditureTerms(
        amount=Amount.PAID,
        service_date=ServiceDate.CLAIM_END,
        coverage=Coverage(part_a=True, part_b=True, without_private_plan=True),
        pharmacy=False,
        add_sequestration=True,
        remove_medical_education=removed,
        remove_disproportionate_share=removed,
        remove_uncompensated_care=removed,
        without_paid_date=WithoutPaidDate.STOP,
        truncation=_truncation(request, years, national),
        carve_outs=tuple(_suspect_billing(request, periods, years)),
    )


def _truncation(
    request: WorksheetRequest, years: Mapping[str, int], national: FactorFile | None
) -> TruncationInDollars | TruncationAtPercentile:
    """CMS's thresholds where the factors hold them all; else the percentile of the assignable people at hand."""
    thresholds = {
        name: {
            kind: None if national is None else national.number((year, kind), "truncation_threshold")
            for kind in ENROLLMENT_TYPES.keys
        }
        for name, year in years.items()
    }
    known = [value for of_year in thresholds.values() for value in of_year.values() if value is not None]
    if not known:
        percentile = published_for(request, "mssp_truncation_percentile").number
        return TruncationAtPercentile(percentile * Decimal(100), ASSIGNABLE)
    return TruncationInDollars(
        {
            name: {kind: value for kind, value in of_year.items() if value is not None}
            for name, of_year in thresholds.items()
        }
    )


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
    return tables, mean_scores(engine, models.models)
