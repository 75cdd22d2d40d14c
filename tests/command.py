"""The command line as a person calls it, in this process: what a process would print and return, without its start."""

import io
import os
import sys
from collections.abc import Mapping
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from openvbc.cli import main


@dataclass(frozen=True)
class Done:
    """What a command returned and printed."""

    returncode: int
    printed: bytes
    told: bytes

    @property
    def stdout(self) -> str:
        return self.printed.decode("utf-8").replace(os.linesep, "\n")

    @property
    def stderr(self) -> str:
        return self.told.decode("utf-8").replace(os.linesep, "\n")


def run(*arguments: object, folder: Path | None = None, environment: Mapping[str, str] | None = None) -> Done:
    """Run `openvbc ARGUMENTS` in a folder."""
    out, err = io.BytesIO(), io.BytesIO()
    code: object = 0
    with (
        chdir(folder or Path.cwd()),
        patch.dict(os.environ, environment or {}),
        patch.object(sys, "argv", ["openvbc", *map(str, arguments)]),
        patch.object(sys, "stdout", io.TextIOWrapper(out, encoding="utf-8")),
        patch.object(sys, "stderr", io.TextIOWrapper(err, encoding="utf-8")),
    ):
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        sys.stdout.flush()
        sys.stderr.flush()
        # The wrappers must not close what is still to be read.
        printed, told = out.getvalue(), err.getvalue()
    assert isinstance(code, int)
    return Done(code, printed, told)
