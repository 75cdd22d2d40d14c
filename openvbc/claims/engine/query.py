"""The named queries: one file each under `claims/sql/<room>/`, static text in DuckDB's dialect, one SELECT.

A file begins with a header of comment lines that tests hold against the text:

    -- Grain: one row a person and month.
    -- Inputs: eligibility, count_period; $paid_through
    -- Columns: person_id VARCHAR, year_month INTEGER
    -- Rule: what is decided here, in words; may run over several lines.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

#: In the rule of a query: its joins run in the order in which they stand, each with a hash table of what comes later.
#: Engines take a table of lines with several filters, or several codes to be equal, for a small one: they would build
#: hash tables of millions of rows, or hold each line against each key.
JOINED_AS_WRITTEN: Final = "Joined as written"

#: In the rule of a query: it gives no row where that table has none.
_NOTHING_WITHOUT: Final = re.compile(r"\bNothing without (\w+)\.")

_HEADER = re.compile(r"^-- (Grain|Inputs|Columns|Rule): ?(.*)$")
_GOES_ON = re.compile(r"^--\s+(.*)$")


@dataclass(frozen=True)
class Query:
    """One named query. Its name is that of its file, and of the table that it builds.

    inputs: tables it reads; parameters: the `$names` bound to it; columns: (name, DuckDB type) of what it gives.
    nothing_without: the inputs without a row of which it gives none, as its rule says.
    """

    name: str
    room: str
    text: str
    grain: str
    inputs: tuple[str, ...]
    parameters: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    rule: str
    nothing_without: tuple[str, ...] = ()


class _Queries(Mapping[str, Query]):
    """The named queries; a file is read when its query is first asked for: a count runs a quarter of them."""

    def __getitem__(self, name: str) -> Query:
        # A member of an enumeration is another key than its text: the file would be read for both.
        return _named(str(name))

    def __iter__(self) -> Iterator[str]:
        return iter(_files())

    def __len__(self) -> int:
        return len(_files())


def all_queries() -> Mapping[str, Query]:
    """Every query by name. ValueError if two files have one name or a header lacks a part: a fault of the program."""
    return _Queries()


@cache
def _files() -> dict[str, tuple[str, Traversable]]:
    """The room and the file of each query, by its name."""
    found: dict[str, tuple[str, Traversable]] = {}
    for room in sorted((resources.files("openvbc.claims") / "sql").iterdir(), key=lambda folder: folder.name):
        if not room.is_dir():
            continue
        for file in sorted(room.iterdir(), key=lambda each: each.name):
            name = file.name.removesuffix(".sql")
            if name == file.name:
                continue
            if name in found:
                raise ValueError(f"two queries are called {name}: in {found[name][0]} and in {room.name}")
            found[name] = room.name, file
    return found


def query(name: str) -> Query:
    """The query of that name. KeyError if there is none."""
    return all_queries()[name]


@cache
def _named(name: str) -> Query:
    room, file = _files()[name]
    return _read(name, room, file.read_text(encoding="utf-8"))


def _read(name: str, room: str, text: str) -> Query:
    parts = _header(text)
    missing = [part for part in ("Grain", "Inputs", "Columns", "Rule") if not parts.get(part)]
    if missing:
        raise ValueError(f"the header of {room}/{name}.sql lacks {', '.join(missing)}")
    tables, _, parameters = parts["Inputs"].rstrip(".").partition(";")
    columns = [column.strip() for column in re.split(r",(?![^(]*\))", parts["Columns"].rstrip("."))]
    return Query(
        name=name,
        room=room,
        text=text,
        grain=parts["Grain"],
        inputs=tuple(table.strip() for table in tables.split(",") if table.strip()),
        parameters=tuple(each.strip().removeprefix("$") for each in parameters.split(",") if each.strip()),
        columns=tuple((column.partition(" ")[0], column.partition(" ")[2]) for column in columns),
        rule=parts["Rule"],
        nothing_without=tuple(_NOTHING_WITHOUT.findall(parts["Rule"])),
    )


def _header(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    current = ""
    for line in text.splitlines():
        if begins := _HEADER.match(line):
            current = begins.group(1)
            parts[current] = begins.group(2).strip()
        elif current and (goes_on := _GOES_ON.match(line)):
            parts[current] = f"{parts[current]} {goes_on.group(1).strip()}".strip()
        else:
            break
    return parts
