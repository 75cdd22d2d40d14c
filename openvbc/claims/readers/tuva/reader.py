"""Reads Tuva's claims input layer: eligibility, medical_claim, pharmacy_claim and provider_attribution.

The claims must already be final: the input layer says so, and holds nothing to net them by.
"""

from collections.abc import Sequence
from pathlib import Path

from openvbc.claims.findings import Finding, Severity
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
from openvbc.claims.readers.staging.staged import stage_text
from openvbc.claims.readers.staging.text_file import TextFile, first_line, open_text_file
from openvbc.claims.readers.tuva.layouts import LAYOUTS, PACKAGE
from openvbc.claims.readers.tuva.parquet import fraction_note, parquet_columns, stage_parquet
from openvbc.claims.tables.dictionary import LAST_DAY
from openvbc.errors import ClaimsError, Fault, FileError, did_you_mean, raise_all

_TEXT = (".csv", ".csv.gz")
_PARQUET = ".parquet"
#: The amounts that a contract counts.
_AMOUNTS = ("paid_amount", "allowed_amount")


class TuvaReader(Reader):
    """Reads the claims input layer of the Tuva Project, as CSV (also packed with gzip) or Parquet."""

    name = "tuva"
    label = "Tuva claims input layer"

    def recognize(self, files: Sequence[Path]) -> list[Path]:
        """The files that are named like a table of the input layer, or whose CSV header is that of one."""
        return [path for path in files if _suffix(path) and (_named(path) or _header_fits(path))]

    def read(self, files: Sequence[Path], workplace: Workplace, options: LoadOptions) -> ReadResult:
        """Read the files into the canonical tables, claims as they stand."""
        refuse_files_twice(files)
        prepare_workplace(workplace)
        loaded = Loaded()
        not_read: dict[str, str] = {}
        for path in files:
            try:
                _read_file(path, workplace, options, loaded, not_read)
            except FileError as error:
                loaded.faults.extend(error.faults)
        raise_all(loaded.faults, FileError)
        _refuse_nameless_payers(workplace)
        return ReadResult(tuple(loaded.files), not_read, count_loaded(workplace), tuple(loaded.findings))


def _suffix(path: Path) -> str:
    return next((suffix for suffix in (*_TEXT, _PARQUET) if path.name.lower().endswith(suffix)), "")


def _named(path: Path) -> TextLayout | None:
    """The layout that the file's name says: the longest table name in it."""
    base = path.name.lower()
    return next((LAYOUTS[table] for table in sorted(LAYOUTS, key=len, reverse=True) if table in base), None)


def _header_fits(path: Path) -> bool:
    return _suffix(path) in _TEXT and _fitting(first_line(path).replace('"', "").split(",")) is not None


def _fitting(header: Sequence[str]) -> TextLayout | None:
    """The layout that a header fits best."""
    names = [name.strip() for name in header]
    fitting = [layout for layout in LAYOUTS.values() if layout.fits(names)]
    return max(fitting, key=lambda layout: layout.likeness(names), default=None)


def _layout_of(path: Path, header: Sequence[str]) -> TextLayout | None:
    """The layout of a file; None if neither its name nor its header is that of a table of the input layer.

    FileError if its header is not that of the table its name says.
    """
    named, fitting = _named(path), _fitting(header)
    if named is None or named is fitting:
        return fitting
    if fitting is not None and not named.fits(header):
        what = f"the name says {named.kind}, the header is that of {fitting.kind}"
        fix = "give the file the name of what it holds, or get the right file"
        raise FileError(Fault(what, f"{path.name}:1", fix=fix))
    if named.fits(header):
        return named
    raise FileError(missing_columns(path.name, header, named))


