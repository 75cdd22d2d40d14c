"""What the checklist of a shared-savings contract rests on: its terms, participants, data, and what was counted."""

from dataclasses import dataclass
from typing import cast

from openvbc.checklist.members import CountedYear
from openvbc.claims.attribution.terms import AgreedAttribution
from openvbc.claims.engine.engine import Engine
from openvbc.claims.member_months.terms import ONE_TYPE, MonthRule
from openvbc.claims.participation.count import Participation
from openvbc.claims.participation.data_held import data_held
from openvbc.claims.participation.held import DataHeld
from openvbc.claims.participation.identifiers import ParticipantList, participant_list
from openvbc.claims.payers.choice import PayerChoice
from openvbc.claims.warehouse.claims import OpenClaims
from openvbc.contract.claims_basis import ClaimsBasis
from openvbc.errors import ContractError, Fault, FileError, ParameterError
from openvbc.experience.attribution import agreed_attribution
from openvbc.experience.basis import ExperienceBasis
from openvbc.experience.participation import count_participation
from openvbc.experience.periods import NamedPeriods
from openvbc.experience.populations import own_members
from openvbc.experience.request import ExperienceRequest
from openvbc.payment_models.record import WorksheetRequest
from openvbc.payment_models.shared_savings.counting.basis import counted_periods
from openvbc.payment_models.shared_savings.terms import SharedSavingsTerms
from openvbc.payment_models.shared_savings.worksheet import build_worksheet
from openvbc.worksheet.sheet import Worksheet


@dataclass(frozen=True)
class StreamFacts:
    """What the steps read. listed, held and counted are None where they were not given or cannot be.

    organization: as the list of participants names it; '' where the contract names none. base: base years, oldest
    first. faults: why people cannot be attributed from claims. sheet: None where the terms make no worksheet, for the
    reasons in sheet_faults.
    """

    request: WorksheetRequest
    asked: ExperienceRequest
    organization: str
    listed: ParticipantList | None
    held: DataHeld | None
    counted: Participation | None
    base: tuple[CountedYear, ...]
    performance: CountedYear
    faults: tuple[Fault, ...]
    sheet: Worksheet | None
    sheet_faults: tuple[Fault, ...]

    @property
    def terms(self) -> SharedSavingsTerms:
        """What the contract agrees."""
        return cast("SharedSavingsTerms", self.request.stream.terms)

    @property
    def claims_basis(self) -> ClaimsBasis | None:
        """On what basis claims count, as the population says it or the stream; None if neither does."""
        return self.asked.population.claims_basis or self.terms.claims_basis


def gather(
    request: WorksheetRequest, asked: ExperienceRequest, engine: Engine | None, claims: OpenClaims | None
) -> StreamFacts:
    """Read and count what the steps rest on. engine: holds the claims' tables; None where no claims are given.

    ContractError where years do not begin and end with a month. FileError where the list of participants is not there.
    """
    terms = cast("SharedSavingsTerms", request.stream.terms)
    stepwise = asked.population.attribution.stepwise
    organization = stepwise.organization if stepwise is not None else ""
    listed = None
    if organization and asked.participants is not None:
        listed = participant_list(asked.participants, organization, request.performance_year.period)
    years = counted_periods(request, terms, asked)
    agreed, faults = _agreed(years, asked)
    base, performance = _years(years, agreed)
    data = counted = None
    if engine is not None and claims is not None:
        spans = [span for each in (*base, performance) for span in (each.period.days, each.window or each.period.days)]
        data = data_held(engine, claims, spans)
        if agreed is not None:
            basis = asked.population.claims_basis or terms.claims_basis
            counted = _count(basis, asked.payers, years, agreed, engine, data, listed)
    sheet, sheet_faults = _sheet(request)
    return StreamFacts(
        request, asked, organization, listed, data, counted, base, performance, faults, sheet, sheet_faults
    )


def _agreed(years: NamedPeriods, asked: ExperienceRequest) -> tuple[AgreedAttribution | None, tuple[Fault, ...]]:
    try:
        return agreed_attribution(years.every, asked), ()
    except (ContractError, FileError) as error:
        return None, error.faults


def _years(years: NamedPeriods, agreed: AgreedAttribution | None) -> tuple[tuple[CountedYear, ...], CountedYear]:
    windows = {each.period.name: each.longest_window for each in agreed.terms.periods} if agreed is not None else {}
    base = tuple(CountedYear(each, f"base year {each.name}", windows.get(each.name)) for each in years.earlier)
    now = years.performance
    return base, CountedYear(now, f"performance year {now.name}", windows.get(now.name))


def _count(
    claims: ClaimsBasis | None,
    payers: PayerChoice,
    years: NamedPeriods,
    agreed: AgreedAttribution,
    engine: Engine,
    data: DataHeld,
    listed: ParticipantList | None,
) -> Participation:
    if data.unsound:
        return Participation(faults=data.unsound)
    basis = ExperienceBasis(
        periods=years,
        own=own_members(agreed),
        payers=payers,
        attribution=agreed,
        types=agreed.types,
        source_type_counts=agreed.types != ONE_TYPE,
        month_rule=MonthRule(claims.enrolled) if claims is not None else MonthRule.FIRST_DAY,
        asks_for_coverage=claims is not None and claims.months == "parts_a_and_b",
        every_month=False,
    )
    taking_part = listed.taking_part if listed is not None else ()
    return count_participation(engine, basis, taking_part, years.performance.days)


def _sheet(request: WorksheetRequest) -> tuple[Worksheet | None, tuple[Fault, ...]]:
    try:
        return build_worksheet(request), ()
    except (ContractError, ParameterError) as error:
        return None, error.faults
