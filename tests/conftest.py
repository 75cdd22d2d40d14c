"""How hypothesis runs: never against the clock; the same examples every time where CI is set."""

import os

from hypothesis import settings

from tests.counts import count

_EXAMPLES = count(100)
settings.register_profile("here", deadline=None, max_examples=_EXAMPLES)
settings.register_profile("ci", deadline=None, max_examples=_EXAMPLES, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
