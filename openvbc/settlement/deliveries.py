"""What a contract says is delivered when, against what was loaded or recorded as delivered, and on which day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from openvbc.claims.project.manifest import KeptLoad
from openvbc.claims.project.project import Project
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.contract.data_sharing import DataSharingDuty, supplemental_data
from openvbc.contract.model import Contract
from openvbc.errors import ContractError, Fault, InputError, did_you_mean, raise_all
from openvbc.figures import FileDigest
from openvbc.money import EXACT
from openvbc.periods import PerformanceYear, Period


class Standing(StrEnum):
    """How a delivery stands on a day. NOT_KNOWN: it was due, and nothing says whether it came."""

    NOT_DUE = "not due yet"
    IN_TIME = "delivered"
    LATE = "delivered late"
    MISSING = "missing"
    NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Recorded:
    """A delivery that somebody recorded: of which feed, about the period that begins on a day, when, and which files.

    entry: its number in the books.
    """

    feed: str
    owed_by: str
    first_day: date
    day: date
    files: tuple[FileDigest, ...]
    entry: int


@dataclass(frozen=True)
class Delivery:
    """One delivery that is owed.

    year: the performance year in which its period ends. standing: None where no day is looked at. day: when it was
    loaded or delivered; None where it was not. by: the load, or the entry and the files.
    """

    duty: DataSharingDuty
    period: Period
    due: date
    year: str
    standing: Standing | None = None
    day: date | None = None
    by: str = ""
    days_late: int = 0


@dataclass(frozen=True)
class DutyKept:
    """One duty over the agreement up to a day. undated: loads of the feed of which no day is known."""

    duty: DataSharingDuty
    deliveries: tuple[Delivery, ...]
    undated: tuple[int, ...] = ()

    @property
    def past(self) -> tuple[Delivery, ...]:
        """Deliveries that were due, or came before they were."""
        return tuple(each for each in self.deliveries if each.standing is not Standing.NOT_DUE)

    @property
    def days_late(self) -> int:
        """The days that its deliveries were late, summed; of those that are missing, up to the day of the report."""
        return sum(each.days_late for each in self.deliveries)

    @property
    def missing(self) -> tuple[Delivery, ...]:
        """Deliveries that were due and did not come."""
        return tuple(each for each in self.deliveries if each.standing is Standing.MISSING)

    @property
    def late(self) -> tuple[Delivery, ...]:
        """Deliveries that came after they were due."""
        return tuple(each for each in self.deliveries if each.standing is Standing.LATE)

    @property
    def not_known(self) -> tuple[Delivery, ...]:
        """Deliveries that were due, and nothing that was given says whether they came."""
        return tuple(each for each in self.deliveries if each.standing is Standing.NOT_KNOWN)

    @property
    def charge(self) -> Decimal | None:
        """What the days late cost, at most as agreed for each year; None where there is no charge for them."""
        if not any(each.duty.per_day is not None for each in self.deliveries):
            return None
        owed = Decimal(0)
        for of_year in {each.year: each.duty for each in self.deliveries}.items():
            owed = EXACT.add(owed, self._charge(*of_year))
        return owed

    def _charge(self, year: str, duty: DataSharingDuty) -> Decimal:
        if duty.per_day is None or duty.most is None:
            return Decimal(0)
        days = sum(each.days_late for each in self.deliveries if each.year == year)
        return min(EXACT.multiply(duty.per_day, Decimal(days)), duty.most)


def duties_of(contract: Contract) -> tuple[DataSharingDuty, ...]:
    """The contract's duties to share data. ContractError where it has none, or names tables that there are not."""
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
    return agreed


def deliveries_owed(contract: Contract, duty: DataSharingDuty) -> tuple[Delivery, ...]:
    """Every delivery of a duty, in order, each due as is agreed for the year in which its period ends.

    After the agreement what was agreed last holds.
    """
    years, owed = contract.agreement.performance_years, []
    for period in duty.periods(contract.agreement):
        year = next((each for each in years if each.period.contains(period.last_day)), years[-1])
        then = contract.in_year(year).file.data_sharing
        now = next((each for each in then if (each.feed, each.owed_by) == (duty.feed, duty.owed_by)), duty)
        owed.append(Delivery(now, period, now.due.day(period.last_day), year.name))
    return tuple(owed)


def duties_kept(
    contract: Contract, as_of: date, *, project: Project | None = None, recorded: Sequence[Recorded] | None = None
) -> tuple[DutyKept, ...]:
    """Each duty of the contract, with its deliveries and how they stand on a day.

    project: where feeds are loaded; recorded: what the books have of deliveries. Where one is not given, nothing is
    said to be missing that only it would show. ContractError where the contract has no duties.

    A recorded delivery says which period it is about. Each load meets the earliest delivery that is still open and
    whose period is over; nothing tells which months a load was meant for.
    """
    return tuple(_kept(contract, duty, as_of, project, recorded) for duty in duties_of(contract))


