"""A replay as CSV: one row an ACO and year, missed payments first."""

from pathlib import Path

from openvbc.errors import Fault, FileError
from openvbc.money import plain
from openvbc.published_results.mssp.replay.summary import AcoYear, Summary
from openvbc.reports.scorecard.feedback import as_csv

_HEADS = (
    "performance_year",
    "aco",
    "name",
    "track",
    "outcome",
    "published",
    "settled",
    "difference",
    "payment",
    "missed_columns",
    "causes",
    "where",
)


def replay_csv(summary: Summary) -> str:
    """The rows as text, amounts exactly; earned savings above zero, owed losses below."""
    return as_csv(_HEADS, [_row(row) for row in summary.rows])


def _row(row: AcoYear) -> tuple[str, ...]:
    return (
        str(row.year),
        row.aco,
        row.name,
        row.track,
        row.outcome.value,
        plain(row.published) if row.published is not None else "",
        plain(row.settled),
        plain(row.difference) if row.difference is not None else "",
        row.score.value if row.score is not None else "not checked",
        " ".join(row.missed),
        "; ".join(row.causes),
        row.where,
    )


def write_replay_csv(summary: Summary, path: Path) -> None:
    """Write the file. FileError if it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(replay_csv(summary).encode())
    except OSError as error:
        what, why = "the file cannot be written", str(error.strerror)
        raise FileError(Fault(what, str(path), why=why, fix="choose another place")) from None
