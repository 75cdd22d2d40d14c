"""Reading recognized text files one after the other, with every fault of every file told at once."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openvbc.claims.findings import Finding, Severity
from openvbc.claims.readers.account import LoadOptions, ReadFile, Step
from openvbc.claims.readers.reading import ScriptValue, Workplace
from openvbc.claims.readers.staging.rules import Shape, SourceColumn
from openvbc.claims.readers.staging.staged import (
    PACKAGE,
    ROWS_HAVE_TYPES,
    STAGED,
    Staged,
    restore_codes,
    shape_findings,
    stage_text,
    value_faults,
)
from openvbc.claims.readers.staging.text_file import TextFile, ends_with_a_line_end
from openvbc.claims.work_folder import WorkFolder
from openvbc.errors import ClaimsError, Fault, FileError, did_you_mean, raise_all
from openvbc.figures import FileDigest
from openvbc.yamlfile import digest

#: The staged rows, typed: source_row, source_file and the layout's columns.
TYPED = "typed_rows"


#: Formats that cannot be read at all if their end is missing.
_COMPLETE_OR_BROKEN = (*ROWS_HAVE_TYPES, ".json", ".ndjson")


@dataclass(frozen=True)
class TextLayout:
    """One kind of file of a format. kind: in words; columns: what is taken from it; scripts: what loads it then.

    package: whose scripts they are. values: what they need beside data_source, payer and plan.
    refused_shapes: see shape_findings. numbered_by: of a file that is no table (see load_rows), the script that gives
    its rows the numbers by which the file itself counts.
    """

    kind: str
    columns: tuple[SourceColumn, ...]
    scripts: tuple[str, ...]
    package: str
    values: Mapping[str, ScriptValue] = field(default_factory=dict)
    refused_shapes: frozenset[Shape] | None = frozenset()
    numbered_by: str = ""

    @property
    def needed(self) -> tuple[SourceColumn, ...]:
        """The columns that the header must have."""
        return tuple(column for column in self.columns if column.needed)

    def fits(self, header: Sequence[str]) -> bool:
        """Whether a header has every needed column."""
        return not self.lacks(header)

    def lacks(self, header: Sequence[str]) -> list[SourceColumn]:
        """The needed columns that a header does not have."""
        names = {name.lower() for name in header}
        return [column for column in self.needed if not names & {*column.header_names}]

    def likeness(self, header: Sequence[str]) -> int:
        """How many of its columns a header has."""
        names = {name.lower() for name in header}
        return sum(bool(names & {*column.header_names}) for column in self.columns)


@dataclass
class Loaded:
    """What has been read so far: files, faults and findings."""

    files: list[ReadFile] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def missing_columns(name: str, header: Sequence[str], layout: TextLayout) -> Fault:
    """The fault of a header that lacks columns of its layout, with the nearest strange names."""
    known = {each for column in layout.columns for each in column.header_names}
    strange = [each for each in header if each and each.lower() not in known]
    told = []
    for column in layout.lacks(header):
        wanted = " or ".join(column.names or (column.name,))
        hint = did_you_mean(column.header_names[0], [each.lower() for each in strange]) if strange else ""
        told.append(f"{wanted} ({hint})" if hint.startswith("did you mean") else wanted)
    separator = next((mark for mark in ";|\t," if len(header) == 1 and mark in header[0]), "")
    fix = f"the separator here is {separator!r}, which is not this format's" if separator else "get the file again"
    return Fault(f"the header of this {layout.kind} file lacks {', '.join(told)}", f"{name}:1", fix=fix)


def prepare_workplace(workplace: Workplace) -> None:
    """Make the value rules known."""
    workplace.run(PACKAGE, "value_rules")


def refuse_files_twice(files: Sequence[Path]) -> None:
    """ClaimsError if two of the files have the same bytes: everything in them would be counted twice."""
    names: dict[str, str] = {}
    faults = []
    for path in files:
        sha256 = digest(path)
        if sha256 in names:
            why, fix = "everything in it would be counted twice", "keep one of the two"
            faults.append(Fault(f"this is the same file as {names[sha256]}", path.name, why=why, fix=fix))
        names.setdefault(sha256, path.name)
    raise_all(faults, ClaimsError)


def load_files(
    recognized: Sequence[tuple[TextFile, TextLayout]], workplace: Workplace, options: LoadOptions, loaded: Loaded
) -> None:
    """Stage, check and load each file; faults and findings are added to `loaded`."""
    for file, layout in recognized:
        try:
            staged = stage_text(workplace, file, layout.columns)
        except FileError as error:
            loaded.faults.extend(error.faults)
            continue
        check_and_load(file, layout, staged, workplace, options, loaded)


def check_and_load(
    file: TextFile,
    layout: TextLayout,
    staged: Staged,
    workplace: Workplace,
    options: LoadOptions,
    loaded: Loaded,
    checks: Callable[[], list[Fault]] | None = None,
) -> None:
    """Check what is staged; load it if it is sound. `checks`: further faults of the reader's own."""
    loaded.findings.extend(restore_codes(workplace, file, layout.columns, zeros_lost=options.zeros_lost))
    faults = value_faults(workplace, file, layout.columns) + (checks() if checks else [])
    shape_faults, findings = shape_findings(workplace, file, layout.columns, layout.refused_shapes)
    loaded.faults.extend(faults + shape_faults)
    loaded.findings.extend([*findings, *staged.findings, *file_findings(file.path, file.name, staged.rows)])
    if loaded.faults:
        return
    type_staged(workplace, layout.columns, file.name)
    run_layout(layout, workplace, options)
    loaded.files.append(ReadFile(FileDigest(file.name, digest(file.path)), layout.kind, staged.rows))


