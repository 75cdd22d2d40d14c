"""Looks into a project: months of enrollment and claims, the last payment, and what was delivered by whom."""

from collections.abc import Sequence

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.member_months.terms import calendar_rows
from openvbc.claims.participation.held import DataHeld, Feed
from openvbc.claims.project.manifest import KeptLoad
from openvbc.claims.project.project import Project
from openvbc.claims.project.require_clean import require_sound
from openvbc.claims.readers.registry import reader, reader_names
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.claims.tables.member_month_rule_tables import CALENDAR_MONTH
from openvbc.errors import ClaimsError, Fault
from openvbc.periods import Period


def data_held(engine: Engine, project: Project, days: Sequence[Period]) -> DataHeld:
    """What a project holds of these days. The engine holds the project's tables; `calendar_month` is put into it."""
    findings, unsound = project.findings, tuple[Fault, ...]()
    try:
        findings = require_sound(project)
    except ClaimsError as error:
        unsound = error.faults
    engine.put(CALENDAR_MONTH, calendar_rows(days))
    rows = engine.rows(NamedQuery.LIST_MONTHS_HELD).records
    return DataHeld(
        months={int(row["year_month"]): (int(row["people"]), int(row["lines"])) for row in rows},
        last_paid=engine.rows(NamedQuery.LAST_PAYMENT).value,
        feeds=_feeds(project.manifest.standing),
        rows={name: project.rows(name) for name in CANONICAL_TABLES},
        unsound=unsound,
        findings=tuple(finding.without_people() for finding in findings),
        files=project.counted_files,
        fingerprint=project.fingerprint,
    )


def _feeds(loads: Sequence[KeptLoad]) -> tuple[Feed, ...]:
    sources = sorted({(load.reader, load.data_source) for load in loads})
    return tuple(
        _feed(name, source, [load for load in loads if (load.reader, load.data_source) == (name, source)])
        for name, source in sources
    )


def _feed(name: str, source: str, loads: Sequence[KeptLoad]) -> Feed:
    """The latest delivery is that which its files name, or else the day of the last load, or else its number."""
    label = reader(name).label if name in reader_names() else name
    last = max(loads, key=lambda load: load.number)
    details = sorted({file.detail for file in last.files if file.detail})
    day = f" of {last.day.isoformat()}" if last.day is not None else ""
    text = f"load {last.number}{day}" + (f": {', '.join(details)}" if details else "")
    kinds = sorted({file.kind for load in loads for file in load.files})
    return Feed(name, label, source, len(loads), sum(len(load.files) for load in loads), text, tuple(kinds))
