"""What is told of tables of Tuva's claims input layer, wherever they stand: in files, or in a database."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from openvbc.claims.findings import Finding, Severity
from openvbc.claims.readers.staging.rules import SourceColumn
from openvbc.claims.tables.dictionary import LAST_DAY
from openvbc.errors import did_you_mean

#: The amounts that a contract counts.
_AMOUNTS: Final = ("paid_amount", "allowed_amount")
_EXAMPLES: Final = 5


def amounts_without_column(where: str, missing: Sequence[SourceColumn], strange: Sequence[str]) -> Iterator[Finding]:
    """Amounts that decide money and have no column: it may be there under another name, among the strange ones."""
    amounts = [column.name for column in missing if column.name in _AMOUNTS]
    if not amounts:
        return
    hints = {name: did_you_mean(name, strange) for name in amounts}
    yield Finding(
        "amounts_without_column",
        Severity.WARNING,
        f"{where}: there are no columns of amounts that may count",
        len(amounts),
        tuple(f"{name} ({hint})" if hint.startswith("did you mean") else name for name, hint in hints.items()),
        why="no line says these amounts, so a count by them stops or leaves the lines out",
        remedy="give the columns the names of Tuva's input layer",
        names_people=False,
    )


def binary_fractions(where: str, amounts: Sequence[str]) -> Iterator[Finding]:
    """Amounts that are stored as binary fractions, so that it is known that they were read as cents."""
    if amounts:
        yield Finding(
            "binary_fractions",
            Severity.NOTE,
            f"{where}: amounts are stored as binary fractions and were read as the cents they stand for",
            len(amounts),
            tuple(amounts[:_EXAMPLES]),
            why="each is within a millionth of a dollar of whole cents; others would have been refused",
            names_people=False,
        )


def open_spans(where: str, spans: int) -> Iterator[Finding]:
    """Spans that end in the year 9999: still enrolled, as far as the source knows."""
    if spans:
        yield Finding(
            "open_spans",
            Severity.NOTE,
            f"{where}, enrollment_end_date: spans of enrollment end in the year 9999",
            spans,
            why=f"they are read as going on, to {LAST_DAY}",
            names_people=False,
        )


def practice_names(where: str, rows: Sequence[Sequence[Any]]) -> Iterator[Finding]:
    """Practices that the payer calls by a name: a participant is found by it only where it is an organization's.

    rows: (practice, months in all, months in all that name neither an organization nor a clinician), the first few.
    """
    if not rows:
        return
    _, months, unattributable = rows[0]
    yield Finding(
        "practice_names",
        Severity.NOTE,
        f"{where}, payer_attributed_provider_practice: months of attribution name a practice, not its TIN",
        int(months),
        tuple(str(practice) for practice, *_ in rows),
        why="they are attributed by their organization, or the practice's name where it is one of the list of "
        "participants, else by the clinician's NPI",
        names_people=False,
    )
    if unattributable:
        yield Finding(
            "practice_names_alone",
            Severity.WARNING,
            f"{where}: months of attribution name a practice without its TIN, an organization or a clinician",
            int(unattributable),
            why="they are attributed only where the practice's name is an organization on the list of participants",
            remedy="get the practice's TIN, the organization or the clinician's NPI from the payer",
            names_people=False,
        )


def lines_differ(where: str, rows: Sequence[Sequence[Any]]) -> Iterator[Finding]:
    """Claims whose lines name different diagnoses. rows: (claim, such claims in all), the first few."""
    if rows:
        yield Finding(
            "lines_differ",
            Severity.WARNING,
            f"{where}: claims name different diagnoses in the same place on their lines",
            int(rows[0][1]),
            tuple(str(claim) for claim, _ in rows),
            why="the input layer repeats a claim's diagnoses on each line; the first line with a code decides",
            remedy="look at these claims in the source",
        )