def load_rows(
    rows: Iterable[Mapping[str, str]],
    faults: list[Fault],
    path: Path,
    layout: TextLayout,
    workplace: Workplace,
    options: LoadOptions,
    loaded: Loaded,
) -> None:
    """Stage, check and load rows that a reader makes of a file that is no table, such as messages or segments.

    faults: those that are met while the rows are made; they are told with those of the values.
    """
    header = tuple(column.name for column in layout.columns)
    with WorkFolder() as folder:
        laid_out = folder.path / "rows.csv"
        with laid_out.open("w", encoding="utf-8", newline="") as text:
            writer = csv.DictWriter(text, header, restval="", lineterminator="\n")
            writer.writeheader()
            for row in rows:
                writer.writerow({name: " ".join(value.split()) for name, value in row.items()})
        file = TextFile(laid_out, path.name, header, rows_are_lines=True)
        stage_text(workplace, file, layout.columns)
        workplace.run(layout.package, layout.numbered_by)
        loaded.findings.extend(restore_codes(workplace, file, layout.columns, zeros_lost=options.zeros_lost))
        loaded.faults.extend([*faults, *value_faults(workplace, file, layout.columns)])
        loaded.findings.extend(shape_findings(workplace, file, layout.columns, layout.refused_shapes)[1])
        if not loaded.faults:
            type_staged(workplace, layout.columns, path.name)
            run_layout(layout, workplace, options)


def type_staged(workplace: Workplace, columns: Sequence[SourceColumn], source_file: str) -> None:
    """Make TYPED from what is staged in the file of that name."""
    typed = ", ".join(f'{column.typed} AS "{column.name}"' for column in columns)
    workplace.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {TYPED} AS "  # noqa: S608
        f"SELECT source_row, $source_file AS source_file, {typed} FROM {STAGED}",
        {"source_file": source_file},
    )


def run_layout(layout: TextLayout, workplace: Workplace, options: LoadOptions) -> None:
    """Run a layout's scripts on TYPED."""
    values = {
        "data_source": options.data_source,
        "payer": options.payer,
        "plan": options.plan,
        **layout.values,
    }
    for name in layout.scripts:
        workplace.run(layout.package, name, values)


def count_loaded(workplace: Workplace) -> tuple[Step, ...]:
    """What has been loaded, table by table: rows, and dollars paid where a table has any."""
    rows = workplace.run(PACKAGE, "count_loaded").rows
    return tuple(Step(name, label, count, amount) for name, label, count, amount in rows if count)


def file_findings(path: Path, name: str, rows: int) -> list[Finding]:
    """Warnings about a file without rows, and one whose last line is not complete."""
    found = []
    if rows == 0:
        what = "files have a header but no rows"
        found.append(Finding("empty_file", Severity.WARNING, what, 1, (name,), names_people=False))
    if path.suffix not in _COMPLETE_OR_BROKEN and not ends_with_a_line_end(path):
        found.append(
            Finding(
                "last_line",
                Severity.WARNING,
                "files end without a line end",
                1,
                (name,),
                why="the last value may be cut short",
                remedy="hold the last line against the original, or get the file again",
                names_people=False,
            )
        )
    return found
