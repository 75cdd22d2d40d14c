"""How many records a delimited file has, counted by its bytes.

No parser of CSV is asked: a record is a line that is not empty. So a quotation mark that stands astray and swallows the
lines up to the next one, or a reader that drops what its buffer cannot hold, shows as a difference between this count
and the rows that were read.

A line break inside a quoted field is lawful, and is recognized only where it is certain: no separator stands in the
field. Two records that a stray mark joined always leave one there (the two have twice as many separators as the
record that is made of them), so such a field is refused. In a table of one column nothing would be left, so there each
line break in a field is refused.
"""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final
from zipfile import ZipInfo

from openvbc.errors import Fault, FileError

#: The longest line that is read; DuckDB is told the same.
LONGEST_LINE: Final = 10_000_000
#: How many examples a message gives of one kind of fault.
EXAMPLES: Final = 5

_BLOCK: Final = 1 << 20
#: How much of a packed file is unpacked to see how it grows, and how many times its length it may have.
_LOOKED_AT: Final = 64 << 20
_MOST_GROWTH: Final = 200
#: More columns are a table lying on its side.
_MOST_COLUMNS: Final = 2000
_QUOTE: Final = b'"'
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_WHY_SWALLOWED: Final = (
    "all lines up to the next quotation mark would be taken for one field, and their rows lost in silence"
)
_FIX_QUOTE: Final = (
    "take the quotation mark out or close it on its line; where the field truly has several lines, put blanks for the"
    " line breaks, or get the file again"
)


