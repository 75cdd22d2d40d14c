"""Groups claims into episodes on an engine: what begins one, its days, its lines, and what they come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any, Final, cast

from openvbc.claims.dispositions import index_exclusions, interim_bills
from openvbc.claims.engine.engine import BoundValue, Cell, Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.episodes.definition import EpisodeDefinition, EpisodePeriod
from openvbc.claims.episodes.overlaps import Candidate, resolve_overlaps
from openvbc.claims.episodes.proration import CrossingClaim, cents_in_period
from openvbc.claims.expenditures.categories import categories_of, default_category_rules
from openvbc.claims.expenditures.rule_tables import category_rule_rows
from openvbc.claims.findings import Finding, Severity
from openvbc.claims.published_codes import codes
from openvbc.claims.reversals import reversal_findings
from openvbc.claims.tables.episode_rule_tables import (
    EPISODE_FACILITY_RULE,
    EPISODE_LEFT_OUT_PERSON,
    EPISODE_PROCEDURE,
    EPISODE_PRORATION,
    EPISODE_PROVIDER,
    EPISODE_RANK,
    EPISODE_SERVICE_RULE,
    EPISODE_STANDING,
    EPISODE_TRIGGER,
    EPISODE_TYPE_RULE,
    EPISODE_VISIT_CODE,
    ESRD_STATUS_CHOICE,
    GROUP_LENGTH_OF_STAY,
    MEDICAID_STATUS_CHOICE,
)
from openvbc.claims.tables.expenditure_rule_tables import CARVE_OUT_CODE, CATEGORY_RULE, SERVICE_CATEGORY
from openvbc.claims.tables.measure_rule_tables import MEASURE_COVERAGE
from openvbc.claims.tables.utilization_rule_tables import (
    INDEX_EXCLUSION,
    INTERIM_BILL,
    STAY_KIND,
    STAY_RULE,
    UTILIZATION_WINDOW,
)
from openvbc.claims.utilization.rules import STAY_KINDS, stay_rules

FIRST_DAY: Final = date(1900, 1, 1)
#: The one period of the stays that are looked at: from the earliest look-back to the end of the data.
_PERIOD: Final = "episodes"
#: Tables that only decide which candidates stand, in order; those after them rest on the decision.
_BEFORE: Final = (
    NamedQuery.STAY_CLAIM,
    NamedQuery.SERVICE_COMBINATION,
    NamedQuery.COVERAGE_SPAN,
    NamedQuery.TRIGGERING_CODE,
    NamedQuery.ADMISSION_LEG,
    NamedQuery.ANCHOR_EVENT,
    NamedQuery.EPISODE_CANDIDATE,
)
_AFTER: Final = (
    NamedQuery.EPISODE_TOTAL,
    NamedQuery.EPISODE_COST_LIMIT,
    NamedQuery.LIMITED_EPISODE,
    NamedQuery.EPISODE_TYPE_TOTAL,
    NamedQuery.EPISODE_SETTING_TOTAL,
)
#: The tables that tell what came of grouping: the same on every engine.
STANDING_TABLES: Final = (
    NamedQuery.EPISODE_CANDIDATE,
    NamedQuery.GROUPED_EPISODE,
    NamedQuery.EPISODE_LINE,
    NamedQuery.EPISODE_CROSSING,
    *_AFTER,
)


@dataclass(frozen=True)
class EpisodeCount:
    """What grouping leaves beside its tables. values: what was bound to the queries."""

    definition: EpisodeDefinition
    period: EpisodePeriod
    values: Mapping[str, BoundValue]
    findings: tuple[Finding, ...]


def day_number(day: date) -> int:
    """A day as queries count it."""
    return (day - FIRST_DAY).days


def date_of(number: int) -> date:
    """The day of a number."""
    return FIRST_DAY + timedelta(days=number)


def group_episodes(engine: Engine, definition: EpisodeDefinition, period: EpisodePeriod) -> EpisodeCount:
    """Group the medical claims that the engine holds; its tables tell each episode, line and total."""
    _put_choices(engine, definition, period)
    values: dict[str, BoundValue] = {
        "transfer_days": definition.transfer_days,
        "asks_for_coverage": int(definition.asks_for_coverage),
        "drops_esrd": int(definition.drops_esrd),
        "data_through_day": day_number(period.data_through),
        "first_day": day_number(period.first_date),
        "last_day": day_number(period.last_date),
        "amount": definition.amount.value,
        "paid_through": period.paid_through,
    }
    for name in _BEFORE:
        engine.build(name, values)
    candidates = cast("Sequence[Candidate]", engine.rows(NamedQuery.LIST_OPEN_CANDIDATES).rows)
    engine.put(EPISODE_STANDING, list(resolve_overlaps(candidates, definition.overlaps).items()))
    engine.build(NamedQuery.GROUPED_EPISODE, values)
    engine.build(NamedQuery.RULED_CODE)
    engine.build(NamedQuery.EPISODE_LINE, values)
    engine.build(NamedQuery.EPISODE_CROSSING, values)
    engine.put(EPISODE_PRORATION, _prorated(engine))
    for name in _AFTER:
        engine.build(name, values)
    return EpisodeCount(definition, period, values, (*reversal_findings(engine), *_dropped(engine)))


def _prorated(engine: Engine) -> list[tuple[Cell, ...]]:
    rows = engine.table(NamedQuery.EPISODE_CROSSING, order_by=("episode", "claim_id", "data_source")).records
    found: list[tuple[Cell, ...]] = []
    for row in rows:
        claim = CrossingClaim(
            row["setting"],
            int(row["cents"]),
            int(row["days_in"]),
            int(row["days"]),
            int(row["visits_in"]),
            int(row["visits"]),
            int(row["length_of_stay_tenths"]),
        )
        cells = (row["episode"], row["claim_id"], row["data_source"], row["setting"], claim.cents)
        found.append((*cells, cents_in_period(claim)))
    return found


def _dropped(engine: Engine) -> list[Finding]:
    """How many events began no episode, by reason."""
    rows: list[dict[str, Any]] = engine.rows(NamedQuery.LIST_DROPPED_CANDIDATES).records
    return [
        Finding(
            "episodes",
            Severity.NOTE,
            f"{row['episode_type']}: {row['reason'].replace('_', ' ')}, so that no episode begins",
            int(row["candidates"]),
            names_people=False,
        )
        for row in rows
    ]


def _put_choices(engine: Engine, definition: EpisodeDefinition, period: EpisodePeriod) -> None:
    numbers = {kind: number for number, kind in enumerate(definition.windows, start=1)}
    engine.put(
        EPISODE_TYPE_RULE,
        [
            (
                kind,
                numbers[kind],
                window.post_days,
                int(window.counts_anchor_day),
                window.monitored_days,
                window.grouped_before_days,
                window.enrolled_before_days,
                window.longest_anchor_days or day_number(date.max),
                window.low_percentile,
                window.high_percentile,
                window.most_cents,
            )
            for kind, window in definition.windows.items()
        ],
    )
    triggers: list[tuple[Cell, ...]] = []
    procedures: list[tuple[Cell, ...]] = []
    counter = count(1)
    for trigger in definition.triggers:
        for held in trigger.codes:
            number = next(counter)
            triggers.append(
                (
                    number,
                    numbers[trigger.episode_type],
                    trigger.kind.value,
                    *held.cells,
                    trigger.claim_type,
                    trigger.setting,
                    int(trigger.principal_only),
                    int(bool(trigger.needed_procedures)),
                    trigger.second_within_days,
                    trigger.priority,
                )
            )
            procedures += [(code, number, 1) for code in trigger.needed_procedures]
            procedures += [(code, number, 0) for code in trigger.refused_procedures]
    engine.put(EPISODE_TRIGGER, triggers)
    engine.put(EPISODE_PROCEDURE, procedures)
    engine.put(EPISODE_RANK, list(definition.ranks.items()))
    engine.put(
        EPISODE_FACILITY_RULE,
        [(*(each.numbers.cells if each.numbers else ("", "")), each.state) for each in definition.facilities],
    )
    engine.put(EPISODE_LEFT_OUT_PERSON, [(person,) for person in sorted(period.left_out)])
    engine.put(ESRD_STATUS_CHOICE, [(code,) for code in codes("medicare_status_codes", "esrd", "disability_and_esrd")])
    full = codes("dual_status_codes", "full")
    others = codes("dual_status_codes", "none", "partial", "without_medicaid", "other")
    engine.put(MEDICAID_STATUS_CHOICE, [*((code, 1) for code in full), *((code, 0) for code in others)])
    engine.put(
        EPISODE_SERVICE_RULE,
        [(each.episode_type, each.kind, *each.codes.cells, int(each.includes)) for each in definition.services],
    )
    engine.put(
        EPISODE_PROVIDER,
        [(each.identifier, each.kind, each.organization_id, each.precedence) for each in definition.responsible],
    )
    engine.put(EPISODE_VISIT_CODE, [(code,) for code in definition.visit_codes])
    engine.put(GROUP_LENGTH_OF_STAY, list(definition.lengths_of_stay.items()))
    _put_shared_choices(engine, definition, period)


def _put_shared_choices(engine: Engine, definition: EpisodeDefinition, period: EpisodePeriod) -> None:
    """The small tables of stays, categories of service and coverage, which other counts put in the same way."""
    longest = max(max(each.grouped_before_days, each.enrolled_before_days) for each in definition.windows.values())
    furthest = max(each.post_days + each.monitored_days for each in definition.windows.values())
    # Stays of a year before and after too: an episode that began before the period may be what one in it overlaps with.
    first = date_of(day_number(period.first_date) - longest - 2 * furthest - 366)
    last = date_of(day_number(period.last_date) + 2 * furthest + 366)
    engine.put(UTILIZATION_WINDOW, [(_PERIOD, first, last, period.paid_through)])
    engine.put(STAY_RULE, [rule.row for rule in stay_rules()])
    engine.put(STAY_KIND, [(kind, int(inpatient), int(index)) for kind, (inpatient, index) in STAY_KINDS.items()])
    engine.put(INDEX_EXCLUSION, index_exclusions())
    engine.put(INTERIM_BILL, interim_bills())
    rules = default_category_rules()
    categories = {category: number for number, category in enumerate(categories_of(rules), start=1)}
    engine.put(SERVICE_CATEGORY, [(number, category) for category, number in categories.items()])
    engine.put(CATEGORY_RULE, category_rule_rows(rules, categories))
    engine.put(CARVE_OUT_CODE, [])
    engine.put(MEASURE_COVERAGE, [(1, 1, 1, 0, 1)])
