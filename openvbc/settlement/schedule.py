"""The calendar of a contract: what is delivered when, by when each settlement is stated and disputed."""

from dataclasses import dataclass, replace
from datetime import date

from openvbc.contract.model import Contract
from openvbc.periods import PerformanceYear
from openvbc.settlement.deliveries import Delivery, DutyKept, Standing, deliveries_owed


@dataclass(frozen=True)
class SettlementDay:
    """A day that follows from the end of what is settled: what it is the last day for, and its clause."""

    settled: PerformanceYear
    what: str
    day: date
    clause: str


@dataclass(frozen=True)
class Schedule:
    """What a contract has due. as_of: the day on which it is told how deliveries stand; None where none is named."""

    contract: Contract
    duties: tuple[DutyKept, ...]
    settlement_days: tuple[SettlementDay, ...]
    as_of: date | None = None

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """All deliveries by their due day."""
        return tuple(sorted((each for duty in self.duties for each in duty.deliveries), key=_by_day))

    @property
    def exceptions(self) -> tuple[Delivery, ...]:
        """What came late or is missing, by its due day."""
        return tuple(each for each in self.deliveries if each.standing in (Standing.LATE, Standing.MISSING))


def schedule_of(
    contract: Contract,
    *,
    kept: tuple[DutyKept, ...] | None = None,
    as_of: date | None = None,
    year: PerformanceYear | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Schedule:
    """What is due under a contract. kept: how its deliveries stand on a day.

    year: only what is about days of a performance year or period. first, last: only what is due between these days.
    """
    duties = kept
    if duties is None:
        duties = tuple(DutyKept(each, deliveries_owed(contract, each)) for each in contract.file.data_sharing)

    def is_asked(day: date) -> bool:
        return (first is None or first <= day) and (last is None or day <= last)

    chosen = tuple(
        replace(
            duty,
            deliveries=tuple(
                each
                for each in duty.deliveries
                if is_asked(each.due) and (year is None or each.period.overlaps(year.period))
            ),
        )
        for duty in duties
    )
    days = [each for each in _settlement_days(contract) if is_asked(each.day)]
    if year is not None:
        days = [each for each in days if each.settled.period.overlaps(year.period)]
    return Schedule(contract, chosen, tuple(sorted(days, key=lambda each: each.day)), as_of)


def _by_day(delivery: Delivery) -> tuple[date, date, str]:
    return delivery.due, delivery.period.start, delivery.duty.feed


def _settlement_days(contract: Contract) -> list[SettlementDay]:
    """For each period that is settled: until when claims are paid, and what follows as agreed for it."""
    found = []
    for settled in contract.agreement.settled:
        file = contract.in_year(settled).file
        paid_through = settled.paid_through(file.agreement.run_out_months)
        found.append(SettlementDay(settled, "Last day of run-out", paid_through, file.agreement.clause))
        agreed = file.after_settlement
        if agreed is not None:
            found += [SettlementDay(settled, what, day, agreed.clause) for what, day in agreed.days(paid_through)]
    return found
