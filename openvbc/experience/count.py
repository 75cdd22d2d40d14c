"""Counts people, months, dollars and scores of every population and period on an engine, in one order for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from openvbc.claims.attribution.attribute import AttributionResult, attribute
from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.engine.query import all_queries
from openvbc.claims.expenditures.count import ExpenditureCount, count_expenditures
from openvbc.claims.expenditures.rule_tables import query_values, service_months
from openvbc.claims.expenditures.terms import ExpenditureTerms
from openvbc.claims.findings import Finding, Severity, raise_blocking
from openvbc.claims.member_months.count import count_member_months
from openvbc.claims.payers.choice import counted_plans
from openvbc.claims.populations.build import build_medicaid_months, build_populations
from openvbc.claims.populations.months_held import months_held
from openvbc.claims.risk.means import MeanScore, mean_scores, unscored_findings
from openvbc.claims.risk.scoring import RiskTables, build_diagnoses, build_people, build_scores, put_risk_tables
from openvbc.claims.tables.attribution_rule_tables import ATTRIBUTION_CHOICES
from openvbc.claims.tables.dictionary import ChoiceTable, Column, ColumnOrigin, ColumnType
from openvbc.claims.tables.period_rule_tables import COUNT_PERIOD
from openvbc.experience.basis import ExperienceBasis, RiskBasis
from openvbc.experience.people import check_known
from openvbc.experience.populations import check_populations
from openvbc.figures import FileDigest, Origin, Source

_TYPES: Final = {
    "VARCHAR": ColumnType.TEXT,
    "INTEGER": ColumnType.WHOLE,
    "BIGINT": ColumnType.ROW,
    "DATE": ColumnType.DATE,
}


@dataclass(frozen=True)
class Experience:
    """What was counted, on an engine that goes on to hold the tables.

    attribution: None where nobody was attributed; expenditures: None where no dollars were counted. scores: of every
    population, period, type and model, with the models' tables in `risk`. files: what the claims were read from.
    """

    engine: Engine
    basis: ExperienceBasis
    files: tuple[FileDigest, ...]
    attribution: AttributionResult | None
    expenditures: ExpenditureCount | None
    scores: tuple[MeanScore, ...]
    risk: RiskTables | None
    findings: tuple[Finding, ...]

    def source(self, words: str, queries: Sequence[str], rows: int | None = None, listing: str = "") -> Source:
        """The source of a figure that these queries counted."""
        ran = "\n".join(self.engine.ran_last(name).text for name in queries)
        return Source(Origin.COUNTED, words, files=self.files, query=ran, rows=rows, listing=listing)


def count_experience(engine: Engine, basis: ExperienceBasis, files: tuple[FileDigest, ...] = ()) -> Experience:
    """Count on the engine, which holds the canonical tables. files: what they were read from.

    The experience's engine is another one where the data hold payers or plans that do not count: it reads their rows
    no more. ClaimsError where the data cannot be counted as they are: several payers and no choice, months in which
    nobody is enrolled or served, people whom the data do not know, a population of nobody, amounts that are not there.
    """
    engine, others = counted_plans(engine, basis.payers)
    findings: list[Finding] = [*others, *count_member_months(engine, basis.months).findings]
    if basis.every_month:
        months = months_held(engine)
        raise_blocking(months)
        findings += months
    attributed = None
    if basis.attribution is None:
        put_nobody_attributed(engine)
    else:
        attributed = attribute(engine, basis.attribution.terms)
        findings += attributed.findings
    build_populations(engine, basis.populations, basis.before)
    check_known(engine, basis.populations)
    check_populations(engine, basis.periods, basis.groups)
    expenditures = None
    if basis.expenditures is not None:
        expenditures = _count_expenditures(engine, basis.expenditures)
        findings += [*expenditures.findings, *_payments_end_early(engine, basis)]
    if basis.medicaid_months:
        build_medicaid_months(engine)
    scores, tables = _scores(engine, basis.risk) if basis.risk is not None else ((), None)
    if basis.risk is not None:
        findings += unscored_findings(scores, basis.risk.told_of)
    return Experience(engine, basis, files, attributed, expenditures, scores, tables, tuple(findings))


def put_nobody_attributed(engine: Engine) -> None:
    """Every table of attribution that populations read, empty: those of choices, and those that queries would build."""
    attribution, populations = (
        {each.name: each for each in all_queries().values() if each.room == room}
        for room in ("attribution", "populations")
    )
    needed = {name for each in populations.values() for name in each.inputs}
    for table in ATTRIBUTION_CHOICES:
        if table.name in needed:
            engine.put(table, [])
    for name in sorted(needed & attribution.keys()):
        put_empty(engine, name)


def put_empty(engine: Engine, name: str) -> None:
    """A table that a query would build, empty: where what it counts is not asked for."""
    built = all_queries()[name]
    columns = tuple(
        Column(column, _TYPES[column_type], column.replace("_", " "), origin=ColumnOrigin.OPENVBC)
        for column, column_type in built.columns
    )
    engine.put(ChoiceTable(name, built.grain, columns), [])


def _count_expenditures(engine: Engine, terms: ExpenditureTerms) -> ExpenditureCount:
    count = count_expenditures(engine, terms)
    if terms.carve_outs:
        months = service_months(engine.table(COUNT_PERIOD.name, order_by=("period",)))
        engine.build(NamedQuery.CARVE_OUT_TOTAL, query_values(terms, months))
    return count


def _payments_end_early(engine: Engine, basis: ExperienceBasis) -> list[Finding]:
    """A warning where the last payment in the data lies before the end of the performance year's run-out."""
    last_paid, until = engine.rows(NamedQuery.LAST_PAYMENT).value, basis.periods.performance.paid_through
    if last_paid is None or last_paid >= until:
        return []
    return [
        Finding(
            "payments_end_early",
            Severity.WARNING,
            "the last payment in the data lies before the day through which payments count",
            1,
            (f"paid through {last_paid}, counted through {until}",),
            why="what is paid in between would be missing",
            remedy="load the claims of the whole run-out, or settle as interim by an earlier day",
            names_people=False,
        )
    ]


def _scores(engine: Engine, risk: RiskBasis) -> tuple[tuple[MeanScore, ...], RiskTables]:
    """Mean scores of every population and period by the models of its types."""
    tables = put_risk_tables(engine, risk.periods, risk.choices)
    build_people(engine)
    build_diagnoses(engine)
    build_scores(engine, risk.choices)
    means = mean_scores(
        engine,
        risk.models,
        only_parts_a_and_b=risk.only_parts_a_and_b,
        leave_out_unscored=risk.leave_out_unscored,
        populations=risk.populations,
    )
    return tuple(means), tables
