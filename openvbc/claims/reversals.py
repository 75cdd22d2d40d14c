"""What was paid back and so did not happen: built before services are counted, and read by all who count them."""

from typing import Final

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.findings import Finding, Severity

_OF_CLAIMS: Final = (NamedQuery.TAKEN_BACK_LINE, NamedQuery.REVERSED_CLAIM, NamedQuery.REVERSED_LINE)


def build_reversals(engine: Engine) -> None:
    """Build `reversed_line` and `reversed_claim` from the medical claims that the engine holds.

    Whoever counts services (visits, stays, measures, diagnoses, attribution) leaves these out; dollars need nothing.
    """
    for name in _OF_CLAIMS:
        engine.build(name)


def build_reversed_fills(engine: Engine) -> None:
    """Build `reversed_fill` from the pharmacy claims: fills of which nothing is left."""
    engine.build(NamedQuery.REVERSED_FILL)


def reversal_findings(engine: Engine) -> tuple[Finding, ...]:
    """How many lines and claims are no services because they were paid back; nothing where there are none."""
    ((lines, claims, without_service),) = engine.rows(NamedQuery.COUNT_REVERSALS).rows
    return _told(
        (
            Severity.NOTE,
            f"lines ({int(claims):,} whole claims among them) were paid back or pay back: no services, in dollars only",
            int(lines),
        ),
        (
            Severity.WARNING,
            "lines pay back a service that is not in the data: its dollars are taken off, and no service with them",
            int(without_service),
        ),
    )


def reversed_fill_findings(engine: Engine) -> tuple[Finding, ...]:
    """How many lines of pharmacy claims are no fills because they were paid back; nothing where there are none."""
    return _told(
        (
            Severity.NOTE,
            "lines of pharmacy claims were paid back or pay back: no fills, in dollars only",
            int(engine.rows(NamedQuery.COUNT_REVERSED_FILLS).value),
        )
    )


def _told(*found: tuple[Severity, str, int]) -> tuple[Finding, ...]:
    return tuple(
        Finding("reversals", severity, what, count, names_people=False) for severity, what, count in found if count
    )
