"""A file of a hospital program: its columns by name, whatever their order and spelling, and a row for each hospital.

Case, blanks, hyphens and underscores of a header mean nothing, what several releases call by several names is one
column, and columns that a replay does not know are passed over.
"""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

from openvbc.errors import Fault, FileError
from openvbc.published_results.comparison.rows import PublishedFile, PublishedRow
from openvbc.published_results.mssp.results.columns import normal
from openvbc.published_results.mssp.results.table import read_table, years_in_name
from openvbc.tabular.small_table import in_file_order

#: What else a column has been called; the first of each is the name that replays use.
_NAMES: Final = (
    ("facilityid", "providerid", "providernumber", "hospitalccn", "hospitalcnn", "ccn", "cmscertificationnumberccn"),
    ("facilityname", "hospitalname", "providername"),
    ("measurename", "condition", "measureid", "measure"),
    ("citytown", "city"),
    ("countyparish", "county", "countyname"),
)
_CALLED: Final = {other: names[0] for names in _NAMES for other in names}
#: The column of the hospital's number; a file without it is of no hospital program.
CCN: Final = "facilityid"
_CCN_LENGTH: Final = 6


def column_name(header: str) -> str:
    """A header as replays name it: without case, blanks, hyphens and underscores, and by one name for one thing."""
    bare = normal(header)
    return _CALLED.get(bare, bare)


def read_hospital_file(path: Path) -> PublishedFile:
    """Read one file. FileError if it is no table, if two columns mean the same, or if it has no hospitals."""
    table = read_table(path)
    at = table.header_where
    names = [column_name(header) for header in table.header]
    twice = sorted(name for name, count in Counter(names).items() if count > 1 and name)
    faults = [
        Fault(
            "columns "
            + " and ".join(h for h, n in zip(table.header, names, strict=True) if n == name)
            + " mean the same",
            at,
            why="which of them holds cannot be known",
            fix="take all but one out",
        )
        for name in twice
    ]
    if CCN not in names:
        fix = "take a file of the program from data.cms.gov; its column is Facility ID or Provider ID"
        faults.append(Fault("there is no column with the hospitals' numbers (CCN)", at, fix=fix))
    if not table.lines:
        faults.append(Fault("there are no rows below the header", at, fix="fetch the file with its rows"))
    if faults:
        raise FileError(faults)
    found = list(table.faults)
    rows = []
    for row in table.rows:
        texts = {name: cell for name, cell in zip(names, row.cells, strict=True) if name}
        ccn = texts[CCN].strip()
        where = row.where
        if not ccn:
            found.append(Fault("the row names no hospital", where, fix="check the row"))
            continue
        # Spreadsheet programs drop the leading zero of a number.
        whole = ccn.zfill(_CCN_LENGTH) if ccn.isdigit() else ccn
        rows.append(PublishedRow(whole, texts.get("facilityname", "").strip() or whole, where, texts))
    headers = dict(zip(names, table.header, strict=True))
    return PublishedFile(table.file, headers, tuple(rows), tuple(in_file_order(found)))


def fiscal_year(file: PublishedFile, by_rows: Callable[[PublishedFile], int | None] = lambda _: None) -> int:
    """The fiscal year of a file: its column, else what `by_rows` makes of its rows, else the year that its name names.

    FileError if none says it or if several years do.
    """
    stated = {text for row in file.rows if (text := row.texts.get("fiscalyear", "").strip())}
    years = {int(each) for each in stated if re.fullmatch(r"20\d\d", each)}
    if len(years) == 1 and len(stated) == 1:
        return years.pop()
    if stated:
        what = f"the column Fiscal Year names {len(stated)} years: {', '.join(sorted(stated)[:5])}"
        raise FileError(Fault(what, file.file.name, fix="keep the rows of one fiscal year in a file"))
    found = by_rows(file)
    if found is not None:
        return found
    named = years_in_name(file.file.name)
    if len(named) == 1:
        return next(iter(named))
    raise FileError(
        Fault(
            "the file does not say of which fiscal year it is",
            file.file.name,
            why="rules and weights depend on it",
            fix="name the year in the file's name, for example fy2024_hvbp_tps.csv",
        )
    )
