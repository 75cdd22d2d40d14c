"""What is to be counted, as plain data: periods, populations, months, dollars and risk."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from openvbc.claims.attribution.terms import AgreedAttribution
from openvbc.claims.expenditures.terms import AttachmentAtPercentile, ExpenditureTerms, TruncationAtPercentile
from openvbc.claims.member_months.terms import ONE_TYPE, CountPeriod, EnrollmentTypeRule, MemberMonthTerms, MonthRule
from openvbc.claims.payers.choice import PayerChoice
from openvbc.claims.populations.build import Population
from openvbc.claims.risk.scoring import RiskChoices, RiskPeriod
from openvbc.experience.periods import NamedPeriods
from openvbc.experience.populations import PopulationGroup
from openvbc.periods import PerformanceYear, Period


@dataclass(frozen=True)
class RiskBasis:
    """Which models score whom.

    periods: what is scored, by which rule sets. models: the rule sets of each enrollment type. only_parts_a_and_b:
    whether only months with Parts A and B outside Medicare Advantage weigh. leave_out_unscored: whether people whom a
    model has no cell for are left out, which is told of the population `told_of`, instead of stopping the count.
    populations: those whose means are asked for, None for all: what no figure needs stops no count.
    """

    periods: tuple[RiskPeriod, ...]
    models: Mapping[str, tuple[str, ...]]
    choices: RiskChoices
    told_of: str
    only_parts_a_and_b: bool = True
    leave_out_unscored: bool = False
    populations: frozenset[str] | None = None

    @property
    def diagnosis_years(self) -> tuple[Period, ...]:
        """The calendar years from whose diagnoses the scores come, each once."""
        years = dict.fromkeys(each.diagnosis_year for each in self.periods)
        return tuple(PerformanceYear.calendar(year).period for year in years)


@dataclass(frozen=True, kw_only=True)
class ExperienceBasis:
    """What to count of people and claims, and how: the same for money, quality and utilization.

    payers: whose people and claims are read where the data hold several's. own: the people whose experience it is;
    others: reference population and comparison groups. attribution: how people come to organizations; None where nobody
    is attributed. attributed_only: further periods whose people are attributed and not counted; before: the period
    before each, by which newly attributed people are told. types, source_type_counts, month_rule: which months count,
    and in which enrollment type; asks_for_coverage: whether they count by Parts A and B, also where no dollars are
    counted. every_month: whether a month without enrollment or claims stops the count, in a period, a window or a year
    of diagnoses. expenditures: which dollars count; None where none are counted. medicaid_months: whether months with
    Medicaid are counted apart.
    """

    periods: NamedPeriods
    own: PopulationGroup
    payers: PayerChoice
    others: tuple[PopulationGroup, ...] = ()
    attribution: AgreedAttribution | None = None
    attributed_only: tuple[CountPeriod, ...] = ()
    before: Mapping[str, str] = field(default_factory=dict)
    types: tuple[EnrollmentTypeRule, ...] = ONE_TYPE
    source_type_counts: bool = False
    month_rule: MonthRule = MonthRule.FIRST_DAY
    asks_for_coverage: bool = False
    every_month: bool = True
    expenditures: ExpenditureTerms | None = None
    medicaid_months: bool = False
    risk: RiskBasis | None = None

    @property
    def groups(self) -> tuple[PopulationGroup, ...]:
        """Own members, then the others."""
        return (self.own, *self.others)

    @property
    def populations(self) -> tuple[Population, ...]:
        """Every population that a group is made of, once: two groups may be made of the same people."""
        return tuple({part.population_id: part for each in self.groups for part in each.parts}.values())

    @property
    def type_names(self) -> tuple[str, ...]:
        """The enrollment types, each once."""
        return tuple(dict.fromkeys(rule.enrollment_type for rule in self.types))

    @property
    def months(self) -> MemberMonthTerms:
        """Which months count, over every window that attributes and every year of diagnoses."""
        windows = self.attribution.terms.windows if self.attribution is not None else ()
        diagnoses = self.risk.diagnosis_years if self.risk is not None else ()
        attributed = (each.days for each in self.attributed_only)
        return MemberMonthTerms(
            self.periods.every,
            self.types,
            source_type_counts=self.source_type_counts,
            month_rule=self.month_rule,
            windows=(*windows, *attributed, *diagnoses),
            silence_gives_way=self.source_type_counts or self.asks_for_coverage or self._covered,
        )

    @property
    def _covered(self) -> bool:
        """Whether dollars count only in months with Parts A and B: then a source that does not state them gives way."""
        return self.expenditures is not None and self.expenditures.coverage.part_a

    def group(self, name: str) -> PopulationGroup:
        """The group of that name. KeyError if there is none."""
        for each in self.groups:
            if each.name == name:
                return each
        raise KeyError(name)

    def of_own_members(self) -> "ExperienceBasis":
        """The same months and dollars for the own members alone, and for whose percentile cuts their cost off."""
        points = (
            (self.expenditures.truncation, *(layer.attachment for layer in self.expenditures.stop_loss))
            if (self.expenditures is not None)
            else ()
        )
        percentiles = (TruncationAtPercentile, AttachmentAtPercentile)
        references = {point.reference_population for point in points if isinstance(point, percentiles)}
        kept = tuple(each for each in self.others if references & {*each.population_ids})
        return replace(self, others=kept, before={}, medicaid_months=False, risk=None)
