"""A shadow settlement as a report: the gap in parts that add up, line by line, and a table for the letter."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from openvbc.characters import as_cell
from openvbc.figures import key_text
from openvbc.money import EXACT, ZERO, plain
from openvbc.reports.document.tree import (
    FOR_MACHINES,
    Answer,
    Block,
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
from openvbc.settlement.cause import Cause
from openvbc.settlement.payer_members import BOTH, ONLY_OURS, ONLY_THEIRS
from openvbc.settlement.payer_statement import Stated
from openvbc.settlement.shadow import GapPart, ShadowSettlement
from openvbc.units import MEMBER_MONTHS, USD
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
            *_people(found),
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


def _people(found: ShadowSettlement) -> Iterator[Block]:
    """How many members stand behind the parts roster and claims, and what of them they explain; nobody by name."""
    if found.members is None or not found.at_stake:
        return
    columns = (
        Column("cause", "Members", width=44),
        Column("members", "How many", number=True),
        Column("months", "Months", MEMBER_MONTHS),
        Column("dollars", "Dollars of care", USD),
        Column("at_stake", "At stake", USD),
    )
    rows: dict[tuple[Cause, str], tuple[int, Decimal, Decimal, Decimal]] = {}
    for each in found.at_stake:
        key = (each.cause, each.member.side if each.member is not None else "")
        count, months, dollars, stake = rows.get(key, (0, ZERO, ZERO, ZERO))
        if each.member is not None:
            count += 1
            months = EXACT.add(months, _change(each.member.ours.months, each.member.theirs.months))
            dollars = EXACT.add(dollars, _change(each.member.ours.dollars, each.member.theirs.dollars))
        rows[key] = (count, months, dollars, EXACT.add(stake, each.dollars))
    table = Table(
        columns,
        tuple(
            Row(
                (
                    Cell(f"{cause.value} {side}".strip(), f"{WORDS[cause].partition(':')[0]}: {_SIDES[side]}"),
                    count if side else None,
                    months if side else None,
                    dollars if side else None,
                    _signed(stake),
                )
            )
            for (cause, side), (count, months, dollars, stake) in rows.items()
        ),
        key="people",
        label="Members behind the gap",
        sheet="Members",
    )
    yield Section("Members behind the gap", (table, Sentence(_ABOUT_PEOPLE)))
    if found.members.file is not None:
        yield Sources((found.members.file,))


_SIDES: Final = {
    ONLY_OURS: "on our list alone",
    ONLY_THEIRS: "on the payer's alone",
    BOTH: "on both, with other months or dollars",
    "": "what no single member explains",
}
_ABOUT_PEOPLE: Final = (
    "Months and dollars of care are the payer's less ours; what the payer's list does not say of somebody is taken from"
    " our claims. At stake is what the payment moves by them, with all other figures as they are. Who they are stands"
    " in the list of members, which is written only where it is asked for."
)


def _change(ours: Decimal | None, theirs: Decimal | None) -> Decimal:
    return ZERO if ours is None or theirs is None else EXACT.subtract(theirs, ours)


def members_at_stake_csv(found: ShadowSettlement) -> str:
    """A row for each member and cause, with what either side has and the dollars at stake; they add up to the parts."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    amounts = ("months", "dollars", "excess")
    sides = ("ours", "in_their_run_out", "theirs")
    names = [f"{side}_{each}" for each in amounts for side in sides]
    known = ("stream", "person_id", "member_id", "enrollment_type", "side")
    writer.writerow(("cause", *known, *names, "at_stake", "why"))
    for each in found.at_stake:
        member = each.member
        if member is None:
            blank = [""] * (len(known) + len(names))
            writer.writerow((each.cause.value, *blank, plain(each.dollars), _SIDES[""]))
            continue
        values = (getattr(getattr(member, side), name) for name in amounts for side in sides)
        writer.writerow(
            (
                each.cause.value,
                *(as_cell(getattr(member, name)) for name in known),
                *("" if value is None else plain(value) for value in values),
                plain(each.dollars),
                as_cell(member.why),
            )
        )
    return text.getvalue()


def _lines(found: ShadowSettlement) -> Table:
    columns = (
        Column("stream", "Stream"),
        Column("line", "Line", width=44),
        Column("member", "Member"),
        Column("cause", "Cause"),
        Column("ours", "Ours", number=True),
        Column("theirs", "The payer's", number=True),
        Column("of_it", "Of it", number=True),
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
                None if each.change is None else Cell(each.change, each.change_shown),
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
        of_it = f", of which {each.change_shown}" if each.change is not None else ""
        yield f"{_label(each.stated)}: ours {each.ours_shown}, the payer's {each.theirs_shown}{of_it}"


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
