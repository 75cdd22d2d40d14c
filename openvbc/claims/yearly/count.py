"""Counts one year of a contract: members, member months and expenditures, each as a figure with its source.

The engine counts and sums; nothing here divides or rounds. Each figure keeps the queries as they ran, the files they
read, and a query that lists the rows behind it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from openvbc.claims.findings import Finding, Severity
from openvbc.claims.geography import state_name
from openvbc.claims.yearly.audits import Audit, run_audits
from openvbc.claims.yearly.request import CATEGORIES, CountRequest
from openvbc.claims.yearly.store import BoundValue, ClaimsStore, as_ran
from openvbc.errors import ClaimsError, Fault
from openvbc.figures import ABSENT, Figure, FileDigest, Origin, Source

#: Why people are left out, in the order in which the reasons are looked at: reason -> words of the audit line.
EXCLUSIONS: Final[dict[str, str]] = {
    "outside_area": "live outside the contract's area",
    "medicare_advantage_months": "have months in Medicare Advantage",
    "months_differ": "have different numbers of Part A and Part B months",
    "no_months": "have no months of coverage",
}

#: The name of the carve-out by DRG beside the categories.
INPATIENT_DRGS: Final = "inpatient_drgs"

_AUDITS: Final = (
    Audit(
        "audit_codes_without_rows",
        Severity.WARNING,
        "codes of the contract stand nowhere in the year's data",
        why="a code that matches nothing is often a slip of the pen",
        remedy="hold the contract's states, counties and DRGs against the data",
        names_people=False,
    ),
    Audit(
        "audit_limited_carve_outs",
        Severity.WARNING,
        "members have claims of carved-out DRGs above their yearly inpatient amount",
        why="no more than the yearly amount is taken out, so that it never falls below zero",
    ),
    Audit(
        "audit_carve_outs_without_date",
        Severity.WARNING,
        "claims of carved-out DRGs have no date",
        why="they belong to no year and are not carved out",
        remedy="find their dates, or accept that they stay in",
    ),
    Audit(
        "audit_negative_remainders",
        Severity.NOTE,
        "members have an amount below zero after carve-outs",
        why="it is counted as it is",
    ),
)


@dataclass(frozen=True)
class AuditLine:
    """One step from the people in the files to the members counted; `people` can be listed as any figure can."""

    label: str
    people: Figure


@dataclass(frozen=True)
class YearCount:
    """What was counted for one year. Amounts are dollars with cents, as Decimal; people and months are whole numbers.

    gross_expenditures: before carve-outs, the sum of `expenditures` over the categories.
    carved_out: by carve-out of the contract (a category, or "inpatient_drgs"); carved_out_expenditures: their sum.
    excess_expenditures: what truncation takes off. truncated_expenditures: gross - carved out - excess, exactly.
    truncation_threshold: ABSENT where the contract does not truncate.
    cascade: from the people in the files to the members, step by step. findings: what the count's audits found.
    """

    request: CountRequest
    members: Figure
    member_months: Figure
    expenditures: dict[str, Figure]
    gross_expenditures: Figure
    carved_out: dict[str, Figure]
    carved_out_expenditures: Figure
    truncation_threshold: Figure
    excess_expenditures: Figure
    truncated_expenditures: Figure
    cascade: tuple[AuditLine, ...]
    findings: tuple[Finding, ...]


def count_year(store: ClaimsStore, request: CountRequest) -> YearCount:
    """Count one year of a contract from what the store holds.

    ClaimsError if the request cannot be counted as written, the year has no summary, DRGs are carved out and there
    are no inpatient claims, or no member is left.
    """
    asked = request.normalized()
    files = _files_of(store, asked)
    values: dict[str, BoundValue] = {"count_id": asked.count_id, "year": asked.year}
    with store.transaction():
        ran = _run(store, asked, values)
        (totals,) = store.run("total_expenditures", values).records
        reasons = dict(store.run("count_reasons", values).rows)
        if not totals["members"]:
            raise ClaimsError(_nobody_left(asked, reasons))
    sources = _Sources(asked, files, "\n".join((*ran, as_ran("total_expenditures", {"count_id": asked.count_id}))))
    findings = run_audits(store, ((audit, values) for audit in _AUDITS))
    return _year_count(sources, totals, _cascade(sources, reasons), findings)


def _files_of(store: ClaimsStore, asked: CountRequest) -> tuple[FileDigest, ...]:
    """The files that a count of this year reads; ClaimsError if there are none."""
    loaded = store.run("list_source_files").records
    summaries = [file for file in loaded if file["year"] == asked.year]
    claims = [file for file in loaded if file["year"] == 0] if asked.carved_out_drgs else []
    if not summaries:
        years = ", ".join(str(year) for year in sorted({file["year"] for file in loaded} - {0}))
        raise ClaimsError(
            Fault(
                f"there is no summary of the year {asked.year}",
                why=f"years loaded: {years}" if years else "nothing was loaded",
                fix="load the files of this year, or ask for one of those years",
            )
        )
    if asked.carved_out_drgs and not claims:
        raise ClaimsError(
            Fault(
                "the contract carves out DRGs, but no inpatient claims were loaded",
                why="nothing would be carved out",
                fix="put the inpatient claims files beside the summaries",
            )
        )
    return tuple(FileDigest(file["name"], file["sha256"]) for file in (*summaries, *claims))


def _run(store: ClaimsStore, asked: CountRequest, values: Mapping[str, BoundValue]) -> list[str]:
    """Run the steps of a count, in order; each step as it ran."""
    store.run("clear_count", values)
    choices = {
        "state": asked.states,
        "county": asked.counties,
        "carved_out_category": asked.carved_out_categories,
        "carved_out_drg": asked.carved_out_drgs,
    }
    steps: list[tuple[str, dict[str, BoundValue]]] = [
        ("insert_request_codes", {"count_id": asked.count_id, "kind": kind, "codes": list(codes)})
        for kind, codes in choices.items()
        if codes
    ]
    steps += [(name, dict(values)) for name in ("attribute_members", "carve_out_claims", "sum_member_expenditures")]
    if asked.threshold_cents is not None:
        steps.append(
            ("set_threshold_in_dollars", {"count_id": asked.count_id, "threshold_cents": asked.threshold_cents})
        )
    if asked.percentile_millionths is not None:
        percentile: dict[str, BoundValue] = {"millionths_of_a_percent": asked.percentile_millionths}
        steps.append(("set_threshold_at_percentile", {"count_id": asked.count_id, **percentile}))
    steps.append(("truncate_expenditures", {"count_id": asked.count_id}))
    for name, bound in steps:
        store.run(name, bound)
    return [as_ran(name, bound) for name, bound in steps]


@dataclass(frozen=True)
class _Sources:
    """Makes the sources of one count's figures: what they share is the files and the queries as they ran."""

    asked: CountRequest
    files: tuple[FileDigest, ...]
    query: str

    def count(self, number: int, description: str, rows: int, listing: str, **values: BoundValue) -> Figure:
        """A counted number with the query that lists its rows."""
        return Figure(Decimal(number), self._source(description, rows, listing, values))

    def dollars(self, cents: int, description: str, rows: int, listing: str, **values: BoundValue) -> Figure:
        """Counted cents as dollars with the query that lists their rows."""
        return Figure(Decimal(cents).scaleb(-2), self._source(description, rows, listing, values))

    def _source(self, description: str, rows: int, listing: str, values: Mapping[str, BoundValue]) -> Source:
        return Source(
            Origin.COUNTED,
            description=f"{description}, {self.asked.year}",
            files=self.files,
            query=self.query,
            rows=rows,
            listing=as_ran(listing, {"count_id": self.asked.count_id, **values}),
        )