@dataclass(frozen=True)
class RecordCount:
    """What the bytes of a file say. records: the header included; faults: quotation marks that may swallow lines.

    broken: the lines on which quoted fields begin that hold a line break, for certain.
    """

    records: int
    broken: tuple[int, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def rows(self) -> int:
        """The records below the header."""
        return max(0, self.records - 1)


def count_records(
    path: Path,
    name: str,
    *,
    columns: int,
    delimiter: str = ",",
    quoted: bool = True,
    blanks: bytes = b"",
) -> RecordCount:
    """Count the records of a file, packed with gzip or not.

    name: what faults call it. columns: how many its header has. quoted: whether quotation marks may stand around a
    value; if not, each line that is not empty is a record. blanks: what a line may hold, beside its end, and still be
    empty. FileError if the file is damaged or a line is longer than
    LONGEST_LINE.
    """
    scan = _Scan(name, delimiter.encode(), columns)
    number = 1
    try:
        with opened_bytes(path) as content:
            for has_quotes, lines in _blocks(content, name):
                if quoted and (has_quotes or scan.opened):
                    for at, line in enumerate(lines, number):
                        scan.take(line, at)
                elif blanks:
                    scan.records += sum(bool(line.strip(blanks + b"\r\n")) for line in lines)
                else:
                    scan.records += len(lines) - sum(lines.count(end) for end in (b"\n", b"\r\n", b"\r"))
                number += len(lines)
    except (OSError, EOFError, zlib.error) as error:
        what = f"the file is damaged or cut short ({error})"
        raise FileError(Fault(what, name, fix="get the file again, or unpack it anew")) from None
    scan.finish()
    return RecordCount(scan.records, tuple(scan.broken), tuple(scan.faults))


class Unpacking(gzip.GzipFile):
    """A packed file while it is unpacked. FileError where it begins to grow as no table does, however it began."""

    def __init__(self, packed: BinaryIO, name: str) -> None:
        self._packed: Final = packed
        self._name: Final = name
        self._unpacked = self._looked_at = self._read_until = 0
        super().__init__(fileobj=self._packed, mode="rb")

    def read(self, size: int | None = -1) -> bytes:
        """So many bytes, unpacked."""
        return self._held(super().read(size))

    def read1(self, size: int = -1) -> bytes:
        """At most so many bytes, unpacked."""
        return self._held(super().read1(size))

    def close(self) -> None:
        """Close the packed file too."""
        super().close()
        self._packed.close()

    def _held(self, block: bytes) -> bytes:
        self._unpacked += len(block)
        grown = self._unpacked - self._looked_at
        if grown >= _LOOKED_AT:
            read = self._packed.tell() - self._read_until
            if grown >= read * _MOST_GROWTH:
                raise FileError(_grows(read, grown, self._name))
            self._looked_at, self._read_until = self._unpacked, self._packed.tell()
        return block


def _grows(packed: int, unpacked: int, name: str) -> Fault:
    return Fault(
        f"{packed:,} bytes of it unpack to {unpacked:,}",
        name,
        why="no table repeats itself so, and unpacking it would fill memory or disk",
        fix="get the file again",
    )


def zip_bomb(member: ZipInfo, name: str) -> Fault | None:
    """The fault of a member of a zip that grows as no table does; None of any other."""
    if member.file_size < _LOOKED_AT or member.file_size < member.compress_size * _MOST_GROWTH:
        return None
    return _grows(member.compress_size, member.file_size, name)


def opened_bytes(path: Path) -> BinaryIO:
    """A file's bytes for reading, unpacked if its name says gzip."""
    if path.name.lower().endswith(".gz"):
        return Unpacking(path.open("rb"), path.name)  # type: ignore[return-value]  # reads as a binary file does
    return path.open("rb")


def refuse_too_wide(columns: int, where: str) -> None:
    """FileError if a header has more columns than any table has."""
    if columns > _MOST_COLUMNS:
        what = f"the header has {columns:,} columns, at most {_MOST_COLUMNS:,} are read"
        raise FileError(Fault(what, where, fix="check that rows and columns are not swapped"))


def bomb(path: Path, name: str) -> Fault | None:
    """The fault of a packed file that grows as no table does; None of any other. Looks at its beginning only."""
    if not path.name.lower().endswith(".gz"):
        return None
    unpacked = 0
    try:
        with Unpacking(path.open("rb"), name) as content:
            while unpacked < _LOOKED_AT and (block := content.read(_BLOCK)):
                unpacked += len(block)
    except FileError as error:
        return error.faults[0]
    except (OSError, EOFError, zlib.error):
        return None  # damage is told where the file is read
    return None


def filled_lines(path: Path) -> Iterator[int]:
    """The numbers of the lines that are not empty."""
    number = 0
    with opened_bytes(path) as content:
        for _, lines in _blocks(content, path.name):
            for line in lines:
                number += 1
                if line.strip(b"\r\n"):
                    yield number


def lost_rows(counted: int, read: int, name: str, line: int | None = None) -> Fault:
    """The fault of a file whose records did not all become rows. line: where the first was lost, if that is known."""
    what = f"the file has {counted:,} records, but {read:,} were read"
    if line is not None:
        what = f"the record that begins here runs over the lines below it: {what}"
    return Fault(
        what,
        name if line is None else f"{name}:{line}",
        why="a row that is not read would be missing from every count, and nothing would tell",
        fix=_FIX_QUOTE if line is not None else "look for very long lines and stray quotation marks, or get it again",
    )


def _blocks(content: BinaryIO, name: str) -> Iterator[tuple[bool, list[bytes]]]:
    """The lines with their ends, some at a time, and whether a quotation mark stands in them."""
    rest, before, first = b"", 0, True
    while block := content.read(_BLOCK):
        if first:
            block, first = block.removeprefix(_BYTE_ORDER_MARK), False
        block = rest + block
        lines = block.splitlines(keepends=True)
        # What ends with a carriage return may go on with the line feed that belongs to it.
        rest = lines.pop() if lines and not block.endswith(b"\n") else b""
        if len(rest) > LONGEST_LINE or any(len(line) > LONGEST_LINE for line in lines[:1]):
            what = f"this line is longer than {LONGEST_LINE:,} bytes"
            long = before + 1 + (len(lines) if len(rest) > LONGEST_LINE else 0)
            fix = "see whether its line ends were lost, and get the file again"
            raise FileError(Fault(what, f"{name}:{long}", why="no record is so long", fix=fix))
        if lines:
            yield _QUOTE in block, lines
            before += len(lines)
    if rest:
        yield _QUOTE in rest, [rest]


@dataclass
class _Scan:
    """Goes through lines in which quotation marks stand. opened: the line whose last field is not closed yet, or 0."""

    name: str
    delimiter: bytes
    columns: int
    records: int = 0
    opened: int = 0
    broken: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def take(self, line: bytes, number: int) -> None:
        """The next line."""
        body = line.rstrip(b"\r\n")
        if self.opened:
            end = _closing(body, 0)
            if self.delimiter in (body if end < 0 else body[:end]):
                self._refuse(self.opened)
                self.opened = 0
            elif end < 0:
                return
            else:
                self.broken.append(self.opened)
                self.opened = 0
                self._fields(body, self._behind(body, end + 1, number), number)
                return
        if body:
            self.records += 1
            # A pair of marks on the line can hide nothing beyond it that the count of rows would not show.
            if body.count(_QUOTE) % 2:
                self._fields(body, 0, number)

    def finish(self) -> None:
        """No line follows."""
        if self.opened:
            self._refuse(self.opened)

    def _fields(self, body: bytes, at: int, number: int) -> None:
        """Look for a field that is opened and not closed, from the beginning of a field on."""
        while 0 <= at <= len(body):
            begins = at
            while body[begins : begins + 1] == b" ":
                begins += 1
            # A mark within a field that does not begin with one stands for itself.
            if body[begins : begins + 1] != _QUOTE:
                at = body.find(self.delimiter, at) + 1 or -1
                continue
            end = _closing(body, begins + 1)
            if end >= 0:
                at = self._behind(body, end + 1, number)
                continue
            if self.columns == 1 or self.delimiter in body[begins:]:
                self._refuse(number)
            else:
                self.opened = number
            return

    def _behind(self, body: bytes, at: int, number: int) -> int:
        """Where the field begins that follows a quotation mark that closed one; -1 if none does."""
        following = body.find(self.delimiter, at)
        between = body[at:] if following < 0 else body[at:following]
        if between.strip(b" "):
            self._tell(
                Fault(
                    "text stands behind a quotation mark that closes a field",
                    f"{self.name}:{number}",
                    why="where the field ends cannot be known",
                    fix="take the quotation marks out, or write each that belongs to the text twice",
                )
            )
            return -1
        return -1 if following < 0 else following + 1

    def _refuse(self, number: int) -> None:
        what = "a quotation mark opens a field here that is not closed on this line"
        self._tell(Fault(what, f"{self.name}:{number}", why=_WHY_SWALLOWED, fix=_FIX_QUOTE))

    def _tell(self, fault: Fault) -> None:
        if len(self.faults) < EXAMPLES:
            self.faults.append(fault)


def _closing(body: bytes, at: int) -> int:
    """Where the mark stands that closes a field, from `at` on; two of them are one of the text. -1 if none does."""
    while (mark := body.find(_QUOTE, at)) >= 0:
        if body[mark + 1 : mark + 2] != _QUOTE:
            return mark
        at = mark + 2
    return -1
