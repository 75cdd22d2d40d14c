"""What the data do not say, and attribution would have to guess or pass over."""

from collections.abc import Mapping, Sequence
from typing import Any

from openvbc.claims.attribution.reasons import Exclusion
from openvbc.claims.attribution.terms import AttributionTerms, Measure, PluralityStep, TieBreak
from openvbc.claims.findings import Finding, Severity

_PARTS = {Exclusion.NO_MONTH_WITH_PART_A_AND_B, Exclusion.MONTH_WITH_PART_A_OR_B_ONLY}
_EXAMPLES = 5
_DROPPED = {
    "shared": "people with services billed under an identifier that takes part in two organizations, dropped",
    "unnamed": "people with services without TIN, CCN and NPI, dropped",
}


def coverage_findings(record: Mapping[str, Any], terms: AttributionTerms) -> list[Finding]:
    """People of whom the source does not say the coverage that an exclusion asks for: blocking."""
    asked = (
        ("people_part_a_or_b", _PARTS & set(terms.exclusions), "Part A and Part B"),
        (
            "people_medicare_advantage",
            {Exclusion.MEDICARE_ADVANTAGE_MONTH} & set(terms.exclusions),
            "Medicare Advantage",
        ),
    )
    return [
        Finding(
            "coverage",
            Severity.BLOCKING,
            f"people with months in a window for which the source does not say {words}",
            int(record[column]),
            why="whether they are left out cannot be told",
            remedy="load the columns of coverage, or terms that do not ask for them",
            names_people=False,
        )
        for column, chosen, words in asked
        if chosen and record[column]
    ]


def service_findings(
    gaps: Mapping[str, Any], neutral: Sequence[Mapping[str, Any]], terms: AttributionTerms
) -> list[Finding]:
    """Qualifying services without a type of provider, an amount or a biller, and those of two organizations."""
    found = []
    if gaps["lines_without_provider_type"]:
        found.append(_no_provider_type(gaps))
    if gaps["lines_without_amount"] and _compares_amounts(terms):
        found.append(_no_amount(gaps))
    if gaps["lines_by_paid"] and _compares_amounts(terms):
        found.append(_by_paid(gaps))
    return found + [_dropped(record) for record in neutral]


def _no_provider_type(gaps: Mapping[str, Any]) -> Finding:
    return Finding(
        "provider_type",
        Severity.WARNING,
        "qualifying lines without a specialty, which attribute to nobody: "
        + _dollars(gaps["cents_without_provider_type"]),
        int(gaps["lines_without_provider_type"]),
        why="the type of provider is read from the specialty",
        remedy="load the specialty of the lines, or choose that of the clinician in provider",
        names_people=False,
    )


def _no_amount(gaps: Mapping[str, Any]) -> Finding:
    return Finding(
        "allowed_amount",
        Severity.BLOCKING,
        "qualifying lines without an allowed amount",
        int(gaps["lines_without_amount"]),
        why="the amounts are compared, and an absent one is not zero",
        remedy="load the allowed amounts, or compare visits",
        names_people=False,
    )


def _by_paid(gaps: Mapping[str, Any]) -> Finding:
    return Finding(
        "paid_for_allowed",
        Severity.NOTE,
        "qualifying lines of facilities do not say what was allowed, and are compared by what was paid: "
        + _dollars(gaps["cents_by_paid"]),
        int(gaps["lines_by_paid"]),
        why="what is paid is less than what is allowed, so a facility can have less than it would (CMS's feed, CCLF2, "
        "and its research files have no allowed amount of institutional lines)",
        names_people=False,
    )


def _dropped(record: Mapping[str, Any]) -> Finding:
    return Finding(
        "billing",
        Severity.WARNING,
        f"{_DROPPED[record['candidate_kind']]}: {_dollars(record['allowed_cents'])}",
        int(record["people"]),
        why="whose services they are cannot be told",
        remedy="correct the list of participants or the identifiers of the lines",
        names_people=False,
    )


def designation_findings(outside: Sequence[Mapping[str, Any]]) -> list[Finding]:
    """What designations name and the list of participants does not: whose people come to nobody by them."""
    found = []
    for kinds, severity, what, remedy in (
        (
            ("organization", "practice"),
            Severity.WARNING,
            "people are designated to organizations and practices whose names the list of participants does not have",
            "write organization_id on the list as the payer writes the name, where it is the same",
        ),
        (
            ("tin", "npi"),
            Severity.NOTE,
            "people are designated to practices and clinicians that do not take part",
            "",
        ),
    ):
        rows = [row for row in outside if row["named_kind"] in kinds and row["named"]]
        rows.sort(key=lambda row: (-int(row["people"]), str(row["named"])))
        if rows:
            found.append(
                Finding(
                    "designations_outside",
                    severity,
                    what,
                    sum(int(row["people"]) for row in rows),
                    tuple(f"{row['named']}: {int(row['people']):,} people" for row in rows[:_EXAMPLES]),
                    why="nobody comes to an organization by them",
                    remedy=remedy,
                    names_people=False,
                )
            )
    return found


def tie_findings(ties: tuple[int, int]) -> list[Finding]:
    """People whom only a tie-break brought to where they are."""
    every, by_identifier = ties
    found = []
    if every - by_identifier:
        found.append(
            Finding(
                "ties",
                Severity.NOTE,
                "people for whom two had equally much and the tie-break of the terms decided",
                every - by_identifier,
                names_people=False,
            )
        )
    if by_identifier:
        found.append(
            Finding(
                "ties",
                Severity.WARNING,
                "people for whom two were equal in everything and the order of identifiers decided",
                by_identifier,
                why="another rule of the parties may decide otherwise",
                remedy="agree on a further tie-break",
                names_people=False,
            )
        )
    return found


def _compares_amounts(terms: AttributionTerms) -> bool:
    return any(
        isinstance(step, PluralityStep)
        and (step.measure is Measure.ALLOWED_AMOUNT or TieBreak.ALLOWED_AMOUNT in step.ties)
        for period in terms.periods
        for step in period.steps
    )


def _dollars(cents: int) -> str:
    return f"${cents // 100:,}.{cents % 100:02d}"
