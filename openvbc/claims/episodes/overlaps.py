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
    for _, own in groupby(candidates, key=attrgetter("person")):
        standing: list[Candidate] = []
        told: dict[int, str] = {}
        for later in own:
            met = [earlier for earlier in standing if earlier.last_day >= later.first_day]
            ways = {earlier.number: _gives_way(earlier, later, rules) for earlier in met}
            if Overlapping.LATER_GIVES_WAY in ways.values():
                told[later.number] = IN_AN_EARLIER_ONE
                continue
            for earlier in met:
                if ways[earlier.number] is Overlapping.EARLIER_GIVES_WAY:
                    told[earlier.number] = GAVE_WAY
                    standing.remove(earlier)
            told[later.number] = STANDS
            standing.append(later)
        yield from told.items()


def _gives_way(earlier: Candidate, later: Candidate, rules: Sequence[OverlapRule]) -> Overlapping:
    for rule in rules:
        if (
            rule.earlier in ("", earlier.episode_type)
            and rule.later in ("", later.episode_type)
            and rule.earlier_setting in ("", earlier.setting)
            and rule.later_setting in ("", later.setting)
            and not (rule.on_other_days and earlier.first_day == later.first_day)
        ):
            return rule.gives_way
    return Overlapping.LATER_GIVES_WAY
