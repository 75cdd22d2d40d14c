"""Loading files into the canonical tables: all of them or none, with every fault of every file told at once.

A reader recognizes files and gives each a layout; what is common to delimited formats is done here: reading as text,
checking each value, staging, keeping, auditing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from openvbc.claims.files import DelimitedFile, ends_with_a_line_end, line_numbers, malformed_lines
from openvbc.claims.findings import Finding, Severity, raise_blocking
from openvbc.claims.yearly.load_audits import audit_load
from openvbc.claims.yearly.store import BoundValue, ClaimsStore
from openvbc.errors import ClaimsError, Fault, FileError, raise_all
from openvbc.figures import FileDigest
from openvbc.tabular.record_count import count_records, lost_rows

_RULES_IN_WORDS = {
    "identifier": "empty, but rows cannot be told apart without it",
    "money": "no amount in dollars and cents (like 4000.00 or -10)",
    "months": "no number of months from 0 to 12",
    "number": "no whole number",
    "date": "no day of the calendar written YYYYMMDD",
}


@dataclass(frozen=True)
class Layout:
    """One kind of file of a source format.

    columns: all that the publisher's file has. rules: the columns that must be there, with what each must hold (the
    words are those of check_values.sql). read, stage: the named queries that read and type it. yearly: whether one
    file is of one year.
    """

    kind: str
    columns: tuple[str, ...]
    rules: dict[str, str]
    read: str
    stage: str
    yearly: bool

    @property
    def needed(self) -> frozenset[str]:
        """The columns without which the file cannot be counted."""
        return frozenset(self.rules)


@dataclass(frozen=True)
class RecognizedFile:
    """A file, what it is, and the year it is of (None where its rows carry their dates)."""

    file: DelimitedFile
    layout: Layout
    year: int | None
    sha256: str


@dataclass(frozen=True)
class LoadedFile:
    """A file that was read. kind: what it holds; year: of a yearly summary, otherwise None."""

    digest: FileDigest
    kind: str
    year: int | None
    data_rows: int


@dataclass(frozen=True)
class LoadReport:
    """What a load read, what it left unread and why (file name -> reason), and what its audits found."""

    files: tuple[LoadedFile, ...]
    not_read: dict[str, str]
    findings: tuple[Finding, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years that have a summary, in order."""
        return tuple(sorted({file.year for file in self.files if file.year is not None}))


def load_files(
    recognized: Sequence[RecognizedFile], store: ClaimsStore
) -> tuple[tuple[LoadedFile, ...], list[Finding]]:
    """Read all files into the store and audit it; what was read and what was found.

    FileError if a file's lines or values are not what its layout says; ClaimsError if a file or its rows stand twice.
    Either tells all faults, and the store stays as it was.
    """
    before = store.run("list_source_files").records
    _refuse_a_file_twice(recognized, {file["sha256"]: file["name"] for file in before})
    store.run("begin_staging")
    try:
        files = _stage_all(recognized, store, len(before))
        with store.transaction():
            for file_number, loaded in enumerate(files, len(before) + 1):
                _note_source_file(store, file_number, loaded)
            store.run("keep_staged")
            store.run("build_inpatient_claims")
            findings = [*audit_load(store), *_cut_short(recognized)]
            raise_blocking(findings)
    finally:
        store.run("end_staging")
    return files, findings


def _refuse_a_file_twice(recognized: Sequence[RecognizedFile], names: dict[str, str]) -> None:
    """`names` are the files already in the store, by digest."""
    faults = []
    for each in recognized:
        if each.sha256 in names:
            faults.append(
                Fault(
                    f"this is the same file as {names[each.sha256]}",
                    each.file.name,
                    why="everything in it would be counted twice",
                    fix="keep one of the two; load a folder into a store once",
                )
            )
        names.setdefault(each.sha256, each.file.name)
    raise_all(faults, ClaimsError)


def _stage_all(recognized: Sequence[RecognizedFile], store: ClaimsStore, numbers_used: int) -> tuple[LoadedFile, ...]:
    files = []
    faults: list[Fault] = []
    for file_number, each in enumerate(recognized, numbers_used + 1):
        try:
            rows = _stage(each, store, file_number)
        except FileError as error:
            faults.extend(error.faults)
        else:
            files.append(LoadedFile(FileDigest(each.file.name, each.sha256), each.layout.kind, each.year, rows))
    raise_all(faults, FileError)
    return tuple(files)


def _stage(each: RecognizedFile, store: ClaimsStore, file_number: int) -> int:
    """Read one file as text, check its lines and values, and stage it; its number of data rows."""
    file, layout = each.file, each.layout
    count = count_records(file.path, file.name, columns=len(file.header))
    raise_all(count.faults, FileError)
    where: dict[str, BoundValue] = {"path": file.pattern, "compression": file.compression}
    try:
        store.run(layout.read, {**where, "columns": file.text_columns})
        uneven = store.run("count_uneven_lines", {**where, "commas": len(file.header) - 1}).value
    except FileError as error:
        raise FileError(malformed_lines(file, error.faults[0].what)) from None
    if uneven:
        raise FileError(malformed_lines(file, f"{uneven:,} lines do not stand for one row each"))
    rows: int = store.run("count_staged_rows").value
    if rows == 0:
        raise FileError(Fault("the file has a header but no data rows", file.name, fix="get the file again"))
    if rows != count.rows:
        raise FileError(lost_rows(count.rows, rows, file.name))
    raise_all(_value_faults(file, layout, store), FileError)
    store.run(layout.stage, {"file_number": file_number, "year": each.year or 0})
    return rows


def _value_faults(file: DelimitedFile, layout: Layout, store: ClaimsStore) -> list[Fault]:
    rules: dict[str, BoundValue] = {"columns": list(layout.rules), "rules": list(layout.rules.values())}
    bad = store.run("check_values", rules).records
    lines = line_numbers(file, {value["source_row"] for value in bad}) if bad else {}
    faults = []
    for column in dict.fromkeys(value["column_name"] for value in bad):
        of_column = [value for value in bad if value["column_name"] == column]
        first, cases = of_column[0], of_column[0]["cases"]
        shown = ", ".join(f"{value['value']!r} on line {lines[value['source_row']]}" for value in of_column)
        more = f" and {cases - len(of_column):,} more" if cases > len(of_column) else ""
        faults.append(
            Fault(
                f"{column} is {_RULES_IN_WORDS[first['rule']]}: {shown}{more}",
                f"{file.name}:{lines[first['source_row']]}",
                why="nothing is guessed or left out, so nothing was loaded",
                fix="get the file again, or put these values right",
            )
        )
    return faults


def _note_source_file(store: ClaimsStore, file_number: int, loaded: LoadedFile) -> None:
    store.run(
        "insert_source_file",
        {
            "file_number": file_number,
            "name": loaded.digest.name,
            "sha256": loaded.digest.sha256,
            "kind": loaded.kind,
            "year": loaded.year or 0,
            "data_rows": loaded.data_rows,
        },
    )


def _cut_short(recognized: Sequence[RecognizedFile]) -> list[Finding]:
    names = tuple(each.file.name for each in recognized if not ends_with_a_line_end(each.file))
    if not names:
        return []
    return [
        Finding(
            "last_line",
            Severity.WARNING,
            "files end without a line end",
            len(names),
            names,
            why="the last amount may be cut short",
            remedy="hold the last line against the original, or get the file again",
        )
    ]
