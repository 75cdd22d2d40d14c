"""What of a claim that ends after an episode's period lies in it, by the kind of care; halves of a cent count up."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from openvbc.claims.expenditures.exact import decimal_of
from openvbc.money import rounded

#: Kinds of stays that are prorated by the mean length of stay of their diagnosis-related group.
BY_LENGTH_OF_STAY: Final = frozenset({"acute", "long_term", "rehabilitation"})
HOME_HEALTH: Final = "home_health"
_TENTHS: Final = 10


@dataclass(frozen=True)
class CrossingClaim:
    """A claim that ends after the period. length_of_stay_tenths: 0 where no mean is known; outlier: a part of cents."""

    setting: str
    cents: int
    days_in: int
    days: int
    visits_in: int = 0
    visits: int = 0
    length_of_stay_tenths: int = 0
    outlier_cents: int = 0


def cents_in_period(claim: CrossingClaim) -> int:
    """The cents of the claim that lie in the period.

    Stays of hospitals whose group has a mean length of stay: a day's part of it for each day in the period and one
    more, all of it from one day less than the mean on; outlier payments by days. Home health by visits,
    where there are any. All else by days.
    """
    by_days = Fraction(claim.days_in, claim.days)
    if claim.setting in BY_LENGTH_OF_STAY and claim.length_of_stay_tenths > 0:
        mean = Fraction(claim.length_of_stay_tenths, _TENTHS)
        usual = claim.cents - claim.outlier_cents
        part = Fraction(1) if claim.days_in >= mean - 1 else min((claim.days_in + 1) / mean, Fraction(1))
        return _whole(usual * part + claim.outlier_cents * by_days)
    if claim.setting == HOME_HEALTH and claim.visits > 0:
        return _whole(Fraction(claim.cents * claim.visits_in, claim.visits))
    return _whole(claim.cents * by_days)


def _whole(cents: Fraction) -> int:
    return int(rounded(decimal_of(cents), 0)) if cents else int(Decimal(0))
