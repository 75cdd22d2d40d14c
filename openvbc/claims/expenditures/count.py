"""Counts expenditures: builds the tables in order on any engine. Nothing here divides or rounds."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.expenditures.findings import (
    account_findings,
    attachment_findings,
    coverage_findings,
    people_below_zero,
    people_without_months,
    summary_findings,
)
from openvbc.claims.expenditures.rule_tables import (
    put_choices,
    put_stop_loss,
    put_truncation,
    query_values,
    service_days,
    service_months,
)
from openvbc.claims.expenditures.term_checks import check_terms
from openvbc.claims.expenditures.terms import ExpenditureTerms, TruncationAtPercentile
from openvbc.claims.findings import Finding, raise_blocking
from openvbc.claims.tables.expenditure_rule_tables import SERVICE_DAY, SERVICE_MONTH
from openvbc.claims.tables.period_rule_tables import COUNT_PERIOD
from openvbc.errors import ClaimsError, Fault, raise_all

#: The tables up to each member's expenditures, and from there to totals, in the order in which they are built.
MEMBER_STEPS: Final = (
    NamedQuery.SERVICE_COMBINATION,
    NamedQuery.MARKED_CLAIM,
    NamedQuery.CARVED_OUT_DRUG,
    NamedQuery.ENROLLMENT_MONTHS,
    NamedQuery.SUMMARIZED_EXPENDITURE,
    NamedQuery.CLAIM_EXPENDITURE,
    NamedQuery.SUMMARY_REMAINDER,
    NamedQuery.SERVICE_EXPENDITURE,
    NamedQuery.CARVE_OUT_TREATMENT,
    NamedQuery.EXPENDITURE_ACCOUNT,
    NamedQuery.MEMBER_EXPENDITURE,
    NamedQuery.ENROLLMENT_TOTAL,
    NamedQuery.MEMBER_TOTAL,
)
TOTAL_STEPS: Final = (
    NamedQuery.TRUNCATION_THRESHOLD,
    NamedQuery.TRUNCATED_EXPENDITURE,
    NamedQuery.STOP_LOSS_EXPENDITURE,
    NamedQuery.EXPENDITURE_TOTAL,
    NamedQuery.EXPENDITURE_CATEGORY_TOTAL,
    NamedQuery.STOP_LOSS_TOTAL,
)
#: Of them those that only a contract with stop-loss asks for.
_OF_STOP_LOSS: Final = (NamedQuery.STOP_LOSS_EXPENDITURE, NamedQuery.STOP_LOSS_TOTAL)

#: Of them those that hang on which payments are in time.
_BY_RUN_OUT: Final = (
    NamedQuery.CLAIM_EXPENDITURE,
    NamedQuery.SUMMARY_REMAINDER,
    NamedQuery.SERVICE_EXPENDITURE,
    NamedQuery.CARVE_OUT_TREATMENT,
    NamedQuery.MEMBER_EXPENDITURE,
    NamedQuery.MEMBER_TOTAL,
    NamedQuery.TRUNCATED_EXPENDITURE,
)


@dataclass(frozen=True)
class ExpenditureCount:
    """What a count of expenditures leaves beside its tables.

    parts_per_cent: how many parts a cent has in columns called `..._parts`. findings: what was found on the way.
    """

    terms: ExpenditureTerms
    parts_per_cent: int
    findings: tuple[Finding, ...]


def count_expenditures(engine: Engine, terms: ExpenditureTerms) -> ExpenditureCount:
    """Build all tables of this room for all periods at once.

    The engine holds the canonical claims, `count_period`, `period_run` and `population` (population_id, period,
    person_id) already. ClaimsError if the terms have faults, the data cannot be counted as it is, or a type of a period
    has no truncation threshold.
    """
    count_period = engine.table(COUNT_PERIOD.name, order_by=("period",))
    periods = [str(row["period"]) for row in count_period.records]
    check_terms(terms, periods)
    months = service_months(count_period)
    put_choices(engine, terms, months)
    values = query_values(terms, months)
    findings = coverage_findings(engine, values)
    raise_blocking(findings)
    for step in MEMBER_STEPS:
        engine.build(step, values)
        if step == NamedQuery.ENROLLMENT_MONTHS:
            findings += summary_findings(engine, terms)
            raise_blocking(findings)
        if step == NamedQuery.EXPENDITURE_ACCOUNT:
            findings += account_findings(engine, terms)
            raise_blocking(findings)
    findings += people_below_zero(engine)
    enrolled = engine.table(NamedQuery.ENROLLMENT_TOTAL, order_by=("period", "enrollment_type"))
    put_truncation(engine, terms, months.parts_per_cent, enrolled)
    put_stop_loss(engine, terms.stop_loss, periods)
    findings += attachment_findings(engine, terms)
    for step in TOTAL_STEPS:
        if step in _OF_STOP_LOSS and not terms.stop_loss:
            continue
        engine.build(step, values)
        if step == NamedQuery.TRUNCATION_THRESHOLD:
            _check_thresholds(engine, terms)
    findings += people_without_months(engine)
    return ExpenditureCount(terms, months.parts_per_cent, tuple(findings))


def recount_paid_through(engine: Engine, period: str, day: date) -> None:
    """Build each member's expenditures anew with what was paid of a period through another day; thresholds stay.

    For whoever asks what another run-out makes of a count: the tables of totals are those of the count before.
    """
    months = engine.table(SERVICE_MONTH.name, order_by=("period", "year_month"))
    rows = [
        {**row, "paid_through_date": day if row["period"] == period else row["paid_through_date"]}
        for row in months.records
    ]
    anew = [tuple(row[column.name] for column in SERVICE_MONTH.columns) for row in rows]
    engine.put(SERVICE_MONTH, anew)
    engine.put(SERVICE_DAY, service_days(anew))
    for step in _BY_RUN_OUT:
        engine.build(step, engine.ran_last(step).values)


def _check_thresholds(engine: Engine, terms: ExpenditureTerms) -> None:
    """ClaimsError if a period and type with months got no threshold: its reference population is empty."""
    truncation = terms.truncation
    if not isinstance(truncation, TruncationAtPercentile):
        return
    key = ("period", "enrollment_type")
    found = {tuple(row[name] for name in key) for row in engine.table(NamedQuery.TRUNCATION_THRESHOLD).records}
    faults = [
        Fault(
            f"the reference population {truncation.reference_population!r} has nobody of enrollment type "
            f"{row['enrollment_type']!r} in period {row['period']!r}",
            "truncation",
            why="there is no percentile to cut off at",
            fix="name a population that has people of each type",
        )
        for row in engine.table(NamedQuery.ENROLLMENT_TOTAL, order_by=key).records
        if tuple(row[name] for name in key) not in found
    ]
    raise_all(faults, ClaimsError)
