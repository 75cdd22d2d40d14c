"""What an audit of loaded data finds, and how grave it is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from openvbc.errors import ClaimsError, Fault, raise_all

#: How many examples are kept of findings that several files share.
_EXAMPLES: Final = 5


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
        shown = self if not self.names_people else replace(self, examples=())
        return str(shown).replace("\n    ", "; ")

    def fault(self) -> Fault:
        """The finding as an error tells it."""
        more = ", ..." if self.count > len(self.examples) else ""
        examples = f": {'; '.join(self.examples)}{more}" if self.examples else ""
        return Fault(f"{self.what} ({self.count:,}){examples}", why=self.why, fix=self.remedy)


def by_kind(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, those that say the same of several files as one: cases added up, the first few examples kept."""
    found: dict[tuple[str, str, str], Finding] = {}
    for each in findings:
        kind = each.audit, each.what, each.why
        before = found.get(kind)
        if before is None:
            found[kind] = each
        else:
            examples = dict.fromkeys((*before.examples, *each.examples))
            most = max(_EXAMPLES, len(before.examples))
            found[kind] = replace(before, count=before.count + each.count, examples=tuple(examples)[:most])
    return tuple(found.values())


def raise_blocking(findings: Iterable[Finding]) -> None:
    """ClaimsError with every blocking finding, if there is one."""
    raise_all([found.fault() for found in findings if found.severity is Severity.BLOCKING], ClaimsError)
