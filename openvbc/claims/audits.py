"""Audits: named queries that look for what is wrong or odd in loaded data, and what is told about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from openvbc.claims.store import BoundValue, ClaimsStore
from openvbc.errors import ClaimsError, Fault, raise_all


class Severity(StrEnum):
    """blocking: nothing may be counted. warning: look at it before a figure is used. note: so that it is known."""

    BLOCKING = "blocking"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """What an audit found. count: how many cases there are; examples: the first few; remedy: what to do.

    names_people: the examples name people.
    """

    audit: str
    severity: Severity
    what: str
    count: int
    examples: tuple[str, ...] = ()
    why: str = ""
    remedy: str = ""
    names_people: bool = True

    def __str__(self) -> str:
        return f"{self.severity.value}: {self.fault()}"

    def without_people(self) -> str:
        """The finding in one line that names nobody: for statements and letters."""
        told = self if not self.names_people else replace(self, examples=())
        return str(told).replace("\n    ", "; ")

    def fault(self) -> Fault:
        """The finding as an error tells it."""
        more = ", ..." if self.count > len(self.examples) else ""
        examples = f": {'; '.join(self.examples)}{more}" if self.examples else ""
        return Fault(f"{self.what} ({self.count:,}){examples}", why=self.why, mend=self.remedy)


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


def raise_blocking(findings: Iterable[Finding]) -> None:
    """ClaimsError with every blocking finding, if there is one."""
    raise_all([found.fault() for found in findings if found.severity is Severity.BLOCKING], ClaimsError)
