"""Reads Tuva's claims input layer: eligibility, medical_claim, pharmacy_claim and provider_attribution.

The claims must already be final: the input layer says so, and holds nothing to net them by.
"""

from collections.abc import Sequence
from pathlib import Path

from openvbc.claims.findings import Finding
from openvbc.claims.readers.account import LoadOptions, ReadResult
from openvbc.claims.readers.reading import Reader, Workplace
from openvbc.claims.readers.staging.loading import (
    Loaded,
    TextLayout,
    check_and_load,
    count_loaded,
    missing_columns,
    prepare_workplace,
    refuse_files_twice,
)
from openvbc.claims.readers.staging.staged import Staged, stage_text
from openvbc.claims.readers.staging.text_file import TextFile, first_line, open_text_file
from openvbc.claims.readers.tuva.layouts import LAYOUTS, PACKAGE
from openvbc.claims.readers.tuva.told import amounts_without_column, lines_differ, open_spans, practice_names
from openvbc.claims.readers.tuva.typed_rows import (
    TypedRows,
    database_tables,
    fraction_note,
    is_database,
    parquet_rows,
    stage_typed,
    typed_columns,
)
from openvbc.claims.tables.people import PROVIDER
from openvbc.errors import ClaimsError, Fault, FileError, raise_all

_TEXT = (".csv", ".csv.gz")
_PARQUET = ".parquet"
_DATABASES = (".duckdb", ".ddb", ".db")


class TuvaReader(Reader):
    """Reads the claims input layer of the Tuva Project, as CSV (also packed with gzip), Parquet or a DuckDB file."""

    name = "tuva"
    label = "Tuva claims input layer"

    def recognize(self, files: Sequence[Path]) -> list[Path]:
        """The files that are named like a table of the input layer, whose CSV header is that of one, or of DuckDB."""
        return [path for path in files if _is_text_or_parquet(path) or (_is_named_database(path) and is_database(path))]

    def read(self, files: Sequence[Path], workplace: Workplace, options: LoadOptions) -> ReadResult:
        """Read the files into the canonical tables, claims as they stand."""
        refuse_files_twice(files)
        prepare_workplace(workplace)
        loaded = Loaded()
        not_read: dict[str, str] = {}
        for path in files:
            try:
                if _is_named_database(path):
                    for source in database_tables(workplace, path, LAYOUTS):
                        _read_typed(path, source, workplace, options, loaded, not_read)
                elif _suffix(path) == _PARQUET:
                    source = parquet_rows(TextFile(path, path.name, ()))
                    _read_typed(path, source, workplace, options, loaded, not_read)
                else:
                    _read_text(path, workplace, options, loaded, not_read)
            except FileError as error:
                loaded.faults.extend(error.faults)
        raise_all(loaded.faults, FileError)
        _refuse_nameless_payers(workplace)
        return ReadResult(tuple(loaded.files), not_read, count_loaded(workplace), tuple(loaded.findings))


def _suffix(path: Path) -> str:
    return next((suffix for suffix in (*_TEXT, _PARQUET) if path.name.lower().endswith(suffix)), "")


def _is_text_or_parquet(path: Path) -> bool:
    return bool(_suffix(path)) and (_named(path) is not None or _header_fits(path))


def _is_named_database(path: Path) -> bool:
    return path.suffix.lower() in _DATABASES


def _named(path: Path) -> TextLayout | None:
    """The layout that the file's name says: the longest table name in it. A list of providers has any name."""
    base = path.name.lower()
    if base.split(".")[0] == PROVIDER.name:
        return LAYOUTS[PROVIDER.name]
    names = sorted(LAYOUTS.keys() - {PROVIDER.name}, key=len, reverse=True)
    return next((LAYOUTS[table] for table in names if table in base), None)


def _header_fits(path: Path) -> bool:
    return _suffix(path) in _TEXT and _fitting(first_line(path).replace('"', "").split(",")) is not None


