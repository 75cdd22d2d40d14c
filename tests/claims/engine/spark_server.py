"""Spark proper: a Spark Connect server on a Java machine of this computer, for the tests of `make long`.

The server comes with the package `pyspark`, which cannot stand beside the client that OpenVBC uses; so it lies in an
environment of its own (`make .spark`), or where SPARK_HOME says.
"""

import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from time import monotonic, sleep
from typing import Final

_SECONDS_TO_START: Final = 300
_MEMORY: Final = "4g"
_CORES: Final = 2


def spark_home() -> Path | None:
    """Where Spark's server lies; None if it is not there, or no Java is."""
    beside = sorted((Path(__file__).parents[3] / ".spark").glob("lib/python*/site-packages/pyspark"))
    named = [Path(os.environ["SPARK_HOME"])] if "SPARK_HOME" in os.environ else []
    found = next((each for each in (*named, *beside) if (each / "bin" / "spark-submit").exists()), None)
    return found if shutil.which("java") else None


class SparkServer:
    """A Spark Connect server that hears this machine only and keeps what it writes below `folder`."""

    def __init__(self, home: Path, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.remote = f"sc://127.0.0.1:{port}"
        self._log = folder / "spark.log"
        settings = {
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.connect.grpc.binding.port": str(port),
            "spark.sql.shuffle.partitions": "8",
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
            "spark.local.dir": str(folder / "local"),
            "spark.ui.enabled": "false",
        }
        command = [str(home / "bin" / "spark-submit"), "--master", f"local[{_CORES}]", "--driver-memory", _MEMORY]
        command += [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
        command += ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"]
        environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}
        with self._log.open("wb") as log:
            self._server = subprocess.Popen(
                command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self._wait(port)

    def stop(self) -> None:
        """Stop the server and all that it started."""
        if self._server.poll() is None:
            os.killpg(self._server.pid, signal.SIGTERM)
            self._server.wait()

    def _wait(self, port: int) -> None:
        until = monotonic() + _SECONDS_TO_START
        while monotonic() < until:
            assert self._server.poll() is None, self._log.read_text(encoding="utf-8", errors="replace")
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                sleep(0.5)
            else:
                return
        self.stop()
        raise AssertionError(self._log.read_text(encoding="utf-8", errors="replace"))
