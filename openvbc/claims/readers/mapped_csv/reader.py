"""Reads a payer's own CSV files by a mapping file."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from openvbc.claims.findings import Finding, Severity
from openvbc.claims.readers.account import LoadOptions, ReadFile, ReadResult, Step
from openvbc.claims.readers.mapped_csv.fields import CLAIM_KINDS, FIELDS, KINDS, NOT_KEPT, REFUSED_SHAPES
from openvbc.claims.readers.mapped_csv.joining import PACKAGE, refuse_halves
from openvbc.claims.readers.mapped_csv.mapping import (
    FileMapping,
    PayerMapping,
    missing_minimum_fields,
    read_mapping,
    stated_absences,
)
from openvbc.claims.readers.mapped_csv.netting import finish_kind
from openvbc.claims.readers.mapped_csv.preparing import REVERSAL, fill_open_ends, part_name, prepare
from openvbc.claims.readers.reading import Reader, ScriptValue, Workplace
from openvbc.claims.readers.staging.loading import (
    Loaded,
    TextLayout,
    count_loaded,
    file_findings,
    prepare_workplace,
    refuse_files_twice,
    run_layout,
    type_staged,
)
from openvbc.claims.readers.staging.rules import DAY_FORMATS, ISO_DAY, SourceColumn
from openvbc.claims.readers.staging.staged import restore_codes, shape_findings, stage_text, value_faults
from openvbc.claims.readers.staging.text_file import TextFile, open_text_file
from openvbc.errors import ContractError, Fault, FileError, raise_all
from openvbc.figures import FileDigest
from openvbc.yamlfile import digest

_SUFFIXES = (".csv", ".csv.gz", ".txt", ".txt.gz", ".psv", ".tsv")

#: What gathers the rows of a kind that is loaded when all its files are in.
_GATHERED: Final = {
    **dict.fromkeys(CLAIM_KINDS, "gather_claims"),
    "claim_header": "gather_headers",
    "claim_line": "gather_lines",
}

#: No header has a column of this name.
_NO_COLUMN = "\0"


class MappedCsvReader(Reader):
    """Reads a payer's CSV files by the mapping that the options name."""

    name = "mapped_csv"
    label = "a payer's CSV by a mapping file"

    def recognize(self, files: Sequence[Path]) -> list[Path]:
        """The delimited text files; which of them are read, the mapping says."""
        return [path for path in files if path.name.lower().endswith(_SUFFIXES)]

    def read(self, files: Sequence[Path], workplace: Workplace, options: LoadOptions) -> ReadResult:
        """Read every file whose name the mapping knows; the others are told.

        ContractError for faults of the mapping, FileError for faults of the files.
        """
        if options.mapping is None:
            fix = "name a mapping file; the template has every field of the minimum"
            raise ContractError(Fault("there is no mapping for these files", fix=fix))
        mapping = read_mapping(options.mapping)
        named = replace(options, payer=options.payer or mapping.payer, plan=options.plan or mapping.plan)
        refuse_files_twice(files)
        opened, not_read = _open(files, mapping)
        raise_all(missing_minimum_fields(mapping, {file.name: file.header for file, _ in opened}), ContractError)
        if not named.payer:
            why, fix = "months and dollars are counted by payer", "write `payer: <name>`"
            raise ContractError(Fault("the mapping names no payer", options.mapping.name, why=why, fix=fix))
        refuse_halves([(file.name, each.kind) for file, each in opened])
        prepare_workplace(workplace)
        loaded = Loaded(findings=_absence_findings(mapping))
        steps: list[Step] = []
        for kind in KINDS:
            for file, each in opened:
                if each.kind == kind:
                    _read_file(file, each, workplace, named, loaded)
            if not loaded.faults and any(each.kind == kind for _, each in opened):
                steps.extend(finish_kind(kind, workplace, named, loaded))
        raise_all(loaded.faults, FileError)
        steps.extend(count_loaded(workplace))
        return ReadResult(tuple(loaded.files), not_read, tuple(steps), tuple(loaded.findings))


