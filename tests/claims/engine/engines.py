"""The engines that tests run on, and fixtures that start their servers once a worker.

Other folders' tests use them by importing the fixtures in their own conftest.py:

    from tests.claims.engine.engines import all_engines, embedded_variant  # noqa: F401
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import sleep

import pytest

from openvbc.claims.engine.buckets import LINES_A_BUCKET
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.postgres_engine import PostgresEngine
from openvbc.claims.engine.sail_engine import start_sail
from openvbc.claims.engine.spark_engine import SparkEngine
from tests.counts import FULL

#: Opens an engine that is new and empty. The caller closes it.
OpenEngine = Callable[[], Engine]


class PostgresServer:
    """A PostgreSQL of the tests' own: in a temporary folder, heard on a socket there and nowhere else.

    Its language is English, whose order of text is not that of bytes: no digest may depend on it.
    """

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="openvbc-postgres-"))
        self._user = _unprivileged_user()
        if self._user:
            shutil.chown(self._folder, self._user)
        self.dsn = f"postgresql://openvbc@/postgres?host={self._folder}"
        data = str(self._folder / "data")
        self._run(
            "initdb", "--pgdata", data, "--username", "openvbc", "--auth", "trust", "--encoding", "UTF8", "--no-sync",
            "--locale", "C.UTF-8", "--locale-provider", "icu", "--icu-locale", "en-US",
        )  # fmt: skip
        self._server = self._start(data)

    def stop(self) -> None:
        """Stop the server and remove its folder; nothing happens the second time."""
        if self._folder.exists():
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait()
            shutil.rmtree(self._folder)

    def _start(self, data: str) -> subprocess.Popen[bytes]:
        # Where there is setpriv, the server goes with the tests even if they are killed.
        with_us = ["setpriv", "--pdeathsig", "QUIT", "--"] if shutil.which("setpriv") else []
        settings = ("listen_addresses=", f"unix_socket_directories={self._folder}", "fsync=off", "shared_buffers=64MB")
        command = [*with_us, str(self._programs / "postgres"), "-D", data]
        command += [word for setting in settings for word in ("-c", setting)]
        with (self._folder / "log").open("wb") as log:
            server = subprocess.Popen(command, user=self._user, cwd=self._folder, stdout=log, stderr=log)
        ready = [str(self._programs / "pg_isready"), "--host", str(self._folder), "--quiet"]
        for _ in range(200):
            if subprocess.run(ready, check=False).returncode == 0:
                return server
            assert server.poll() is None, (self._folder / "log").read_text()
            sleep(0.05)
        raise AssertionError((self._folder / "log").read_text())

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        done = subprocess.run(
            command, user=self._user, cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
        )
        assert done.returncode == 0, f"{program}: {done.stderr.decode()}"


def _unprivileged_user() -> str | None:
    """Whom the server runs as: PostgreSQL refuses to run as root. None for whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _postgres_programs() -> Path | None:
    """The folder with PostgreSQL's server programs, of the newest version that is there."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    found = shutil.which("initdb")
    folders = [*([Path(found).resolve().parent] if found else []), *folders]
    return next((folder for folder in reversed(folders) if (folder / "pg_isready").exists()), None)


def require(what: str, *, present: bool) -> None:
    """Skip without a program, and fail where CI says that it must be there."""
    if not present:
        if os.environ.get("OPENVBC_REQUIRE_PROGRAMS") == "1":
            pytest.fail(f"{what} is not installed")
        pytest.skip(f"{what} is not installed")


@cache
def _shared_postgres(programs: Path) -> PostgresServer:
    return PostgresServer(programs)


@pytest.fixture(scope="session")
def postgres_dsn() -> Iterator[str]:
    """The address of a PostgreSQL that runs until the tests end."""
    programs = _postgres_programs()
    require("PostgreSQL", present=programs is not None)
    assert programs is not None
    server = _shared_postgres(programs)
    yield server.dsn
    server.stop()


@cache
def _shared_sail() -> tuple[str, Callable[[], None]]:
    return start_sail()


@pytest.fixture(scope="session")
def sail_remote() -> str:
    """The address of a Sail server in this process: it goes when the process goes."""
    remote, _ = _shared_sail()
    return remote


@pytest.fixture(scope="session")
def all_engines(postgres_dsn: str, sail_remote: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, OpenEngine]:
    """How to open each engine that tests run on, by name; DuckDB first."""
    folder = tmp_path_factory.mktemp("spark")
    return {
        "DuckDB": lambda: EmbeddedEngine(threads=2),
        "PostgreSQL": lambda: PostgresEngine(postgres_dsn),
        "Sail": lambda: SparkEngine(sail_remote, working_folder=folder),
    }


@dataclass(frozen=True)
class EmbeddedVariant:
    """Settings of DuckDB, in how many Parquet files its rows come, and lines a bucket: none may change a digest."""

    memory_limit: str
    threads: int
    files: int
    bucket: int = LINES_A_BUCKET

    def open(self) -> EmbeddedEngine:
        return EmbeddedEngine(memory_limit=self.memory_limit, threads=self.threads, bucket=self.bucket)


@pytest.fixture(
    scope="session",
    # The short form has the settings that are farthest from the usual ones: two threads, much memory, one file, and
    # one bucket. A region of hundreds of people is parted into a few.
    params=[EmbeddedVariant("512MB", 1, 7, bucket=15_000)]
    + ([EmbeddedVariant("512MB", 2, 7), EmbeddedVariant("2GB", 1, 3), EmbeddedVariant("512MB", 1, 1)] if FULL else []),
    ids=lambda variant: f"{variant.memory_limit}, {variant.threads} threads, {variant.files} files, {variant.bucket}",
)
def embedded_variant(request: pytest.FixtureRequest) -> EmbeddedVariant:
    """DuckDB held to little memory, to one or two threads, over rows in one or more files."""
    variant: EmbeddedVariant = request.param
    return variant
