"""What the checklist of a Shared Savings Program contract rests on: contract, participants, data, what was counted."""

from dataclasses import dataclass, replace
from typing import cast

from openvbc.checklist.data import reached
from openvbc.checklist.members import CountedYear, people_known
from openvbc.claims.attribution.terms import AgreedAttribution, AttributionTerms
from openvbc.claims.engine.engine import Engine
from openvbc.claims.member_months.terms import medicare_types
from openvbc.claims.participation.count import Billing, Participation
from openvbc.claims.participation.data_held import data_held
from openvbc.claims.participation.held import DataHeld
from openvbc.claims.participation.identifiers import ParticipantList, participant_list
from openvbc.claims.payers.choice import PayerChoice
from openvbc.claims.warehouse.claims import OpenClaims
from openvbc.errors import ContractError, Fault, ParameterError
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.participation import count_participation
from openvbc.experience.periods import NamedPeriods
from openvbc.experience.populations import own_members
from openvbc.experience.request import ExperienceRequest
from openvbc.parameters.model import ParameterValue
from openvbc.parameters.scope import Asked
from openvbc.payment_models.mssp.counting.assignment import attribution_terms
from openvbc.payment_models.mssp.counting.periods import calendar_years, count_periods
from openvbc.payment_models.mssp.historical.axes import PERFORMANCE, spoken
from openvbc.payment_models.mssp.terms import MsspTerms
from openvbc.payment_models.mssp.tracks import Track
from openvbc.payment_models.mssp.worksheet import build_worksheet
from openvbc.payment_models.mssp.worksheet_builder import published_for, track_2_year
from openvbc.payment_models.record import WorksheetRequest
from openvbc.periods import Period
from openvbc.worksheet.sheet import Worksheet


@dataclass(frozen=True)
class ProgramFacts:
    """What the steps read. Each of listed, held and counted is None where it was not given or cannot be.

    base: the three benchmark years, oldest first. sheet: the worksheet of the year; None where the contract cannot be
    settled in it, for the reasons in `faults`; impossible: whether the contract is at fault, and not our knowledge.
    run_out_months: as the contract says.
    """

    request: WorksheetRequest
    organization: str
    listed: ParticipantList | None
    held: DataHeld | None
    counted: Participation | None
    base: tuple[CountedYear, ...]
    performance: CountedYear
    sheet: Worksheet | None
    faults: tuple[Fault, ...]
    impossible: bool
    run_out_months: int

    @property
    def terms(self) -> MsspTerms:
        """What the contract agrees."""
        return cast("MsspTerms", self.request.stream.terms)

    @property
    def year(self) -> int:
        """The performance year."""
        return self.request.performance_year.year

    @property
    def track(self) -> Track | None:
        """The track of the year; None if the levels do not name it."""
        return self.terms.track_of(self.year)

    def published(self, parameter: str, **more: Asked) -> ParameterValue | None:
        """The published value in force; None if there is none."""
        asked: dict[str, Asked] = {**track_2_year(self.terms, self.request), **more}
        if self.track is not None:
            asked["track"] = self.track
        try:
            return published_for(self.request, parameter, **asked)
        except ParameterError:
            return None

    def people(self, year: CountedYear) -> int | None:
        """Assigned beneficiaries of a year; None where they are not known."""
        return people_known(self.counted, self.held, year)

    @property
    def revenue_year(self) -> CountedYear | None:
        """The latest calendar year of which twelve months and the run-out are there; None if there is none."""
        newest_first = sorted((*self.base, self.performance), key=lambda each: each.period.days, reverse=True)
        data = self.held
        if data is None or self.counted is None or self.counted.faults:
            return None
        whole = (each for each in newest_first if data.held(each.period.days).complete and reached(data, each.period))
        return next(whole, None)

    @property
    def billing(self) -> Billing | None:
        """What was billed in the revenue year."""
        year = self.revenue_year
        return None if year is None or self.counted is None else self.counted.billing[year.period.name]

    @property
    def holds_own_people_only(self) -> bool:
        """Whether most people in the data are the ACO's: then other people's payments to its participants are not."""
        year = self.revenue_year
        if year is None or self.counted is None:
            return False
        return self.counted.people[year.period.name] * 2 > self.counted.enrolled[year.period.name]


