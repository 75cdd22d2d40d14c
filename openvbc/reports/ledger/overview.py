"""The books on one page for who signs for the money: what each contract comes to, what is paid, what is open."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from openvbc.ledger.accounts import dollars_of
from openvbc.ledger.items import AGES
from openvbc.ledger.overview import ItemStanding, Overview
from openvbc.money import ZERO
from openvbc.reports.answer import HCP_LAN_IN_WORDS
from openvbc.reports.document.tree import (
    AS_PICTURE,
    FOR_MACHINES,
    Answer,
    Block,
    Cell,
    Column,
    Document,
    Labeled,
    Row,
    Section,
    Sentence,
    Table,
    Tone,
    Waterfall,
)
from openvbc.reports.ledger.open_items import age_columns
from openvbc.reports.waterfall import WaterfallBar
from openvbc.units import USD
from openvbc.worksheet.sheet import BarRole

_TONES: Final = {"final": Tone.DONE, "reopened": Tone.WARN, "interim": Tone.WARN, "accrual": Tone.OPEN}


def overview_report(found: Overview) -> Document:
    """What all contracts come to together, each by itself, what participants are owed, what is overdue."""
    contracts = sorted((each for each in found.items if not each.is_distribution), key=lambda one: -one.stated)
    plans = [each for each in found.items if each.is_distribution]
    stated = sum(each.stated for each in contracts)
    to_come, to_pay = _sides(contracts)
    owed = -sum(each.open for each in plans)
    figure, paid = USD.show(dollars_of(stated)), _money(sum(each.cash for each in contracts))
    number = len({each.item.contract for each in contracts})
    come = "contract comes" if number == 1 else "contracts come"
    sides = ((to_come, "is to be received"), (to_pay, "is to be paid back"), (owed, "is owed to participants"))
    standing = [f"{paid} is paid", *(f"{_money(cents)} {words}" for cents, words in sides if cents)]
    answer = Answer.of(f"{number} {come} to {figure}; {', '.join(standing)}", figure, owed=stated < 0)
    overdue = sum(cents for each in found.open_items for cents in each.by_age[1:] if cents > 0)
    facts = (
        Labeled("Comes to", dollars_of(stated), unit=USD, key="stated"),
        Labeled("Of it estimated", dollars_of(sum(each.accrued for each in contracts)), unit=USD, key="accrued"),
        Labeled("Overdue to us", dollars_of(overdue), unit=USD, key="overdue"),
        Labeled("Advances outstanding", dollars_of(sum(each.advanced for each in contracts)), unit=USD, key="advances"),
        Labeled(
            "Closed through", found.closed_through, text=None if found.closed_through else "not closed", key="closed"
        ),
        Labeled("Entries", found.entries, aside=f"last hash {found.head[:16]}", key="entries"),
    )
    bars = tuple(_bars(contracts))
    blocks: list[Block] = [
        Section(
            "What each contract adds",
            (Waterfall("contracts", "What each contract adds", bars, tuple("contracts" for _ in bars)),),
            forms=AS_PICTURE,
        ),
        Section("Contracts", (_contracts(contracts),), anchor="contracts"),
    ]
    if plans:
        blocks.append(Section("Distributions", (_plans(plans),)))
    blocks += [
        Section("Open, by age", (_by_age(found), _open(found))),
        Section("By payment category", (_categories(contracts),)),
        Sentence(
            "Amounts above zero are received or to be received, below zero paid or to be paid. What is interim may"
            " still change; what is estimated is not settled yet. An advance counts as paid, and is taken off what is"
            " open when it is recouped."
        ),
    ]
    return Document(
        "Books",
        f"Books of {found.organization} on {found.as_of}",
        answer,
        tuple(blocks),
        subject=f"{found.organization}, {found.as_of}",
        facts=facts,
        colophon="Every amount stands in the books as an entry; `openvbc ledger verify` checks that none was changed.",
        day=found.as_of,
        is_wide=True,
    )


def _money(cents: int) -> str:
    return USD.show(dollars_of(cents))


def _sides(items: Sequence[ItemStanding]) -> tuple[int, int]:
    return sum(max(each.open, 0) for each in items), -sum(min(each.open, 0) for each in items)


def _bars(contracts: Sequence[ItemStanding]) -> Iterator[WaterfallBar]:
    reached = ZERO
    for each in contracts:
        before, change = reached, dollars_of(each.stated)
        reached = before + change
        label = f"{each.item.contract}, {each.item.period}"
        shown = f"+{USD.show(change)}" if change > ZERO else USD.show(change)
        role = BarRole.PLUS if change >= ZERO else BarRole.MINUS
        yield WaterfallBar("", label, role, before, reached, shown, USD.show(reached))
    yield WaterfallBar("", "Together", BarRole.TOTAL, ZERO, reached, USD.show(reached), USD.show(reached))


def _contracts(contracts: Sequence[ItemStanding]) -> Table:
    """A row for each contract's period; interim amounts, estimates and advances have a column where there are some."""
    has = {name: any(getattr(each, name) for each in contracts) for name in ("accrued", "advanced")}
    has_interim = any(each.interim is not None for each in contracts)
    amounts = {
        **({"interim": "At interim"} if has_interim else {}),
        "stated": "Comes to",
        **({"accrued": "Of it estimated"} if has["accrued"] else {}),
        **({"advanced": "Advanced"} if has["advanced"] else {}),
        "cash": "Paid",
        "open": "Open",
    }
    columns = (
        Column("contract", "Contract and payer", width=44),
        Column("payer", forms=FOR_MACHINES),
        Column("period", "Period"),
        Column("status", "Status"),
        *(Column(name, label, USD) for name, label in amounts.items()),
    )
    rows = tuple(
        Row(
            (
                Cell(each.item.contract, aside=each.item.payer),
                each.item.payer,
                each.item.period,
                Cell(each.status, tone=_TONES.get(each.status, Tone.PLAIN)),
                *(_amount(getattr(each, name)) for name in amounts),
            )
        )
        for each in contracts
    )
    sums = (_together([getattr(each, name) for each in contracts]) for name in amounts)
    total = Row(("Together", "", "", "", *(_amount(cents) for cents in sums)), is_sum=True)
    return Table(columns, rows, key="contracts", label="Contracts", footer=(total,), sheet="Contracts")


