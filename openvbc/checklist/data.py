"""Steps on the data themselves: run-out, what can be settled, and which feeds there are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from openvbc.checklist.members import GIVE_CLAIMS, NO_CLAIMS, CountedYear
from openvbc.checklist.record import Check, Fact, Standing, Step, of_faults
from openvbc.citation import Citation, Clause
from openvbc.claims.member_months.terms import CountPeriod
from openvbc.claims.participation.held import DataHeld
from openvbc.units import Unit

_ROWS: Final = Unit("rows", "number", 0)


@dataclass(frozen=True)
class RunOut:
    """How the end of a year's run-out is agreed: by a rule or a term of the contract."""

    period: CountPeriod
    rule: Citation | None = None
    clause: Clause | None = None


def run_out_step(number: int, data: DataHeld | None, run_out: RunOut, more: Sequence[Check] = ()) -> Step:
    """Through which day claims must be paid, and whether the data reach it."""
    until = run_out.period.paid_through
    check = _reaches(data, until)
    asked = Check(check.what, check.standing, check.why, check.fix, run_out.rule, run_out.clause)
    last = data.last_paid.isoformat() if data is not None and data.last_paid is not None else None
    facts = (
        Fact("Claims paid through this day count", until.isoformat(), rule=run_out.rule),
        Fact("Latest payment in the data", last),
    )
    return Step(number, "Run-out of claims", (asked, *more), facts)


def _reaches(data: DataHeld | None, until: date) -> Check:
    if data is None:
        return Check(f"whether claims paid through {until} are in: {NO_CLAIMS}", Standing.NOT_KNOWN, fix=GIVE_CLAIMS)
    last = data.last_paid
    if last is None:
        return Check(
            "no line says when it was paid",
            Standing.NOT_KNOWN,
            why="which claims belong to the run-out cannot be told",
            fix="load the day of payment of claims",
        )
    if last >= until:
        return Check(f"the data hold payments through {last}, the run-out ends on {until}", Standing.DONE)
    if (last.year, last.month) == (until.year, until.month):
        return Check(
            f"the latest payment is of {last}, the run-out ends on {until}",
            Standing.NOT_KNOWN,
            why="whether nothing was paid in the days between, or they are missing, cannot be told",
            fix="compare with the delivery's own statement of the days that it holds",
        )
    return Check(
        f"the latest payment is of {last}, the run-out ends on {until}",
        Standing.NOT_MET,
        why="what is paid in between would be missing, and look like savings",
        fix="load the deliveries through the end of the run-out",
    )


def reached(data: DataHeld | None, period: CountPeriod) -> bool:
    """Whether payments through the end of a year's run-out are in."""
    return data is not None and data.last_paid is not None and data.last_paid >= period.paid_through


def reconciliation_step(
    number: int,
    data: DataHeld | None,
    base: Sequence[CountedYear],
    performance: CountedYear,
    beside: Sequence[str],
    *,
    counted: bool = True,
) -> Step:
    """What status can be settled from the data now. beside: what is needed beside claims, in words.

    counted: whether the contract's terms let figures be counted from claims at all.
    """
    fix = f"beside claims it needs {'; '.join(beside)}" if beside else ""
    if not counted:
        check = Check(
            "the terms give benchmark figures with the inputs, so nothing is settled from claims alone",
            Standing.NOT_KNOWN,
            fix="give figures with --inputs; their `status` says whether they are final",
        )
        return Step(number, "Interim and final reconciliation", (check,), (Fact("Can be settled now", None),))
    status, check = _status(data, base, performance, fix)
    return Step(number, "Interim and final reconciliation", (check,), (Fact("Can be settled now", status),))


def _status(
    data: DataHeld | None, base: Sequence[CountedYear], performance: CountedYear, fix: str
) -> tuple[str | None, Check]:
    if data is None:
        return None, Check(f"what can be settled: {NO_CLAIMS}", Standing.NOT_KNOWN, fix=GIVE_CLAIMS)
    if data.unsound:
        what = "nothing can be settled: audits found what stops any count"
        return "nothing", Check(what, Standing.NOT_MET, fix="see the step on data")
    lacking = [each.words for each in (*base, performance) if not data.held(each.period.days).complete]
    if lacking:
        what = f"nothing can be settled from these claims: months are missing of {', '.join(lacking)}"
        return "nothing", Check(what, Standing.NOT_MET, fix="load them, or give headline numbers with --inputs")
    if reached(data, performance.period):
        return "final", Check("a final settlement can be counted now", Standing.DONE, fix=fix)
    what = "an interim settlement can be counted now; a final one when the run-out is in"
    return "interim", Check(what, Standing.NOT_MET, why="claims of the year may still come in", fix=fix)


def feedback_step(number: int, data: DataHeld | None, needed: Mapping[str, str], useful: Mapping[str, str]) -> Step:
    """Which feeds the project holds. needed, useful: canonical table -> what it is for; without the former no count."""
    title = "Data feedback"
    if data is None:
        what = f"which feeds there are: {NO_CLAIMS}"
        return Step(number, title, (Check(what, Standing.NOT_KNOWN, fix=GIVE_CLAIMS),))
    facts = [
        Fact(f"Feed {feed.data_source}, {feed.label}; loads {feed.loads}, files {feed.files}; last", feed.last)
        for feed in data.feeds
    ]
    facts += [
        Fact(f"Rows of {table.replace('_', ' ')}", Decimal(data.rows[table]), _ROWS) for table in (*needed, *useful)
    ]
    return Step(number, title, tuple(_feed_checks(data, needed, useful)), tuple(facts))


def _feed_checks(data: DataHeld, needed: Mapping[str, str], useful: Mapping[str, str]) -> Iterator[Check]:
    yield from of_faults(data.unsound, Standing.NOT_MET)
    if data.feeds:
        named = ", ".join(feed.data_source for feed in data.feeds)
        yield Check(f"feeds that the project holds: {named}", Standing.DONE)
    for table, purpose in needed.items():
        if not data.rows[table]:
            yield Check(
                f"there is no {_words(table)}, needed for {purpose}",
                Standing.NOT_MET,
                fix="load it from the deliveries",
            )
    for table, purpose in useful.items():
        if not data.rows[table]:
            yield Check(
                f"there is no {_words(table)}, which serves {purpose}",
                Standing.NOT_KNOWN,
                why="whether none was delivered, or it was not loaded, the project does not say",
                fix=f"load the files of {_words(table)}, if they are delivered",
            )


def _words(table: str) -> str:
    return table.replace("_", " ")
