"""Audits: named queries that look for what is wrong or odd in loaded data, and what is told about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openvbc.claims.findings import Finding, Severity
from openvbc.claims.yearly.store import BoundValue, ClaimsStore


@dataclass(frozen=True)
class Audit:
    """A question to the data. query: a named query with columns `example` and `cases`; no rows mean all is well.

    names_people: its examples name people, who do not belong in a report that leaves the house.
    """

    query: str
    severity: Severity
    what: str
    why: str
    remedy: str = ""
    names_people: bool = True


def run_audits(store: ClaimsStore, audits: Iterable[tuple[Audit, Mapping[str, BoundValue]]]) -> tuple[Finding, ...]:
    """Run each audit with its bound values; what was found, in their order."""
    findings = []
    for audit, values in audits:
        rows = store.run(audit.query, values).rows
        if rows:
            examples = tuple(str(example) for example, _ in rows)
            cases = rows[0][1]
            findings.append(
                Finding(
                    audit.query,
                    audit.severity,
                    audit.what,
                    cases,
                    examples,
                    audit.why,
                    audit.remedy,
                    audit.names_people,
                )
            )
    return tuple(findings)
