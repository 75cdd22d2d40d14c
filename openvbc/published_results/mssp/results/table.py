"""A results file as it stands: its header and its lines, before anybody says what they mean."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openvbc.errors import Fault
from openvbc.figures import FileDigest
from openvbc.money import money_from_text
from openvbc.published_results.mssp.results.cells import NO_VALUE
from openvbc.published_results.mssp.results.columns import normal
from openvbc.tabular.small_table import COMMAS_ONLY, read_small_table
from openvbc.yamlfile import digest


@dataclass(frozen=True)
class Table:
    """A header and the lines below it, each with its line number in the file; faults: lines of another width."""

    file: FileDigest
    header: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str, ...]], ...]
    faults: tuple[Fault, ...] = ()

    @property
    def headers(self) -> frozenset[str]:
        """The header names, normalized."""
        return frozenset(normal(name) for name in self.header)


def read_table(path: Path) -> Table:
    """Read a CSV file. FileError if it is missing, is no text, has no header, or a row of it could be lost.

    CMS writes UTF-8 in most years and the Western European code page of Windows in some.
    """
    table = read_small_table(path, delimiters=COMMAS_ONLY, other_encoding="cp1252")
    lines = tuple((row.line, row.cells) for row in table.rows)
    return Table(FileDigest(path.name, digest(path)), table.header, lines, table.faults)


_YEAR = re.compile(r"(?<!\d)(20[1-9]\d)(?!\d)")


def years_in_name(name: str) -> frozenset[int]:
    """The years that a file's name names."""
    return frozenset(int(year) for year in _YEAR.findall(name))


_SHIFT_FROM = normal("Total savings/losses ($)")
_SHIFT_TO = normal("Total performance year spending per assigned beneficiary")
_EXPENDITURES = "Total expenditures ($)"


def fixed_header(table: Table) -> Table:
    """The file of PY2013 with the label of its expenditures put back, if its arithmetic shows that it is missing.

    In that file the label is left out and every label from there to the per capita spending names the column before
    its own, so that "Total savings/losses ($)" heads the expenditures. The benchmark less that column is then, in every
    line, the column after it.
    """
    names = [normal(name) for name in table.header]
    if _SHIFT_FROM not in names or normal(_EXPENDITURES) in names:
        return table
    at = names.index(_SHIFT_FROM)
    end = names.index(_SHIFT_TO) if _SHIFT_TO in names else len(names) - 1
    if not at or end <= at or not _is_shifted(table.lines, at):
        return table
    header = (*table.header[:at], _EXPENDITURES, *table.header[at:end], *table.header[end + 1 :])
    return Table(table.file, header, table.lines, table.faults)


def _is_shifted(lines: Sequence[tuple[int, tuple[str, ...]]], at: int) -> bool:
    """Whether benchmark less the column headed "savings/losses" is the next column, wherever all three are printed."""
    seen = False
    for _, cells in lines:
        texts = [cells[index].strip().replace("$-", "-$") for index in (at - 1, at, at + 1) if index < len(cells)]
        if len(texts) < 3 or any(text.casefold() in NO_VALUE for text in texts):
            continue
        try:
            benchmark, spent, difference = (money_from_text(text) for text in texts)
        except ValueError:
            return False
        # Totals of a billion are printed in whole dollars, so a dollar either way is their rounding.
        if abs(benchmark - spent - difference) > 1:
            return False
        seen = True
    return seen
