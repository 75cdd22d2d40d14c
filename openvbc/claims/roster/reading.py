"""A roster that a user gives as CSV or Excel: read as text, every value checked, no row lost."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from openvbc.claims.engine.engine import Engine
from openvbc.claims.findings import raise_blocking
from openvbc.claims.readers.reading import Workplace
from openvbc.claims.readers.staging.loading import prepare_workplace
from openvbc.claims.readers.staging.rules import Rule, SourceColumn
from openvbc.claims.readers.staging.staged import stage_text, value_faults
from openvbc.claims.readers.staging.text_file import TextFile, line_numbers, open_text_file
from openvbc.claims.tables.roster_rule_tables import GIVEN_ROSTER
from openvbc.claims.work_folder import WorkFolder
from openvbc.errors import Fault, FileError, did_you_mean, raise_all
from openvbc.figures import FileDigest
from openvbc.tabular.small_table import read_small_table
from openvbc.yamlfile import digest

PACKAGE: Final = "openvbc.claims.roster"
_COLUMNS: Final = (
    SourceColumn("person_id", needed=True, filled=True),
    SourceColumn("year_month", Rule.MONTH_OR_DAY, needed=True, filled=True, names=("month", "year_month")),
    SourceColumn("rate_cell", needed=True, filled=True),
    SourceColumn("roster_date", Rule.DAY),
    SourceColumn("cohort"),
    SourceColumn("payee"),
    SourceColumn("risk_score", Rule.QUANTITY),
)


@dataclass(frozen=True)
class RosterFile:
    """A roster that stands on an engine as `roster_month`. dated: whether each row says when the roster was made."""

    text: TextFile
    digest: FileDigest
    rows: int
    dated: bool

    def lines(self, rows: set[int]) -> Mapping[int, int]:
        """The line of the file, or row of the sheet, on which each data row stands."""
        return line_numbers(self.text, rows)


def put_roster(engine: Engine, path: Path, folder: Path) -> RosterFile:
    """Read a roster and make it the engine's `roster_month`; it stands in `folder` as long as it is counted.

    FileError lists columns that are missing or not known, values that cannot stand where they do, and rows whose roster
    has no day while others have one.
    """
    file = _text_file(path, folder)
    workplace = Workplace()
    try:
        prepare_workplace(workplace)
        _check_header(file)
        staged = stage_text(workplace, file, _COLUMNS)
        raise_blocking(staged.findings)
        if not staged.rows:
            raise FileError(Fault("the roster names nobody", path.name, fix="write a row for each member and month"))
        raise_all(value_faults(workplace, file, _COLUMNS), FileError)
        ((said, rows),) = workplace.run(PACKAGE, "say_some_days").rows
        if said not in (0, rows):
            raise FileError(
                Fault(
                    f"roster_date is empty on {rows - said:,} of {rows:,} rows",
                    path.name,
                    why="which of the rosters those rows belong to cannot be known",
                    fix="fill it on every row, or leave the column out where there is one roster",
                )
            )
        workplace.run(PACKAGE, "type_roster")
        parquet = folder / "roster.parquet"
        # DuckDB takes no bound value as the name of a file that it writes.
        target = str(parquet).replace("'", "''")
        workplace.connection.execute(f"COPY roster_rows TO '{target}' (FORMAT parquet)")
    finally:
        workplace.close()
    engine.attach(GIVEN_ROSTER, [parquet])
    return RosterFile(file, FileDigest(path.name, digest(path)), int(rows), bool(said))


def work_folder() -> WorkFolder:
    """Where a roster stands while it is counted: a folder that only its owner reads, and that goes afterwards."""
    return WorkFolder()


def _text_file(path: Path, folder: Path) -> TextFile:
    """The file itself, or what its first sheet says as text, each row on the line that is its number."""
    if path.suffix.lower() in (".csv", ".gz", ".txt"):
        return open_text_file(path, path.name)
    table = read_small_table(path)
    raise_all(table.faults, FileError)
    text = folder / "roster.csv"
    # Blank lines between keep each row on the line that is its number; the header stands on the first.
    with text.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.header)
        line = 2
        for row in table.rows:
            file.write("\n" * (row.line - line))
            writer.writerow(row.cells)
            line = row.line + 1
    return open_text_file(text, table.header_where.rpartition(", row ")[0])


def _check_header(file: TextFile) -> None:
    known = {name for column in _COLUMNS for name in column.header_names}
    places = file.places
    faults = [
        Fault(f"column {name!r} is not known here", f"{file.name}:1", fix=did_you_mean(name, known))
        for name in places
        if name not in known
    ]
    faults += [
        Fault(
            f"there is no column {column.header_names[0]!r}",
            f"{file.name}:1",
            why="a roster says who belongs to which rate cell in which month",
            fix=did_you_mean(column.header_names[0], places),
        )
        for column in _COLUMNS
        if column.needed and not places.keys() & {*column.header_names}
    ]
    raise_all(faults, FileError)
