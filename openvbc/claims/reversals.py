"""What was paid back and so did not happen: built before services are counted, and read by all who count them."""

from typing import Final

from openvbc.claims.engine.engine import Engine
from openvbc.claims.findings import Finding, Severity

#: The tables, in the order in which they are built.
REVERSAL_STEPS: Final = ("taken_back_line", "reversed_claim", "reversed_line", "reversed_fill")


def build_reversals(engine: Engine) -> None:
    """Build `reversed_line`, `reversed_claim` and `reversed_fill` from the claims that the engine holds.

    Whoever counts services (visits, stays, measures, diagnoses, attribution) leaves these out; dollars need nothing.
    """
    for name in REVERSAL_STEPS:
        engine.build(name)


def reversal_findings(engine: Engine) -> tuple[Finding, ...]:
    """How many claims and fills are no services because they were paid back; nothing where there are none."""
    ((lines, claims, fills, without_service),) = engine.rows("count_reversals").rows
    told = (
        (
            Severity.NOTE,
            f"lines ({int(claims):,} whole claims among them) were paid back or pay back: their dollars count, but "
            "they are no services",
            lines,
        ),
        (Severity.NOTE, "fills were paid back or pay back: their dollars count, but they are no fills", fills),
        (
            Severity.WARNING,
            "lines pay back a service that is not in the data: its dollars are taken off and no service with them",
            without_service,
        ),
    )
    return tuple(
        Finding("count_reversals", severity, what, int(count), names_people=False)
        for severity, what, count in told
        if count
    )
