"""A negotiation as a report: provider and payer side by side, pairs, trades, solved terms, two terms as a heat map."""

from collections.abc import Iterator
from decimal import Decimal

from openvbc.reports.document.tree import (
    Answer,
    Block,
    Cell,
    Column,
    Document,
    Labeled,
    Notes,
    Row,
    Section,
    Sentence,
    Table,
)
from openvbc.simulation.negotiate import Negotiation, Pair, Version
from openvbc.simulation.solving import Measure, Solved
from openvbc.units import RATE, USD

#: So many trades are shown, the one with the largest smaller gain first.
_TRADES = 10


def negotiation_report(found: Negotiation, contract: str, organization: str) -> Document:
    """What each term is worth to both sides."""
    base = found.base
    sentence = (
        f"As agreed: {USD.show(base.provider.expected)} a year to the provider, {RATE.show(base.provider.gains, 1)} of"
        f" years paid, {RATE.show(base.provider.loses, 1)} owed."
    )
    blocks: list[Block] = [Section("Both sides", tuple(_sides(found)))]
    if found.pairs:
        blocks.append(Section("Two changes together", (_pairs(found, found.pairs),)))
    if found.solved:
        blocks.append(Section("Solved for a term", tuple(_solved(found))))
    if found.grid:
        blocks.append(Section("Trades that help both", tuple(_trades(found))))
        heat = _heat_map(found)
        if heat is not None:
            blocks.append(Section("Expected payment over two terms", (heat,)))
    blocks.append(
        Notes(
            (
                _draws(found),
                _risk(found),
                f"Assumed of behavior: each point of the share, and half a point of the share of losses, saves"
                f" {RATE.show_exactly(found.risk.response)} of a point more."
                if found.risk.response
                else "Assumed of behavior: terms change nothing of what is spent, so every dollar to the provider is"
                " the payer's.",
            )
        )
    )
    return Document(
        kind="Negotiation",
        subject=contract,
        title=f"What terms are worth: {contract}",
        answer=Answer.of(sentence, USD.show(base.provider.expected)),
        facts=(Labeled("Organization", organization),) if organization else (),
        opening=(sentence,),
        blocks=tuple(blocks),
        is_wide=True,
    )


def _draws(found: Negotiation) -> str:
    return (
        f"{found.scenarios:,} scenarios with seed {found.seed}, the same for every version, so that versions differ by"
        " their terms and not by luck."
    )


def _risk(found: Negotiation) -> str:
    provider, payer = RATE.show_exactly(found.risk.provider), RATE.show_exactly(found.risk.payer)
    return (
        f"Assumed of risk: a dollar held against the mean of the worst 5% costs the provider {provider} a year and the"
        f" payer {payer}. With other costs the trades turn out otherwise."
    )


def _words(found: Negotiation, version: Version) -> str:
    if not version.changes:
        return "as agreed"
    return "; ".join(f"{found.labels[name]}: {_shown(name, value)}" for name, value in version.changes.items())


def _shown(name: str, value: Decimal) -> str:
    return RATE.show_exactly(value) if abs(value) <= 1 or "rate" in name or "share" in name else f"{value:,f}"


def _sides(found: Negotiation) -> Iterator[Block]:
    columns = (
        Column("change", "Change", width=48),
        Column("provider_expected", "Provider: expected", USD),
        Column("provider_spread", "spread", USD),
        Column("provider_worst", "worst 5%", USD),
        Column("provider_paid", "paid", RATE),
        Column("provider_owing", "owing", RATE),
        Column("payer_expected", "Payer: expected", USD),
        Column("payer_worst", "worst 5%", USD),
        Column("difference", "Change to the provider", USD),
        Column("standard_error", "Standard error", USD),
    )
    rows = tuple(
        Row(
            (
                _words(found, each),
                each.provider.expected,
                each.provider.spread,
                each.provider.worst,
                each.provider.gains,
                each.provider.loses,
                each.payer.expected,
                each.payer.worst,
                Cell(each.difference, owed=each.difference < 0),
                each.error,
            ),
            is_sum=not each.changes,
        )
        for each in (found.base, *found.single)
    )
    yield Table(columns, rows, key="versions")


