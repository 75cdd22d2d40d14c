"""Pharmacy fills of those who have Part D: drugs for their conditions, and now and then something for a while."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from openvbc.claims.synthetic.claims import World
from openvbc.claims.synthetic.conditions import CONDITIONS
from openvbc.claims.synthetic.draws import Choice, Curve, Ints, below, chance, child_keys, repeat
from openvbc.claims.synthetic.places import Setting

#: Cents of a fill of thirty days: most are cheap, a few are not.
_PRICE: Final = Curve((0, 300), (5000, 900), (8000, 2600), (9300, 18_000), (9900, 62_000), (10_000, 480_000))
_TREATED: Final = np.array([each.drugs > 0 for each in CONDITIONS])


@dataclass(frozen=True)
class Fills:
    """Rows by person and day. drug: from 0; condition's drugs come first. Money in cents; paid: day of payment."""

    person: Ints
    sequence: Ints
    day: Ints
    drug: Ints
    days_supply: Ints
    refill: Ints
    prescriber: Ints
    pharmacy: Ints
    allowed: Ints
    share: Ints
    paid: Ints


_LENGTH: Final = Choice((55, 45))


def make_fills(world: World) -> Fills:
    """The fills of the people of a block."""
    courses, calendar = world.courses, world.calendar
    years = len(calendar.years)
    has = np.stack([(courses.begun <= year) for year in range(years)], axis=1) & (courses.intensity > 0)[:, :, None]
    has &= _TREATED[None, None, :]
    person, year, condition = np.nonzero(has)
    keys = child_keys(courses.key[person, year], "fills", condition)
    taken = chance(keys, "takes it", 720_000)
    person, year, condition, keys = person[taken], year[taken], condition[taken], keys[taken]
    long = _LENGTH.draw(child_keys(world.people.key[person], "length", condition), "length")
    begin = below(keys, "begins", 100)
    repeated = repeat(np.where(long == 1, 4, 3 + below(keys, "how often", 7)))
    person, year, condition = person[repeated.row], year[repeated.row], condition[repeated.row]
    supply = (30 + 60 * long)[repeated.row]
    keys = child_keys(keys[repeated.row], "fill", repeated.copy)
    day = calendar.year_start[year] + begin[repeated.row] + supply * repeated.copy + below(keys, "day", 10)
    month = calendar.month_of(day)
    inside = (month < calendar.months) & (day <= world.people.death[person])
    inside &= world.enrollment.part_d[person, np.minimum(month, calendar.months - 1)]
    inside &= ~world.enrollment.medicare_advantage[person, np.minimum(month, calendar.months - 1)]
    order = np.lexsort((keys, day, person))
    order = order[inside[order]]
    return _priced(world, *(each[order] for each in (person, day, condition, supply, repeated.copy)))


def _priced(world: World, person: Ints, day: Ints, condition: Ints, supply: Ints, refill: Ints) -> Fills:
    at = np.arange(len(person), dtype=np.int64)
    first = np.concatenate((np.array([True]), person[1:] != person[:-1])) if len(person) else np.zeros(0, bool)
    own = child_keys(world.people.key[person], "drug", condition)
    drug = condition * 4 + below(own, "which", 4)
    cents = _PRICE.draw(own, "price") * supply // 30 * (1000 + 45 * world.calendar.year_of(day)) // 1000
    share = np.minimum(cents * (15 + below(own, "share", 15)) // 100, 4700)
    homes = world.people.home_in(person, world.calendar.month_of(day))
    roster = world.places.first_care
    pharmacies = world.places.of(Setting.PHARMACY)
    prescriber = roster.member(homes, below(own, "prescriber", roster.size[homes]))
    pharmacy = pharmacies[below(child_keys(world.people.key[person], "pharmacy"), "which", len(pharmacies))]
    return Fills(
        person=person,
        sequence=at - np.maximum.accumulate(np.where(first, at, 0)) + 1,
        day=day,
        drug=drug,
        days_supply=supply,
        refill=refill,
        prescriber=prescriber,
        pharmacy=pharmacy,
        allowed=cents,
        share=share,
        paid=day + 1 + below(child_keys(own, "payment", day), "lag", 21),
    )
