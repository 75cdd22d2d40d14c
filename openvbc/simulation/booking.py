"""What may be booked of a payment that is not settled yet: an estimate for whoever closes the books, no audit opinion.

Revenue that depends on a future settlement counts only so far as it is probable that no significant part of it is
reversed (ASC 606-10-32-11). Here that is a level of probability and an amount of significance, both stated.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext

import numpy as np

from openvbc.money import EXACT
from openvbc.simulation.draws import Array


@dataclass(frozen=True)
class Booking:
    """The figures at one level of probability. booking: what may be booked. liability: what must be set aside."""

    level: Decimal
    booking: Decimal
    liability: Decimal


def booking_of(rising: Array, level: Decimal, significance: Decimal = Decimal(0)) -> Booking:
    """The figures of payments in rising order.

    booking: the largest amount of 0 or more that the final payment reaches, less `significance`, with the chance
    `level`. liability: the smallest amount of 0 or more that what is owed does not exceed with that chance.
    """
    many = len(rising)
    with localcontext(EXACT):  # in binary floats (1 - 0.8) x 10 falls below 2
        index = int((1 - level) * many)
        owed_index = -int(-(level * many)) if level * many == int(level * many) else int(level * many) + 1
    reached = Decimal(str(rising[min(index, many - 1)]))
    booking = max(Decimal(0), reached + significance) if reached > 0 else Decimal(0)
    owed = -Decimal(str(rising[many - max(owed_index, 1)]))
    return Booking(level, booking, max(Decimal(0), owed))


def most_likely(payments: Array) -> tuple[Decimal, Decimal] | None:
    """The outcome that has more than half of the probability, with its chance; None where there is none such."""
    amounts, counts = np.unique(np.round(payments, 2), return_counts=True)
    index = int(np.argmax(counts))
    chance = Decimal(int(counts[index])) / len(payments)
    return (Decimal(str(amounts[index])), chance) if chance > Decimal("0.5") else None
