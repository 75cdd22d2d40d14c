"""CSV tables about single members: read whole, checked whole, every fault with its row."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openvbc.errors import Fault, FileError, InputError, did_you_mean, raise_all


@dataclass(frozen=True)
class TableRow:
    """One row: its place ("members.csv:7") and its cells by column, stripped."""

    where: str
    cells: dict[str, str]


def read_member_table(path: Path, needed: Sequence[str], optional: Sequence[str] = ()) -> tuple[TableRow, ...]:
    """The rows of a CSV with a header. FileError where it is no such file, InputError where columns or rows are off."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise FileError(Fault("there is no such file", str(path), fix="check the path")) from None
    except (UnicodeDecodeError, OSError):
        raise FileError(Fault("this is not a text file", str(path), fix="save it as CSV UTF-8")) from None
    reader = csv.reader(io.StringIO(text))
    rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(cell.strip() for cell in row)]
    if not rows:
        raise FileError(Fault("the file is empty", path.name, fix=f"write a header: {','.join(needed)}"))
    (_, header), *body = rows
    known = {*needed, *optional}
    faults = [
        Fault(f"column {name!r} is missing", f"{path.name}:1", fix=f"write a header: {','.join([*needed, *optional])}")
        for name in needed
        if name not in header
    ]
    faults += [
        Fault(f"column {name!r} is not known here", f"{path.name}:1", fix=did_you_mean(name, known))
        for name in header
        if name not in known
    ]
    faults += [Fault(f"column {name!r} stands twice", f"{path.name}:1") for name in known if header.count(name) > 1]
    raise_all(faults, InputError)
    return tuple(_rows(path, header, body))


def _rows(path: Path, header: list[str], body: list[tuple[int, list[str]]]) -> Iterator[TableRow]:
    faults = [
        Fault(f"the row has {len(row)} cells, the header {len(header)}", f"{path.name}:{number}", fix="fix the row")
        for number, row in body
        if len(row) != len(header)
    ]
    raise_all(faults, InputError)
    for number, row in body:
        yield TableRow(f"{path.name}:{number}", dict(zip(header, row, strict=True)))


def day(text: str) -> date | None:
    """A day written YYYY-MM-DD; None if it is none."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
