"""Sail: an engine that speaks Spark's protocol, started inside this process; no cluster and no Java needed."""

import os
from collections.abc import Callable

# Sail logs every start and stop to standard error unless told otherwise before it is loaded.
os.environ.setdefault("RUST_LOG", "error")

from pysail.spark import SparkConnectServer  # type: ignore[import-untyped]  # it ships no types

from openvbc.claims.engine.spark_engine import SparkEngine
from openvbc.claims.work_folder import WorkFolder


def start_sail() -> tuple[str, Callable[[], None]]:
    """Start a Sail server on a free port, heard by this machine only: its address, and how to stop it.

    It stops by itself when nothing holds on to the second any more.
    """
    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    host, port = server.listening_address
    return f"sc://{host}:{port}", server.stop


class SailEngine(SparkEngine):
    """Counts on a Sail server of its own on this machine, which stops when the engine closes."""

    name = "Sail"

    def __init__(self, *, progress: Callable[[str], None] | None = None) -> None:
        self._work_folder = WorkFolder()
        remote, self._stop = start_sail()
        try:
            super().__init__(remote, working_folder=self._work_folder.path, progress=progress)
        except BaseException:
            self._stop()
            raise

    def close(self) -> None:
        """Drop what was saved and stop the server."""
        try:
            super().close()
        finally:
            self._stop()
            self._work_folder.close()
