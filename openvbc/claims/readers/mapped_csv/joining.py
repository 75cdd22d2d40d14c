"""Headers and lines of medical claims that come in files of their own, joined by claim and version."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from openvbc.claims.findings import Finding, Severity
from openvbc.claims.readers.mapped_csv.fields import CLAIM_VERSION, FIELDS, NOT_KEPT
from openvbc.claims.readers.reading import Workplace
from openvbc.claims.readers.staging.loading import Loaded
from openvbc.claims.readers.staging.rules import Rule
from openvbc.errors import Fault, FileError
from openvbc.units import USD

PACKAGE: Final = "openvbc.claims.readers.mapped_csv"

_TEXTS: Final = (Rule.ANY, Rule.CODE)


@dataclass(frozen=True)
class _Told:
    """How a difference of headers and lines is told. example: what the files say, by `header` and `lines`."""

    audit: str
    severity: Severity
    what: str
    example: str
    why: str
    remedy: str


_LINES_COUNT: Final = "the amounts of the lines count"
_SEE: Final = "look at these claims with the payer"
_TOLD: Final = (
    _Told(
        "headers_and_lines_no_lines",
        Severity.WARNING,
        "claims have a header and no lines",
        "{header} paid",
        "they are not loaded, because nothing says which services were paid",
        "ask the payer for their lines, and load headers and lines together",
    ),
    _Told(
        "headers_and_lines_no_header",
        Severity.WARNING,
        "claims have lines and no header",
        "{lines} paid",
        "they are not loaded, because nothing says of which type and of which days they are",
        "ask the payer for their headers, and load headers and lines together",
    ),
    _Told(
        "headers_and_lines_of_others",
        Severity.BLOCKING,
        "claims have a header of one person and lines of another",
        "header {header}, lines {lines}",
        "a claim number seems to stand for several claims, so one person would have the services of another",
        "see with the payer what tells these claims apart, and map it to claim_version in both files",
    ),
    _Told(
        "headers_and_lines_wrong_sign",
        Severity.BLOCKING,
        "the lines of reversed claims have not the sign that `amounts` of the header's reversals says",
        "{header} a minus is said, lines {lines}",
        "a reversal with the wrong sign counts twice the wrong way",
        "put `amounts` right in the mapping, or see with the payer why header and lines differ",
    ),
    _Told(
        "headers_and_lines_paid_of_header",
        Severity.NOTE,
        "claims are paid as a whole: the header's payment stands on the first line, 0 on the others",
        "{header} paid",
        "their lines tell no payment",
        "",
    ),
    _Told(
        "headers_and_lines_paid_differs",
        Severity.WARNING,
        "headers say another payment than their lines come to",
        "header {header}, lines {lines}",
        _LINES_COUNT,
        f"{_SEE}; where claims are paid as a whole, say at claim_line that paid_amount is absent",
    ),
    _Told(
        "headers_and_lines_allowed_differs",
        Severity.WARNING,
        "headers say another allowed amount than their lines come to",
        "header {header}, lines {lines}",
        _LINES_COUNT,
        _SEE,
    ),
    _Told(
        "headers_and_lines_charge_differs",
        Severity.WARNING,
        "headers say another charge than their lines come to",
        "header {header}, lines {lines}",
        _LINES_COUNT,
        _SEE,
    ),
)


def refuse_halves(files: Sequence[tuple[str, str]]) -> None:
    """FileError where files of headers come without files of lines, or the other way. files: name and kind."""
    for kind, other in (("claim_header", "claim_line"), ("claim_line", "claim_header")):
        names = [name for name, of_kind in files if of_kind == kind]
        if names and all(of_kind != other for _, of_kind in files):
            why, fix = "a claim is made of both", "load headers and lines together, and check `name` in the mapping"
            raise FileError(Fault(f"there is a file of kind {kind} and none of kind {other}", names[0], why, fix))


def join_headers(workplace: Workplace, loaded: Loaded) -> None:
    """Make `gathered` of headers and lines: one row a line that has one header, signed as its header is reversed.

    What the line does not say, its header says. An amount that no line of a claim tells stands on its first line.
    """
    workplace.run(PACKAGE, "hold_headers_against_lines")
    loaded.faults.extend(_several_headers(workplace))
    if loaded.faults:
        return
    loaded.findings.extend(_findings(workplace))
    of_header = {column.name for column in FIELDS["claim_header"]}
    of_line = {column.name for column in FIELDS["claim_line"]}
    chosen = []
    for column in FIELDS["medical_claim"]:
        name = column.name
        if name in NOT_KEPT:
            continue
        if name.endswith("_amount"):
            whole = f"CASE WHEN header.{name} IS NOT NULL THEN CASE WHEN is_first THEN header.{name} ELSE 0 END END"
            amount = f"CASE WHEN count(line.{name}) OVER of_claim > 0 THEN line.{name} ELSE {whole} END"
            chosen.append(f"CASE WHEN header.is_reversal AND header.unsigned THEN -1 ELSE 1 END * ({amount}) AS {name}")
        elif name in of_header and name in of_line:
            told = f"nullif(line.{name}, '')" if column.rule in _TEXTS else f"line.{name}"
            chosen.append(f"coalesce({told}, header.{name}) AS {name}")
        else:
            chosen.append(f"{'line' if name in of_line else 'header'}.{name}")
    by = f"claim_id, {CLAIM_VERSION.name}"
    workplace.connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE gathered AS
        SELECT
            {", ".join(chosen)},
            line.source_file,
            line.source_row,
            header.reversal_told_by,
            header.is_reversal,
            row_number() OVER (ORDER BY header.source_file, header.source_row, line.source_file, line.source_row)
                AS load_order
        FROM (
            SELECT *, row_number() OVER (
                PARTITION BY {by} ORDER BY claim_line_number, source_file, source_row
            ) = 1 AS is_first
            FROM line_row
        ) AS line
        INNER JOIN header_row AS header USING ({by})
        WINDOW of_claim AS (PARTITION BY {by})
        """  # noqa: S608  # names of the program's own
    )
    workplace.run(PACKAGE, "end_joining")


def _several_headers(workplace: Workplace) -> list[Fault]:
    rows = [row for row in workplace.run(PACKAGE, "list_unjoined_claims").records if row["fault"] == "several_headers"]
    if not rows:
        return []
    examples = ", ".join(f"{_claim(row)} ({row['of_header']})" for row in rows)
    return [
        Fault(
            f"claims have several headers ({rows[0]['cases']:,}): {examples}",
            why="each line would count once for each of them",
            fix="map what tells them apart (the adjustment status, a version) to claim_version in headers and lines",
        )
    ]


def _findings(workplace: Workplace) -> list[Finding]:
    rows = workplace.run(PACKAGE, "list_unjoined_claims").records
    findings = []
    for told in _TOLD:
        found = [row for row in rows if f"headers_and_lines_{row['fault']}" == told.audit]
        if found:
            dollars = USD.show(Decimal(found[0]["amount"]))
            findings.append(
                Finding(
                    told.audit,
                    told.severity,
                    f"{told.what}; in all {dollars}",
                    found[0]["cases"],
                    tuple(
                        f"claim {_claim(row)}: "
                        + told.example.format(header=row["of_header"], lines=row["of_lines"] or "none")
                        for row in found
                    ),
                    why=told.why,
                    remedy=told.remedy,
                )
            )
    return findings


def _claim(row: dict[str, str]) -> str:
    return f"{row['claim_id']} {row['claim_version']}".strip()
