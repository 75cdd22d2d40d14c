"""Medicare claim files of several formats, gathered in the same tables and loaded by the same rules.

A reader's own scripts put its rows into medicare_line, medicare_month and medicare_fill; what makes canonical rows of
them, and what is checked before, is the same for all and stands here.
"""

from typing import Final

from openvbc.claims.findings import Finding, Severity, raise_blocking
from openvbc.claims.geography import postal_abbreviations
from openvbc.claims.readers.account import LoadOptions, Step
from openvbc.claims.readers.reading import Workplace
from openvbc.claims.readers.staging.loading import Loaded, count_loaded

PACKAGE: Final = "openvbc.claims.readers.medicare"

#: Audits: name -> (severity, what, why, remedy).
AUDITS: Final = {
    "header_differs": (
        Severity.BLOCKING,
        "claims have lines that differ in person, kind or payment of the claim",
        "the files repeat what is known for the claim on each line, so it must be the same",
        "get the files again",
    ),
    "line_twice": (
        Severity.BLOCKING,
        "lines of claims stand more than once",
        "their payments would be counted twice",
        "load each file once",
    ),
    "fill_twice": (
        Severity.BLOCKING,
        "drug events stand more than once",
        "their payments would be counted twice",
        "load each file once",
    ),
    "month_twice": (
        Severity.BLOCKING,
        "people have months with two different enrollments",
        "which of the two is meant cannot be known",
        "keep the newer file of beneficiaries of that year",
    ),
    "no_day": (
        Severity.WARNING,
        "claims without a first or a last day, left out",
        "a claim without days belongs to no period",
        "see whether the file was cut or changed",
    ),
    "lines_differ_from_claim": (
        Severity.WARNING,
        "professional claims whose lines do not sum to the payment of the claim",
        "the lines are what is counted",
        "look at these claims",
    ),
}

STEPS: Final = {
    "lines_received": "claim lines in the files",
    "lines_not_final": "claim lines that are no final action or were deleted, left out",
    "lines_without_day": "claim lines without days, left out",
    "fills_received": "drug events in the files",
    "fills_not_final": "drug events that are no final action or were deleted, left out",
}


def begin_gathering(workplace: Workplace) -> None:
    """Make the empty tables, and ssa_state: state codes of Medicare files and postal ones."""
    workplace.run(PACKAGE, "begin")
    workplace.connection.executemany(
        "INSERT INTO ssa_state VALUES (?, ?)", [list(pair) for pair in postal_abbreviations().items()]
    )


def load_gathered(workplace: Workplace, options: LoadOptions, loaded: Loaded) -> tuple[Step, ...]:
    """Check what was gathered and make canonical rows of it; the steps. ClaimsError for what cannot be counted."""
    loaded.findings.extend(_audit(workplace))
    raise_blocking(loaded.findings)
    values = {"data_source": options.data_source, "payer": options.payer or "Medicare", "plan": options.plan}
    workplace.run(PACKAGE, "load_claims", values)
    workplace.run(PACKAGE, "load_spans", values)
    counted = workplace.run(PACKAGE, "count_steps").rows
    steps = [Step(name, STEPS[name], rows, amount) for name, rows, amount in counted if rows]
    return (*steps, *count_loaded(workplace))


def _audit(workplace: Workplace) -> list[Finding]:
    rows = workplace.run(PACKAGE, "audit_gathered").rows
    findings = []
    for name, (severity, what, why, remedy) in AUDITS.items():
        found = [(example, cases) for audit, example, cases in rows if audit == name]
        if found:
            examples = tuple(str(example) for example, _ in found)
            findings.append(Finding(name, severity, what, found[0][1], examples, why, remedy))
    return findings
