"""Seeded changes to a file: bytes, digits, lines, cells and columns, as damage, slips and export programs make them."""

import re
from collections.abc import Callable
from random import Random

#: What stands in cells of real files where something else should.
ODD_CELLS = (
    *(
        "",
        "0",
        "-1",
        "NA",
        "NULL",
        "NaN",
        "inf",
        "1E+02",
        "1e-300000000",
        "1E999999999",
        "9" * 400,
        "1.23E+14",
        "$1.00",
    ),
    *("1,234.50", "1.234,50", "(80.00)", "80.00-", " 80.00 ", "9999-12-31", "31/12/2024", "20240230", "2024-02-30"),
    *("=1+1", '"', '"x', 'x"', '""', "'", "\u202e", "\u200b", "\u00a0", "\t", "\u0661", "yes", "[" * 300),
)
#: Bytes that end up in files.
PIECES: tuple[bytes, ...] = tuple(
    each.encode("latin-1") for each in ("", "\0", "\xff", *"',|;\n\r9-e{}[:\"", "  ", "&a")
)


def _splice(content: bytes, draw: Random, _delimiter: str) -> bytes:
    place, length = draw.randrange(len(content)), draw.choice((0, 1, 1, 1, 3, 40))
    return content[:place] + draw.choice(PIECES) + content[place + length :]


def _digit(content: bytes, draw: Random, _delimiter: str) -> bytes:
    places = [found.start() for found in re.finditer(rb"[0-9]", content)]
    if not places:
        return _splice(content, draw, _delimiter)
    place = draw.choice(places)
    digit = draw.choice([each for each in b"0123456789" if each != content[place]])
    return content[:place] + bytes([digit]) + content[place + 1 :]


def _line(content: bytes, draw: Random, _delimiter: str) -> bytes:
    lines = content.splitlines(keepends=True)
    at, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    change = draw.choice(("delete", "double", "swap", "join", "cut", "blank"))
    if change == "delete":
        del lines[at]
    elif change == "double":
        lines.insert(other, lines[at])
    elif change == "swap":
        lines[at], lines[other] = lines[other], lines[at]
    elif change == "join":
        lines[at] = lines[at].rstrip(b"\r\n")
    elif change == "cut":
        lines[at] = lines[at][: draw.randrange(len(lines[at]) + 1)]
    else:
        lines.insert(at, draw.choice((b"\n", b"   \n", b",,,\n", b"Total\n")))
    return b"".join(lines)


def _cell(content: bytes, draw: Random, delimiter: str) -> bytes:
    """Another value in a cell, or, where there are no cells, in the place of a word or number."""
    mark = delimiter.encode()
    pattern = rb"[^" + re.escape(mark) + rb"\r\n]+" if mark else rb"[-+\w.%$]+"
    words = list(re.finditer(pattern, content))
    if not words:
        return _splice(content, draw, delimiter)
    word = draw.choice(words)
    others = (draw.choice(ODD_CELLS).encode(), draw.choice(words)[0], word[0] + b"0", b"-" + word[0], word[0][::-1])
    return content[: word.start()] + draw.choice(others) + content[word.end() :]


def _column(content: bytes, draw: Random, delimiter: str) -> bytes:
    """A column deleted, doubled or exchanged with another, in its header alone or in all lines."""
    if not delimiter:
        return _line(content, draw, delimiter)
    mark = delimiter.encode()
    lines = [line.split(mark) for line in content.splitlines()]
    one, other = draw.randrange(len(lines[0])), draw.randrange(len(lines[0]))
    change = draw.choice(("delete", "double", "exchange"))
    for cells in lines[: draw.choice((1, len(lines)))]:
        if max(one, other) >= len(cells):
            continue
        if change == "delete":
            del cells[one]
        elif change == "double":
            cells.insert(other, cells[one])
        else:
            cells[one], cells[other] = cells[other], cells[one]
    return b"\n".join(mark.join(cells) for cells in lines) + b"\n"


CHANGES: tuple[Callable[[bytes, Random, str], bytes], ...] = (_splice, _digit, _digit, _line, _cell, _cell, _column)


def mutated(content: bytes, draw: Random, delimiter: str) -> bytes:
    """The content with one change, now and then two. delimiter: what stands between its cells; "" if it has none."""
    for _ in range(draw.choice((1, 1, 1, 2))):
        content = draw.choice(CHANGES)(content, draw, delimiter) or b"\n"
    return content
