"""What the reader tells about a load, so that it is known before a figure is used."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from openvbc.claims.findings import Finding, Severity
from openvbc.claims.readers.account import LoadOptions, OrphanRule
from openvbc.claims.readers.cclf.layout import PACKAGE
from openvbc.claims.readers.cclf.netting import Netted
from openvbc.claims.readers.reading import Workplace

_EXAMPLES: Final = 5


def feed_findings(
    workplace: Workplace, netted: Netted, known: Sequence[str], options: LoadOptions
) -> tuple[Finding, ...]:
    """Every finding of a load of CCLF files."""
    checks = workplace.run(PACKAGE, "checks").records[0]
    ((organizations, tests, others),) = workplace.run(PACKAGE, "feed_deliveries").rows
    findings = [
        *_of_every_feed(checks),
        *_orphan_findings(netted, options.orphan_rule),
        *_of_claims(checks, netted),
        Finding(
            "deliveries_known",
            Severity.NOTE,
            "deliveries were loaded before and are not taken again",
            len(known),
            tuple(known[:_EXAMPLES]),
            names_people=False,
        ),
        _organizations(organizations or []),
        _tests(tests, others),
        _months_missing(workplace),
    ]
    return tuple(each for each in findings if each.count)


def _of_every_feed(checks: Mapping[str, Any]) -> list[Finding]:
    """What CCLF files never hold."""
    return [
        _note(
            "never_reaches_cms_totals",
            "the feed leaves out people who declined data sharing and claims about substance use",
            1,
            why="sums of the feed never reach CMS's own expenditure reports",
            remedy="hold shares and trends against CMS's reports, not sums",
        ),
        _note(
            "no_member_months",
            "CCLF8 tells a person's status only for the months in which a delivery came",
            checks["eligibility_rows"],
            why="months between deliveries have no enrollment from it",
            remedy="load the assignment lists (assignment_list) too: they have every month",
        ),
        _note(
            "patient_payment_only",
            "Part D fills have only what the person paid (as copayment); what the plan paid is not in the feed",
            checks["fills"],
        ),
    ]


def _of_claims(checks: Mapping[str, Any], netted: Netted) -> list[Finding]:
    """What is odd about the claims of these deliveries, and what was done about it."""
    return [
        _warning(
            "claim_repeated",
            "records of a claim remained beside a later one of the same claim and line, and were left out",
            netted.repeated,
            why="one claim identifier names one claim",
        ),
        _note(
            "lines_unlike_header",
            "Part A claims have revenue lines with payments that do not sum to the header's",
            checks["unlike_lines"],
            why="their payment stands on the first line",
        ),
        _warning(
            "claims_without_lines",
            "Part A claims have no revenue lines (CCLF2)",
            checks["without_lines"],
            why="they have no revenue centers and no HCPCS codes",
            remedy="see that CCLF2 of each delivery was loaded",
        ),
        _warning("claims_without_payment", "Part A claims have no payment amount", checks["without_payment"]),
        _note("identifiers_resolved", "former identifiers were replaced (CCLF9)", checks["changed_identifiers"]),
    ]


def _orphan_findings(netted: Netted, rule: OrphanRule) -> list[Finding]:
    kept = rule is OrphanRule.SIGNED_SUM
    return [
        Finding(
            "orphan_cancellations",
            Severity.WARNING,
            f"{each.label}: cancellations whose original is not there "
            + ("count with their negative amount" if kept else "remove nothing"),
            each.count,
            each.examples,
            why="what they cancel came before the first delivery that was loaded, or under another key",
            remedy="load the earlier deliveries, or choose the other orphan rule",
        )
        for each in netted.orphans
    ]


def _organizations(organizations: Sequence[str]) -> Finding:
    return Finding(
        "several_acos",
        Severity.WARNING,
        "the deliveries are those of several ACOs",
        len(organizations) if len(organizations) > 1 else 0,
        tuple(organizations[:_EXAMPLES]),
        why="they are netted and counted as one data source",
        remedy="load each ACO's deliveries under its own data source, unless they belong together",
        names_people=False,
    )


def _months_missing(workplace: Workplace) -> Finding:
    """Months without a delivery between others: claims that were processed in them are not there."""
    came: dict[str, list[int]] = {}
    for organization, month in workplace.run(PACKAGE, "monthly_deliveries").rows:
        came.setdefault(str(organization), []).append(int(month))
    missing = []
    for organization, months in came.items():
        gaps = sorted({*range(months[0], months[-1])} - {*months})
        if gaps:
            spoken = f"{organization}: " if organization else ""
            spans = f"deliveries of {_month(months[0])} to {_month(months[-1])}"
            missing.append((len(gaps), f"{spoken}{', '.join(map(_month, gaps))} of the monthly {spans}"))
    return Finding(
        "months_not_delivered",
        Severity.WARNING,
        "months have no monthly delivery, though months before and after have",
        sum(count for count, _ in missing),
        tuple(text for _, text in missing[:_EXAMPLES]),
        why="claims processed in these months are not in the data, which looks like savings; and cancellations "
        "stand without their originals",
        remedy="load the deliveries of these months, or ask CMS for them",
        names_people=False,
    )


def _month(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02}"


def _tests(tests: int, others: int) -> Finding:
    return Finding(
        "test_deliveries",
        Severity.BLOCKING if others else Severity.WARNING,
        "deliveries are named as tests (T.)" + (", others are not" if others else ""),
        tests,
        why="test records are not real",
        remedy="load test deliveries by themselves",
        names_people=False,
    )


def _note(audit: str, what: str, count: int, why: str = "", remedy: str = "") -> Finding:
    return Finding(audit, Severity.NOTE, what, count, (), why, remedy, names_people=False)


def _warning(audit: str, what: str, count: int, why: str = "", remedy: str = "") -> Finding:
    return Finding(audit, Severity.WARNING, what, count, (), why, remedy, names_people=False)
