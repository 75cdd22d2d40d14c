"""How much care a person uses in each year: from conditions, the year's luck, and the last year of life."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from openvbc.claims.synthetic.calendar import Calendar
from openvbc.claims.synthetic.conditions import CONDITIONS, coded_in, codes_of, onsets, sums
from openvbc.claims.synthetic.draws import Curve, Flags, Ints, Keys, chance, child_keys, ranks
from openvbc.claims.synthetic.population import Population

#: Luck of a year in thousandths: about 1,000 on average.
_LUCK: Final = Curve((0, 250), (2500, 560), (5000, 830), (7500, 1200), (9000, 1800), (9800, 3000), (10_000, 5500))
#: People of a million who use nothing in a year, if they have no condition that weighs.
_USE_NOTHING: Final = 205_000
_USE: Final = tuple(condition.use for condition in CONDITIONS)
_STAYS: Final = tuple(condition.stays for condition in CONDITIONS)


@dataclass(frozen=True)
class Courses:
    """People x years. key: what all chance of the year hangs on; intensity: of use, in thousandths (0: none at all).

    stay_rate: of hospital stays, in thousandths a year; last: whether the person dies in the year. begun, code, coded:
    see `conditions`; coded is years x people x conditions.
    """

    key: Keys
    intensity: Ints
    stay_rate: Ints
    last: Flags
    begun: Ints
    code: Ints
    coded: Flags


def make_courses(people: Population, calendar: Calendar) -> Courses:
    """The courses of the people of a block."""
    begun = onsets(people, calendar)
    keys, intensities, rates, lasts = [], [], [], []
    for year in range(len(calendar.years)):
        key = child_keys(people.key, "year", calendar.years[year])
        burden, sickness = sums(begun, year, _USE), sums(begun, year, _STAYS)
        last = (people.death >= calendar.year_start[year]) & (people.death < calendar.year_start[year + 1])
        # In two years of three a person's luck is that of the person's nature, else that of the year.
        own = ranks(key, "own luck") < 13 * (1 << 32) // 20
        luck = _LUCK.at(np.where(own, ranks(people.key, "luck"), ranks(key, "luck")))
        nothing = chance(key, "uses nothing", _USE_NOTHING * 400 // (400 + burden)) & ~last
        intensity = np.where(nothing, 0, (760 + burden) * luck // 1000)
        rate = (8 + sickness * 7 // 20) * (luck + 500) // 1500
        keys.append(key)
        intensities.append(np.where(last, intensity * 2, intensity))
        rates.append(np.where(nothing, 0, np.where(last, rate * 3 + 400, rate)))
        lasts.append(last)
    return Courses(
        key=np.stack(keys, axis=1),
        intensity=np.stack(intensities, axis=1),
        stay_rate=np.stack(rates, axis=1),
        last=np.stack(lasts, axis=1),
        begun=begun,
        code=codes_of(people),
        coded=np.stack([coded_in(people, year) for year in range(len(calendar.years))]),
    )
