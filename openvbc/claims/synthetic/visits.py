"""Services outside hospital stays: visits, tests, images, therapies, supplies, emergency rooms, dialysis."""

from typing import Final

import numpy as np

from openvbc.claims.synthetic.claims import Claims, World, new_claims, some_biller, some_specialist
from openvbc.claims.synthetic.conditions import CONDITIONS, ESRD
from openvbc.claims.synthetic.draws import Choice, Curve, Ints, Keys, below, chance, child_keys, counts, ranks, repeat
from openvbc.claims.synthetic.places import Setting
from openvbc.claims.synthetic.population import second_choice
from openvbc.claims.synthetic.services import KINDS, ClaimKind, Kind

#: How the number of services of one kind varies around what the intensity says, in thousandths.
_SPREAD: Final = Curve((0, 100), (4000, 550), (7000, 1050), (9000, 2000), (10_000, 5000))
_HOME_KINDS: Final = (Kind.OFFICE, Kind.WELLNESS, Kind.CARE_MANAGEMENT, Kind.TRANSITION, Kind.TELEHEALTH)
_GROUPS_SEEN: Final = Choice((50, 25, 13, 12))
_CANCERS: Final = tuple(at for at, each in enumerate(CONDITIONS) if "cancer" in each.name or "arthritis" in each.name)


def home_claims(world: World, kind: Kind, person: Ints, keys: Keys, day: Ints) -> Claims:
    """Claims of people's own practice on these days; of a health center or rural clinic, institutional ones.

    People without a practice have none.
    """
    seen = world.people.seen_at[person] > 0
    person, keys, day = person[seen], keys[seen], day[seen]
    month = world.calendar.month_of(day)
    second = second_choice(world.people, person, keys)
    biller = np.where(second, world.people.second_home[person], world.people.home_in(person, month))
    own = child_keys(world.people.key[person], "own clinician", biller)
    who = np.where(chance(keys, "another clinician", 120_000), ranks(keys, "other"), ranks(own, "own"))
    first, others = world.places.first_care, world.places.practitioners
    clinician = first.member(biller, who * first.size[biller] >> 32)
    practitioner = others.member(biller, who * others.size[biller] >> 32)
    clinician = np.where(chance(keys, "practitioner", 240_000), practitioner, clinician)
    kinds = np.full(len(person), kind, dtype=np.int64)
    for setting, of_facility in (
        (Setting.HEALTH_CENTER, Kind.HEALTH_CENTER),
        (Setting.RURAL_CLINIC, Kind.RURAL_CLINIC),
    ):
        kinds = np.where(np.isin(biller, world.places.of(setting)), of_facility, kinds)
    return new_claims(kinds, person, keys, day, clinician, biller)


def specialist_claims(world: World, kind: Kind, person: Ints, keys: Keys, day: Ints) -> Claims:
    """Claims of specialists: a quarter within the home practice if it has any, else of the person's usual groups."""
    groups = world.places.of(Setting.SPECIALTY_GROUP)
    usual = ranks(world.people.key[person], "usual specialists") * len(groups) >> 32
    group = groups[(usual + _GROUPS_SEEN.draw(keys, "which group")) % len(groups)]
    home = world.people.home_in(person, world.calendar.month_of(day))
    inside = chance(keys, "in the practice", 250_000) & (world.places.specialists.size[home] > 0)
    biller = np.where(inside & (world.people.seen_at[person] > 0), home, group)
    own = child_keys(world.people.key[person], "own specialist", biller)
    mine = chance(keys, "own specialist", 800_000)
    roster = world.places.specialists
    who = np.where(mine, ranks(own, "own"), ranks(keys, "other"))
    return new_claims(kind, person, keys, day, roster.member(biller, who * roster.size[biller] >> 32), biller)


def group_claims(world: World, kind: Kind, person: Ints, keys: Keys, day: Ints) -> Claims:
    """Claims of whoever bills a kind (KINDS says), near the person's county."""
    setting = KINDS[kind].by
    if setting is None:
        return home_claims(world, kind, person, keys, day)
    if setting is Setting.SPECIALTY_GROUP:
        return specialist_claims(world, kind, person, keys, day)
    biller = some_biller(world, setting, person, keys)
    return new_claims(kind, person, keys, day, some_specialist(world, biller, keys), biller)


def make_visits(world: World) -> list[Claims]:
    """All services outside stays and what follows them."""
    pieces = [_usual(world, each) for each in KINDS if each.rate]
    for emergencies in [each for each in pieces if len(each) and each.kind[0] == Kind.EMERGENCY_ROOM]:
        pieces += _at_emergencies(world, emergencies)  # a few people may have none
    pieces += [_wellness(world), _care_management(world), *_dialysis(world), _drugs_given(world)]
    return pieces