def _year_count(
    sources: _Sources,
    totals: Mapping[str, int],
    cascade: tuple[AuditLine, ...],
    findings: tuple[Finding, ...],
) -> YearCount:
    members = totals["members"]
    months = "months of Part A and Part B of the members"
    carved_out_cents = sum(totals[f"carved_out_{name}_cents"] for name in (*CATEGORIES, "drg"))
    excess, truncated = _truncation(sources, totals)
    return YearCount(
        request=sources.asked,
        members=sources.count(members, "members counted", members, "list_people", reason="counted"),
        member_months=sources.count(totals["member_months"], months, members, "list_people", reason="counted"),
        expenditures={category: _of_category(sources, totals, category) for category in CATEGORIES},
        gross_expenditures=sources.dollars(
            totals["gross_cents"], "expenditures before carve-outs", members, "list_expenditures", category="all"
        ),
        carved_out=_carved_out(sources, totals),
        carved_out_expenditures=sources.dollars(
            carved_out_cents, "expenditures carved out", members, "list_carve_outs"
        ),
        truncation_threshold=_threshold(sources, totals),
        excess_expenditures=excess,
        truncated_expenditures=truncated,
        cascade=cascade,
        findings=findings,
    )


def _of_category(sources: _Sources, totals: Mapping[str, int], category: str) -> Figure:
    description = f"{category} expenditures before carve-outs"
    cents, members = totals[f"{category}_cents"], totals["members"]
    return sources.dollars(cents, description, members, "list_expenditures", category=category)


