"""Books that are open: posting in one transaction each, reversals, closing."""

import gc
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, Table, insert, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from openvbc.errors import Fault, LedgerError
from openvbc.ledger.access import ACCESSES, Access, add_access
from openvbc.ledger.accounts import Account, Place
from openvbc.ledger.chain import hash_of, start_of
from openvbc.ledger.database import Database, is_server
from openvbc.ledger.entry import (
    STATES_AN_AMOUNT,
    Entry,
    Item,
    Kind,
    Posting,
    entry_from_row,
    line_rows_of,
    row_of,
)
from openvbc.ledger.requests import Request, Standing
from openvbc.ledger.tables import BOOKS, CHAIN, DOCUMENT, ENTRY, LINE

PROVIDER: Final = "provider"
PAYER: Final = "payer"
#: The chain of entries; another one is that of the audit log.
ENTRIES: Final = "entries"
#: How many names one query may ask for.
_AT_ONCE: Final = 200
#: With more keys or items than these, all of the books are read once rather than each by itself.
_READ_ALL: Final = 500
#: So many entries of a batch wait before they are put into the tables together.
_ROWS_WAITING: Final = 5_000

Lines = dict[int, list[tuple[Any, ...]]]


class Posted(NamedTuple):
    """An entry that was asked for. again: it stood in the books already, and nothing was posted."""

    entry: Entry
    again: bool


@dataclass(frozen=True)
class Books:
    """The books of an organization. side: whether it is the provider or the payer of its contracts."""

    database: Database
    organization: str
    side: str

    @property
    def sign(self) -> int:
        """+1 in the provider's books, −1 in the payer's: what one receives, the other pays."""
        return 1 if self.side == PROVIDER else -1

    @classmethod
    def make(cls, place: str, organization: str, side: str = PROVIDER) -> "Books":
        """New books. LedgerError where there are some already."""
        database = Database(place)
        database.bring_up_to_date()
        try:
            with database.changing() as connection:
                if connection.execute(select(BOOKS)).first() is not None:
                    raise LedgerError(Fault("there are books here already", database.name, fix="name another place"))
                connection.execute(insert(BOOKS), {"organization": organization, "side": side})
                start = start_of(organization, side)
                chains = [{"name": name, "length": 0, "hash": start} for name in (ENTRIES, ACCESSES)]
                connection.execute(insert(CHAIN), chains)
        except IntegrityError:
            raise LedgerError(Fault("there are books here already", database.name, fix="name another place")) from None
        return cls(database, organization, side)

    @classmethod
    def open(cls, place: str, *, read_only: bool = False) -> "Books":
        """Books that are there, brought to this version's tables. LedgerError where there are none."""
        missing = Fault("there are no books here", place.rpartition("@")[2], fix="make them with `openvbc ledger new`")
        if not is_server(place) and not Path(place).exists():
            raise LedgerError(missing)
        database = Database(place, read_only=read_only)
        if not database.is_there:
            raise LedgerError(missing)
        database.bring_up_to_date()
        with database.reading() as connection:
            row = connection.execute(select(BOOKS)).first()
        if row is None:
            raise LedgerError(missing)
        return cls(database, row.organization, row.side)

    def post(self, requests: Sequence[Request], *, by: str, at: datetime) -> tuple[Posted, ...]:
        """Post all requests in their order, or none of them. What stands in the books already is not posted again.

        by: who posts. at: when. LedgerError says why something cannot be posted.
        """
        with self._session(by, at) as session, _without_collections():
            session.prepare(requests)
            return tuple(session.post(each) for each in requests)

    def reverse(self, number: int, *, on: date, reason: str, by: str, at: datetime) -> Posted:
        """Post the opposite of an entry, for a reason."""
        if not reason.strip():
            raise LedgerError(Fault("a reversal says why", fix="give a reason (--reason)"))
        with self._session(by, at) as session:
            return session.reverse(number, on, reason)

    def close_through(self, day: date, *, reason: str, by: str, at: datetime) -> Posted:
        """Close the books through a day: nothing is posted on it or before it any more."""
        with self._session(by, at) as session:
            item = Item("", "", self.organization, f"through {day}", day, day)
            key = f"closing:{day}"
            found = session.standing_entry(key)
            if found is not None:
                return Posted(found, again=True)
            session.refuse_closed(day, key)
            return Posted(session.append(Posting(Kind.CLOSING, key, item, (), day, day, reason)), again=False)

    @contextmanager
    def _session(self, by: str, at: datetime) -> Iterator["_Session"]:
        if not by.strip():
            raise LedgerError(Fault("who posts is not said", fix="give a name (--by)"))
        with self.database.changing() as connection:
            session = _Session(connection, self, by, at)
            yield session
            session.write()


