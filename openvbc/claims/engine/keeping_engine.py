"""An engine that counts nothing twice: what was counted from the same rows by the same query is taken as it was.

The key of a table is the digest of its query's text, in which each table that it reads stands by its own key, and of
the values bound to it. A canonical table's key comes from the digests of its Parquet parts, a small table's from its
rows. So whatever changes reaches exactly the tables that read it, and no other.

What was counted before is not built until something that was not asks for it. So a second settlement runs only the
queries that its change touches, and those that make what they read where that is not kept. Kept are every answer, and
the tables at which another choice would come in: from those a changed contract counts on.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import heapify, heappop, heappush
from pathlib import Path
from time import process_time
from typing import Final

import duckdb

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import (
    NUMBERED,
    BoundValue,
    Cell,
    Engine,
    ExistingTable,
    MadeRows,
    plain_name,
    reading_others,
    tables_read,
)
from openvbc.claims.engine.kept_counts import Account, KeptCounts, key_of
from openvbc.claims.engine.query import Query
from openvbc.claims.engine.reuse import Reuse
from openvbc.claims.rows import Table
from openvbc.claims.tables.dictionary import CanonicalTable, ChoiceTable
from openvbc.errors import ClaimsError, FileError

#: What it may cost to keep tables, as a share of what it took to count.
_SHARE: Final = 0.095
#: A table is kept where to build it again takes at least so many times as long as to write it.
_WORTH: Final = 2
#: About how many seconds it takes to write a table: for the file, and for each text, number or day. What is kept
#: changes no figure.
_SECONDS_A_FILE: Final = 0.003
_SECONDS_A_TEXT: Final = 7e-8
_SECONDS_A_NUMBER: Final = 1e-8


@dataclass(eq=False)
class _Made:
    """A table that the engine can make whenever it is asked for, and what makes it.

    name: what it is called; key: digest of all that makes it. make: makes it under a name in the engine that holds
    it. reads: the tables that it is made from; columns: of one that may be kept. query: that which builds it; None
    where rows are only put or seen; values: what is bound to it. rows: None until it was counted once, by whomever;
    seconds: of the processor.
    """

    name: str
    key: str
    make: Callable[[str], int]
    reads: Mapping[str, "_Made"] = field(default_factory=dict)
    columns: tuple[tuple[str, str], ...] = ()
    query: Query | None = None
    values: frozenset[str] = frozenset()
    rows: int | None = None
    seconds: float = 0.0
    #: What it is called in the engine that holds it; '' while it is not there.
    there: str = ""
    is_kept: bool = False


class KeepingEngine(Engine):
    """Counts on an embedded DuckDB, of which it alone disposes, and keeps what it counts.

    kept: where counts are kept. digests: those of Parquet files, by path. check: told the files of a table before they
    are read for the first time; raises where they are not as they were written.
    """

    def __init__(
        self,
        holding: EmbeddedEngine,
        kept: KeptCounts,
        *,
        digests: Mapping[Path, str],
        check: Callable[[Sequence[Path]], None],
        progress: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(progress)
        self.name, self.dialect, self.own_place = holding.name, holding.dialect, holding.own_place
        self._holding = holding
        self._kept = kept
        self._digests = digests
        self._check = check
        #: Engine and version: a key never outlives an upgrade.
        self._salt = (holding.name, duckdb.__version__)
        self._named: dict[str, _Made] = {}
        self._by_key: dict[str, _Made] = {}
        self._answers: dict[str, tuple[str, Table]] = {}
        self._given: dict[str, Table] = {}
        #: Of each answer, the values and tables that it came from.
        self._readers: list[tuple[frozenset[str], Mapping[str, _Made]]] = []
        self._counted: dict[str, str] = {}
        self._asked: set[str] = set()
        self._seconds = 0.0
        self._numbers = 0
        self._keeps = True

    def attach(self, table: CanonicalTable, files: Sequence[Path]) -> None:
        """Make a canonical table known; its files are read when a query asks for it."""
        self._notice(table)
        parts = tuple(self._digests.get(file) or hashlib.sha256(file.read_bytes()).hexdigest() for file in files)

        def make(name: str) -> int:
            self._check(files)
            self._holding.attach(replace(table, name=name), files)
            return 0

        columns = tuple((column.name, column.type.sql) for column in table.columns)
        self._name(table.name, _Made(table.name, self._key("parts", columns, parts), make))

    def put(self, table: ChoiceTable, rows: Sequence[Sequence[Cell]]) -> None:
        """Make a small table known; its rows are put when a query asks for it."""
        self._notice(table)
        columns = tuple((column.name, column.type.sql) for column in table.columns)
        held = tuple(map(tuple, rows))

        def make(name: str) -> int:
            self._holding.put(replace(table, name=name), held)
            return len(held)

        self._name(table.name, _Made(table.name, self._key("rows", columns, held), make))

    def put_made(self, table: ChoiceTable, made: MadeRows) -> None:
        """Make a small table known; its rows are made, or taken as they were compiled, when a query asks for it."""
        self._notice(table)
        columns = tuple((column.name, column.type.sql) for column in table.columns)

        def make(name: str) -> int:
            self._holding.put_made(replace(table, name=name), made)
            return 0

        key = self._key("made", plain_name(table.name), columns, made.made_of)
        self._name(table.name, _Made(table.name, key, make))

    def drop(self, name: str) -> None:
        """Forget a table. What is built from it can be built again."""
        self._named.pop(name, None)

    def close(self) -> None:
        """Let go of everything."""
        self._holding.close()

    def text_sent(self, text: str) -> str:
        """The text as it is."""
        return self._holding.text_sent(text)

    @property
    def reuse(self) -> Reuse:
        """What was counted now, and what was not."""
        return Reuse(len(self._asked | self._counted.keys()), tuple(self._counted.values()))

    def keep(self) -> None:
        """Keep what was counted; nothing where it cannot be kept, which changes no figure."""
        if not self._keeps:
            return
        new = {each.key: _account(each) for each in self._by_key.values() if each.query is not None and each.seconds}
        new = {key: each for key, each in new.items() if self._kept.account(key) is None}
        answers = {key: answer for key, (_, answer) in self._answers.items()}
        with self._kept.adding() as may:
            if not may:
                return
            ends = process_time() + _SHARE * self._seconds
            try:
                self._kept.add_account(new, answers)
                for each in self._worth_keeping(lambda: ends - process_time()):
                    self._kept.add_table(each.name, each.key, self._writing(each))
            except (OSError, ClaimsError, FileError):
                return  # a full disk: what is kept is whole, and the rest is counted again

    def _worth_keeping(self, left: Callable[[], float]) -> Iterator[_Made]:
        """The tables at which another choice comes in, and which take much longer to build again than to write.

        Each is to be written before the next is asked for: as many as can be in the seconds that are left. Those come
        first that save most for what they cost beside those before them.
        """
        choices: dict[str, frozenset[str]] = {}
        counted_on: set[str] = set()
        for values, reads in (*((each.values, each.reads) for each in self._by_key.values()), *self._readers):
            all_choices = values.union(*(_choices(each, choices) for each in reads.values()))
            counted_on |= {each.key for each in reads.values() if _choices(each, choices) != all_choices}
        keys: set[str] = set()

        def saves(each: _Made) -> float:
            before = _built_before(each, lambda key: key in keys or self._kept.holds(key))
            return (each.seconds + sum(other.seconds for other in before)) / _seconds_to_write(each)

        waiting = [
            (-saves(each), number, each)
            for number, each in enumerate(self._by_key.values())
            if each.columns and each.there and not each.is_kept and each.key in counted_on
        ]
        heapify(waiting)
        while waiting:
            told, number, each = heappop(waiting)
            # What it is built from may have found its place since: then it saves less.
            if (now := saves(each)) < -told:
                heappush(waiting, (-now, number, each))
            elif now >= _WORTH and _seconds_to_write(each) <= left():
                keys.add(each.key)
                yield each

    def _writing(self, made: _Made) -> Callable[[Path], None]:
        listed = ", ".join(f"CAST({name} AS {column_type}) AS {name}" for name, column_type in made.columns)

        def write(path: Path) -> None:
            self._holding.write_parquet(f"SELECT {listed} FROM {made.there}", path)  # noqa: S608

        return write

    def _build(self, built_from: Query, values: Mapping[str, BoundValue]) -> int:
        reads = self._read_by(built_from.text)
        key = self._key("query", _by_key(built_from.text, reads), sorted(values.items()))
        made = self._by_key.get(key)
        if made is None:

            def make(name: str) -> int:
                text = _as_held(built_from.text, reads)
                return self._holding._build(replace(built_from, name=name, text=text), values)  # noqa: SLF001

            made = _Made(plain_name(built_from.name), key, make, reads, built_from.columns, built_from)
            made.values = _told(values)
            if account := self._kept.account(key):
                made.rows, made.seconds = account.rows, account.seconds
        self._asked.add(key)
        self._name(built_from.name, made)
        self._sweep()
        if made.rows is None:
            self._need(made)
            self._sweep()
        return made.rows or 0

    def _fetch(self, name: str, text: str, values: Mapping[str, BoundValue], most_rows: int | None = None) -> Table:
        reads = self._read_by(text)
        key = self._key("answer", _by_key(text, reads), sorted(values.items()), most_rows)
        self._asked.add(key)
        if key in self._given:
            return self._given[key]
        self._readers.append((_told(values), reads))
        found = self._kept.answer(key)
        if found is None:
            found = self._answer(name, text, values, most_rows, reads)
            self._answers[key] = (name, found)
            self._counted[key] = plain_name(name)
        self._given[key] = found
        return found

    def _answer(
        self,
        name: str,
        text: str,
        values: Mapping[str, BoundValue],
        most_rows: int | None,
        reads: Mapping[str, _Made],
    ) -> Table:
        while True:
            for each in reads.values():
                self._need(each)
            begun = process_time()
            try:
                sent = _as_held(text, reads)
                found = self._holding._fetch(name, sent, values, most_rows)  # noqa: SLF001
            except (ClaimsError, FileError):
                if not self._let_go_of_what_went():
                    raise
                continue
            self._seconds += process_time() - begun
            self._sweep()
            return found

    def _view_of_rows(self, name: str, text: str, columns: tuple[tuple[str, str], ...] = ()) -> None:
        reads = self._read_by(text)

        def make(own: str) -> int:
            sent = _as_held(text, reads)
            self._holding._view_of_rows(own, sent, columns)  # noqa: SLF001
            return 0

        self._name(name, _Made(name, self._key("view", _by_key(text, reads), columns), make, reads))

    def existing_tables(self, schema: str = "") -> list[ExistingTable]:
        """The user's tables, which are no part of a project."""
        return self._holding.existing_tables(schema)

    def existing_columns(self, existing: ExistingTable) -> list[tuple[str, str]]:
        """The columns of a user's table; its rows have no digest, so nothing that is counted beside them is kept."""
        self._keeps = False
        return self._holding.existing_columns(existing)

    def _key(self, *parts: object) -> str:
        return key_of(self._salt, *parts)

    def _name(self, name: str, made: _Made) -> None:
        """Let a table stand under a name; one that was made already is the same."""
        self._named[name] = self._by_key.setdefault(made.key, made)

    def _read_by(self, text: str) -> dict[str, _Made]:
        """The tables that a text reads, of those that there are."""
        return {name: self._named[name] for name in tables_read(text) if name in self._named}

    def _need(self, made: _Made) -> None:
        """Have a table in the engine that holds it: as it was kept, or made from what it reads."""
        if made.there:
            return
        self._progress(made.name)
        # A name that no text has: one of a table that is not there must find nothing.
        self._numbers += 1
        name = f"{plain_name(made.name)}{NUMBERED}{self._numbers}"
        if made.columns and (file := self._kept.table(made.key)) is not None:
            self._holding.view_file(name, file)
            made.there, made.is_kept = name, True
            return
        while not made.there:
            for each in made.reads.values():
                self._need(each)
            begun = process_time()
            try:
                made.rows = made.make(name)
            except (ClaimsError, FileError):
                if not self._let_go_of_what_went():
                    raise
                continue
            made.there, made.is_kept = name, False
            made.seconds = process_time() - begun
            if made.columns:
                self._seconds += made.seconds
            if made.query is not None:
                self._counted[made.key] = made.name

    def _sweep(self) -> None:
        """Drop what stands under no name any more, and what was made on the way; views on it go with it."""
        stays = {id(each) for each in self._named.values()}
        for each in self._by_key.values():
            if each.there and id(each) not in stays:
                self._let_go(each)

    def _let_go(self, made: _Made) -> None:
        for each in self._by_key.values():
            if each.there and each.query is None and made in each.reads.values():
                self._let_go(each)
        self._holding.drop(made.there)
        made.there = ""

    def _let_go_of_what_went(self) -> bool:
        """Whether kept tables are gone that a query was to read, such as by a load; they will be built again."""
        went = [each for each in self._by_key.values() if each.there and each.is_kept and not self._stands(each)]
        for each in went:
            self._let_go(each)
        return bool(went)

    def _stands(self, made: _Made) -> bool:
        try:
            self._holding._fetch(made.name, f"SELECT 1 FROM {made.there} LIMIT 1", {})  # noqa: S608, SLF001
        except (ClaimsError, FileError):
            return False
        return True


