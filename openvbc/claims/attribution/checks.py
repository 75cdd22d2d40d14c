"""What terms of attribution must not say: told all at once, before anything is read."""

from collections.abc import Iterable
from itertools import combinations

from openvbc.claims.attribution.reasons import Exclusion
from openvbc.claims.attribution.services import ServiceList
from openvbc.claims.attribution.terms import (
    AttributionPeriod,
    AttributionTerms,
    Gate,
    GeographicStep,
    PluralityStep,
)
from openvbc.errors import Fault, did_you_mean


def faults(terms: AttributionTerms) -> list[Fault]:
    """Everything that makes the terms contradict themselves or leave something open."""
    found: list[Fault] = []
    names = [period.period.name for period in terms.periods]
    if not names or len(set(names)) < len(names):
        found.append(Fault(f"attribution needs periods, each named once: {', '.join(names) or 'there is none'}"))
    for period in terms.periods:
        found += _period_faults(period)
    for services in terms.service_lists:
        found += _service_faults(services, terms)
    found += _participant_faults(terms)
    found += _exclusion_faults(terms)
    return found


def _period_faults(period: AttributionPeriod) -> list[Fault]:
    where = f"period {period.period.name}"
    found = []
    if period.window.start.day != 1 or period.window.end.day != 1:
        found.append(Fault(f"the assignment window {period.window} does not consist of whole months", where))
    if period.expanded is not None and (
        period.expanded.end != period.window.end or period.expanded.start > period.window.start
    ):
        found.append(
            Fault(
                f"the expanded window {period.expanded} does not end with the assignment window {period.window}",
                where,
                fix="give an expanded window that begins earlier and ends on the same day",
            )
        )
    if not period.steps:
        found.append(Fault("no step is given, so nobody can be attributed", where))
    for step in period.steps:
        if isinstance(step, PluralityStep):
            found += _plurality_faults(period, step, f"{where}, step {step.name}")
        elif isinstance(step, GeographicStep):
            found += _area_faults(step, f"{where}, step {step.name}")
        elif step.as_of < period.window.start:
            found.append(Fault(f"the designation's day {step.as_of} lies before the window {period.window}", where))
    for gates in period.assignable:
        found += _type_faults(period, gates, f"{where}, assignable people")
        if any(gate.of_organization or not gate.wanted for gate in gates):
            found.append(Fault("who is assignable depends on visits at anyone's, which must be there", where))
    return found


def _plurality_faults(period: AttributionPeriod, step: PluralityStep, where: str) -> list[Fault]:
    if period.services is None:
        return [Fault("a plurality needs a list of services", where)]
    tie_types = (*(step.tie_types or ()), *step.other_tie_types)
    found = _type_faults(period, (*step.all_gates, Gate(tie_types, of_organization=False)), where)
    if len(step.ties) > 3 or len(set(step.ties)) < len(step.ties):
        found.append(Fault("a tie is broken by at most three things, each named once", where))
    if set(step.other_tie_types) & set(step.compared if step.tie_types is None else step.tie_types):
        found.append(Fault("a type of provider breaks ties both first and next", where))
    if any(gate.at_least < 1 for gate in step.gates) or step.minimum_visits < 1:
        found.append(Fault("a number of visits must be at least 1", where))
    return found


def _type_faults(period: AttributionPeriod, gates: Iterable[Gate], where: str) -> list[Fault]:
    known = period.services.type_names if period.services else set()
    asked = {name for gate in gates for name in gate.provider_types}
    return [
        Fault(
            f"no service can be of provider type {name!r}",
            where,
            why="people would silently fail a test that nobody can pass",
            fix=did_you_mean(name, known),
        )
        for name in sorted(asked - known)
    ]


def _area_faults(step: GeographicStep, where: str) -> list[Fault]:
    return [
        Fault(
            f"an area is given twice: {one.state} {one.county_code} to {one.organization_id}, "
            f"{other.state} {other.county_code} to {other.organization_id}",
            where,
            why="people who live there would belong to both",
            fix="let each state or county stand once",
        )
        for one, other in combinations(step.areas, 2)
        if one.state == other.state and ("*" in (one.county_code, other.county_code) or one == other
                                         or one.county_code == other.county_code)
    ]  # fmt: skip


def _service_faults(services: ServiceList, terms: AttributionTerms) -> list[Fault]:
    codes = [each.code for each in services.codes]
    found = [Fault(f"HCPCS code {code} is listed twice") for code in sorted(_twice(codes))]
    specialties = [code for kind in services.provider_types for code in kind.specialty_codes]
    found += [Fault(f"specialty {code} is of two types of provider") for code in sorted(_twice(specialties))]
    found += [
        Fault(f"two kinds of facility lines overlap: bill type {one.bill_type_prefix}", why="a line would count twice")
        for one, other in combinations(services.facilities, 2)
        if one.overlaps(other)
    ]
    stays = {each.not_during_stay for each in services.codes} - {""} - set(terms.stays)
    found += [
        Fault(f"no type of bill shows a stay of kind {kind!r}", fix=did_you_mean(kind, terms.stays))
        for kind in sorted(stays)
    ]
    lists = {each.facility_list for each in services.facilities} - {""} - set(terms.facility_lists)
    found += [
        Fault(f"there is no list of facilities {name!r}", fix=did_you_mean(name, terms.facility_lists))
        for name in sorted(lists)
    ]
    return found


def _participant_faults(terms: AttributionTerms) -> list[Fault]:
    return [
        Fault(f"a participant needs an organization and a TIN, CCN or NPI: {each}")
        for each in terms.participants
        if not each.organization_id or not (each.tin or each.ccn or each.npi)
    ]


def _exclusion_faults(terms: AttributionTerms) -> list[Fault]:
    found = []
    if len(set(terms.exclusions)) < len(terms.exclusions):
        found.append(Fault("a reason to leave people out is given twice"))
    if Exclusion.OTHER_INITIATIVE in terms.exclusions[:-1]:
        found.append(
            Fault(
                "another initiative must be the last reason to leave people out",
                why="people whom it has are still assignable if no other reason applies",
            )
        )
    if (Exclusion.LIVES_OUTSIDE in terms.exclusions) != bool(terms.residence_states):
        found.append(Fault("where people must live goes with the reason that they live outside: give both or neither"))
    claimed = any(period.other_initiative for period in terms.periods)
    if claimed and Exclusion.OTHER_INITIATIVE not in terms.exclusions:
        found.append(Fault("people of another initiative are given, but that is no reason to leave people out"))
    return found


def _twice(values: list[str]) -> set[str]:
    return {value for value in values if values.count(value) > 1}
