"""Completion factors: estimated from a triangle by volume-weighted age-to-age factors with Mack's spread, or given.

A completion factor is what paid amounts are multiplied with to become what they will be when all is paid: 1 or more as
a rule, below 1 where recoveries come later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from openvbc.claims.completion.triangle import Triangle
from openvbc.claims.expenditures.exact import decimal_of
from openvbc.errors import ClaimsError, Fault, raise_all
from openvbc.money import EXACT, ZERO


@dataclass(frozen=True)
class AgeToAge:
    """The step from one lag to the next.

    factor: what was paid by the next lag over what was paid by this one, summed over the months of service that have
    both. base_cents: the latter sum. months: how many they are. variance: Mack's sigma squared, in cents; None where
    fewer than two months say it and no rule gives one.
    """

    lag: int
    factor: Fraction
    base_cents: int
    months: int
    variance: Decimal | None

    @property
    def next_cents(self) -> int:
        """What was paid by the next lag, for the same months of service."""
        return int(self.factor * self.base_cents)

    @property
    def standard_error(self) -> Decimal | None:
        """The standard error of the factor."""
        if self.variance is None:
            return None
        with localcontext(EXACT):
            return (self.variance / self.base_cents).sqrt()


@dataclass(frozen=True)
class CompletionFactors:
    """By lag, exact: to_ultimate[lag] completes what was paid by that lag; beyond the last lag it is the last one.

    steps: how they were estimated; empty where they were given. tail: what completes the last lag.
    """

    to_ultimate: tuple[Fraction, ...]
    steps: tuple[AgeToAge, ...] = ()
    tail: Fraction = Fraction(1)

    def at(self, lag: int) -> Fraction:
        """The factor for what was paid by this lag."""
        return self.to_ultimate[min(lag, len(self.to_ultimate) - 1)]


@dataclass(frozen=True)
class Completion:
    """What was paid for some months of service, completed.

    paid_cents: by the valuation. completed_cents: exact. factor: the one over the other. standard_error: of
    completed_cents by Mack's formula, in cents (all months together); None where factors were given or say no spread.
    """

    paid_cents: int
    completed_cents: Fraction
    factor: Fraction
    standard_error: Decimal | None


def estimate_factors(
    triangle: Triangle, *, complete_after: int | None = None, tail: Decimal = Decimal(1)
) -> CompletionFactors:
    """Estimate completion factors.

    complete_after: the lag after which nothing more is expected; None uses every lag that two months of service reach.
    tail: what completes the last lag (its spread is not part of the standard errors). ClaimsError if the triangle is
    too short, nothing was paid by some lag, or the tail is not above 0.
    """
    lags = len(triangle.paid[0])
    last = lags - 1 if complete_after is None else complete_after
    faults = []
    if not 1 <= last <= lags - 1 or len(triangle.months) < 2:
        what = f"the triangle has {lags} lags of {len(triangle.months)} months of service"
        faults.append(Fault(what, "completion", why=f"lag {last} cannot be reached", fix="count more months"))
    if tail <= 0:
        faults.append(Fault(f"{tail} is no tail factor", "completion", fix="write 1, or what completes the last lag"))
    raise_all(faults, ClaimsError)
    steps = _with_last_variance([_step(triangle, lag) for lag in range(last) if _both(triangle, lag)])
    if len(steps) < last and complete_after is not None:
        what = f"no month of service has both lag {len(steps)} and the next"
        raise ClaimsError(Fault(what, "completion", fix="count more months, or complete earlier"))
    to_ultimate = [Fraction(tail)]
    for step in reversed(steps):
        to_ultimate.append(to_ultimate[-1] * step.factor)
    return CompletionFactors(tuple(reversed(to_ultimate)), tuple(steps), Fraction(tail))


def given_factors(by_lag: Mapping[int, Decimal]) -> CompletionFactors:
    """Factors as a contract or a payer gives them: lag in months -> factor, from lag 0 without gaps.

    ClaimsError if a lag is missing or a factor is not above 0.
    """
    faults = [
        Fault(f"{factor} is no completion factor", f"lag {lag}", fix="write a number above 0, like 1.02")
        for lag, factor in by_lag.items()
        if factor <= 0
    ]
    missing = [lag for lag in range(max(by_lag, default=0) + 1) if lag not in by_lag]
    if missing:
        listed = ", ".join(str(lag) for lag in missing)
        faults.append(Fault(f"there is no completion factor for lag {listed}", "completion", fix="give each lag one"))
    raise_all(faults, ClaimsError)
    return CompletionFactors(tuple(Fraction(by_lag[lag]) for lag in sorted(by_lag)))


def complete(triangle: Triangle, factors: CompletionFactors, first_month: int, last_month: int) -> Completion:
    """Complete what was paid for these months. ClaimsError if the triangle lacks one or nothing was paid."""
    chosen = [place for place, month in enumerate(triangle.months) if first_month <= month <= last_month]
    if not chosen or triangle.months[chosen[0]] != first_month or triangle.months[chosen[-1]] != last_month:
        what = f"the triangle does not hold the months {first_month} to {last_month}"
        fix = f"it holds {triangle.months[0]} to {triangle.months[-1]}"
        raise ClaimsError(Fault(what, "completion", fix=fix))
    paid = sum(triangle.latest[place] for place in chosen)
    if paid == 0:
        what = f"nothing was paid for the months {first_month} to {last_month}"
        raise ClaimsError(Fault(what, "completion", why="there is no factor that would complete it"))
    completed = sum((_ultimate(triangle, factors, place) for place in chosen), Fraction(0))
    return Completion(paid, completed, completed / paid, _standard_error(triangle, factors, chosen))


def _both(triangle: Triangle, lag: int) -> list[tuple[int, int]]:
    """What was paid by this lag and by the next, for the months of service that have both."""
    return [(row[lag], row[lag + 1]) for row in triangle.paid if len(row) > lag + 1]


def _step(triangle: Triangle, lag: int) -> AgeToAge:
    pairs = _both(triangle, lag)
    base = sum(now for now, _ in pairs)
    if base <= 0:
        what = f"nothing was paid by lag {lag}"
        raise ClaimsError(Fault(what, "completion", why="it cannot be completed", fix="count more months of service"))
    factor = Fraction(sum(then for _, then in pairs), base)
    # A month with nothing paid yet has no factor of its own, so that it says nothing about the spread.
    own = [(now, then) for now, then in pairs if now > 0]
    variance = None
    if len(own) > 1:
        exact = sum((then - factor * now) ** 2 / now for now, then in own) / (len(own) - 1)
        variance = decimal_of(Fraction(exact))
    return AgeToAge(lag, factor, base, len(pairs), variance)


def _with_last_variance(steps: list[AgeToAge]) -> list[AgeToAge]:
    """Mack's rule for the last step, which one month alone cannot say: it goes on as the two before it fell."""
    if len(steps) < 3 or steps[-1].variance is not None:
        return steps
    before, last = steps[-3].variance, steps[-2].variance
    if before is None or last is None:
        return steps
    with localcontext(EXACT):
        fallen = last * last / before if before else ZERO
        variance = min(fallen, before, last)
    end = steps[-1]
    return [*steps[:-1], AgeToAge(end.lag, end.factor, end.base_cents, end.months, variance)]


