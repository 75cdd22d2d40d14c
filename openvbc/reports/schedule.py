"""What a contract has due, and how it was kept: deliveries by their day, what came late or is missing, its clauses."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from openvbc.contract.data_sharing import CONSEQUENCES, DataSharingDuty
from openvbc.reports.document.tree import Answer, Block, Cell, Column, Document, Row, Section, Sentence, Table, Tone
from openvbc.settlement.deliveries import Delivery, DutyKept, Standing
from openvbc.settlement.schedule import Schedule
from openvbc.units import USD

#: More deliveries than these are not told in text.
_MOST_ROWS: Final = 60
_TONES: Final = {
    Standing.IN_TIME: Tone.DONE,
    Standing.LATE: Tone.WARN,
    Standing.MISSING: Tone.OPEN,
    Standing.NOT_KNOWN: Tone.WARN,
}
#: What is owed, and how it stands on a day.
_OWED: Final = (
    Column("due", "Due", nowrap=True),
    Column("feed", "Data owed", width=30),
    Column("owed_by", "By"),
    Column("from", "Of the days from", nowrap=True),
    Column("to", "To", nowrap=True),
)
_STANDS: Final = (
    Column("standing", "Standing", nowrap=True),
    Column("day", "Delivered", nowrap=True),
    Column("days_late", "Days late", number=True),
)


def schedule_report(found: Schedule) -> Document:
    """Every delivery by its due day, what came late or is missing with its clause, and the days of settlement."""
    blocks: list[Block] = []
    if found.as_of is not None:
        if found.exceptions:
            blocks.append(Section(f"Exceptions ({len(found.exceptions)})", (_exceptions(found.exceptions),)))
        unseen = dict.fromkeys(each.duty.feed for duty in found.duties for each in duty.not_known)
        if unseen:
            blocks.append(
                Sentence(
                    f"Whether {', '.join(unseen)} came is not known: give the project folder into which feeds are"
                    " loaded (--project), and the books in which deliveries are recorded (--ledger).",
                    is_warning=True,
                )
            )
    if found.duties:
        blocks.append(Section("Duties", (_duties(found),)))
    if found.deliveries:
        blocks.append(Section("By day", (_deliveries(found),)))
    if found.settlement_days:
        blocks.append(Section("Settlement", (_settlement(found),)))
    name = found.contract.name
    return Document(
        kind="Schedule",
        subject=name,
        title=f"Schedule of {name}",
        answer=Answer(_told(found)),
        blocks=tuple(blocks),
        day=found.as_of,
        is_wide=True,
    )


def _told(found: Schedule) -> str:
    owed = found.deliveries
    if not found.contract.file.data_sharing:
        return f"{found.contract.name} has no duties to share data (data_sharing); its days of settlement are below."
    if not owed:
        return f"No delivery is due under {found.contract.name} in the days that are asked for."
    if found.as_of is None:
        return f"{_many(len(owed))} due under {found.contract.name}, from {owed[0].due} to {owed[-1].due}."
    past = [each for duty in found.duties for each in duty.past]
    counts = [(standing.value, sum(each.standing is standing for each in past)) for standing in Standing]
    said = ", ".join(f"{count:,} {words}" for words, count in counts if count)
    coming = next((each for each in owed if each.standing is Standing.NOT_DUE), None)
    after = f" Next due: {coming.duty.feed} on {coming.due}." if coming is not None else ""
    return f"On {found.as_of} {_many(len(past))} due{f': {said}' if said else ''}.{after}"


def _many(number: int) -> str:
    return f"{number:,} {'delivery is' if number == 1 else 'deliveries are'}"


def _duties(found: Schedule) -> Table:
    columns = (
        Column("feed", "Data owed", width=30),
        Column("report", "Report"),
        Column("owed_by", "By"),
        Column("frequency", "How often"),
        Column("within", "Due", width=34),
        Column("first_due", "First due", nowrap=True),
        Column("last_due", "Last due", nowrap=True),
        Column("deliveries", "Deliveries", number=True),
        Column("clause", "Clause"),
        Column("consequence", "If late", width=40),
    )
    rows = []
    for kept in found.duties:
        duty, days = kept.duty, [each.due for each in kept.deliveries]
        first, last = (min(days), max(days)) if days else (None, None)
        report = duty.report.replace("_", " ") if duty.report is not None else None
        consequence = _consequence(duty) if found.as_of is None else what_follows(kept)
        rows.append(
            Row(
                (duty.feed, report, duty.owed_by, duty.frequency, duty.due.words, first, last, len(days), duty.clause,
                 consequence)
            )
        )  # fmt: skip
    return Table(columns, tuple(rows), key="duties", label="Duties to share data")


def _deliveries(found: Schedule) -> Table:
    told = found.as_of is not None
    rows = tuple(Row(_cells(each, told=told)) for each in found.deliveries)
    return Table(
        (*_OWED, *_STANDS, Column("by", "By what", width=40)) if told else _OWED,
        rows,
        key="deliveries",
        label="Deliveries by their due day",
        most_rows=_MOST_ROWS,
        and_more="in --csv, --excel and --json",
        sorts=True,
    )


def _cells(each: Delivery, *, told: bool) -> tuple[Cell | str | int | date | None, ...]:
    if not told or each.standing is None:
        return _owed(each)
    standing = Cell(each.standing.value, tone=_TONES.get(each.standing, Tone.PLAIN))
    return (*_owed(each), standing, each.day, each.days_late, each.by)


def _owed(each: Delivery) -> tuple[str | date, ...]:
    return (each.due, each.duty.feed, each.duty.owed_by, each.period.start, each.period.last_day)


def _exceptions(late: Sequence[Delivery]) -> Table:
    columns = (*_OWED, *_STANDS, Column("clause", "Clause"), Column("consequence", "What follows", width=40))
    rows = tuple(
        Row(
            (
                *_owed(each),
                Cell(each.standing.value if each.standing is not None else None, tone=Tone.WARN),
                *(each.day, each.days_late, each.duty.clause, _consequence(each.duty)),
            )
        )
        for each in late
    )
    return Table(columns, rows, key="exceptions", label="What came late or is missing")


def _settlement(found: Schedule) -> Table:
    columns = (
        Column("period", "Settled", nowrap=True),
        Column("what", "What", width=30),
        Column("day", "Day", nowrap=True),
        Column("clause", "Clause"),
    )
    rows = tuple(Row((each.settled.name, each.what, each.day, each.clause)) for each in found.settlement_days)
    return Table(columns, rows, key="settlement_days", label="Days of settlement")


def _consequence(duty: DataSharingDuty) -> str:
    if duty.per_day is None or duty.most is None:
        return CONSEQUENCES[duty.consequence]
    return f"{USD.show(duty.per_day)} for each day, at most {USD.show(duty.most)} a year"


def what_follows(kept: DutyKept) -> str:
    """What follows from how a duty was kept: the charge for its days late, or what is agreed beside."""
    if not kept.days_late:
        return "nothing: none is late" if not kept.not_known else _consequence(kept.duty)
    charge = kept.charge
    if charge is None:
        return CONSEQUENCES[kept.duty.consequence]
    return f"{USD.show(charge)} for {kept.days_late:,} days, owed by the {kept.duty.owed_by}"


def duties_kept_tables(kept: Sequence[DutyKept]) -> tuple[Table, ...]:
    """Each duty in a row, and each delivery that was late or is missing."""
    rows = tuple(
        Row(
            (
                each.duty.feed,
                each.duty.owed_by,
                each.duty.frequency,
                len(each.past),
                len(each.late),
                len(each.missing),
                each.days_late,
                what_follows(each),
                ", ".join(str(number) for number in each.undated) or "none",
            )
        )
        for each in kept
    )
    columns = (
        Column("feed", "Data owed"),
        Column("owed_by", "By"),
        Column("frequency", "How often"),
        Column("deliveries", "Deliveries", number=True),
        Column("late", "Late", number=True),
        Column("missing", "Missing", number=True),
        Column("days_late", "Days late", number=True),
        Column("consequence", "What follows", width=40),
        Column("undated_loads", "Loads without a day"),
    )
    late = tuple(
        Row(
            (
                each.duty.feed,
                each.period.start.isoformat(),
                each.period.last_day.isoformat(),
                each.due.isoformat(),
                each.day.isoformat() if each.day is not None else "not loaded",
                each.days_late,
            )
        )
        for duty in kept
        for each in (*duty.late, *duty.missing)
    )
    late_columns = (
        Column("feed", "Data owed"),
        Column("from", "Of the days from"),
        Column("to", "To"),
        Column("due", "Due"),
        Column("loaded", "Loaded"),
        Column("days_late", "Days late", number=True),
    )
    duties = Table(columns, rows, key="data_sharing", label="Data-sharing duties and what was loaded")
    if not late:
        return (duties,)
    return duties, Table(late_columns, late, key="late_deliveries", label="Deliveries that were late or are missing")
