"""All statements of a distribution as files: one page and one workbook for each participant, in a folder or one zip."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from openvbc.distribution.result import Distribution
from openvbc.errors import Fault, FileError
from openvbc.reports.distribution.statement import Statements
from openvbc.reports.document.page import document_html
from openvbc.reports.document.workbook import workbook

PAGE, WORKBOOK = "html", "xlsx"
#: The day of every file in a zip, so that equal statements give equal bytes.
_NO_DAY: Final = (1980, 1, 1, 0, 0, 0)


def statement_files(
    distribution: Distribution, forms: tuple[str, ...] = (PAGE, WORKBOOK), level: str = ""
) -> Iterator[tuple[PurePosixPath, bytes]]:
    """The files by their place: `provider/dr_a.html`. level: only participants of that level."""
    statements = Statements(distribution)
    for each in distribution.participants.rows.values():
        if level and each.level != level:
            continue
        document = statements.of(each.identifier)
        place = PurePosixPath(each.level)
        if PAGE in forms:
            yield place / f"{each.identifier}.{PAGE}", document_html(document).encode()
        if WORKBOOK in forms:
            yield place / f"{each.identifier}.{WORKBOOK}", workbook(document)


def write_statements(
    distribution: Distribution, target: Path, forms: tuple[str, ...] = (PAGE, WORKBOOK), level: str = ""
) -> int:
    """Write all statements into a folder, or into one zip if `target` ends so; how many files that are.

    FileError if one cannot be written.
    """
    files = statement_files(distribution, forms, level)
    try:
        if target.suffix.lower() == ".zip":
            return _write_zip(files, target)
        count = 0
        for place, content in files:
            path = target / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            count += 1
    except OSError as error:
        fix = "choose another place, and close files that are open"
        raise FileError(Fault("the statements cannot be written", str(target), str(error.strerror), fix)) from None
    return count


def _write_zip(files: Iterator[tuple[PurePosixPath, bytes]], target: Path) -> int:
    packed = io.BytesIO()
    count = 0
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, content in files:
            stored = zipfile.ZIP_DEFLATED if place.suffix == f".{PAGE}" else zipfile.ZIP_STORED
            archive.writestr(zipfile.ZipInfo(str(place), _NO_DAY), content, stored)
            count += 1
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(packed.getvalue())
    return count