def _ultimate(triangle: Triangle, factors: CompletionFactors, place: int) -> Fraction:
    row = triangle.paid[place]
    lag = len(row) - 1
    beyond = factors.steps and lag > len(factors.steps)
    return row[-1] * (factors.tail if beyond else factors.at(lag))


def _standard_error(triangle: Triangle, factors: CompletionFactors, chosen: list[int]) -> Decimal | None:
    """Mack's standard error of the completed amounts of these months together: process and parameter error."""
    if not factors.steps or any(step.variance is None for step in factors.steps):
        return None
    steps = factors.steps
    with localcontext(EXACT):
        # Relative variance of each step's factor, and its part that is shared by all months of service.
        relative = [(step.variance or ZERO) / decimal_of(step.factor) ** 2 for step in steps]
        shared = [each / step.base_cents for each, step in zip(relative, steps, strict=True)]
        total = ZERO
        later = ZERO  # completed amounts of the months of service after this one
        for place in reversed(chosen):
            row = triangle.paid[place]
            ultimate = decimal_of(_ultimate(triangle, factors, place))
            open_steps = range(len(row) - 1, len(steps))
            projected = Fraction(row[-1])
            own = ZERO
            for lag in open_steps:
                if projected > 0:
                    own += relative[lag] / decimal_of(projected)
                projected *= steps[lag].factor
            together = sum((shared[lag] for lag in open_steps), ZERO)
            total += ultimate * ultimate * (own + together) + 2 * ultimate * later * together
            later += ultimate
        return total.sqrt()
