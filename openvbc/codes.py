"""Lists of codes as people write them: single codes, and ranges like 99201-99215."""

import re
from collections.abc import Iterator

_RANGE = re.compile(r"([A-Z]?)(\d+)-([A-Z]?)(\d+)")


def codes_in(written: str) -> Iterator[str]:
    """The codes that one entry stands for: itself, or all from the first to the last.

    ValueError if it looks like a range and is none.
    """
    text = written.strip()
    if "-" not in text:
        yield text
        return
    found = _RANGE.fullmatch(text)
    if not found or found[1] != found[3] or len(found[2]) != len(found[4]) or int(found[2]) >= int(found[4]):
        raise ValueError(f"{text} is no range of codes like 99201-99205")
    width = len(found[2])
    for number in range(int(found[2]), int(found[4]) + 1):
        yield f"{found[1]}{number:0{width}}"