def _by_key(text: str, reads: Mapping[str, _Made]) -> str:
    """The text with the keys of the tables that it reads in place of their names."""
    return reading_others(text, {name: made.key for name, made in reads.items()})


def _as_held(text: str, reads: Mapping[str, _Made]) -> str:
    """The text reading the tables that it reads where they stand in the engine that holds them."""
    return reading_others(text, {name: made.there for name, made in reads.items()})


def _told(values: Mapping[str, BoundValue]) -> frozenset[str]:
    """Bound values as choices, which they are as rows of small tables are."""
    return frozenset(f"{name}={value!r}" for name, value in values.items())


def _choices(made: _Made, known: dict[str, frozenset[str]]) -> frozenset[str]:
    """All that a table depends on: rows of claims and of small tables by their keys, and bound values."""
    if made.key not in known:
        own = made.values if made.reads else made.values | {made.key}
        known[made.key] = own.union(*(_choices(each, known) for each in made.reads.values()))
    return known[made.key]


def _built_before(made: _Made, holds: Callable[[str], bool]) -> Iterator[_Made]:
    """What has to be built to build a table again, each once. holds: whether a table of that key is kept."""
    seen: set[str] = set()
    open_tables = [*made.reads.values()]
    while open_tables:
        each = open_tables.pop()
        if each.key not in seen and not each.is_kept and not holds(each.key):
            seen.add(each.key)
            open_tables.extend(each.reads.values())
            yield each


def _seconds_to_write(made: _Made) -> float:
    texts = sum(column_type == "VARCHAR" for _, column_type in made.columns)
    a_row = texts * _SECONDS_A_TEXT + (len(made.columns) - texts) * _SECONDS_A_NUMBER
    return _SECONDS_A_FILE + a_row * (made.rows or 0)


def _account(made: _Made) -> Account:
    return Account(made.name, made.rows or 0, made.seconds)
