"""Reads CMS's Research Identifiable Files: beneficiaries, the seven kinds of claims, and drug events."""

from collections.abc import Sequence
from pathlib import Path

from openvbc.claims.readers.account import LoadOptions, ReadResult
from openvbc.claims.readers.medicare.gathering import begin_gathering, load_gathered
from openvbc.claims.readers.reading import Reader, Workplace
from openvbc.claims.readers.rif.layouts import LAYOUTS
from openvbc.claims.readers.staging.loading import (
    Loaded,
    TextLayout,
    load_files,
    missing_columns,
    prepare_workplace,
    refuse_files_twice,
)
from openvbc.claims.readers.staging.text_file import TextFile, first_line, open_text_file
from openvbc.errors import FileError, raise_all

_SUFFIXES = (".csv", ".csv.gz", ".txt", ".txt.gz", ".rif", ".psv")


class RifReader(Reader):
    """Reads pipe-delimited RIF files with a header, packed or not."""

    name = "rif"
    label = "CMS Research Identifiable Files"

    def recognize(self, files: Sequence[Path]) -> list[Path]:
        """The pipe-delimited files whose header has BENE_ID."""
        return [path for path in files if path.name.lower().endswith(_SUFFIXES) and "BENE_ID" in _header(path)]

    def read(self, files: Sequence[Path], workplace: Workplace, options: LoadOptions) -> ReadResult:
        """Read the files; final actions only, what is known for a claim on its first line."""
        refuse_files_twice(files)
        prepare_workplace(workplace)
        begin_gathering(workplace)
        loaded = Loaded()
        recognized, not_read = _recognized(files, loaded)
        load_files(recognized, workplace, options, loaded)
        raise_all(loaded.faults, FileError)
        steps = load_gathered(workplace, options, loaded)
        return ReadResult(tuple(loaded.files), not_read, steps, tuple(loaded.findings))


def _header(path: Path) -> list[str]:
    return [cell.strip().upper() for cell in first_line(path).removeprefix("\ufeff").split("|")]


def _recognized(files: Sequence[Path], loaded: Loaded) -> tuple[list[tuple[TextFile, TextLayout]], dict[str, str]]:
    found: list[tuple[TextFile, TextLayout]] = []
    not_read: dict[str, str] = {}
    for path in files:
        try:
            file = open_text_file(path, path.name, delimiter="|", quoted=False, rows_may_end_delimited=True)
        except FileError as error:
            loaded.faults.extend(error.faults)
            continue
        layout = next((each for each in LAYOUTS if each.fits(file.header)), None)
        if layout:
            found.append((file, layout))
        elif "history" in file.path.name.lower() and "bene_id" in file.places:
            not_read[path.name] = "it holds former identifiers of people; RIF files know each by BENE_ID alone"
        else:
            _refuse_or_leave(file, loaded, not_read)
    return found, not_read


def _refuse_or_leave(file: TextFile, loaded: Loaded, not_read: dict[str, str]) -> None:
    """A header with most of a layout's needed columns is a file that lacks some; any other is none of ours."""
    likely = max(LAYOUTS, key=lambda layout: len(layout.needed) - len(layout.lacks(file.header)))
    if 2 * len(likely.lacks(file.header)) < len(likely.needed):
        loaded.faults.append(missing_columns(file.name, file.header, likely))
    else:
        not_read[file.path.name] = "its header is that of no RIF file of beneficiaries, claims or drug events"