def _pairs(found: Negotiation, pairs: tuple[Pair, ...]) -> Table:
    columns = (
        Column("first", "Change", width=40),
        Column("second", "and", width=40),
        Column("together", "together", USD),
        Column("interaction", "more than both alone", USD),
    )
    rows = tuple(
        Row((found.labels[each.first], found.labels[each.second], each.together, each.interaction)) for each in pairs
    )
    return Table(columns, rows, key="pairs")


def _solved(found: Negotiation) -> Iterator[Block]:
    columns = (
        Column("term", "Term", width=40),
        Column("target", "Target", width=36),
        Column("solution", "Solution", width=24),
        Column("reached", "Reached", number=True),
        Column("method", "How", width=60),
    )
    rows: list[Row] = []
    for each in found.solved:
        label = found.labels[each.term]
        if not each.solutions:
            where = f"{_shown(each.term, each.low)} to {_shown(each.term, each.high)}"
            rows.append(Row((label, _target(each), f"none from {where}", each.why_none, each.method)))
        for solution in each.solutions:
            reached = (
                USD.show(solution.reached) if each.target.measure is Measure.EXPECTED else RATE.show(solution.reached)
            )
            value = Cell(solution.value, _shown(each.term, solution.value.quantize(Decimal("0.000001"))))
            rows.append(Row((label, _target(each), value, reached, each.method)))
    yield Table(columns, tuple(rows), key="solved")
    yield Sentence("Chances move in steps of one scenario; a term is found as closely as they allow.")


def _target(solved: Solved) -> str:
    target = solved.target
    if target.measure is Measure.EXPECTED:
        return f"expected payment of {USD.show(target.value)}"
    words = {
        Measure.PAID: "paid",
        Measure.OWING: "owing",
        Measure.COVERS: f"a payment that covers {USD.show(target.cost)}",
    }[target.measure]
    return f"{words} in {RATE.show(target.value, 1)} of years"


def _trades(found: Negotiation) -> Iterator[Block]:
    yield Sentence(
        f"Of {len(found.grid):,} designs {len(found.better_for_both):,} are better for both, and {found.front:,} are"
        " beaten by no other for both, under the cost of risk that is assumed below.",
        is_lead=True,
    )
    columns = (
        Column("design", "Design", width=72),
        Column("provider", "Provider gains", USD),
        Column("payer", "Payer gains", USD),
        Column("expected", "Expected payment", USD),
    )
    rows = tuple(
        Row((_words(found, each), *each.gain(found.base), each.provider.expected))
        for each in found.better_for_both[:_TRADES]
    )
    if rows:
        yield Table(columns, rows, key="trades")


def _heat_map(found: Negotiation) -> Table | None:
    """The grid of two terms: a row for each value of the first, a column for each of the second."""
    names = list(found.grid[0].changes)
    if len(names) != 2:
        return None
    first, second = names
    across = list(dict.fromkeys(each.changes[second] for each in found.grid))
    values = {(each.changes[first], each.changes[second]): each.provider.expected for each in found.grid}
    least, most = min(values.values()), max(values.values())
    columns = (
        Column("value", f"{found.labels[first]} \\ {found.labels[second]}", width=40),
        *(Column(f"at_{index}", _shown(second, each), USD) for index, each in enumerate(across)),
    )

    def cell(amount: Decimal) -> Cell:
        part = (amount - least) / (most - least) if most > least else Decimal(1)
        return Cell(amount, owed=amount < 0, bars=((part * 48).quantize(Decimal("0.01")),))

    rows = tuple(
        Row((Cell(row, _shown(first, row)), *(cell(values[row, each]) for each in across)))
        for row in dict.fromkeys(each.changes[first] for each in found.grid)
    )
    return Table(columns, rows, key="heat_map")
