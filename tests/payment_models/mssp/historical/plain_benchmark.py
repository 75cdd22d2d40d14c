"""The benchmark of 42 CFR 425.601 to .662 once more, in plain fractions, from the rule text: shares no code."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

TYPES = ("esrd", "disabled", "aged_dual", "aged_non_dual")
ByType = Mapping[str, Fraction]


@dataclass(frozen=True)
class Year:
    dollars: ByType
    months: ByType
    risk: ByType
    national: ByType
    regional: ByType
    demographic: ByType
    weight: ByType

    def years(self, kind: str) -> Fraction:
        return self.months[kind] / 12

    @property
    def all_years(self) -> Fraction:
        return sum((self.years(kind) for kind in TYPES), Fraction(0))

    def cost(self, kind: str) -> Fraction:
        return self.dollars[kind] / self.years(kind)


@dataclass(frozen=True)
class Situation:
    """An agreement and its four years. era: 602, 603b, 603c, 601, 652 (starts 2024) or 662 (starts 2025)."""

    era: str
    period: str
    times: int
    years: tuple[Year, Year, Year]
    performance: Year
    elapsed: int
    dual_share: Fraction
    low_income_share: Fraction
    prior: tuple[tuple[Fraction, Fraction, Fraction] | None, ...]
    trend_rate: ByType
    regional_risk: ByType
    regional_demographic: ByType
    newly: ByType
    newly_ratio: ByType
    continuing_ratio: ByType
    continuing_demographic: ByType
    first_agreement: tuple[Fraction, Fraction, Fraction]


def _growth(s: Situation, start: Year, end: Year, weights: ByType, kind: str, lift: Fraction = Fraction(1)) -> Fraction:
    national = end.national[kind] / start.national[kind]
    regional = end.regional[kind] / start.regional[kind] * lift
    if s.era in ("602", "603b"):
        return national
    if s.era == "603c":
        return regional
    # 425.652(a)(5)(v), (b)(2)(iv), read with 87 FR 69404 III.G.5.c.(3): the share of a county is one "for that type".
    return weights[kind] * national + (1 - weights[kind]) * regional


def historical(s: Situation) -> dict[str, Fraction]:
    weights = (Fraction(1, 10), Fraction(3, 10), Fraction(6, 10)) if s.period == "first" else (Fraction(1, 3),) * 3
    last = s.years[2]
    found = {}
    for kind in TYPES:
        amount = Fraction(0)
        for share, year in zip(weights, s.years, strict=True):
            if year is last:
                amount += share * year.cost(kind)
            else:
                growth = _growth(s, year, last, last.weight, kind)
                amount += share * year.cost(kind) * last.risk[kind] / year.risk[kind] * growth
        found[kind] = amount
    return found


def _mean(values: ByType, year: Year) -> Fraction:
    return sum((values[kind] * year.years(kind) for kind in TYPES), Fraction(0)) / year.all_years


def regional(s: Situation, benchmark: ByType) -> dict[str, Fraction]:
    last = s.years[2]
    difference = {kind: last.regional[kind] * last.risk[kind] - benchmark[kind] for kind in TYPES}
    lower = _mean(difference, last) > 0
    if s.era == "603c":
        table = {1: (35, 25), 2: (70, 50)}.get(s.times, (70, 70))
    else:
        table = {1: (35, 15), 2: (50, 25), 3: (50, 35)}.get(s.times, (50, 50))
    weight = Fraction(table[0] if lower else table[1], 100)
    found = {}
    spent = sum((last.dollars[kind] for kind in TYPES), Fraction(0))
    severity = sum((last.risk[kind] * last.dollars[kind] for kind in TYPES), Fraction(0)) / spent
    offset = min(max(s.dual_share + severity - 1, Fraction(0)), Fraction(1))
    for kind in TYPES:
        amount = weight * difference[kind]
        if s.era == "601":
            limit = last.national[kind] / 20
            amount = min(max(amount, -limit), limit)
        elif s.era in ("652", "662"):
            if amount > 0:
                amount = min(amount, last.national[kind] / 20)
            else:
                amount = max(amount, -last.national[kind] * 15 / 1000) * (1 - offset)
        found[kind] = amount
    return found


def adjusted(s: Situation) -> dict[str, Fraction]:
    benchmark = historical(s)
    last = s.years[2]
    if s.era == "602":
        return benchmark
    if s.era == "603b":
        savings, rate, people = s.first_agreement
        extra = max(savings, Fraction(0)) * rate * min(Fraction(1), people / last.all_years)
        return {kind: benchmark[kind] + extra for kind in TYPES}
    by_type = regional(s, benchmark)
    if s.era in ("603c", "601"):
        return {kind: benchmark[kind] + by_type[kind] for kind in TYPES}
    national = _mean(last.national, last)
    region = _mean(by_type, last)
    prior = _prior(s, national)
    population = Fraction(0)
    if s.era == "662" and s.low_income_share >= Fraction(15, 100):
        population = (national / 20 - max(region, prior, Fraction(0))) * s.low_income_share
    best = max(region, prior, population, Fraction(0))
    if best == 0:
        return benchmark
    if best == region:
        return {kind: benchmark[kind] + by_type[kind] for kind in TYPES}
    return {kind: benchmark[kind] + best for kind in TYPES}


def _prior(s: Situation, national: Fraction) -> Fraction:
    there = [each for each in s.prior if each is not None]
    if not there:
        return Fraction(0)
    average = sum((each[0] for each in there), Fraction(0)) / 3
    people = sum((each[1] for each in there), Fraction(0)) / sum((each[2] for each in there), Fraction(0))
    return max(min(average * min(Fraction(1), people) / 2, national / 20), Fraction(0))


def _weighted(s: Situation, benchmark: ByType, values: ByType) -> Fraction:
    weights = {kind: benchmark[kind] * s.performance.years(kind) for kind in TYPES}
    whole = sum(weights.values(), Fraction(0))
    return sum((weights[kind] * values[kind] for kind in TYPES), Fraction(0)) / whole


def risk(s: Situation, benchmark: ByType) -> dict[str, Fraction]:
    last, now = s.years[2], s.performance
    ratio = {kind: now.risk[kind] / last.risk[kind] for kind in TYPES}
    if s.era in ("602", "603b", "603c"):
        found = {}
        for kind in TYPES:
            fell = s.continuing_ratio[kind] < 1
            held = s.continuing_ratio[kind] if fell else s.continuing_demographic[kind]
            new = s.newly[kind]
            found[kind] = (s.newly_ratio[kind] * new + held * (now.months[kind] - new)) / now.months[kind]
        return found
    if s.era == "601":
        return {kind: min(ratio[kind], Fraction(103, 100)) for kind in TYPES}
    people = {kind: now.demographic[kind] / last.demographic[kind] for kind in TYPES}
    cap = _weighted(s, benchmark, people) + Fraction(3, 100)
    if _weighted(s, benchmark, ratio) > cap:
        return {kind: min(ratio[kind], cap) for kind in TYPES}
    return ratio


def updated(s: Situation) -> tuple[Fraction, Fraction | None]:
    """Per person-year: the benchmark (three-way from 2024), and the two-way one beside it."""
    benchmark = adjusted(s)
    factor = risk(s, benchmark)
    last, now = s.years[2], s.performance
    if s.era in ("602", "603b"):
        whole = {kind: benchmark[kind] * factor[kind] + now.national[kind] - last.national[kind] for kind in TYPES}
        return _mean(whole, now), None
    lift = dict.fromkeys(TYPES, Fraction(1))
    if s.era in ("652", "662"):
        base = _weighted(s, benchmark, s.regional_demographic) + Fraction(3, 100)
        grown = _weighted(s, benchmark, s.regional_risk)
        # 425.655(e)(2): the shares of the types, weighted by the performance year's person-years.
        cap = base + _mean(now.weight, now) * max(Fraction(0), grown - base)
        if grown > cap:
            lift = {kind: max(Fraction(1), s.regional_risk[kind] / cap) for kind in TYPES}
    two_way = {kind: _growth(s, last, now, now.weight, kind, lift[kind]) for kind in TYPES}
    plain = _mean({kind: benchmark[kind] * factor[kind] * two_way[kind] for kind in TYPES}, now)
    if s.era not in ("652", "662"):
        return plain, None
    three = {}
    for kind in TYPES:
        dollars = last.national[kind] * ((1 + s.trend_rate[kind]) ** s.elapsed - 1) * last.risk[kind]
        trend = 1 + dollars / benchmark[kind]
        three[kind] = benchmark[kind] * factor[kind] * (two_way[kind] * 2 + trend) / 3
    return _mean(three, now), plain