class _Session:
    """One transaction of postings. It holds the end of the chain, so that nobody else posts meanwhile."""

    def __init__(self, connection: Connection, books: Books, by: str, at: datetime) -> None:
        self._connection = connection
        self._books = books
        self._by, self._at = by, at
        end = connection.execute(select(CHAIN).where(CHAIN.c.name == ENTRIES).with_for_update()).one()
        self._begun, self._length, self._hash = end.length, end.length, end.hash
        self._entries: list[tuple[Any, ...]] = []
        self._lines: list[tuple[Any, ...]] = []
        self._documents: dict[str, str] = {}
        self._keys: dict[str, list[Entry]] = {}
        self._balances: dict[tuple[str, str, str], dict[Place, int]] = {}
        self._standing: dict[tuple[str, str, str], list[Entry]] = {}
        self._advances: dict[tuple[str, str], int] = {}
        self._settled: set[str] = set()
        self._reversed: set[int] = set()
        closing = select(ENTRY.c.effective_on).where(ENTRY.c.kind == Kind.CLOSING.value)
        closed = [row.effective_on for row in connection.execute(closing)]
        self._closed = date.fromisoformat(max(closed)) if closed else None

    def prepare(self, requests: Sequence[Request]) -> None:
        """Read what the books hold of what is asked for: entries of the same keys, and items as they stand."""
        self._know_keys([each.key for each in requests])
        fingerprints = {name for each in requests for name in each.fingerprints}
        if fingerprints:
            self._know_keys([f"settlement:{each}" for each in fingerprints])
            self._settled |= {each for each in fingerprints if self.standing_entry(f"settlement:{each}")}
        self._know_items({each.item.key for each in requests})

    def post(self, request: Request) -> Posted:
        """Post one request, unless it stands in the books."""
        key = request.key
        found = self.standing_entry(key)
        if found is not None:
            if not request.same(found):
                raise LedgerError(
                    Fault(
                        f"{key.replace(':', ' ', 1)} is entry {found.number} already, and that says otherwise",
                        request.item.words,
                        why="one of two things would be posted under the name of the other",
                        fix="see whether it is the same, and give the other one a reference of its own",
                    )
                )
            return Posted(found, again=True)
        if request.moves_money:
            self.refuse_closed(request.effective_on, request.item.words)
        item = request.item.key
        standing = Standing(
            self._balances.get(item, {}),
            self._standing.get(item, []),
            self._advances.get(item[:2], 0),
            frozenset(self._settled) if request.fingerprints else frozenset(),
            self._books.sign,
        )
        posting = request.posting(standing)
        if request.content:
            self._documents[posting.document] = request.content
        return Posted(self.append(posting), again=False)

    def reverse(self, number: int, on: date, reason: str) -> Posted:
        """Post the opposite of an entry. LedgerError where that would leave something on which more was built."""
        found = next(iter(entries_of(self._connection, [number])), None)
        if found is None:
            raise LedgerError(Fault(f"there is no entry {number}", fix="see `openvbc ledger show`"))
        before = self._connection.execute(select(ENTRY.c.number).where(ENTRY.c.reverses == number)).first()
        if before is not None:
            reversal = next(iter(entries_of(self._connection, [before.number])))
            return Posted(reversal, again=True)
        posting = found.posting
        if posting.kind in (Kind.REVERSAL, Kind.CLOSING):
            what = f"entry {number} is a {posting.kind.value}, which is not reversed"
            raise LedgerError(Fault(what, fix="post what was meant again"))
        self._know_items({posting.item.key})
        later = [each for each in self._standing[posting.item.key] if each.number > number]
        if posting.kind in STATES_AN_AMOUNT and later:
            raise LedgerError(
                Fault(
                    f"entry {later[-1].number} was posted after entry {number}, as the difference to it",
                    posting.item.words,
                    why="what it comes to would be wrong without the earlier one",
                    fix=f"reverse entry {later[-1].number} first",
                )
            )
        self.refuse_closed(on, posting.item.words)
        lines = tuple((place, -cents) for place, cents in posting.lines)
        return Posted(
            self.append(
                posting._replace(
                    kind=Kind.REVERSAL,
                    key=f"reversal:{number}",
                    lines=lines,
                    effective_on=on,
                    due_on=on,
                    reason=reason,
                    reverses=number,
                )
            ),
            again=False,
        )

    def append(self, posting: Posting) -> Entry:
        """The posting as the next entry of the chain."""
        if sum(cents for _, cents in posting.lines):
            raise AssertionError(f"the lines of {posting.key} do not add up to zero")
        generation = len(self._keys.get(posting.key, []))
        number, previous = self._length + 1, self._hash
        row = row_of(number, generation, posting, self._by, self._at, previous)
        lines = line_rows_of(number, posting)
        self._length, self._hash = number, hash_of(row, lines)
        entry = Entry(number, generation, posting, self._by, self._at, previous, self._hash)
        self._entries.append((*row, self._hash))
        self._lines += lines
        if len(self._entries) >= _ROWS_WAITING:
            self._put_rows()
        self._know(entry)
        if posting.kind is Kind.SETTLEMENT:
            self._settled.add(posting.fingerprint)
        item = posting.item.key
        balances = self._balances.setdefault(item, {})
        for place, cents in posting.lines:
            balances[place] = balances.get(place, 0) + cents
            if place.account is Account.ADVANCES:
                self._advances[item[:2]] = self._advances.get(item[:2], 0) + cents
        if posting.kind in STATES_AN_AMOUNT:
            self._standing.setdefault(item, []).append(entry)
        return entry

    def write(self) -> None:
        """Put what was posted into the tables."""
        if self._length == self._begun:
            return
        for sha256, content in self._documents.items():
            if self._connection.execute(select(DOCUMENT.c.sha256).where(DOCUMENT.c.sha256 == sha256)).first() is None:
                self._connection.execute(insert(DOCUMENT), {"sha256": sha256, "content": content})
        self._put_rows()
        end = {"length": self._length, "hash": self._hash}
        self._connection.execute(update(CHAIN).where(CHAIN.c.name == ENTRIES).values(end))
        first = self._begun + 1
        what = f"entry {first}" if first == self._length else f"entries {first} to {self._length}"
        add_access(self._connection, Access(self._at, self._by, "posted", what))

    def _put_rows(self) -> None:
        """The rows that wait go into the tables; those of a large batch do not all wait, which would take memory."""
        _insert(self._connection, ENTRY, self._entries)
        _insert(self._connection, LINE, self._lines)
        self._entries.clear()
        self._lines.clear()

    def standing_entry(self, key: str) -> Entry | None:
        """The entry of this key that is not reversed; None if there is none."""
        if key not in self._keys:
            self._know_keys([key])
        for each in self._keys[key]:
            if each.number not in self._reversed:
                return each
        return None

    def refuse_closed(self, day: date, what: str) -> None:
        """LedgerError where the books are closed through that day."""
        if self._closed is not None and day <= self._closed:
            raise LedgerError(
                Fault(
                    f"the books are closed through {self._closed}, and this counts on {day}",
                    what,
                    why="what was reported of a closed period would change",
                    fix="post it on a later day (--on)",
                )
            )

    def _know(self, entry: Entry) -> None:
        self._keys.setdefault(entry.posting.key, []).append(entry)
        if entry.posting.reverses is not None:
            self._reversed.add(entry.posting.reverses)

    def _know_keys(self, keys: Iterable[str]) -> None:
        """Read the entries of these keys, and which of them are reversed."""
        wanted = [key for key in dict.fromkeys(keys) if key not in self._keys]
        self._keys.update((key, []) for key in wanted)
        asked, numbers = select(ENTRY.c.number, ENTRY.c.key), list[int]()
        if len(wanted) > _READ_ALL:
            among = set(wanted)
            numbers = [number for number, key in self._connection.execute(asked).all() if key in among]
        else:
            for part in _parts(wanted):
                numbers += [row.number for row in self._connection.execute(asked.where(ENTRY.c.key.in_(part)))]
        for entry in entries_of(self._connection, numbers):
            self._keys[entry.posting.key].append(entry)
        self._know_reversed(numbers)

    def _know_reversed(self, numbers: Sequence[int]) -> None:
        for part in _parts(numbers):
            rows = self._connection.execute(select(ENTRY.c.reverses).where(ENTRY.c.reverses.in_(part)))
            self._reversed |= {row.reverses for row in rows}

    def _know_items(self, keys: Iterable[tuple[str, str, str]]) -> None:
        """Read the balances of items, and their entries that state an amount and are not reversed."""
        wanted = [key for key in keys if key not in self._balances]
        for key in wanted:
            self._balances[key], self._standing[key] = {}, []
        item = tuple_(ENTRY.c.contract, ENTRY.c.provider, ENTRY.c.period)
        parts: Iterable[Sequence[tuple[str, str, str]] | None] = _parts(wanted)
        if len(wanted) > _READ_ALL:
            parts = [None]
        numbers: list[int] = []
        for part in parts:
            columns = (ENTRY.c.number, ENTRY.c.contract, ENTRY.c.provider, ENTRY.c.period, ENTRY.c.kind)
            lines = (LINE.c.account, LINE.c.stream, LINE.c.party, LINE.c.cents)
            asked = select(*columns, *lines).outerjoin(LINE, LINE.c.entry == ENTRY.c.number)
            if part is not None:
                asked = asked.where(item.in_(part))
            states = {each.value for each in STATES_AN_AMOUNT}
            for row in self._connection.execute(asked.order_by(ENTRY.c.number, LINE.c.position)):
                balances = self._balances.get((row.contract, row.provider, row.period))
                if balances is None:
                    continue
                if row.account is not None:
                    place = Place(Account(row.account), row.stream, row.party)
                    balances[place] = balances.get(place, 0) + row.cents
                if row.kind in states and (not numbers or numbers[-1] != row.number):
                    numbers.append(row.number)
        self._know_reversed(numbers)
        for entry in entries_of(self._connection, [each for each in numbers if each not in self._reversed]):
            self._standing[entry.posting.item.key].append(entry)
        for contract in {key[:2] for key in wanted} - self._advances.keys():
            self._advances[contract] = self._advanced(*contract)

    def _advanced(self, contract: str, provider: str) -> int:
        """Cents on the account of advances under a contract, over all periods."""
        asked = (
            select(LINE.c.cents)
            .join(ENTRY, LINE.c.entry == ENTRY.c.number)
            .where(ENTRY.c.contract == contract, ENTRY.c.provider == provider, LINE.c.account == Account.ADVANCES.value)
        )
        return sum(row.cents for row in self._connection.execute(asked))


