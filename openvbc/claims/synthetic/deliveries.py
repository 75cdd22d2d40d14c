"""Which deliveries of claim records an organization gets, and how their files are called."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

#: The twelfth of the month, when a month's delivery comes.
_DAY: Final = 12
#: Run-out deliveries of a year come in February, March and April of the next.
_RUN_OUT: Final = (2, 3, 4)
#: The latest day of processing that a last delivery with everything takes.
_EVERYTHING: Final = date(2200, 1, 1)


@dataclass(frozen=True)
class Delivery:
    """One delivery, numbered from 1.

    processed_through: it carries what was processed up to that day and after that of the delivery before it; run_out:
    the delivery of a former year's late claims.
    """

    number: int
    delivered_on: date
    processed_through: date
    run_out: bool

    def file_name(self, organization: str, file: str) -> str:
        """CMS's name of one file (0 to 9, A, B), or of the whole delivery ('')."""
        year = self.delivered_on.year - (1 if self.run_out else 0)
        kind = "R" if self.run_out else "Y"
        number = int(file, 16) if file else 12
        stamp = f"D{self.delivered_on:%y%m%d}.T10{number:02d}300"
        return f"P.{organization}.ACO.ZC{file}{kind}{year % 100:02d}.{stamp}"


def plan_deliveries(years: Sequence[int], *, everything: bool = False) -> tuple[Delivery, ...]:
    """The deliveries of a performance year, the last of `years`.

    The first comes in February and carries all that was processed before; then one a month to December, then the
    three run-out deliveries. everything: the last one carries all that was processed later too.
    """
    year = years[-1]
    days = [date(year, month, _DAY) for month in range(2, 13)]
    days += [date(year + 1, month, _DAY) for month in _RUN_OUT]
    return tuple(
        Delivery(
            number=number,
            delivered_on=day,
            processed_through=(
                _EVERYTHING if everything and number == len(days) else day.replace(day=1) - timedelta(days=1)
            ),
            run_out=day.year > year,
        )
        for number, day in enumerate(days, 1)
    )
