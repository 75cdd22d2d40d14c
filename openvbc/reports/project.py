"""What a load did and what a project folder holds, as reports."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from openvbc.claims.findings import Finding
from openvbc.claims.project.load import LoadReport
from openvbc.claims.project.project import Project
from openvbc.claims.project.summary import report_text, report_values, status_text, status_values
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.reports.document.tree import (
    AS_JSON,
    EVERYWHERE,
    IN_TEXT,
    Answer,
    Block,
    Column,
    Data,
    Document,
    Row,
    Sentence,
    Table,
)
from openvbc.reports.schedule import duties_kept_tables
from openvbc.settlement.deliveries import DutyKept

#: The words of a load are a text of its own, and machines get its values nested.
_SHOWN = EVERYWHERE - AS_JSON - IN_TEXT


def load_report(report: LoadReport) -> Document:
    """What a load read and left unread, the tables after it, and what was found."""
    rows = sum(file.rows for load in report.loads for file in load.files)
    files = sum(len(load.files) for load in report.loads)
    told = f"{files:,} files with {rows:,} rows loaded" if report.loads else "nothing was loaded: there is nothing new"
    return _document("Load", report.project, told, report_text(report), report_values(report), report.findings)


def project_report(project: Project, *, verified: bool, kept: Sequence[DutyKept] = ()) -> Document:
    """What a project folder holds. verified: whether every file was read in full, and is as it was written.

    kept: duties to share data, with what was loaded and when.
    """
    standing = len(project.manifest.standing)
    told = f"project {project.folder.name}: {standing:,} load{'' if standing == 1 else 's'}"
    text = status_text(project) + ("\nevery file is as it was written" if verified else "")
    document = _document("Project", project, told, text, status_values(project), project.findings)
    if not kept:
        return document
    loaded = [each for each in kept if each.duty.report is None]
    blocks: list[Block] = [*document.blocks, *duties_kept_tables(loaded)]
    reports = [each.duty.feed for each in kept if each.duty.report is not None]
    if reports:
        blocks.append(Sentence(f"Reports are no loads; `openvbc schedule` tells of {', '.join(reports)}."))
    return replace(document, blocks=tuple(blocks))


def _document(
    kind: str,
    project: Project,
    told: str,
    text: str,
    values: Mapping[str, Any],
    findings: Sequence[Finding],
) -> Document:
    tables = tuple(Row((name, project.rows(name))) for name in CANONICAL_TABLES)
    found = tuple(
        Row((each.audit, each.severity.value, each.what, each.count, each.why, each.remedy)) for each in findings
    )
    columns = (
        Column("audit", "Audit"),
        Column("severity", "Severity"),
        Column("what", "What was found", width=60),
        Column("count", "How often", number=True),
        Column("why", "Why it matters", width=60),
        Column("remedy", "What to do", width=60),
    )
    return Document(
        kind=kind,
        subject=project.folder.name,
        title=f"{kind}, {project.folder.name}",
        answer=Answer(told),
        opening=(text,),
        blocks=(
            Table((Column("table", "Table"), Column("rows", "Rows", number=True)), tables, key="tables", forms=_SHOWN),
            Table(columns, found, key="findings", forms=_SHOWN),
            *(Data(key, tuple(value) if isinstance(value, list) else value) for key, value in values.items()),
        ),
    )
