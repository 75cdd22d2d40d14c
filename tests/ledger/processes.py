"""What happens to books when processes are killed, post at once, or meet a disk that cannot be written to.

Run as a program of its own, which loads everything once and then forks, so that a trial costs milliseconds:

    python -m tests.ledger.processes TRIALS [DSN]

It prints, as JSON, what each kind of trial left: see `test_processes`.
"""

import itertools
import json
import os
import random
import resource
import secrets
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from openvbc.errors import OpenVBCError
from openvbc.ledger.access import ACCESSES
from openvbc.ledger.books import ENTRIES, Books
from openvbc.ledger.chain import start_of
from openvbc.ledger.database import Database
from openvbc.ledger.requests import Request
from openvbc.ledger.tables import BOOKS, CHAIN
from openvbc.ledger.verify import verify_books
from tests.ledger.conftest import schema_of
from tests.ledger.made_up import item, payment, post, settlement

OWNER = "Lakeside ACO"
#: How many processes post at once, and how many entries each.
AT_ONCE, EACH = 4, 8


def main() -> None:
    """Every kind of trial, on SQLite and (where an address is given) on PostgreSQL."""
    trials, dsns = int(sys.argv[1]), sys.argv[2:]
    draw = random.Random(1)  # noqa: S311  # when to kill
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)  # who may not write there must be able to read
        sys.stdout.write(json.dumps(all_trials(trials, folder, dsns, draw)))


def all_trials(trials: int, folder: Path, dsns: list[str], draw: random.Random) -> dict[str, object]:
    """What each kind of trial left, by the kind of database."""
    told: dict[str, object] = {}
    for name, dsn in zip(("sqlite", "postgres"), ("", *dsns), strict=False):

        def place(dsn: str = dsn) -> str:
            return schema_of(dsn) if dsn else str(folder / f"{secrets.token_hex(4)}.db")

        told[name] = {
            "posting": killed(place(), settling, trials, draw),
            "paying": killed(place(), paying, trials, draw),
            "migrating": killed_while_migrating(place, trials, draw),
            "at_once": at_once(place()),
        }
    told["disk"] = {"file_size": too_large(folder), "read_only": read_only(folder)}
    return told


def settling(trial: int) -> Iterator[Request]:
    """Settlements of new periods without end."""
    for number in range(1_000_000):
        yield settlement(1_000 + number, f"{trial}-{number}", of=item(1_000_000 * trial + number))


def paying(trial: int) -> Iterator[Request]:
    """A settlement, then payments for it without end."""
    yield settlement(1_000_000, "a")
    for number in range(1_000_000):
        yield payment(1, f"{trial}-{number}")


def forked(work: Callable[[int], None], *, kill_after: float | None = None) -> tuple[list[str], bool]:
    """What a child reported, line by line, and whether it was killed.

    work: takes where to write to; one that is to be killed writes a line when it begins.
    """
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reads)
        try:
            work(writes)
        finally:
            os._exit(0)
    os.close(writes)
    with os.fdopen(reads) as told:
        if kill_after is not None:
            told.readline()  # that it begins
            time.sleep(kill_after)
            os.kill(child, signal.SIGKILL)
        lines = told.read().splitlines()
    _, status = os.waitpid(child, 0)
    return lines, os.WIFSIGNALED(status)


def killed(
    place: str, requests: Callable[[int], Iterator[Request]], trials: int, draw: random.Random
) -> dict[str, int]:
    """Children that post one entry after the other, each killed at a random moment."""
    books = Books.make(place, OWNER)
    begun = time.monotonic()
    first = [post(books, request)[0].entry.posting.key for request in itertools.islice(requests(0), 4)]
    longest = time.monotonic() - begun  # about as long as a child needs for as many entries
    acknowledged, kills = set(first), 0
    for trial in range(trials):

        def work(writes: int, trial: int = trial + 1) -> None:
            books = Books.open(place)
            os.write(writes, b"ready\n")
            for request in requests(trial):
                post(books, request)
                os.write(writes, f"{request.key}\n".encode())

        lines, was_killed = forked(work, kill_after=draw.uniform(0, longest))
        kills += was_killed
        acknowledged |= set(lines)
        verify_books(Books.open(place))  # raises where anything is half posted
    with books.database.reading() as connection:
        held = {row.key for row in connection.exec_driver_sql("SELECT key FROM entry")}
    return {
        "trials": trials,
        "kills": kills,
        "entries": len(held),
        "acknowledged": len(acknowledged),
        "lost": len(acknowledged - held),
        "beyond": len(held - acknowledged),
    }


