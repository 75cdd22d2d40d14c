"""Hospital stays and what follows them: transfers, readmissions, nursing facilities, home health, hospice."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from openvbc.claims.synthetic.calendar import NEVER
from openvbc.claims.synthetic.claims import (
    Claims,
    World,
    covered,
    cut_at_death,
    joined,
    new_claims,
    some_biller,
    some_specialist,
)
from openvbc.claims.synthetic.draws import Choice, Curve, Ints, Keys, below, chance, child_keys, counts, repeat
from openvbc.claims.synthetic.places import Setting
from openvbc.claims.synthetic.services import GROUP_CHOICE, GROUPS, Kind
from openvbc.claims.synthetic.visits import group_claims, home_claims

#: Where people go from hospital, with weights: home, another hospital, nursing facility, home health, against advice,
#: rehabilitation, hospice.
_DISPOSITIONS: Final = np.array([1, 2, 3, 6, 7, 62, 51])
_DISPOSITION: Final = Choice((560, 30, 170, 190, 10, 20, 20))
_DAYS: Final = Curve((0, 300), (5000, 800), (9000, 1800), (10_000, 4000))
#: How a stay's payment varies around its group's, in thousandths: outliers at the end.
_OUTLIERS: Final = Curve((0, 900), (7000, 1100), (9000, 1700), (9800, 3300), (10_000, 8000))
#: Cents for a group of weight 1,000 before county and year.
_STAY_CENTS: Final = 660_000
_NURSING_DAY_CENTS: Final = 47_000
_HOME_HEALTH_CENTS: Final = 189_000
_HOSPICE_DAY_CENTS: Final = 18_600
_WEIGHTS: Final = np.array([group.weight for group in GROUPS], dtype=np.int64)
#: The source of admission of planned surgery: referred by a clinic.
PLANNED: Final = 2
_USUAL_DAYS: Final = np.array([group.days for group in GROUPS], dtype=np.int64)


def make_stays(world: World, others: Sequence[Claims] = ()) -> list[Claims]:
    """Stays, what clinicians bill during and after them, and the care that follows. others: stays of episodes."""
    first = _first_stays(world)
    stays = covered(world, _apart(joined([first, transferred(world, first), _readmissions(world, first), *others])))
    home = np.isin(stays.disposition, (1, 6))
    return [
        stays,
        *_during(world, stays),
        _after(world, Kind.TRANSITION, stays.take(home), 280_000, 9),
        *_nursing(world, stays.take(stays.disposition == 3)),
        _home_health(world, stays.take(stays.disposition == 6)),
        _hospice(world),
    ]


def _first_stays(world: World) -> Claims:
    """Stays by the rate of the year: the year is cut into as many equal parts, one stay begins in each."""
    courses, years = world.courses, len(world.calendar.years)
    number = np.minimum(counts(courses.key, "stays", courses.stay_rate), 5).ravel()
    repeated = repeat(number)
    person, year = repeated.row // years, repeated.row % years
    keys = child_keys(courses.key.ravel()[repeated.row], "stay", repeated.copy)
    part: Ints = np.asarray(world.calendar.year_length[year] // number[repeated.row], dtype=np.int64)
    start = world.calendar.year_start[year] + part * repeated.copy + below(keys, "day", part)
    return new_stay(world, person, keys, start, opens=True, hospital=some_biller(world, Setting.HOSPITAL, person, keys))


def new_stay(
    world: World, person: Ints, keys: Keys, start: Ints, *, opens: bool, hospital: Ints, group: Ints | None = None
) -> Claims:
    """Stays that begin on these days in these hospitals (billers); of any group where none is given."""
    group = GROUP_CHOICE.draw(keys, "group") if group is None else group
    days = 1 + _USUAL_DAYS[group] * _DAYS.draw(keys, "days") // 1000
    return new_claims(
        Kind.INPATIENT,
        person,
        keys,
        start,
        some_specialist(world, hospital, keys),
        hospital,
        end=start + days,
        group=group,
        disposition=_DISPOSITIONS[_DISPOSITION.draw(keys, "goes to")],
        source=np.where(chance(keys, "from a facility", 60_000), 5, 1),
        amount=_STAY_CENTS * _WEIGHTS[group] // 1000 * _OUTLIERS.draw(keys, "outlier") // 1000,
        opens=np.full(len(person), opens),
    )


def transferred(world: World, stays: Claims, group: Ints | None = None) -> Claims:
    """The second part of stays that end with a transfer: it begins on the day the first ends, in another hospital.

    group: of these second parts; left out, any.
    """
    moved = stays.take(stays.disposition == 2)
    hospitals = world.places.of(Setting.HOSPITAL)
    other = hospitals[(np.searchsorted(hospitals, moved.biller) + 1) % len(hospitals)]
    keys = child_keys(moved.key, "transfer")
    second = new_stay(world, moved.person, keys, moved.end, opens=False, hospital=other, group=group)
    second.disposition[second.disposition == 2] = 1
    second.source[:] = 4
    return second


def _readmissions(world: World, stays: Claims) -> Claims:
    """Stays within thirty days of one that ended: about one in seven."""
    left = stays.take(stays.disposition != 2)
    keys = child_keys(left.key, "readmission")
    again = chance(keys, "comes back", 140_000)
    left, keys = left.take(again), keys[again]
    day = left.end + 1 + below(keys, "days later", 29)
    hospital = some_biller(world, Setting.HOSPITAL, left.person, keys)
    second = new_stay(world, left.person, keys, day, opens=False, hospital=hospital)
    second.disposition[second.disposition == 2] = 3
    return second


def _apart(stays: Claims) -> Claims:
    """Stays in order, without those that begin before an earlier one ended."""
    ordered = stays.take(np.lexsort((stays.key, stays.source == 4, stays.start, stays.person)))
    # Days are shifted by person, so that a running maximum of ends starts anew with each.
    shift = ordered.person * (4 * NEVER)
    latest = np.maximum.accumulate(ordered.end + shift)
    before = np.concatenate((np.array([-NEVER]), latest[:-1]))
    transfer = ordered.source == 4
    kept = np.where(transfer, ordered.start + shift >= before, ordered.start + shift > before)
    return ordered.take(kept)


def _during(world: World, stays: Claims) -> list[Claims]:
    """What clinicians bill for the stay: visits in the hospital, often an emergency visit and an ambulance before."""
    pieces = []
    for kind, share in ((Kind.HOSPITAL_VISITS, 960_000), (Kind.EMERGENCY_VISIT, 550_000), (Kind.AMBULANCE, 280_000)):
        keys = child_keys(stays.key, f"kind {int(kind)}")
        some = chance(keys, "there", share) & ((kind is Kind.HOSPITAL_VISITS) | (stays.source != PLANNED))
        claims = group_claims(world, kind, stays.person[some], keys[some], stays.start[some])
        if kind is Kind.HOSPITAL_VISITS:
            claims.end[:] = np.maximum(claims.end, stays.end[some])
        pieces.append(claims)
    return pieces


def _after(world: World, kind: Kind, stays: Claims, per_million: int, days: int) -> Claims:
    """A service of the home practice some days after these stays."""
    keys = child_keys(stays.key, f"kind {int(kind)}")
    some = chance(keys, "there", per_million)
    day = stays.end[some] + 2 + below(keys[some], "days later", days)
    return home_claims(world, kind, stays.person[some], keys[some], day)


def _nursing(world: World, stays: Claims) -> list[Claims]:
    """A stay in a nursing facility from the day of discharge on, and visits there each week or so."""
    keys = child_keys(stays.key, "nursing")
    days = 6 + below(keys, "days", 14) + np.where(chance(keys, "long", 300_000), below(keys, "more days", 60), 0)
    biller = some_biller(world, Setting.NURSING_FACILITY, stays.person, keys)
    facility = new_claims(
        Kind.NURSING,
        stays.person,
        keys,
        stays.end,
        some_specialist(world, biller, keys),
        biller,
        end=stays.end + days,
        disposition=np.where(chance(keys, "to home health", 350_000), 6, 1),
        source=np.full_like(days, 4),
        amount=_NURSING_DAY_CENTS * days,
    )
    facility = cut_at_death(world, facility)
    repeated = repeat(1 + days // 8)
    visits = child_keys(keys[repeated.row], "visit", repeated.copy)
    day = facility.start[repeated.row] + 1 + 8 * repeated.copy
    return [facility, group_claims(world, Kind.FACILITY_VISITS, stays.person[repeated.row], visits, day)]


def _home_health(world: World, stays: Claims) -> Claims:
    """One or two periods of thirty days of home health after a stay."""
    keys = child_keys(stays.key, "home health")
    repeated = repeat(1 + (below(keys, "periods", 100) < 35))
    person, keys = stays.person[repeated.row], child_keys(keys[repeated.row], "period", repeated.copy)
    start = stays.end[repeated.row] + 1 + 30 * repeated.copy
    biller = some_biller(world, Setting.HOME_HEALTH, person, child_keys(world.people.key[person], "agency"))
    return new_claims(
        Kind.HOME_HEALTH,
        person,
        keys,
        start,
        some_specialist(world, biller, keys),
        biller,
        end=start + 29,
        disposition=np.where(repeated.copy > 0, 1, 30),
        amount=_HOME_HEALTH_CENTS * (70 + below(keys, "size", 60)) // 100,
    )


def _hospice(world: World) -> Claims:
    """Hospice before two in five deaths: a claim for each month, paid by the day."""
    key, death = world.people.key, world.people.death
    person = np.flatnonzero((death < NEVER) & chance(key, "hospice", 420_000))
    since = death[person] - 3 - below(key[person], "hospice days", 40)
    since -= np.where(chance(key[person], "long hospice", 250_000), below(key[person], "more hospice days", 150), 0)
    since = np.maximum(since, world.calendar.month_start[0])
    first, last = world.calendar.month_of(since), world.calendar.month_of(death[person])
    repeated = repeat(last - first + 1)
    person, month = person[repeated.row], first[repeated.row] + repeated.copy
    start = np.maximum(since[repeated.row], world.calendar.month_start[month])
    end = np.minimum(death[person], world.calendar.month_start[month + 1] - 1)
    keys = child_keys(key[person], "hospice month", month)
    biller = some_biller(world, Setting.HOSPICE, person, child_keys(key[person], "hospice"))
    return new_claims(
        Kind.HOSPICE,
        person,
        keys,
        start,
        some_specialist(world, biller, keys),
        biller,
        end=end,
        disposition=np.full_like(start, 30),
        amount=_HOSPICE_DAY_CENTS * (end - start + 1),
    )
