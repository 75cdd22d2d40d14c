"""Whether every month that is counted has enrollment and claims: one without them would look like a cheap one."""

from collections.abc import Sequence
from statistics import median_low
from typing import Final

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.findings import Finding, Severity

#: With fewer lines in the median month, a month without claims can be chance.
_ENOUGH_LINES: Final = 30
#: A month with less than this part of the median month is told.
_FEW: Final = 4
_EXAMPLES: Final = 12


def months_held(engine: Engine) -> list[Finding]:
    """What is missing of the months of `calendar_month`: blocking where a month has no enrollment, or no claims at all.

    Needs the canonical tables and `calendar_month` (see count_member_months, whose periods and windows it holds).
    """
    months = sorted(engine.rows(NamedQuery.LIST_MONTHS_HELD).records, key=lambda row: int(row["year_month"]))
    lines = [int(row["lines"]) for row in months]
    if not any(lines):
        # Data without any claim line are held by their yearly summaries.
        lines = [int(row["summaries"]) for row in months]
    people = [int(row["people"]) for row in months]
    usual_lines, usual_people = median_low(lines), median_low(people)
    named = [str(row["year_month"]) for row in months]
    empty = [name for name, count in zip(named, people, strict=True) if count == 0]
    silent = [
        name for name, count, people_there in zip(named, lines, people, strict=True) if count == 0 and people_there > 0
    ]
    few_lines = [name for name, count in zip(named, lines, strict=True) if 0 < count * _FEW < usual_lines]
    few_people = [name for name, count in zip(named, people, strict=True) if 0 < count * _FEW < usual_people]
    found = []
    if empty:
        found.append(_missing("enrollment", "nobody is enrolled in months that are counted", empty, Severity.BLOCKING))
    if silent:
        grave = Severity.BLOCKING if usual_lines >= _ENOUGH_LINES else Severity.WARNING
        found.append(_missing("claims", "months that are counted have no claims", silent, grave))
    if few_lines:
        what = "months that are counted have less than a quarter of the usual lines of claims"
        found.append(_missing("claims", what, few_lines, Severity.WARNING))
    if few_people:
        what = "months that are counted have less than a quarter of the usual people enrolled"
        found.append(_missing("enrollment", what, few_people, Severity.WARNING))
    return found


def _missing(of: str, what: str, months: Sequence[str], severity: Severity) -> Finding:
    return Finding(
        f"months_of_{of}",
        severity,
        what,
        len(months),
        tuple(months[:_EXAMPLES]),
        why="assignment, expenditures and risk scores of these months would be too low, and look like savings",
        remedy=f"load the {of} of these months",
        names_people=False,
    )
