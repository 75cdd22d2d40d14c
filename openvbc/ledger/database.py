"""Where books are kept: a SQLite file of their owner's, or a PostgreSQL that several people use.

Every change is one transaction that holds from its first statement on; so two who post at once come one after the
other, and whoever is killed has posted all of it or nothing.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from openvbc.errors import Fault, FileError, LedgerError

_POSTGRES: Final = ("postgresql://", "postgres://")
#: How long who comes second waits for who posts first, in seconds.
_PATIENCE: Final = 30
#: What SQLite may hold of a large batch before it writes pages that it will change again.
_CACHE_KIBIBYTES: Final = 65_536
_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_UNIX_OWNER_ONLY: Final = 0o600


def is_server(place: str) -> bool:
    """Whether books are on a PostgreSQL server rather than in a file."""
    return place.startswith(_POSTGRES)


class Database:
    """The database of one ledger.

    place: the file's path, or postgresql://... read_only: nothing is changed, and a disk that cannot be written to is
    enough.
    """

    def __init__(self, place: str, *, read_only: bool = False) -> None:
        self.place = place
        self.read_only = read_only
        self.name = place.rpartition("@")[2] if is_server(place) else place
        self._engine = _server(place) if is_server(place) else _file(Path(place), read_only=read_only)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees the books as they stand now. FileError or LedgerError says why there is none."""
        with self._told(), self._engine.connect() as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            yield connection

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """A connection that changes the books: all of it, or nothing. One at a time; the next one waits."""
        if self.read_only:
            what = "the ledger is opened for reading only"
            raise LedgerError(Fault(what, self.name, fix="open it without read_only (--read-only)"))
        with self._told(), self._engine.execution_options(changes=True).begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}s'"))
            yield connection

    @property
    def is_there(self) -> bool:
        """Whether there are books here."""
        with self.reading() as connection:
            return inspect(connection).has_table("chain")

    def bring_up_to_date(self, step: str = "head") -> None:
        """Make the tables, or bring those of an earlier version to this one's, or to an earlier step."""
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        newest = ScriptDirectory.from_config(config).get_current_head()
        with self.reading() as connection:
            now = MigrationContext.configure(connection).get_current_revision()
        if now == newest or self.read_only:
            return
        known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
        if now is not None and now not in known:
            what = f"the ledger is of a later version (step {now}) than this program (step {newest})"
            raise LedgerError(Fault(what, self.name, fix="use the newer version of OpenVBC"))
        with self.changing() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, step)

    def close(self) -> None:
        """Let it go."""
        self._engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """The database's own errors, told as faults."""
        try:
            yield
        except DBAPIError as error:
            raise _fault_of(str(error.orig), self.name) from None
        except SQLAlchemyError as error:
            raise _fault_of(str(error), self.name) from None


def _fault_of(said: str, place: str) -> FileError | LedgerError:
    """What a database error means to who keeps the books."""
    first = said.strip().splitlines()[0] if said.strip() else "no reason is given"
    lowered = first.lower()
    nothing = "nothing was posted; what stood in the ledger stands there as before"
    if "append-only" in lowered:
        return LedgerError(Fault(first, place, fix="post a reversal: openvbc ledger reverse"))
    causes: dict[tuple[str, ...], tuple[str, str]] = {
        ("database or disk is full", "no space left"): ("the disk is full", "make room, then post again"),
        ("readonly", "read-only"): (
            "the ledger cannot be written to",
            "see who may write to the file and its folder, or open it with --read-only",
        ),
        ("locked", "lock timeout"): (
            "another process is posting, and has been for long",
            "try again when it has ended",
        ),
        ("not a database", "malformed"): ("this is no ledger, or it is damaged", "name the ledger, or restore a copy"),
        ("disk i/o error",): (
            "the disk could not be written to or read from",
            "see that the disk is well and has room",
        ),
    }
    for signs, (what, fix) in causes.items():
        if any(sign in lowered for sign in signs):
            return FileError(Fault(f"{what} ({first})", place, why=nothing, fix=fix))
    return FileError(Fault(f"the ledger cannot be used: {first}", place, why=nothing, fix="check its place"))


def _server(place: str) -> Engine:
    url = f"postgresql+psycopg://{place.partition('://')[2]}"
    try:
        return create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": 10})
    except ImportError:
        raise LedgerError(
            Fault(
                "books on PostgreSQL need a package that is not installed: psycopg",
                fix="run: pip install 'openvbc[postgres]'",
            )
        ) from None


def _file(path: Path, *, read_only: bool) -> Engine:
    """A SQLite file that only its owner may read; what SQLite puts beside it gets the same rights."""
    if not read_only:
        _made_for_owner_only(path)
    # On a disk that cannot be written to SQLite wants to be told that nobody else writes; postings that wait in the
    # file beside it would then not be seen, so it is told so only where there are none.
    waiting = path.with_name(f"{path.name}-wal")
    alone = not os.access(path.parent, os.W_OK) and not (waiting.exists() and waiting.stat().st_size)
    mode = ("ro&immutable=1" if alone else "ro") if read_only else "rw"
    where = f"file:{path.resolve().as_posix().replace('?', '%3f').replace('#', '%23')}?mode={mode}"
    engine = create_engine(f"sqlite:///{where}&uri=true", poolclass=NullPool, connect_args={"timeout": _PATIENCE})

    @event.listens_for(engine, "connect")
    def connected(connection: SQLiteConnection, _record: object) -> None:
        connection.isolation_level = None  # transactions begin below, and nowhere else
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIBIBYTES}")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        changes = connection.get_execution_options().get("changes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if changes else "BEGIN")

    return engine


def _made_for_owner_only(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, _UNIX_OWNER_ONLY))
    except OSError as error:
        fix = "see that the folder is there, and who may write to it; --read-only needs no writing"
        raise FileError(Fault(f"the ledger cannot be opened: {error.strerror}", str(path), fix=fix)) from None
