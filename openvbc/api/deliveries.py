"""What a contract has due, and what was delivered: the schedule, and the record of deliveries in the books."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Required, TypedDict

from openvbc.api.arguments import ContractLike, PeriodLike, load_contract
from openvbc.api.books import DayLike, day_of
from openvbc.api.paths import PathLike, given_path, path_of
from openvbc.api.result import Result
from openvbc.claims.project.project import open_project
from openvbc.errors import Fault, FileError, UsageError
from openvbc.figures import FileDigest
from openvbc.ledger import stamp
from openvbc.ledger.books import Books, Posted
from openvbc.ledger.deliveries import RecordDelivery, recorded_deliveries
from openvbc.reports.ledger.entries import posted_report
from openvbc.reports.schedule import schedule_report
from openvbc.settlement.deliveries import delivery_owed, duties_kept
from openvbc.settlement.schedule import Schedule, schedule_of
from openvbc.settlement.settle import performance_year_of
from openvbc.yamlfile import digest


class Delivering(TypedDict, total=False):
    """To which delivery of its contract a report belongs, and where it is recorded once it is written.

    ledger: the books. on: the day of delivery. due: the day on which it is due, or about: a day that it is about. feed:
    its name in the contract, where several are due. reason: what else is to be said. by, at: who records it and when;
    the user of this computer and now, if left out.
    """

    ledger: Required[PathLike]
    on: Required[DayLike]
    due: DayLike | None
    about: DayLike | None
    feed: str
    reason: str
    by: str | None
    at: datetime | None


def schedule(
    contract: ContractLike,
    *,
    period: PeriodLike | None = None,
    first: DayLike | None = None,
    last: DayLike | None = None,
    as_of: DayLike | None = None,
    project: PathLike | None = None,
    ledger: PathLike | None = None,
) -> Result[Schedule]:
    """What a contract has due: each delivery of data and reports by its day, and the days of each settlement.

    period: only what is about a performance year or a part of one. first, last: only what is due between these days.
    as_of: the day on which it is told what was delivered, late or is missing, by the loads of a project folder and the
    deliveries recorded in the books; where one of them is not given, what only it would show is not known.
    """
    checked = load_contract(contract)
    day = _given_day(as_of)
    if day is None and (project is not None or ledger is not None):
        what = "what was delivered is told up to a day, and nothing here reads the clock"
        raise UsageError(Fault(what, fix="name the day as_of (--as-of), or neither project nor ledger"))
    begin, end = _given_day(first), _given_day(last)
    if begin is not None and end is not None and end < begin:
        fix = "name the first day first (--from, --through)"
        raise UsageError(Fault(f"what is due from {begin} through {end} is asked for, which is before", fix=fix))
    kept = None
    if day is not None and checked.file.data_sharing:
        folder = given_path(project, "a project folder")
        loaded = open_project(folder) if folder is not None else None
        recorded = None
        if ledger is not None:
            recorded = recorded_deliveries(Books.open(str(ledger), read_only=True), checked)
        kept = duties_kept(checked, day, project=loaded, recorded=recorded)
    year = performance_year_of(checked, period) if period is not None else None
    found = schedule_of(checked, kept=kept, as_of=day, year=year, first=begin, last=end)
    return Result(found, schedule_report(found))


def record_delivery(
    ledger: PathLike,
    contract: ContractLike,
    files: PathLike | Iterable[PathLike],
    *,
    on: DayLike,
    due: DayLike | None = None,
    about: DayLike | None = None,
    feed: str = "",
    reason: str = "",
    by: str | None = None,
    at: datetime | None = None,
) -> Result[tuple[Posted, ...]]:
    """Record in the books that files were delivered on a day, as a contract has them due: once, with their digests.

    due: the day on which the delivery is due, or about: a day that it is about. feed: its name in the contract, where
    several are due then. files: files and folders. What was recorded wrongly is reversed; nothing is ever changed.
    """
    listed = [files] if isinstance(files, str | Path) else list(files)
    said = Delivering(ledger=ledger, on=on, due=due, about=about, feed=feed, reason=reason, by=by, at=at)
    books, request = _request(contract, said, report="")
    posted = _record(books, request, said, tuple(_digests(path_of(each, "a file") for each in listed)))
    return Result(posted, posted_report(books, posted))


def recorder(
    contract: ContractLike | None, said: Delivering | None, report: str
) -> Callable[[Sequence[Path]], str] | None:
    """What records a report as delivered once it is written, and tells so; None where no delivery is named.

    Whether the contract has it due is asked before anything is counted.
    """
    if said is None:
        return None
    if contract is None:
        raise UsageError(
            Fault("a delivery is one of a contract, and none is named", fix="name the contract (--contract)")
        )
    books, request = _request(contract, said, report)

    def record(written: Sequence[Path]) -> str:
        posted = _record(books, request, said, tuple(_digests(written)))
        return str(posted_report(books, posted).answer)

    return record


def _request(
    contract: ContractLike, said: Delivering, report: str
) -> tuple[Books, Callable[[tuple[FileDigest, ...]], RecordDelivery]]:
    """The books, and the request to record files as the delivery that is meant. InputError where there is none."""
    due, about, on = _given_day(said.get("due")), _given_day(said.get("about")), day_of(said["on"])
    if due is None and about is None:
        fix = "name the day on which it is due (--due), or a day that it is about (--about)"
        raise UsageError(Fault("which delivery it is is not said", fix=fix))
    checked = load_contract(contract)
    owed = delivery_owed(checked, due=due, about=about, feed=said.get("feed", ""), report=report)
    reason = said.get("reason", "")
    RecordDelivery.of(checked, owed, (), on=on)
    books = Books.open(str(said["ledger"]))
    return books, lambda files: RecordDelivery.of(checked, owed, files, on=on, reason=reason)


def _record(
    books: Books,
    request: Callable[[tuple[FileDigest, ...]], RecordDelivery],
    said: Delivering,
    files: tuple[FileDigest, ...],
) -> tuple[Posted, ...]:
    at = said.get("at") or stamp.this_second()
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return books.post([request(files)], by=said.get("by") or stamp.user(), at=at)


def _digests(paths: Iterable[Path]) -> Iterator[FileDigest]:
    """Each file, and each file of a folder, by its name there. FileError where there is none."""
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if each.is_file())
            if not inside:
                raise FileError(Fault("there is no file in this folder", str(path), fix="name what was delivered"))
            for each in inside:
                yield FileDigest(each.relative_to(path).as_posix(), digest(each))
        elif path.is_file():
            yield FileDigest(path.name, digest(path))
        else:
            raise FileError(Fault("there is no such file", str(path), fix="check the path"))


def _given_day(written: DayLike | None) -> date | None:
    return None if written is None else day_of(written)
