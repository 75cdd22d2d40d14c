"""Counts every population of a contract in every year, in one pass over the claims."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from openvbc.claims.attribution.attribute import AttributionResult, attribute
from openvbc.claims.attribution.terms import AgreedAttribution
from openvbc.claims.engine.engine import Engine
from openvbc.claims.expenditures.count import ExpenditureCount, count_expenditures
from openvbc.claims.expenditures.rule_tables import query_values, service_months
from openvbc.claims.findings import Finding, raise_blocking
from openvbc.claims.member_months.count import count_member_months
from openvbc.claims.member_months.terms import ONE_TYPE, MemberMonthTerms, MonthRule
from openvbc.claims.populations.build import Population, build_populations
from openvbc.claims.populations.months_held import months_held
from openvbc.claims.risk.means import mean_scores, unscored_findings
from openvbc.claims.risk.scoring import (
    RiskChoices,
    RiskPeriod,
    build_diagnoses,
    build_people,
    build_scores,
    put_risk_tables,
)
from openvbc.claims.tables.period_rule_tables import COUNT_PERIOD
from openvbc.payment_models.record import ExperienceBasis, WorksheetRequest
from openvbc.payment_models.shared_savings.counting.attribution import agreed_attribution
from openvbc.payment_models.shared_savings.counting.comparators import (
    EVERYBODY,
    Compared,
    comparators,
    everybody,
    own_members,
)
from openvbc.payment_models.shared_savings.counting.expenditures import EVERY_TYPE, counting_of, expenditure_terms
from openvbc.payment_models.shared_savings.counting.people import check_known
from openvbc.payment_models.shared_savings.counting.periods import CountedYears, counted_years
from openvbc.payment_models.shared_savings.counting.reach import (
    check_populations,
    diagnosis_years,
    payments_end_early,
)
from openvbc.payment_models.shared_savings.counting_terms import ClaimsCounting, RiskScores
from openvbc.payment_models.shared_savings.terms import SharedSavingsTerms


@dataclass(frozen=True)
class Plan:
    """What is to be counted, read from the contract. compared: the comparators, beside the provider and everybody."""

    terms: SharedSavingsTerms
    counting: ClaimsCounting
    years: CountedYears
    agreed: AgreedAttribution
    own: Compared
    everybody: Compared
    compared: tuple[Compared, ...]

    @property
    def populations(self) -> tuple[Compared, ...]:
        """The provider's members, everybody, and the comparators."""
        return (self.own, self.everybody, *self.compared)

    @property
    def risk_scores(self) -> RiskScores | None:
        """The model of risk scores, where the benchmark needs them and the contract names one."""
        agreed = (self.terms.benchmark.own_history, self.terms.benchmark.control_group)
        needed = any(each is not None and each.risk_adjustment is not None for each in agreed)
        return self.counting.risk_scores if needed else None


@dataclass(frozen=True)
class StreamCount:
    """What was counted for a stream; the engine holds the tables.

    scores: (population, period) -> months that weigh and the mean score; empty where none are needed or no model named.
    """

    plan: Plan
    attribution: AttributionResult
    expenditures: ExpenditureCount
    scores: dict[tuple[str, str], tuple[int, Fraction]]
    findings: tuple[Finding, ...]
    cautions: tuple[str, ...]


def count_stream(
    request: WorksheetRequest, terms: SharedSavingsTerms, engine: Engine, sources: ExperienceBasis
) -> StreamCount:
    """Count on the engine, which holds the canonical tables.

    ContractError where terms cannot be counted; ClaimsError where the data cannot: months in which nobody is enrolled
    or served, a population of nobody, people whom the data do not know.
    """
    plan = _plan(request, terms, sources)
    findings = _count_months(engine, plan)
    attributed = attribute(engine, plan.agreed.terms)
    build_populations(engine, list(_each_once(plan.populations)))
    check_known(engine, sources.people)
    check_populations(engine, plan.years, plan.populations)
    expenditures = _count_expenditures(engine, plan)
    scores = _scores(engine, plan, plan.risk_scores) if plan.risk_scores is not None else _Scores({})
    findings += [
        *attributed.findings,
        *expenditures.findings,
        *payments_end_early(engine, plan.years),
        *scores.findings,
    ]
    return StreamCount(plan, attributed, expenditures, scores.means, tuple(findings), scores.cautions)


def _plan(request: WorksheetRequest, terms: SharedSavingsTerms, sources: ExperienceBasis) -> Plan:
    counting = counting_of(request, terms)
    years = counted_years(request, terms, sources)
    agreed = agreed_attribution(years.every, sources)
    compared = comparators(request, terms, agreed, years, sources)
    return Plan(terms, counting, years, agreed, own_members(agreed), everybody(), compared)


def _count_months(engine: Engine, plan: Plan) -> list[Finding]:
    """Count member months of every year; windows and years of diagnoses must have enrollment and claims too."""
    look_back = diagnosis_years(plan.years) if plan.risk_scores is not None else ()
    months = count_member_months(
        engine,
        MemberMonthTerms(
            plan.years.every,
            ONE_TYPE,
            source_type_counts=False,
            month_rule=MonthRule(plan.counting.enrolled),
            windows=(*plan.agreed.terms.windows, *look_back),
        ),
    )
    held = months_held(engine)
    raise_blocking(held)
    return [*months.findings, *held]


def _count_expenditures(engine: Engine, plan: Plan) -> ExpenditureCount:
    own, (everybody_id,) = plan.agreed.organization_id, plan.everybody.population_ids
    amounts = expenditure_terms(plan.terms, plan.counting, plan.years.names, own=own, everybody=everybody_id)
    count = count_expenditures(engine, amounts)
    months = service_months(engine.table(COUNT_PERIOD.name, order_by=("period",)))
    engine.build("carve_out_total", query_values(amounts, months))
    return count


def _each_once(compared: Sequence[Compared]) -> Iterator[Population]:
    """Two comparators may be made of the same people."""
    yield from {part.population_id: part for each in compared for part in each.parts}.values()


@dataclass(frozen=True)
class _Scores:
    """Mean scores by population and period, with the months that weigh; and what is to be known of them."""

    means: dict[tuple[str, str], tuple[int, Fraction]]
    cautions: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def _scores(engine: Engine, plan: Plan, agreed: RiskScores) -> _Scores:
    """Mean scores of every population and year by the model that the contract names."""
    periods = [
        RiskPeriod(each.name, each.days.start.year, (agreed.model,), (each.days.start, each.days.last_day))
        for each in plan.years.every
    ]
    choices = RiskChoices(blank_codes_allowed=agreed.blank_codes_mean_none, nearest_procedures=True)
    tables = put_risk_tables(engine, periods, choices)
    build_people(engine)
    build_diagnoses(engine)
    build_scores(engine, choices)
    means = mean_scores(
        engine,
        {EVERY_TYPE: (agreed.model,)},
        only_parts_a_and_b=plan.counting.months == "parts_a_and_b",
        leave_out_unscored=agreed.people_without_score == "leave_out",
    )
    return _Scores(
        {(each.population_id, each.period): (each.person_months, each.raw) for each in means},
        tables.cautions,
        tuple(unscored_findings(means, EVERYBODY)),
    )
