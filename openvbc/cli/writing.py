"""Reports to files: all of them, or none if one cannot be written."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import click

from openvbc.claims.project.manifest import is_project
from openvbc.errors import Fault, FileError, raise_all
from openvbc.reports.document.as_json import json_text
from openvbc.reports.document.csv_files import csv_files, csv_text
from openvbc.reports.document.text import document_text
from openvbc.reports.document.tree import Document
from openvbc.reports.file_names import INDEX, file_names
from openvbc.settlement.settle import Settlement
from openvbc.yamlfile import is_read

#: A file to write, and what writes it.
Planned = tuple[Path, Callable[[Path], object]]


def write_reports(
    settlements: Sequence[Settlement],
    html: Path | None,
    excel: Path | None,
    *,
    of_table: bool = False,
    quiet: bool = False,
) -> None:
    """Write HTML and Excel: to the file named for one settlement, into the folder named for several or for a table.

    FileError if one of them cannot be written; then none is.
    """
    several = of_table or len(settlements) > 1
    planned: list[Planned] = []
    if html is not None:
        from openvbc.reports.html import write_html  # noqa: PLC0415  # templates load only when used
        from openvbc.reports.index import write_index  # noqa: PLC0415

        planned += [(path, partial(write_html, each)) for each, path in _places(settlements, html, ".html", several)]
        if several:
            planned.append((html / f"{INDEX}.html", partial(write_index, settlements)))
    if excel is not None:
        from openvbc.reports.excel import write_excel  # noqa: PLC0415  # XlsxWriter loads only when it is used

        planned += [(path, partial(write_excel, each)) for each, path in _places(settlements, excel, ".xlsx", several)]
    write_all(planned)
    if not quiet:
        for path, _ in planned:
            click.echo(f"wrote {path}", err=True)


def print_report(*reports: Document, as_json: bool = False, part: str = "") -> None:
    """Print reports as text, or for machines. part: of the machines' form, only what stands under that key."""
    click.echo(json_text(*reports, part=part) if as_json else document_text(*reports))


def report_html(*reports: Document) -> str:
    """Reports as one page."""
    from openvbc.reports.document.page import document_html  # noqa: PLC0415  # templates load only when used

    return document_html(*reports)


def write_report(
    *reports: Document,
    html: Path | None = None,
    excel: Path | None = None,
    csv: Mapping[str, Path | None] | None = None,
    csv_folder: Path | None = None,
) -> None:
    """Write reports to the files that are named: one page, a workbook, tables by name, or all tables into a folder.

    FileError if one of them cannot be written; then none is.
    """
    planned: list[Planned] = []
    if html is not None:
        from openvbc.reports.html.page import write_page  # noqa: PLC0415  # templates load only when used

        page = report_html(*reports)
        planned.append((html, lambda path: write_page(path, page)))
    if excel is not None:
        from openvbc.reports.document.workbook import write_workbook  # noqa: PLC0415  # XlsxWriter too

        planned.append((excel, partial(write_workbook, reports[0])))
    tables = [(path, csv_text(reports[0], name)) for name, path in (csv or {}).items() if path is not None]
    if csv_folder is not None:
        tables += [(csv_folder / name, text) for name, text in csv_files(reports[0]).items()]
    planned += [(path, partial(write_text, text)) for path, text in tables]
    write_all(planned)
    for path, _ in planned:
        click.echo(f"wrote {path}", err=True)


def write_text(text: str, path: Path) -> None:
    """Write a text as UTF-8. FileError if it cannot be written."""
    try:
        path.write_bytes(text.encode())
    except OSError as error:
        raise cannot_write(path, error) from None


def refuse_overwriting(inputs: Sequence[Path | None], outputs: Mapping[str, Path | None], *, folders: bool) -> None:
    """UsageError if an output (by its option) is one of the files that are read, or is another output.

    folders: whether the outputs are folders; two of them may be the same, since the files in them differ.
    """
    read = {each.resolve() for each in inputs if each is not None}
    written: dict[Path, str] = {}
    for option, path in outputs.items():
        if path is None:
            continue
        place = path.resolve()
        if place in read:
            raise click.UsageError(f"{option} {path} is one of the files that are read; name another one")
        if place in written and not folders:
            raise click.UsageError(f"{option} and {written[place]} name the same file; name two")
        written[place] = option


def cannot_write(path: Path, error: OSError) -> FileError:
    """The error for a file that cannot be written."""
    fix = "check the folder, and close the file where it is open"
    return FileError(Fault(f"cannot write {path}: {error.strerror}", fix=fix))


def _places(
    settlements: Sequence[Settlement], target: Path, suffix: str, several: bool
) -> Iterator[tuple[Settlement, Path]]:
    if not several:
        yield settlements[0], target
        return
    for each, name in zip(settlements, file_names(settlements), strict=True):
        yield each, target / f"{name}{suffix}"


def write_all(planned: Sequence[Planned]) -> None:
    """Write each file beside its place first; only when all are there do they take their names.

    FileError if one of them cannot be written, or stands where nothing may be written over; then none is.
    """
    places = [path.resolve() for path, _ in planned]
    faults = [
        _protected(path, twice=places.index(place) < at)
        for at, (place, (path, _)) in enumerate(zip(places, planned, strict=True))
    ]
    raise_all([fault for fault in faults if fault is not None], FileError)
    drafts: list[tuple[Path, Path]] = []
    made: list[Path] = []
    done = False
    try:
        for path, write in planned:
            drafts.append((_draft(path, made), path))
            write(drafts[-1][0])
        for draft, path in drafts:
            _take_name(draft, path)
        done = True
    finally:
        for draft, _ in drafts:
            draft.unlink(missing_ok=True)
        if not done:
            _remove_empty(made)


def _protected(path: Path, *, twice: bool) -> Fault | None:
    """Why nothing is written there: a link, a file that was read, a project folder. None if something may be.

    twice: whether another file is to be written there.
    """
    if twice:
        what, why = "two files would be written here", "one would take the place of the other"
    elif path.is_symlink():
        what, why = "this is a link", "the file that it leads to would be written over"
    elif is_read(path):
        what, why = "this is one of the files that were read", "the report would stand in the place of what it rests on"
    elif any(is_project(folder) for folder in path.resolve().parents):
        what, why = "this lies in a project folder", "a project folder holds nothing but what loads wrote"
    else:
        return None
    return Fault(what, str(path), why=why, fix="name another file")


def _draft(path: Path, made: list[Path]) -> Path:
    """An empty file beside `path`, in its folder; folders that had to be made for it are added to `made`."""
    folder = path.resolve().parent
    draft = folder / f".{path.stem}.{os.getpid()}{path.suffix}"
    try:
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        made.extend(missing)
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists():  # a file that is open elsewhere, or may not be changed, is found before any other is replaced
            with path.open("r+b"):
                pass
        draft.touch()
    except OSError as error:
        raise cannot_write(path, error) from None
    return draft


def _take_name(draft: Path, path: Path) -> None:
    try:
        draft.replace(path.resolve())
    except OSError as error:
        raise cannot_write(path, error) from None


def _remove_empty(folders: Sequence[Path]) -> None:
    """Remove folders that were made for files which are not written; deepest first."""
    for folder in sorted(folders, key=lambda each: len(each.parts), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
