"""What the counting of expenditures finds: every line that does not count is named with counts and dollars."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from openvbc.claims.engine.engine import BoundValue, Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.expenditures.categories import OTHER
from openvbc.claims.expenditures.terms import (
    Amount,
    AttachmentAtPercentile,
    ExpenditureTerms,
    Summaries,
    WithoutAmount,
    WithoutPaidDate,
)
from openvbc.claims.findings import Finding, Severity
from openvbc.claims.tables.expenditure_rule_tables import STOP_LOSS_LAYER
from openvbc.units import USD

Records = Sequence[Mapping[str, Any]]

_COUNTED: Final = ("counted", "counted_without_paid_date")
_EXAMPLES: Final = 5


def coverage_findings(engine: Engine, values: Mapping[str, BoundValue]) -> list[Finding]:
    """Months whose source does not say the coverage that the contract asks about, and months left out by it."""
    records = engine.rows(NamedQuery.COUNT_UNCLEAR_MONTHS, values).records
    unclear = {row["period"]: int(row["unclear_months"]) for row in records if row["unclear_months"]}
    left_out = {row["period"]: int(row["left_out_months"]) for row in records if row["left_out_months"]}
    findings = []
    if unclear:
        findings.append(
            Finding(
                "unclear_months",
                Severity.BLOCKING,
                "months of members whose source does not say the coverage that the contract asks about",
                sum(unclear.values()),
                _by_period(unclear),
                why="whether they count cannot be known",
                remedy="load data that says it, or do not ask for that coverage",
                names_people=False,
            )
        )
    if left_out:
        findings.append(
            Finding(
                "months_left_out",
                Severity.NOTE,
                "months of members do not count because of their coverage",
                sum(left_out.values()),
                _by_period(left_out),
                names_people=False,
            )
        )
    return findings


def summary_findings(engine: Engine, terms: ExpenditureTerms) -> list[Finding]:
    """What is to be known of yearly summaries, once `enrollment_months` is built."""
    records = sorted(engine.rows(NamedQuery.COUNT_SUMMARIES).records, key=lambda row: str(row["period"]))
    if not records:
        return []
    examples = [
        f"{row['period']}: {row['summaries']:,} amounts of people, {_dollars(row['paid_cents'])} paid"
        + (
            f", of people without a month that counts {row['without_months']:,} amounts, "
            f"{_dollars(row['without_months_cents'])}"
            if row["without_months"] and terms.summaries is Summaries.COUNT
            else ""
        )
        for row in records
    ]
    words = {
        Summaries.STOP: (
            Severity.BLOCKING,
            "the data hold yearly summaries, and the terms do not say whether they count",
            "where claims are at hand the same cost is in both; where they are not, it is in the summaries alone",
            "say whether summaries count, or are left out",
        ),
        Summaries.COUNT: (Severity.NOTE, "yearly summaries count: a category comes to what they say", "", ""),
        Summaries.LEAVE_OUT: (Severity.WARNING, "yearly summaries are left out: claims alone count", "", ""),
    }
    severity, what, why, remedy = words[terms.summaries]
    total = sum(int(row["summaries"]) for row in records)
    found = [Finding("summaries", severity, what, total, tuple(examples), why, remedy, names_people=False)]
    partly = {str(row["period"]): int(row["partly_outside"]) for row in records if row["partly_outside"]}
    if partly and terms.summaries is Summaries.COUNT:
        found.append(
            Finding(
                "summaries_partly_outside",
                Severity.BLOCKING,
                "yearly summaries reach beyond the period that is counted",
                sum(partly.values()),
                _by_period(partly),
                why="what of them belongs to the period cannot be known",
                remedy="count the years that the summaries tell, or leave summaries out",
                names_people=False,
            )
        )
    return found


def attachment_findings(engine: Engine, terms: ExpenditureTerms) -> list[Finding]:
    """The attachment points that a percentile gave, once `stop_loss_layer` is there."""
    at_percentile = {
        number: layer.attachment
        for number, layer in enumerate(terms.stop_loss, start=1)
        if isinstance(layer.attachment, AttachmentAtPercentile)
    }
    rows = [
        row
        for row in engine.table(STOP_LOSS_LAYER.name, order_by=("period", "layer")).records
        if row["layer"] in at_percentile
    ]
    examples = [
        f"{row['period']}: {_dollars(row['attachment_cents'])} a person, percentile "
        f"{at_percentile[row['layer']].percentile} of {at_percentile[row['layer']].reference_population}"
        for row in rows
    ]
    what = "expenditures above a percentile of what people cost in the period are cut off"
    return [Finding("attachments", Severity.NOTE, what, len(rows), tuple(examples), names_people=False)] if rows else []


def account_findings(engine: Engine, terms: ExpenditureTerms) -> list[Finding]:
    """What the account of lines says, once `expenditure_account` is built."""
    account = engine.table(
        NamedQuery.EXPENDITURE_ACCOUNT, order_by=("period", "reason", "carve_out", "category")
    ).records
    return [
        *_limited_carve_outs(engine),
        *_uncategorized(engine, account),
        *_paid_dates(account, terms),
        *_amounts(account, terms),
        *_left_out(account),
        *_carve_outs(account, terms),
        *_unsaid(engine, terms),
    ]


def people_below_zero(engine: Engine) -> list[Finding]:
    """People whose expenditures are below zero, once `member_total` is built."""
    records = engine.rows(NamedQuery.COUNT_PEOPLE_BELOW_ZERO).records
    if not records:
        return []
    examples = [
        f"{row['period']} {row['enrollment_type']}: {row['people']:,} people, {_dollars(row['expenditure_cents'])}"
        for row in records
    ]
    return [
        Finding(
            "people_below_zero",
            Severity.NOTE,
            "people have expenditures below zero, which are counted as they are",
            sum(int(row["people"]) for row in records),
            tuple(sorted(examples)[:_EXAMPLES]),
            why="an adjustment stands in the period, what it adjusts elsewhere",
            names_people=False,
        )
    ]


def people_without_months(engine: Engine) -> list[Finding]:
    """People of a population without a month that counts."""
    records = engine.rows(NamedQuery.COUNT_PEOPLE_WITHOUT_MONTHS).records
    if not records:
        return []
    examples = sorted(
        f"{row['population_id']} {row['period']}: {row['people']:,}"
        + (
            f", {row['medicare_advantage_only']:,} of them in Medicare Advantage all the time"
            if row["medicare_advantage_only"]
            else ""
        )
        for row in records
    )
    return [
        Finding(
            "people_without_months",
            Severity.WARNING,
            "people of a population have no month that counts in the period",
            sum(int(row["people"]) for row in records),
            tuple(examples[:_EXAMPLES]),
            why="they are in no total",
            remedy="hold the population against the enrollment data",
            names_people=False,
        )
    ]


def _limited_carve_outs(engine: Engine) -> Iterator[Finding]:
    rows = sorted(engine.rows(NamedQuery.COUNT_LIMITED_CARVE_OUTS).records, key=lambda row: str(row["period"]))
    if rows:
        yield Finding(
            "limited_carve_outs",
            Severity.WARNING,
            "members have claims of carve-outs that come to more than the year's summary has",
            sum(int(row["members"]) for row in rows),
            tuple(
                f"{row['period']}: {row['members']:,} members, {_dollars(row['paid_cents'])} not taken out"
                for row in rows
            ),
            why="no more is taken out than the summary has, so that it never falls below zero",
            names_people=False,
        )


def _uncategorized(engine: Engine, account: Records) -> Iterator[Finding]:
    lines = sum(int(row["lines"]) for row in account if not row["category"])
    if lines:
        codes = engine.rows(NamedQuery.LIST_UNCATEGORIZED_CODES, most_rows=_EXAMPLES)
        examples = [", ".join(f"{name} {cell}" for name, cell in row.items() if cell) for row in codes.records]
        yield Finding(
            "uncategorized_lines",
            Severity.BLOCKING,
            "lines of claims meet no rule of categories of service",
            lines,
            tuple(each or "a line without any code" for each in examples),
            why="they would be in no category",
            remedy="add a rule for them; a last rule without criteria takes all that is left",
            names_people=False,
        )
    yield from _named(
        [row for row in account if row["category"] == OTHER and row["reason"] in _COUNTED],
        "lines_in_other",
        Severity.NOTE,
        f"lines that count are in the category {OTHER!r}",
        "no rule of categories knows their codes",
    )


def _paid_dates(account: Records, terms: ExpenditureTerms) -> Iterator[Finding]:
    rows = [row for row in account if row["reason"] in ("without_paid_date", "counted_without_paid_date")]
    words = {
        WithoutPaidDate.STOP: (Severity.BLOCKING, "lines have no day of payment"),
        WithoutPaidDate.COUNT: (Severity.WARNING, "lines without a day of payment count, as the contract says"),
        WithoutPaidDate.LEAVE_OUT: (Severity.WARNING, "lines without a day of payment are left out, as agreed"),
    }
    severity, what = words[terms.without_paid_date]
    why = "whether they were paid within the run-out cannot be known"
    yield from _named(rows, "without_paid_date", severity, what, why)


def _amounts(account: Records, terms: ExpenditureTerms) -> Iterator[Finding]:
    column = f"lines_without_{terms.amount.value}_amount"
    by_period: dict[str, int] = defaultdict(int)
    for row in account:
        if row["reason"] in _COUNTED and row[column]:
            by_period[row["period"]] += int(row[column])
    if by_period:
        stops = terms.without_amount is WithoutAmount.STOP
        yield Finding(
            "without_amount",
            Severity.BLOCKING if stops else Severity.WARNING,
            f"lines do not say the {terms.amount.value} amount" + ("" if stops else " and count as zero"),
            sum(by_period.values()),
            _by_period(by_period),
            why="what they cost cannot be known",
            remedy="load data that says it, or count the other amount",
            names_people=False,
        )


def _left_out(account: Records) -> Iterator[Finding]:
    for reason, severity, what, why in (
        (
            "not_enrolled",
            Severity.WARNING,
            "lines do not count: their person has no month that counts when they were served",
            "enrollment data and claims differ, or the month's coverage is not what the contract asks",
        ),
        ("paid_after_run_out", Severity.NOTE, "lines do not count: they were paid after the run-out", ""),
        ("pharmacy_not_counted", Severity.NOTE, "pharmacy fills do not count under this contract", ""),
    ):
        yield from _named([row for row in account if row["reason"] == reason], reason, severity, what, why)


def _carve_outs(account: Records, terms: ExpenditureTerms) -> Iterator[Finding]:
    taken = {row["carve_out"] for row in account}
    empty = [each.name for each in terms.carve_outs if each.name not in taken]
    if empty:
        yield Finding(
            "empty_carve_outs",
            Severity.WARNING,
            "carve-outs take nothing out",
            len(empty),
            tuple(empty[:_EXAMPLES]),
            why="a code that matches nothing is often a slip of the pen, or an earlier carve-out takes the same",
            remedy="hold their codes against the data",
            names_people=False,
        )


def _unsaid(engine: Engine, terms: ExpenditureTerms) -> Iterator[Finding]:
    asked = {
        "sequestration": terms.add_sequestration and terms.amount is Amount.PAID,
        "medical_education": terms.remove_medical_education,
        "disproportionate_share": terms.remove_disproportionate_share,
        "uncompensated_care": terms.remove_uncompensated_care,
    }
    if not any(asked.values()):
        return
    unsaid = [
        f"{row['data_source']}: {name.replace('_', ' ')}"
        for row in engine.rows(NamedQuery.COUNT_UNSAID_AMOUNTS).records
        for name, wanted in asked.items()
        if wanted and not row[f"lines_with_{name}"]
    ]
    if unsaid:
        yield Finding(
            "unsaid_amounts",
            Severity.WARNING,
            "data sources never say an amount that the contract adds back or takes out",
            len(unsaid),
            tuple(sorted(unsaid)[:_EXAMPLES]),
            why="nothing is added back or taken out for them",
            remedy="find the amounts, or agree that they stay as they are",
            names_people=False,
        )


def _named(rows: Records, audit: str, severity: Severity, what: str, why: str) -> Iterator[Finding]:
    """A finding over rows of the account, with lines and dollars of each period."""
    lines: dict[str, int] = defaultdict(int)
    cents: dict[str, int] = defaultdict(int)
    for row in rows:
        lines[row["period"]] += int(row["lines"])
        cents[row["period"]] += int(row["paid_cents"])
    if lines:
        examples = [f"{period}: {lines[period]:,} lines, {_dollars(cents[period])} paid" for period in sorted(lines)]
        yield Finding(audit, severity, what, sum(lines.values()), tuple(examples), why=why, names_people=False)


def _by_period(counts: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(f"{period}: {counts[period]:,}" for period in sorted(counts))


def _dollars(cents: int) -> str:
    return USD.show(Decimal(cents).scaleb(-2))
