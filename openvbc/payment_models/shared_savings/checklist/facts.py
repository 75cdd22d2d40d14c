"""What the checklist of a shared-savings contract rests on: its terms, participants, data, and what was counted."""

from dataclasses import dataclass
from typing import cast

from openvbc.checklist.members import CountedYear
from openvbc.claims.attribution.terms import AgreedAttribution
from openvbc.claims.engine.engine import Engine
from openvbc.claims.member_months.terms import ONE_TYPE, MemberMonthTerms, MonthRule
from openvbc.claims.participation.count import Participation, count_participation
from openvbc.claims.participation.held import DataHeld, data_held
from openvbc.claims.participation.identifiers import ParticipantList, participant_list
from openvbc.claims.project.project import Project
from openvbc.errors import ContractError, Fault, FileError, ParameterError
from openvbc.payment_models.record import ExperienceBasis, WorksheetRequest
from openvbc.payment_models.shared_savings.counting.attribution import agreed_attribution
from openvbc.payment_models.shared_savings.counting.periods import CountedYears, counted_years
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
    sources: ExperienceBasis
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


def gather(
    request: WorksheetRequest, sources: ExperienceBasis, engine: Engine | None, project: Project | None
) -> StreamFacts:
    """Read and count what the steps rest on. engine: holds the project's tables; None where no claims are given.

    ContractError where years do not begin and end with a month. FileError where the list of participants is not there.
    """
    terms = cast("SharedSavingsTerms", request.stream.terms)
    organization = sources.stepwise.organization if sources.stepwise is not None else ""
    listed = None
    if organization and sources.participants is not None:
        listed = participant_list(sources.participants, organization, request.performance_year.period)
    years = counted_years(request, terms, sources)
    agreed, faults = _agreed(years, sources)
    base, performance = _years(years, agreed)
    held = counted = None
    if engine is not None and project is not None:
        spans = [span for each in (*base, performance) for span in (each.period.days, each.window or each.period.days)]
        held = data_held(engine, project, spans)
        if agreed is not None:
            counted = _count(terms, years, agreed, engine, held, listed)
    sheet, sheet_faults = _sheet(request)
    return StreamFacts(
        request, sources, organization, listed, held, counted, base, performance, faults, sheet, sheet_faults
    )


def _agreed(years: CountedYears, sources: ExperienceBasis) -> tuple[AgreedAttribution | None, tuple[Fault, ...]]:
    try:
        return agreed_attribution(years.every, sources), ()
    except (ContractError, FileError) as error:
        return None, error.faults


def _years(years: CountedYears, agreed: AgreedAttribution | None) -> tuple[tuple[CountedYear, ...], CountedYear]:
    windows = {each.period.name: each.longest_window for each in agreed.terms.periods} if agreed is not None else {}
    base = tuple(CountedYear(each, f"base year {each.name}", windows.get(each.name)) for each in years.base)
    now = years.performance
    return base, CountedYear(now, f"performance year {now.name}", windows.get(now.name))


def _count(
    terms: SharedSavingsTerms,
    years: CountedYears,
    agreed: AgreedAttribution,
    engine: Engine,
    held: DataHeld,
    listed: ParticipantList | None,
) -> Participation:
    if held.unsound:
        return Participation(faults=held.unsound)
    rule = MonthRule(terms.counting.enrolled) if terms.counting is not None else MonthRule.FIRST_DAY
    months = MemberMonthTerms(
        years.every, ONE_TYPE, source_type_counts=False, month_rule=rule, windows=agreed.terms.windows
    )
    taking_part = listed.taking_part if listed is not None else ()
    return count_participation(
        engine, agreed.organization_id, months, agreed.terms, taking_part, years.performance.days
    )


def _sheet(request: WorksheetRequest) -> tuple[Worksheet | None, tuple[Fault, ...]]:
    try:
        return build_worksheet(request), ()
    except (ContractError, ParameterError) as error:
        return None, error.faults
