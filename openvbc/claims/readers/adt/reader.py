"""Reads ADT feeds (HL7 version 2 messages, or CSV) and prior authorizations (CSV)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from openvbc.claims.findings import Finding, Severity
from openvbc.claims.readers.account import LoadOptions, ReadFile, ReadResult
from openvbc.claims.readers.adt.layouts import MESSAGES, TABLES
from openvbc.claims.readers.adt.messages import Messages, holds_messages, message_rows
from openvbc.claims.readers.reading import Reader, Workplace
from openvbc.claims.readers.staging.loading import (
    Loaded,
    TextLayout,
    count_loaded,
    load_files,
    load_rows,
    missing_columns,
    prepare_workplace,
    refuse_files_twice,
)
from openvbc.claims.readers.staging.text_file import TextFile, first_line, open_text_file
from openvbc.errors import FileError, raise_all
from openvbc.figures import FileDigest
from openvbc.yamlfile import digest

_TABLES: Final = (".csv", ".csv.gz")
#: Columns by which a CSV is known to be one of these, beside its other needed columns.
_KNOWN_BY: Final = ("event_id", "authorization_id")


class AdtReader(Reader):
    """Reads what is told of stays before claims tell it."""

    name = "adt"
    label = "ADT (HL7 version 2 or CSV), prior authorizations (CSV)"

    def recognize(self, files: Sequence[Path]) -> list[Path]:
        """The files that begin with an HL7 message or batch, and the CSVs with event_id or authorization_id."""
        return [path for path in files if _is_messages(path) or (_is_table(path) and set(_header(path)) & {*_KNOWN_BY})]

    def read(self, files: Sequence[Path], workplace: Workplace, options: LoadOptions) -> ReadResult:
        """Read the files; every message is a row, is told as not read, or is a fault."""
        refuse_files_twice(files)
        prepare_workplace(workplace)
        loaded, met = Loaded(), Messages()
        tables: list[tuple[TextFile, TextLayout]] = []
        for path in files:
            try:
                if _is_messages(path):
                    _read_messages(path, met, workplace, options, loaded)
                else:
                    tables.append(_recognized(path))
            except FileError as error:
                loaded.faults.extend(error.faults)
        load_files(tables, workplace, options, loaded)
        raise_all(loaded.faults, FileError)
        not_read = {f"{kind} messages": f"{count:,} of them tell no visit" for kind, count in met.others.items()}
        return ReadResult(
            tuple(loaded.files), not_read, count_loaded(workplace), (*loaded.findings, *_own_numbers(met))
        )


def _is_messages(path: Path) -> bool:
    return holds_messages(first_line(path))


def _is_table(path: Path) -> bool:
    return path.name.lower().endswith(_TABLES)


def _header(path: Path) -> list[str]:
    return [cell.strip().strip('"').lower() for cell in first_line(path).removeprefix("\ufeff").split(",")]


def _recognized(path: Path) -> tuple[TextFile, TextLayout]:
    """A CSV with the layout that it fits. FileError if it lacks columns."""
    file = open_text_file(path, path.name)
    layout = TABLES[1] if "authorization_id" in _header(path) else TABLES[0]
    if not layout.fits(file.header):
        raise FileError(missing_columns(file.name, file.header, layout))
    return file, layout


def _read_messages(path: Path, met: Messages, workplace: Workplace, options: LoadOptions, loaded: Loaded) -> None:
    before, rows = met.found, message_rows(path, path.name, met)
    load_rows(rows, met.faults, path, MESSAGES, workplace, options, loaded)
    met.faults.clear()
    loaded.files.append(ReadFile(FileDigest(path.name, digest(path)), MESSAGES.kind, met.found - before))


def _own_numbers(met: Messages) -> list[Finding]:
    if not met.by_own_number:
        return []
    return [
        Finding(
            "own_numbers",
            Severity.WARNING,
            "messages name people by the facility's own number alone",
            len(met.by_own_number),
            tuple(met.by_own_number[:5]),
            why="it is nobody's number in enrollment and claims, so that they would be people of their own",
            remedy="ask for the member number in PID-3 (type MB, MC or MA) or IN1-36",
            names_people=False,
        )
    ]
