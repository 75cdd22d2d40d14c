"""What was counted, as figures under the names of the benchmark's lines, each with its source."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.expenditures.figures import PopulationExpenditures, population_expenditures
from openvbc.claims.populations.build import IN_COUNTY
from openvbc.claims.risk.means import blended
from openvbc.errors import ClaimsError, Fault, InputError, raise_all
from openvbc.experience.count import Experience
from openvbc.experience.figures import PEOPLE_STEPS, RISK_STEPS
from openvbc.experience.populations import ASSIGNABLE
from openvbc.figures import ABSENT, Figure, Figures, Keyed, Source
from openvbc.payment_models.mssp.counting.basis import continuing, newly
from openvbc.payment_models.mssp.counting.factors import FactorFile
from openvbc.payment_models.mssp.historical.axes import ENROLLMENT_TYPES, LAST, PERFORMANCE, YEARS, spoken
from openvbc.payment_models.mssp.historical.scores import (
    CONTINUOUSLY,
    DEMOGRAPHIC,
    NEWLY,
    RISK,
    WEIGHTED,
    member_of,
)
from openvbc.payment_models.mssp.risk_models import RiskModels


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
    found |= _scores(counted, "", {None: organization}, YEARS.keys)
    found["national_mean_score"] = _national_scores(counted, faults)
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
    counted: Counted, prefix: str, groups: Mapping[str | None, str], periods: Collection[str]
) -> dict[str, dict[Keyed, Figure]]:
    """Months with a score, and weighted by it, of every group, year, type and model. groups: member -> population."""
    totals = {
        (each.population_id, each.period, each.enrollment_type, each.rule_set): each
        for each in counted.experience.scores
    }
    steps = (*PEOPLE_STEPS, *(() if None in groups else (NamedQuery.CONTINUING_PERSON,)), *RISK_STEPS)
    months: dict[Keyed, Figure] = {}
    weighted: dict[Keyed, Figure] = {}
    for (group, population), period in product(groups.items(), periods):
        for kind, rule_sets in counted.models.models.items():
            for rule_set in rule_sets:
                found = totals.get((population, period, kind, rule_set))
                if found is None and group is None:
                    continue  # a score of nobody has no value: the figure is missing
                key = (*(() if group is None else (group,)), period, kind, member_of(rule_set))
                words = f"by {rule_set}: {population}, {kind}, {period}"
                source = counted.source(words, steps, found.person_months if found is not None else 0)
                of = (
                    (RISK, found.raw_weighted if found is not None else ABSENT),
                    (DEMOGRAPHIC, found.demographic_weighted if found is not None else ABSENT),
                )
                months[key] = Figure(Decimal(found.person_months) if found is not None else ABSENT, source)
                weighted |= {
                    (score, *key): Figure(total, source)
                    for score, total in of
                    if score == RISK or (counted.demographics and period in (LAST, PERFORMANCE))
                }
    return {f"{prefix}scored_months": months, f"{prefix}{WEIGHTED}": weighted}


def _national_scores(counted: Counted, faults: list[Fault]) -> dict[Keyed, Figure]:
    """The nation's mean scores of each type: of risk in every year, of demographics in the two years that use them."""
    found: dict[Keyed, Figure] = {}
    for score, column in ((RISK, "mean_risk_score"), (DEMOGRAPHIC, "mean_demographic_score")):
        for period, year in counted.years.items():
            if score == DEMOGRAPHIC and (period not in (LAST, PERFORMANCE) or not counted.demographics):
                continue
            for kind in ENROLLMENT_TYPES.keys:
                figure = counted.national.figure((year, kind), column)
                if figure is None:
                    what = f"there is no {column.replace('_', ' ')} of {kind} in {year}"
                    why = "scores of one year are held against those of another by the nation's means"
                    fix = "add it: scores are divided by it"
                    faults.append(Fault(what, counted.national.path.name, why=why, fix=fix))
                else:
                    found[score, period, kind] = figure
    return found


def mean_of(counted: Counted, population: str, period: str, kind: str, of: str) -> Fraction | None:
    """The blended mean score of a population's type and year; None where it has nobody of the type."""
    shares = counted.models.shares[kind]
    scores: dict[str, Fraction] = {}
    for mean in counted.experience.scores:
        if (mean.population_id, mean.period, mean.enrollment_type) == (population, period, kind):
            scores[mean.rule_set] = mean.raw if of == "raw" else mean.demographic
    return blended(scores, shares) if scores else None


def people_figures(counted: Counted) -> Figures:
    """Assigned people, and months with Medicaid or the low-income subsidy of benchmark year 3."""
    organization = counted.organization_id
    people = _table(counted.engine, NamedQuery.POPULATION_PEOPLE)
    figures: Figures = {
        "assigned_beneficiaries": Figure(
            Decimal(int(people.get((organization, PERFORMANCE), {}).get("people", 0))),
            counted.source("people assigned in the performance year", (*PEOPLE_STEPS, NamedQuery.POPULATION_PEOPLE)),
        )
    }
    months = _table(counted.engine, NamedQuery.MEDICAID_MONTHS).get((organization, LAST))
    if months is not None:
        for name, column, words in (
            ("enrolled_months", "member_months", "months of the assigned"),
            ("medicaid_months", "medicaid_months", "months of the assigned with Medicaid"),
            ("low_income_or_medicaid_months", "low_income_months", "months with the low-income subsidy or Medicaid"),
        ):
            source = counted.source(f"{words}, benchmark year 3", (*PEOPLE_STEPS, NamedQuery.MEDICAID_MONTHS))
            figures[name] = Figure(Decimal(int(months[column])), source)
    return figures


def _table(engine: Engine, name: str) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["population_id"], row["period"]): row for row in engine.table(name).records}


def assignment_figures(counted: Counted) -> Figures:
    """Months and scores of newly and continuously assigned people, for agreements until January 2019."""
    organization = counted.organization_id
    months = {
        str(row["enrollment_type"]): int(row["member_months"])
        for row in counted.engine.table(NamedQuery.EXPENDITURE_TOTAL).records
        if row["population_id"] == newly(organization) and row["period"] == PERFORMANCE
    }
    source = counted.source("months of newly assigned people", (*PEOPLE_STEPS, NamedQuery.EXPENDITURE_TOTAL))
    groups: dict[str | None, str] = {NEWLY: newly(organization), CONTINUOUSLY: continuing(organization)}
    return {
        "newly_assigned_months": {kind: Figure(Decimal(months.get(kind, 0)), source) for kind in ENROLLMENT_TYPES.keys},
        **_scores(counted, "group_", groups, (LAST, PERFORMANCE)),
    }


def in_county(population: str, county: str) -> str:
    """The name of a population's part in a county."""
    return f"{population}{IN_COUNTY}{county}"


def assignable_in(county: str) -> str:
    """The name of a county's assignable people."""
    return in_county(ASSIGNABLE, county)
