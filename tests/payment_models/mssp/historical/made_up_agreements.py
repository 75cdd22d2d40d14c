"""Random agreements of every era, as plain situations and as the figures that a settlement takes."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from random import Random

from openvbc.figures import Figure, Figures
from openvbc.payment_models.mssp.historical.axes import PRIOR_YEARS
from tests.payment_models.mssp.historical.plain_benchmark import TYPES, ByType, Situation, Year

ERAS = {
    "602": (date(2015, 1, 1), "first", "track_1", 3),
    "603b": (date(2016, 1, 1), "second", "track_1", 3),
    "603c": (date(2017, 1, 1), "second", "track_3", 3),
    "601": (date(2020, 1, 1), "second", "basic_e", 5),
    "652": (date(2024, 1, 1), "later", "enhanced", 5),
    "662": (date(2025, 1, 1), "first", "enhanced", 5),
}
#: The years whose demographic scores and weights of national growth are used.
_OF_TWO_YEARS = ("demographic_score", "national_weight")
_SCORED_YEARS = ("benchmark_year_3", "performance_year")
_YEAR_NAMES = ("benchmark_year_1", "benchmark_year_2", "benchmark_year_3")


def seeded(seed: str) -> Random:
    return Random(seed)  # noqa: S311  # made-up figures, not secrets


def _number(random: Random, low: int, high: int, places: int = 0) -> Fraction:
    return Fraction(random.randint(low, high), 10**places)


def _each(random: Random, low: int, high: int, places: int = 0) -> ByType:
    return {kind: _number(random, low, high, places) for kind in TYPES}


def _year(random: Random, drift: int) -> Year:
    months = {"esrd": 900, "disabled": 9_000, "aged_dual": 7_000, "aged_non_dual": 60_000}
    cost = {"esrd": 80_000, "disabled": 11_000, "aged_dual": 16_000, "aged_non_dual": 9_500}
    lived = {kind: _number(random, count, count * 2) for kind, count in months.items()}

    def about(spread: int) -> dict[str, Fraction]:
        low, high = 100 + drift - spread, 100 + drift + spread
        return {kind: _number(random, each * low, each * high, 2) for kind, each in cost.items()}

    spent = {kind: amount * lived[kind] / 12 for kind, amount in about(15).items()}
    dollars = {kind: Fraction(floor(amount * 100), 100) for kind, amount in spent.items()}
    risk = _each(random, 850_000, 1_200_000, 6)
    demographic = _each(random, 900_000, 1_100_000, 6)
    return Year(dollars, lived, risk, about(4), about(12), demographic, _each(random, 1, 6_000, 4))


def _prior_year(random: Random) -> tuple[Fraction, Fraction, Fraction]:
    return _number(random, -300_00, 600_00, 2), _number(random, 4000, 9000), _number(random, 4000, 9000)


def situation(random: Random, era: str) -> Situation:
    _, period, _, _ = ERAS[era]
    years = (_year(random, 0), _year(random, 3), _year(random, 6))
    performance = _year(random, random.randint(6, 18))
    prior = tuple(None if random.random() < 0.3 else _prior_year(random) for _ in range(3))
    return Situation(
        era, period, random.randint(1, 5), years, performance, random.randint(1, 2),
        _number(random, 0, 40, 2), _number(random, 5, 40, 2), prior, _each(random, 20, 60, 3),
        _each(random, 950, 1_100, 3), _each(random, 970, 1_030, 3),
        {kind: _number(random, 0, int(performance.months[kind])) for kind in TYPES},
        _each(random, 900, 1_100, 3), _each(random, 900, 1_100, 3), _each(random, 970, 1_030, 3),
        (_number(random, -200, 500), _number(random, 30, 50, 2), _number(random, 3000, 12000)),
    )  # fmt: skip


def contract_text(s: Situation) -> str:
    start, period, track, years = ERAS[s.era]
    rate = "" if track == "track_1" else "minimum_rate: {elected: 1%}"
    return f"""contract: Made up
parties:
  payer: {{name: Centers for Medicare & Medicaid Services}}
  provider: {{name: Lakeside ACO}}
agreement: {{start: {start}, end: {start.year + years - 1}-12-31, run_out_months: 3, performance_years: calendar}}
population:
  line_of_business: traditional_medicare
  attribution: {{payer_list: true}}
payment_streams:
  - stream: shared_savings
    model: mssp
    terms:
      track: {track}
      {rate}
      benchmark:
        basis: computed
        computed: {{agreement_period: {period}, times_adjusted: {s.times}}}
"""


def performance_year(s: Situation) -> int:
    return ERAS[s.era][0].year + s.elapsed - 1


def figures(s: Situation) -> Figures:
    """The figures of the benchmark's lines; names that an era does not use are left in, for the test to drop."""
    years = dict(zip((*_YEAR_NAMES, "performance_year"), (*s.years, s.performance), strict=True))
    by_type: dict[str, Callable[[Year], ByType]] = {
        "assigned_expenditures": lambda year: year.dollars,
        "assigned_months": lambda year: year.months,
        "risk_score": lambda year: year.risk,
        "demographic_score": lambda year: year.demographic,
        "national_assignable_per_capita": lambda year: year.national,
        "regional_per_capita": lambda year: year.regional,
        "national_weight": lambda year: year.weight,
    }
    found: Figures = {
        line: {
            (name, kind): Figure(_decimal(value))
            for name, year in years.items()
            if line not in _OF_TWO_YEARS or name in _SCORED_YEARS
            for kind, value in of(year).items()
        }
        for line, of in by_type.items()
    }
    names = ("prior_savings_per_capita", "prior_person_years", "matching_benchmark_person_years")
    for index, label in enumerate(names):
        found[label] = {
            key: Figure(_decimal(each[index])) for key, each in zip(PRIOR_YEARS.keys, s.prior, strict=True) if each
        }
    found |= {
        "dual_share": Figure(_decimal(s.dual_share)),
        "low_income_or_dual_share": Figure(_decimal(s.low_income_share)),
        "prospective_trend_rate": _figures(s.trend_rate),
        "regional_risk_ratio": _figures(s.regional_risk),
        "regional_demographic_ratio": _figures(s.regional_demographic),
        "newly_assigned_months": _figures(s.newly),
        "newly_assigned_risk_ratio": _figures(s.newly_ratio),
        "continuously_assigned_risk_ratio": _figures(s.continuing_ratio),
        "continuously_assigned_demographic_ratio": _figures(s.continuing_demographic),
        "first_agreement_savings_per_capita": Figure(_decimal(s.first_agreement[0])),
        "first_agreement_sharing_rate": Figure(_decimal(s.first_agreement[1])),
        "first_agreement_person_years": Figure(_decimal(s.first_agreement[2])),
    }
    return found


def _figures(values: ByType) -> dict[str, Figure]:
    return {kind: Figure(_decimal(value)) for kind, value in values.items()}


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
