"""What a contract chooses about attribution: participants, windows, steps in order, and who is left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from openvbc.claims.attribution.reasons import Exclusion
from openvbc.claims.attribution.services import ServiceList
from openvbc.claims.member_months.terms import ONE_TYPE, CountPeriod, EnrollmentTypeRule
from openvbc.periods import Period


class Window(StrEnum):
    """Which of a period's two look-back windows."""

    ASSIGNMENT = "assignment"
    EXPANDED = "expanded"


class Measure(StrEnum):
    """What a plurality compares. A visit is a day with a service of one candidate and one type of provider."""

    ALLOWED_AMOUNT = "allowed_amount"
    VISITS = "visits"


class TieBreak(StrEnum):
    """What breaks a tie; the order of identifiers always comes last, and is reported as such.

    latest_service: the latest day of a service by the step's types that break ties (the compared ones unless said
    otherwise). latest_other_service: that of its other types.
    """

    LATEST_SERVICE = "latest_service"
    LATEST_OTHER_SERVICE = "latest_other_service"
    VISITS = "visits"
    ALLOWED_AMOUNT = "allowed_amount"


@dataclass(frozen=True)
class Participant:
    """One identifier of an organization, or several that must meet on one line; None as a date: always."""

    organization_id: str
    tin: str = ""
    ccn: str = ""
    npi: str = ""
    first_date: date | None = None
    last_date: date | None = None


@dataclass(frozen=True)
class Gate:
    """So many visits with these types of provider, which a person must have (wanted) or must not have.

    of_organization: at the organization that is to be attributed the person; else at anyone's.
    """

    provider_types: tuple[str, ...]
    of_organization: bool
    at_least: int = 1
    wanted: bool = True
    window: Window = Window.ASSIGNMENT


@dataclass(frozen=True)
class DesignationStep:
    """People belong to whom they chose (by_patient), or to whom the payer named.

    as_of: the day on which the designation must hold. elsewhere_blocks: a designation of someone outside all
    organizations ends the steps for the person.
    """

    name: str
    by_patient: bool
    as_of: date
    elsewhere_blocks: bool = False


@dataclass(frozen=True)
class PluralityStep:
    """People belong to the organization that gave them most of the compared services; each rival taken by itself.

    gates: what must hold beside. outside_competes: providers outside all organizations are rivals, each facility,
    TIN or clinician by itself. tie_types: whose latest service breaks ties (None: the compared types);
    other_tie_types: whose latest service breaks them next.
    """

    name: str
    compared: tuple[str, ...]
    measure: Measure = Measure.ALLOWED_AMOUNT
    gates: tuple[Gate, ...] = ()
    window: Window = Window.ASSIGNMENT
    minimum_visits: int = 1
    ties: tuple[TieBreak, ...] = (TieBreak.LATEST_SERVICE, TieBreak.VISITS)
    tie_types: tuple[str, ...] | None = None
    other_tie_types: tuple[str, ...] = ()
    outside_competes: bool = True

    @property
    def all_gates(self) -> tuple[Gate, ...]:
        """The gates, and that the organization gave a compared service at all."""
        return (Gate(self.compared, of_organization=True, window=self.window), *self.gates)


@dataclass(frozen=True)
class Area:
    """A state, or a county of it (SSA code of five digits), whose people belong to an organization."""

    organization_id: str
    state: str
    county_code: str = "*"


@dataclass(frozen=True)
class GeographicStep:
    """People belong to an organization by where they live in their last enrolled month of the window."""

    name: str
    areas: tuple[Area, ...]


Step = DesignationStep | PluralityStep | GeographicStep


@dataclass(frozen=True)
class AttributionPeriod:
    """How people are attributed for one period.

    window: the assignment window, whole months. expanded: a longer one that ends with it; None if there is none.
    paid_through: claims paid later do not attribute. services: None if no step is a plurality.
    assignable: alternatives of gates that make a person assignable. other_initiative: people whom another initiative
    has.
    """

    period: CountPeriod
    window: Period
    paid_through: date
    steps: tuple[Step, ...]
    services: ServiceList | None = None
    expanded: Period | None = None
    assignable: tuple[tuple[Gate, ...], ...] = ()
    other_initiative: tuple[str, ...] = ()

    @property
    def longest_window(self) -> Period:
        """All days whose services may attribute."""
        return self.expanded or self.window


@dataclass(frozen=True)
class AttributionTerms:
    """How people are attributed, for every period.

    exclusions: reasons to leave people out, in order. residence_states: where people must live, if that is a reason.
    stays: kind of facility stay -> first two digits of the types of bill that show it. facility_lists: name ->
    CCNs. provider_specialty: where a line has no specialty, take that of its clinician in provider.
    """

    periods: tuple[AttributionPeriod, ...]
    participants: tuple[Participant, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    residence_states: tuple[str, ...] = ()
    stays: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facility_lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    provider_specialty: bool = False

    @property
    def windows(self) -> tuple[Period, ...]:
        """All days of which enrollment and services must be known: for MemberMonthTerms.windows."""
        return tuple(period.longest_window for period in self.periods)

    @property
    def service_lists(self) -> list[ServiceList]:
        """The lists of services, each once."""
        found: list[ServiceList] = []
        for period in self.periods:
            if period.services is not None and period.services not in found:
                found.append(period.services)
        return found


@dataclass(frozen=True)
class AgreedAttribution:
    """How a contract attributes: to which organization, by which terms, and every organization on its lists.

    types: the enrollment types into which the months of the people are sorted.
    """

    organization_id: str
    terms: AttributionTerms
    organizations: frozenset[str]
    types: tuple[EnrollmentTypeRule, ...] = ONE_TYPE
