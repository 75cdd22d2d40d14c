"""A forecast: the chances of being paid, of nothing and of owing, the expected payment, its spread and its drivers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np

from openvbc.simulation.assumptions import Assumption, Stage
from openvbc.simulation.booking import Booking, booking_of, most_likely
from openvbc.simulation.draws import Array, check_sum, sizes_of_parts
from openvbc.simulation.scenarios import ContractScenarios

#: The percentiles of the payment that are told.
PERCENTILES: Final = (5, 10, 25, 50, 75, 90, 95)
#: The part of the scenarios whose mean is the worst case.
_WORST: Final = 0.05
_BINS: Final = 24
#: What a payment must differ from zero by to be one: half a cent, since every outcome is in cents.
_CENT: Final = 0.005
#: The levels beside the probable one at which bookings are shown.
_LEVELS: Final = (Decimal("0.5"), Decimal("0.75"), Decimal("0.8"), Decimal("0.9"))
#: Below this part of the measured spread, the sources by themselves are overconfident.
_OVERCONFIDENT: Final = 0.8


@dataclass(frozen=True)
class Estimate:
    """A figure of the scenarios with its standard error."""

    value: Decimal
    standard_error: Decimal


@dataclass(frozen=True)
class Bin:
    """A bar of the histogram: payments from `low` up to `high`, and the part of the scenarios that they are."""

    low: Decimal
    high: Decimal
    share: Decimal


@dataclass(frozen=True)
class Figures:
    """What the payments of all scenarios come to.

    worst: the mean of the worst 5%. lowest: the worst scenario seen. expected_loss: the mean of what is owed, where
    nothing owed counts as zero. most_likely: the outcome with more than half of the probability, and its chance.
    """

    expected: Estimate
    spread: Estimate
    paid: Estimate
    nothing: Estimate
    owing: Estimate
    percentiles: Mapping[int, Estimate]
    worst: Estimate
    lowest: Decimal
    expected_loss: Decimal
    bookings: tuple[Booking, ...]
    most_likely: tuple[Decimal, Decimal] | None
    histogram: tuple[Bin, ...]

    def booking(self, level: Decimal) -> Booking:
        """The figures to book at a level of probability."""
        return next(each for each in self.bookings if each.level == level)


@dataclass(frozen=True)
class ContractForecast:
    """The forecast of one contract.

    settled: its payment from the figures as they are. drivers: shares of the variance of cost over benchmark, by
    source. reasons: the chance of each reason that the worksheets tell, such as a cap that binds. measured: the spread
    that published results show; bottom_up: what the sources come to by themselves. drawn_again: how many own members
    were drawn again, in place of the variation that is assumed of one member's cost.
    """

    name: str
    organization: str
    settled: Decimal
    figures: Figures
    drivers: Mapping[str, Decimal]
    spread_of_rate: Decimal
    reasons: Mapping[str, Decimal]
    measured: Decimal | None
    bottom_up: Decimal
    assumptions: Mapping[str, Assumption]
    people: int
    taken_as_certain: tuple[str, ...]
    drawn_again: int = 0

    @property
    def is_overconfident(self) -> bool:
        """Whether the sources come to much less than what published results show, and nothing corrects them."""
        return self.measured is not None and self.bottom_up < self.measured * Decimal(str(_OVERCONFIDENT))


@dataclass(frozen=True)
class Month:
    """The forecast as it would stand after some months, if all goes as expected: percentiles of the payment."""

    label: str
    percentiles: Mapping[int, Decimal]
    paid: Decimal
    booking: Decimal


@dataclass(frozen=True)
class CameOut:
    """What the year came out at: the payment, the part of the scenarios below it, and whether 80% of them hold it."""

    payment: Decimal
    below: Decimal
    inside: bool


@dataclass(frozen=True)
class Forecast:
    """A forecast of one or several contracts. together: of the sum of their payments.

    numpy, check_sum: by which two machines see that they draw alike. probable: the level of the booking figure.
    """

    contracts: tuple[ContractForecast, ...]
    together: Figures
    scenarios: int
    parts: int
    seed: int
    stage: Stage
    numpy: str
    check_sum: str
    probable: Decimal
    significance: Decimal
    months: tuple[Month, ...] = ()
    came_out: CameOut | None = None


def payments_of(contract: ContractScenarios, scenarios: int) -> Array:
    """The payment of every scenario."""
    sizes = sizes_of_parts(scenarios)
    return np.concatenate([contract.part(index, size).payment for index, size in enumerate(sizes)])


def figures_of(payments: Array, sizes: Sequence[int], probable: Decimal, significance: Decimal = Decimal(0)) -> Figures:
    """The figures of payments in parts of these sizes: of each the standard error from how the parts differ."""
    rising = np.sort(payments)
    ends = np.cumsum(sizes)[:-1]
    parts = [np.sort(each) for each in np.split(payments, ends)]

    def of(measure: Callable[[Array], float], places: int = 2) -> Estimate:
        error = float(np.std([measure(part) for part in parts], ddof=1)) / len(parts) ** 0.5
        return Estimate(_decimal(measure(rising), places), _decimal(error, places))

    def share(low: float, high: float) -> Estimate:
        """The part of the scenarios above `low` and up to `high`."""
        return of(lambda part: float(np.diff(np.searchsorted(part, [low, high], side="right"))[0]) / len(part), 6)

    owed = np.maximum(-rising, 0)
    levels = tuple(sorted({*_LEVELS, probable}))
    return Figures(
        expected=of(lambda part: float(np.mean(part))),
        spread=of(lambda part: float(np.std(part))),
        paid=share(_CENT, np.inf),
        nothing=share(-_CENT, _CENT),
        owing=share(-np.inf, -_CENT),
        percentiles={each: of(partial(_percentile, percent=each)) for each in PERCENTILES},
        worst=of(mean_of_worst),
        lowest=_decimal(float(rising[0])),
        expected_loss=_decimal(float(np.mean(owed))),
        bookings=tuple(booking_of(rising, level, significance) for level in levels),
        most_likely=most_likely(rising),
        histogram=_histogram(rising),
    )


def mean_of_worst(rising: Array) -> float:
    """The mean of the worst 5% of payments in rising order."""
    return float(np.mean(rising[: max(int(len(rising) * _WORST), 1)]))


def forecast(
    contracts: Sequence[tuple[ContractScenarios, str, str, Decimal]],
    scenarios: int,
    stage: Stage,
    probable: Decimal,
    significance: Decimal = Decimal(0),
) -> Forecast:
    """The forecast of contracts, each with its name, its organization and its payment from the figures as they are."""
    sizes = sizes_of_parts(scenarios)
    together = np.zeros(scenarios)
    found = []
    for contract, name, organization, settled in contracts:
        payments, shares, reasons, moments = [], dict[str, float](), dict[str, float](), np.zeros(2)
        for index, size in enumerate(sizes):
            part = contract.part(index, size)
            payments.append(part.payment)
            whole = sum(part.parts.values(), np.zeros(size))
            moments += np.array([float(np.sum(whole)), float(np.sum(whole * whole))])
            for source, each in part.parts.items():
                shares[source] = shares.get(source, 0.0) + float(np.sum(each * whole))
            for words, each in part.flags.items():
                reasons[words] = reasons.get(words, 0.0) + float(np.sum(each))
        payment = np.concatenate(payments)
        together += payment
        stream = contract.streams[0]
        variance = moments[1] / scenarios - (moments[0] / scenarios) ** 2
        measured = stream.measured
        found.append(
            ContractForecast(
                name,
                organization,
                settled,
                figures_of(payment, sizes, probable, significance),
                {
                    source: _decimal(each / moments[1], 4) if moments[1] else Decimal(0)
                    for source, each in shares.items()
                },
                _decimal(max(variance, 0.0) ** 0.5, 6),
                {words: _decimal(each / scenarios, 6) for words, each in reasons.items() if each},
                None if measured is None else _decimal(measured, 6),
                _decimal(stream.bottom_up, 6),
                stream.assumptions.by_name,
                int(stream.people),
                tuple(each.name for each in contract.streams if not each.is_uncertain),
                stream.resampled.people if stream.resampled is not None else 0,
            )
        )
    seed = contracts[0][0].seed
    return Forecast(
        tuple(found),
        figures_of(together, sizes, probable, significance),
        scenarios,
        len(sizes),
        seed,
        stage,
        np.__version__,
        check_sum(seed, "market", sizes[0]),
        probable,
        significance,
    )


def month_of(label: str, payments: Sequence[Array], probable: Decimal, significance: Decimal) -> Month:
    """How a forecast would stand after some months. payments: of each contract; their sums count."""
    rising = np.sort(np.sum(payments, axis=0))
    return Month(
        label,
        {each: _decimal(_percentile(rising, each)) for each in PERCENTILES},
        _decimal(float(np.mean(rising > _CENT)), 4),
        booking_of(rising, probable, significance).booking,
    )


def place_of(payments: Array, came_out: Decimal) -> tuple[Decimal, bool]:
    """The part of the scenarios that lie below what came out (half of those that equal it), and whether 80% hold it."""
    rising = np.sort(payments)
    value = float(came_out)
    low, high = np.searchsorted(rising, value - _CENT), np.searchsorted(rising, value + _CENT)
    inside = _percentile(rising, 10) - _CENT <= value <= _percentile(rising, 90) + _CENT
    return _decimal(float(low + high) / 2 / len(rising), 4), bool(inside)


def _percentile(rising: Array, percent: int) -> float:
    return float(rising[min(len(rising) * percent // 100, len(rising) - 1)])


def _histogram(rising: Array) -> tuple[Bin, ...]:
    """Bars of equal width; where nothing is paid in many scenarios, that is a bar of its own."""
    low, high = float(rising[0]), float(rising[-1])
    if high - low <= _CENT:
        return (Bin(_decimal(low), _decimal(high), Decimal(1)),)
    width = _round_width((high - low) / _BINS)
    first = np.floor(low / width) * width
    ends = first + width * np.arange(int(np.ceil((high - first) / width)) + 1)
    many = len(rising)
    bins = []
    zero = np.abs(rising) <= _CENT
    for start, end in pairwise(ends):
        inside = (rising >= start) & (rising < end if end < ends[-1] else rising <= end)
        if start <= 0 < end and np.any(zero):
            bins.append(Bin(Decimal(0), Decimal(0), _decimal(float(np.sum(zero)) / many, 6)))
            inside &= ~zero
        share = float(np.sum(inside)) / many
        if share:
            bins.append(Bin(_decimal(float(start)), _decimal(float(end)), _decimal(share, 6)))
    return tuple(sorted(bins, key=lambda each: each.low))


def _round_width(width: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50 ... that is not smaller."""
    scale = 10.0 ** np.floor(np.log10(width))
    return float(next(step * scale for step in (1, 2, 5, 10) if step * scale >= width * (1 - 1e-12)))


def _decimal(value: float, places: int = 2) -> Decimal:
    """A float with so many decimals, for reading."""
    return Decimal(f"{value:.{places}f}")
