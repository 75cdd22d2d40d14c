"""Measures as rows of the small tables that the queries join."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from openvbc.claims.engine.engine import Cell, Engine
from openvbc.claims.measures.clauses import clauses_of
from openvbc.claims.measures.definition import (
    AgeCriterion,
    Always,
    EnrolledCriterion,
    Event,
    EventCriterion,
    Leaf,
    Measure,
    SexCriterion,
    Window,
)
from openvbc.claims.measures.value_sets import ValueSets
from openvbc.claims.member_months.terms import CountPeriod
from openvbc.claims.populations.build import put_medicaid_codes
from openvbc.claims.tables.measure_rule_tables import (
    CALENDAR_DAY,
    MEASURE_COVERAGE,
    MEASURE_EVENT,
    MEASURE_EVENT_CODE,
    MEASURE_LEAF,
    MEASURE_RULE,
    MEASURE_STRATUM,
    MEASURE_TERM,
)
from openvbc.errors import Fault, InputError, raise_all
from openvbc.periods import Period

_EPOCH: Final = date(1900, 1, 1).toordinal()
_AGE: Final = 10_000
#: Stays begin this long before the period at most; claims from there on are read, so that stays are told whole.
LONGEST_STAY: Final = 400
_CATEGORY: Final = "-category"

Rows = list[tuple[Cell, ...]]
_T = TypeVar("_T")


def day_number(day: date) -> int:
    """A day as a number."""
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    """The day of a number."""
    return date.fromordinal(number + _EPOCH)


def ymd(day: date) -> int:
    """A day as YYYYMMDD."""
    return day.year * 10_000 + day.month * 100 + day.day


@dataclass(frozen=True)
class MeasureTables:
    """What was put: the days of service that any measure looks at, and the earliest run-out."""

    first_day: date
    last_day: date
    paid_through: date


def put_measures(
    engine: Engine, measures: Sequence[Measure], value_sets: ValueSets, periods: Sequence[CountPeriod]
) -> MeasureTables:
    """Put the tables of these measures and periods. InputError where a measure or list of codes is not of the year."""
    check_years(measures, value_sets, periods)
    events = tuple(dict.fromkeys(event for each in measures for event in each.events))
    coverages = tuple(dict.fromkeys(each.coverage for each in _enrollments(measures)))
    engine.put(MEASURE_EVENT, [(n, int(each.principal), len(each.on_same_claim)) for n, each in _numbered(events)])
    engine.put(
        MEASURE_EVENT_CODE, sorted({row for n, each in _numbered(events) for row in _codes(n, each, value_sets)})
    )
    engine.put(MEASURE_COVERAGE, [(n, *each) for n, each in _numbered(coverages)])
    put_medicaid_codes(engine)
    rules: Rows = []
    leaves: Rows = []
    terms: Rows = []
    strata: Rows = []
    for number, measure in _numbered(measures):
        conditions = _conditions(measure)
        terms += _terms(number, measure, conditions)
        strata += _strata(number, measure)
        for period in periods:
            rules.append(_rule(number, measure, period, events))
            days = measure.period_of(period.days)
            leaves += [
                (number, period.name, n, *_leaf(each, days, events, coverages))
                for n, each in enumerate(conditions, start=1)
            ]
    engine.put(MEASURE_RULE, rules)
    engine.put(MEASURE_LEAF, leaves)
    engine.put(MEASURE_TERM, terms)
    engine.put(MEASURE_STRATUM, strata)
    reach = _reach(measures, periods)
    engine.put(CALENDAR_DAY, [(n, ymd(day_of(n))) for n in range(day_number(reach[0]), day_number(reach[1]) + 1)])
    return MeasureTables(*reach, min(period.paid_through for period in periods))


def check_years(measures: Sequence[Measure], value_sets: ValueSets, periods: Sequence[CountPeriod]) -> None:
    """InputError with every measure that is not defined for a year, and every value set without a code of it."""
    raise_all(list(_year_faults(measures, value_sets, periods)), InputError)


def _numbered(values: Sequence[_T]) -> Iterator[tuple[int, _T]]:
    return iter(enumerate(values, start=1))


def _enrollments(measures: Sequence[Measure]) -> Iterator[EnrolledCriterion]:
    return (leaf for each in measures for leaf in each.conditions if isinstance(leaf, EnrolledCriterion))


def _year_faults(measures: Sequence[Measure], value_sets: ValueSets, periods: Sequence[CountPeriod]) -> Iterator[Fault]:
    for measure in measures:
        for year in sorted({period.days.last_day.year for period in periods}):
            if not (measure.first_year or year) <= year <= (measure.last_year or year):
                ends = f"{measure.first_year or '...'} to {measure.last_year or '...'}"
                what = f"{measure.measure} is defined for {ends}, and {year} is counted"
                yield Fault(what, measure.where, fix="count another year, or use the definition of that year")
            names = dict.fromkeys(name for each in measure.events for name in (*each.codes, *each.on_same_claim))
            for name in names:
                codes = value_sets.sets[name]
                if not any(code.holds_in(year) for code in codes):
                    years = sorted({f"{code.first_year or '...'} to {code.last_year or '...'}" for code in codes})
                    yield Fault(
                        f"the value set {name} of {measure.measure} is for {', '.join(years)}, and {year} is counted",
                        codes[0].where,
                        why="the measure would find nothing, which looks like a bad result",
                        fix=f"add the codes of {year}",
                    )


def _codes(number: int, event: Event, value_sets: ValueSets) -> Iterator[tuple[Cell, ...]]:
    asked = [(0, name) for name in event.codes] + [(n, name) for n, name in _numbered(event.on_same_claim)]
    for requirement, name in asked:
        for code in value_sets.sets[name]:
            first = day_number(date(code.first_year or 1900, 1, 1))
            last = day_number(date(code.last_year or 2999, 12, 31))
            kind, text = code.code_type, code.code
            if text.endswith("*"):
                kind, text = kind + _CATEGORY, text[:-1]
            yield number, requirement, kind, text, first, last


def _rule(number: int, measure: Measure, period: CountPeriod, events: Sequence[Event]) -> tuple[Cell, ...]:
    days, index = measure.period_of(period.days), measure.index
    return (
        number,
        period.name,
        measure.unit,
        events.index(index.event) + 1 if index else 0,
        day_number(days.start),
        day_number(days.last_day),
        int(index is not None and index.counted_by == "end"),
        index.transfer_days if index else 0,
        day_number(period.paid_through),
        ymd(days.last_day),
    )


def _conditions(measure: Measure) -> list[Leaf]:
    """The single conditions of all clauses, each once."""
    clauses = (clause for _, _, criterion in measure.parts for clause in clauses_of(criterion))
    return list(dict.fromkeys(wanted.leaf for clause in clauses for wanted in clause))


def _terms(number: int, measure: Measure, conditions: Sequence[Leaf]) -> Iterator[tuple[Cell, ...]]:
    for part, which, criterion in measure.parts:
        for clause_number, clause in _numbered(clauses_of(criterion)):
            needed = sum(1 for wanted in clause if wanted.holds)
            for wanted in clause:
                leaf = conditions.index(wanted.leaf) + 1
                yield number, part, which, clause_number, leaf, int(wanted.holds), needed


def _leaf(leaf: Leaf, days: Period, events: Sequence[Event], coverages: Sequence[tuple[int, ...]]) -> tuple[Cell, ...]:
    """kind, event, at_least, the window's six columns, age's four, sex, and enrollment's three."""
    no_window, no_age, no_enrollment = (0, 0, 0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0)
    match leaf:
        case Always():
            return "always", 0, 0, *no_window, *no_age, "", *no_enrollment
        case EventCriterion():
            event = events.index(leaf.event) + 1
            return "event", event, leaf.at_least, *_window(leaf.window, days), *no_age, "", *no_enrollment
        case AgeCriterion():
            on = {"first_day": ymd(days.start), "last_day": ymd(days.last_day), "index": 0}[leaf.on]
            age = (on, leaf.at_least * _AGE, (leaf.at_most + 1) * _AGE, int(leaf.outside))
            return "age", 0, 0, *no_window, *age, "", *no_enrollment
        case SexCriterion():
            return "sex", 0, 0, *no_window, *no_age, leaf.sex, *no_enrollment
        case EnrolledCriterion():
            enrollment = (coverages.index(leaf.coverage) + 1, leaf.most_gaps, leaf.most_gap_days)
            return "enrolled", 0, 0, *_window(leaf.window, days), *no_age, "", *enrollment