def gather(
    request: WorksheetRequest, asked: ExperienceRequest, engine: Engine | None, claims: OpenClaims | None
) -> ProgramFacts:
    """Read and count what the steps rest on. engine: holds the claims' tables; None where no claims are given."""
    terms = _attribution(request, asked)
    base, performance = _years(request, terms)
    agreed = asked.population.attribution.shared_savings_program
    organization = agreed.organization if agreed is not None else ""
    listed = None
    if asked.participants is not None and organization:
        listed = participant_list(asked.participants, organization, performance.period.days)
    data = counted = None
    if engine is not None and claims is not None:
        spans = [span for each in (*base, performance) for span in (each.period.days, each.window or each.period.days)]
        data = data_held(engine, claims, spans)
        if terms is not None and listed is not None and listed.taking_part:
            counted = _count(request, asked.payers, terms, engine, data, listed)
    sheet, faults, impossible = _sheet(request)
    return ProgramFacts(
        request,
        organization,
        listed,
        data,
        counted,
        base,
        performance,
        sheet,
        faults,
        impossible,
        asked.run_out_months,
    )


def _attribution(request: WorksheetRequest, asked: ExperienceRequest) -> AttributionTerms | tuple[Fault, ...] | None:
    """The terms of assignment, still without participants; the faults for which there are none; None if not agreed."""
    agreed = asked.population.attribution.shared_savings_program
    if agreed is None:
        return None
    prospective = agreed.assignment == "prospective"
    try:
        return attribution_terms(request, count_periods(request), (), prospective=prospective)
    except (ContractError, ParameterError) as error:
        return error.faults


def _years(
    request: WorksheetRequest, terms: AttributionTerms | tuple[Fault, ...] | None
) -> tuple[tuple[CountedYear, ...], CountedYear]:
    """The benchmark years, oldest first, and the performance year."""
    numbers = calendar_years(request)
    windows: dict[str, Period] = {}
    if isinstance(terms, AttributionTerms):
        windows = {each.period.name: each.longest_window for each in terms.periods}
    years = [
        CountedYear(period, _words(period.name, numbers[period.name]), windows.get(period.name))
        for period in count_periods(request)
    ]
    performance = next(each for each in years if each.period.name == PERFORMANCE)
    return tuple(each for each in years if each is not performance), performance


def _words(name: str, number: int) -> str:
    return f"{spoken(name)} {number}" if name == PERFORMANCE else f"{spoken(name)}, {number}"


def _count(
    request: WorksheetRequest,
    payers: PayerChoice,
    terms: AttributionTerms | tuple[Fault, ...],
    engine: Engine,
    data: DataHeld,
    listed: ParticipantList,
) -> Participation:
    if not isinstance(terms, AttributionTerms):
        return Participation(faults=terms)
    if data.unsound:
        return Participation(faults=data.unsound)
    periods = tuple(each.period for each in terms.periods)
    agreed = AgreedAttribution(
        listed.organization_id, replace(terms, participants=listed.everyone), listed.organizations, medicare_types()
    )
    basis = ExperienceBasis(
        periods=NamedPeriods(periods[-1], periods[:-1]),
        own=own_members(agreed),
        payers=payers,
        attribution=agreed,
        types=medicare_types(),
        source_type_counts=True,
        every_month=False,
    )
    return count_participation(engine, basis, listed.taking_part, request.performance_year.period)


def _sheet(request: WorksheetRequest) -> tuple[Worksheet | None, tuple[Fault, ...], bool]:
    try:
        return build_worksheet(request), (), False
    except ContractError as error:
        return None, error.faults, True
    except ParameterError as error:
        return None, error.faults, False
