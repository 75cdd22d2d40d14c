"""What is done when all files of a kind are in: reversals netted, claims loaded, further codes held against claims."""

from typing import Final

from openvbc.claims.findings import Finding, Severity
from openvbc.claims.readers.account import LoadOptions, Step
from openvbc.claims.readers.mapped_csv.fields import CLAIM_KINDS
from openvbc.claims.readers.mapped_csv.joining import PACKAGE, join_headers
from openvbc.claims.readers.reading import Workplace
from openvbc.claims.readers.staging.loading import Loaded, TextLayout, run_layout
from openvbc.claims.readers.tuva.layouts import PACKAGE as TUVA_PACKAGE

_STEPS: Final = {
    "received": "rows of the payer's files, reversals with a minus",
    "taken_back": "rows of claims that were paid and taken back in full",
    "orphans": "reversals without the payment that they reverse, left out",
    "merged": "rows of claims that were corrected, before each became one row",
    "final": "final rows",
}


def finish_kind(kind: str, workplace: Workplace, options: LoadOptions, loaded: Loaded) -> list[Step]:
    """Finish one kind of file; the steps of its netting, if it can be reversed."""
    if kind in CLAIM_KINDS:
        return _net(kind, kind, workplace, options, loaded)
    if kind == "claim_line":
        join_headers(workplace, loaded)
        return _net(kind, "medical_claim", workplace, options, loaded) if not loaded.faults else []
    if kind.startswith("extra_"):
        loaded.findings.extend(_without_claim(kind, workplace))
    return []


def _net(kind: str, table: str, workplace: Workplace, options: LoadOptions, loaded: Loaded) -> list[Step]:
    workplace.run(PACKAGE, "net_claims", {"orphans": options.orphan_rule.value})
    found = {row["name"]: row for row in workplace.run(PACKAGE, "count_netting").records}
    loaded.findings.extend(_differing(kind, workplace))
    loaded.findings.extend(_of_others(kind, workplace))
    run_layout(TextLayout(table, (), (f"load_{table}",), TUVA_PACKAGE), workplace, options)
    workplace.run(PACKAGE, "end_netting")
    return [
        Step(f"{kind}_{name}", f"{kind}: {label}", found[name]["rows"], found[name]["amount"])
        for name, label in _STEPS.items()
        if found[name]["rows"] or name in ("received", "final")
    ]


def _differing(kind: str, workplace: Workplace) -> list[Finding]:
    rows = workplace.run(PACKAGE, "list_uneven_nets").rows
    if not rows:
        return []
    return [
        Finding(
            "reversals_differ",
            Severity.WARNING,
            f"{kind}: lines whose payments and reversals do not come to the last payment",
            rows[0][-1],
            tuple(f"claim {claim} line {line}: {net} net, {last} last" for claim, line, net, last, _ in rows),
            why="the net of all payments and reversals of the line counts",
            remedy="look at these claims with the payer",
        )
    ]


def _of_others(kind: str, workplace: Workplace) -> list[Finding]:
    rows = workplace.run(PACKAGE, "list_reversals_of_others").rows
    if not rows:
        return []
    return [
        Finding(
            "reversals_of_others",
            Severity.BLOCKING,
            f"{kind}: lines are paid for one person and reversed or corrected for another",
            rows[0][-1],
            tuple(f"claim {claim} line {line}: people {', '.join(people)}" for claim, line, people, _ in rows),
            why="a claim number seems to stand for several claims, so one would take back the other",
            remedy="see with the payer what tells these claims apart, and join it to the claim number",
        )
    ]


def _without_claim(kind: str, workplace: Workplace) -> list[Finding]:
    rows = workplace.run(PACKAGE, "list_extra_without_claim").rows
    if not rows:
        return []
    return [
        Finding(
            kind,
            Severity.WARNING,
            f"{kind}: codes belong to claims that are not in the files of medical claims",
            rows[0][1],
            tuple(str(row[0]) for row in rows),
            why="they are not loaded, because a code without its claim has no days",
            remedy="load the claims and their further codes together",
        )
    ]
