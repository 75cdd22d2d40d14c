"""How many examples a property test tries: a seeded short form in `make test`, the full count in `make long`."""

import os

from hypothesis import HealthCheck, settings

#: Set by `make long`.
FULL = os.environ.get("OPENVBC_FULL_COUNTS") == "1"
#: What a short form tries of the full count, and at least.
_SHARE, _LEAST = 5, 8


def count(full: int) -> int:
    """`full` in `make long`, a fifth of it in `make test`."""
    return full if FULL else min(full, max(_LEAST, full // _SHARE))


def examples(full: int, *, slow: bool = False) -> settings:
    """The settings of a property test whose full form tries `full` examples; `slow` ones may take long to draw
    and throw away many drawings."""
    unchecked = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture) if slow else ()
    return settings(max_examples=count(full), deadline=None, suppress_health_check=unchecked)