def killed_while_migrating(place: Callable[[], str], trials: int, draw: random.Random) -> dict[str, int]:
    """Books of an earlier step that a child brings up to date, killed at a random moment; then they are opened."""
    earlier_books(where := place())
    begun = time.monotonic()
    Books.open(where)
    longest = time.monotonic() - begun
    kills, finished = 0, 0
    for _ in range(trials):
        where = place()
        earlier_books(where)

        def work(writes: int, where: str = where) -> None:
            os.write(writes, b"ready\n")
            Books.open(where)
            os.write(writes, b"done\n")

        lines, was_killed = forked(work, kill_after=draw.uniform(0, longest))
        kills += was_killed
        finished += bool(lines)
        if verify_books(Books.open(where)).entries != 0:
            raise AssertionError("there are entries that nobody posted")
        post(Books.open(where), settlement(1_000, "after"))
        verify_books(Books.open(where))
    return {"trials": trials, "kills": kills, "finished": finished}


def earlier_books(place: str) -> None:
    """Books at their first step, as an earlier version made them."""
    database = Database(place)
    database.bring_up_to_date("0001")
    with database.changing() as connection:
        connection.execute(BOOKS.insert(), {"organization": OWNER, "side": "provider"})
        start = start_of(OWNER, "provider")
        connection.execute(CHAIN.insert(), [{"name": name, "length": 0, "hash": start} for name in (ENTRIES, ACCESSES)])
    database.close()


def at_once(place: str) -> dict[str, int]:
    """Several processes that post into the same books at the same time."""
    Books.make(place, OWNER)
    children = []
    for number in range(AT_ONCE):
        child = os.fork()
        if child == 0:
            done = 1
            try:
                books = Books.open(place)
                for each in range(EACH):
                    own = settlement(100, f"{number}-{each}", of=item(100 * number + each))
                    post(books, own, settlement(5, f"shared {each}", of=item(1000 + each)))
                done = 0
            finally:
                os._exit(done)
        children.append(child)
    failed = sum(os.waitpid(child, 0)[1] != 0 for child in children)
    return {"failed": failed, "entries": verify_books(Books.open(place)).entries}


def too_large(folder: Path) -> list[str]:
    """A file that may not grow any more: what the child is told, and what stands in the books afterwards."""
    place = str(folder / "full.db")
    post(Books.make(place, OWNER), settlement(60_000, "a"))

    def work(writes: int) -> None:
        books = Books.open(place)
        limit = Path(place).stat().st_size + 20_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            post(books, *(settlement(1_000, f"{number}" * 100, of=item(number)) for number in range(2, 400)))
        except OpenVBCError as error:
            os.write(writes, str(error).encode())

    told, _ = forked(work)
    return [*told, f"{verify_books(Books.open(place)).entries} entry"]


def read_only(folder: Path) -> list[str]:
    """A folder that may not be written to: what posting is told, and that reading goes on."""
    place = folder / "still" / "read_only.db"
    place.parent.mkdir()
    post(Books.make(str(place), OWNER), settlement(60_000, "a"))
    place.chmod(0o444)
    place.parent.chmod(0o555)

    def work(writes: int) -> None:
        if os.geteuid() == 0:
            os.setuid(65534)  # root may write anywhere
        try:
            post(Books.open(str(place)), settlement(1, "b"))
        except OpenVBCError as error:
            os.write(writes, f"{error}\n".encode())
        entries = verify_books(Books.open(str(place), read_only=True)).entries
        os.write(writes, f"{entries} entry\n".encode())

    told, _ = forked(work)
    place.parent.chmod(0o755)
    return told


if __name__ == "__main__":
    main()
