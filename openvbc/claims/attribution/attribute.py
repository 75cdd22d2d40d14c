"""Attributes people on an engine: builds the tables in order and gives the counts."""

from dataclasses import dataclass
from typing import Any

from openvbc.claims.attribution.checks import faults
from openvbc.claims.attribution.choice_rows import choice_rows
from openvbc.claims.attribution.findings import (
    coverage_findings,
    designation_findings,
    service_findings,
    tie_findings,
)
from openvbc.claims.attribution.reasons import ATTRIBUTED, WORDS
from openvbc.claims.attribution.terms import AttributionTerms
from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.findings import Finding, raise_blocking
from openvbc.claims.reversals import reversal_findings
from openvbc.errors import ClaimsError, Fault, raise_all


@dataclass(frozen=True)
class ReasonCount:
    """People of one period who came to an organization ('' for none) for one reason at one step (0 for none).

    ties: of them, those decided by what breaks ties; ties_by_identifier: by the mere order of identifiers.
    """

    period: str
    organization_id: str
    reason: str
    step: int
    step_name: str
    people: int
    ties: int
    ties_by_identifier: int

    @property
    def words(self) -> str:
        """The reason as people say it."""
        return WORDS[self.reason]


@dataclass(frozen=True)
class AttributionResult:
    """Counts of every reason, how many people are assignable by period, and what was found that does not block."""

    counts: tuple[ReasonCount, ...]
    assignable: dict[str, int]
    findings: tuple[Finding, ...]

    def attributed(self, period: str, organization_id: str) -> int:
        """How many people of the period belong to the organization."""
        return sum(
            count.people
            for count in self.counts
            if count.period == period and count.organization_id == organization_id and count.reason in ATTRIBUTED
        )


def attribute(engine: Engine, terms: AttributionTerms) -> AttributionResult:
    """Build attribution, attribution_candidate and assignable from the tables of member months and of claims.

    ClaimsError if the terms contradict themselves, if member months do not reach over a window, or if the data do not
    say what the terms ask: coverage for an exclusion, amounts for a comparison.
    """
    raise_all(faults(terms) or _calendar_faults(engine, terms), ClaimsError)
    for table, rows in choice_rows(terms):
        engine.put(table, rows)
    engine.build(NamedQuery.ATTRIBUTION_PERSON)
    findings = coverage_findings(engine.rows(NamedQuery.FIND_UNSTATED_COVERAGE).records[0], terms)
    raise_blocking(findings)
    _build_services(engine, terms)
    findings += service_findings(
        engine.rows(NamedQuery.FIND_SERVICE_GAPS).records[0],
        engine.rows(NamedQuery.FIND_NEUTRAL_SERVICES).records,
        terms,
    )
    raise_blocking(findings)
    for name in (
        NamedQuery.ATTRIBUTION_CONTENDER,
        NamedQuery.ATTRIBUTION_CANDIDATE,
        NamedQuery.ATTRIBUTION_DESIGNATION,
        NamedQuery.ATTRIBUTION,
    ):
        engine.build(name)
    findings += designation_findings(engine.rows(NamedQuery.FIND_OUTSIDE_DESIGNATIONS).records)
    engine.build(NamedQuery.ASSIGNABLE)
    engine.build(NamedQuery.ATTRIBUTION_SUMMARY)
    # Of no use once lines are found; the other tables stay for explanations, other rooms and other participants.
    engine.drop(NamedQuery.FACILITY_STAY)
    summary = engine.table(
        NamedQuery.ATTRIBUTION_SUMMARY, order_by=("period", "organization_id", "reason", "step")
    ).records
    counts = tuple(ReasonCount(**record) for record in summary)
    by_period = dict.fromkeys((period.period.name for period in terms.periods), 0)
    assignable = by_period | {str(name): int(people) for name, people in engine.rows(NamedQuery.COUNT_ASSIGNABLE).rows}
    ties = sum(count.ties for count in counts), sum(count.ties_by_identifier for count in counts)
    findings += [*reversal_findings(engine), *tie_findings(ties)]
    return AttributionResult(counts, assignable, tuple(findings))


def _build_services(engine: Engine, terms: AttributionTerms) -> None:
    days: dict[str, Any] = {
        "first_date": min(window.start for window in terms.windows),
        "last_date": max(window.last_day for window in terms.windows),
        "provider_specialty": int(terms.provider_specialty),
    }
    engine.build(NamedQuery.FACILITY_STAY)
    for name in (
        NamedQuery.QUALIFYING_COMBINATION,
        NamedQuery.QUALIFYING_IDENTITY,
        NamedQuery.QUALIFYING_LINE,
        NamedQuery.ADD_ON_LINE,
    ):
        engine.build(name, days)
    for name in (
        NamedQuery.BILLING_ORGANIZATION,
        NamedQuery.SHARED_BILLING,
        NamedQuery.BILLING_CANDIDATE,
        NamedQuery.ATTRIBUTION_TOTAL,
    ):
        engine.build(name)


def _calendar_faults(engine: Engine, terms: AttributionTerms) -> list[Fault]:
    ((first, last),) = engine.rows(NamedQuery.LIST_CALENDAR_BOUNDS).rows
    return [
        Fault(
            f"member months are known from {first} to {last} only, but a window is {window}",
            why="enrollment in the window decides who is left out",
            fix="count member months with AttributionTerms.windows as their windows",
        )
        for window in dict.fromkeys((*terms.windows, *(period.period.days for period in terms.periods)))
        if first is None or window.start < first or window.last_day > last
    ]
