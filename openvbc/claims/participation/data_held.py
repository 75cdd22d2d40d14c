"""Looks into claims: months of enrollment and claims, the last payment, and what was delivered by whom."""

from collections.abc import Sequence

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.member_months.terms import calendar_rows
from openvbc.claims.participation.held import DataHeld, Feed
from openvbc.claims.project.manifest import KeptLoad
from openvbc.claims.readers.registry import reader, reader_names
from openvbc.claims.tables.member_month_rule_tables import CALENDAR_MONTH
from openvbc.claims.warehouse.claims import OpenClaims
from openvbc.periods import Period


def data_held(engine: Engine, claims: OpenClaims, days: Sequence[Period]) -> DataHeld:
    """What claims hold of these days. The engine holds their tables; `calendar_month` is put into it."""
    engine.put(CALENDAR_MONTH, calendar_rows(days))
    rows = engine.rows(NamedQuery.LIST_MONTHS_HELD).records
    return DataHeld(
        months={int(row["year_month"]): (int(row["people"]), int(row["lines"])) for row in rows},
        last_paid=engine.rows(NamedQuery.LAST_PAYMENT).value,
        feeds=_feeds(claims.loads),
        rows=claims.rows,
        unsound=claims.unsound,
        findings=tuple(finding.without_people() for finding in claims.findings),
        files=claims.counted_files,
        fingerprint=claims.fingerprint,
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