def _fitting(header: Sequence[str]) -> TextLayout | None:
    """The layout that a header fits best."""
    names = [name.strip() for name in header]
    fitting = [layout for layout in LAYOUTS.values() if layout.fits(names)]
    return max(fitting, key=lambda layout: layout.likeness(names), default=None)


def _layout_of(path: Path, name: str, header: Sequence[str]) -> TextLayout | None:
    """The layout of a file; None if neither its name nor its header is that of a table of the input layer.

    FileError if its header is not that of the table its name says.
    """
    named, fitting = _named(path), _fitting(header)
    if named is None or named is fitting:
        return fitting
    if fitting is not None and not named.fits(header):
        what = f"the name says {named.kind}, the header is that of {fitting.kind}"
        fix = "give the file the name of what it holds, or get the right file"
        raise FileError(Fault(what, f"{name}:1", fix=fix))
    if named.fits(header):
        return named
    raise FileError(missing_columns(name, header, named))


_NO_TABLE = "neither its name nor its header is that of a table of Tuva's claims input layer"


def _read_text(
    path: Path, workplace: Workplace, options: LoadOptions, loaded: Loaded, not_read: dict[str, str]
) -> None:
    file = open_text_file(path, path.name)
    layout = _layout_of(path, file.name, file.header)
    if layout is None:
        not_read[path.name] = _NO_TABLE
        return
    staged = stage_text(workplace, file, layout.columns)
    _check_and_tell(file, layout, staged, workplace, options, loaded)


def _read_typed(
    path: Path,
    source: TypedRows,
    workplace: Workplace,
    options: LoadOptions,
    loaded: Loaded,
    not_read: dict[str, str],
) -> None:
    """Read a Parquet file, or a table of a DuckDB file, which is known by its own name."""
    types = typed_columns(workplace, source)
    file = TextFile(path, source.where, tuple(types), rows_are_lines=True)
    table = Path(source.where.rpartition(".")[2]) if _is_named_database(path) else path
    layout = _layout_of(table, file.name, file.header)
    if layout is None:
        not_read[source.where] = _NO_TABLE
        return
    staged = stage_typed(workplace, file, layout, source, types)
    loaded.findings.extend(fraction_note(file, layout, types))
    _check_and_tell(file, layout, staged, workplace, options, loaded)


def _check_and_tell(
    file: TextFile, layout: TextLayout, staged: Staged, workplace: Workplace, options: LoadOptions, loaded: Loaded
) -> None:
    loaded.findings.extend(_amounts_without_column(file, layout))
    before = len(loaded.files)
    check_and_load(file, layout, staged, workplace, options, loaded)
    if len(loaded.files) > before:
        if layout.kind == "medical_claim":
            loaded.findings.extend(lines_differ(file.name, workplace.run(PACKAGE, "count_claims_that_differ").rows))
        elif layout.kind == "provider_attribution":
            loaded.findings.extend(practice_names(file.name, workplace.run(PACKAGE, "count_practice_names").rows))
        elif layout.kind == "eligibility":
            loaded.findings.extend(open_spans(file.name, int(workplace.run(PACKAGE, "count_open_spans").value)))


def _amounts_without_column(file: TextFile, layout: TextLayout) -> list[Finding]:
    header = {name.lower() for name in file.header}
    known = {name for column in layout.columns for name in column.header_names}
    missing = [column for column in layout.columns if not header & {*column.header_names}]
    return list(amounts_without_column(file.name, missing, sorted(header - known - {""})))


def _refuse_nameless_payers(workplace: Workplace) -> None:
    nameless = workplace.run(PACKAGE, "list_rows_without_payer").rows
    raise_all(
        [
            Fault(
                f"payer is empty on {cases:,} rows",
                f"{file}, data row {row}",
                why="months and dollars are counted by payer",
                fix="fill the column, or name the payer when loading",
            )
            for file, row, cases in nameless
        ],
        ClaimsError,
    )
