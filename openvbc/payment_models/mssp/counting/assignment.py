"""Assignment as 42 CFR 425.400 to .404 have it: the performance year's lists of codes, for benchmark years too."""

from collections.abc import Sequence

from openvbc.claims.attribution.participants import participants_of
from openvbc.claims.attribution.services import ProviderType, QualifyingCode, QualifyingFacility, ServiceList
from openvbc.claims.attribution.shared_savings_program import (
    EXCLUSIONS,
    INPATIENT_STAY,
    NON_PHYSICIAN,
    OTHER_PHYSICIAN,
    PRIMARY_CARE_PHYSICIAN,
    SNF_STAY,
    SPECIALIST,
    StepRules,
    assignable_people,
    assignment_window,
    claims_steps,
    expanded_window,
    voluntary_alignment,
)
from openvbc.claims.attribution.terms import (
    AgreedAttribution,
    AttributionPeriod,
    AttributionTerms,
    Participant,
    Step,
)
from openvbc.claims.geography import postal_abbreviations
from openvbc.claims.member_months.terms import CountPeriod, medicare_types
from openvbc.claims.published_codes import codes
from openvbc.errors import ContractError, Fault
from openvbc.experience.request import ExperienceRequest
from openvbc.payment_models.mssp.counting.periods import count_periods
from openvbc.payment_models.mssp.worksheet_builder import codes_for, holds_for
from openvbc.payment_models.record import WorksheetRequest

_HOSPITALS = "electing_teaching_amendment_hospitals"
_WHERE = "population.attribution"


def agreed_assignment(
    request: WorksheetRequest, asked: ExperienceRequest, periods: Sequence[CountPeriod] | None
) -> AgreedAttribution:
    """How the contract assigns. periods: None for the performance year with the program's own run-out.

    ContractError where the contract attributes in another way, or where no list of participants is given.
    """
    agreed = asked.population.attribution.shared_savings_program
    if agreed is None:
        raise ContractError(
            Fault(
                "the contract does not assign people as the program does",
                _WHERE,
                why="who belongs to whom is decided by the program's regulation",
                fix="write shared_savings_program: {organization: ..., assignment: ...}",
            )
        )
    if asked.participants is None:
        what, why = "no list of participants is given", "whose services count for the ACO is told by it"
        raise ContractError(Fault(what, _WHERE, why=why, fix="give --participants FILE"))
    listed = participants_of(asked.participants, agreed.organization)
    prospective = agreed.assignment == "prospective"
    terms = attribution_terms(request, periods or count_periods(request)[-1:], listed, prospective=prospective)
    organizations = frozenset(each.organization_id for each in listed)
    return AgreedAttribution(agreed.organization, terms, organizations, medicare_types())


def attribution_terms(
    request: WorksheetRequest, periods: Sequence[CountPeriod], participants: Sequence[Participant], *, prospective: bool
) -> AttributionTerms:
    """The terms of assignment for every year, from the published lists of the performance year."""
    rules = step_rules(request)
    services = _services(request, rules)
    return AttributionTerms(
        periods=tuple(_period(request, each, rules, services, prospective=prospective) for each in periods),
        participants=tuple(participants),
        exclusions=EXCLUSIONS,
        residence_states=tuple(sorted(postal_abbreviations().values())),
        stays={
            SNF_STAY: codes("kinds_of_bill_of_stays", "skilled_nursing"),
            INPATIENT_STAY: codes("kinds_of_bill_of_stays", "inpatient"),
        },
        facility_lists={_HOSPITALS: ()},
    )


def step_rules(request: WorksheetRequest) -> StepRules:
    """Which text of 425.402 holds in the performance year."""
    if holds_for(request, "mssp_steps_of_any_physician"):
        return StepRules.ANY_PHYSICIAN
    return StepRules.THREE_STEPS if holds_for(request, "mssp_third_step") else StepRules.TWO_STEPS