@contextmanager
def _without_collections() -> Iterator[None]:
    """No search for circles of objects meanwhile: entries have none, and among hundreds of thousands it takes long."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _insert(connection: Connection, table: Table, rows: "Sequence[tuple[Any, ...]]") -> None:
    """Put rows into a table, handed to the driver as they are: a batch may have hundreds of thousands."""
    if rows:
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        marks = ", ".join([mark] * len(table.columns))
        names = ", ".join(column.name for column in table.columns)
        statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608  # names of our own tables
        connection.exec_driver_sql(statement, rows)


def entries_of(connection: Connection, numbers: Sequence[int]) -> Iterator[Entry]:
    """The entries of these numbers, in order, each with its lines."""
    for part in _parts(sorted(numbers)):
        lines = lines_by_entry(connection, part)
        rows = connection.execute(select(ENTRY).where(ENTRY.c.number.in_(part)).order_by(ENTRY.c.number))
        for row in rows:
            yield entry_from_row(row, lines.get(row.number, []))


def all_entries(connection: Connection) -> Iterator[Entry]:
    """Every entry, in order, each with its lines."""
    lines = lines_by_entry(connection)
    for row in connection.execute(select(ENTRY).order_by(ENTRY.c.number)):
        yield entry_from_row(row, lines.get(row.number, []))


def lines_by_entry(connection: Connection, numbers: Sequence[int] | None = None) -> Lines:
    """The lines of entries (of all, if none are named) by the entry's number: position, account, ..., cents."""
    asked = select(LINE).order_by(LINE.c.entry, LINE.c.position)
    if numbers is not None:
        asked = asked.where(LINE.c.entry.in_(numbers))
    found: Lines = {}
    for number, of_entry in groupby(rows_at_once(connection, asked), key=itemgetter(0)):
        found[number] = list(of_entry)
    return found


def rows_at_once(connection: Connection, asked: "Select[Any]") -> Sequence[tuple[Any, ...]]:
    """The rows of a query as the driver gives them, all at once: of hundreds of thousands that takes half the time."""
    return connection.execute(asked).cursor.fetchall()


def _parts(names: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(names), _AT_ONCE):
        yield names[start : start + _AT_ONCE]


def document_of(connection: Connection, sha256: str) -> str:
    """A document that a posting rests on. LedgerError where it is missing or was changed."""
    row = connection.execute(select(DOCUMENT.c.content).where(DOCUMENT.c.sha256 == sha256)).first()
    if row is None or hashlib.sha256(row.content.encode()).hexdigest() != sha256:
        what = f"document {sha256[:12]} {'is missing' if row is None else 'was changed'}"
        raise LedgerError(Fault(what, fix="run `openvbc ledger verify`, and restore a copy of the ledger"))
    return str(row.content)
