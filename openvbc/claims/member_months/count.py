"""Counts member months on an engine, and tells what the spans of eligibility do not say or say twice."""

from dataclasses import dataclass
from typing import Any

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.findings import Finding, Severity, raise_blocking
from openvbc.claims.member_months.terms import (
    MemberMonthTerms,
    age_band_rows,
    calendar_rows,
    enrollment_type_rows,
)
from openvbc.claims.tables.member_month_rule_tables import AGE_BAND, CALENDAR_MONTH, ENROLLMENT_TYPE_RULE
from openvbc.claims.tables.period_rule_tables import COUNT_PERIOD

_EXAMPLES = 3


@dataclass(frozen=True)
class MonthCount:
    """Months of one period and enrollment type, and the people who have at least one of them."""

    period: str
    enrollment_type: str
    months: int
    people: int


@dataclass(frozen=True)
class MemberMonths:
    """The months of every period and type, and what was found that does not block."""

    counts: tuple[MonthCount, ...]
    findings: tuple[Finding, ...]


def count_member_months(engine: Engine, terms: MemberMonthTerms) -> MemberMonths:
    """Build enrollment_line, enrolled_run, period_run, member_month_summary and what is between from eligibility.

    ClaimsError if months of a period have no enrollment type, or one person two of them in a month.
    """
    engine.put(COUNT_PERIOD, [period.row for period in terms.periods])
    engine.build(NamedQuery.PERIOD_KEY)
    engine.put(CALENDAR_MONTH, calendar_rows([*(period.days for period in terms.periods), *terms.windows]))
    engine.put(AGE_BAND, age_band_rows(terms.types))
    engine.put(ENROLLMENT_TYPE_RULE, enrollment_type_rows(terms.types))
    engine.build(NamedQuery.ENROLLMENT_TYPE_KEY)
    engine.build(
        NamedQuery.ENROLLMENT_SPAN,
        {
            "month_rule": terms.month_rule.value,
            "source_type_counts": int(terms.source_type_counts),
            "silence_gives_way": int(terms.silence_gives_way),
        },
    )
    engine.build(NamedQuery.OVERLAPPING_PERSON)
    findings = [
        *_unknown_types(engine.rows(NamedQuery.FIND_UNKNOWN_ENROLLMENT_TYPES).records),
        *_conflicts(engine.rows(NamedQuery.FIND_CONFLICTING_SPANS).records),
        *_contradictions(engine.rows(NamedQuery.FIND_CONTRADICTORY_PEOPLE).records),
    ]
    raise_blocking(findings)
    engine.build(NamedQuery.ENROLLED_RUN)
    if terms.silence_gives_way:
        findings += _given_way(engine.rows(NamedQuery.FIND_MONTHS_GIVEN_WAY).records)
    engine.build(NamedQuery.PERIOD_RUN)
    engine.build(NamedQuery.MEMBER_MONTH_SUMMARY)
    counted = engine.table(NamedQuery.MEMBER_MONTH_SUMMARY, order_by=("period", "enrollment_type"))
    return MemberMonths(tuple(MonthCount(**record) for record in counted.records), tuple(findings))


def _unknown_types(records: list[dict[str, Any]]) -> list[Finding]:
    if not records:
        return []
    examples = [
        f"Medicare status {record['medicare_status_code'] or 'empty'}, dual status "
        f"{record['dual_status_code'] or 'empty'}: {record['months']:,} months of {record['people']:,} people"
        for record in records[:_EXAMPLES]
    ]
    return [
        Finding(
            "enrollment_types",
            Severity.BLOCKING,
            "months whose enrollment type cannot be told from the codes of their spans",
            sum(int(record["months"]) for record in records),
            tuple(examples),
            why="expenditures, benchmarks and risk scores are held apart by type; a guessed type moves them",
            remedy="load the enrollment type itself or the codes it follows from, or add a rule for these codes",
            names_people=False,
        )
    ]


def _conflicts(records: list[dict[str, Any]]) -> list[Finding]:
    two_types = [record for record in records if record["two_types"]]
    others = [record for record in records if not record["two_types"]]
    findings = []
    if two_types:
        findings.append(
            Finding(
                "enrollment_types",
                Severity.BLOCKING,
                "months of people to whom spans that overlap give two enrollment types",
                int(two_types[0]["cases"]),
                tuple(
                    f"{record['person_id']} in {record['year_month']}: {record['enrollment_types']}"
                    for record in two_types
                ),
                why="a month counts once, in one type",
                remedy="end one of the spans before the other begins, or load the source that holds",
            )
        )
    if others:
        findings.append(
            Finding(
                "overlapping_spans",
                Severity.WARNING,
                "months for which spans that overlap disagree on coverage, residence, payer or plan",
                int(others[0]["cases"]),
                tuple(f"{record['person_id']} in {record['year_month']}" for record in others),
                why="the span that began last was taken",
                remedy="see which span holds and load it alone",
            )
        )
    return findings


def _given_way(records: list[dict[str, Any]]) -> list[Finding]:
    if not records:
        return []
    ordered = sorted(records, key=lambda record: str(record["data_source"]))
    return [
        Finding(
            "months_given_way",
            Severity.WARNING,
            "months do not count that only a data source without Parts A and B or Medicare Advantage names",
            sum(int(record["months"]) for record in ordered),
            tuple(
                f"{record['data_source']}: {record['months']:,} months of {record['people']:,} people"
                for record in ordered[:_EXAMPLES]
            ),
            why="another data source of the payer states this coverage for those months and does not name these people "
            "(of CMS's feed, people whom no assignment list names)",
            remedy="load the lists that name them, if they are to count",
            names_people=False,
        )
    ]


def _contradictions(records: list[dict[str, Any]]) -> list[Finding]:
    kinds = (
        ("several_births", "people with several birth dates", "the earliest was taken"),
        ("several_deaths", "people with several days of death", "the earliest was taken"),
        ("spans_after_death", "people with spans that begin after their death", "such months were not counted"),
    )
    findings = []
    for column, what, why in kinds:
        found = [str(record["person_id"]) for record in records if record[column]]
        if found:
            findings.append(
                Finding(
                    "birth_and_death",
                    Severity.WARNING,
                    what,
                    len(found),
                    tuple(found[:_EXAMPLES]),
                    why=why,
                    remedy="correct the rows of eligibility",
                )
            )
    return findings
