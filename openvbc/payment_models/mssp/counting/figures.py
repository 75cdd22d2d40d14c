"""What was counted, as figures under the names of the benchmark's lines, each with its source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.expenditures.exact import decimal_of
from openvbc.claims.expenditures.figures import PopulationExpenditures, population_expenditures
from openvbc.claims.populations.build import IN_COUNTY
from openvbc.claims.risk.means import MeanScore, blended, renormalized
from openvbc.errors import ClaimsError, Fault, InputError, raise_all
from openvbc.experience.count import Experience
from openvbc.experience.figures import PEOPLE_STEPS, RISK_STEPS
from openvbc.experience.populations import ASSIGNABLE
from openvbc.figures import Figure, Figures, Keyed, Source
from openvbc.money import ONE
from openvbc.payment_models.mssp.counting.basis import continuing, newly
from openvbc.payment_models.mssp.counting.factors import FactorFile
from openvbc.payment_models.mssp.counting.risk import RiskModels
from openvbc.payment_models.mssp.historical.axes import ENROLLMENT_TYPES, LAST, PERFORMANCE, YEARS, spoken


@dataclass(frozen=True)
class Counted:
    """What was counted, with the calendar year of each period, the risk models, and the factors beside it.

    demographics: whether demographic scores decide anything under the agreement.
    """

    experience: Experience
    years: Mapping[str, int]
    models: RiskModels
    national: FactorFile
    county: FactorFile | None
    demographics: bool = True

    @property
    def engine(self) -> Engine:
        """The engine that holds the tables."""
        return self.experience.engine

    @property
    def organization_id(self) -> str:
        """The ACO's identifier."""
        (own,) = self.experience.basis.own.population_ids
        return own

    def expenditures(self, population: str) -> tuple[PopulationExpenditures, ...]:
        """What a population cost, by period and enrollment type."""
        if self.experience.expenditures is None:
            raise TypeError("no dollars were counted, so there are none to read")
        return population_expenditures(self.engine, self.experience.expenditures, population, self.experience.files)

    def source(self, words: str, queries: tuple[str, ...], rows: int | None = None) -> Source:
        """The source of a figure that these queries counted."""
        return self.experience.source(words, queries, rows)


def benchmark_figures(counted: Counted) -> Figures:
    """Expenditures, months and scores by type and year, and national figures. InputError lists what factors lack."""
    found: Figures = {}
    faults: list[Fault] = []
    organization = counted.organization_id
    own = {(each.period, each.enrollment_type): each for each in counted.expenditures(organization)}
    raise_all(list(_nobody_of_a_type(own, counted)), ClaimsError)
    by_type = [(period, kind) for period in counted.years for kind in ENROLLMENT_TYPES.keys]
    found["assigned_expenditures"] = {key: own[key].truncated_expenditures for key in by_type}
    found["assigned_months"] = {key: own[key].member_months for key in by_type}
    found["risk_score"] = _scores(counted, "raw", "mean_risk_score", YEARS.keys, faults)
    scores = _scores(counted, "demographic", "mean_demographic_score", (LAST, PERFORMANCE), faults)
    found["demographic_score"] = scores
    found["national_assignable_per_capita"] = _national(counted, "per_capita", faults)
    raise_all(faults, InputError)
    return found


def _nobody_of_a_type(own: Mapping[tuple[str, str], PopulationExpenditures], counted: Counted) -> Iterator[Fault]:
    for period, year in counted.years.items():
        for kind in ENROLLMENT_TYPES.keys:
            if (period, kind) not in own:
                yield Fault(
                    f"nobody assigned to {counted.organization_id} is {kind.replace('_', ' ')} in {year}",
                    spoken(period),
                    why="the benchmark of a type is made from its cost in each year, and a cost of nobody has no value",
                    fix="count more people, or give figures with --inputs",
                )


def _national(counted: Counted, column: str, faults: list[Fault]) -> dict[Keyed, Figure]:
    found: dict[Keyed, Figure] = {}
    for period, year in counted.years.items():
        for kind in ENROLLMENT_TYPES.keys:
            figure = counted.national.figure((year, kind), column)
            if figure is None:
                faults.append(
                    Fault(
                        f"there is no {column.replace('_', ' ')} of {kind} in {year}",
                        counted.national.path.name,
                        why="growth and caps follow the nation",
                        fix="add the row; `openvbc factors` writes a template",
                    )
                )
            else:
                found[period, kind] = figure
    return found


def _scores(
    counted: Counted, of: str, column: str, periods: tuple[str, ...], faults: list[Fault]
) -> dict[Keyed, Figure]:
    """Mean scores of the assigned, blended by model and divided by the nation's mean of the type and year."""
    found: dict[Keyed, Figure] = {}
    for period in periods:
        year = counted.years[period]
        for kind in ENROLLMENT_TYPES.keys:
            mean = mean_of(counted, counted.organization_id, period, kind, of)
            if mean is None:
                continue
            national = counted.national.number((year, kind), column)
            if national is None:
                if of == "raw" or counted.demographics:
                    faults.append(_no_national(counted, year, kind, column))
                continue
            words = f"mean score of the assigned, {kind}, {period}, over the national mean {national}"
            source = counted.source(words, (*PEOPLE_STEPS, *RISK_STEPS))
            found[period, kind] = Figure(decimal_of(renormalized(mean, national)), source)
    return found


