"""Counts what participants were paid and by whom, for attributed people and for others, on one engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from openvbc.claims.attribution.services import ProviderType
from openvbc.claims.attribution.terms import Participant
from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.findings import Finding
from openvbc.claims.participation.identifiers import silent
from openvbc.claims.tables.attribution_rule_tables import PARTICIPANT
from openvbc.errors import Fault
from openvbc.periods import Period

#: Clinicians whose specialty is of none of the types that the terms name, and those whose lines do not say one.
OTHER: Final = "other"
UNSTATED: Final = "not stated"


@dataclass(frozen=True)
class Billing:
    """What was billed in one period, in cents, hospital add-ons and sequestration included, nothing cut off.

    revenue: of participants, for anybody; revenue_for_ours: of that, for attributed people. expenditures: of anybody,
    for attributed people. lines_without_specialty: professional lines of anybody. clinicians: how many by type, of
    professional claims; silent: participants under whom nothing was billed.
    """

    revenue: int
    revenue_for_ours: int
    expenditures: int
    lines: int
    lines_without_amount: int
    lines_without_paid_date: int
    lines_without_specialty: int
    clinicians: Mapping[str, int]
    silent: tuple[Participant, ...]


@dataclass(frozen=True)
class Participation:
    """People attributed and enrolled by period, and billing by period; or the faults for which nothing was counted.

    queries: what ran, by name, with the values bound to it.
    """

    people: Mapping[str, int] = field(default_factory=dict)
    enrolled: Mapping[str, int] = field(default_factory=dict)
    billing: Mapping[str, Billing] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    faults: tuple[Fault, ...] = ()
    queries: Mapping[str, str] = field(default_factory=dict)


def count_billing(
    engine: Engine,
    organization_id: str,
    periods: Sequence[str],
    taking_part: Sequence[Participant],
    days: Period,
    types: Sequence[ProviderType],
) -> dict[str, Billing]:
    """What was billed in every period. The engine holds medical_claim, count_period and attribution."""
    engine.put(
        PARTICIPANT,
        [(each.organization_id, each.tin, each.ccn, each.npi, each.first_date, each.last_date) for each in taking_part],
    )
    engine.build(NamedQuery.PROVIDER_BILLING, {"organization_id": organization_id})
    engine.build(
        NamedQuery.PARTICIPANT_BILLING,
        {"organization_id": organization_id, "first_date": days.start, "last_date": days.last_day},
    )
    totals = {str(row["period"]): row for row in engine.rows(NamedQuery.COUNT_BILLING).records}
    rows = engine.table(
        NamedQuery.PARTICIPANT_BILLING, order_by=("period", "tin", "ccn", "npi", "specialty_code")
    ).records
    engine.drop(NamedQuery.PROVIDER_BILLING)
    found = {}
    for period in periods:
        ours = [row for row in rows if row["period"] == period]
        total = totals.get(period, {})
        professional = {(str(row["npi"]), str(row["specialty_code"])) for row in ours if row["professional_lines"]}
        found[period] = Billing(
            revenue=sum(int(row["paid_cents"]) for row in ours),
            revenue_for_ours=sum(int(row["ours_paid_cents"]) for row in ours),
            expenditures=int(total.get("ours_paid_cents", 0)),
            lines=int(total.get("lines", 0)),
            lines_without_amount=int(total.get("lines_without_amount", 0)),
            lines_without_paid_date=int(total.get("lines_without_paid_date", 0)),
            lines_without_specialty=int(total.get("lines_without_specialty", 0)),
            clinicians=clinicians_by_type(professional, types),
            silent=tuple(silent(taking_part, [(row["tin"], row["ccn"], row["npi"]) for row in ours])),
        )
    return found


def clinicians_by_type(billed: set[tuple[str, str]], types: Sequence[ProviderType]) -> dict[str, int]:
    """How many clinicians of each type bill, from (NPI, specialty). One of two types counts for the first named."""
    by_clinician: dict[str, set[str]] = {}
    for npi, specialty in billed:
        if npi:
            by_clinician.setdefault(npi, set()).add(specialty)
    counts = {each.name: 0 for each in types} | {OTHER: 0, UNSTATED: 0}
    for specialties in by_clinician.values():
        named = next((each.name for each in types if specialties & set(each.specialty_codes)), "")
        counts[named or (OTHER if specialties - {""} else UNSTATED)] += 1
    return counts
