"""Counts measures on an engine that holds the canonical tables, member months and populations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from openvbc.claims.dispositions import index_exclusions, interim_bills
from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.findings import Finding, Severity, raise_blocking
from openvbc.claims.measures.definition import Measure
from openvbc.claims.measures.rule_tables import day_of, put_measures
from openvbc.claims.measures.value_sets import ValueSets
from openvbc.claims.member_months.terms import CountPeriod
from openvbc.claims.tables.utilization_rule_tables import INDEX_EXCLUSION, INTERIM_BILL

#: The queries that build tables after the events, in order.
_BUILT: Final = (
    NamedQuery.MEASURE_EVENT_DAY,
    NamedQuery.MEASURE_PERSON,
    NamedQuery.COVERAGE_SPAN,
    NamedQuery.MEASURE_STAY_CLAIM,
    NamedQuery.MEASURE_INDEX_EVENT,
    NamedQuery.MEASURE_SUBJECT,
    NamedQuery.MEASURE_EVENT_HIT,
    NamedQuery.MEASURE_STATE_HIT,
    NamedQuery.MEASURE_DENOMINATOR,
    NamedQuery.MEASURE_PART,
    NamedQuery.MEASURE_RESULT,
    NamedQuery.MEASURE_RATE,
)


@dataclass(frozen=True)
class Rate:
    """One measure of one population, or of one stratum of it.

    kind, stratum: "all" and "" for the whole. denominator: without those excluded and excepted.
    """

    population: str
    period: str
    measure: Measure
    kind: str
    stratum: str
    denominator: int
    numerator: int
    excluded: int
    exceptions: int


@dataclass(frozen=True)
class Evidence:
    """Where it stands in the claims that something happened, and on which day."""

    claim_id: str
    data_source: str
    line: int
    day: date
    code_type: str
    code: str

    @property
    def words(self) -> str:
        """As a list of members tells it: claim, line, and code."""
        line = f" line {self.line}" if self.line else ""
        return f"claim {self.claim_id}{line}: {self.code_type} {self.code} ({self.data_source})"


@dataclass(frozen=True)
class Subject:
    """One person, stay or event that meets the criteria of a denominator.

    status: numerator, not_met, excluded or exception; reason: of the last two, in the measure's words. first_day,
    last_day: of the stay or event, or of the measurement period. number: which stay or event of the person; 0 for
    the person. is_gap: the standard is not met though it could be.
    """

    population: str
    period: str
    measure: Measure
    person_id: str = field(repr=False)
    number: int
    first_day: date
    last_day: date
    status: str
    reason: str
    evidence: Evidence | None

    @property
    def is_gap(self) -> bool:
        """Whether better care could still change it: not in the numerator, or in one that should be low."""
        return self.status == ("not_met" if self.measure.direction == "higher" else "numerator")


@dataclass(frozen=True)
class MeasureCount:
    """What was counted. The engine goes on to hold `measure_result` and `measure_rate`."""

    measures: tuple[Measure, ...]
    rates: tuple[Rate, ...]
    findings: tuple[Finding, ...]


def count_measures(
    engine: Engine, measures: Sequence[Measure], value_sets: ValueSets, periods: Sequence[CountPeriod]
) -> MeasureCount:
    """Count measures of every population in `population`.

    `enrolled_run`, `calendar_month` and `count_period` are there too. InputError if a measure or list
    of codes is not of the year; ClaimsError if the source does not say a coverage that a measure asks for.
    """
    tables = put_measures(engine, measures, value_sets, periods)
    engine.put(INDEX_EXCLUSION, index_exclusions())
    engine.put(INTERIM_BILL, interim_bills())
    engine.build(NamedQuery.MEASURE_LATE_CLAIM, {"paid_through": tables.paid_through})
    engine.build(NamedQuery.MEASURE_MATCH, {"first_date": tables.first_day, "last_date": tables.last_day})
    for name in _BUILT[:2]:
        engine.build(name)
    findings = tuple(_unknowns(engine.rows(NamedQuery.FIND_MEASURE_UNKNOWNS).records))
    raise_blocking(findings)
    for name in _BUILT[2:]:
        engine.build(name)
    ordered = ("population_id", "period", "measure", "kind", "stratum")
    rates = engine.table(NamedQuery.MEASURE_RATE, order_by=ordered).records
    return MeasureCount(tuple(measures), tuple(_rate(row, measures) for row in rates), findings)


def subjects(engine: Engine, counted: MeasureCount) -> Iterator[Subject]:
    """Everyone who meets the criteria of a denominator, by population, period, measure and person."""
    for row in engine.rows(NamedQuery.LIST_MEASURE_MEMBERS).records:
        measure = counted.measures[int(row["measure"]) - 1]
        yield Subject(
            row["population_id"],
            row["period"],
            measure,
            row["person_id"],
            int(row["subject"]),
            day_of(int(row["start_day"])),
            day_of(int(row["end_day"])),
            row["status"],
            _reason(measure, row["status"], int(row["reason"])),
            _evidence(row),
        )


def _rate(row: dict[str, Any], measures: Sequence[Measure]) -> Rate:
    return Rate(
        row["population_id"],
        row["period"],
        measures[int(row["measure"]) - 1],
        row["kind"],
        row["stratum"],
        int(row["denominator"]),
        int(row["numerator"]),
        int(row["excluded"]),
        int(row["exceptions"]),
    )


def _reason(measure: Measure, status: str, number: int) -> str:
    reasons = {"excluded": measure.exclusions, "exception": measure.exceptions}.get(status, ())
    return reasons[number - 1].reason if reasons else ""


def _evidence(row: dict[str, Any]) -> Evidence | None:
    if not row["claim_id"]:
        return None
    return Evidence(
        row["claim_id"], row["data_source"], int(row["line"]), day_of(int(row["day"])), row["code_type"], row["code"]
    )


def _unknowns(records: list[dict[str, Any]]) -> Iterator[Finding]:
    words = {
        "birth_date": (
            "people without a birth date, where a measure asks for age",
            "they are in no denominator by age",
        ),
        "sex": ("people without one known sex, where a measure asks for it", "they have neither sex for it"),
        "coverage": (
            "people with spans that do not say a coverage that a measure asks for",
            "who is not covered and who is not told about would be taken for the same",
        ),
    }
    for record in sorted(records, key=lambda each: str(each["unknown"])):
        if record["people"]:
            what, why = words[record["unknown"]]
            blocking = record["unknown"] == "coverage"
            yield Finding(
                "measures",
                Severity.BLOCKING if blocking else Severity.WARNING,
                what,
                int(record["people"]),
                (),
                why=why,
                remedy="load the coverage, or ask for less in the measure" if blocking else "load what is missing",
                names_people=False,
            )
