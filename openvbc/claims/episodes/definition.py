"""What an episode is, as data: what begins it, which days it has, what counts in it, and who is responsible."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from openvbc.claims.expenditures.codes import CodeRange
from openvbc.claims.expenditures.terms import Amount
from openvbc.errors import ClaimsError, Fault, did_you_mean, raise_all


class CodeKind(StrEnum):
    """What a trigger looks at: the group of an admission, the code of a line, a diagnosis."""

    DRG = "drg"
    HCPCS = "hcpcs"
    DIAGNOSIS = "diagnosis"


class Overlapping(StrEnum):
    """Which of two episodes gives way where the later one begins before the earlier one ends."""

    LATER_GIVES_WAY = "later"
    EARLIER_GIVES_WAY = "earlier"
    BOTH_STAND = "neither"


@dataclass(frozen=True)
class Trigger:
    """What begins an episode of a type.

    setting: inpatient, outpatient or condition; overlaps may go by it. claim_type: institutional or professional lines
    of a procedure, "" for both. needed_procedures: the admission must have one of them; refused_procedures: and none of
    these. second_within_days: a diagnosis counts where it stands on a second day so soon after; 0 where one is enough.
    priority: of several triggers of one event the least is meant.
    """

    episode_type: str
    kind: CodeKind
    codes: tuple[CodeRange, ...]
    setting: str
    claim_type: str = ""
    principal_only: bool = False
    needed_procedures: tuple[str, ...] = ()
    refused_procedures: tuple[str, ...] = ()
    second_within_days: int = 0
    priority: int = 1


@dataclass(frozen=True, kw_only=True)
class EpisodeWindow:
    """The days of an episode of a type.

    post_days: of the period after the anchor. counts_anchor_day: whether the anchor's last day is the first of them,
    as CMS counts. monitored_days: after the period. grouped_before_days: before the anchor, for outpatient and
    professional lines. enrolled_before_days: in which the person must be enrolled. longest_anchor_days: a longer
    anchor begins no episode; 0 for any. low_percentile, high_percentile: costs beyond them count as they do, in
    hundredths of a percent, 0 for none; most_cents: an agreed limit instead, 0 for none.
    """

    post_days: int
    counts_anchor_day: bool
    monitored_days: int = 0
    grouped_before_days: int = 0
    enrolled_before_days: int = 0
    longest_anchor_days: int = 0
    low_percentile: int = 0
    high_percentile: int = 0
    most_cents: int = 0


@dataclass(frozen=True)
class OverlapRule:
    """What happens where an episode of one type and setting begins in one of another; "" for any.

    on_other_days: only where the two anchors begin on different days.
    """

    earlier: str
    later: str
    gives_way: Overlapping
    earlier_setting: str = ""
    later_setting: str = ""
    on_other_days: bool = False


@dataclass(frozen=True)
class FacilityRule:
    """Facilities whose admissions and procedures begin no episode: by characters 3 to 6 of the CCN, and by state."""

    numbers: CodeRange | None = None
    state: str = ""


@dataclass(frozen=True)
class ServiceRule:
    """Services that do not count in episodes of a type ("" for all), or that alone count (`includes`)."""

    kind: str
    codes: CodeRange
    episode_type: str = ""
    includes: bool = False


@dataclass(frozen=True)
class ResponsibleIdentifier:
    """An identifier of who may be responsible: a facility's CCN, a clinician's NPI, a practice's TIN."""

    identifier: str
    kind: str
    organization_id: str
    precedence: int


@dataclass(frozen=True, kw_only=True)
class EpisodeDefinition:
    """All that decides which episodes there are and what they cost.

    windows: by type of episode. lengths_of_stay: the geometric mean of a diagnosis-related group, in tenths of a day,
    and visit_codes of home health: by them claims that end after an episode are prorated. ranks: of HCPCS codes.
    asks_for_coverage: whether people must be enrolled in Parts A and B without a break, outside Medicare Advantage.
    """

    windows: Mapping[str, EpisodeWindow]
    triggers: tuple[Trigger, ...]
    amount: Amount
    transfer_days: int
    overlaps: tuple[OverlapRule, ...] = ()
    facilities: tuple[FacilityRule, ...] = ()
    services: tuple[ServiceRule, ...] = ()
    responsible: tuple[ResponsibleIdentifier, ...] = ()
    asks_for_coverage: bool = True
    drops_esrd: bool = True
    lengths_of_stay: Mapping[str, int] = field(default_factory=dict)
    visit_codes: tuple[str, ...] = ()
    ranks: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        named = [("a trigger", each.episode_type) for each in self.triggers]
        named += [("a rule of services", each.episode_type) for each in self.services if each.episode_type]
        named += [("a rule of overlaps", each) for rule in self.overlaps for each in (rule.earlier, rule.later) if each]
        raise_all(
            [
                Fault(f"{what} names {kind!r}, which is no type of episode", fix=did_you_mean(kind, self.windows))
                for what, kind in dict.fromkeys(named)
                if kind not in self.windows
            ],
            ClaimsError,
        )


@dataclass(frozen=True)
class EpisodePeriod:
    """Which episodes are settled: those whose anchor ends between two days.

    data_through: an episode that ends later is not over. paid_through: claims that were paid later do not count.
    left_out: people of whom no episode is settled, such as those whom another contract counts.
    """

    first_date: date
    last_date: date
    data_through: date
    paid_through: date
    left_out: frozenset[str] = frozenset()
