"""The audits that run on the canonical tables at every load, whatever the format of the files was."""

from decimal import Decimal
from typing import Final

from openvbc.claims.findings import Finding, Severity
from openvbc.claims.geography import STATE_CODES
from openvbc.claims.yearly.audits import Audit, run_audits
from openvbc.claims.yearly.store import BoundValue, ClaimsStore
from openvbc.units import USD

#: Claims and yearly columns are told apart by a warning when they differ by more than one part in this many.
_LARGEST_DIFFERENCE = 10

_AUDITS: Final = (
    Audit(
        "audit_person_twice",
        Severity.BLOCKING,
        "people stand more than once in the summaries of a year",
        why="their months and dollars would be counted twice",
        remedy="keep one row a person and year; look for the same sample under two names",
    ),
    Audit(
        "audit_claim_segment_twice",
        Severity.BLOCKING,
        "segments of inpatient claims stand more than once",
        why="their payments would be carved out twice",
        remedy="keep one row a claim and segment; look for the same sample under two names",
    ),
    Audit(
        "audit_claims_without_person",
        Severity.WARNING,
        "inpatient claims belong to people who are in no summary",
        why="no member of any count can have them; they may be of a sample whose summaries are not here",
        remedy="put summaries and claims of the same samples into the folder",
    ),
    Audit(
        "audit_claims_without_date",
        Severity.WARNING,
        "inpatient claims have no from-date in any segment",
        why="they belong to no year, so a carve-out by DRG leaves them in",
        remedy="see whether the file was cut or changed",
    ),
    Audit(
        "audit_through_before_from",
        Severity.WARNING,
        "segments of inpatient claims end before they begin",
        why="the year of a claim is that of its from-date, which may be the wrong one of the two",
        remedy="look at these claims before a carve-out by DRG is used",
    ),
    Audit(
        "audit_segments_differ",
        Severity.WARNING,
        "inpatient claims have segments with different DRGs or years",
        why="the lowest segment that has a DRG or a date decides",
        remedy="look at these claims before a carve-out by DRG is used",
    ),
    Audit(
        "audit_unknown_states",
        Severity.WARNING,
        "people and years have a state code that is no SSA code from 01 to 54",
        why="they are in the area of no contract",
        remedy="see whether the file writes states another way",
        names_people=False,
    ),
    Audit(
        "audit_negative_amounts",
        Severity.NOTE,
        "people and years have a yearly amount below zero",
        why="CMS's files have such amounts; they are counted as they are",
    ),
)


def audit_load(store: ClaimsStore) -> tuple[Finding, ...]:
    """Run every audit on what the store holds; what was found, blocking or not."""
    values: dict[str, dict[str, BoundValue]] = {"audit_unknown_states": {"states": list(STATE_CODES)}}
    found = run_audits(store, ((audit, values.get(audit.query, {})) for audit in _AUDITS))
    return (*found, _inpatient_totals(store))


def _inpatient_totals(store: ClaimsStore) -> Finding:
    """Claims against the yearly inpatient column, year by year: two ways to the same dollars."""
    examples = []
    far_apart = 0
    for year, summary_cents, claims_cents in store.run("audit_inpatient_totals").rows:
        far_apart += abs(claims_cents - summary_cents) * _LARGEST_DIFFERENCE > abs(summary_cents)
        examples.append(f"{year}: {_dollars(claims_cents)} in claims, {_dollars(summary_cents)} in the summaries")
    what = "years have inpatient claims to hold against the summaries' inpatient column"
    why = "in CMS's files claims come to 95 to 99 per cent of it"
    if not far_apart:
        return Finding(
            "audit_inpatient_totals", Severity.NOTE, what, len(examples), tuple(examples), why, names_people=False
        )
    return Finding(
        "audit_inpatient_totals",
        Severity.WARNING,
        f"{what}, and {far_apart} of them differ by more than a tenth",
        len(examples),
        tuple(examples),
        why=f"{why}; a carve-out by DRG finds only the claims that are here",
        remedy="put the inpatient claims of every sample and year into the folder",
        names_people=False,
    )


def _dollars(cents: int) -> str:
    return USD.show(Decimal(cents).scaleb(-2))
