"""An entry of the books: what was posted, by whom and why, its lines, and its place in the chain of hashes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, NamedTuple

from openvbc.ledger.accounts import Account, Place


class Kind(StrEnum):
    """What an entry is."""

    SETTLEMENT = "settlement"
    ACCRUAL = "accrual"
    DISTRIBUTION = "distribution"
    PAYMENT = "payment"
    ADVANCE = "advance"
    RECOUPMENT = "recoupment"
    REVERSAL = "reversal"
    CLOSING = "closing"
    DELIVERY = "delivery"


#: Entries that say what an item comes to: a later one takes the place of an earlier one.
STATES_AN_AMOUNT: Final = (Kind.SETTLEMENT, Kind.ACCRUAL, Kind.DISTRIBUTION)


@dataclass(frozen=True)
class Item:
    """What is owed and paid together: a contract's settlement of one provider for one period, or a plan's distribution.

    payer: "" for a distribution. first_day, last_day: of the period.
    """

    contract: str
    payer: str
    provider: str
    period: str
    first_day: date
    last_day: date

    @property
    def key(self) -> tuple[str, str, str]:
        """By what it is found again."""
        return self.contract, self.provider, self.period

    @property
    def words(self) -> str:
        """As people name it."""
        return f"{self.contract}, {self.provider}, {self.period}"


class Posting(NamedTuple):
    """What is to be posted, before it has its number.

    key: what it is known by, so that nothing is posted twice. status: accrual, interim, final or reopened of a
    settlement; "" of a payment. version, fingerprint, document: of the contract or plan (of an accrual its amount), of
    the settlement, and of the record of it. effective_on: the day on which it counts. due_on: when it is to be paid.
    lines: cents by place; they add up to zero.
    """

    kind: Kind
    key: str
    item: Item
    lines: tuple[tuple[Place, int], ...]
    effective_on: date
    due_on: date
    reason: str = ""
    status: str = ""
    version: str = ""
    fingerprint: str = ""
    document: str = ""
    reverses: int | None = None


class Entry(NamedTuple):
    """A posting in the books. generation: how often one of this key was posted and reversed before."""

    number: int
    generation: int
    posting: Posting
    posted_by: str
    posted_at: datetime
    previous: str
    hash: str = ""

    def row(self) -> tuple[Any, ...]:
        """The entry as its table has it, in the order of its columns, without its hash."""
        return row_of(self.number, self.generation, self.posting, self.posted_by, self.posted_at, self.previous)

    def line_rows(self) -> list[tuple[Any, ...]]:
        """Its lines as their table has them, in the order of its columns."""
        return line_rows_of(self.number, self.posting)


def row_of(
    number: int, generation: int, posting: Posting, posted_by: str, posted_at: datetime, previous: str
) -> tuple[Any, ...]:
    """An entry as its table has it, without its hash, which is over this row and the lines."""
    kind, key, item, _, effective_on, due_on, reason, status, version, fingerprint, document, reverses = posting
    return (
        number,
        _WRITTEN[kind],
        key,
        generation,
        item.contract,
        version,
        item.payer,
        item.provider,
        item.period,
        _iso(item.first_day),
        _iso(item.last_day),
        status,
        fingerprint,
        document,
        _iso(effective_on),
        _iso(due_on),
        reverses,
        reason,
        posted_by,
        posted_at.isoformat(),
        previous,
    )


def line_rows_of(number: int, posting: Posting) -> list[tuple[Any, ...]]:
    """The lines of an entry as their table has them."""
    rows = []
    for position, ((account, stream, party), cents) in enumerate(posting.lines, start=1):
        rows.append((number, position, _WRITTEN[account], stream, party, cents))
    return rows


#: Kinds and accounts as tables have them: a batch asks for hundreds of thousands.
_WRITTEN: Final[Mapping[Kind | Account, str]] = {each: each.value for each in (*Kind, *Account)}


@lru_cache(maxsize=1024)
def _iso(day: date) -> str:
    """A day as tables have it; those of a batch are few."""
    return day.isoformat()


def entry_from_row(row: Any, lines: "Sequence[tuple[Any, ...]]") -> Entry:  # noqa: ANN401  # a row of any query
    """An entry as it stands in its tables, with its lines in order."""
    item = Item(
        row.contract,
        row.payer,
        row.provider,
        row.period,
        date.fromisoformat(row.first_day),
        date.fromisoformat(row.last_day),
    )
    posting = Posting(
        Kind(row.kind),
        row.key,
        item,
        tuple((Place(Account(account), stream, party), cents) for _, _, account, stream, party, cents in lines),
        date.fromisoformat(row.effective_on),
        date.fromisoformat(row.due_on),
        row.reason,
        row.status,
        row.version,
        row.fingerprint,
        row.document,
        row.reverses,
    )
    return Entry(
        row.number,
        row.generation,
        posting,
        row.posted_by,
        datetime.fromisoformat(row.posted_at),
        row.previous,
        row.hash,
    )
