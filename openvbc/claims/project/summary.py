"""A project and a load in words for people, and as plain values for machines."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from openvbc.claims.findings import Finding
from openvbc.claims.project.counting import kept_counts
from openvbc.claims.project.load import LoadReport
from openvbc.claims.project.manifest import KeptLoad
from openvbc.claims.project.project import Project
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.units import USD


def status_text(project: Project) -> str:
    """What a project folder holds: its loads, its tables, and what was found."""
    lines = [f"project {project.folder.name}: {_count(len(project.manifest.standing), 'load')}"]
    lines += [f"  {_load_line(load)}" for load in project.manifest.loads]
    lines += ["", "tables", *_table_lines(project), "", *_finding_lines(project.findings)]
    kept = kept_counts(project)
    if kept.bytes:
        lines += ["", f"kept counts: {_count(kept.tables, 'table')}, {_count(kept.bytes, 'byte')}"]
    return "\n".join(lines)


def report_text(report: LoadReport) -> str:
    """What a load read and left unread, its steps with rows and dollars, the tables after it, and what was found."""
    lines: list[str] = []
    for load in report.loads:
        lines += [_load_line(load), *_file_lines(load), *_step_lines(load), ""]
    if not report.loads:
        lines += ["nothing was loaded: there is nothing new", ""]
    lines += _reasons("already loaded", report.skipped.items())
    left = [*report.not_read.items(), *(pair for load in report.loads for pair in load.not_read.items())]
    lines += _reasons("not read", left)
    lines += ["tables", *_table_lines(report.project), "", *_finding_lines(report.findings)]
    return "\n".join(lines)


def status_values(project: Project) -> dict[str, Any]:
    """What status_text says, for machines; amounts are text, so that they stay exact."""
    return {
        "fingerprint": project.fingerprint,
        "loads": [_load_values(load) for load in project.manifest.loads],
        "tables": {name: project.rows(name) for name in CANONICAL_TABLES},
        "findings": [_finding_values(found) for found in project.findings],
        "kept_counts": asdict(kept_counts(project)),
    }


def report_values(report: LoadReport) -> dict[str, Any]:
    """What report_text says, for machines; amounts are text, so that they stay exact."""
    return {
        "fingerprint": report.project.fingerprint,
        "loads": [_load_values(load) for load in report.loads],
        "already_loaded": report.skipped,
        "not_read": report.not_read,
        "tables": {name: report.project.rows(name) for name in CANONICAL_TABLES},
        "findings": [_finding_values(found) for found in report.findings],
    }


def _load_line(load: KeptLoad) -> str:
    size = f"{_count(len(load.files), 'file')}, {_count(sum(file.rows for file in load.files), 'row')}"
    text = f"load {load.number}: {load.reader} as {load.data_source}, {size}"
    if load.day is not None:
        text += f", on {load.day.isoformat()}"
    return text if load.replaced_by is None else f"{text} (replaced by load {load.replaced_by})"


def _file_lines(load: KeptLoad) -> list[str]:
    return [
        f"  {file.digest.name}: {file.kind}, {_count(file.rows, 'row')}{f', {file.detail}' if file.detail else ''}"
        for file in load.files
    ]


def _step_lines(load: KeptLoad) -> list[str]:
    if not load.steps:
        return []
    amounts = ["" if step.amount is None else USD.show(step.amount) for step in load.steps]
    label = max(len(step.label) for step in load.steps)
    rows = max(len(f"{step.rows:,}") for step in load.steps)
    dollars = max(map(len, amounts))
    return [
        f"  {step.label:<{label}}  {step.rows:>{rows},} rows  {amount:>{dollars}}".rstrip()
        for step, amount in zip(load.steps, amounts, strict=True)
    ]


def _table_lines(project: Project) -> list[str]:
    rows = {name: f"{project.rows(name):,}" for name in CANONICAL_TABLES if project.rows(name)}
    if not rows:
        return ["  no rows"]
    name_width, width = max(map(len, rows)), max(map(len, rows.values()))
    return [f"  {name:<{name_width}}  {count:>{width}} rows" for name, count in rows.items()]


def _finding_lines(findings: Sequence[Finding]) -> list[str]:
    if not findings:
        return ["findings: none"]
    return ["findings", *(f"  {line}" for found in findings for line in str(found).splitlines())]


def _reasons(title: str, reasons: Iterable[tuple[str, str]]) -> list[str]:
    lines = [f"  {name}: {reason}" for name, reason in reasons]
    return [title, *lines, ""] if lines else []


def _load_values(load: KeptLoad) -> dict[str, Any]:
    return {
        "number": load.number,
        "format": load.reader,
        "data_source": load.data_source,
        "day": load.day.isoformat() if load.day is not None else None,
        "replaced_by": load.replaced_by,
        "files": [
            {
                "name": file.digest.name,
                "sha256": file.digest.sha256,
                "kind": file.kind,
                "rows": file.rows,
                "detail": file.detail,
            }
            for file in load.files
        ],
        "not_read": load.not_read,
        "steps": [
            {
                "name": step.name,
                "label": step.label,
                "rows": step.rows,
                "amount": None if step.amount is None else str(step.amount),
            }
            for step in load.steps
        ],
    }


def _finding_values(found: Finding) -> dict[str, Any]:
    return {
        "audit": found.audit,
        "severity": found.severity.value,
        "what": found.what,
        "count": found.count,
        "examples": list(found.examples),
        "why": found.why,
        "remedy": found.remedy,
    }


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
