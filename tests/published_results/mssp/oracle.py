"""The program's settlement written a second time, in plain Python straight from the rule text: tests hold against it.

It knows no worksheet, no parameter file and no column: rates, limits and the size table stand here again on purpose.
"""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext

D = Decimal
ZERO, NINE_TENTHS = D(0), D("0.9")

BANDS = (
    (100, 499, "0.274", "0.122"),
    (500, 999, "0.122", "0.087"),
    (1000, 2999, "0.087", "0.050"),
    (3000, 4999, "0.050", "0.039"),
    (5000, 5999, "0.039", "0.036"),
    (6000, 6999, "0.036", "0.034"),
    (7000, 7999, "0.034", "0.032"),
    (8000, 8999, "0.032", "0.031"),
    (9000, 9999, "0.031", "0.030"),
    (10000, 14999, "0.030", "0.027"),
    (15000, 19999, "0.027", "0.025"),
    (20000, 49999, "0.025", "0.022"),
    (50000, 59999, "0.022", "0.020"),
)
MAXIMUM = {
    "track_1": "0.5",
    "track_1_plus": "0.5",
    "track_2": "0.6",
    "track_3": "0.75",
    "basic_a": "0.4",
    "basic_b": "0.4",
    "basic_c": "0.5",
    "basic_d": "0.5",
    "basic_e": "0.5",
    "enhanced": "0.75",
}
CAP = {"track_2": "0.15", "track_3": "0.20", "enhanced": "0.20"}
LOSS_LIMIT = {"basic_c": "0.01", "basic_d": "0.02", "basic_e": "0.04", "track_1_plus": "0.04"}
ONE_SIDED = {"track_1", "basic_a", "basic_b"}
FLAT_LOSS = {"track_1_plus", "basic_c", "basic_d", "basic_e"}


@dataclass(frozen=True)
class Facts:
    """What is known of an ACO's year before it is settled, nothing rounded; a calendar year where it is halved."""

    year: int
    track: str
    start_year: int
    people: int
    benchmark: Decimal
    expenditures: Decimal
    quality: Decimal = NINE_TENTHS
    met: bool = True
    alternative: bool = False
    reporter: bool = False
    elected: Decimal | None = None
    low_revenue: bool = False
    guardrail: bool = False
    relief: Decimal = ZERO
    half_year: bool = False
    advance: Decimal = ZERO


@dataclass
class Settled:
    """What CMS would determine, nothing rounded."""

    minimum: Decimal = ZERO
    generated: Decimal = ZERO
    share_rate: Decimal = ZERO
    loss_rate: Decimal = ZERO
    result: Decimal = ZERO
    relief: Decimal = ZERO
    recouped: Decimal = ZERO
    half_rate: bool = False
    notes: list[str] = field(default_factory=list)


def by_size(people: int) -> Decimal:
    """Linear between the ends of the band, both ends included."""
    if people >= 60000:
        return D("0.02")
    low, high, first, last = next(band for band in BANDS if band[0] <= people <= band[1])
    return D(first) - (D(first) - D(last)) * D(people - low) / D(high - low)


def settle(facts: Facts) -> Settled:
    """Everything from the benchmark to the payment, step by step."""
    with localcontext() as context:
        context.prec, context.rounding = 50, ROUND_HALF_UP
        return _settle(facts)


def _settle(facts: Facts) -> Settled:
    found = Settled()
    two_sided = facts.track not in ONE_SIDED
    share_of_year = D("0.5") if facts.half_year else D(1)
    benchmark = facts.benchmark * share_of_year
    saved = benchmark - facts.expenditures * share_of_year
    rate = saved / benchmark
    found.minimum = by_size(facts.people)
    if two_sided and facts.people >= 5000:
        if facts.track == "track_2" and facts.year <= 2015:
            found.minimum = D("0.02")
        elif facts.elected is not None:
            found.minimum = facts.elected
    maximum = D(MAXIMUM[facts.track])
    if facts.year <= 2020:
        found.share_rate = maximum * (D(1) if facts.reporter else facts.quality) if facts.met else D(0)
    elif facts.met:
        found.share_rate = maximum
    elif facts.year >= 2023 and facts.alternative:
        found.share_rate = maximum * facts.quality
    standard = facts.met or (facts.year >= 2023 and facts.alternative)
    if (saved > 0 and rate >= found.minimum) or (
        saved < 0 and -rate >= found.minimum and (two_sided or facts.year in (2018, 2019))
    ):
        found.generated = saved
    elif (
        saved > 0
        and facts.track.startswith("basic")
        and facts.start_year >= 2024
        and facts.low_revenue
        and facts.people >= 5000
        and standard
        and not facts.guardrail
    ):
        found.generated, found.half_rate = saved, True
        found.share_rate = found.share_rate / 2
    if facts.guardrail and facts.start_year >= 2024 and saved > 0:
        found.generated = D(0)
    found.loss_rate = _loss_rate(facts, found, standard, maximum)
    if found.generated > 0:
        sequestered = D(1) if facts.year in (2019, 2020) else D("0.98")
        found.result = min(
            sequestered * found.share_rate * found.generated, D(CAP.get(facts.track, "0.10")) * benchmark
        )
    elif found.generated < 0 and two_sided:
        _owe(facts, found, benchmark, share_of_year)
    found.recouped = min(max(found.result, D(0)), facts.advance)
    return found


def _loss_rate(facts: Facts, found: Settled, standard: bool, maximum: Decimal) -> Decimal:
    if facts.track in FLAT_LOSS:
        return D("0.3")
    ceiling = D("0.6") if facts.track == "track_2" else D("0.75")
    base = found.share_rate if facts.year <= 2020 else maximum * facts.quality
    if not standard:
        return ceiling
    return min(max(1 - base, D("0.4")), ceiling)


def _owe(facts: Facts, found: Settled, benchmark: Decimal, share_of_year: Decimal) -> None:
    default = {"track_2": ("0.05", "0.075", "0.10")[min(max(facts.year - max(facts.start_year, 2013), 0), 2)]}
    limit = D(LOSS_LIMIT.get(facts.track, default.get(facts.track, "0.15"))) * benchmark
    owed = min(found.loss_rate * -found.generated, limit)
    if facts.year < 2017:
        found.relief = D(0)
    elif 2020 <= facts.year <= 2022:
        found.relief = owed
    else:
        found.relief = min(facts.relief * share_of_year, owed)
    found.result = -(owed - found.relief)
