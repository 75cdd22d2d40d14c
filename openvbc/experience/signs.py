"""Signs of under-service, selection and gaming: own members of two years beside everybody else, on an engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.expenditures.terms import WithoutAmount
from openvbc.claims.findings import Finding
from openvbc.claims.measures.count import count_measures
from openvbc.claims.measures.definition import Measure
from openvbc.claims.measures.rule_tables import check_years
from openvbc.claims.measures.value_sets import ValueSets
from openvbc.claims.risk.scoring import (
    RiskChoices,
    RiskPeriod,
    StatusOf,
    build_diagnoses,
    build_people,
    build_scores,
    put_risk_tables,
)
from openvbc.claims.signs.count import Group, SignScores, SignTerms, Total, count_signs
from openvbc.claims.utilization.count import count_utilization, service_bounds
from openvbc.claims.utilization.risk import nearest_rule_set
from openvbc.claims.utilization.terms import MonthsThatCount, UtilizationTerms
from openvbc.errors import ClaimsError, Fault
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.count import count_experience, put_empty
from openvbc.experience.populations import PopulationGroup
from openvbc.figures import FileDigest

#: The model of Medicare by which coding is followed, and whose thirds people may be divided into.
_MODEL = "V28"


@dataclass(frozen=True)
class SignsAsked:
    """Whose signs are asked for: own members of a basis of two years, beside others.

    measures: of quality. by_score: whether people are divided by risk score; else by what they cost the year before.
    """

    basis: ExperienceBasis
    others: PopulationGroup
    measures: tuple[Measure, ...]
    value_sets: ValueSets
    by_score: bool = False


@dataclass(frozen=True)
class SignCount:
    """What was counted, on an engine that goes on to hold the tables. unscored: why no risk model scores the people."""

    engine: Engine
    terms: SignTerms
    totals: Mapping[Group, Total]
    findings: tuple[Finding, ...]
    unscored: str


def count_signs_of(engine: Engine, asked: SignsAsked, files: Sequence[FileDigest] = ()) -> SignCount:
    """Count everything that the signs rest on; the engine holds the canonical tables.

    ClaimsError as `count_experience` has it, or where people are to be divided by a score that no model gives them.
    """
    basis = asked.basis
    if basis.expenditures is None:
        raise TypeError("signs of selection count dollars")
    before, current = basis.periods.every
    if asked.measures:
        check_years(asked.measures, asked.value_sets, [before, current])
    counted = replace(basis.expenditures, without_amount=WithoutAmount.COUNT_AS_ZERO)
    basis = replace(
        basis, others=(*basis.others, asked.others), before={current.name: before.name}, expenditures=counted
    )
    (own,), (others,) = basis.own.population_ids, asked.others.population_ids
    use = UtilizationTerms(periods=(before, current), population=own, expenditures=counted, types=basis.types)
    if asked.by_score and (reason := _unscored(use)):
        _refuse_without_score(reason)
    experience = count_experience(engine, basis, tuple(files))
    engine = experience.engine
    if experience.expenditures is None:
        raise TypeError("dollars were asked for and not counted")
    bounds = service_bounds(engine)
    count_utilization(engine, use, experience.expenditures, bounds)
    findings = experience.findings
    scores, unscored = _scores(engine, use)
    if asked.by_score and scores is None:
        _refuse_without_score(unscored)
    if asked.measures:
        found = count_measures(engine, asked.measures, asked.value_sets, [before, current])
        findings = (*findings, *found.findings)
    else:
        put_empty(engine, NamedQuery.MEASURE_RESULT)
    terms = SignTerms(own, others, before.name, current.name, scores, by_score=asked.by_score, measures=asked.measures)
    return SignCount(engine, terms, count_signs(engine, terms), findings, unscored)


def _unscored(use: UtilizationTerms) -> str:
    """Why the model cannot score these people and periods at all; '' if it can."""
    if use.months is not MonthsThatCount.MEDICARE:
        return "the model scores Medicare's months only"
    if any((each.days.start.month, each.days.start.day, each.days.months) != (1, 1, 12) for each in use.periods):
        return "the model takes the diagnoses of calendar years, and the periods are others"
    return ""


def _scores(engine: Engine, use: UtilizationTerms) -> tuple[SignScores | None, str]:
    """Scores from the diagnoses of both years by one model and one status, so that only coding and age can move them.

    Or why there are none; then the table of scores is empty.
    """
    before, current = use.periods
    scores = SignScores(
        f"diagnoses of {before.name}", f"diagnoses of {current.name}", nearest_rule_set(_MODEL, use.year)
    )
    reason = _unscored(use)
    if not reason:
        periods = [
            RiskPeriod(
                name,
                int(period.name) + 1,
                (scores.rule_set,),
                status_dates=(current.days.start, current.days.last_day),
                status_of=StatusOf.OTHER,
                weighed_period=period.name,
            )
            for name, period in ((scores.before, before), (scores.current, current))
        ]
        try:
            put_risk_tables(engine, periods, RiskChoices(nearest_procedures=True))
            build_people(engine)
            build_diagnoses(engine)
            build_scores(engine)
        except ClaimsError as error:
            # The faults name people; what to do about them does not.
            fixes = "; ".join(dict.fromkeys(fault.fix for fault in error.faults if fault.fix))
            reason = f"the model cannot score them: {fixes}"
    if reason:
        put_empty(engine, NamedQuery.RISK_SCORE)
        return None, reason
    return scores, ""


def _refuse_without_score(reason: str) -> None:
    what = f"people cannot be divided by risk score: {reason}"
    raise ClaimsError(Fault(what, fix="divide them by what they cost in the year before (--risk-by cost)"))
