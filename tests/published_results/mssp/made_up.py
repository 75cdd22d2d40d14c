"""Made-up ACOs of each year, their results worked out by the oracle. None of them exists.

Everything is unrounded; `printing` prints it with the digits that CMS prints, so that a replay has to come to terms
with the same rounding.
"""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from .oracle import Facts, Settled, settle

D = Decimal
ELECTIONS = (D("0"), D("0.005"), D("0.01"), D("0.015"), D("0.02"), None)
LETTERS = {**{f"basic_{level}": level.upper() for level in "abcde"}, "enhanced": "EN"}
OLD, NEW = ("track_1", "track_2", "track_3"), tuple(LETTERS)


@dataclass(frozen=True)
class Row:
    """An ACO's facts, what they come to, and the person-years behind the benchmark."""

    number: int
    facts: Facts
    settled: Settled
    capita: Decimal
    years: Decimal


def tracks_of(year: int) -> tuple[str, ...]:
    if year <= 2015:
        return OLD[:2]
    if year <= 2017:
        return OLD
    if year == 2018:
        return (*OLD, "track_1_plus")
    return (*OLD, "track_1_plus", *NEW) if year <= 2021 else NEW


def start_of(track: str, year: int, random: Random) -> int:
    if track in NEW:
        return random.choice([start for start in (2019, 2020, 2021, 2022, 2023, 2024) if start <= year])
    first = {"track_3": 2016, "track_1_plus": 2018}.get(track, 2012 if year <= 2014 else year - 2)
    return max(first, year - 2) if year > 2014 else random.choice((2012, 2013))


def make_rows(year: int, count: int, seed: int = 1) -> list[Row]:
    """Rows of one year: every track, rates around their minimum and far from it, quality met, failed and between."""
    random = Random(f"{year} {seed}")  # noqa: S311  # made-up figures, no secrets
    return [make_row(number, year, random) for number in range(count)]


def make_row(number: int, year: int, random: Random) -> Row:
    track = tracks_of(year)[number % len(tracks_of(year))]
    people = random.choice((random.randint(100, 4999), random.randint(5000, 30000), random.randint(30000, 130000)))
    years = D(people) - D(random.randint(0, people // 20 * 12)) / 12
    # CMS prints the per capita benchmark in whole dollars; what lies behind it is not whole.
    capita = D(random.randint(800000, 2500000)) / 100
    benchmark = capita * years
    rate = D(random.choice((random.randint(-60, 60), random.randint(-300, 300), random.randint(-1500, 2500)))) / 10000
    start = start_of(track, year, random)
    quality = D(random.randint(300000, 1000000)) / 1000000
    met, alternative = random.random() < 0.85, random.random() < 0.5
    half_year = year == 2019 and (track in NEW or random.random() < 0.3)
    relief = D(random.randint(0, 9000)) if year in (2017, 2018, 2019, 2023, 2024) and random.random() < 0.3 else D(0)
    if year == 2024 and number % 13 == 0:
        # Rare by chance: a low revenue ACO of 2024 with savings below its minimum, under the alternative standard.
        start, met, alternative, rate = 2024, False, True, D(random.randint(1, 150)) / 10000
    facts = Facts(
        year=year,
        track=track,
        start_year=start,
        people=people,
        benchmark=benchmark,
        expenditures=benchmark * (1 - rate) + D(random.randint(0, 99)) / 100,
        quality=quality if year >= 2014 else D(random.choice((1, 1, 1, 0))),
        met=met if year >= 2016 else True,
        alternative=alternative,
        reporter=year in (2014, 2015) and random.random() < 0.2,
        elected=random.choice(ELECTIONS) if year >= 2016 and track not in ("track_1", "basic_a", "basic_b") else None,
        low_revenue=random.random() < 0.6 or number % 13 == 0,
        guardrail=start >= 2024 and random.random() < 0.1,
        relief=relief,
        half_year=half_year,
        advance=D(random.randint(1, 3000000)) if random.random() < 0.2 else D(0),
    )
    return Row(number, facts, settle(facts), capita, years)
