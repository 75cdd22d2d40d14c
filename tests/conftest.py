"""How hypothesis runs: never against the clock; the same examples every time where CI is set."""

import os
from pathlib import Path

from hypothesis import settings

from openvbc.claims.engine.compiled_rows import CACHE_FOLDER
from tests.counts import count

# What is compiled for later counts stands with pytest's own cache, not in that of who runs the tests.
os.environ[CACHE_FOLDER] = str(Path(__file__).parent.parent / ".pytest_cache" / "openvbc")

_EXAMPLES = count(100)
settings.register_profile("here", deadline=None, max_examples=_EXAMPLES)
settings.register_profile("ci", deadline=None, max_examples=_EXAMPLES, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