def _read_file(
    path: Path, workplace: Workplace, options: LoadOptions, loaded: Loaded, not_read: dict[str, str]
) -> None:
    types: dict[str, str] = {}
    if _suffix(path) == _PARQUET:
        file = TextFile(path, path.name, (), rows_are_lines=True)
        types = parquet_columns(workplace, file)
        file = TextFile(path, path.name, tuple(types), rows_are_lines=True)
    else:
        file = open_text_file(path, path.name)
    layout = _layout_of(path, file.header)
    if layout is None:
        not_read[path.name] = "neither its name nor its header is that of a table of Tuva's claims input layer"
        return
    if types:
        staged = stage_parquet(workplace, file, layout, types)
        loaded.findings.extend(fraction_note(file, layout, types))
    else:
        staged = stage_text(workplace, file, layout.columns)
    loaded.findings.extend(_amounts_without_column(file, layout))
    before = len(loaded.files)
    check_and_load(file, layout, staged, workplace, options, loaded)
    if len(loaded.files) > before:
        if layout.kind == "medical_claim":
            loaded.findings.extend(_claims_that_differ(workplace, file))
        elif layout.kind == "provider_attribution":
            loaded.findings.extend(_practice_names(workplace, file))
        elif layout.kind == "eligibility":
            loaded.findings.extend(_open_spans(workplace, file))


def _amounts_without_column(file: TextFile, layout: TextLayout) -> list[Finding]:
    """Amounts that decide money and have no column: it may be there under another name."""
    header = {name.lower() for name in file.header}
    known = {name for column in layout.columns for name in column.header_names}
    strange = sorted(header - known - {""})
    missing = [
        column.name for column in layout.columns if column.name in _AMOUNTS and not header & {*column.header_names}
    ]
    if not missing:
        return []
    hints = {name: did_you_mean(name, strange) for name in missing}
    return [
        Finding(
            "amounts_without_column",
            Severity.WARNING,
            f"{file.name}: there are no columns of amounts that may count",
            len(missing),
            tuple(f"{name} ({hint})" if hint.startswith("did you mean") else name for name, hint in hints.items()),
            why="no line says these amounts, so a count by them stops or leaves the lines out",
            remedy="give the columns the names of Tuva's input layer",
            names_people=False,
        )
    ]


def _claims_that_differ(workplace: Workplace, file: TextFile) -> list[Finding]:
    rows = workplace.run(PACKAGE, "count_claims_that_differ").rows
    if not rows:
        return []
    return [
        Finding(
            "lines_differ",
            Severity.WARNING,
            f"{file.name}: claims name different diagnoses in the same place on their lines",
            rows[0][1],
            tuple(str(row[0]) for row in rows),
            why="the input layer repeats a claim's diagnoses on each line; the first line with a code decides",
            remedy="look at these claims in the source",
        )
    ]


def _open_spans(workplace: Workplace, file: TextFile) -> list[Finding]:
    """Spans that end in the year 9999: still enrolled, as far as the source knows."""
    spans = int(workplace.run(PACKAGE, "count_open_spans").value)
    if not spans:
        return []
    return [
        Finding(
            "open_spans",
            Severity.NOTE,
            f"{file.name}, enrollment_end_date: spans of enrollment end in the year 9999",
            spans,
            why=f"they are read as going on, to {LAST_DAY}",
            names_people=False,
        )
    ]


def _practice_names(workplace: Workplace, file: TextFile) -> list[Finding]:
    """Practices that the payer calls by a name: a participant is found by it only where it is an organization's."""
    rows = workplace.run(PACKAGE, "count_practice_names").rows
    if not rows:
        return []
    practices = tuple(str(practice) for practice, _, _ in rows)
    _, months, unattributable = rows[0]
    findings = [
        Finding(
            "practice_names",
            Severity.NOTE,
            f"{file.name}, payer_attributed_provider_practice: months of attribution name a practice, not its TIN",
            months,
            practices,
            why="they are attributed by their organization, or the practice's name where it is one of the list of "
            "participants, else by the clinician's NPI",
            names_people=False,
        )
    ]
    if unattributable:
        findings.append(
            Finding(
                "practice_names_alone",
                Severity.WARNING,
                f"{file.name}: months of attribution name a practice without its TIN, an organization or a clinician",
                unattributable,
                why="they are attributed only where the practice's name is an organization on the list of participants",
                remedy="get the practice's TIN, the organization or the clinician's NPI from the payer",
                names_people=False,
            )
        )
    return findings


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
