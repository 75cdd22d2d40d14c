"""A review as a report: what was found, in order of weight, what could not be decided, and the curve of the payment."""

from openvbc.reports.document.tree import (
    Answer,
    Block,
    Cell,
    Column,
    Document,
    Form,
    Item,
    Items,
    Labeled,
    Notes,
    Row,
    Section,
    Sentence,
    Table,
    Tone,
)
from openvbc.review.record import Finding, Level
from openvbc.settlement.review import Review
from openvbc.units import RATE, USD

#: Findings are read one by one on a screen, and sorted in a workbook or by machines.
_READ = frozenset({Form.TEXT, Form.PAGE})
_LISTED = frozenset({Form.WORKBOOK, Form.CSV, Form.JSON})
_TITLES = {
    Level.CONTRADICTION: "Terms that contradict each other, or can never pay",
    Level.COSTLY: "Costly",
    Level.UNCLEAR: "Unclear",
    Level.NOTE: "Worth a note",
}


def review_report(found: Review) -> Document:
    """The findings by weight."""
    counts = {level: sum(each.check.level is level for each in found.findings) for level in Level}
    told = ", ".join(f"{count} {level.value}" for level, count in counts.items() if count)
    sentence = f"{len(found.findings)} findings: {told}." if found.findings else "No check found anything."
    blocks: list[Block] = []
    for level in Level:
        of_level = [each for each in found.findings if each.check.level is level]
        if of_level:
            items = Items(tuple(_item(each) for each in of_level), forms=_READ)
            blocks.append(Section(_TITLES[level], (items, _table(of_level)), tone=Tone.WARN))
    if found.curve is not None:
        blocks.append(_curve(found))
    if found.undecided:
        columns = (
            Column("id", "Check", width=8),
            Column("title", "", width=36),
            Column("missing", "Not told", width=70),
        )
        rows = tuple(Row((each.check.id, each.check.title, each.missing)) for each in found.undecided)
        blocks.append(Section("Not decided, for want of a term or a figure", (Table(columns, rows, key="undecided"),)))
    if found.not_applicable:
        names = ", ".join(dict.fromkeys(each.check.id for each in found.not_applicable))
        blocks.append(Sentence(f"Without an object in this contract: {names}."))
    of_thresholds = (
        Column("name", "Threshold", width=36),
        Column("value", "From where on a check speaks", number=True),
    )
    rows = tuple(Row((name, Cell(value, f"{value:f}"))) for name, value in found.thresholds.items())
    blocks.append(Section("Thresholds", (Table(of_thresholds, rows, key="thresholds"),)))
    blocks.append(
        Notes(
            (
                "A review is advice. A check that finds nothing approves nothing; no contract is called good or bad.",
                "It judges no law: ask counsel. It compares with no other contract's terms.",
            )
        )
    )
    return Document(
        kind="Contract review",
        subject=found.contract.name,
        title=f"Review of {found.contract.name}",
        answer=Answer(sentence),
        facts=(Labeled("Year", found.year),),
        opening=(sentence,),
        blocks=tuple(blocks),
        is_wide=True,
    )


def _table(findings: list[Finding]) -> Table:
    columns = (
        Column("id", "Check", width=8, nowrap=True),
        Column("title", "What", width=30),
        Column("says", "What the contract says", width=60),
        Column("clause", "Where", width=36),
        Column("why", "Why it matters", width=60),
        Column("ask_for", "Ask for", width=50),
        Column("whom", "For whom", width=12),
        Column("source", "Source", width=24),
        Column("level", ""),
    )
    rows = tuple(
        Row(
            (
                each.check.id,
                each.check.title,
                each.says,
                str(each.clause),
                f"{each.check.why}{f'; {each.dollars}' if each.dollars else ''}",
                each.check.ask_for,
                each.check.whom,
                each.check.source,
                each.check.level.value,
            )
        )
        for each in findings
    )
    return Table(columns, rows, key=f"{findings[0].check.level.value}_findings", forms=_LISTED)


def _item(each: Finding) -> Item:
    details = (
        ("Where", str(each.clause)),
        ("Why it matters", f"{each.check.why}{f'; here: {each.dollars}' if each.dollars else ''}"),
        ("Ask for", each.check.ask_for),
        ("For", each.check.whom),
        ("Source", each.check.source),
    )
    return Item(f"{each.check.title}: {each.says}", tag=each.check.id, tone=Tone.WARN, details=details)


def _curve(found: Review) -> Section:
    curve = found.curve
    if curve is None:
        raise TypeError("there is no curve")
    columns = (
        Column("from", "Cost from", USD),
        Column("to", "to", USD),
        Column("per_dollar", "A dollar more moves the payment by", USD),
    )
    rows = tuple(Row((each.start, each.end, each.slope)) for each in curve.pieces)
    jumps = tuple(
        Row((each.cost, each.before, each.after, Cell(each.size, owed=each.size < 0))) for each in curve.jumps
    )
    jump_columns = (
        Column("cost", "At a cost of", USD),
        Column("before", "a dollar less pays", USD),
        Column("after", "a dollar more pays", USD),
        Column("jump", "Jump", USD),
    )
    first, last = curve.points[0], curve.points[-1]
    reach = RATE.show(last.cost / curve.at_hand - 1, 0)
    ends = f"{USD.show(first.payment)} to {USD.show(last.payment)}"
    lead = f"From the worksheet itself, {reach} around the cost of {USD.show(curve.at_hand)}: {ends}."
    tables: tuple[Block, ...] = (Sentence(lead, is_lead=True), Table(columns, rows, key="pieces"))
    return Section("The payment over cost", (*tables, Table(jump_columns, jumps, key="jumps")) if jumps else tables)
