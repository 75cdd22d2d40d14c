"""Mean risk scores of both years, where the risk models can score them; else the reason why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.risk.scoring import (
    RiskChoices,
    RiskPeriod,
    StatusOf,
    build_diagnoses,
    build_people,
    build_scores,
    put_risk_tables,
)
from openvbc.claims.utilization.count import UtilizationCount
from openvbc.claims.utilization.terms import MonthsThatCount
from openvbc.errors import ClaimsError
from openvbc.figures import FileDigest

#: The payment years whose tables are at hand; another year is scored by the nearest, which is told.
_FIRST_TABLES, _LAST_TABLES = 2024, 2026
_MILLION: Final = 1_000_000
_WITH_ESRD: Final = "esrd"
#: Groups of people: name, label, model, whose status counts, and whether they are people with ESRD.
GROUPS: Final = (
    ("risk_score", "Mean risk score, without ESRD", "V28", StatusOf.OTHER, False),
    ("risk_score_esrd", "Mean risk score, with ESRD", "E24", StatusOf.ESRD, True),
)
#: The queries that lead to a mean score.
RISK_STEPS: Final = (
    NamedQuery.RISK_PERSON,
    NamedQuery.RISK_COMBINATION,
    NamedQuery.RISK_DIAGNOSIS,
    NamedQuery.RISK_SCORE,
)


@dataclass(frozen=True)
class MeanRisk:
    """A mean raw score of a group in a period: months that weigh, or why there is none (value None)."""

    value: Fraction | None
    months: int
    words: str


@dataclass(frozen=True)
class RiskResult:
    """Means by group and period; notes: what is to be known of the models. files: their tables."""

    means: dict[tuple[str, str], MeanRisk]
    notes: tuple[str, ...] = ()
    files: tuple[FileDigest, ...] = ()


def mean_risk(engine: Engine, count: UtilizationCount) -> RiskResult:
    """Score everybody in the periods whose diagnoses are at hand, and give the population's means."""
    years = [str(year) for year in count.terms.years]
    reasons = {year: _missing(count, int(year)) for year in years}
    periods = [period for year in years if not reasons[year] for period in _risk_periods(count, int(year))]
    if not periods:
        return RiskResult(_none(reasons))
    try:
        tables = put_risk_tables(engine, periods, RiskChoices(nearest_procedures=True))
        build_people(engine)
        build_diagnoses(engine)
        build_scores(engine)
    except ClaimsError as error:
        # The faults name people; what to do about them does not.
        fixes = "; ".join(dict.fromkeys(fault.fix for fault in error.faults if fault.fix))
        return RiskResult(_none({year: reasons[year] or f"the risk models cannot score: {fixes}" for year in years}))
    records = engine.rows(NamedQuery.RISK_MEAN, {"only_parts_a_and_b": 1}).records
    means = _none(reasons) | {
        (name, year): _mean(records, year, _rule_set(count, model), esrd=esrd)
        for name, _, model, _, esrd in GROUPS
        for year in years
        if not reasons[year]
    }
    files = tuple(FileDigest(f"{each.package}/{each.name}", each.sha256) for each in tables.files)
    return RiskResult(means, (_tables_note(count), *tables.cautions), files)


def _rule_set(count: UtilizationCount, model: str) -> str:
    return nearest_rule_set(model, count.terms.year)


def nearest_rule_set(model: str, year: int) -> str:
    """The tables of a model for a payment year, or for the nearest year whose tables are at hand."""
    return f"{model}-{min(max(year, _FIRST_TABLES), _LAST_TABLES)}"


def _tables_note(count: UtilizationCount) -> str:
    return (
        f"risk scores of both years are raw ones by {_rule_set(count, 'V28')} and {_rule_set(count, 'E24')}, "
        "from the diagnoses of the year before each"
    )


def _risk_periods(count: UtilizationCount, year: int) -> list[RiskPeriod]:
    return [
        RiskPeriod(
            f"{year} with ESRD" if esrd else str(year),
            year,
            (_rule_set(count, model),),
            status_of=status_of,
            weighed_period=str(year),
        )
        for _, _, model, status_of, esrd in GROUPS
    ]


def _missing(count: UtilizationCount, year: int) -> str:
    """Why the year cannot be scored, '' if it can."""
    if count.terms.months is not MonthsThatCount.MEDICARE:
        return "the models score Medicare's months only"
    if _WITH_ESRD not in {rule.enrollment_type for rule in count.terms.types}:
        return "people with ESRD and without are scored by two models, and months are not held apart by it"
    needed, bounds = year - 1, count.bounds
    if (bounds.first_service.year, bounds.first_service.month) > (needed, 1) or bounds.first_enrolled.year > needed:
        return f"the data do not hold claims and enrollment of {needed}, whose diagnoses score {year}"
    return ""


def _none(reasons: Mapping[str, str]) -> dict[tuple[str, str], MeanRisk]:
    return {
        (name, year): MeanRisk(None, 0, reason) for name, *_ in GROUPS for year, reason in reasons.items() if reason
    }


def _mean(records: list[dict[str, Any]], year: str, rule_set: str, *, esrd: bool) -> MeanRisk:
    mine = [
        row
        for row in records
        if row["period"] == year and row["rule_set"] == rule_set and (row["enrollment_type"] == _WITH_ESRD) is esrd
    ]
    months = sum(int(row["person_months"]) for row in mine)
    unscored = sum(int(row["unscored_months"]) for row in mine)
    if not months:
        return MeanRisk(None, 0, "nobody is in the group")
    if unscored:
        return MeanRisk(None, months, f"{unscored:,} of {months:,} months are of people whom {rule_set} does not cover")
    weighted = sum(int(row["raw_weighted"]) for row in mine)
    return MeanRisk(Fraction(weighted, months * _MILLION), months, f"mean raw score by {rule_set}, weighted by months")
