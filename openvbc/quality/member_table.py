"""Tables about single members: read whole, checked whole, every fault with its row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openvbc.errors import InputError, raise_all
from openvbc.tabular.small_table import day_from_text, read_small_table


@dataclass(frozen=True)
class TableRow:
    """One row: its place ("members.csv:7") and its cells by column, stripped."""

    where: str
    cells: dict[str, str]


def read_member_table(path: Path, needed: Sequence[str], optional: Sequence[str] = ()) -> tuple[TableRow, ...]:
    """The rows of a table. FileError where it is no such file, InputError where columns or rows are off."""
    table = read_small_table(path)
    raise_all(table.header_faults(needed, optional), InputError)
    raise_all(table.faults, InputError)
    return tuple(TableRow(row.where, cells) for row, cells in table.records())


def day(text: str) -> date | None:
    """A day as tables write it; None if it is none."""
    try:
        return day_from_text(text)
    except ValueError:
        return None
