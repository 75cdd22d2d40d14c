"""When something was posted or read, and by whom. The one place that looks at the clock: no figure rests on it."""

import getpass
from datetime import UTC, datetime


def this_second() -> datetime:
    """The present second, in UTC."""
    return datetime.now(UTC).replace(microsecond=0)


def user() -> str:
    """Who works here, as the operating system knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a process without an entry among the users
        return "unknown"
