"""Which episodes of a person stand: from the first on, none begins in another unless the definition lets it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Final

from openvbc.claims.episodes.definition import Overlapping, OverlapRule

STANDS: Final = "stands"
#: Why one does not stand: it begins in one that stands, or it gave way to one that began in it.
IN_AN_EARLIER_ONE: Final = "in_an_earlier_one"
GAVE_WAY: Final = "gave_way"


@dataclass(frozen=True)
class Candidate:
    """An episode that might be, in the order of its anchor: candidates of one person follow one another."""

    number: int
    person: str
    episode_type: str
    setting: str
    first_day: int
    last_day: int


def resolve_overlaps(candidates: Iterable[Candidate], rules: Sequence[OverlapRule]) -> Iterator[tuple[int, str]]:
    """The number of each candidate and how it stands. Candidates come by person and in the order of their anchors.

    One that begins on a day of an earlier one that stands gives way, unless a rule says that the earlier one does, or
    neither. The first rule that fits decides.
    """
    decided = _Decided(rules)
    for _, own in groupby(candidates, key=attrgetter("person")):
        standing: list[Candidate] = []
        told: dict[int, str] = {}
        for later in own:
            met = [earlier for earlier in standing if earlier.last_day >= later.first_day]
            ways = [decided[_meeting(earlier, later)] for earlier in met]
            if Overlapping.LATER_GIVES_WAY in ways:
                told[later.number] = IN_AN_EARLIER_ONE
                continue
            for earlier, way in zip(met, ways, strict=True):
                if way is Overlapping.EARLIER_GIVES_WAY:
                    told[earlier.number] = GAVE_WAY
                    standing.remove(earlier)
            told[later.number] = STANDS
            standing.append(later)
        yield from told.items()


#: Type and setting of the earlier and the later episode, and whether both begin on one day: all that rules look at.
_Meeting = tuple[str, str, str, str, bool]


def _meeting(earlier: Candidate, later: Candidate) -> _Meeting:
    same_day = earlier.first_day == later.first_day
    return earlier.episode_type, earlier.setting, later.episode_type, later.setting, same_day


class _Decided(dict[_Meeting, Overlapping]):
    """Which of two gives way; kinds of meetings are few, so that each is decided once."""

    def __init__(self, rules: Sequence[OverlapRule]) -> None:
        super().__init__()
        self._rules = rules

    def __missing__(self, meeting: _Meeting) -> Overlapping:
        self[meeting] = self._decide(*meeting)
        return self[meeting]

    def _decide(
        self, earlier: str, earlier_setting: str, later: str, later_setting: str, same_day: bool
    ) -> Overlapping:
        for rule in self._rules:
            if (
                rule.earlier in ("", earlier)
                and rule.later in ("", later)
                and rule.earlier_setting in ("", earlier_setting)
                and rule.later_setting in ("", later_setting)
                and not (rule.on_other_days and same_day)
            ):
                return rule.gives_way
        return Overlapping.LATER_GIVES_WAY
