"""Codes and ranges of codes as contracts write them: "470", "99281-99285", "S72*"."""

import re
from dataclasses import dataclass
from typing import Final

_CODE = re.compile(r"[0-9A-Z]+\*?")
_LONGEST: Final = 11


@dataclass(frozen=True)
class CodeRange:
    """All codes from low to high, both included, compared as text; a range of '' to '' is every code."""

    low: str = ""
    high: str = ""

    @property
    def cells(self) -> tuple[str, str]:
        """The two cells of a choice table."""
        return self.low, self.high


ANY_CODE: Final = CodeRange()


def code_range(text: str) -> CodeRange:
    """Read a code ("470"), a beginning ("S72*": every code that begins so) or a range of either ("99281-99285").

    ValueError if it is none of them, or a range that ends before it begins.
    """
    first, _, last = text.strip().upper().partition("-")
    ends = [first, last or first]
    for end in ends:
        if not _CODE.fullmatch(end) or len(end) > _LONGEST:
            raise ValueError(
                f'{text!r} is no code; write one like "470", a beginning like "S72*" or a range like "99281-99285", '
                "without dots and with leading zeros"
            )
    low, high = ends[0].removesuffix("*"), ends[1]
    if high.endswith("*"):
        # Z comes after every digit and letter, so that the padded end is at or above every code with this beginning.
        high = high.removesuffix("*").ljust(_LONGEST, "Z")
    elif len(low) != len(high):
        raise ValueError(f"{text!r} is a range of codes of different length, which text cannot order")
    if low > high:
        raise ValueError(f"{text!r} is a range that ends before it begins")
    return CodeRange(low, high)
