"""Which episodes of a person stand: from the first on, none begins in another unless the definition lets it."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from openvbc.claims.episodes.definition import Overlapping, OverlapRule

STANDS: Final = "stands"
#: Why one does not stand: it begins in one that stands, or it gave way to one that began in it.
IN_AN_EARLIER_ONE: Final = "in_an_earlier_one"
GAVE_WAY: Final = "gave_way"


class Candidate(NamedTuple):
    """An episode that might be. person: tells people apart; candidates of one person follow one another."""

    number: int
    person: int
    episode_type: str
    setting: str
    first_day: int
    last_day: int


def resolve_overlaps(candidates: Iterable[Candidate], rules: Sequence[OverlapRule]) -> dict[int, str]:
    """How candidates stand, by number; one that is not named is in an earlier one.

    Candidates come by person and in the order of their anchors. One that begins on a day of an earlier one that stands
    gives way, unless a rule says that the earlier one does, or neither. The first rule that fits decides.
    """
    decided = _Decided(rules)
    told: dict[int, str] = {}
    person = 0
    lasting: list[Candidate] = []
    # A year's claims have hundreds of thousands of candidates: rows are taken apart and nothing is made of each.
    for later in candidates:
        number, own, episode_type, setting, first_day, _ = later
        lasting = [earlier for earlier in lasting if earlier[5] >= first_day] if own == person else []
        person = own
        if lasting:
            ways = [
                decided[earlier[2], earlier[3], episode_type, setting, earlier[4] == first_day] for earlier in lasting
            ]
            if Overlapping.LATER_GIVES_WAY in ways:
                continue
            for earlier, way in zip(tuple(lasting), ways, strict=True):
                if way is Overlapping.EARLIER_GIVES_WAY:
                    told[earlier[0]] = GAVE_WAY
                    lasting.remove(earlier)
        told[number] = STANDS
        lasting.append(later)
    return told


#: Type and setting of the earlier and the later episode, and whether both begin on one day: all that rules look at.
_Meeting = tuple[str, str, str, str, bool]


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
