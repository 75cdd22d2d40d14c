"""A file name for each settlement's report, so that pages, workbooks and links agree on it."""

import re
from collections.abc import Sequence
from typing import Final

from openvbc.reports.answer import provider_name
from openvbc.settlement.settle import Settlement

#: Letters of a name; with its number and suffix every file system takes it.
_LONGEST: Final = 80
#: Names that Windows keeps for devices, whatever their suffix.
_DEVICE: Final = re.compile(r"con|prn|aux|nul|(com|lpt)\d")

#: The page that lists the others; no organization may take its name.
INDEX = "index"


def file_names(settlements: Sequence[Settlement]) -> tuple[str, ...]:
    """A file name without suffix for each settlement: its organization in plain letters, numbered where names meet."""
    wanted = [_plain_letters(provider_name(each)) for each in settlements]
    taken = {INDEX, *wanted}
    given: set[str] = set()
    names = []
    for name in wanted:
        free, number = name, 1
        while free in given or free == INDEX or (number > 1 and free in taken):
            number += 1
            free = f"{name}-{number}"
        given.add(free)
        names.append(free)
    return tuple(names)


def _plain_letters(name: str) -> str:
    return safe_name(re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "settlement")


def safe_name(letters: str) -> str:
    """A name of plain letters as every file system takes it: not too long, and none that Windows keeps for devices."""
    short = letters[:_LONGEST].rstrip("-")
    return f"{short}-" if _DEVICE.fullmatch(short.lower()) else short
