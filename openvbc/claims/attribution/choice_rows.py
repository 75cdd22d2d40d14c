"""Turns the terms of attribution into the rows of its choice tables."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from openvbc.claims.attribution.services import ANY, ServiceList
from openvbc.claims.attribution.terms import (
    AttributionPeriod,
    AttributionTerms,
    DesignationStep,
    GeographicStep,
    PluralityStep,
    Step,
)
from openvbc.claims.engine.engine import Cell
from openvbc.claims.member_months.terms import month_index
from openvbc.claims.tables import attribution_rule_tables as tables
from openvbc.claims.tables.dictionary import ChoiceTable

Row = tuple[Cell, ...]
#: Days that one number of attribution_total marks by its bits, and how many such numbers there are: more than a year.
_DAYS_OF_PART: Final = 62
_PARTS: Final = 6


def choice_rows(terms: AttributionTerms) -> list[tuple[ChoiceTable, list[Row]]]:
    """Every choice table of attribution with its rows."""
    lists = dict(enumerate(terms.service_lists, start=1))
    types = _numbers_of_types(terms)
    stays = {"": 0} | {kind: number for number, kind in enumerate(terms.stays, start=1)}
    steps = [(period, number, step) for period in terms.periods for number, step in enumerate(period.steps, start=1)]
    return [
        (
            tables.PARTICIPANT,
            [(p.organization_id, p.tin, p.ccn, p.npi, p.first_date, p.last_date) for p in terms.participants],
        ),
        (
            tables.ATTRIBUTION_WINDOW,
            [
                _window(number, period, periods=len(terms.periods), lists=lists)
                for number, period in enumerate(terms.periods, start=1)
            ],
        ),
        (
            tables.ATTRIBUTION_DAY,
            [
                row
                for number, period in enumerate(terms.periods, start=1)
                for row in _days(number, period, periods=len(terms.periods), lists=lists)
            ],
        ),
        *_service_rows(lists, types, stays),
        (tables.LISTED_FACILITY, [(name, ccn) for name, ccns in terms.facility_lists.items() for ccn in ccns]),
        (tables.STAY_BILL_TYPE, [(stays[kind], prefix) for kind, each in terms.stays.items() for prefix in each]),
        (tables.ATTRIBUTION_STEP, [_step(period.period.name, number, step) for period, number, step in steps]),
        (tables.ATTRIBUTION_STEP_TYPE, [row for each in steps for row in _step_types(*each, types)]),
        (tables.ATTRIBUTION_GATE, [row for each in steps for row in _gates(*each, types)]),
        (tables.ASSIGNABLE_GATE, [row for period in terms.periods for row in _assignable(period, types)]),
        (tables.ATTRIBUTION_AREA, [row for each in steps for row in _areas(*each)]),
        (tables.ATTRIBUTION_EXCLUSION, [(turn, each.value) for turn, each in enumerate(terms.exclusions, start=1)]),
        (tables.RESIDENCE_STATE, [(state,) for state in terms.residence_states]),
        (
            tables.OTHER_INITIATIVE,
            [(period.period.name, person) for period in terms.periods for person in period.other_initiative],
        ),
    ]


def _numbers_of_types(terms: AttributionTerms) -> dict[str, int]:
    """The types of provider by the numbers that stand for them; 0 for none."""
    named: set[str] = set()
    for services in terms.service_lists:
        named |= {kind.name for kind in services.provider_types}
        for facility in services.facilities:
            named |= {facility.provider_type, facility.unattested_provider_type or ""}
    for period in terms.periods:
        gates = [gate for alternative in period.assignable for gate in alternative]
        for step in period.steps:
            if isinstance(step, PluralityStep):
                named |= {*step.compared, *(step.tie_types or ()), *step.other_tie_types}
                gates += step.gates
        named |= {name for gate in gates for name in gate.provider_types}
    return {"": 0} | {name: number for number, name in enumerate(sorted(named - {""}), start=1)}


def _window(number: int, period: AttributionPeriod, *, periods: int, lists: dict[int, ServiceList]) -> Row:
    days, counted = period.window, period.period.days
    return (
        period.period.name,
        number,
        _list_of(period, lists),
        periods,
        days.start,
        days.last_day,
        period.longest_window.start,
        period.paid_through,
        counted.start,
        month_index(days.start),
        month_index(days.last_day),
        month_index(counted.start),
        month_index(counted.end - timedelta(days=1)),
    )


def _days(number: int, period: AttributionPeriod, *, periods: int, lists: dict[int, ServiceList]) -> Iterator[Row]:
    """Every day of the windows of a period, with the bit that marks a visit on it."""
    first, services = period.window.start, _list_of(period, lists)
    for day in range((period.longest_window.start - first).days, (period.window.last_day - first).days + 1):
        stretch, day_of_stretch = divmod(day, _DAYS_OF_PART * _PARTS)
        part, bit = divmod(day_of_stretch, _DAYS_OF_PART)
        yield (
            services,
            first + timedelta(days=day),
            number,
            periods,
            period.paid_through,
            stretch + 1,
            part + 1,
            1 << bit,
        )


def _list_of(period: AttributionPeriod, lists: dict[int, ServiceList]) -> int:
    return next((listed for listed, each in lists.items() if each == period.services), 0)


def _service_rows(
    lists: dict[int, ServiceList], types: dict[str, int], stays: dict[str, int]
) -> list[tuple[ChoiceTable, list[Row]]]:
    codes: list[Row] = []
    excluded: list[Row] = []
    facilities: list[Row] = []
    attested: list[Row] = []
    specialties: list[Row] = []
    for number, each in lists.items():
        for code in each.codes:
            codes.extend(
                (number, code.code, place, stays[code.not_during_stay], int(code.only_with_base_code))
                for place in code.places or (ANY,)
            )
            excluded.extend((number, code.code, place) for place in code.not_places)
        facilities.extend(_facility_rows(number, each, types))
        attested.extend((number, npi) for npi in each.attested_npis)
        specialties.extend(
            (number, code, types[kind.name]) for kind in each.provider_types for code in kind.specialty_codes
        )
    return [
        (tables.QUALIFYING_CODE, codes),
        (tables.EXCLUDED_PLACE, excluded),
        (tables.QUALIFYING_FACILITY, facilities),
        (tables.ATTESTED_CLINICIAN, attested),
        (tables.PROVIDER_TYPE, specialties),
    ]


def _facility_rows(number: int, services: ServiceList, types: dict[str, int]) -> list[Row]:
    return [
        (
            number,
            facility.bill_type_prefix,
            revenue_center,
            code,
            int(facility.needs_qualifying_code),
            facility.facility_list,
            types[facility.provider_type],
            types[
                facility.provider_type
                if facility.unattested_provider_type is None
                else facility.unattested_provider_type
            ],
        )
        for facility in services.facilities
        for revenue_center in facility.revenue_centers
        for code in facility.codes
    ]


def _step(period: str, number: int, step: Step) -> Row:
    if isinstance(step, DesignationStep):
        rule = "patient_designated" if step.by_patient else "payer_designated"
        return (period, number, step.name, rule, "", "", 0, "", "", "", 0, int(step.elsewhere_blocks), step.as_of)
    if isinstance(step, GeographicStep):
        return (period, number, step.name, "geographic", "", "", 0, "", "", "", 0, 0, None)
    ties = [each.value for each in step.ties] + [""] * (3 - len(step.ties))
    return (
        period, number, step.name, "plurality", step.measure.value, step.window.value, step.minimum_visits, *ties,
        int(step.outside_competes), 0, None,
    )  # fmt: skip


def _step_types(period: AttributionPeriod, number: int, step: Step, types: dict[str, int]) -> list[Row]:
    if not isinstance(step, PluralityStep):
        return []
    first = step.compared if step.tie_types is None else step.tie_types
    turns = dict.fromkeys(first, 1) | dict.fromkeys(step.other_tie_types, 2)
    every = sorted({*step.compared, *turns})
    return [(period.period.name, number, types[name], int(name in step.compared), turns.get(name, 0)) for name in every]


def _gates(period: AttributionPeriod, number: int, step: Step, types: dict[str, int]) -> list[Row]:
    if not isinstance(step, PluralityStep):
        return []
    return [
        (period.period.name, number, gate_number, int(gate.of_organization), gate.window.value, types[name],
         gate.at_least, int(gate.wanted))
        for gate_number, gate in enumerate(step.all_gates, start=1)
        for name in gate.provider_types
    ]  # fmt: skip


def _assignable(period: AttributionPeriod, types: dict[str, int]) -> list[Row]:
    return [
        (period.period.name, alternative, gate_number, gate.window.value, types[name], gate.at_least)
        for alternative, gates in enumerate(period.assignable, start=1)
        for gate_number, gate in enumerate(gates, start=1)
        for name in gate.provider_types
    ]


def _areas(period: AttributionPeriod, number: int, step: Step) -> list[Row]:
    if not isinstance(step, GeographicStep):
        return []
    return [(period.period.name, number, area.state, area.county_code, area.organization_id) for area in step.areas]
