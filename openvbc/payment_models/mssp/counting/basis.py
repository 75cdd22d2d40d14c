"""What the program counts: four years of the assigned and the assignable, in the order in which CMS does."""

from collections.abc import Mapping
from decimal import Decimal

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
from openvbc.claims.member_months.terms import CountPeriod, medicare_types
from openvbc.claims.populations.build import Population, Who
from openvbc.claims.risk.scoring import RiskChoices, RiskPeriod, StatusOf
from openvbc.errors import Fault, InputError, raise_all
from openvbc.experience.basis import ExperienceBasis, RiskBasis
from openvbc.experience.periods import NamedPeriods
from openvbc.experience.populations import ASSIGNABLE, REFERENCE, PopulationGroup, own_members
from openvbc.experience.request import ExperienceRequest
from openvbc.payment_models.mssp.counting.assignment import agreed_assignment
from openvbc.payment_models.mssp.counting.factors import FactorFile
from openvbc.payment_models.mssp.counting.periods import YEAR_BEFORE, asked_years, count_periods, year_before
from openvbc.payment_models.mssp.historical.axes import ENROLLMENT_TYPES, PERFORMANCE
from openvbc.payment_models.mssp.risk_models import RiskModels, risk_models
from openvbc.payment_models.mssp.worksheet_builder import codes_for, holds_for, published_for
from openvbc.payment_models.record import WorksheetRequest


def experience_basis(
    request: WorksheetRequest, asked: ExperienceRequest, national: FactorFile | None, *, by_assignment: bool
) -> ExperienceBasis:
    """What is counted in the years of the agreement, or in those asked for.

    national: factors of the nation; without them the assignable people at hand are taken for the nation.
    by_assignment: whether newly and continuously assigned people are told apart. ContractError where the contract does
    not assign as the program does.
    """
    years = asked_years(request, asked)
    before = _periods_before(years) if by_assignment else {}
    periods = count_periods(request, years)
    only_assigned = (year_before(request),) if YEAR_BEFORE in before.values() else ()
    attribution = agreed_assignment(request, asked, (*periods, *only_assigned))
    organization = attribution.organization_id
    assignable = Population(ASSIGNABLE, Who.ASSIGNABLE, by_county=asked.own_years is None)
    others = [PopulationGroup(REFERENCE, "assignable people", (assignable,))]
    if before:
        newly_assigned = Population(newly(organization), Who.NEWLY, organization)
        continuously = Population(continuing(organization), Who.CONTINUING, organization)
        others += [
            PopulationGroup("newly_assigned", "newly assigned people", (newly_assigned,)),
            PopulationGroup("continuously_assigned", "continuously assigned people", (continuously,)),
        ]
    # The assignable people are the nation where no factors are given: then every population's means are asked for.
    named = frozenset({organization, newly(organization), continuing(organization)})
    asked_of = None if national is None else named
    return ExperienceBasis(
        periods=NamedPeriods(periods[-1], periods[:-1]),
        own=own_members(attribution, by_county=asked.own_years is None),
        payers=asked.payers,
        others=tuple(others),
        attribution=attribution,
        attributed_only=only_assigned,
        before=before,
        types=medicare_types(),
        source_type_counts=True,
        expenditures=expenditure_terms(request, periods, years, national),
        medicaid_months=asked.own_years is None,
        risk=_risk(years, risk_models(request), organization, asked_of) if asked.own_years is None else None,
        every_month=asked.own_years is None,
    )


def _periods_before(years: Mapping[str, int]) -> dict[str, str]:
    """The period of the year before each year: newly and continuously assigned people are told by it."""
    by_year = {year: name for name, year in years.items()}
    before = {name: by_year[year - 1] for name, year in years.items() if year - 1 in by_year}
    return {**before, PERFORMANCE: before.get(PERFORMANCE, YEAR_BEFORE)}


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
        service_date=ServiceDate.LINE_END,
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


def _risk(
    years: Mapping[str, int], models: RiskModels, organization: str, populations: frozenset[str] | None
) -> RiskBasis:
    # People with months of both kinds are scored for each: with ESRD by its model, without it by the others.
    periods = tuple(
        RiskPeriod(
            f"{name} {status.value}",
            year,
            models.rule_sets_of(esrd=status is StatusOf.ESRD),
            status_of=status,
            weighed_period=name,
        )
        for name, year in years.items()
        for status in (StatusOf.ESRD, StatusOf.OTHER)
    )
    return RiskBasis(
        periods,
        models.models,
        RiskChoices(nearest_procedures=True),
        told_of=organization,
        leave_out_unscored=True,
        populations=populations,
    )