def _together(amounts: Sequence[int | None]) -> int | None:
    """The sum of a column; None where one contract has no such amount, so that sums that stand side by side compare."""
    known = [cents for cents in amounts if cents is not None]
    return sum(known) if len(known) == len(amounts) else None


def _amount(cents: int | None) -> Cell:
    return Cell(None if cents is None else dollars_of(cents), owed=cents is not None and cents < 0)


def _plans(plans: Sequence[ItemStanding]) -> Table:
    columns = (
        Column("plan", "Plan", width=34),
        Column("period", "Period", width=28),
        Column("status", "Status"),
        Column("stated", "Distributed", USD),
        Column("cash", "Paid", USD),
        Column("open", "Owed to participants", USD),
    )
    rows = tuple(
        Row(
            (
                each.item.contract,
                each.item.period,
                Cell(each.status, tone=_TONES.get(each.status, Tone.PLAIN)),
                dollars_of(each.stated),
                dollars_of(-each.cash),
                dollars_of(-each.open),
            )
        )
        for each in plans
    )
    return Table(columns, rows, key="distributions", label="Distributions", sheet="Distributions")


def _open(found: Overview) -> Table:
    """Each open item, the oldest first."""
    columns = (
        Column("contract", "Open", width=44),
        Column("period", "Period"),
        Column("due_on", "Due on", nowrap=True),
        Column("days", "Days overdue", number=True),
        Column("open", "Amount", USD),
    )
    rows = tuple(
        Row(
            (
                Cell(each.item.contract, aside=each.party or each.item.payer),
                each.item.period,
                each.due_on,
                max((found.as_of - each.due_on).days, 0),
                _amount(each.cents),
            )
        )
        for each in sorted(found.open_items, key=lambda one: (one.due_on, one.item.key, one.party))
    )
    return Table(columns, rows, key="open_items", label="Open items")


def _by_age(found: Overview) -> Table:
    """By payer, what is open and for how long; what is owed to participants has no payer."""
    columns = (Column("payer", "Payer", width=30), *age_columns())
    payers = dict.fromkeys(each.item.payer for each in found.open_items)
    rows = []
    for payer in sorted(payers):
        items = [each for each in found.open_items if each.item.payer == payer]
        ages = (sum(each.by_age[at] for each in items) for at in range(len(AGES) + 1))
        rows.append(Row((payer or "Participants", *(_amount(cents) for cents in ages))))
    return Table(columns, tuple(rows), key="by_age", label="Open by payer and age")


def _categories(contracts: Sequence[ItemStanding]) -> Table:
    columns = (
        Column("hcp_lan_category", "HCP-LAN category", width=60),
        Column("contracts", "Contracts", number=True),
        Column("stated", "Comes to", USD),
    )
    names = sorted({each.hcp_lan_category for each in contracts})
    rows = []
    for name in names:
        of_name = [each for each in contracts if each.hcp_lan_category == name]
        total: Decimal = dollars_of(sum(each.stated for each in of_name))
        words = Cell(name or "not settled yet", aside=HCP_LAN_IN_WORDS.get(name, ""))
        rows.append(Row((words, len({each.item.contract for each in of_name}), total)))
    return Table(columns, tuple(rows), key="categories", label="By HCP-LAN category")
