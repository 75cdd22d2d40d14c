"""The contract's attribution as terms of the claims engine: the same rule for every year, in the year's own window."""

from collections.abc import Iterator, Sequence
from typing import Final

from openvbc.claims.attribution.participants import participants_of
from openvbc.claims.attribution.reasons import Exclusion
from openvbc.claims.attribution.services import ProviderType, QualifyingCode, ServiceList
from openvbc.claims.attribution.terms import (
    AgreedAttribution,
    Area,
    AttributionPeriod,
    AttributionTerms,
    DesignationStep,
    Gate,
    GeographicStep,
    Measure,
    Participant,
    PluralityStep,
    Step,
    TieBreak,
)
from openvbc.claims.geography import postal_abbreviations
from openvbc.claims.member_months.terms import CountPeriod
from openvbc.codes import codes_in
from openvbc.contract.attribution import AttributionStep, GeographicAttribution, PluralityTerm, StepwiseAttribution
from openvbc.errors import ContractError, Fault, raise_all
from openvbc.experience.periods import named_periods
from openvbc.experience.request import ExperienceRequest
from openvbc.periods import Period, add_months

#: Whom members belong to where the contract attributes by residence alone, which names no organization.
PROVIDER: Final = "the provider"
_WHERE: Final = "population.attribution"
_EXCLUSIONS: Final = (Exclusion.DIED_BEFORE_PERIOD, Exclusion.NOT_ENROLLED_IN_PERIOD)


def agreed_attribution(periods: Sequence[CountPeriod] | None, request: ExperienceRequest) -> AgreedAttribution:
    """How the contract attributes people in every period: the one resolution of its terms.

    periods: None for the performance year, or the years asked for, with the run-out that holds for the attribution.
    ContractError if the contract attributes in no way that claims can follow, if a list of participants is needed and
    none is given, or if the organization is not on it.
    """
    agreed = request.population.attribution
    if agreed.shared_savings_program is not None and request.by_program is not None:
        return request.by_program(request, periods)
    periods = named_periods(request, ()).every if periods is None else periods
    if agreed.geographic is not None:
        areas = tuple(_areas(PROVIDER, agreed.geographic))
        step = GeographicStep("geographic", areas)
        terms = AttributionTerms(
            tuple(AttributionPeriod(each, each.days, each.paid_through, (step,)) for each in periods),
            exclusions=_exclusions(request),
        )
        return AgreedAttribution(PROVIDER, terms, frozenset({PROVIDER}))
    if agreed.stepwise is not None:
        return _stepwise(periods, agreed.stepwise, request)
    if agreed.shared_savings_program is not None:
        raise ContractError(
            Fault(
                "no payment stream of this contract knows how the program assigns",
                f"{_WHERE}.shared_savings_program",
                why="the program's rules and lists of codes are those of its payment model",
                fix="add the program's payment stream, or write stepwise: {...} or geographic: {...}",
            )
        )
    raise ContractError(
        Fault(
            "the contract does not say how members are attributed from claims",
            _WHERE,
            why="whom to count cannot be known",
            fix="write stepwise: {...} or geographic: {...}, or give headline numbers with --inputs",
        )
    )


def _exclusions(request: ExperienceRequest) -> tuple[Exclusion, ...]:
    """Why people are left out before any step: as always, then as the contract says."""
    return (*_EXCLUSIONS, *(Exclusion(each) for each in request.population.attribution.leave_out))


def _stepwise(
    periods: Sequence[CountPeriod], agreed: StepwiseAttribution, request: ExperienceRequest
) -> AgreedAttribution:
    participants = _participants(agreed, request)
    known = frozenset(each.organization_id for each in participants) | {agreed.organization}
    services = _services(agreed)
    terms = AttributionTerms(
        periods=tuple(_period(each, agreed, services) for each in periods),
        participants=participants,
        exclusions=_exclusions(request),
        provider_specialty=True,
    )
    return AgreedAttribution(agreed.organization, terms, known)


def _participants(agreed: StepwiseAttribution, request: ExperienceRequest) -> tuple[Participant, ...]:
    if request.participants is None:
        if all(step.geographic is not None for step in agreed.steps):
            return ()
        raise ContractError(
            Fault(
                "no list of participants is given",
                _WHERE,
                why="whose services and designations count for the provider is told by its TINs, CCNs and NPIs",
                fix="give --participants FILE (.csv: organization_id, tin, ccn, npi, first_date, last_date)",
            )
        )
    return participants_of(request.participants, agreed.organization)


def _services(agreed: StepwiseAttribution) -> ServiceList | None:
    if not any(step.plurality is not None for step in agreed.steps):
        return None
    codes = dict.fromkeys(code for written in agreed.services for code in codes_in(written))
    types = tuple(ProviderType(each.name, each.specialties) for each in agreed.provider_types)
    return ServiceList(tuple(QualifyingCode(code) for code in codes), types)


def _window(days: Period, agreed: StepwiseAttribution) -> Period:
    """The months whose services attribute: up to the year's end, or to so many months before it begins."""
    before = agreed.window_ends_months_before
    end = add_months(days.start, -before) if before else days.end
    return Period(add_months(end, -agreed.window_months), end)


def _period(period: CountPeriod, agreed: StepwiseAttribution, services: ServiceList | None) -> AttributionPeriod:
    window = _window(period.days, agreed)
    steps = tuple(_step(number, each, agreed, window) for number, each in enumerate(agreed.steps, start=1))
    return AttributionPeriod(period, window, period.paid_through, steps, services)


def _step(number: int, step: AttributionStep, agreed: StepwiseAttribution, window: Period) -> Step:
    if step.plurality is not None:
        return _plurality(f"{number} plurality", step.plurality)
    if step.geographic is not None:
        return GeographicStep(f"{number} geographic", tuple(_areas(agreed.organization, step.geographic)))
    by_patient = bool(step.patient_designated)
    name = "patient designated" if by_patient else "payer designated"
    return DesignationStep(f"{number} {name}", by_patient, window.last_day, step.elsewhere_decides)


def _plurality(name: str, agreed: PluralityTerm) -> PluralityStep:
    without = Gate(agreed.only_without, of_organization=False, wanted=False)
    return PluralityStep(
        name,
        compared=agreed.provider_types,
        measure=Measure(agreed.of),
        gates=(without,) if agreed.only_without else (),
        minimum_visits=agreed.minimum_visits,
        ties=tuple(TieBreak(each) for each in agreed.ties),
        outside_competes=agreed.against_outside,
    )


def _areas(organization: str, agreed: GeographicAttribution) -> Iterator[Area]:
    """Whole states, or the counties of them that the contract names. ContractError for a county of no named state."""
    if not agreed.counties:
        yield from (Area(organization, state) for state in agreed.states)
        return
    placed = [(postal_abbreviations().get(county[:2], ""), county) for county in agreed.counties]
    raise_all(
        [
            Fault(
                f"county {county} lies in {state or 'no state'}, which the contract does not name",
                f"{_WHERE}.geographic",
                why="nobody would be attributed by it",
                fix=f"its first two digits are SSA's code of the state; the states are {', '.join(agreed.states)}",
            )
            for state, county in placed
            if state not in agreed.states
        ],
        ContractError,
    )
    yield from (Area(organization, state, county) for state, county in placed)
