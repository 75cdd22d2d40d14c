"""Several plans side by side: who gains and loses, with a bar for each plan, and what is chance."""

from collections.abc import Iterator
from decimal import Decimal

from openvbc.distribution.compare import MOST_IN_SHAPLEY, Compared
from openvbc.distribution.result import Distribution
from openvbc.money import EXACT, ZERO, rounded
from openvbc.reports.distribution.cover import facts
from openvbc.reports.document.tree import (
    BAR_LENGTH,
    ON_PAGE,
    Answer,
    Block,
    Cell,
    Column,
    Document,
    Notes,
    Row,
    Section,
    Sentence,
    Table,
)
from openvbc.units import RATE, SCORE, USD


def comparison(compared: Compared) -> Document:
    """The comparison: totals for each plan, then everybody under each plan."""
    first, *others = compared.distributions
    names = _names(compared.distributions)
    sentences = []
    for name, gains in zip(names[1:], compared.gains, strict=True):
        up = [each for each in gains.values() if each > 0]
        down = [each for each in gains.values() if each < 0]
        moved = sum(up, ZERO)
        sentences.append(f"Under {name} {len(up):,} gain and {len(down):,} lose; {USD.show(moved)} move.")
    blocks: list[Block] = [
        _concentrated(compared, names),
        _everybody(compared, names),
        *_chance(compared, names),
        *_brought(compared),
        Notes(
            (
                "Compared is what stays with each: what it receives less what it passes on.",
                f"The first plan is {names[0]}; gains are against it.",
            ),
            "notes",
            "How to read it",
        ),
    ]
    return Document(
        kind="Comparison of plans",
        title=f"{len(names)} plans for {first.plan.terms.organization}",
        answer=Answer(" ".join(sentences) or f"{names[0]} alone: no other plan is compared."),
        blocks=tuple(blocks),
        subject=first.plan.terms.organization,
        facts=facts(first),
        day=first.plan.terms.payable or first.plan.terms.end,
        is_wide=bool(others),
    )


def _names(distributions: tuple[Distribution, ...]) -> list[str]:
    """Plans by name; by name and version where several have one name."""
    plain = [each.plan.terms.plan for each in distributions]
    versions = [f"{each.plan.terms.plan} {each.plan.terms.version}" for each in distributions]
    told = plain if len(set(plain)) == len(plain) else versions
    return [
        each if told.count(each) == 1 else f"{each} ({distributions[at].plan.file_name})"
        for at, each in enumerate(told)
    ]


def _concentrated(compared: Compared, names: list[str]) -> Section:
    columns = (
        Column("plan", "Plan", width=34),
        Column("largest", "Largest share", RATE),
        Column("top_tenth", "Share of the top tenth", RATE),
        Column("as_if", "As even as so many equals", SCORE, width=24),
        Column("gain", "Gain", number=True),
        Column("lose", "Lose", number=True),
    )
    rows = []
    for at, (name, each) in enumerate(zip(names, compared.concentration, strict=True)):
        gains = compared.gains[at - 1].values() if at else ()
        counts = (sum(one > 0 for one in gains), sum(one < 0 for one in gains)) if at else (None, None)
        told = (each.largest, each.top_tenth, rounded(each.as_if, 1)) if each is not None else (None, None, None)
        rows.append(Row((name, *told, *counts)))
    table = Table(columns, tuple(rows), key="plans", sheet="Plans", label="How concentrated each plan is")
    return Section("How concentrated each plan is", (table,))


def _everybody(compared: Compared, names: list[str]) -> Section:
    first = compared.distributions[0]
    largest = max((abs(amount) for each in compared.distributions for amount in each.kept.values()), default=ZERO)
    columns = (
        Column("participant", "Participant", width=18),
        Column("name", "Name", width=30),
        Column("level", "Level"),
        Column("", "Side by side", forms=ON_PAGE),
        *(Column(f"plan_{at}", name, USD, width=20) for at, name in enumerate(names, 1)),
        *(Column(f"gain_{at}", f"{name}: gain", USD, width=20) for at, name in enumerate(names[1:], 2)),
    )
    rows = []
    levels = first.plan.terms.levels
    for each in sorted(first.participants.rows.values(), key=lambda one: levels.index(one.level)):
        amounts = [one.kept[each.identifier] for one in compared.distributions]
        gains = [one[each.identifier] for one in compared.gains]
        rows.append(
            Row(
                (
                    each.identifier,
                    each.name,
                    each.level,
                    Cell(bars=tuple(_bar(amount, largest) for amount in amounts)),
                    *(Cell(amount, owed=amount < 0) for amount in amounts),
                    *(Cell(gain, owed=gain < 0) for gain in gains),
                )
            )
        )
    lead = Sentence(f"One bar for each plan, in this order: {', '.join(names)}.", is_lead=True)
    table = Table(
        columns,
        tuple(rows),
        key="participants",
        sheet="Participants",
        label="Everybody under each plan",
        is_long=True,
        most_rows=40,
        and_more="; all stand in the page and in the workbook",
    )
    return Section("Everybody under each plan", (lead, table))


def _bar(amount: Decimal, largest: Decimal) -> Decimal:
    """The length of a bar, in points."""
    if amount <= 0 or not largest:
        return ZERO
    return rounded(EXACT.divide(EXACT.multiply(amount, Decimal(BAR_LENGTH)), largest), 1)


def _chance(compared: Compared, names: list[str]) -> Iterator[Block]:
    """Between which amounts each provider's share lies by chance of its own panel."""
    told = [
        name for name in compared.distributions[0].participants.rows if any(name in each for each in compared.noise)
    ]
    if not told:
        return
    columns = [Column("participant", "Participant", width=18)]
    for at, name in enumerate(names, 1):
        columns += [Column(f"low_{at}", f"{name}: low", USD), Column(f"high_{at}", f"{name}: high", USD)]
        columns.append(Column(f"width_{at}", f"{name}: width", USD))
    rows = []
    for name in told:
        cells: list[Decimal | None] = []
        for each in compared.noise:
            noise = each.get(name)
            cells += [noise.low, noise.high, noise.high - noise.low] if noise is not None else [None] * 3
        rows.append(Row((name, *cells)))
    lead = Sentence(
        "What each would receive two standard errors of its own panel lower and higher, everybody else staying as they"
        " are; caps and floors are left out. A wide interval at a small panel is paid by luck.",
        is_lead=True,
    )
    table = Table(
        tuple(columns), tuple(rows), key="noise", sheet="Noise", is_long=True, most_rows=40, label="How much is chance"
    )
    yield Section("How much is chance", (lead, table))


def _brought(compared: Compared) -> Iterator[Block]:
    if not compared.brought:
        return
    columns = (
        Column("participant", "Participant", width=18),
        Column("name", "Name", width=30),
        Column("alone", "Alone", USD),
        Column("last", "As the last to join", USD),
        Column("shapley", "On average over all orders", USD, width=26),
    )
    rows = tuple(
        Row((each.participant.identifier, each.participant.name, each.alone, each.last, each.shapley))
        for each in compared.brought
    )
    few = all(each.shapley is not None for each in compared.brought)
    more = "" if few else f" With more than {MOST_IN_SHAPLEY} groups the average over all orders is not reckoned."
    lead = Sentence(
        "What the contract in short would pay to each alone, what the whole would lose without it, and the Shapley"
        f" value. A reference, not a plan: it may be negative, and small panels are noise.{more}",
        is_lead=True,
    )
    yield Section("What each group brings", (lead, Table(columns, rows, key="brought", sheet="Brought")))
