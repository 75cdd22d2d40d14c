"""A folder of kept counts: tables that queries built, and answers that they gave, under the digest of what made them.

A file is named by the digest of its contents, so what is torn, renamed or somebody else's is never read. Files are
written beside their place, made to last, then given their names; each may go at any time and is then counted again.
"""

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import sleep
from typing import Any, Final, TypeVar

from openvbc.claims.lock import LOCK, release, take
from openvbc.claims.rows import Table

#: The version of the files' form; files of another are not read.
_FORMAT: Final = 1
#: An answer of more rows is a list of people or claims: it is asked for again.
MOST_ROWS: Final = 5_000
_DRAFT: Final = ".draft"
_TABLE: Final = re.compile(r"[a-z][a-z0-9_]*-(?P<key>[0-9a-f]{32})\.(?P<seal>[0-9a-f]{32})\.parquet")
_ACCOUNT: Final = re.compile(r"asked\.(?P<seal>[0-9a-f]{32})\.json")
_SECONDS_BETWEEN_TRIES: Final = 0.05
_Kept = TypeVar("_Kept")


def key_of(*parts: object) -> str:
    """The key of what these parts make: texts, numbers, days, and the keys of what is read."""
    return hashlib.sha256(repr((_FORMAT, *parts)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True)
class Account:
    """A table that was counted once, whether it is kept or not: how many rows it had, how long it took."""

    name: str
    rows: int
    seconds: float


@dataclass(frozen=True)
class Held:
    """What a folder of kept counts holds."""

    tables: int
    bytes: int


class KeptCounts:
    """The kept counts of one project folder, as one counting reads and adds to them.

    folder: theirs alone. most_bytes: how much they may take; what was not used for longest goes. still: whether what
    was counted is still what the project holds, asked before anything is added. read: no, where all is counted anew.
    """

    def __init__(self, folder: Path, *, most_bytes: int, still: Callable[[], bool], read: bool = True) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._still = still
        self._tables: dict[str, list[Path]] = {}
        self._unread: list[Path] = []
        self._accounts: dict[str, tuple[Account, Path]] = {}
        self._answers: dict[str, tuple[Table, Path]] = {}
        self._used: set[Path] = set()
        if read:
            # Whose a table's file is, is asked when it is read: of hundreds, few are.
            for path, found in _files(folder, _TABLE):
                self._tables.setdefault(found["key"], []).append(path)
            # The newest first: what is asked now was most likely asked last.
            accounts = [path for path, _ in _own_files(folder, _ACCOUNT)]
            self._unread = sorted(accounts, key=_last_used)

    def account(self, key: str) -> Account | None:
        """What is known of a table that was counted before; None of one that was not."""
        found = self._found(self._accounts, key)
        return found[0] if found else None

    def answer(self, key: str) -> Table | None:
        """The rows of an answer that was given before."""
        found = self._found(self._answers, key)
        return found[0] if found else None

    def table(self, key: str) -> Path | None:
        """The Parquet file of a kept table, sound to the last byte; None if there is none."""
        for path in self._tables.pop(key, []):
            match = _TABLE.fullmatch(path.name)
            if match and _is_own(path) and _seal(path, key) == match["seal"]:
                self._used.add(path)
                return path
            _forget(path)
        return None

    def holds(self, key: str) -> bool:
        """Whether there is a file of a table, which need not be sound."""
        return key in self._tables

    @contextmanager
    def adding(self) -> Iterator[bool]:
        """Hold the folder while counts are added to it; no where another process does, or what was counted is gone."""
        try:
            _make_private(self._folder)
        except OSError:  # a project that may only be read
            yield False
            return
        with (self._folder / LOCK).open("a+", encoding="ascii") as lock:
            if not take(lock):
                yield False
                return
            try:
                if not self._still():
                    yield False
                    return
                for left in self._folder.glob(f"*{_DRAFT}"):
                    _forget(left)
                yield True
                self._fit()
            finally:
                release(lock)

    def add_table(self, name: str, key: str, write: Callable[[Path], object]) -> Path:
        """Keep a table that `write` writes as Parquet; where it lies. OSError if it cannot be kept."""
        draft = self._draft()
        try:
            write(draft)
            former = list(self._folder.glob(f"{name}-{key}.*"))
            path = self._settle(draft, f"{name}-{key}.{_seal(draft, key)}.parquet")
            for each in former:
                if each != path:
                    _forget(each)
            return path
        finally:
            _forget(draft)

    def add_account(self, tables: Mapping[str, Account], answers: Mapping[str, Table]) -> None:
        """Keep what was counted and answered. OSError if it cannot be kept."""
        told = {key: answer for key, each in answers.items() if (answer := _written(each)) is not None}
        if not tables and not told:
            return
        content = {
            "openvbc_counts": _FORMAT,
            "tables": {key: (each.name, each.rows, round(each.seconds, 6)) for key, each in tables.items()},
            "answers": told,
        }
        draft = self._draft()
        try:
            draft.write_text(json.dumps(content, ensure_ascii=True, separators=(",", ":")), encoding="ascii")
            self._settle(draft, f"asked.{_seal(draft, '')}.json")
        finally:
            _forget(draft)

    def _found(self, held: dict[str, tuple[_Kept, Path]], key: str) -> tuple[_Kept, Path] | None:
        while key not in held and self._unread:
            self._read(self._unread.pop())
        if key in held:
            self._used.add(held[key][1])
        return held.get(key)

    def _read(self, path: Path) -> None:
        """Read what one counting kept of its answers; what is not as it was written goes."""
        match = _ACCOUNT.fullmatch(path.name)
        try:
            if not match or _seal(path, "") != match["seal"]:
                _forget(path)
                return
            content = json.loads(path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return
        if content.get("openvbc_counts") != _FORMAT:
            return
        for key, told in content["tables"].items():
            self._accounts.setdefault(key, (Account(*told), path))
        for key, told in content["answers"].items():
            self._answers.setdefault(key, (_read_back(told), path))

    def _draft(self) -> Path:
        return self._folder / f"{os.getpid()}{_DRAFT}"

    def _settle(self, draft: Path, name: str) -> Path:
        """Give a draft that is written its name, for its owner only."""
        draft.chmod(0o600)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        path = self._folder / name
        draft.replace(path)
        self._used.add(path)
        return path

    def _fit(self) -> None:
        """Note what was used, and let go of what was not used for longest where all together is too much."""
        for path in self._used:
            with suppress(OSError):
                os.utime(path)
        held = [path for pattern in (_TABLE, _ACCOUNT) for path, _ in _own_files(self._folder, pattern)]
        size = sum(_bytes(path) for path in held)
        for path in sorted(held, key=_last_used):
            if size <= self._most_bytes:
                break
            size -= _bytes(path)
            _forget(path)


def held_in(folder: Path) -> Held:
    """What a folder of kept counts holds; nothing where there is none."""
    tables = [path for path, _ in _own_files(folder, _TABLE)]
    accounts = [path for path, _ in _own_files(folder, _ACCOUNT)]
    return Held(len(tables), sum(_bytes(path) for path in (*tables, *accounts)))


@contextmanager
def without_counts(folder: Path) -> Iterator[None]:
    """Remove every kept count, and let none be added meanwhile. Waits for a counting that is adding some."""
    if not folder.is_dir():
        yield
        return
    with (folder / LOCK).open("a+", encoding="ascii") as lock:
        while not take(lock):
            sleep(_SECONDS_BETWEEN_TRIES)
        try:
            for path in folder.iterdir():
                if path.name != LOCK:
                    _forget(path)
            yield
        finally:
            release(lock)


def _files(folder: Path, pattern: re.Pattern[str]) -> Iterator[tuple[Path, re.Match[str]]]:
    """The files of that form of name."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if match := pattern.fullmatch(entry.name):
                yield Path(entry.path), match


def _own_files(folder: Path, pattern: re.Pattern[str]) -> Iterator[tuple[Path, re.Match[str]]]:
    """The files of that form of name which are our own."""
    return ((path, match) for path, match in _files(folder, pattern) if _is_own(path))


def _is_own(path: Path) -> bool:
    """Whether it is a file, no link to one, of the user who counts."""
    try:
        state = path.lstat()
    except OSError:
        return False
    mine = not hasattr(os, "getuid") or state.st_uid == os.getuid()
    return mine and path.is_file() and not path.is_symlink()


def _seal(path: Path, key: str) -> str:
    """The digest of a file under its key, so that one which was given another's name is noticed; '' if unreadable."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.sha256(key.encode("ascii"))).hexdigest()[:32]
    except OSError:
        return ""


def _last_used(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _make_private(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)


def _forget(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _written(answer: Table) -> dict[str, object] | None:
    """The answer as JSON has it; None where it is long, or a cell is of a type that JSON would change."""
    if len(answer.rows) > MOST_ROWS:
        return None
    rows = [[_written_cell(cell) for cell in row] for row in answer.rows]
    if any(cell is _UNWRITABLE for row in rows for cell in row):
        return None
    return {"columns": answer.columns, "rows": rows}


_UNWRITABLE: Final = object()


def _written_cell(cell: Any) -> object:  # noqa: ANN401  # whatever a query gives
    if cell is None or type(cell) in (str, int, bool):
        return cell
    if type(cell) is date:
        return {"day": cell.isoformat()}
    if type(cell) is Decimal:
        return {"decimal": str(cell)}
    return _UNWRITABLE


def _read_back(told: Mapping[str, Any]) -> Table:
    rows: Sequence[Sequence[Any]] = told["rows"]
    return Table(tuple(told["columns"]), tuple(tuple(_cell(cell) for cell in row) for row in rows))


def _cell(told: Any) -> Any:  # noqa: ANN401  # the same
    if not isinstance(told, dict):
        return told
    return date.fromisoformat(told["day"]) if "day" in told else Decimal(told["decimal"])
