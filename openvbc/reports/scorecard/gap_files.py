"""A list of members by measure written back as CSV, and its counts as headline figures or as a table."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from openvbc.contract.scorecard import Scorecard
from openvbc.figures import Figure, Figures
from openvbc.money import plain
from openvbc.quality.evidence import COLUMNS as SENT
from openvbc.quality.evidence import Answer as Answered
from openvbc.quality.gap_list import COLUMNS, MORE_COLUMNS, STATUSES, GapList, is_listed
from openvbc.reports.document.csv_files import table_csv
from openvbc.reports.document.tree import FOR_MACHINES, Answer, Column, Document, Row, Table


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


def gap_report(listed: GapList, scorecard: Scorecard, told: str) -> Document:
    """Members met, open and excluded by measure. told: what became of the evidence; '' without any."""
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
        blocks=(Table(columns, rows, key="measures", label="Measures"),),
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