def _open(files: Sequence[Path], mapping: PayerMapping) -> tuple[list[tuple[TextFile, FileMapping]], dict[str, str]]:
    opened: list[tuple[TextFile, FileMapping]] = []
    not_read: dict[str, str] = {}
    faults: list[Fault] = []
    for path in files:
        fitting = [each for each in mapping.files if each.fits(path.name)]
        if not fitting:
            not_read[path.name] = "the mapping names no file like it"
            continue
        if len(fitting) > 1:
            places = ", ".join(each.where for each in fitting)
            faults.append(Fault(f"{path.name} is named more than once in the mapping", places, fix="keep one of them"))
            continue
        try:
            opened.append((open_text_file(path, path.name, delimiter=fitting[0].delimiter), fitting[0]))
        except FileError as error:
            faults.extend(error.faults)
    raise_all(faults, FileError)
    if not opened:
        patterns = ", ".join(each.pattern for each in mapping.files)
        raise FileError(Fault(f"no file has a name that the mapping knows: {patterns}", fix="put `name` right in it"))
    return opened, not_read


def _absence_findings(mapping: PayerMapping) -> list[Finding]:
    absent = stated_absences(mapping)
    if not absent:
        return []
    return [
        Finding(
            "minimum_fields",
            Severity.WARNING,
            "fields of the minimum are not sent by the payer",
            len(absent),
            tuple(f"{field.name} ({field.where}: {field.absent})" for field in absent),
            why="what needs them cannot be counted",
            remedy="ask the payer for them",
            names_people=False,
        )
    ]


def _columns(mapping: FileMapping) -> list[SourceColumn]:
    """The fields of the kind, fed by the columns that the mapping names; others stay empty."""
    columns = []
    for column in FIELDS[mapping.kind]:
        source = mapping.fields.get(column.name)
        if source is None and column.name in NOT_KEPT:
            continue
        names = (source.column,) if source and source.column else (_NO_COLUMN,)
        days = (source.days if source else "") or mapping.days
        columns.append(replace(column, names=names, day_format=days))
    told_by = (mapping.reversals.column,) if mapping.reversals else (_NO_COLUMN,)
    columns.append(SourceColumn(REVERSAL, names=told_by))
    return columns


def _parts(mapping: FileMapping) -> list[SourceColumn]:
    """The columns that are one identifier together."""
    return [
        SourceColumn(part_name(source.name, place), names=(part,))
        for source in mapping.fields.values()
        for place, part in enumerate(source.parts)
    ]


def _written(columns: Sequence[SourceColumn]) -> str:
    """How ends of enrollment are written, as a format; where there are several, the first."""
    days = next((column.day_format for column in columns if column.name == "enrollment_end_date"), ISO_DAY)
    return DAY_FORMATS[days][1].strip("[]").partition(",")[0].strip("'")


def _read_file(
    file: TextFile, mapping: FileMapping, workplace: Workplace, options: LoadOptions, loaded: Loaded
) -> None:
    columns = _columns(mapping)
    try:
        staged = stage_text(workplace, file, [*columns, *_parts(mapping)])
    except FileError as error:
        loaded.faults.extend(error.faults)
        return
    faults = prepare(workplace, file, mapping, columns)
    loaded.findings.extend(fill_open_ends(workplace, file, mapping, _written(columns)))
    loaded.findings.extend(restore_codes(workplace, file, columns, zeros_lost=options.zeros_lost))
    faults.extend(value_faults(workplace, file, columns))
    shape_faults, findings = shape_findings(workplace, file, columns, REFUSED_SHAPES)
    loaded.faults.extend(faults + shape_faults)
    loaded.findings.extend([*findings, *staged.findings, *file_findings(file.path, file.name, staged.rows)])
    if loaded.faults:
        return
    type_staged(workplace, columns, file.name)
    reversals = mapping.reversals
    values: dict[str, ScriptValue] = {
        "reversed": list(reversals.reversed) if reversals else [],
        "unsigned": reversals is not None and not reversals.signed,
        "not_kept": sorted(NOT_KEPT),
    }
    run_layout(TextLayout(mapping.kind, (), _scripts(mapping.kind), PACKAGE, values), workplace, options)
    loaded.files.append(ReadFile(FileDigest(file.name, digest(file.path)), mapping.kind, staged.rows))


def _scripts(kind: str) -> tuple[str, ...]:
    """What loads a kind of file; claims are only gathered, to be joined and netted when all of them are in."""
    if kind in _GATHERED:
        return (_GATHERED[kind],)
    return ("begin_extra", f"load_{kind}") if kind.startswith("extra_") else (f"load_{kind}",)
