"""A figure and where it came from: given by hand, read from a file, counted from claims, or settled before."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any, Final


class Absent(Enum):
    """Absence as a value of its own: a figure that is not there, which is not zero."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        raise TypeError("absence is neither true nor false; ask `is ABSENT`")


ABSENT: Final = Absent.ABSENT

#: What a line of a worksheet can hold, exactly.
Value = Decimal | bool | Absent


def known(value: Value) -> Decimal | bool | None:
    """A figure for who has no word for absence: None where it is absent."""
    return None if isinstance(value, Absent) else value


class Origin(Enum):
    """The ways a figure can reach a worksheet."""

    GIVEN = "given"
    READ = "read"
    COUNTED = "counted"
    SETTLED = "settled"


@dataclass(frozen=True)
class FileDigest:
    """A file that was read: its name (without folders, so that results do not depend on them) and SHA-256."""

    name: str
    sha256: str


@dataclass(frozen=True)
class SettledBefore:
    """The line of another settlement that a figure is: a prior year's, another stream's, the interim one's.

    fingerprint: of that settlement. member: of a line over an axis; "" for a single value.
    """

    fingerprint: str
    contract: str
    organization: str
    period: str
    status: str
    stream: str
    line: str
    member: str = ""

    def __str__(self) -> str:
        member = f"[{self.member}]" if self.member else ""
        return (
            f"{self.line}{member} of stream {self.stream}, {self.period}, {self.status}, {self.contract},"
            f" settlement {self.fingerprint[:12]}"
        )


@dataclass(frozen=True)
class Source:
    """Where a figure came from.

    origin: given, read, counted or settled. description: in words ("payer statement, page 3"). where: file and line, or
    cell. files: what was read. query: the SQL as it ran. rows: how many rows were counted. listing: SQL that lists
    them. scope: in which of the engine's scopes it was counted, so that a stream's figure lists rows of its own tables.
    settled: the line of another settlement that it is.
    """

    origin: Origin
    description: str = ""
    where: str = ""
    files: tuple[FileDigest, ...] = ()
    query: str = ""
    rows: int | None = None
    listing: str = ""
    scope: str = ""
    settled: SettledBefore | None = None

    def __str__(self) -> str:
        text = f"{self.origin.value} in {self.where}" if self.where else self.origin.value
        if self.description:
            text += f": {self.description}"
        if self.rows is not None:
            text += f" ({self.rows:,} rows)"
        return text


@dataclass(frozen=True)
class Figure:
    """One value with its source."""

    value: Value
    source: Source = field(default_factory=lambda: Source(Origin.GIVEN))


#: Where a figure of a line over axes stands: the member on its only axis, or one on each axis, in the line's order.
Key = str | tuple[str, ...]

#: `Key` in the type of a mapping, since a mapping by single members is not held to be one by `Key`.
Keyed = Any

#: Figures by the name of the worksheet line; a line over axes holds one figure for each combination of members.
Figures = dict[str, "Figure | dict[Keyed, Figure]"]


def key_text(key: Key) -> str:
    """A key as files and reports write it: `esrd`, `2024,esrd`."""
    return key if isinstance(key, str) else ",".join(key)


def key_parts(key: Key) -> tuple[str, ...]:
    """The members that a key names, one an axis."""
    return (key,) if isinstance(key, str) else key
