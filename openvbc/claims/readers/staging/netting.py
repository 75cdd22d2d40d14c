"""Leaves out what is in the loaded claims a second time for certain: totals of lines, bills that others take back."""

from typing import Final

from openvbc.claims.findings import Finding, Severity
from openvbc.claims.readers.reading import Workplace
from openvbc.claims.readers.staging.staged import PACKAGE
from openvbc.units import USD

_KINDS: Final = (
    (
        "total_lines",
        "lines of revenue center 0001 repeat the sum of the other lines of their claim, and are left out",
        "it is the total of the claim, not a service",
    ),
    (
        "named_bills",
        "bills are left out that another of the same claim control number voids or replaces, and the voids",
        "a void takes back what it names, and only the replacing bill is final",
    ),
)


def leave_out_doubles(workplace: Workplace) -> tuple[Finding, ...]:
    """Leave out what other rows of the same claim say again, where that is certain; what was left out, with dollars.

    What is not certain stays, and an audit refuses it.
    """
    findings = []
    for kind, what, why in _KINDS:
        ((claims, dollars, examples),) = workplace.run(PACKAGE, f"find_{kind}").rows
        if claims:
            workplace.run(PACKAGE, f"leave_out_{kind}")
            text = f"{what}: {USD.show(dollars)} in all"
            findings.append(Finding(kind, Severity.NOTE, text, int(claims), tuple(examples), why))
    return tuple(findings)
