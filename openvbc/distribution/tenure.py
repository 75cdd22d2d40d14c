"""For how much of the period a participant was there, by the days on which it joined and left."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from openvbc.contract.distribution_plan import DistributionPlan
from openvbc.distribution.participants import Participants
from openvbc.figures import Figure, Origin, Source
from openvbc.money import EXACT
from openvbc.periods import Period


def tenure_figures(plan: DistributionPlan, participants: Participants) -> dict[str, Figure]:
    """The part of the period's months on whose first day each participant was there."""
    months = _firsts(plan.start, plan.end)

    @cache
    def part(joined: date | None, left: date | None) -> tuple[Decimal, str]:
        there = sum((joined is None or joined <= day) and (left is None or left >= day) for day in months)
        return EXACT.divide(Decimal(there), Decimal(len(months))), f"{there} of {len(months)} months"

    found = {}
    for each in participants.rows.values():
        value, told = part(each.joined, each.left)
        found[each.identifier] = Figure(value, Source(Origin.READ, told, each.where, (participants.file,)))
    return found


def stayed_figures(plan: DistributionPlan, participants: Participants) -> dict[str, Figure]:
    """Whether each participant was there to the end of the period."""
    return {
        each.identifier: Figure(
            each.left is None or each.left >= plan.end,
            Source(Origin.READ, f"left on {each.left}" if each.left else "did not leave", each.where),
        )
        for each in participants.rows.values()
    }


def _firsts(start: date, end: date) -> tuple[date, ...]:
    """The first days of the months of a period; its own first day for the first of them."""
    count = Period(start, end + timedelta(days=1)).months
    year, month = start.year, start.month
    return tuple(
        date(year + (month - 1 + index) // 12, (month - 1 + index) % 12 + 1, 1) if index else start
        for index in range(count)
    )
