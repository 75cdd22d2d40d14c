"""Days and months as whole numbers: days since 1970-01-01, months from 0 for the first January of the region."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np

from openvbc.claims.synthetic.draws import Ints

_EPOCH: Final = date(1970, 1, 1)
#: A day that never comes.
NEVER: Final = 100_000


def day_number(day: date) -> int:
    """Days from 1970-01-01."""
    return (day - _EPOCH).days


def months_of(day: Ints) -> Ints:
    """Months from January 1970 to the month of each day."""
    return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def first_days(month: Ints) -> Ints:
    """The first day of each month, the months counted from January 1970."""
    return month.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


class Calendar:
    """The years of the region. month_start: first day of each month, and of the month after the last."""

    def __init__(self, years: Sequence[int]) -> None:
        self.years = tuple(years)
        self.months = 12 * len(self.years)
        days = [day_number(date(year, month, 1)) for year in self.years for month in range(1, 13)]
        self.month_start = np.array([*days, day_number(date(self.years[-1] + 1, 1, 1))], dtype=np.int64)
        self.year_start = self.month_start[::12]
        self.year_length = np.diff(self.year_start)
        #: Months from January 1970 to the first month of the region.
        self.first_month = 12 * (self.years[0] - 1970)
        #: 202401 for the month of that number.
        self.year_month = np.array([100 * year + month for year in self.years for month in range(1, 13)])

    def month_of(self, day: Ints) -> Ints:
        """The month that a day lies in; -1 before the first, `months` after the last."""
        return np.searchsorted(self.month_start, day, side="right").astype(np.int64) - 1

    def year_of(self, day: Ints) -> Ints:
        """The year (from 0) that a day lies in."""
        return self.month_of(day) // 12
