"""A shadow settlement as a report: the gap in parts that add up, line by line, and a table for the letter."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from openvbc.figures import key_text
from openvbc.money import EXACT, ZERO
from openvbc.reports.document.tree import (
    FOR_MACHINES,
    Answer,
    Cell,
    Column,
    Data,
    Document,
    Labeled,
    Row,
    Section,
    Sentence,
    Sources,
    Table,
    Waterfall,
)
from openvbc.reports.waterfall import WaterfallBar
from openvbc.settlement.payer_statement import Cause, Stated
from openvbc.settlement.shadow import GapPart, ShadowSettlement
from openvbc.units import USD
from openvbc.worksheet.sheet import BarRole
from openvbc.worksheet.words import place_in_words, shown

#: What each cause is called.
WORDS: Final = {
    Cause.ROSTER: "Roster: people and months",
    Cause.CLAIMS: "Claims: what care cost",
    Cause.RUN_OUT: "Run-out and completion",
    Cause.EXCLUSIONS: "Exclusions and carve-outs",
    Cause.TRUNCATION: "Truncation of high cost",
    Cause.BENCHMARK: "Benchmark and trend",
    Cause.RISK: "Risk scores",
    Cause.QUALITY: "Quality",
    Cause.RATE: "Rates, shares and limits",
    Cause.OTHER: "Other figures",
    Cause.ROUNDING: "Rounding",
}


def shadow_report(found: ShadowSettlement) -> Document:
    """The gap by cause, each figure that differs, what to write to the payer, and what agrees."""
    settlement, statement = found.settlement, found.statement
    gap = USD.show(found.gap.copy_abs())
    payer = settlement.contract.file.parties.payer.name
    if found.gap == ZERO:
        answer = Answer(f"{payer} states what we settle: {USD.show(found.ours)}")
    else:
        way = "less" if found.gap < ZERO else "more"
        answer = Answer.of(
            f"{payer} states {USD.show(statement.payment)}, which is {gap} {way} than ours ({USD.show(found.ours)})",
            gap,
            owed=found.gap < ZERO,
        )
    facts = [
        Labeled("Ours", found.ours, unit=USD, key="ours"),
        Labeled("The payer's", statement.payment, unit=USD, key="theirs"),
        Labeled("Gap", found.gap, unit=USD, key="gap"),
    ]
    if found.respond_by is not None:
        clause = f"clause {found.dispute_clause}" if found.dispute_clause else ""
        facts.append(Labeled("Dispute until", found.respond_by, aside=clause, key="respond_by"))
    bars, others = tuple(_bars(found)), statement.not_read
    return Document(
        "Shadow settlement",
        f"{settlement.provider_name}, {settlement.performance_year.words}: {statement.name} against ours",
        answer,
        (
            Data("fingerprint", settlement.fingerprint),
            Waterfall("gap", "From ours to the payer's", bars, tuple("causes" for _ in bars)),
            _causes(found),
            Sentence(
                "Causes are exchanged one after the other, ours first, each time as a whole settlement; the second"
                " column of dollars has them in reverse order, and shows how much the order decides."
            ),
            Section("Line by line", (_lines(found),)),
            Section("For the letter to the payer", (_letter(found),)),
            Section("Stated as we have it", (_agreeing(found),), forms=FOR_MACHINES),
            Sentence(f"{len(found.agreeing)} more figures of the statement are as we have them."),
            *([Sentence(f"Stated beside, and no line of ours: {'; '.join(others)}.")] if others else ()),
            Sources((statement.file,)),
        ),
        subject=settlement.contract.name,
        facts=tuple(facts),
        day=statement.dated or settlement.paid_through,
    )


def _bars(found: ShadowSettlement) -> Iterator[WaterfallBar]:
    reached = found.ours
    yield _total("Ours", reached)
    for label, dollars in _parts(found):
        before, reached = reached, EXACT.add(reached, dollars)
        change = f"+{USD.show(dollars)}" if dollars > ZERO else USD.show(dollars)
        yield WaterfallBar(
            "", label, BarRole.PLUS if dollars >= ZERO else BarRole.MINUS, before, reached, change, USD.show(reached)
        )
    yield _total("The payer's", reached)


def _total(label: str, amount: Decimal) -> WaterfallBar:
    return WaterfallBar("", label, BarRole.TOTAL, ZERO, amount, USD.show(amount), USD.show(amount))


def _parts(found: ShadowSettlement) -> Iterator[tuple[str, Decimal]]:
    """Every part of the gap with its words; they add up to it."""
    for part in found.parts:
        yield WORDS[part.cause], part.dollars
    if found.crossed or found.thresholds:
        yield _thresholds(found), found.thresholds
    if found.unexplained:
        yield "Not explained by the statement", found.unexplained


def _thresholds(found: ShadowSettlement) -> str:
    labels = dict.fromkeys(each.line.label for each in found.crossed)
    return f"Reached by one side only: {'; '.join(labels)}" if labels else "Reached by one side only"


def _causes(found: ShadowSettlement) -> Table:
    columns = (
        Column("cause", "Cause", width=44),
        Column("figures", "Figures", number=True),
        Column("dollars", "Contributes", USD),
        Column("reverse", "In reverse order", USD),
    )
    rows = [
        Row(
            (Cell(part.cause.value, WORDS[part.cause]), len(part.figures), _signed(part.dollars), _signed(part.reverse))
        )
        for part in found.parts
    ]
    if found.crossed or found.thresholds:
        crossed = Cell("thresholds", _thresholds(found))
        rows.append(Row((crossed, len(found.crossed), _signed(found.thresholds), None)))
    if found.unexplained:
        rows.append(
            Row((Cell("unexplained", "Not explained by the statement"), None, _signed(found.unexplained), None))
        )
    total = Row((Cell("gap", "Gap"), None, _signed(found.gap), None), is_sum=True)
    return Table(columns, tuple(rows), key="causes", label="Causes of the gap", footer=(total,), sheet="Causes")


def _signed(amount: Decimal) -> Cell:
    text = f"+{USD.show(amount)}" if amount > ZERO else USD.show(amount)
    return Cell(amount, text, owed=amount < ZERO)


def _lines(found: ShadowSettlement) -> Table:
    columns = (
        Column("stream", "Stream"),
        Column("line", "Line", width=44),
        Column("member", "Member"),
        Column("cause", "Cause"),
        Column("ours", "Ours", number=True),
        Column("theirs", "The payer's", number=True),
        Column("source", "Source", width=30),
    )
    rows = tuple(
        Row(
            (
                each.stated.stream,
                Cell(each.stated.line.name, _label(each.stated)),
                _member(each.stated),
                part.cause.value,
                Cell(str(each.ours), each.ours_shown),
                Cell(str(each.stated.value), each.theirs_shown),
                str(each.stated.source),
            )
        )
        for part in found.parts
        for each in part.figures
    )
    return Table(columns, rows, key="lines", label="Lines that differ", sheet="Lines")


def _label(stated: Stated) -> str:
    if stated.key is None:
        return stated.line.label
    return f"{stated.line.label} ({place_in_words(stated.line.axes, stated.key)})"


def _member(stated: Stated) -> str:
    return "" if stated.key is None else key_text(stated.key)


def _letter(found: ShadowSettlement) -> Table:
    """What to put to the payer: the cause, its dollars, what stands on either side, the clause, and by when."""
    columns = (
        Column("cause", "We dispute", width=34),
        Column("dollars", "Dollars", USD),
        Column("differs", "Because", width=70),
        Column("clause", "Clause", width=24),
        Column("respond_by", "By", nowrap=True),
    )
    rows = [
        Row((WORDS[part.cause], part.dollars, "; ".join(_differences(part)), _clauses(part), found.respond_by))
        for part in found.parts
        if part.dollars
    ]
    if found.thresholds:
        differs = "; ".join(
            f"{each.line.label}: {shown(each.line, each.ours)} by our figures" for each in found.crossed
        )
        clauses = dict.fromkeys(each.line.clause.clause for each in found.crossed if each.line.clause)
        rows.append(Row((_thresholds(found), found.thresholds, differs, "; ".join(clauses), found.respond_by)))
    if found.unexplained:
        differs = "the statement does not list from what this follows; ask for it"
        rows.append(Row(("Not explained by the statement", found.unexplained, differs, "", found.respond_by)))
    return Table(columns, tuple(rows), key="letter", label="For the letter", sheet="Letter")


def _differences(part: GapPart) -> Iterator[str]:
    for each in part.figures:
        yield f"{_label(each.stated)}: ours {each.ours_shown}, the payer's {each.theirs_shown}"


def _clauses(part: GapPart) -> str:
    stated = [each.stated.line for each in part.figures]
    found = [line.clause.clause if line.clause else str(line.rule or "") for line in stated]
    return "; ".join(dict.fromkeys(each for each in found if each))


def _agreeing(found: ShadowSettlement) -> Table:
    columns = (
        Column("stream", "Stream"),
        Column("line", "Line", width=44),
        Column("member", "Member"),
        Column("value"),
    )
    rows = tuple(Row((each.stream, each.line.name, _member(each), str(each.value))) for each in found.agreeing)
    return Table(columns, rows, key="agreeing", label="Lines that agree", forms=FOR_MACHINES)
