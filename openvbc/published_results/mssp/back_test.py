"""How well the chance of being paid was foretold: each published year from the year before, with what was known then.

The savings rate of a year is taken as normal around a straight line from the year before, with a spread that falls with
the number of members; line and spread are fitted on pairs of years that end before the year foretold, for organizations
that stay in their agreement and for those that begin a new one apart. The minimum is the one elected, or the published
one for the members of the year before: how many the year itself has is not known when it is foretold. Binary floats, as
in any forecast.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import sqrt
from statistics import NormalDist
from typing import Final

from openvbc.methods.minimum_rate import add_minimum_rate_by_size
from openvbc.payment_models.registry import published_parameters
from openvbc.published_results.mssp.results.row import PublishedRow
from openvbc.units import PERSONS
from openvbc.worksheet.evaluate import evaluate_in
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.sheet import Worksheet

#: Years whose results the method was worked on; others are held back for a test of it.
YEARS: Final = (2015, 2016, 2017, 2019, 2020, 2021, 2022, 2023)
FORETOLD: Final = (2017, 2020, 2021, 2022, 2023)
_LOWEST, _HIGHEST = -0.15, 0.20
_BASE, _BY_SIZE = 0.0003, 6.0
_WHOLE_YEAR: Final = 12
_NORMAL = NormalDist()
#: Ends of the groups of foretold chances, and the middle 80% of a normal number.
_TENTHS: Final = 10
_MIDDLE = 1.2815515655446004


@dataclass(frozen=True)
class Year:
    """One organization's year: its savings rate, the minimum that held, and whether it was paid.

    whole: whether it took part all year. elected: whether the minimum is a rate that may be elected; else by size.
    """

    year: int
    key: str
    start: str
    members: float
    rate: float
    minimum: float
    paid: bool
    whole: bool = True
    elected: bool = True


@dataclass(frozen=True)
class Fit:
    """The line from one year's savings rate to the next, and the spread around it by the number of members."""

    level: float
    slope: float
    spread: float
    by_size: float
    pairs: int

    def mean(self, rate: float) -> float:
        """What is expected of the next year."""
        return self.level + self.slope * _clipped(rate)

    def deviation(self, members: float) -> float:
        """The spread of the next year."""
        return sqrt(self.spread**2 + self.by_size**2 / members)


@dataclass(frozen=True)
class Foretold:
    """One organization foretold: the chance of being paid, whether it was, and whether 80% held its savings rate."""

    chance: float
    paid: bool
    held: bool
    paid_before: bool


@dataclass(frozen=True)
class YearForetold:
    """A year foretold, against two simple answers: the share paid the year before, and paid again if paid before.

    brier: the mean squared difference between chance and outcome; the smaller the better.
    """

    year: int
    organizations: int
    predicted: float
    paid: float
    brier: float
    brier_of_base_rate: float
    brier_of_persistence: float
    held: float


@dataclass(frozen=True)
class BackTest:
    """Every year foretold, all of them together, and how often each tenth of chances came true."""

    years: tuple[YearForetold, ...]
    all_years: YearForetold
    calibration: tuple[tuple[float, float, int], ...]
    fits: Mapping[str, Fit]


def years_of(rows: Iterable[PublishedRow]) -> Iterator[Year]:
    """The years of rows that have all that is asked.

    Who took part for six months of 2019 stands for the year: its savings rate is that of the whole calendar year, of
    which half was paid (42 CFR 425.609). Such a year is no outcome that is foretold, but the year before one.
    """
    step, most = (
        published_parameters().resolve(f"mssp_elected_minimum_rate_{which}", performance_year=FORETOLD[0]).number
        for which in ("step", "maximum")
    )
    for row in rows:
        rate, minimum, members = row.number("savings_rate"), row.number("minimum_rate"), row.number("assigned")
        generated, benchmark = row.number("generated"), row.number("benchmark")
        if rate is None and generated is not None and benchmark:
            rate = generated / benchmark
        earned = row.number("earned")
        if earned is None:
            earned = row.number("earned_savings")
        if rate is None or minimum is None or not members:
            continue
        paid = earned is not None and earned > 0
        key = row.aco if row.aco.startswith("A") else _name(row.name)
        whole = row.months == _WHOLE_YEAR
        elected = minimum <= most and minimum % step == 0
        yield Year(
            row.year, key, row.start.isoformat(), float(members), float(rate), float(minimum), paid, whole, elected
        )


