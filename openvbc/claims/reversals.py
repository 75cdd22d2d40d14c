"""What was paid back and so did not happen: what is said of it by those who count services.

The tables (`reversed_line`, `reversed_claim`, `reversed_fill`) rest on the claims alone: whoever counts services
(visits, stays, measures, diagnoses, attribution) leaves these out; dollars need nothing.
"""

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.findings import Finding, Severity


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
