"""Participants who leave or join as a report: what the settlement would be with each list."""

from collections.abc import Sequence
from decimal import Decimal

from openvbc.claims.utilization.report import LEAST_PEOPLE_TOLD
from openvbc.money import EXACT, rounded
from openvbc.reports.document.tree import (
    IN_TEXT,
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
from openvbc.settlement.attribution_margin import AttributionMargin, MarginMember, Stands
from openvbc.settlement.roster_variants import Outcome, RosterOutcomes
from openvbc.units import MEMBER_MONTHS, PERSONS, RATE, USD

_STANDS = {
    Stands.HELD: "Held by one visit",
    Stands.WITHIN_REACH: "One visit away",
}


def roster_report(
    found: RosterOutcomes, contract: str, margin: AttributionMargin | None = None, *, members: bool = False
) -> Document:
    """The list as it is, then every list tried, the one that pays most first; other contracts; who is at the margin.

    members: whether those at the margin are named.
    """
    best = found.best
    more = USD.show(found.gain(best))
    sentence = (
        f"No list tried pays more than the one as it is, {USD.show(found.base.payment)}."
        if best.variant.size == 0
        else f"{best.variant.words[0].upper()}{best.variant.words[1:]}: {more} more, {USD.show(best.payment)} in all."
    )
    lists = Table(_COLUMNS, (_row(found, found.base), *(_row(found, each) for each in found.tried)), key="lists")
    blocks: list[Block] = [Section("What each list comes to", (lists,))]
    if any(each.counted != found.base.counted for each in found.tried):
        blocks.append(_counted(found))
    if found.beside:
        rows = (_row(found, found.base, contract), *(_row(found, each) for each in found.beside))
        blocks.append(Section("Other contracts on the same list", (Table(_COLUMNS, rows, key="beside"),)))
    if margin is not None:
        blocks.append(_margin(margin, found.base.lines.get("benchmark"), members=members))
    return Document(
        kind="Participants",
        subject=contract,
        title=f"Who takes part: {contract}",
        answer=Answer.of(sentence, more if best.variant.size else USD.show(found.base.payment)),
        opening=(sentence,),
        blocks=(
            *blocks,
            Notes(("Each list is counted and settled whole: attribution, benchmark years, risk and cost.",)),
        ),
        is_wide=True,
    )


_COLUMNS = (
    Column("change", "Participants", width=48),
    Column("people", "People", PERSONS),
    Column("benchmark", "Benchmark", USD),
    Column("expenditures", "Expenditures", USD),
    Column("savings_rate", "Savings rate", RATE),
    Column("payment", "Payment", USD),
    Column("difference", "Change", USD),
)


def _row(found: RosterOutcomes, each: Outcome, words: str = "") -> Row:
    gain = found.gain(each)
    return Row(
        (
            words or each.variant.words,
            each.people,
            each.lines.get("benchmark"),
            each.lines.get("expenditures"),
            each.lines.get("savings_rate"),
            Cell(each.payment, owed=each.payment < 0),
            Cell(gain, owed=gain < 0),
        ),
        is_sum=each is found.base,
    )


def _counted(found: RosterOutcomes) -> Section:
    """Every figure of the year and the benchmark years that a list counts otherwise: people, months, dollars, risk."""
    columns = (
        Column("change", "Participants", width=30),
        Column("figure", "Figure", width=44),
        Column("line", "Line", width=40),
        Column("before", "As it is", number=True),
        Column("after", "With it", number=True),
        Column("difference", "Change", number=True),
    )
    rows = []
    for each in found.tried:
        for line in dict.fromkeys([*found.base.counted, *each.counted]):
            before, after = found.base.counted.get(line), each.counted.get(line)
            if before == after:
                continue
            label, unit = found.labels.get(line.partition("[")[0], (line, None))
            change = EXACT.subtract(after, before) if after is not None and before is not None else None
            rows.append(
                Row((each.variant.words, label, line, *(Cell(value, unit=unit) for value in (before, after, change))))
            )
    table = Table(columns, tuple(rows), key="counted", is_long=True, most_rows=24, label="What is counted otherwise")
    return Section("What is counted otherwise", (table,))


def _margin(margin: AttributionMargin, benchmark: Decimal | None, *, members: bool) -> Section:
    """Who is held by one visit, and who is one visit away; what they cost, and what they bring to savings."""
    per_month = EXACT.divide(benchmark, Decimal(margin.own_months)) if benchmark and margin.own_months else None
    columns = (
        Column("stands", "Members", width=26),
        Column("people", "People", number=True),
        Column("member_months", "Member months", MEMBER_MONTHS),
        Column("expenditures", "Cost", USD),
        Column("per_month", "Cost per month", USD),
        Column("savings", "Bring to savings", USD),
    )

    def row(label: str, people: int, months: int, cost: Decimal, savings: Decimal | None) -> Row:
        if 0 < people < LEAST_PEOPLE_TOLD and not members:
            return Row((label, Cell(None, text=f"fewer than {LEAST_PEOPLE_TOLD}"), None, None, None, None))
        mean = rounded(EXACT.divide(cost, Decimal(months)), 2) if months else None
        told = Cell(savings, owed=savings < 0) if savings is not None else Cell()
        return Row((label, people, Decimal(months), cost, mean, told))

    rows = []
    for stands, label in _STANDS.items():
        group = margin.of(stands)
        savings = rounded(margin.savings(group, per_month), 2) if per_month is not None else None
        months, cost = sum(each.member_months for each in group), sum((each.expenditures for each in group), Decimal(0))
        rows.append(row(label, len(group), months, cost, savings))
    whole = EXACT.subtract(benchmark, margin.own_expenditures) if benchmark is not None else None
    rows.append(row("All own members", margin.own_people, margin.own_months, margin.own_expenditures, whole))
    words = (
        f"In {margin.year}: members whom one visit less would take away, and people whom one visit more would bring. "
        "Where allowed amounts are compared, a visit is what the person's visits there were worth on the average. What "
        "they bring is the benchmark of their months less their cost, before truncation and before any share; the "
        "benchmark is that of all members by month, whatever their risk."
    )
    unnamed = Sentence("Nobody is named; --members lists them.", forms=IN_TEXT)
    listed = _at_margin(margin.members) if members else unnamed
    return Section(
        "Members at the margin of attribution", (Sentence(words), Table(columns, tuple(rows), key="margin"), listed)
    )


def _at_margin(listed: Sequence[MarginMember]) -> Table:
    columns = (
        Column("person_id", "Person", width=24),
        Column("stands", "Stands", width=20),
        Column("visits", "Visits here", number=True),
        Column("rival_visits", "Visits at the rival", number=True),
        Column("member_months", "Member months", number=True),
        Column("expenditures", "Cost", USD),
    )
    rows = tuple(
        Row(
            (
                each.person_id,
                _STANDS[each.stands],
                each.visits,
                each.rival_visits,
                each.member_months,
                each.expenditures,
            )
        )
        for each in listed
    )
    return Table(columns, rows, key="margin_members", label="Members at the margin", is_long=True, most_rows=40)