def _name(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def back_test(by_year: Mapping[int, Mapping[str, Year]]) -> BackTest:
    """Foretell each year from pairs that end before it. by_year: the organizations' years by a key that lasts."""
    pairs = {
        later: [
            (before, after)
            for key, after in by_year[later].items()
            if after.whole and (before := by_year.get(later - 1, {}).get(key)) is not None
        ]
        for later in YEARS
        if later in by_year
    }
    found, every, fits = [], list[Foretold](), dict[str, Fit]()
    base_rates = []
    for year in FORETOLD:
        known = [pair for later, listed in pairs.items() if later < year for pair in listed]
        fits = {
            name: fit([pair for pair in known if _same(pair) is same])
            for name, same in (("same", True), ("new", False))
        }
        foretold = [_foretell(pair, fits["same" if _same(pair) else "new"]) for pair in pairs[year]]
        base = _mean(float(each.paid) for each in by_year[year - 1].values())
        found.append(_summary(year, foretold, [base] * len(foretold)))
        every += foretold
        base_rates += [base] * len(foretold)
    groups = []
    for tenth in range(_TENTHS):
        inside = [each for each in every if min(int(each.chance * _TENTHS), _TENTHS - 1) == tenth]
        if inside:
            groups.append(
                (_mean(each.chance for each in inside), _mean(float(each.paid) for each in inside), len(inside))
            )
    return BackTest(tuple(found), _summary(0, every, base_rates), tuple(groups), fits)


@cache
def minimum_by_size(members: int) -> float:
    """The published minimum of so many members, by the formula of the worksheets."""
    sheet = Worksheet("Minimum savings rate by size")
    sheet.section("minimum", "Minimum savings rate")
    people = sheet.input("members", "Members", PERSONS)
    published = published_parameters().resolve("minimum_savings_rate_by_population_size")
    add_minimum_rate_by_size(sheet, "minimum_rate", "Minimum savings rate", people, published)
    found = evaluate_in(Exact(), sheet, {"members": Decimal(members)})["minimum_rate"]
    if not isinstance(found, Decimal):
        raise TypeError(f"the published table has no minimum for {members} members")
    return float(found)


def _same(pair: tuple[Year, Year]) -> bool:
    return pair[0].start == pair[1].start


def _foretell(pair: tuple[Year, Year], agreed: Fit) -> Foretold:
    before, after = pair
    mean, deviation = agreed.mean(before.rate), agreed.deviation(before.members)
    minimum = after.minimum if after.elected else minimum_by_size(int(before.members))
    chance = 1 - _NORMAL.cdf((minimum - mean) / deviation)
    return Foretold(chance, after.paid, abs(after.rate - mean) <= _MIDDLE * deviation, before.paid)


def _summary(year: int, foretold: Sequence[Foretold], base: Sequence[float]) -> YearForetold:
    def brier(chance: Callable[[int, Foretold], float]) -> float:
        return _mean((chance(index, each) - each.paid) ** 2 for index, each in enumerate(foretold))

    return YearForetold(
        year,
        len(foretold),
        _mean(each.chance for each in foretold),
        _mean(float(each.paid) for each in foretold),
        brier(lambda _, each: each.chance),
        brier(lambda index, _: base[index]),
        brier(lambda _, each: float(each.paid_before)),
        _mean(float(each.held) for each in foretold),
    )


def fit(pairs: Sequence[tuple[Year, Year]]) -> Fit:
    """Line and spread by weighted least squares: the larger an organization, the more it counts."""
    weights = [1 / (_BASE + _BY_SIZE / before.members) for before, _ in pairs]
    x, y = [_clipped(before.rate) for before, _ in pairs], [after.rate for _, after in pairs]
    level, slope = _line(x, y, weights)
    squares = [_residual(at, value, level, slope) ** 2 for at, value in zip(x, y, strict=True)]
    inverse = [1 / before.members for before, _ in pairs]
    base, by_size = _line(inverse, squares, [weight * weight for weight in weights])
    return Fit(level, slope, sqrt(max(base, 0.0)), sqrt(max(by_size, 0.0)), len(pairs))


def _residual(at: float, value: float, level: float, slope: float) -> float:
    return max(min(value - level - slope * at, 0.15), -0.15)


def _line(x: Sequence[float], y: Sequence[float], weights: Sequence[float]) -> tuple[float, float]:
    """Level and slope of the weighted least-squares line."""
    whole = sum(weights)
    mean_x = sum(w * at for w, at in zip(weights, x, strict=True)) / whole
    mean_y = sum(w * at for w, at in zip(weights, y, strict=True)) / whole
    squares = sum(w * (at - mean_x) ** 2 for w, at in zip(weights, x, strict=True))
    products = sum(w * (a - mean_x) * (b - mean_y) for w, a, b in zip(weights, x, y, strict=True))
    slope = products / squares
    return mean_y - slope * mean_x, slope


def _clipped(rate: float) -> float:
    return max(min(rate, _HIGHEST), _LOWEST)


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0
