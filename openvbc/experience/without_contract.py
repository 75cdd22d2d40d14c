"""What is counted where no contract says how: by plain options, through the same pipeline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from openvbc.claims.attribution.participants import read_participants
from openvbc.claims.attribution.services import ProviderType, QualifyingCode, ServiceList
from openvbc.claims.attribution.terms import (
    AgreedAttribution,
    AttributionPeriod,
    AttributionTerms,
    Measure,
    PluralityStep,
)
from openvbc.claims.expenditures.terms import (
    Amount,
    Coverage,
    ExpenditureTerms,
    ServiceDate,
    Summaries,
    WithoutPaidDate,
)
from openvbc.claims.member_months.terms import ONE_TYPE, CountPeriod, medicare_types
from openvbc.claims.payers.choice import PayerChoice
from openvbc.claims.published_codes import codes
from openvbc.claims.utilization.terms import MonthsThatCount
from openvbc.errors import ClaimsError, Fault
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.periods import NamedPeriods
from openvbc.experience.populations import ENROLLED, members_called
from openvbc.periods import PerformanceYear

#: Nobody said whose people and claims count.
UNSAID: Final = PayerChoice(say="give --payer NAME (and --plan NAME, or --plan all)")


@dataclass(frozen=True)
class PlainOptions:
    """How claims count where no contract says it.

    months, amount: which months, and which dollars. run_out_months: claims paid later after the end of their year do
    not count. payers: whose people and claims count, where the data name several.
    """

    months: MonthsThatCount = MonthsThatCount.MEDICARE
    amount: Amount = Amount.PAID
    run_out_months: int = 3
    payers: PayerChoice = UNSAID

    def __post_init__(self) -> None:
        if not 0 <= self.run_out_months <= 24:
            fault = Fault(f"a run-out of {self.run_out_months} months", fix="write 0 to 24 months")
            raise ClaimsError(fault)

    @property
    def expenditures(self) -> ExpenditureTerms:
        """What counts as cost: all services and drugs, nothing carved out, nothing cut off, payments as they were."""
        medicare = self.months is MonthsThatCount.MEDICARE
        return ExpenditureTerms(
            amount=self.amount,
            service_date=ServiceDate.CLAIM_END,
            coverage=Coverage(part_a=medicare, part_b=medicare, without_medicare_advantage=medicare),
            pharmacy=True,
            add_sequestration=False,
            remove_medical_education=False,
            remove_disproportionate_share=False,
            remove_uncompensated_care=False,
            without_paid_date=WithoutPaidDate.COUNT,
            summaries=Summaries.LEAVE_OUT,
            truncation=None,
        )

    def periods(self, years: Sequence[int]) -> NamedPeriods:
        """Calendar years as periods, named by their numbers, each with the same run-out."""
        found = [PerformanceYear.calendar(each) for each in years]
        every = [CountPeriod(str(each.year), each.period, each.paid_through(self.run_out_months)) for each in found]
        return NamedPeriods(every[-1], tuple(every[:-1]))


@dataclass(frozen=True)
class PlainRequest:
    """Whose experience is asked for, in which calendar years. population: enrolled, or a name of `people`."""

    years: tuple[int, ...]
    population: str = ENROLLED
    people: Mapping[str, Path] = field(default_factory=dict)
    options: PlainOptions = field(default_factory=PlainOptions)


def plain_basis(request: PlainRequest) -> ExperienceBasis:
    """Months and dollars of the people asked for. ClaimsError if there is no such population."""
    periods = request.options.periods(request.years)
    medicare = request.options.months is MonthsThatCount.MEDICARE
    return ExperienceBasis(
        periods=periods,
        own=members_called(request.population, None, request.people, periods.names),
        payers=replace(request.options.payers, medicare=medicare),
        before={later: earlier for earlier, later in zip(periods.names, periods.names[1:], strict=False)},
        types=medicare_types() if medicare else ONE_TYPE,
        source_type_counts=medicare,
        every_month=False,
        expenditures=request.options.expenditures,
    )


def primary_care_services() -> ServiceList:
    """The visits by which people are attributed where only a list of participants is given, and whose they are."""
    specialties = (*codes("primary_care_physician_specialties"), *codes("non_physician_practitioner_specialties"))
    visits = tuple(QualifyingCode(code) for code in codes("primary_care_visit_codes"))
    return ServiceList(visits, (ProviderType("primary_care", tuple(sorted(specialties))),))


def by_most_visits(path: Path, period: CountPeriod) -> AgreedAttribution:
    """People of each organization on a list of participants: those who visited it most for primary care."""
    participants = read_participants(path)
    services = primary_care_services()
    compared = tuple(each.name for each in services.provider_types)
    step = PluralityStep("most primary care visits", compared=compared, measure=Measure.VISITS)
    attributed = AttributionPeriod(period, period.days, period.paid_through, (step,), services)
    organizations = frozenset(each.organization_id for each in participants)
    return AgreedAttribution("", AttributionTerms((attributed,), participants), organizations)
