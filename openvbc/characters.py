"""Characters that no report can show, or that change how what stands beside them is shown."""

import json
import re
from typing import Final

#: Control characters (tab and the ends of lines apart); characters without width, which make two names look alike;
#: characters of direction, which can turn the dollars beside a name around; halves of a character.
UNSHOWN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)


#: What a cell begins with that a spreadsheet would run as a formula.
_FORMULA_SIGNS: Final = frozenset("=+-@\t\r")
_PLAIN_NUMBER: Final = re.compile(r"[-+]?\d+(\.\d+)?")


def as_cell(value: object) -> object:
    """A value for a cell of a CSV: words that a spreadsheet would run as a formula get an apostrophe before them."""
    if not isinstance(value, str):
        return value
    shown = written_out(value)
    return f"'{shown}" if shown[:1] in _FORMULA_SIGNS and not _PLAIN_NUMBER.fullmatch(shown) else shown


def from_cell(cell: str) -> str:
    """The words of a cell, without blanks around them and without the apostrophe that as_cell put before them."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in _FORMULA_SIGNS else text


def written_out(text: str) -> str:
    """The text with each character that cannot be shown as JSON writes it, so that a reader sees it."""
    return UNSHOWN.sub(lambda found: json.dumps(found[0])[1:-1], text)