def _period(
    request: WorksheetRequest, period: CountPeriod, rules: StepRules, services: ServiceList, *, prospective: bool
) -> AttributionPeriod:
    window = assignment_window(period.days, prospective=prospective)
    steps: tuple[Step, ...] = claims_steps(rules)
    if holds_for(request, "mssp_voluntary_alignment"):
        # Always prospective: a designation holds for a year if it was made before the year began.
        steps = (voluntary_alignment(period.days.start), *steps)
    return AttributionPeriod(
        period=period,
        window=window,
        paid_through=period.paid_through,
        steps=steps,
        services=services,
        expanded=expanded_window(period.days, prospective=prospective) if rules is StepRules.THREE_STEPS else None,
        assignable=assignable_people(rules),
    )


def _services(request: WorksheetRequest, rules: StepRules) -> ServiceList:
    hospital_only = set(codes_for(request, "mssp_hospital_visit_codes"))
    elsewhere = [code for code in codes_for(request, "mssp_primary_care_codes") if code not in hospital_only]
    return ServiceList(
        codes=tuple(_conditions(request, elsewhere)),
        provider_types=_provider_types(request, rules),
        facilities=_facilities(request, sorted(hospital_only)),
    )


def _conditions(request: WorksheetRequest, services: Sequence[str]) -> list[QualifyingCode]:
    """Each code with the places, stays and companions on which it depends in the performance year."""
    in_facility = set(codes_for(request, "mssp_nursing_facility_codes"))
    by_place = bool(in_facility) and holds_for(request, "mssp_nursing_facility_by_place_of_service")
    at_home = set(codes_for(request, "mssp_home_visit_codes_at_home_only"))
    planning = set(codes_for(request, "mssp_advance_care_planning_codes"))
    add_ons = set(codes_for(request, "mssp_add_on_codes"))
    home = codes_for(request, "mssp_home_visit_places")
    skilled_nursing = codes_for(request, "mssp_nursing_facility_places")
    return [
        QualifyingCode(
            code,
            places=home if code in at_home else (),
            not_places=skilled_nursing if code in in_facility and by_place else (),
            not_during_stay=SNF_STAY
            if code in in_facility and not by_place
            else INPATIENT_STAY
            if code in planning
            else "",
            only_with_base_code=code in add_ons,
        )
        for code in services
    ]


def _provider_types(request: WorksheetRequest, rules: StepRules) -> tuple[ProviderType, ...]:
    primary = codes_for(request, "primary_care_physician_specialties")
    others = codes_for(request, "non_physician_practitioner_specialties")
    if rules is StepRules.ANY_PHYSICIAN:
        physicians = codes_for(request, "mssp_other_physician_specialties")
        third = ProviderType(OTHER_PHYSICIAN, tuple(code for code in physicians if code not in primary))
    else:
        third = ProviderType(SPECIALIST, codes_for(request, "mssp_specialist_specialties"))
    return (ProviderType(PRIMARY_CARE_PHYSICIAN, primary), ProviderType(NON_PHYSICIAN, others), third)


def _facilities(request: WorksheetRequest, hospital_codes: Sequence[str]) -> tuple[QualifyingFacility, ...]:
    """Health centers and clinics, hospitals that bill for clinicians, and teaching hospitals that elected so."""
    kinds = codes_for(request, "mssp_clinic_kinds_of_bill")
    if holds_for(request, "mssp_clinics_are_primary_care"):
        clinics = [QualifyingFacility(kind, provider_type=PRIMARY_CARE_PHYSICIAN) for kind in kinds]
    else:
        clinics = [
            QualifyingFacility(
                kind,
                revenue_centers=codes_for(request, "mssp_clinic_revenue_centers"),
                provider_type=PRIMARY_CARE_PHYSICIAN,
                unattested_provider_type=NON_PHYSICIAN,
            )
            for kind in kinds
        ]
    professional = codes_for(request, "mssp_professional_revenue_centers")
    hospitals = [
        QualifyingFacility(kind, revenue_centers=professional, needs_qualifying_code=True)
        for kind in codes_for(request, "mssp_hospital_kinds_of_bill")
    ]
    teaching = [
        QualifyingFacility(kind, codes=tuple(hospital_codes), facility_list=_HOSPITALS)
        for kind in codes_for(request, "mssp_teaching_hospital_kinds_of_bill")
        if hospital_codes
    ]
    return (*clinics, *hospitals, *teaching)
