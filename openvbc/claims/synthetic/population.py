"""The people: what each one is, apart from sickness and services. Every array has one entry a person of the block."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from openvbc.claims.synthetic.calendar import NEVER, Calendar, first_days
from openvbc.claims.synthetic.draws import Choice, Curve, Flags, Ints, Keys, below, chance, child_keys, ranks
from openvbc.claims.synthetic.payers import FIRST_WITHOUT_MEDICARE, PAYER
from openvbc.claims.synthetic.places import COUNTIES, Places

#: Frailty in thousandths: about 1,000 on average, most people below.
FRAILTY: Final = Curve((0, 200), (3000, 450), (5000, 700), (7500, 1200), (9000, 2000), (9700, 3200), (10_000, 6000))
#: Years of age at the start, of those who have Medicare for their age.
_AGES: Final = Curve((0, 65), (3300, 70), (5900, 75), (7800, 80), (9000, 85), (9750, 92), (10_000, 101))
#: Age -> deaths in a million a year, for a frailty of 1,000.
_DEATHS: Final = Curve((0, 9_000), (6000, 11_000), (7000, 17_000), (8000, 45_000), (9000, 130_000), (10_000, 300_000))
_PER_YEAR: Final = (1 << 32) // 100

_RACES: Final = Choice((3, 78, 10, 3, 3, 2, 1))
_REASONS: Final = Choice((955, 0, 4, 1), (965, 30, 4, 1))
_DUAL_CODES: Final = Choice((10, 46, 12, 12, 3, 17))
#: Medicare dual status codes in the order of the weights above: 01 QMB, 02 QMB with full Medicaid, ...
DUAL_CODES: Final = ("NA", "01", "02", "03", "04", "06", "08")


@dataclass(frozen=True)
class Population:
    """The people of a block.

    number: the person's number in the region; key: what all chance of the person hangs on; payer: index of PAYERS;
    birth, death: days (NEVER for those who outlive the region); sex: 1 male, 2 female; reason: original reason for
    entitlement (0 age, 1 disability, 2 ESRD, 3 both); entry: first month of enrollment. Whatever changes has a
    first value, a second, and the month of the change (`months` of the region or more: never): county, home
    (biller), dual status (index of DUAL_CODES, from dual_from to before dual_to). seen_at: how the person sees
    primary care (0 none, 1 one practice, 2 two practices); second_home: the other one.
    """

    number: Ints
    key: Keys
    payer: Ints
    birth: Ints
    death: Ints
    sex: Ints
    race: Ints
    reason: Ints
    frailty: Ints
    entry: Ints
    esrd_from: Ints
    county: Ints
    later_county: Ints
    county_change: Ints
    home: Ints
    later_home: Ints
    home_change: Ints
    second_home: Ints
    seen_at: Ints
    dual: Ints
    dual_from: Ints
    dual_to: Ints

    def __len__(self) -> int:
        return len(self.number)

    def home_in(self, person: Ints, month: Ints) -> Ints:
        """The home practice (biller) of these people in these months."""
        return np.where(month >= self.home_change[person], self.later_home[person], self.home[person])

    def county_in(self, person: Ints, month: Ints) -> Ints:
        """The county of these people in these months."""
        return np.where(month >= self.county_change[person], self.later_county[person], self.county[person])


def make_population(
    region_key: Keys, first: int, last: int, places: Places, calendar: Calendar, *, all_payer: bool = False
) -> Population:
    """The people numbered from `first` to one below `last`; with `all_payer` not all of them have Medicare."""
    number = np.arange(first, last, dtype=np.int64)
    key = child_keys(region_key, "person", number)
    frailty = FRAILTY.draw(key, "frailty")
    entry = np.where(chance(key, "enters later", 120_000), below(key, "entry", calendar.months), 0)
    payer = PAYER.draw(key, "payer") if all_payer else np.zeros_like(number)
    has_medicare = payer < FIRST_WITHOUT_MEDICARE
    disabled = chance(key, "disabled", 125_000) & has_medicare
    birth = _births(key, entry, disabled, has_medicare, calendar)
    reason = np.where(disabled, 1 + (below(key, "both", 100) < 3) * 2, _REASONS.draw(key, "reason", (entry == 0) * 1))
    county = _COUNTY.draw(key, "county")
    later_county = _COUNTY.draw(key, "later county")
    home = places.homes.draw(key, "home", county)
    moves = _month(key, "moves", 60_000, calendar.months)
    changes = np.minimum(moves, _month(key, "changes practice", 170_000, calendar.months))
    kind = below(key, "primary care", 100)
    return Population(
        number=number,
        key=key,
        payer=payer,
        birth=birth,
        death=_deaths(key, birth, entry, frailty, calendar),
        sex=1 + (below(key, "sex", 1000) < 548),
        race=_RACES.draw(key, "race"),
        reason=reason,
        frailty=frailty,
        entry=entry,
        esrd_from=_esrd(key, reason, entry, frailty, calendar),
        county=county,
        later_county=later_county,
        county_change=moves,
        home=home,
        later_home=places.homes.draw(key, "later home", np.where(moves == changes, later_county, county)),
        home_change=changes,
        second_home=places.homes.draw(key, "second home", county),
        seen_at=np.where(kind < 7, 0, np.where(kind < 18, 2, 1)),
        **_dual(key, disabled, frailty, has_medicare, calendar),
    )


_COUNTY: Final = Choice([share for _, share in COUNTIES.values()])


def _month(key: Keys, what: str, per_million: int, months: int) -> Ints:
    """The month in which something happens to so many in a million, else NEVER."""
    return np.where(chance(key, what, per_million), 1 + below(key, f"month: {what}", months - 1), NEVER)


def _births(key: Keys, entry: Ints, disabled: Flags, has_medicare: Flags, calendar: Calendar) -> Ints:
    """Days of birth: those who enter later turn 65 in that month; the disabled are 25 to 64 at the start.

    Those who have no Medicare are 19 to 60 at the start, whenever they enter.
    """
    age = np.where(disabled, 28 + below(key, "younger age", 37), _AGES.draw(key, "age"))
    age = np.where(has_medicare, age, 19 + below(key, "age of adults", 42))
    usual = calendar.year_start[0] - age * 36525 // 100 - 1 - below(key, "birthday", 365)
    turned = first_days(calendar.first_month + entry - 65 * 12) + below(key, "day of birth", 28)
    return np.where((entry > 0) & ~disabled & has_medicare, turned, usual)


def _deaths(key: Keys, birth: Ints, entry: Ints, frailty: Ints, calendar: Calendar) -> Ints:
    """Days of death; the chance rises with age and frailty. Nobody dies before the month after entry."""
    death = np.full(len(key), NEVER, dtype=np.int64)
    for year, start in enumerate(calendar.year_start[:-1].tolist()):
        age = np.clip((start - birth) * 100 // 36525, 0, 99)
        risk = _DEATHS.at(age * _PER_YEAR) * np.minimum(frailty + 300, 4000) // 1000
        day = start + below(key, f"day of death {year}", int(calendar.year_length[year]))
        dies = chance(key, f"dies {year}", risk) & (death == NEVER)
        death = np.where(dies & (day >= calendar.month_start[np.minimum(entry + 1, calendar.months)]), day, death)
    return death


def _esrd(key: Keys, reason: Ints, entry: Ints, frailty: Ints, calendar: Calendar) -> Ints:
    """The month from which a person has ESRD; for some it ends nothing and begins during the years."""
    has = chance(key, "esrd", np.minimum(9500 * frailty // 1000, 60_000))
    starts = np.where(chance(key, "esrd at start", 650_000), 0, below(key, "esrd month", calendar.months))
    return np.where(reason >= 2, entry, np.where(has, np.maximum(starts, entry), NEVER))


def _dual(key: Keys, disabled: Flags, frailty: Ints, has_medicare: Flags, calendar: Calendar) -> dict[str, Ints]:
    """Dual status: a code, and the months between which it holds (0 to beyond the last for most who have it)."""
    share = np.where(disabled, 380_000, np.minimum(70_000 + 25_000 * frailty // 1000, 200_000))
    has = chance(key, "dual", share) & has_medicare
    begins = np.where(chance(key, "dual later", 150_000), below(key, "dual from", calendar.months), 0)
    lasts = np.where(chance(key, "dual ends", 180_000), 3 + below(key, "dual months", 24), NEVER)
    return {
        "dual": np.where(has, 1 + _DUAL_CODES.draw(key, "dual code"), 0),
        "dual_from": begins,
        "dual_to": begins + lasts,
    }


def second_choice(people: Population, person: Ints, keys: Keys) -> Flags:
    """Whether a visit of a person who goes to two practices is to the second one."""
    return np.asarray(people.seen_at[person] == 2) & (ranks(keys, "second practice") < 9 * (1 << 32) // 20)
