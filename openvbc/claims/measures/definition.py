"""What a measure is: whom it counts, what must be true of them, and over which days."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from openvbc.periods import Period, add_months

UNITS: Final = ("person", "stay", "event")
SOURCES: Final = ("claims", "electronic_records", "registry", "survey", "payer_report", "combined")
STRATA: Final = ("age_band", "sex", "dual", "enrollment_type", "state", "county", "payer", "plan")
#: What a window is counted from: the whole period or index event, or one end of it.
ANCHORS: Final = ("period", "first_day", "last_day", "index", "index_start", "index_end")
OLDEST: Final = 150


@dataclass(frozen=True)
class Window:
    """Days in which an event must begin, or enrollment hold, both ends included.

    of: what the ends are counted from (ANCHORS); for `period` and `index` the first end from its first day, the last
    end from its last. Months go with the period only.
    """

    of: str = "period"
    from_days: int = 0
    to_days: int = 0
    from_months: int = 0
    to_months: int = 0

    @property
    def of_index(self) -> bool:
        """Whether it moves with the index event."""
        return self.of.startswith("index")

    def fixed_days(self, period: Period) -> tuple[date, date]:
        """First and last day of a window that is counted from the period."""
        first = period.last_day if self.of == "last_day" else period.start
        last = period.start if self.of == "first_day" else period.last_day
        return _moved(first, self.from_months, self.from_days), _moved(last, self.to_months, self.to_days)


def _moved(day: date, months: int, days: int) -> date:
    return date.fromordinal(add_months(day, months).toordinal() + days)


@dataclass(frozen=True)
class Event:
    """What happens in claims: one of these codes, and on the same claim one of each set of `on_same_claim`.

    codes, on_same_claim: names of value sets. principal: only principal diagnoses and procedures.
    """

    codes: tuple[str, ...]
    on_same_claim: tuple[str, ...] = ()
    principal: bool = False


@dataclass(frozen=True)
class Always:
    """Holds for everyone."""


@dataclass(frozen=True)
class EventCriterion:
    """The event begins in the window on at least so many different days."""

    event: Event
    window: Window = Window()
    at_least: int = 1


@dataclass(frozen=True)
class AgeCriterion:
    """Completed years of age on the first or last day of the measurement period, or the first of the index event."""

    at_least: int = 0
    at_most: int = OLDEST
    on: Literal["first_day", "last_day", "index"] = "last_day"
    outside: bool = False


@dataclass(frozen=True)
class SexCriterion:
    """male or female; an unknown sex is neither."""

    sex: str


@dataclass(frozen=True)
class EnrolledCriterion:
    """Enrolled without more or longer gaps than these. The coverages asked for must be told by the source."""

    window: Window = Window()
    most_gaps: int = 0
    most_gap_days: int = 0
    part_a: bool = False
    part_b: bool = False
    part_d: bool = False
    without_medicare_advantage: bool = False

    @property
    def coverage(self) -> tuple[int, int, int, int]:
        """What must be covered, as in measure_coverage."""
        return int(self.part_a), int(self.part_b), int(self.part_d), int(self.without_medicare_advantage)


Leaf = Always | EventCriterion | AgeCriterion | SexCriterion | EnrolledCriterion


@dataclass(frozen=True)
class AllOf:
    """Every one of these holds."""

    parts: tuple["Criterion", ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one of these holds."""

    parts: tuple["Criterion", ...]


@dataclass(frozen=True)
class Not:
    """This does not hold."""

    part: "Criterion"


Criterion = Leaf | AllOf | AnyOf | Not


def leaves(criterion: Criterion) -> Iterator[Leaf]:
    """The single conditions of a criterion."""
    if isinstance(criterion, AllOf | AnyOf):
        for part in criterion.parts:
            yield from leaves(part)
    elif isinstance(criterion, Not):
        yield from leaves(criterion.part)
    else:
        yield criterion


@dataclass(frozen=True)
class Reason:
    """An exclusion or exception: why, in the measure's own words, and when."""

    reason: str
    when: Criterion


@dataclass(frozen=True)
class Index:
    """The event that a stay or event measure counts.

    counted_by: which of its ends must lie in the measurement period. transfer_days: a stay that begins so many days
    after another ended goes on with it.
    """

    event: Event
    counted_by: Literal["start", "end"] = "start"
    transfer_days: int = 0


@dataclass(frozen=True)
class AgeBand:
    """Ages from at_least to at_most, both included."""

    at_least: int
    at_most: int

    @property
    def label(self) -> str:
        """As people say it: 65-74, or 85+."""
        return f"{self.at_least}+" if self.at_most >= OLDEST else f"{self.at_least}-{self.at_most}"


@dataclass(frozen=True)
class Measure:
    """One measure as data.

    measure: its name. owner, citation, not_modeled: where the definition is from, and what of it is not here.
    from_months, to_months: by how much the measurement period begins and ends later than the year. first_year,
    last_year: years for which it is defined; None where there is no bound. strata: ways of dividing its people.
    """

    measure: str
    label: str
    source: str
    pool: str
    unit: str
    direction: str
    denominator: Criterion
    numerator: Criterion
    owner: str = ""
    citation: str = ""
    not_modeled: tuple[str, ...] = ()
    index: Index | None = None
    from_months: int = 0
    to_months: int = 0
    first_year: int | None = None
    last_year: int | None = None
    exclusions: tuple[Reason, ...] = ()
    exceptions: tuple[Reason, ...] = ()
    strata: tuple[str, ...] = ()
    age_bands: tuple[AgeBand, ...] = ()
    where: str = field(default="", compare=False)

    def period_of(self, year: Period) -> Period:
        """The measurement period that goes with a year."""
        return Period(add_months(year.start, self.from_months), add_months(year.end, self.to_months))

    @property
    def parts(self) -> Iterator[tuple[str, int, Criterion]]:
        """Its parts: name, number among those of the name, criterion."""
        yield "denominator", 1, self.denominator
        yield "numerator", 1, self.numerator
        yield from (("exclusion", number, each.when) for number, each in enumerate(self.exclusions, start=1))
        yield from (("exception", number, each.when) for number, each in enumerate(self.exceptions, start=1))

    @property
    def conditions(self) -> tuple[Leaf, ...]:
        """Every single condition of all parts, each once, in order."""
        return tuple(dict.fromkeys(leaf for _, _, criterion in self.parts for leaf in leaves(criterion)))

    @property
    def events(self) -> tuple[Event, ...]:
        """Every event that it asks for, each once; the index event first."""
        asked = [each.event for each in self.conditions if isinstance(each, EventCriterion)]
        return tuple(dict.fromkeys([*([self.index.event] if self.index else []), *asked]))
