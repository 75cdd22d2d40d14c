"""The books: post settlements, distributions and payments once, reverse, close, verify, and report on them.

A ledger is named by its file or by postgresql://...; who posts and when are told, or stamped.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import TypedDict, Unpack

from openvbc.api.arguments import ContractLike, Counting, InputsLike, PeriodLike, amount_of, load_contract
from openvbc.api.distributing import Distributed, distribute
from openvbc.api.paths import PathLike, given_path, path_of
from openvbc.api.result import Result
from openvbc.api.settled import Settled
from openvbc.api.settling import settle
from openvbc.contract.model import Contract
from openvbc.errors import Fault, InputError, UsageError
from openvbc.ledger import stamp
from openvbc.ledger.access import Access, accesses, add_access
from openvbc.ledger.accounts import cents_of
from openvbc.ledger.books import PROVIDER, Books, Posted, all_entries
from openvbc.ledger.entry import Entry, Item
from openvbc.ledger.items import OpenItem, balances, find_item
from openvbc.ledger.items import open_items as items_open
from openvbc.ledger.journal import JournalLine, journal_lines, read_mapping
from openvbc.ledger.overview import Overview, overview_of
from openvbc.ledger.payments_file import read_payments
from openvbc.ledger.portfolio import OneRoster, count_months, needs_months, one_roster, read_months, read_portfolio
from openvbc.ledger.requests import (
    PostAccrual,
    PostAdvance,
    PostDistribution,
    PostPayment,
    PostRecoupment,
    PostSettlement,
    Request,
)
from openvbc.ledger.true_up import TrueUp, stated_amounts, true_ups
from openvbc.ledger.verify import Verified, verify_books
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.reports.ledger.access import access_report
from openvbc.reports.ledger.entries import entries_report, posted_report, verified_report
from openvbc.reports.ledger.journal import journal_report
from openvbc.reports.ledger.open_items import open_items_report
from openvbc.reports.ledger.overview import overview_report
from openvbc.reports.ledger.portfolio import portfolio_report
from openvbc.reports.ledger.true_up import true_up_report
from openvbc.settlement.experience_options import ExperienceOptions
from openvbc.settlement.settle import performance_year_of

#: A day, or how it is written: 2027-06-30.
DayLike = date | str


class Posting(TypedDict, total=False):
    """What may be said of a posting.

    on: the day on which it counts; the day of posting if left out. due: when it is to be paid; `on` if left out.
    reason: why. by: who posts; the user of this computer if left out. at: when it is posted; now if left out.
    """

    on: DayLike | None
    due: DayLike | None
    reason: str
    by: str | None
    at: datetime | None


def new_ledger(ledger: PathLike, organization: str, *, side: str = PROVIDER) -> Result[Verified]:
    """Make the books of an organization: a file that only its owner can read, or tables on a PostgreSQL server.

    side: "provider", or "payer" where the books are the payer's. LedgerError where there are books already.
    """
    if not organization.strip():
        raise UsageError(Fault("whose books these are is not said", fix="give the organization's name"))
    found = verify_books(Books.make(str(ledger), organization.strip(), side))
    return Result(found, verified_report(found))


def post_settlement(
    ledger: PathLike,
    contract: ContractLike | None = None,
    inputs: InputsLike | None = None,
    *,
    settled: Settled | None = None,
    claims: PathLike | None = None,
    period: PeriodLike | None = None,
    status: str | None = None,
    reopens: bool = False,
    posting: Posting | None = None,
    **counting: Unpack[Counting],
) -> Result[tuple[Posted, ...]]:
    """Post a settlement, of figures as `settle` takes them or settled already; of a table one for each organization.

    What follows an earlier settlement of the same period is posted as the difference. reopens: whether it takes the
    place of a final one. LedgerError where the books do not allow it; what stands in them is not posted again.
    """
    if settled is None:
        if contract is None:
            raise UsageError(Fault("what is posted is not said", fix="give a contract with figures, or a settlement"))
        settled = settle(contract, inputs, claims=claims, period=period, status=status, **counting)
    said = _said(posting)
    requests = [
        PostSettlement.of(each, on=said.on, due=said.due, reason=said.reason, reopens=reopens)
        for each in settled.values
    ]
    return _posted(ledger, requests, said)


def post_distribution(
    ledger: PathLike,
    plan: "Distributed | PathLike",
    settlements: Sequence[Settled | PathLike] = (),
    *,
    contracts: Sequence[ContractLike] = (),
    inputs: Sequence[InputsLike] = (),
    participants: PathLike | None = None,
    amounts: PathLike | None = None,
    reopens: bool = False,
    posting: Posting | None = None,
) -> Result[tuple[Posted, ...]]:
    """Post what a plan distributes of settlements that stand in the books; all is taken as `distribute` takes it.

    plan: or what `distribute` gave.
    """
    said = _said(posting)
    if not isinstance(plan, Distributed):
        plan = distribute(
            plan, settlements, contracts=contracts, inputs=inputs, participants=participants, amounts=amounts
        )
    found = plan.distribution
    request = PostDistribution.of(found, on=said.on, due=said.due, reason=said.reason, reopens=reopens)
    return _posted(ledger, [request], said)


def post_accrual(
    ledger: PathLike,
    contract: ContractLike,
    period: PeriodLike,
    amount: str,
    *,
    reference: str,
    provider: str = "",
    posting: Posting | None = None,
) -> Result[tuple[Posted, ...]]:
    """Post what a period is expected to come to in all, before it is settled: above zero for the provider.

    reference: of the estimate, so that it is posted once. provider: if it is not the contract's.
    """
    said = _said(posting)
    item = _item(load_contract(contract), period, provider)
    cents = cents_of(amount_of(amount, "the amount", "$350,000.00"))
    return _posted(ledger, [PostAccrual(item, said.on, said.due, said.reason, cents, reference)], said)


def post_advance(
    ledger: PathLike,
    contract: ContractLike,
    period: PeriodLike,
    amount: str,
    *,
    reference: str,
    recouped: bool = False,
    provider: str = "",
    posting: Posting | None = None,
) -> Result[tuple[Posted, ...]]:
    """Post an advance that the payer paid before there is a settlement, or (recouped) what a settlement takes back."""
    said = _said(posting)
    item = _item(load_contract(contract), period, provider)
    cents = _positive(amount)
    kind = PostRecoupment if recouped else PostAdvance
    return _posted(ledger, [kind(item, said.on, said.due, said.reason, cents, reference)], said)


def post_payment(
    ledger: PathLike,
    contract: str,
    period: PeriodLike,
    amount: str,
    *,
    reference: str,
    outgoing: bool = False,
    participant: str = "",
    provider: str = "",
    posting: Posting | None = None,
) -> Result[tuple[Posted, ...]]:
    """Post money that came in, or went out, for a contract's period, or for a participant of a distribution.

    contract: its name, or the plan's. reference: the bank's, so that it is posted once.
    """
    said = _said(posting)
    books = Books.open(str(ledger))
    item = find_item(books, contract, str(period), provider)
    cents = -_positive(amount) if outgoing else _positive(amount)
    return _posted(books, [PostPayment(item, said.on, said.due, said.reason, cents, reference, participant)], said)


def post_payments(
    ledger: PathLike, payments: PathLike, *, posting: Posting | None = None
) -> Result[tuple[Posted, ...]]:
    """Post a table of payments (.csv, .xlsx), all of them or none; those that stand in the books are passed over."""
    books = Books.open(str(ledger))
    return _posted(books, read_payments(books, path_of(payments, "a table of payments")), _said(posting))


def reverse_entry(ledger: PathLike, entry: int, *, posting: Posting | None = None) -> Result[tuple[Posted, ...]]:
    """Post the opposite of an entry, for a reason. Nothing is ever changed or deleted."""
    said = _said(posting)
    books = Books.open(str(ledger))
    posted = (books.reverse(entry, on=said.on, reason=said.reason, by=said.by, at=said.at),)
    return Result(posted, posted_report(books, posted))


def close_ledger(ledger: PathLike, through: DayLike, *, posting: Posting | None = None) -> Result[tuple[Posted, ...]]:
    """Close the books through a day: nothing is posted on it or before it any more."""
    said = _said(posting)
    books = Books.open(str(ledger))
    posted = (books.close_through(day_of(through), reason=said.reason, by=said.by, at=said.at),)
    return Result(posted, posted_report(books, posted))


def verify_ledger(ledger: PathLike, *, head: str = "", read_only: bool = False) -> Result[Verified]:
    """Verify every hash, sum and document of the books. LedgerError names each entry that was changed.

    head: a hash noted earlier, which must still be that of an entry.
    """
    found = verify_books(Books.open(str(ledger), read_only=True), head)
    _read(ledger, "read", "verification", read_only=read_only)
    return Result(found, verified_report(found))


def show_ledger(
    ledger: PathLike, *, contract: str = "", as_of: DayLike | None = None, read_only: bool = False
) -> Result[tuple[Entry, ...]]:
    """The entries of the books (of one contract, or up to a day), and what stands on each account."""
    books = _read(ledger, "read", "entries", read_only=read_only)
    last = day_of(as_of) if as_of is not None else date.max
    with books.database.reading() as connection:
        entries = tuple(
            each
            for each in all_entries(connection)
            if contract in ("", each.posting.item.contract) and each.posting.effective_on <= last
        )
    return Result(entries, entries_report(books, entries, balances(books, last)))


def open_items(ledger: PathLike, as_of: DayLike, *, read_only: bool = False) -> Result[tuple[OpenItem, ...]]:
    """What is to be received and paid on a day, with its age, by contract, payer and provider."""
    books, day = _read(ledger, "read", f"open items of {as_of}", read_only=read_only), day_of(as_of)
    found = items_open(books, day)
    return Result(found, open_items_report(books, found, day))


def journal(
    ledger: PathLike, mapping: PathLike, first: DayLike, last: DayLike, *, read_only: bool = False
) -> Result[tuple[JournalLine, ...]]:
    """Journal entries for the general ledger, by a mapping of accounts (.yaml). LedgerError lists accounts left out."""
    books = _read(ledger, "exported", f"journal from {first} to {last}", read_only=read_only)
    days = day_of(first), day_of(last)
    lines = journal_lines(books, read_mapping(path_of(mapping, "a mapping of accounts")), *days)
    return Result(lines, journal_report(books, lines, *days))


def true_up(
    ledger: PathLike, contract: str, period: PeriodLike, *, provider: str = "", read_only: bool = False
) -> Result[tuple[TrueUp, ...]]:
    """From the first estimate to the final settlement: what each posting came to, and what moved between them."""
    books = _read(ledger, "read", f"true-up of {contract}, {period}", read_only=read_only)
    item = find_item(books, contract, str(period), provider)
    found = true_ups(books, item, payment_models(), published_parameters())
    return Result(found, true_up_report(item, stated_amounts(books, item), found))


def ledger_overview(ledger: PathLike, as_of: DayLike, *, read_only: bool = False) -> Result[Overview]:
    """The books on one page: what each contract comes to, what is paid, what is open and for how long."""
    found = overview_of(
        _read(ledger, "read", f"overview of {as_of}", read_only=read_only), day_of(as_of), payment_models()
    )
    return Result(found, overview_report(found))


def portfolio(
    file: PathLike,
    months: PathLike | None = None,
    *,
    members: bool = False,
    engine: str = "duckdb",
    recount: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Result[OneRoster]:
    """The months and dollars of all contracts on one roster: each counted once, or told as doubled.

    file: contracts in order of precedence (.yaml); of each it says whether its months are counted, from claims or from
    a roster, as settling counts them. months: of the others: contract, member_id, month, and maybe dollars and service.
    members: whether `files` has the list of overlaps, which names people. engine, recount, progress: as in `settle`.
    """
    models = payment_models()
    contracts = read_portfolio(path_of(file, "a portfolio"), models)
    given, open_ones = given_path(months, "a file of months"), needs_months(contracts)
    if given is None and open_ones:
        raise UsageError(
            Fault(
                f"nothing says where the months of {', '.join(open_ones)} come from",
                fix="give a file of months (--months), or write claims: or roster: and year: in the portfolio",
            )
        )
    rows = read_months(given, contracts) if given is not None else ()
    options = ExperienceOptions(engine=engine, recount=recount, progress=progress)
    counted, notes = count_months(contracts, models, published_parameters(), options)
    found = one_roster(contracts, (*rows, *counted), notes)
    return Result(found, portfolio_report(found, members=members))


def access_log(ledger: PathLike) -> Result[tuple[Access, ...]]:
    """The audit log: what was read, exported and posted, by whom and when."""
    books = Books.open(str(ledger), read_only=True)
    with books.database.reading() as connection:
        found = accesses(connection)
    return Result(found, access_report(books, found))


def note_command(ledger: PathLike, command: str, *, lists_members: bool = False) -> None:
    """Add to the audit log of some books that a command was carried out, by the user of this computer.

    The command line calls it where the environment variable OPENVBC_AUDIT_LEDGER names books, so that what is read of
    projects and exported stands beside what is posted.
    """
    books = Books.open(str(ledger))
    with books.database.changing() as connection:
        add_access(connection, Access(stamp.this_second(), stamp.user(), "ran", command, lists_members))


def _read(ledger: PathLike, action: str, what: str, *, read_only: bool) -> Books:
    """The books, to be read; who reads them is logged, but where nothing is to be written."""
    books = Books.open(str(ledger), read_only=read_only)
    if not read_only:
        with books.database.changing() as connection:
            add_access(connection, Access(stamp.this_second(), stamp.user(), action, what))
    return books


class _Said:
    """What was said of a posting, with what was left out stamped."""

    def __init__(self, posting: Posting) -> None:
        at = posting.get("at") or stamp.this_second()
        self.at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
        self.by = posting.get("by") or stamp.user()
        on, due = posting.get("on"), posting.get("due")
        self.on = day_of(on) if on is not None else self.at.date()
        self.due = day_of(due) if due is not None else self.on
        self.reason = posting.get("reason", "")


def _said(posting: Posting | None) -> _Said:
    return _Said(posting or {})


def _posted(ledger: "PathLike | Books", requests: Sequence[Request], said: _Said) -> Result[tuple[Posted, ...]]:
    books = ledger if isinstance(ledger, Books) else Books.open(str(ledger))
    posted = books.post(requests, by=said.by, at=said.at)
    return Result(posted, posted_report(books, posted))


def _item(contract: Contract, period: PeriodLike, provider: str) -> Item:
    year = performance_year_of(contract, period)
    parties = contract.file.parties
    name = provider or parties.provider.name
    return Item(contract.name, parties.payer.name, name, year.name, year.period.start, year.period.last_day)


def _positive(amount: str) -> int:
    cents = cents_of(amount_of(amount, "the amount", "$350,000.00"))
    if cents <= 0:
        raise InputError(Fault(f"{amount} is no amount to pay", fix="write how much, above zero"))
    return cents


def day_of(written: DayLike) -> date:
    """A day as it is written. UsageError where it is none."""
    if isinstance(written, date):
        return written
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise UsageError(Fault(f"{written!r} is no day", fix="write for example 2027-06-30")) from None
