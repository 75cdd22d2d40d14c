"""All statements of a distribution as files: one page and one workbook for each participant, in a folder or one zip."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath

from openvbc.distribution.result import Distribution
from openvbc.errors import Fault, FileError
from openvbc.reports.distribution.statement import Statements
from openvbc.reports.document.page import document_html
from openvbc.reports.document.workbook import workbook
from openvbc.reports.file_names import safe_name
from openvbc.reports.zip_file import zipped

PAGE, WORKBOOK = "html", "xlsx"


def statement_files(
    distribution: Distribution, forms: tuple[str, ...] = (PAGE, WORKBOOK), level: str = ""
) -> Iterator[tuple[PurePosixPath, bytes]]:
    """The files by their place: `provider/dr_a.html`. level: only participants of that level."""
    statements = Statements(distribution)
    for place, identifier, form in _places(distribution, forms, level):
        yield place, _rendered(statements, identifier, form)


def planned_statements(
    distribution: Distribution, target: Path, forms: tuple[str, ...] = (PAGE, WORKBOOK), level: str = ""
) -> list[tuple[Path, Callable[[Path], object]]]:
    """All statements as files to write: in a folder, or in one zip if `target` ends so; each with what writes it.

    A statement is rendered when it is written, so that those of thousands never stand in memory together.
    """
    if target.suffix.lower() == ".zip":
        return [(target, partial(_write_zip, statement_files(distribution, forms, level)))]
    statements = Statements(distribution)
    return [
        (target / place, partial(_write_rendered, statements, identifier, form))
        for place, identifier, form in _places(distribution, forms, level)
    ]


def _places(distribution: Distribution, forms: tuple[str, ...], level: str) -> Iterator[tuple[PurePosixPath, str, str]]:
    """Where each file stands, of whom it is, and its form."""
    for each in distribution.participants.rows.values():
        for form in forms if level in ("", each.level) else ():
            yield PurePosixPath(each.level) / f"{safe_name(each.identifier)}.{form}", each.identifier, form


def _rendered(statements: Statements, identifier: str, form: str) -> bytes:
    document = statements.of(identifier)
    return document_html(document).encode() if form == PAGE else workbook(document)


def _write_rendered(statements: Statements, identifier: str, form: str, path: Path) -> None:
    _write(_rendered(statements, identifier, form), path)


def _write(content: bytes, path: Path) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        fix = "choose another place, and close files that are open"
        raise FileError(Fault("the statements cannot be written", str(path), str(error.strerror), fix)) from None


def _write_zip(files: Iterator[tuple[PurePosixPath, bytes]], target: Path) -> None:
    _write(zipped(files), target)