def _no_national(counted: Counted, year: int, kind: str, column: str) -> Fault:
    what = f"there is no {column.replace('_', ' ')} of {kind} in {year}"
    why = "scores of one year are held against those of another by the nation's means"
    return Fault(what, counted.national.path.name, why=why, fix="add it: scores are divided by it")


def mean_of(counted: Counted, population: str, period: str, kind: str, of: str) -> Fraction | None:
    """The blended mean score of a population's type and year; None where it has nobody of the type."""
    shares = counted.models.shares[kind]
    scores: dict[str, Fraction] = {}
    for mean in counted.experience.scores:
        if (mean.population_id, mean.period, mean.enrollment_type) == (population, period, kind):
            scores[mean.rule_set] = _part(mean, of)
    return blended(scores, shares) if scores else None


def _part(mean: MeanScore, of: str) -> Fraction:
    return mean.raw if of == "raw" else mean.demographic


def people_figures(counted: Counted) -> Figures:
    """Assigned people, and the shares with Medicaid or the low-income subsidy."""
    organization = counted.organization_id
    people = _table(counted.engine, NamedQuery.POPULATION_PEOPLE)
    months = _table(counted.engine, NamedQuery.MEDICAID_MONTHS)
    last = months.get((organization, LAST))
    figures: Figures = {
        "assigned_beneficiaries": Figure(
            Decimal(int(people.get((organization, PERFORMANCE), {}).get("people", 0))),
            counted.source("people assigned in the performance year", (*PEOPLE_STEPS, NamedQuery.POPULATION_PEOPLE)),
        )
    }
    if last is not None:
        whole = Fraction(int(last["member_months"]))
        source = counted.source("months of the assigned, benchmark year 3", (*PEOPLE_STEPS, NamedQuery.MEDICAID_MONTHS))
        figures["dual_share"] = Figure(decimal_of(int(last["medicaid_months"]) / whole), source)
        figures["low_income_or_dual_share"] = Figure(decimal_of(int(last["low_income_months"]) / whole), source)
    return figures


def _table(engine: Engine, name: str) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["population_id"], row["period"]): row for row in engine.table(name).records}


def assignment_figures(counted: Counted) -> Figures:
    """Ratios of newly and continuously assigned people, for agreements until January 2019."""
    organization = counted.organization_id
    months = {
        str(row["enrollment_type"]): int(row["member_months"])
        for row in counted.engine.table(NamedQuery.EXPENDITURE_TOTAL).records
        if row["population_id"] == newly(organization) and row["period"] == PERFORMANCE
    }
    source = counted.source("months of newly assigned people", (*PEOPLE_STEPS, NamedQuery.EXPENDITURE_TOTAL))
    faults: list[Fault] = []
    figures: Figures = {
        "newly_assigned_months": {kind: Figure(Decimal(months.get(kind, 0)), source) for kind in ENROLLMENT_TYPES.keys},
        "newly_assigned_risk_ratio": _ratios(counted, newly(organization), "raw", faults),
        "continuously_assigned_risk_ratio": _ratios(counted, continuing(organization), "raw", faults),
        "continuously_assigned_demographic_ratio": _ratios(counted, continuing(organization), "demographic", faults),
    }
    raise_all(faults, InputError)
    return figures


def _ratios(counted: Counted, population: str, of: str, faults: list[Fault]) -> dict[str, Figure]:
    """Each type's mean of the performance year over that of the same group in benchmark year 3, both renormalized.

    A type without such people in one of the years has a ratio of 1: their score moves nothing.
    """
    column = "mean_risk_score" if of == "raw" else "mean_demographic_score"
    found = {}
    for kind in ENROLLMENT_TYPES.keys:
        now, then = (mean_of(counted, population, period, kind, of) for period in (PERFORMANCE, LAST))
        nation = {
            year: counted.national.number((year, kind), column)
            for year in (counted.years[PERFORMANCE], counted.years[LAST])
        }
        queries = (*PEOPLE_STEPS, NamedQuery.CONTINUING_PERSON, *RISK_STEPS)
        missing = [_no_national(counted, year, kind, column) for year, held in nation.items() if held is None]
        faults += missing
        if now is None or then is None or missing:
            words = f"nobody to compare: {population}, {kind}, so nothing moves"
            found[kind] = Figure(ONE, counted.source(words, queries, 0))
            continue
        means = list(nation.values())
        ratio = renormalized(now, means[0]) / renormalized(then, means[1])
        found[kind] = Figure(decimal_of(ratio), counted.source(f"score over benchmark year 3: {population}", queries))
    return found


def in_county(population: str, county: str) -> str:
    """The name of a population's part in a county."""
    return f"{population}{IN_COUNTY}{county}"


def assignable_in(county: str) -> str:
    """The name of a county's assignable people."""
    return in_county(ASSIGNABLE, county)
