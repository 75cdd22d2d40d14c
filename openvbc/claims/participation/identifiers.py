"""The list of participants as it is written: how many identifiers, and which are listed for two organizations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from openvbc.claims.attribution.participants import read_participants
from openvbc.claims.attribution.terms import Participant
from openvbc.errors import Fault, FileError
from openvbc.periods import Period

_FIRST: Final = date.min
_LAST: Final = date.max


@dataclass(frozen=True)
class TwiceListed:
    """An identifier that two organizations list for the same days."""

    identifier: str
    organizations: tuple[str, str]


@dataclass(frozen=True)
class ParticipantList:
    """A list of participants, read for one organization and the days of one performance year.

    everyone: every row, of all organizations. taking_part: the organization's rows that hold on some day of the year.
    faults: what is written wrongly; then nothing else is known. file: its name.
    """

    file: str
    organization_id: str
    everyone: tuple[Participant, ...]
    taking_part: tuple[Participant, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def organizations(self) -> frozenset[str]:
        """Every organization that the list names."""
        return frozenset(each.organization_id for each in self.everyone)

    def distinct(self, kind: str) -> tuple[str, ...]:
        """The organization's identifiers of a kind ("tin", "ccn", "npi") in the year, each once, in order."""
        return tuple(sorted({getattr(each, kind) for each in self.taking_part} - {""}))

    @property
    def listed_twice(self) -> tuple[TwiceListed, ...]:
        """Identifiers of the organization that another one lists for the same days of the year."""
        others = [each for each in self.everyone if each.organization_id != self.organization_id]
        found = {
            TwiceListed(_named(ours), (self.organization_id, theirs.organization_id))
            for ours in self.taking_part
            for theirs in others
            if _meet(ours, theirs)
        }
        return tuple(sorted(found, key=lambda each: (each.identifier, each.organizations)))


def participant_list(path: Path, organization_id: str, days: Period) -> ParticipantList:
    """Read a list. What is written wrongly stands in `faults`; FileError only where there is no such file."""
    if not path.is_file():
        raise FileError(Fault("there is no such file", str(path), fix="give the list of participants (.csv)"))
    try:
        everyone = read_participants(path)
    except FileError as error:
        return ParticipantList(path.name, organization_id, (), (), error.faults)
    ours = (each for each in everyone if each.organization_id == organization_id)
    return ParticipantList(path.name, organization_id, everyone, tuple(each for each in ours if _holds(each, days)))


def silent(participants: Sequence[Participant], billed: Sequence[tuple[str, str, str]]) -> Iterator[Participant]:
    """Participants under whom nobody of `billed` (TIN, CCN, NPI) billed."""
    lines = set(billed)
    values = [{line[place] for line in lines} for place in range(3)]
    for each in participants:
        named = (each.tin, each.ccn, each.npi)
        known = all(not identifier or identifier in found for identifier, found in zip(named, values, strict=True))
        # Only a row of several identifiers asks whether they meet on one line.
        together = len([identifier for identifier in named if identifier]) > 1
        if not known or (together and not any(_is(each, line) for line in lines)):
            yield each


def _is(participant: Participant, line: tuple[str, str, str]) -> bool:
    named = (participant.tin, participant.ccn, participant.npi)
    return all(ours in ("", theirs) for ours, theirs in zip(named, line, strict=True))


def _holds(participant: Participant, days: Period) -> bool:
    first, last = participant.first_date or _FIRST, participant.last_date or _LAST
    return first <= days.last_day and last >= days.start


def _meet(ours: Participant, theirs: Participant) -> bool:
    """Whether one line could be both participants', on one day."""
    first = max(ours.first_date or _FIRST, theirs.first_date or _FIRST)
    last = min(ours.last_date or _LAST, theirs.last_date or _LAST)
    pairs = [(getattr(ours, kind), getattr(theirs, kind)) for kind in ("tin", "ccn", "npi")]
    return (
        first <= last
        and any(one and one == other for one, other in pairs)
        and all(_compatible(*each) for each in pairs)
    )


def _compatible(one: str, other: str) -> bool:
    return not one or not other or one == other


def _named(participant: Participant) -> str:
    kinds = (("TIN", participant.tin), ("CCN", participant.ccn), ("NPI", participant.npi))
    return " and ".join(f"{kind} {identifier}" for kind, identifier in kinds if identifier)
