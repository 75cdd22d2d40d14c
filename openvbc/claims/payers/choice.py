"""The choice of payers and plans, and an engine whose canonical tables hold their rows alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from openvbc.claims.engine.engine import Engine, ScopedEngine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.findings import Finding, Severity
from openvbc.claims.tables.claims import (
    ANNUAL_EXPENDITURE,
    CLAIM_DIAGNOSIS,
    CLAIM_PROCEDURE,
    MEDICAL_CLAIM,
    PHARMACY_CLAIM,
)
from openvbc.claims.tables.payer_rule_tables import COUNTED_PLAN
from openvbc.claims.tables.people import ELIGIBILITY, PROVIDER_ATTRIBUTION
from openvbc.errors import ClaimsError, Fault, did_you_mean, raise_all
from openvbc.units import USD

#: The type of payer whose months are months of Original Medicare.
_MEDICARE: Final = "medicare"
_OF_PLAN: Final = (ELIGIBILITY, MEDICAL_CLAIM, PHARMACY_CLAIM, ANNUAL_EXPENDITURE, PROVIDER_ATTRIBUTION)
_OF_CLAIM: Final = (CLAIM_DIAGNOSIS, CLAIM_PROCEDURE)
_ROWS: Final = {
    ELIGIBILITY.name: "spans of enrollment",
    MEDICAL_CLAIM.name: "lines of medical claims",
    PHARMACY_CLAIM.name: "lines of pharmacy claims",
    ANNUAL_EXPENDITURE.name: "yearly summaries",
    PROVIDER_ATTRIBUTION.name: "months of attribution",
}


class EveryPlan(StrEnum):
    """How a contract says that all plans of its payer count."""

    ALL = "all"


@dataclass(frozen=True)
class PayerChoice:
    """Whose people and claims count, by the names that the data have.

    payers, plans: those that are chosen; () where nothing is said, which is enough where the data name one only.
    party: the payer's name in the contract, which chooses the payer of that very name. medicare: whether it is Original
    Medicare whose people are counted, so that a payer of that type is meant. say: how a choice is written, in words.
    """

    payers: tuple[str, ...] = ()
    plans: tuple[str, ...] | EveryPlan = ()
    party: str = ""
    medicare: bool = False
    say: str = "write `payers: [...]` (and `plans: [...]`, or `plans: all`) in the contract's population"


@dataclass(frozen=True)
class _Held:
    """What a table holds of a payer's plan."""

    named_in: str
    payer: str
    plan: str
    payer_type: str
    row_count: int
    paid_cents: int


def counted_plans(engine: Engine, choice: PayerChoice) -> tuple[Engine, tuple[Finding, ...]]:
    """An engine that holds the rows of the chosen payers and plans alone, and what was left out.

    It is the engine itself where the data hold nobody else's; else the same scope, or one of its own for an engine
    without scopes. ClaimsError where the data name several and none is chosen, a chosen one is not there, or rows name
    none though that decides whether they count.
    """
    rows = [_Held(**row) for row in engine.rows(NamedQuery.LIST_PAYERS_AND_PLANS).records]
    payers = _chosen_payers(rows, choice)
    of_payers = [each for each in rows if each.payer in payers]
    plans = _chosen_plans(of_payers, choice)
    counted = [each for each in of_payers if each.plan in plans]
    left_out = [each for each in rows if each not in counted]
    if not left_out:
        return engine, ()
    _refuse_nameless(left_out, payers)
    narrow = engine if isinstance(engine, ScopedEngine) else engine.open_scope(COUNTED_PLAN.name)
    narrow.put(COUNTED_PLAN, sorted({(each.payer, each.plan) for each in counted}))
    for table in _OF_PLAN:
        name = table.name
        narrow.keep_only(
            table,
            f"EXISTS (SELECT 1 FROM {COUNTED_PLAN.name} "  # noqa: S608  # names of the program's own
            f"WHERE {COUNTED_PLAN.name}.payer = {name}.payer AND {COUNTED_PLAN.name}.plan = {name}.plan)",
        )
    for table in _OF_CLAIM:
        name = table.name
        narrow.keep_only(
            table,
            f"EXISTS (SELECT 1 FROM {MEDICAL_CLAIM.name} "  # noqa: S608  # the same
            f"WHERE {MEDICAL_CLAIM.name}.claim_id = {name}.claim_id "
            f"AND {MEDICAL_CLAIM.name}.data_source = {name}.data_source)",
        )
    return narrow, (_told(counted, left_out),)