def _window(window: Window, days: Period) -> tuple[int, ...]:
    """from_start, from_end, from_day, to_start, to_end, to_day."""
    if not window.of_index:
        first, last = window.fixed_days(days)
        return 0, 0, day_number(first), 0, 0, day_number(last)
    from_end, to_start = int(window.of == "index_end"), int(window.of == "index_start")
    return 1 - from_end, from_end, window.from_days, to_start, 1 - to_start, window.to_days


def _strata(number: int, measure: Measure) -> Iterator[tuple[Cell, ...]]:
    yield number, "all", "", 0, 0
    for kind in measure.strata:
        if kind != "age_band":
            yield number, kind, "", 0, 0
    for band in measure.age_bands:
        yield number, "age_band", band.label, band.at_least * _AGE, (band.at_most + 1) * _AGE


def _reach(measures: Sequence[Measure], periods: Sequence[CountPeriod]) -> tuple[date, date]:
    """First and last day of service that any measure looks at."""
    first, last = [], []
    for measure in measures:
        for period in periods:
            days = measure.period_of(period.days)
            before = after = 0
            first.append(day_number(days.start) - (LONGEST_STAY if measure.index else 0))
            last.append(day_number(days.last_day))
            for leaf in measure.conditions:
                window = leaf.window if isinstance(leaf, EventCriterion | EnrolledCriterion) else Window()
                if window.of_index:
                    before, after = min(before, window.from_days), max(after, window.to_days)
                else:
                    fixed = window.fixed_days(days)
                    first.append(day_number(fixed[0]))
                    last.append(day_number(fixed[1]))
            first.append(day_number(days.start) + before - (LONGEST_STAY if before else 0))
            last.append(day_number(days.last_day) + after + (LONGEST_STAY if after and measure.index else 0))
    return day_of(min(first)), day_of(max(last))
