"""A list of members by measure written back as CSV, and its counts as headline figures or as a table."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from openvbc.contract.scorecard import Scorecard
from openvbc.figures import Figure, Figures
from openvbc.money import plain
from openvbc.quality.evidence import COLUMNS as SENT
from openvbc.quality.evidence import Answer as Answered
from openvbc.quality.gap_list import COLUMNS, MORE_COLUMNS, STATUSES, GapList, is_listed
from openvbc.reports.document.csv_files import table_csv
from openvbc.reports.document.tree import FOR_MACHINES, Answer, Column, Document, Notes, Row, Table
from openvbc.settlement.deliveries import Delivery


def gap_list_csv(listed: GapList) -> str:
    """The list in the form in which it is read."""
    rows = [[row.member, row.measure, row.status, row.date, row.evidence] for row in listed.rows]
    return table_csv([[*COLUMNS, *MORE_COLUMNS], *rows])


def answers_csv(answers: Sequence[Answered]) -> str:
    """The evidence as it was sent, with the answer to each row: accepted or refused, why, and the day."""
    rows = [
        [
            *(each.row.cells[name] for name in SENT),
            "refused" if each.refused else "accepted",
            "; ".join(f"{fault.what} ({fault.why})" if fault.why else fault.what for fault in each.refused),
            each.day.isoformat(),
        ]
        for each in answers
    ]
    return table_csv([[*SENT, "answer", "reason", "received"], *rows])


def last_day_words(agreed: Delivery) -> str:
    """What in the contract says until when evidence is taken."""
    clause = f"clause {agreed.duty.clause}, " if agreed.duty.clause else ""
    return f"{clause}{agreed.duty.feed}: {agreed.duty.due.words}"


def last_day_notes(agreed: Delivery | None, given: date | None, received: date | None) -> Iterator[str]:
    """Until when evidence is taken and what says so: the contract, or a day that was given in place of its own."""
    day = given if given is not None or agreed is None else agreed.due
    if day is None:
        if received is not None:
            yield (
                "Nothing says until when evidence is taken, so no row is refused as late: the contract has no duty to"
                " deliver supplemental data (data_sharing), and no last day is given (--due)."
            )
        return
    if agreed is not None and agreed.due == day:
        yield f"Evidence is taken until {day} ({last_day_words(agreed)})."
    elif agreed is not None:
        yield f"Evidence is taken until {day}, as given; the contract has {agreed.due} ({last_day_words(agreed)})."
    if received is None:
        yield "No day of receipt is given (--received), so no row is refused as late."


def gap_report(listed: GapList, scorecard: Scorecard, told: str, notes: Sequence[str] = ()) -> Document:
    """Members met, open and excluded by measure. told: what became of the evidence; '' without any.

    notes: until when evidence is taken, and what says so.
    """
    rows = tuple(
        Row(
            (measure.measure, measure.label, *(listed.counts[measure.measure, status] for status in STATUSES)),
        )
        for measure in scorecard.measures
        if is_listed(measure, listed)
    )
    columns = (
        Column("measure", forms=FOR_MACHINES),
        Column("label", "measure", width=44),
        Column("met", "met", number=True),
        Column("open", "open gaps", number=True),
        Column("excluded", "excluded", number=True),
    )
    return Document(
        kind="Members by measure",
        subject=listed.file.name,
        title=f"Members by measure, {listed.file.name}",
        answer=Answer(told or f"{len(listed.rows):,} rows of {len({row.member for row in listed.rows}):,} members"),
        opening=(told,) if told else (),
        blocks=(
            Table(columns, rows, key="measures", label="Measures"),
            *((Notes(tuple(notes), key="notes"),) if notes else ()),
        ),
    )


def figures_yaml(figures: Figures) -> str:
    """Counted figures as lines for the group `figures` of a file of headline numbers, each with its source."""
    return "\n".join(["figures:", *_lines(figures)]) + "\n"


def _lines(figures: Figures) -> Iterator[str]:
    for name, held in figures.items():
        if isinstance(held, Mapping):
            yield f"  {name}:"
            yield from (f"    {key}: {_told(figure)}" for key, figure in held.items())
        else:
            yield f"  {name}: {_told(held)}"


def _told(figure: Figure) -> str:
    source = figure.source
    digests = " ".join(f"SHA-256 {file.sha256[:12]}" for file in source.files)
    value = plain(figure.value) if isinstance(figure.value, Decimal) else str(figure.value)
    return f'{{value: {value}, source: "{source.where} ({source.rows} rows, {digests})"}}'