def _usual(world: World, kind: ClaimKind) -> Claims:
    """Services that come as often as the intensity of the year says, on any day of it."""
    courses = world.courses
    keys = child_keys(courses.key, f"kind {int(kind.kind)}")
    rate = kind.rate * courses.intensity // 1000
    if kind.kind is Kind.SUPPLIES:  # few people use supplies, and those many
        rate = np.where(chance(keys, "has supplies", 160_000), rate * 6, 0)
    number = np.minimum(counts(keys, "how many", rate * _SPREAD.draw(keys, "spread") // 1000), 60)
    person, year, key = _expanded(world, keys, number)
    return group_claims(world, kind.kind, person, key, _any_day(world, year, key))


def _expanded(world: World, keys: Keys, number: Ints) -> tuple[Ints, Ints, Keys]:
    """Person, year and own key of each of `number` (people x years) services."""
    years = len(world.calendar.years)
    repeated = repeat(number.ravel())
    return repeated.row // years, repeated.row % years, child_keys(keys.ravel()[repeated.row], "service", repeated.copy)


def _any_day(world: World, year: Ints, keys: Keys) -> Ints:
    return world.calendar.year_start[year] + below(keys, "day", world.calendar.year_length[year])


def _at_emergencies(world: World, rooms: Claims) -> list[Claims]:
    """The physician's claim of nearly every visit to an emergency room, and an ambulance to some."""
    pieces = []
    for kind, share in ((Kind.EMERGENCY_VISIT, 930_000), (Kind.AMBULANCE, 220_000)):
        keys = child_keys(rooms.key, f"kind {int(kind)}")
        some = chance(keys, "there", share)
        pieces.append(group_claims(world, kind, rooms.person[some], keys[some], rooms.start[some]))
    return pieces


def _wellness(world: World) -> Claims:
    keys = child_keys(world.courses.key, "wellness")
    number = (chance(keys, "comes", 520_000) & (world.courses.intensity > 0)).astype(np.int64)
    person, year, key = _expanded(world, keys, number)
    return home_claims(world, Kind.WELLNESS, person, key, _any_day(world, year, key))


def _care_management(world: World) -> Claims:
    """Monthly care management for one in ten of those who use much."""
    keys = child_keys(world.courses.key, "care management")
    number = np.where(chance(keys, "takes part", 110_000) & (world.courses.intensity > 1200), 9, 0)
    person, year, key = _expanded(world, keys, number)
    return home_claims(world, Kind.CARE_MANAGEMENT, person, key, _any_day(world, year, key))


def _dialysis(world: World) -> list[Claims]:
    """Each month with ESRD: a facility's claim for the month and the nephrologist's."""
    begins = world.people.esrd_from
    person = np.flatnonzero(
        (begins < world.calendar.months) & (world.courses.begun[:, ESRD] < len(world.calendar.years))
    )
    repeated = repeat(world.calendar.months - begins[person])
    person = person[repeated.row]
    month = begins[person] + repeated.copy
    keys = child_keys(world.people.key[person], "dialysis", month)
    treated = chance(keys, "treated", 900_000)
    person, month, keys = person[treated], month[treated], keys[treated]
    day = world.calendar.month_start[month]
    biller = some_biller(world, Setting.DIALYSIS, person, child_keys(world.people.key[person], "unit"))
    facility = new_claims(
        Kind.DIALYSIS,
        person,
        keys,
        day,
        some_specialist(world, biller, keys),
        biller,
        end=world.calendar.month_start[month + 1] - 1,
    )
    return [facility, specialist_claims(world, Kind.DIALYSIS_VISITS, person, child_keys(keys, "physician"), day + 2)]


def _drugs_given(world: World) -> Claims:
    """Infusions for some of those with a cancer or inflamed joints."""
    years = np.arange(len(world.calendar.years))
    has = (world.courses.begun[:, _CANCERS].min(axis=1)[:, None] <= years[None, :]) & (world.courses.intensity > 0)
    treated = chance(world.people.key, "drugs given", 110_000)[:, None]
    keys = child_keys(world.courses.key, "drugs given")
    number = np.where(has & treated, 5 + below(keys, "how often", 5), 0)
    person, year, key = _expanded(world, keys, number)
    return specialist_claims(world, Kind.DRUGS_GIVEN, person, key, _any_day(world, year, key))