def _kept(
    contract: Contract,
    duty: DataSharingDuty,
    as_of: date,
    project: Project | None,
    recorded: Sequence[Recorded] | None,
) -> DutyKept:
    loads = []
    if project is not None and duty.report is None:
        loads = [each for each in project.manifest.loads if _is_of(duty, each, project)]
    dated = sorted((each.day, each.number) for each in loads if each.day is not None and each.day <= as_of)
    own = [each for each in recorded or () if (each.feed, each.owed_by) == (duty.feed, duty.owed_by)]
    first = {
        day: min(same, key=lambda each: (each.day, each.entry))
        for day in {each.first_day for each in own}
        if (same := [each for each in own if each.first_day == day and each.day <= as_of])
    }
    unseen = recorded is None if duty.report is not None else project is None
    deliveries = []
    for owed in deliveries_owed(contract, duty):
        found = first.get(owed.period.start)
        load = next((each for each in dated if each[0] > owed.period.last_day), None) if found is None else None
        if found is not None:
            names = ", ".join(each.name for each in found.files)
            deliveries.append(_delivered(owed, found.day, f"entry {found.entry}: {names}"))
        elif load is not None:
            dated.remove(load)
            deliveries.append(_delivered(owed, load[0], f"load {load[1]}"))
        elif owed.due > as_of:
            deliveries.append(_standing(owed, Standing.NOT_DUE))
        elif unseen:
            deliveries.append(_standing(owed, Standing.NOT_KNOWN))
        else:
            deliveries.append(_standing(owed, Standing.MISSING, days_late=(as_of - owed.due).days))
    return DutyKept(duty, tuple(deliveries), tuple(each.number for each in loads if each.day is None))


def _standing(owed: Delivery, standing: Standing, *, days_late: int = 0) -> Delivery:
    return replace(owed, standing=standing, days_late=days_late)


def _delivered(owed: Delivery, day: date, by: str) -> Delivery:
    late = max((day - owed.due).days, 0)
    return replace(owed, standing=Standing.LATE if late else Standing.IN_TIME, day=day, by=by, days_late=late)


def _is_of(duty: DataSharingDuty, load: KeptLoad, project: Project) -> bool:
    if duty.data_source and load.data_source != duty.data_source:
        return False
    tables = project.manifest.tables
    return all(name in tables and any(part.load == load.number for part in tables[name].parts) for name in duty.content)


def delivery_owed(
    contract: Contract, *, due: date | None = None, about: date | None = None, feed: str = "", report: str = ""
) -> Delivery:
    """The one delivery that is due on a day, or that is about a period with a day in it.

    feed: by its name in the contract; report: the kind of report, where the feed is not named. InputError where there
    is none, or more than one.
    """
    duties = duties_of(contract)
    known = [each.feed for each in duties]
    named = [each for each in duties if (each.feed == feed if feed else report in ("", each.report))]
    if not named:
        what = f"the contract has no duty to deliver {feed!r}" if feed else f"no duty is a report {report!r}"
        fix = did_you_mean(feed, known) if feed else f"name the feed (--feed), one of {', '.join(known)}"
        raise InputError(Fault(what, "data_sharing", fix=fix))
    owed = [each for duty in named for each in deliveries_owed(contract, duty)]
    found = [each for each in owed if due in (None, each.due) and (about is None or each.period.contains(about))]
    if len(found) == 1:
        return found[0]
    asked = " and ".join(words for day, words in ((due, f"due on {due}"), (about, f"about {about}")) if day is not None)
    feeds = [*dict.fromkeys(each.duty.feed for each in found)]
    if found:
        fix = (
            f"name the feed (--feed), one of {', '.join(feeds)}"
            if len(feeds) > 1
            else "name a day that it is about (--about)"
        )
        raise InputError(Fault(f"{len(found)} deliveries are {asked}", "data_sharing", fix=fix))
    near = sorted({each.due for each in owed}, key=lambda day: (abs((day - (due or day)).days), day))[:2]
    raise InputError(
        Fault(
            f"no delivery of {' or '.join(each.feed for each in named)} is {asked}",
            "data_sharing",
            why=f"due are, for example, {' and '.join(day.isoformat() for day in sorted(near))}",
            fix="name a day as `openvbc schedule` lists them (--due, --about)",
        )
    )


def evidence_due(contract: Contract, year: PerformanceYear) -> Delivery | None:
    """The last delivery of supplemental data about a year or period: after its due day no evidence is taken.

    None where the contract has no such duty. ContractError where two have different days.
    """
    last: dict[date, Delivery] = {}
    for duty in supplemental_data(contract.file.data_sharing):
        about = [each for each in deliveries_owed(contract, duty) if each.period.overlaps(year.period)]
        if about:
            last[about[-1].due] = about[-1]
    if len(last) > 1:
        said = " and ".join(f"{each.duty.feed} on {day}" for day, each in sorted(last.items()))
        raise ContractError(
            Fault(
                f"the contract has two last days for supplemental data of {year.words}",
                "data_sharing",
                why=f"{said}, and nothing says which holds for this evidence",
                fix="name the last day (--due)",
            )
        )
    return next(iter(last.values()), None)
