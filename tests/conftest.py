"""How hypothesis runs: never against the clock; the same examples every time where CI is set.

And where tests put what they make for one another: in a folder of the process, which goes with it.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from openvbc.claims.engine.compiled_rows import CACHE_FOLDER
from tests.counts import count

# What is compiled for later counts stands with pytest's own cache, not in that of who runs the tests.
os.environ[CACHE_FOLDER] = str(Path(__file__).parent.parent / ".pytest_cache" / "openvbc")

_EXAMPLES = count(100)
settings.register_profile("here", deadline=None, max_examples=_EXAMPLES)
settings.register_profile("ci", deadline=None, max_examples=_EXAMPLES, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

_FOLDER = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Open the folder. pytest's own stay where they are: it keeps the last of them for whoever looks into a failure."""
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())
    tempfile.tempdir = config.stash[_FOLDER] = tempfile.mkdtemp(prefix="openvbc-tests-")
    # A PostgreSQL of another user's stands in it too.
    Path(tempfile.tempdir).chmod(0o711)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove it with all that is in it."""
    tempfile.tempdir = None
    shutil.rmtree(config.stash[_FOLDER], ignore_errors=True)
