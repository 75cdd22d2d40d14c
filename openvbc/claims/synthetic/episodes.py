"""Episodes of care, where a region is asked for them: planned surgery and chronic conditions, with what goes wrong."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from openvbc.claims.synthetic.claims import Claims, World, covered, joined, new_claims, some_biller, some_specialist
from openvbc.claims.synthetic.conditions import CONDITIONS
from openvbc.claims.synthetic.draws import Choice, Flags, Ints, Keys, below, chance, child_keys, repeat
from openvbc.claims.synthetic.places import Setting
from openvbc.claims.synthetic.services import GROUPS, Kind
from openvbc.claims.synthetic.stays import PLANNED, new_stay, transferred
from openvbc.claims.synthetic.visits import group_claims, home_claims, specialist_claims


@dataclass(frozen=True)
class Surgery:
    """A planned surgery: its group in hospital; of 10,000 people a year; of a million of them each.

    outpatient: done without a stay; other_side: followed by the other side within ninety days; moved: begun in another
    hospital; therapy: whether physical therapy follows.
    """

    drg: str
    often: int
    outpatient: int = 0
    other_side: int = 0
    moved: int = 0
    therapy: bool = True


@dataclass(frozen=True)
class Worsening:
    """A chronic condition with visits each quarter that may worsen: stays of a group, of a million people a year."""

    condition: str
    drg: str
    stays: int


SURGERIES: Final = (
    Surgery("470", 150, outpatient=380_000, other_side=80_000),
    Surgery("469", 12, other_side=40_000),
    Surgery("522", 18, moved=120_000),
    Surgery("460", 26),
    Surgery("236", 18, moved=200_000, therapy=False),
    Surgery("330", 18, moved=60_000, therapy=False),
)
WORSENINGS: Final = (
    Worsening("heart failure", "291", 220_000),
    Worsening("obstructive lung disease", "190", 150_000),
    Worsening("diabetes", "638", 40_000),
)
#: What brings people back after surgery: an infected wound, an embolism, a joint to be revised.
_COMPLICATIONS: Final = ("863", "176", "467")
_COMPLICATION: Final = Choice((5, 3, 2))
#: Where people go after planned surgery: home, home health, nursing facility, rehabilitation.
_DISPOSITIONS: Final = np.array([1, 6, 3, 62])
_DISPOSITION: Final = Choice((400, 380, 180, 40))
_GROUP: Final = {group.drg: at for at, group in enumerate(GROUPS)}
#: Days after surgery on which the surgeon sees people, and the image that is taken.
_SEEN_AFTER: Final = (14, 42, 84)
_IMAGE_AFTER: Final = 30


@dataclass(frozen=True)
class Planned:
    """Planned surgeries: whose, which of SURGERIES, on which day, and whether without a stay."""

    person: Ints
    key: Keys
    which: Ints
    day: Ints
    outpatient: Flags

    def take(self, some: Flags) -> "Planned":
        """Those of these places."""
        return Planned(self.person[some], self.key[some], self.which[some], self.day[some], self.outpatient[some])


def planned_surgeries(world: World) -> Planned:
    """Surgeries of all years, and the other side that follows some of them."""
    pieces = []
    for at, surgery in enumerate(SURGERIES):
        keys = child_keys(world.courses.key, f"surgery {surgery.drg}")
        person, year = np.nonzero((below(keys, "comes", 10_000) < surgery.often) & (world.courses.intensity > 0))
        key = keys[person, year]
        first = Planned(
            person,
            key,
            np.full_like(person, at),
            world.calendar.year_start[year] + below(key, "day", world.calendar.year_length[year]),
            chance(key, "outpatient", surgery.outpatient),
        )
        other = first.take(chance(key, "other side", surgery.other_side))
        day = other.day + 28 + below(other.key, "days between", 60)
        pieces += [first, Planned(other.person, child_keys(other.key, "other"), other.which, day, other.outpatient)]
    return Planned(*(np.concatenate([getattr(each, name) for each in pieces]) for name in Planned.__annotations__))


def episode_stays(world: World, planned: Planned) -> list[Claims]:
    """Stays for surgery and for what goes wrong after it, transfers among them, and stays of worsening conditions."""
    inside = planned.take(~planned.outpatient)
    hospital = some_biller(world, Setting.HOSPITAL, inside.person, inside.key)
    group = _groups()[inside.which]
    first = new_stay(world, inside.person, inside.key, inside.day, opens=True, hospital=hospital, group=group)
    moved = chance(inside.key, "moved", np.array([each.moved for each in SURGERIES])[inside.which])
    first.disposition[:] = np.where(moved, 2, _DISPOSITIONS[_DISPOSITION.draw(inside.key, "goes to after surgery")])
    first.source[:] = np.where(moved, 1, PLANNED)
    first.end[:] = np.where(moved, first.start + 1, first.end)
    second = transferred(world, first, group=first.group[moved])
    return [first, second, _complications(world, planned), *_worsenings(world)]


def _groups() -> Ints:
    return np.array([_GROUP[each.drg] for each in SURGERIES], dtype=np.int64)


def _complications(world: World, planned: Planned) -> Claims:
    """Stays for what went wrong, some days to two months after surgery."""
    keys = child_keys(planned.key, "complication")
    some = chance(keys, "goes wrong", 80_000)
    person, keys, day = planned.person[some], keys[some], planned.day[some]
    group = np.array([_GROUP[drg] for drg in _COMPLICATIONS])[_COMPLICATION.draw(keys, "which")]
    hospital = some_biller(world, Setting.HOSPITAL, person, keys)
    stays = new_stay(
        world, person, keys, day + 6 + below(keys, "days later", 60), opens=True, hospital=hospital, group=group
    )
    stays.disposition[stays.disposition == 2] = 1
    return stays


def _worsenings(world: World) -> list[Claims]:
    """Stays of conditions that worsen, and those that follow within thirty days on one in five of them."""
    found = []
    for each in WORSENINGS:
        person, year, keys = _people_with(world, each)
        some = chance(keys, "worsens", each.stays)
        person, year, keys = person[some], year[some], child_keys(keys[some], "stay")
        day = world.calendar.year_start[year] + below(keys, "day", world.calendar.year_length[year])
        for again in range(2):
            hospital = some_biller(world, Setting.HOSPITAL, person, keys)
            group = np.full_like(person, _GROUP[each.drg])
            stays = new_stay(world, person, keys, day, opens=again == 0, hospital=hospital, group=group)
            stays.disposition[stays.disposition == 2] = 1
            found.append(stays)
            back = chance(keys, "comes back", 200_000)
            person, keys, ends = person[back], child_keys(keys[back], "again"), stays.end[back]
            day = ends + 2 + below(keys, "days later", 28)
    return found


def _people_with(world: World, worsening: Worsening) -> tuple[Ints, Ints, Keys]:
    """Person, year and key of those who have the condition in the year and use any care."""
    (at,) = (at for at, each in enumerate(CONDITIONS) if each.name == worsening.condition)
    years = np.arange(len(world.calendar.years))
    person, year = np.nonzero((world.courses.begun[:, at][:, None] <= years[None, :]) & (world.courses.intensity > 0))
    return person, year, child_keys(world.courses.key, f"worsening {worsening.condition}")[person, year]


def episode_care(world: World, planned: Planned, stays: Claims) -> list[Claims]:
    """Outpatient surgery, and what clinicians do after surgery and each quarter for a condition.

    stays: those that were; surgery in hospital that another stay took the place of is followed by nothing.
    """
    outside = planned.take(planned.outpatient)
    hospital = some_biller(world, Setting.HOSPITAL, outside.person, outside.key)
    without_stay = covered(
        world,
        new_claims(
            Kind.JOINT_SURGERY,
            outside.person,
            outside.key,
            outside.day,
            some_specialist(world, hospital, outside.key),
            hospital,
        ),
    )
    done = joined([stays.take(stays.source == PLANNED), without_stay])
    return [
        without_stay,
        *_seen_after(world, done),
        _therapy(world, done),
        *_emergencies(world, done),
        *_quarters(world),
    ]


def _seen_after(world: World, done: Claims) -> list[Claims]:
    pieces = []
    for days in _SEEN_AFTER:
        keys = child_keys(done.key, "seen after", days)
        pieces.append(specialist_claims(world, Kind.SPECIALIST, done.person, keys, done.end + days))
    keys = child_keys(done.key, "image after")
    return [*pieces, group_claims(world, Kind.IMAGING, done.person, keys, done.end + _IMAGE_AFTER)]


def _therapy(world: World, done: Claims) -> Claims:
    """Physical therapy each few days after surgery of bones."""
    bones = [_GROUP[each.drg] for each in SURGERIES if each.therapy]
    some = done.take((done.kind == Kind.JOINT_SURGERY) | np.isin(done.group, bones))
    repeated = repeat(4 + below(some.key, "how much therapy", 9))
    keys = child_keys(some.key[repeated.row], "therapy after", repeated.copy)
    day = some.end[repeated.row] + 4 + 4 * repeated.copy
    return group_claims(world, Kind.THERAPY, some.person[repeated.row], keys, day)


def _emergencies(world: World, done: Claims) -> list[Claims]:
    """A visit to an emergency room after one surgery in eight."""
    keys = child_keys(done.key, "emergency after")
    some = chance(keys, "there", 120_000)
    person, keys = done.person[some], keys[some]
    day = done.end[some] + 3 + below(keys, "days later", 45)
    return [
        group_claims(world, kind, person, child_keys(keys, f"kind {int(kind)}"), day)
        for kind in (Kind.EMERGENCY_ROOM, Kind.EMERGENCY_VISIT)
    ]


def _quarters(world: World) -> list[Claims]:
    """A visit each quarter, and a laboratory with it, for people with a condition that may worsen."""
    pieces = []
    for each in WORSENINGS:
        person, year, keys = _people_with(world, each)
        repeated = repeat(np.full_like(person, 4))
        person, year = person[repeated.row], year[repeated.row]
        keys = child_keys(keys[repeated.row], "quarter", repeated.copy)
        day = world.calendar.month_start[12 * year + 3 * repeated.copy] + below(keys, "day", 85)
        pieces += [
            home_claims(world, Kind.OFFICE, person, keys, day),
            group_claims(world, Kind.LABORATORY, person, child_keys(keys, "laboratory"), day),
        ]
    return pieces