def _chosen_payers(rows: Sequence[_Held], choice: PayerChoice) -> frozenset[str]:
    """The names of the payers whose rows may count; with '' where rows that name none cannot be another's."""
    named = sorted({each.payer for each in rows if each.payer})
    if choice.payers:
        _refuse_unknown("payer", choice.payers, named)
        found = {*choice.payers}
    elif len(named) <= 1:
        found = {*named}
    elif choice.party in named:
        found = {choice.party}
    else:
        of_medicare = {each.payer for each in rows if each.payer_type == _MEDICARE}
        found = of_medicare if choice.medicare else set()
        if not found:
            raise ClaimsError(_several("payers", rows, named, lambda each: each.payer, choice))
    return frozenset(found | {""} if found >= {*named} else found)


def _chosen_plans(rows: Sequence[_Held], choice: PayerChoice) -> frozenset[str]:
    """The names of the plans whose rows count; with '' where rows that name none cannot be another's."""
    named = sorted({each.plan for each in rows if each.plan})
    if isinstance(choice.plans, EveryPlan):
        found = {*named}
    elif choice.plans:
        _refuse_unknown("plan", choice.plans, named)
        found = {*choice.plans}
    elif len(named) <= 1:
        found = {*named}
    else:
        raise ClaimsError(_several("plans", rows, named, lambda each: each.plan, choice))
    return frozenset(found | {""} if found >= {*named} else found)


def _refuse_unknown(kind: str, chosen: Sequence[str], named: Sequence[str]) -> None:
    faults = [
        Fault(
            f"the data name no {kind} {name!r}",
            why="nothing would be counted of it, in silence",
            fix=did_you_mean(name, named),
        )
        for name in chosen
        if name not in named
    ]
    raise_all(faults, ClaimsError)


def _several(
    kind: str, rows: Sequence[_Held], named: Sequence[str], of: Callable[[_Held], str], choice: PayerChoice
) -> Fault:
    each = "; ".join(f"{name}: {_rows([one for one in rows if of(one) == name])}" for name in named)
    return Fault(
        f"the data name {len(named)} {kind}, and which count is not said: {each}",
        why="people and claims of several would be added together",
        fix=f"{choice.say}, by the names that the data have",
    )


def _refuse_nameless(left_out: Sequence[_Held], payers: frozenset[str]) -> None:
    """Rows without a name stand beside those of payers or plans that do not count: whose they are cannot be known."""
    for kind, nameless in (
        ("payer", [each for each in left_out if not each.payer]),
        ("plan", [each for each in left_out if each.payer in payers and not each.plan]),
    ):
        if nameless:
            raise ClaimsError(
                Fault(
                    f"rows name no {kind} though the data hold several: {_rows(nameless)}",
                    why="whether they count cannot be known",
                    fix=f"fill {kind} in the source, or name it at loading with --{kind}",
                )
            )


def _told(counted: Sequence[_Held], left_out: Sequence[_Held]) -> Finding:
    who = ", ".join(sorted({_name(each) for each in counted}))
    others = sorted({_name(each) for each in left_out})
    return Finding(
        "other_payers",
        Severity.NOTE,
        f"payers and plans are left out; people and claims of {who} count",
        len(others),
        tuple(f"{name}: {_rows([each for each in left_out if _name(each) == name])}" for name in others),
        why="the contract, or the choice of Original Medicare, is about their people and claims",
        names_people=False,
    )


def _name(row: _Held) -> str:
    return f"{row.payer} ({row.plan})" if row.plan else row.payer


def _rows(rows: Sequence[_Held]) -> str:
    """How many rows of which kind, with their dollars."""
    texts = []
    for name, words in _ROWS.items():
        found = [each for each in rows if each.named_in == name]
        if found:
            cents = sum(each.paid_cents for each in found)
            dollars = f" with {USD.show(Decimal(cents).scaleb(-2))}" if cents else ""
            texts.append(f"{sum(each.row_count for each in found):,} {words}{dollars}")
    return ", ".join(texts)
