"""What a contract says is delivered when, against what was loaded and on which day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from openvbc.claims.project.manifest import KeptLoad
from openvbc.claims.project.project import Project
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.contract.data_sharing import DataSharingDuty
from openvbc.contract.model import Contract
from openvbc.errors import ContractError, Fault, did_you_mean, raise_all
from openvbc.money import EXACT
from openvbc.periods import Period


@dataclass(frozen=True)
class Delivery:
    """One delivery that was due. loaded: the day of the load that met it; None where there is none."""

    duty: DataSharingDuty
    period: Period
    due: date
    loaded: date | None
    load: int | None
    days_late: int


@dataclass(frozen=True)
class DutyKept:
    """One duty over the agreement up to a day. undated: loads of the feed of which no day is known."""

    duty: DataSharingDuty
    deliveries: tuple[Delivery, ...]
    undated: tuple[int, ...]

    @property
    def days_late(self) -> int:
        """The days that its deliveries were late, summed; of those that are missing, up to the day of the report."""
        return sum(each.days_late for each in self.deliveries)

    @property
    def missing(self) -> tuple[Delivery, ...]:
        """Deliveries that were due and of which there is no load."""
        return tuple(each for each in self.deliveries if each.loaded is None)

    @property
    def late(self) -> tuple[Delivery, ...]:
        """Deliveries that were loaded after they were due."""
        return tuple(each for each in self.deliveries if each.loaded is not None and each.days_late)

    @property
    def charge(self) -> Decimal | None:
        """What the days late cost, at most as agreed; None where there is no charge for them."""
        if self.duty.per_day is None or self.duty.most is None:
            return None
        return min(EXACT.multiply(self.duty.per_day, Decimal(self.days_late)), self.duty.most)


def duties_kept(contract: Contract, project: Project, as_of: date) -> tuple[DutyKept, ...]:
    """Each duty of the contract, with its deliveries that are due by a day and what was loaded by then.

    ContractError where the contract has none, or names tables that there are not. Each load meets the earliest delivery
    that is still open and whose period is over; nothing tells which months a load was meant for.
    """
    agreed = contract.file.data_sharing
    if not agreed:
        where = contract.file.contract
        fix = "add `data_sharing: [{feed: claims, owed_by: payer, frequency: monthly, ...}]`"
        raise ContractError(Fault("the contract has no data_sharing duties", where, fix=fix))
    known = [*CANONICAL_TABLES]
    raise_all(
        [
            Fault(f"there is no table {name!r} that {duty.feed} could bring", fix=did_you_mean(name, known))
            for duty in agreed
            for name in duty.content
            if name not in known
        ],
        ContractError,
    )
    return tuple(_kept(duty, contract.agreement.period, project, as_of) for duty in agreed)


def _kept(duty: DataSharingDuty, agreement: Period, project: Project, as_of: date) -> DutyKept:
    loads = [each for each in project.manifest.loads if _is_of(duty, each, project)]
    dated = sorted((each.day, each.number) for each in loads if each.day is not None and each.day <= as_of)
    open_periods = [(period, duty.due.day(period.last_day)) for period in duty.periods(agreement)]
    expected = [each for each in open_periods if each[1] <= as_of or _is_met(each[0], dated)]
    return DutyKept(
        duty, tuple(_matched(duty, expected, dated, as_of)), tuple(each.number for each in loads if each.day is None)
    )


def _is_met(period: Period, dated: Sequence[tuple[date, int]]) -> bool:
    """Whether some load came after the period, though its delivery is not due yet."""
    return any(day > period.last_day for day, _ in dated)


def _matched(
    duty: DataSharingDuty, expected: Sequence[tuple[Period, date]], dated: Sequence[tuple[date, int]], as_of: date
) -> Iterator[Delivery]:
    left = list(dated)
    for period, due in expected:
        found = next((each for each in left if each[0] > period.last_day), None)
        if found is not None:
            left.remove(found)
            yield Delivery(duty, period, due, found[0], found[1], max((found[0] - due).days, 0))
        elif due <= as_of:
            yield Delivery(duty, period, due, None, None, (as_of - due).days)


def _is_of(duty: DataSharingDuty, load: KeptLoad, project: Project) -> bool:
    if duty.data_source and load.data_source != duty.data_source:
        return False
    tables = project.manifest.tables
    return all(name in tables and any(part.load == load.number for part in tables[name].parts) for name in duty.content)
