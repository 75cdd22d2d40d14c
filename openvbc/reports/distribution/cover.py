"""The organization's own page of a distribution: everything in one place, and every level adding up."""

from collections.abc import Iterator
from decimal import Decimal

from openvbc.distribution.conduct import conduct_warnings
from openvbc.distribution.disclosure import Proportion, proportions
from openvbc.distribution.participants import payee_tin
from openvbc.distribution.pay import pay_of
from openvbc.distribution.result import RESERVE, Distribution, Node, added, amounts_of
from openvbc.distribution.words import sharing_in_words
from openvbc.money import ZERO
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
    Sources,
    Table,
    Tone,
)
from openvbc.reports.largest_amounts import largest_amounts
from openvbc.units import RATE, USD

_KINDS = {
    "shared": "shared",
    "retained": "kept",
    "reserve": "reserve",
    "paid_out": "paid out",
    "held_back": "held back",
    "purpose": "set aside",
}


def cover(distribution: Distribution) -> Document:
    """The cover: what came in, what became of it at each level, and what everybody receives."""
    terms = distribution.plan.terms
    first = [each for each in distribution.participants.rows.values() if each.level == terms.levels[0]]
    shown = USD.show(distribution.entered)
    sentence = (
        f"{terms.organization} distributes {shown} among {len(first):,} {_plural(terms.levels[0], len(first))}."
        if distribution.entered >= 0
        else f"{terms.organization} shares a loss of {USD.show(-distribution.entered)} among {len(first):,} "
        f"{_plural(terms.levels[0], len(first))}."
    )
    warnings = conduct_warnings(distribution)
    blocks: list[Block] = [
        Notes(tuple(str(each) for each in warnings), "warnings", "To be looked at", is_warning=True),
        *(_fund(distribution, fund.fund) for fund in terms.funds),
        *_reserve(distribution),
        *(_level(distribution, level) for level in terms.levels),
        *_disclosed(distribution),
        Notes(distribution.notes, "notes", "Notes"),
        Sources(
            (distribution.participants.file, *{file: None for each in distribution.streams for file in each.files})
        ),
    ]
    return Document(
        kind="Distribution",
        title=f"{terms.plan}, {terms.start} to {terms.end}",
        answer=Answer.of(sentence, shown.lstrip("-"), owed=distribution.entered < 0),
        blocks=tuple(blocks),
        subject=terms.organization,
        facts=facts(distribution),
        colophon="Each level adds up to the cent: what came in is what became of it.",
        day=terms.payable or terms.end,
        is_wide=True,
    )


def _plural(level: str, count: int) -> str:
    word = level.replace("_", " ")
    return word if count == 1 else f"{word}s"


def facts(distribution: Distribution) -> tuple[Labeled, ...]:
    """What a reader must know of plan and money."""
    terms = distribution.plan.terms
    contracts = tuple(dict.fromkeys(each.contract for each in distribution.streams))
    interim = any(each.status == "interim" for each in distribution.streams)
    return (
        Labeled("Plan", f"{terms.plan}, version {terms.version}", key="plan"),
        Labeled("Adopted", terms.adopted, key="adopted"),
        Labeled("Period", f"{terms.start} to {terms.end}", key="period"),
        Labeled("Money of", contracts, key="contracts"),
        Labeled("Status", "interim" if interim else "final", key="status"),
        *([Labeled("Payable", terms.payable, key="payable")] if terms.payable else []),
        Labeled("Fingerprint", distribution.fingerprint, text=distribution.fingerprint[:12], key="fingerprint"),
    )


def _fund(distribution: Distribution, name: str) -> Section:
    node = distribution.nodes[name, ""]
    rows = [Row((label, "came in", amount, None)) for label, amount in _entries(node)]
    rows.append(Row(("Came in together", "", node.entered, None), is_sum=True))
    rows += [Row((use.label, _KINDS[use.kind], use.amount, _said(use.counts_as))) for use in node.uses]
    rows.append(Row(("Not accounted for", "", node.difference, None), is_sum=True))
    columns = (
        Column("use", "", width=44),
        Column("kind", "What became of it"),
        Column("amount", "Amount", USD),
        Column("counts_as", "Counts as", width=24),
    )
    pools = _pools(node)
    return Section(
        node.fund.words,
        (
            Table(columns, tuple(rows), key="uses", sheet="Funds", label=node.fund.words),
            *([pools] if pools is not None else []),
        ),
        key="funds",
    )


def _entries(node: Node) -> Iterator[tuple[str, Decimal]]:
    """What came in, by where it is from."""
    if node.evaluation is not None:
        arrived = amounts_of(node.evaluation, "arrived")
        for member in node.evaluation.sheet["arrived"].axes[0].members:
            yield member.label, arrived[member.key]


def _said(use: str) -> str:
    return use.replace("_", " ")


def _pools(node: Node) -> Table | None:
    """Each pool: its share, its amount, who shares it and by what."""
    if node.evaluation is None:
        return None
    amounts, shares = (amounts_of(node.evaluation, line) for line in ("pool_amount", "pool_share"))
    pools = node.split.pools if node.split is not None else ()
    members = {each.name: len(each.members) for each in node.shared}
    rows = [
        Row((pool.words, shares[pool.pool], amounts[pool.pool], members.get(pool.pool, 0), sharing_in_words(pool)))
        for pool in pools
    ]
    columns = (
        Column("pool", "Pool", width=44),
        Column("share", "Share", RATE),
        Column("amount", "Amount", USD),
        Column("participants", "Who share it", number=True),
        Column("by", "By", width=60),
    )
    return Table(columns, tuple(rows), key="pools", title=f"Pools of {node.fund.words}", sheet="Pools")


