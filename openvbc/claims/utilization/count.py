"""Counts cost and utilization on an engine: builds the tables in order. Nothing here divides or rounds."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from openvbc.claims.dispositions import index_exclusions, interim_bills
from openvbc.claims.engine.engine import BoundValue, Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.expenditures.count import ExpenditureCount
from openvbc.claims.findings import Finding
from openvbc.claims.reversals import (
    reversal_findings,
    reversed_fill_findings,
)
from openvbc.claims.tables.utilization_rule_tables import (
    EVENT_RULE,
    INDEX_EXCLUSION,
    INTERIM_BILL,
    STAY_KIND,
    STAY_RULE,
    UTILIZATION_WINDOW,
)
from openvbc.claims.utilization.conditions import Conditions, put_conditions
from openvbc.claims.utilization.rules import OVERNIGHT_MEASURE, STAY_KINDS
from openvbc.claims.utilization.terms import UtilizationTerms
from openvbc.errors import ClaimsError, Fault

#: The tables of this room, in the order in which they are built.
STEPS: Final = (
    NamedQuery.STAY_CLAIM,
    NamedQuery.MERGED_ADMISSION,
    NamedQuery.DISCHARGED_STAY,
    NamedQuery.STAY_TOTAL,
    NamedQuery.EVENT_COMBINATION,
    NamedQuery.EVENT_DAY,
    NamedQuery.EVENT_TOTAL,
    NamedQuery.PRESCRIPTION_TOTAL,
    NamedQuery.RANKED_MEMBER,
    NamedQuery.HIGH_COST_MEMBER,
    NamedQuery.HIGH_COST_TOTAL,
    NamedQuery.HIGH_COST_CONDITION,
    NamedQuery.HIGH_COST_CONDITION_TOTAL,
)


@dataclass(frozen=True)
class Bounds:
    """The first and last day on which claims begin, and the first day of enrollment."""

    first_service: date
    last_service: date
    first_enrolled: date


@dataclass(frozen=True)
class UtilizationCount:
    """What a count leaves beside its tables.

    at_hand: by period, which claims the source has at all, and how many of them say the amount that counts.
    """

    terms: UtilizationTerms
    expenditures: ExpenditureCount
    conditions: Conditions
    bounds: Bounds
    at_hand: dict[str, dict[str, Any]]
    findings: tuple[Finding, ...]


def count_utilization(
    engine: Engine, terms: UtilizationTerms, expenditures: ExpenditureCount, bounds: Bounds
) -> UtilizationCount:
    """Build every table of both years; months, the one population and its expenditures are counted already.

    ClaimsError if nobody of the population has a month that counts.
    """
    _put_choices(engine, terms)
    conditions = put_conditions(engine)
    values: dict[str, BoundValue] = {
        "gap_days": terms.gap_days,
        "readmission_days": terms.readmission_days,
        "data_through": bounds.last_service,
        "amount": terms.amount.value,
        "overnight_measure": OVERNIGHT_MEASURE,
        "share": int(terms.high_cost_share.scaleb(4)),
        "days_needed": terms.condition_days,
        "code_type": "icd-10-cm",
    }
    for step in STEPS:
        engine.build(step, values)
    _refuse_nobody(engine, terms)
    of_period = {str(row["period"]): row for row in engine.rows(NamedQuery.LIST_CLAIMS_AT_HAND, values).records}
    at_hand = dict(sorted(of_period.items()))
    findings = (*reversal_findings(engine), *reversed_fill_findings(engine))
    return UtilizationCount(terms, expenditures, conditions, bounds, at_hand, findings)


def _put_choices(engine: Engine, terms: UtilizationTerms) -> None:
    engine.put(STAY_RULE, [rule.row for rule in terms.stays])
    engine.put(STAY_KIND, [(kind, int(inpatient), int(index)) for kind, (inpatient, index) in STAY_KINDS.items()])
    engine.put(INDEX_EXCLUSION, index_exclusions())
    engine.put(INTERIM_BILL, interim_bills())
    engine.put(EVENT_RULE, [rule.row for rule in terms.events])
    engine.put(UTILIZATION_WINDOW, terms.windows)


def service_bounds(engine: Engine) -> Bounds:
    """Between which days the data hold claims. ClaimsError if they hold no claim, or no enrollment."""
    ((first, last, enrolled),) = engine.rows(NamedQuery.LIST_SERVICE_BOUNDS).rows
    if first is None or enrolled is None:
        raise ClaimsError(
            Fault(
                "there is no medical claim, or no enrollment",
                "medical_claim, eligibility",
                why="nothing used would look like nothing needed",
                fix="load claims and enrollment: openvbc load FILES --project FOLDER",
            )
        )
    return Bounds(first, last, enrolled)


def _refuse_nobody(engine: Engine, terms: UtilizationTerms) -> None:
    """ClaimsError if the population has nobody with a month that counts in the year itself."""
    periods = {str(row["period"]) for row in engine.table(NamedQuery.HIGH_COST_TOTAL).records}
    if str(terms.year) not in periods:
        raise ClaimsError(
            Fault(
                f"nobody of the population {terms.population!r} has a month that counts in {terms.year}",
                "eligibility",
                why="there is nothing to divide by",
                fix="name another year or population, or let all months of enrollment count (--months all)",
            )
        )
