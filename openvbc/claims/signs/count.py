"""Counts what signs of under-service, selection and gaming rest on: totals of people on each side, with their squares.

Nothing here divides: what a total is held against, and how much of a difference is luck, is `comparison.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from openvbc.claims.engine.engine import BoundValue, Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.measures.definition import Measure
from openvbc.claims.populations.build import put_medicaid_codes
from openvbc.claims.rows import Table
from openvbc.claims.tables.sign_rule_tables import SIGN_EVENT, SIGN_MEASURE, SIGN_RULE

#: Which signs are counted, and how their people are divided.
RULES: Final = {
    "use": ("all", "risk"),
    "access": ("risk", "medicaid", "age"),
    "cost": ("cohort",),
    "coding": ("all",),
    "quality": ("all",),
}
#: Items of use: the measures of events, or kinds of stays, that belong to each.
EVENTS: Final = {
    "primary_care": ("primary_care", "primary_care_unknown"),
    "imaging": ("ct", "mri"),
    "emergency": ("emergency",),
}
STAYS: Final = {"inpatient": ("acute", "rehabilitation", "psychiatric", "long_term")}
#: The tables of this room, in the order in which they are built.
STEPS: Final = (NamedQuery.SIGN_MEMBER, NamedQuery.SIGN_STRATUM, NamedQuery.SIGN_VALUE, NamedQuery.SIGN_TOTAL)


@dataclass(frozen=True)
class SignScores:
    """Under which names `risk_score` has the scores of both years' diagnoses, by one model."""

    before: str
    current: str
    rule_set: str


@dataclass(frozen=True)
class SignTerms:
    """What is counted.

    own, others: names in the table `population`. before, current: periods. scores: None where no model scores these
    people.
    by_score: whether thirds by risk are those of the score; else those of what people cost in the year before.
    measures: of quality, in the order in which they were counted.
    """

    own: str
    others: str
    before: str
    current: str
    scores: SignScores | None = None
    by_score: bool = False
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, order=True)
class Group:
    """The people of a side, period and stratum, and what is counted of them."""

    side: str
    period: str
    sign: str
    item: str
    kind: str = "all"
    stratum: str = "all"


@dataclass(frozen=True)
class Total:
    """What a group comes to: amount and base over its people, and the totals of their squares and products."""

    people: int
    amount: int
    base: int
    amount_squared: int
    amount_times_base: int
    base_squared: int


def count_signs(engine: Engine, terms: SignTerms) -> dict[Group, Total]:
    """Build every table of this room and give the totals.

    Months, dollars, populations, events, stays, scores and results of measures are there already.
    """
    engine.put(SIGN_RULE, [(sign, kind) for sign, kinds in RULES.items() for kind in kinds])
    events = [(item, measure, 0) for item, measures in EVENTS.items() for measure in measures]
    stays = [(item, kind, 1) for item, kinds in STAYS.items() for kind in kinds]
    engine.put(SIGN_EVENT, [*events, *stays])
    of_direction = {"higher": "numerator", "lower": "not_met"}
    measures = [
        (number, each.measure, of_direction[each.direction]) for number, each in enumerate(terms.measures, start=1)
    ]
    engine.put(SIGN_MEASURE, measures)
    put_medicaid_codes(engine)
    scores = terms.scores or SignScores("", "", "")
    values: dict[str, BoundValue] = {
        "own": terms.own,
        "others": terms.others,
        "current": terms.current,
        "before": terms.before,
        "by_score": int(terms.by_score),
        "score_current": scores.current,
        "score_before": scores.before,
        "rule_set": scores.rule_set,
        "code_type": "icd-10-cm",
    }
    for step in STEPS:
        engine.build(step, values)
    order = ("side", "period", "sign", "item", "kind", "stratum")
    return {_group(row): _total(row) for row in engine.table(NamedQuery.SIGN_TOTAL, order_by=order).records}


def _group(row: dict[str, Any]) -> Group:
    return Group(row["side"], row["period"], row["sign"], row["item"], row["kind"], row["stratum"])


def _total(row: dict[str, Any]) -> Total:
    names = ("people", "amount", "base", "amount_squared", "amount_times_base", "base_squared")
    return Total(*(int(row[name]) for name in names))


def list_people(engine: Engine, groups: Sequence[Group]) -> dict[Group, Table]:
    """The people behind each group, those with the least amount first: person, amount, base."""
    return {
        each: engine.rows(
            NamedQuery.LIST_SIGN_MEMBERS,
            {
                "side": each.side,
                "period": each.period,
                "sign": each.sign,
                "item": each.item,
                "kind": each.kind,
                "stratum": each.stratum,
            },
        )
        for each in groups
    }