def _reserve(distribution: Distribution) -> Iterator[Block]:
    if distribution.reserve_after is None:
        return
    before = distribution.reserve_before or ZERO
    moves = [
        Row((f"{node.fund.words}: {use.label}", use.amount))
        for node in distribution.nodes.values()
        for use in node.uses
        if use.kind == RESERVE
    ]
    rows = (
        Row(("Before", before)),
        *moves,
        Row(("After", distribution.reserve_after), is_sum=True),
    )
    columns = (Column("move", "", width=44), Column("amount", "Amount", USD))
    yield Section("Reserve", (Table(columns, rows, key="reserve", sheet="Reserve", label="Reserve"),))


def _level(distribution: Distribution, level: str) -> Section:
    """Everybody of a level: what each receives of each fund, passes on and keeps."""
    terms = distribution.plan.terms
    rows = [each for each in distribution.participants.rows.values() if each.level == level]
    is_last = level == terms.levels[-1]
    # One fund alone is what is received; its own column would say the same again.
    funds = terms.funds if len(terms.funds) > 1 else ()
    pays = pay_of(distribution) if is_last else {}
    names = distribution.participants.rows
    leaves_out = any(each.excluded for each in rows)
    columns = [
        Column("participant", "Participant", width=18),
        Column("name", "Name", width=30),
        Column("type", "Type"),
        *([Column("within", "Within", width=24)] if level != terms.levels[0] else []),
        Column("tin", "TIN of the payee"),
        *(Column(fund.fund, fund.words, USD) for fund in funds),
        Column("receives", "Receives", USD),
        *([] if is_last else [Column("passes_on", "Passes on", USD), Column("keeps", "Keeps", USD)]),
        *(
            [
                Column("base_salary", "Base salary", USD),
                Column("productivity", "Productivity", USD),
                Column("pay", "Pay in all", USD),
                Column("incentive_part", "Incentive of it", RATE),
            ]
            if pays
            else []
        ),
        *([Column("excluded", "Takes no share because", width=30)] if leaves_out else []),
    ]
    table_rows = []
    for each in rows:
        received = distribution.amounts[each.identifier]
        by_fund = []
        for fund in funds:
            node = distribution.node(fund.fund, each.within if each.within in names else "")
            by_fund.append(node.received.get(each.identifier, ZERO) if node is not None else ZERO)
        kept = distribution.kept[each.identifier]
        pay = pays.get(each.identifier)
        table_rows.append(
            Row(
                (
                    each.identifier,
                    each.name,
                    each.type.replace("_", " "),
                    *([names[each.within].name if each.within in names else ""] if level != terms.levels[0] else []),
                    payee_tin(each, names),
                    *by_fund,
                    Cell(received, owed=received < 0),
                    *([] if is_last else [received - kept, kept]),
                    *([pay.base_salary, pay.productivity, pay.total, pay.incentive_part] if pay is not None else []),
                    *([Cell(each.excluded, tone=Tone.WARN if each.excluded else Tone.PLAIN)] if leaves_out else []),
                )
            )
        )
    heading = f"Each {level.replace('_', ' ')}"
    table = Table(
        tuple(columns),
        tuple(table_rows),
        key=f"{level}s",
        footer=(_total_row(columns, table_rows),),
        is_long=True,
        most_rows=40,
        sheet=heading[:31],
        label=heading,
        and_more="; all stand in the page and in the workbook",
    )
    received_by = [(each.name or each.identifier, distribution.amounts[each.identifier]) for each in rows]
    what = f"What each {level.replace('_', ' ')} receives"
    return Section(heading, (*largest_amounts(f"{level}s", what, received_by), table))


def _total_row(columns: list[Column], rows: list[Row]) -> Row:
    """Money added up below its columns."""
    cells: list[Cell] = []
    for index, column in enumerate(columns):
        held = [row.cells[index] for row in rows]
        values = [each.value if isinstance(each, Cell) else each for each in held]
        if column.unit is USD:
            cells.append(Cell(added(value for value in values if isinstance(value, Decimal))))
        else:
            cells.append(Cell("Together" if index == 0 else None))
    return Row(tuple(cells), is_sum=True)


def _disclosed(distribution: Distribution) -> Iterator[Block]:
    found = proportions(distribution)
    if found:
        yield Section("How shared savings were used", (disclosure_table(found),))


def disclosure_table(found: tuple[Proportion, ...]) -> Table:
    """The proportions that an ACO makes public."""
    columns = (
        Column("use", "Use", width=44),
        Column("amount", "Amount", USD),
        Column("proportion", "Proportion", RATE),
        Column("of", "From the plan", width=60),
    )
    rows = tuple(Row((each.label, each.amount, each.proportion, ", ".join(each.made_of))) for each in found)
    return Table(
        columns, rows, key="proportions", file="disclosure", sheet="Disclosure", label="Uses of shared savings"
    )