def _truncation(sources: _Sources, totals: Mapping[str, int]) -> tuple[Figure, Figure]:
    """What truncation takes off, and what is left."""
    excess = sources.dollars(
        totals["excess_cents"],
        "expenditures above the truncation threshold",
        totals["members_over_threshold"],
        "list_truncated_expenditures",
        least_excess_cents=1,
    )
    truncated = sources.dollars(
        totals["truncated_cents"],
        "expenditures after carve-outs and truncation",
        totals["members"],
        "list_truncated_expenditures",
        least_excess_cents=0,
    )
    return excess, truncated


def _carved_out(sources: _Sources, totals: Mapping[str, int]) -> dict[str, Figure]:
    """One figure a carve-out that the contract names."""
    found = {
        category: sources.dollars(
            totals[f"carved_out_{category}_cents"],
            f"{category} expenditures carved out",
            totals["members"],
            "list_expenditures",
            category=category,
        )
        for category in sources.asked.carved_out_categories
    }
    if sources.asked.carved_out_drgs:
        found[INPATIENT_DRGS] = sources.dollars(
            totals["carved_out_drg_cents"],
            f"inpatient claims of DRG {', '.join(sources.asked.carved_out_drgs)} carved out",
            totals["carved_out_claims"],
            "list_carved_out_claims",
        )
    return found


def _threshold(sources: _Sources, totals: Mapping[str, int]) -> Figure:
    """The amount a member to which expenditures count: given, counted, or absent."""
    asked = sources.asked
    if asked.truncation_dollars is not None:
        return Figure(asked.truncation_dollars, Source(Origin.GIVEN, "the contract's truncation threshold"))
    if asked.truncation_percentile is not None:
        return sources.dollars(
            totals["threshold_cents"],
            f"percentile {asked.truncation_percentile} of the members' annual amounts after carve-outs",
            totals["members"],
            "list_truncated_expenditures",
            least_excess_cents=0,
        )
    return Figure(ABSENT, Source(Origin.GIVEN, "the contract does not truncate"))


def _cascade(sources: _Sources, reasons: Mapping[str, int]) -> tuple[AuditLine, ...]:
    everyone = sum(reasons.values())
    in_area = everyone - reasons.get("outside_area", 0)

    def line(label: str, people: int, reason: str) -> AuditLine:
        return AuditLine(label, sources.count(people, label, people, "list_people", reason=reason))

    excluded = [line(words, reasons.get(reason, 0), reason) for reason, words in EXCLUSIONS.items()]
    return (
        line("people in the year's summaries", everyone, "any"),
        excluded[0],
        line("people in the contract's area", in_area, "in_area"),
        *excluded[1:],
        line("members counted", reasons.get("counted", 0), "counted"),
    )


def _nobody_left(asked: CountRequest, reasons: Mapping[str, int]) -> Fault:
    told = "; ".join(f"{reasons[reason]:,} {words}" for reason, words in EXCLUSIONS.items() if reasons.get(reason))
    states = ", ".join(state_name(state) for state in asked.states)
    return Fault(
        f"no member is left to count in {asked.year}",
        why=f"of {sum(reasons.values()):,} people, {told}",
        fix=f"look at the contract's area (states {states}; counties {', '.join(asked.counties) or 'all'})",
    )
