"""What the books say of items: what is open and for how long, balances, and which item is meant by a name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import Connection, func, select

from openvbc.errors import Fault, LedgerError, did_you_mean
from openvbc.ledger.accounts import DUE, SHARED, Account, Pair
from openvbc.ledger.books import Books, rows_at_once
from openvbc.ledger.entry import Item, Kind
from openvbc.ledger.tables import ENTRY, LINE
from openvbc.yamlfile import quoted

#: Up to how many days after its due day an amount counts in each column of the aging; above the last in one more.
AGES: Final[tuple[int, ...]] = (0, 30, 60, 90)


@dataclass(frozen=True)
class OpenItem:
    """What is open of an item on a day: cents above zero are to be received, below zero to be paid.

    party: the participant, of a distribution. status: under which it was posted last. due_on: of its oldest open part.
    by_age: cents not yet due, and 1 to 30, 31 to 60, 61 to 90, more than 90 days after they were due.
    """

    item: Item
    party: str
    status: str
    cents: int
    due_on: date
    by_age: tuple[int, ...]


@dataclass
class _Open:
    """Parts of an item that are open, oldest first: each its due day and cents, all of one sign."""

    item: Item
    party: str
    status: str = ""
    parts: list[tuple[date, int]] = field(default_factory=list)

    def move(self, due_on: date, cents: int) -> None:
        """Clear the oldest parts of the other sign; what is left is a part of its own."""
        while self.parts and cents and (self.parts[0][1] > 0) != (cents > 0):
            first_due, first = self.parts[0]
            cleared = min(abs(first), abs(cents)) * (1 if first > 0 else -1)
            cents += cleared
            if first == cleared:
                self.parts.pop(0)
            else:
                self.parts[0] = (first_due, first - cleared)
        if cents:
            self.parts.append((due_on, cents))


def open_items(books: Books, as_of: date) -> tuple[OpenItem, ...]:
    """Every item with something open on a day, by contract, period and participant.

    Payments clear what was due first.
    """
    accounts = {each.value for pair in (DUE, SHARED) for each in (pair.debit, pair.credit)}
    asked = (
        select(
            ENTRY.c.kind, ENTRY.c.contract, ENTRY.c.payer, ENTRY.c.provider, ENTRY.c.period,
            ENTRY.c.first_day, ENTRY.c.last_day, ENTRY.c.status, ENTRY.c.due_on, LINE.c.party, LINE.c.cents,
        )
        .join(LINE, LINE.c.entry == ENTRY.c.number)
        .where(LINE.c.account.in_(accounts), ENTRY.c.effective_on <= as_of.isoformat())
        .order_by(ENTRY.c.effective_on, ENTRY.c.number, LINE.c.position)
    )  # fmt: skip
    found: dict[tuple[str, str, str, str], _Open] = {}
    stating, days = (Kind.SETTLEMENT.value, Kind.DISTRIBUTION.value), dict[str, date]()
    with books.database.reading() as connection:
        for kind, *of_item, status, due_on, party, cents in rows_at_once(connection, asked):
            key = (of_item[0], of_item[2], of_item[3], party)
            held = found.get(key)
            if held is None:
                held = found[key] = _Open(_item_of(*of_item), party)
            if kind in stating:
                held.status = status
            held.move(days.get(due_on) or days.setdefault(due_on, date.fromisoformat(due_on)), cents)
    return tuple(_aged(found[key], as_of) for key in sorted(found) if found[key].parts)


def _aged(held: _Open, as_of: date) -> OpenItem:
    by_age = [0] * (len(AGES) + 1)
    for due_on, cents in held.parts:
        days = (as_of - due_on).days
        by_age[sum(days > age for age in AGES)] += cents
    oldest = min(due_on for due_on, _ in held.parts)
    return OpenItem(held.item, held.party, held.status, sum(by_age), oldest, tuple(by_age))


def balances(books: Books, as_of: date | None = None) -> Mapping[Account, int]:
    """Cents on every account, on a day or now; they add up to zero."""
    asked = select(LINE.c.account, func.sum(LINE.c.cents)).group_by(LINE.c.account)
    if as_of is not None:
        asked = asked.join(ENTRY, LINE.c.entry == ENTRY.c.number).where(ENTRY.c.effective_on <= as_of.isoformat())
    with books.database.reading() as connection:
        # PostgreSQL adds whole numbers up to a number without decimals.
        found = {Account(account): int(cents) for account, cents in connection.execute(asked)}
    return {account: found[account] for account in Account if account in found}


def net_by_item(books: Books, pair: Pair) -> Mapping[tuple[str, str, str, str], int]:
    """What stands on a pair of accounts, by contract, provider, period and participant."""
    asked = (
        select(ENTRY.c.contract, ENTRY.c.provider, ENTRY.c.period, LINE.c.party, LINE.c.cents)
        .join(LINE, LINE.c.entry == ENTRY.c.number)
        .where(LINE.c.account.in_((pair.debit.value, pair.credit.value)))
    )
    found: dict[tuple[str, str, str, str], int] = {}
    with books.database.reading() as connection:
        for *key, cents in connection.execute(asked):
            at = (key[0], key[1], key[2], key[3])
            found[at] = found.get(at, 0) + cents
    return found


def find_item(books: Books, contract: str, period: str, provider: str = "") -> Item:
    """The item of a contract (or plan) and period. LedgerError where there is none, or more than one.

    provider: whose; may be left out where there is one.
    """
    with books.database.reading() as connection:
        known = tuple(_items(connection))
    of_contract = [each for each in known if each.contract == contract]
    if not of_contract:
        what = f"there is nothing in the books of contract {quoted(contract)}"
        raise LedgerError(Fault(what, fix=did_you_mean(contract, [each.contract for each in known])))
    of_period = [each for each in of_contract if each.period == period]
    if not of_period:
        what = f"there is nothing in the books of {contract} for period {quoted(period)}"
        raise LedgerError(Fault(what, fix=did_you_mean(period, [each.period for each in of_contract])))
    fitting = [each for each in of_period if provider in ("", each.provider)]
    if len(fitting) == 1:
        return fitting[0]
    providers = [each.provider for each in of_period]
    what = f"{contract}, {period} is posted for {', '.join(sorted(providers))}"
    fix = did_you_mean(provider, providers) if provider else "say which provider (--provider)"
    raise LedgerError(Fault(what, fix=fix))


def _items(connection: Connection) -> Iterator[Item]:
    asked = select(
        ENTRY.c.contract, ENTRY.c.payer, ENTRY.c.provider, ENTRY.c.period, ENTRY.c.first_day, ENTRY.c.last_day
    )
    of_money = asked.where(ENTRY.c.contract != "", ENTRY.c.kind != Kind.DELIVERY.value)
    for row in connection.execute(of_money.distinct()):
        yield _item_of(*row)


def _item_of(contract: str, payer: str, provider: str, period: str, first_day: str, last_day: str) -> Item:
    return Item(contract, payer, provider, period, date.fromisoformat(first_day), date.fromisoformat(last_day))
