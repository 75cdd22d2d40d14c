"""The scale that all drawings share: amounts to places on the page, round amounts along it, how short they read."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from openvbc.money import ZERO, plain, rounded, shifted
from openvbc.units import Unit

#: How wide the gap is where a stretch of the scale is cut out.
CUT_WIDTH: Final = Decimal(26)
#: What is drawn beyond the cut, as a part of the plot, so that a cut bar still shows both its ends.
_BEYOND: Final = Decimal("0.14")
#: What the text of a tick needs at least along a scale that lies, and along one that stands.
TICK_WIDTH: Final = Decimal(56)
TICK_HEIGHT: Final = Decimal(28)


@dataclass(frozen=True)
class Tick:
    """A mark of the scale, and where it stands along it."""

    x: str
    text: str


@dataclass(frozen=True)
class Scale:
    """Amounts to places on the page, in one or two stretches of the same scale."""

    low: Decimal
    left: Decimal
    per_unit: Decimal
    cut: tuple[Decimal, Decimal] | None = None

    def x(self, amount: Decimal) -> Decimal:
        """Where the amount stands."""
        place = self.left + (amount - self.low) * self.per_unit
        if self.cut is None or amount < self.cut[1]:
            return place
        return place - (self.cut[1] - self.cut[0]) * self.per_unit + CUT_WIDTH


def whole_scale(amounts: Sequence[Decimal], left: Decimal, right: Decimal) -> Scale:
    """A scale that holds all amounts, from the least to the largest."""
    low, high = min(amounts, default=ZERO), max(amounts, default=ZERO)
    return Scale(low, left, (right - left) / (high - low if high > low else Decimal(1)))


def cut_scale(left: Decimal, width: Decimal, near: tuple[Decimal, Decimal], far: tuple[Decimal, Decimal]) -> Scale:
    """A scale without the empty stretch, but for a little on both of its sides so that bars are seen to go on."""
    ends = (near[1] - near[0]) + (far[1] - far[0])
    beyond = width * _BEYOND
    room = width - CUT_WIDTH - 2 * beyond
    per_unit = room / ends
    piece = min(beyond / per_unit, (far[0] - near[1]) / 3)
    return Scale(near[0], left, per_unit, (near[1] + piece, far[0] - piece))


def ticks(scale: Scale, right: Decimal, unit: Unit, room: Decimal = TICK_WIDTH) -> tuple[Tick, ...]:
    """Round amounts along the scale, none within the cut, none so near another that their texts would touch.

    Beside a cut they stand before it, or beyond it where there is no room for one before; zero is on one of the sides.
    room: what the text of one needs.
    """
    before, beyond = scale.cut or (None, scale.low)
    high = beyond + (right - scale.x(beyond)) / scale.per_unit
    stretches = [(beyond, high)] if before is None else [(scale.low, before), (beyond, high)]
    along = (_along(stretch, scale, unit, room) for stretch in stretches)
    return next((found for found in along if found), ())


def _along(stretch: tuple[Decimal, Decimal], scale: Scale, unit: Unit, room: Decimal) -> tuple[Tick, ...]:
    """The multiples of a round step on a stretch: at most six, and each with room for its text."""
    first, last = stretch
    step = _round_step(max((last - first) / 5, room / scale.per_unit))
    number = (first / step).to_integral_value(rounding="ROUND_CEILING")
    amounts: list[Decimal] = []
    # Amounts of more digits than are counted with do not grow by a step any more: then there is no next one.
    while (amount := number * step) <= last and amount not in amounts[-1:]:
        amounts.append(amount)
        number += 1
    return tuple(Tick(at(scale.x(amount)), short(amount, unit)) for amount in amounts)


def _round_step(least: Decimal) -> Decimal:
    """The next of 1, 2, 5, 10, 20, 50, ... that is at least `least`."""
    power = Decimal(1).scaleb(least.adjusted())
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)


def short(amount: Decimal, unit: Unit) -> str:
    """An amount for a scale: $3.5M, $450k, -$20; 4.5% of a rate; 450k of a number."""
    if unit.kind == "rate":
        return f"{plain(rounded(shifted(amount, 2), 2))}%"
    sign = ("-" if amount < 0 else "") + ("$" if unit.kind == "money" else "")
    for name, size in (("B", 9), ("M", 6), ("k", 3)):
        if abs(amount) >= Decimal(1).scaleb(size):
            return f"{sign}{plain(rounded(abs(amount).scaleb(-size), 2))}{name}"
    return f"{sign}{plain(rounded(abs(amount), 2))}"


def at(place: Decimal) -> str:
    """A place on the page, to a tenth."""
    return plain(rounded(place, 1))
