"""Voluntary alignment: the clinicians whom people name as responsible for their care."""

from dataclasses import dataclass

import numpy as np

from openvbc.claims.synthetic.calendar import NEVER
from openvbc.claims.synthetic.claims import World
from openvbc.claims.synthetic.draws import Ints, below, chance, child_keys, ranks


@dataclass(frozen=True)
class Designations:
    """One row a choice, by person and first day. end: NEVER while it holds."""

    person: Ints
    clinician: Ints
    biller: Ints
    start: Ints
    end: Ints


def make_designations(world: World) -> Designations:
    """One person in twenty-five names a clinician, mostly of the home practice; some name another one later."""
    people, calendar = world.people, world.calendar
    person = np.flatnonzero(chance(people.key, "designates", 40_000))
    key = people.key[person]
    month = np.minimum(people.entry[person] + below(key, "designation month", calendar.months), calendar.months - 1)
    start = calendar.month_start[month] + below(key, "designation day", 28)
    again = chance(key, "designates again", 150_000)
    later = start + 60 + below(key, "designates later", 500)
    ended = chance(key, "takes it back", 60_000)
    end = np.where(again, later - 1, np.where(ended, start + 90 + below(key, "held for", 400), NEVER))
    home = people.home_in(person, month)
    elsewhere = chance(key, "names another practice", 150_000)
    biller = np.where(elsewhere, people.second_home[person], home)
    parts = [(person, biller, start, end)]
    parts.append((person[again], people.second_home[person][again], later[again], np.full(int(again.sum()), NEVER)))
    whose, of_biller, since, until = (np.concatenate(each) for each in zip(*parts, strict=True))
    lived = since <= people.death[whose]
    order = np.lexsort((since, whose))
    order = order[lived[order]]
    whose, of_biller, since, until = (each[order] for each in (whose, of_biller, since, until))
    roster = world.places.first_care
    own = child_keys(people.key[whose], "own clinician", of_biller)
    clinician = roster.member(of_biller, ranks(own, "own") * roster.size[of_biller] >> 32)
    return Designations(whose, clinician, of_biller, since, until)
